"""The duties that a policy declares: which arise, by when, why, and what the decision plans of itself."""

from typing import Any

import pytest

from rules.decide import decision_as_data, decision_from_data
from rules.decision import PlannedDuty
from rules.limits import Limits
from rules.pack import Pack
from tests.rules.small_pack import DEATH, decided, due, pack

MISSING = {"kind": "child", "happened": "missing", "media.interest": "none"}


def declared(policy: Pack, facts: dict[str, Any], **more: Any) -> dict[str, PlannedDuty]:
    """The policy's own duties that arise, by id."""
    return {duty.id: duty for duty in decided(policy, facts, **more).duties if duty.status is not None}


def test_a_duty_arises_when_its_condition_holds_and_says_what_by_whom_by_when_and_why() -> None:
    review = {
        "when": {"happened": "death"},
        "about": ["child"],
        "timescale": "10 working days",
        "because": "a child died",
    }
    duty = declared(pack(review), DEATH)["our-review"]

    assert (duty.status, duty.owner, duty.closed_by, duty.missing) == ("certain", "SM", "done", ())
    assert (duty.title, duty.what) == ("Review", "The Service Manager reviews it.")
    assert due(duty.due) == "2026-12-02T17:00:00+00:00"
    assert duty.why == "A child died."
    assert duty.working == "Wed 2 Dec 2026 17:00, close of office on working day 10 after Wed 18 Nov 2026"
    assert duty.source == "Our procedure, section 2, row 1"
    assert declared(pack(review), MISSING) == {}


def test_a_duty_that_cannot_be_ruled_out_arises_as_unknown_and_its_facts_are_asked() -> None:
    policy = pack({"when": {"abuse.suspected": True}, "about": ["child"], "because": "abuse is suspected"})
    decision = decided(policy, MISSING)
    (duty,) = [duty for duty in decision.duties if duty.id == "our-review"]

    assert (duty.status, duty.missing) == ("unknown", ("abuse.suspected",))
    assert duty.why == "It cannot be ruled out yet that abuse is suspected."
    assert [gap.fact for gap in decision.missing_facts] == ["abuse.suspected"]
    assert decision.next is not None
    assert (decision.next.fact, decision.next.settles) == ("abuse.suspected", 1.0)


@pytest.mark.parametrize("follows", ["any", ["our-death"], "our-death"])
def test_a_duty_comes_with_the_rows_it_follows(follows: object) -> None:
    policy = pack({"follows": follows})

    assert declared(policy, DEATH)["our-review"].why == "It comes with: Death of a child."
    assert declared(policy, {"kind": "child"})["our-review"].status == "unknown"
    assert declared(policy, MISSING) == {}


def test_a_row_brings_the_duties_it_names() -> None:
    policy = pack({}, row={"follow_on": ["our-review"]})

    assert declared(policy, DEATH)["our-review"].status == "certain"
    assert decided(policy, DEATH).triggers[0].follow_on == ("our-review",)
    assert policy.standing == ()


def test_a_duty_that_nothing_brings_always_stands_and_is_not_planned() -> None:
    policy = pack({})

    assert [duty.id for duty in policy.standing] == ["our-review"]
    assert declared(policy, DEATH) == {}


def test_a_duty_that_is_not_built_never_arises() -> None:
    assert declared(pack({"follows": "any", "built": False}), DEATH) == {}


def test_a_duty_without_a_time_has_none_unless_there_is_harm_or_the_organisation_sets_one() -> None:
    plain, harm = pack({"follows": "any"}), pack({"follows": "any", "harm": ["death"]})

    assert (declared(plain, DEATH)["our-review"].due, declared(plain, DEATH)["our-review"].limit) == (None, None)
    assert declared(plain, DEATH)["our-review"].working == "no time is stated"
    urgent = declared(harm, DEATH)["our-review"]
    assert (due(urgent.due), urgent.limit, urgent.any_hour) == ("2026-11-18T11:00:00+00:00", "local", True)
    ours = declared(plain, DEATH, limits=Limits(triggers={"our-review": "3 working days"}))["our-review"]
    assert (due(ours.due), ours.limit) == ("2026-11-23T17:00:00+00:00", "local")


def test_a_duty_counts_from_its_own_fact_and_from_awareness_until_that_is_known() -> None:
    interview = {"when": {"happened": "found"}, "timescale": "72 hours", "since": "found.at"}
    found = {"kind": "child", "happened": "found", "aware": "2026-11-17T08:00"}

    known = declared(pack(interview), {**found, "found.at": "2026-11-18T09:30"})["our-review"]
    assert (due(known.due), known.missing) == ("2026-11-21T09:30:00+00:00", ())
    unknown = declared(pack(interview), found)["our-review"]
    assert (due(unknown.due), unknown.missing) == ("2026-11-20T08:00:00+00:00", ("found.at",))
    assert unknown.working.endswith("counted from awareness, because it is not known since when")


def test_a_duty_after_another_arises_with_it_and_names_it() -> None:
    panel = {"id": "our-panel", "when": {"abuse.suspected": True}, "because": "abuse is suspected"}
    policy = pack({"after": "our-panel", "timescale": "15 working days"}, panel)

    planned = declared(policy, {**DEATH, "abuse.suspected": True})
    assert list(planned) == ["our-review", "our-panel"]
    assert (planned["our-review"].after, planned["our-review"].status) == ("our-panel", "certain")
    assert planned["our-review"].why == "Review: it begins once our-panel is done."
    assert declared(policy, DEATH)["our-review"].missing == ("abuse.suspected",)
    assert declared(policy, {**DEATH, "abuse.suspected": False}) == {}


def test_of_two_duties_to_do_the_same_the_earliest_counts_and_both_say_so() -> None:
    policy = pack(
        {"id": "our-five-days", "follows": "any", "timescale": "5 days"},
        {"id": "our-working-days", "follows": "any", "timescale": "5 working days", "same_as": ["our-five-days"]},
    )
    planned = declared(policy, DEATH)

    assert due(planned["our-five-days"].due) == "2026-11-23T23:59:59+00:00"
    assert due(planned["our-working-days"].due) == "2026-11-25T17:00:00+00:00"
    first, other = (planned[name].title for name in ("our-five-days", "our-working-days"))
    said = f"the earliest of “{first}” and “{other}” counts: “{first}”, Mon 23 Nov 2026 23:59"
    assert all(duty.working.endswith(said) for duty in planned.values())
    assert planned["our-five-days"].same_as == ("our-working-days",)


def test_an_immediate_duty_is_never_overdue_and_a_late_one_is_from_the_start() -> None:
    policy = pack(
        {"id": "our-call", "follows": "any", "timescale": "immediately", "phone": ["DCS"]},
        {"id": "our-note", "follows": "any", "timescale": "same day"},
    )
    planned = declared(policy, {**DEATH, "aware": "2026-11-16T08:00"})

    assert (planned["our-call"].immediate, planned["our-call"].overdue, planned["our-call"].phone) == (
        True,
        False,
        ("DCS",),
    )
    assert planned["our-note"].overdue
    assert planned["our-note"].working.endswith("already past")


LUTON = {
    "first": ["SM"],
    "always": ["SD", "Need-to-Know inbox"],
    "decides": ["SD"],
    "about": "DCS",
    "also": ["on-call SM"],
}


def test_where_somebody_decides_first_that_is_a_duty_and_the_windows_run_after_theirs() -> None:
    decision = decided(pack(row={"route": LUTON}), DEATH)
    duties = {duty.id: (duty.owner, due(duty.due)) for duty in decision.duties}

    assert duties["decide-whether"] == ("SM", "2026-11-18T14:00:00+00:00")
    assert duties["acknowledge:SD"] == ("SD", "2026-11-19T10:00:00+00:00")
    assert duties["acknowledge:on-call SM"] == ("on-call SM", "2026-11-19T10:00:00+00:00")
    assert duties["decide:DCS"] == ("SD", "2026-11-19T10:00:00+00:00")
    assert decision.triggers[0].route_why == (
        "Service Manager decides first whether anybody is told; Service Director and Need-to-Know inbox are always "
        "told; Service Director decides whether Director is told; on-call Service Manager is told as well."
    )


def test_an_inbox_is_told_and_acknowledges_nothing() -> None:
    decision = decided(pack(row={"route": LUTON}), DEATH)

    assert {one.role for one in decision.recipients} == {"SM", "SD", "Need-to-Know inbox", "on-call SM"}
    assert "acknowledge:Need-to-Know inbox" not in {duty.id for duty in decision.duties}
    assert "notify:Need-to-Know inbox" in {duty.id for duty in decision.duties}


def test_the_owner_of_the_duty_to_notify_is_the_rows() -> None:
    decision = decided(pack(row={"by": ["SM", "SD"], "phone": True}), DEATH)

    assert (decision.triggers[0].by, decision.triggers[0].phone) == (("SM", "SD"), True)
    assert next(duty.owner for duty in decision.duties if duty.id == "notify") == "SM or SD"


def test_a_decision_with_duties_reads_back_and_one_stored_without_them_reads_too() -> None:
    decision = decided(pack({"follows": "any", "timescale": "5 days"}), {"kind": "child"})
    data = decision_as_data(decision)

    assert decision_from_data(data) == decision
    old = {name: value for name, value in data.items() if name != "next"}
    old["triggers"] = [
        {k: v for k, v in row.items() if k not in ("route_why", "by", "phone", "follow_on")} for row in data["triggers"]
    ]
    for row in old["triggers"]:
        row["route"] = {k: v for k, v in row["route"].items() if k != "first"}
    old["duties"] = [{k: duty[k] for k in ("id", "owner", "due")} for duty in data["duties"]]
    read = decision_from_data(old)
    assert [duty.id for duty in read.duties] == [duty.id for duty in decision.duties]
    assert (read.next, read.duties[0].why, read.triggers[0].by) == (None, "", ())


SEVERAL = {
    "condition": {"happened": ["missing", "death"]},
    "when": "a child is missing or has died",
    "timescale": [
        {"when": {"happened": "death"}, "timescale": "next working day"},
        {"timescale": "next working day after 24 hours", "since": "missing.last_seen"},
    ],
}


@pytest.mark.parametrize(
    ("happened", "status", "by"),
    [
        (["death"], "reportable", "2026-11-19T17:00:00+00:00"),
        (["missing"], "not-yet", "2026-11-20T17:00:00+00:00"),
        (["missing", "death"], "reportable", "2026-11-19T17:00:00+00:00"),
        (["missing", "unknown"], "unknown", "2026-11-19T17:00:00+00:00"),
    ],
)
def test_a_row_with_several_timescales_takes_the_first_that_holds(happened: list[str], status: str, by: str) -> None:
    facts = {"kind": "child", "happened": happened, "missing.last_seen": "2026-11-18T11:00", "media.interest": "none"}
    (row,) = decided(pack(row=SEVERAL), {**facts, "aware": "2026-11-18T10:00"}, at="2026-11-19T10:59").triggers

    assert (row.status, due(row.notify_by)) == (status, by)


def test_a_row_for_judgement_comes_out_once_somebody_has_judged_so() -> None:
    judged = {"condition": {"judgement.other": True}, "about": [], "when": "somebody judges it serious"}
    row = {key: value for key, value in judged.items() if value != []}
    policy = pack(row={**row, "about": ["child", "staff"]}, judgement={"trigger": "our-death"})

    assert policy.judgement is not None
    assert policy.judgement.trigger == "our-death"
    assert decided(policy, {"kind": "staff"}).triggers == ()
    assert decided(policy, {"kind": "staff"}).missing_facts == ()
    (judgement,) = decided(policy, {"kind": "staff", "judgement.other": True}).triggers
    assert judgement.status == "reportable"
