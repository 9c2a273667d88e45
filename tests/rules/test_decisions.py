"""Decisions: limits and their working, who is told, which duties follow, what is asked next."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.decide import Decision, decide, decision_as_data, decision_from_data, next_questions
from rules.facts import VOCABULARY, Facts, read_facts
from rules.instants import as_rfc3339, london_day, parse_instant
from rules.limits import DEFAULT_LIMITS, Limits, LimitsError, Windows, window_due
from rules.load import load_pack
from rules.working_days import Calendar
from tests.rules.test_reading_facts import facts_files

PACK = load_pack("informing-the-director")
AT = "2026-05-01T16:45"
CLA_MISSING: dict[str, Any] = {
    "aware": "2026-05-01T16:30",
    "media.interest": "none",
    "subjects": [{"kind": "child", "happened": ["missing"], "child.status": ["cla"]}],
}


def decided(data: dict[str, Any], at: str = AT, limits: Limits = DEFAULT_LIMITS) -> Decision:
    """The decision about the facts in `data`."""
    return decide(PACK, read_facts(data), parse_instant(at), limits)


def duties(decision: Decision) -> dict[str, tuple[str, str]]:
    """Owner and due of every duty."""
    return {duty.id: (duty.owner, as_rfc3339(duty.due)) for duty in decision.duties if duty.due is not None}


def told(decision: Decision) -> dict[str, tuple[str, str]]:
    """Limit and row of every recipient."""
    return {one.role: (as_rfc3339(one.notify_by), one.trigger) for one in decision.recipients}


def test_a_looked_after_child_missing_before_a_bank_holiday_is_due_on_tuesday_and_says_why() -> None:
    (row,) = decided(CLA_MISSING).triggers

    assert (row.id, row.status, row.limit) == ("itd-cla-missing", "reportable", "procedure")
    assert as_rfc3339(row.reportable_from) == "2026-05-01T16:30:00+01:00"
    assert as_rfc3339(row.notify_by) == "2026-05-05T17:00:00+01:00"
    assert row.working.endswith("because Mon 4 May (May Day) is a bank holiday")
    assert row.why == "A child looked after is missing."
    assert row.source == "Need to Know: Informing the Director, section 2, row 2"
    assert not row.overdue


def test_the_duties_to_notify_and_to_acknowledge_follow_from_the_route() -> None:
    assert duties(decided(CLA_MISSING)) == {
        "notify": ("reporter's manager", "2026-05-05T17:00:00+01:00"),
        "notify:DCS": ("reporter's manager", "2026-05-05T17:00:00+01:00"),
        "notify:CM": ("reporter's manager", "2026-05-05T17:00:00+01:00"),
        "acknowledge:DCS": ("DCS", "2026-05-05T12:45:00+01:00"),
        "acknowledge:CM": ("CM", "2026-05-05T12:45:00+01:00"),
    }


def test_the_urgent_local_limit_runs_at_any_hour_and_is_called_local() -> None:
    (row,) = decided(
        {**CLA_MISSING, "child.status": "cp", "subjects": [{"kind": "child", "happened": "missing"}]}
    ).triggers

    assert (row.id, row.limit, row.any_hour) == ("itd-cp-missing", "local", True)
    assert as_rfc3339(row.notify_by) == "2026-05-01T17:30:00+01:00"
    assert row.working == "1 hour after Fri 1 May 2026 16:30, at any hour; local limit, not in the procedure"


def test_ten_past_midnight_on_a_saturday_is_due_at_ten_past_one() -> None:
    data = {"media.interest": "none", "kind": "child", "happened": "death", "child.status": "known"}
    decision = decided(data, at="2026-11-21T00:10")

    assert as_rfc3339(decision.triggers[0].notify_by) == "2026-11-21T01:10:00+00:00"
    assert duties(decision)["acknowledge:DCS"] == ("DCS", "2026-11-21T00:40:00+00:00")


def test_a_limit_that_passed_before_anybody_reported_is_overdue_from_the_start() -> None:
    (row,) = decided(CLA_MISSING, at="2026-05-08T09:00").triggers

    assert row.overdue
    assert as_rfc3339(row.notify_by) == "2026-05-05T17:00:00+01:00"
    assert row.working.endswith("; already past")


def test_a_decision_to_tell_the_dcs_is_a_duty_of_either_who_may_decide() -> None:
    decision = decided({"happened": "other", "media.interest": "significant"})

    assert told(decision) == {
        "CM": ("2026-05-05T17:00:00+01:00", "itd-media-interest"),
        "ACM": ("2026-05-05T17:00:00+01:00", "itd-media-interest"),
    }
    assert duties(decision) == {
        "notify": ("reporter's manager", "2026-05-05T17:00:00+01:00"),
        "notify:CM": ("reporter's manager", "2026-05-05T17:00:00+01:00"),
        "notify:ACM": ("reporter's manager", "2026-05-05T17:00:00+01:00"),
        "decide:DCS": ("ACM or CM", "2026-05-05T12:45:00+01:00"),
    }


def test_nothing_is_left_to_decide_when_the_dcs_is_told_anyway() -> None:
    decision = decided({**CLA_MISSING, "media.interest": "significant"})

    assert set(told(decision)) == {"DCS", "CM", "ACM"}
    assert not [duty for duty in decision.duties if duty.id.startswith("decide:")]


def test_each_recipient_has_the_earliest_limit_of_all_rows() -> None:
    decision = decided(
        {**CLA_MISSING, "subjects": [{"kind": "child", "happened": "missing", "child.status": ["cla", "cp"]}]}
    )

    assert told(decision) == {
        "DCS": ("2026-05-01T17:30:00+01:00", "itd-cp-missing"),
        "CM": ("2026-05-01T17:30:00+01:00", "itd-cp-missing"),
    }


def test_of_equal_limits_the_row_that_matches_is_the_reason() -> None:
    rows = ("itd-organised-abuse", "itd-violence-against-staff")
    same = Limits(triggers=dict.fromkeys(rows, "next working day"))
    decision = decided({"kind": "service", "happened": ["gross-misconduct", "unknown"]}, limits=same)

    assert decision.triggers[0].status == "unknown"
    assert told(decision)["DCS"] == ("2026-05-05T17:00:00+01:00", "itd-gross-misconduct")


def test_what_cannot_be_ruled_out_is_told_with_a_limit_and_names_what_is_missing() -> None:
    decision = decided({})

    assert {row.status for row in decision.triggers} == {"unknown"}
    assert told(decision)["DCS"] == ("2026-05-01T17:45:00+01:00", "itd-death-or-serious-injury-child")
    assert set(told(decision)) == {"DCS", "CM", "ACM"}
    assert [gap.fact for gap in decision.missing_facts][:3] == ["happened", "subject.kind", "child.status"]
    assert decision.triggers[0].why.startswith("It cannot be ruled out yet that a child known to a children's service")


OUT = {"media.interest": "none", "kind": "child", "happened": "out-of-education", "child.status": "cla"}


def test_before_four_weeks_nobody_is_told_and_the_moment_is_named() -> None:
    decision = decided({**OUT, "education.out_since": "2026-10-30T10:07"}, at="2026-11-27T10:06")

    (row,) = decision.triggers
    assert (row.status, as_rfc3339(row.reportable_from)) == ("not-yet", "2026-11-27T10:07:00+00:00")
    assert as_rfc3339(row.notify_by) == "2026-11-30T17:00:00+00:00"
    assert row.why.startswith("Not required before Fri 27 Nov 2026 10:07: a child looked after")
    assert decision.recipients == ()
    assert decision.duties == ()


def test_from_exactly_four_weeks_on_it_is_reportable_to_the_minute() -> None:
    (row,) = decided({**OUT, "education.out_since": "2026-10-30T10:07"}, at="2026-11-27T10:07").triggers

    assert row.status == "reportable"
    assert "4 weeks have passed on Fri 27 Nov 2026 10:07" in row.working


def test_the_limit_runs_from_awareness_when_that_is_later_than_the_threshold() -> None:
    data = {**OUT, "education.out_since": "2026-09-01", "aware": "2026-11-20T12:00"}
    (row,) = decided(data, at="2026-11-20T12:00").triggers

    assert as_rfc3339(row.reportable_from) == "2026-11-20T12:00:00+00:00"
    assert as_rfc3339(row.notify_by) == "2026-11-23T17:00:00+00:00"


def test_an_unknown_start_counts_as_passed_at_awareness() -> None:
    (row,) = decided(OUT, at="2026-11-20T12:00").triggers

    assert (row.status, row.missing) == ("reportable", ("education.out_since",))
    assert row.why.startswith("It is not known since when, so that the time counts as over: a child looked after")
    assert as_rfc3339(row.notify_by) == "2026-11-23T17:00:00+00:00"
    assert "counted from awareness, because it is not known since when" in row.working


def test_an_organisation_sets_limits_for_a_class_for_a_row_and_for_the_rest() -> None:
    limits = Limits(
        office_close=time(16, 30),
        urgent=timedelta(minutes=90),
        otherwise="2 working days",
        classes={"missing": "30 minutes"},
        triggers={"itd-gross-misconduct": "immediately"},
    )
    data = {"media.interest": "significant", "kind": "child", "child.status": "cp"}
    data["happened"] = "missing"
    decision = decided({**data, "happened": ["missing", "organised-abuse", "gross-misconduct"]}, limits=limits)

    assert {row.id: as_rfc3339(row.notify_by) for row in decision.triggers} == {
        "itd-cp-missing": "2026-05-01T17:15:00+01:00",
        "itd-organised-abuse": "2026-05-01T18:15:00+01:00",
        "itd-gross-misconduct": "2026-05-01T16:45:00+01:00",
        "itd-media-interest": "2026-05-06T16:30:00+01:00",
    }
    assert {row.id for row in decision.triggers if row.immediate} == {"itd-gross-misconduct"}
    assert not any(row.overdue for row in decision.triggers)


@pytest.mark.parametrize(
    ("limit", "kind", "due"),
    [
        ("2 hours", "local", "18:30"),
        ("next working day", "procedure", "17:00"),
        ("1 week", "procedure", "17:00"),
    ],
)
def test_a_local_limit_may_shorten_the_procedures_and_never_lengthen_it(limit: str, kind: str, due: str) -> None:
    (row,) = decided(CLA_MISSING, limits=Limits(triggers={"itd-cla-missing": limit})).triggers

    assert row.limit == kind
    assert f"T{due}" in as_rfc3339(row.notify_by)


def test_immediately_is_never_overdue() -> None:
    limits = Limits(triggers={"itd-cp-missing": "immediately"})
    data = {**CLA_MISSING, "subjects": [{"kind": "child", "happened": "missing", "child.status": "cp"}]}
    (row,) = decided(data, limits=limits).triggers

    assert as_rfc3339(row.notify_by) == "2026-05-01T16:30:00+01:00"
    assert (row.immediate, row.overdue) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"otherwise": "soon"}, "local limits, otherwise"),
        ({"otherwise": "after 4 weeks"}, "must state a limit and no threshold"),
        ({"triggers": {"itd-cla-missing": "timely"}}, "local limits, itd-cla-missing"),
        ({"classes": {"fire": "1 hour"}}, "local limits, fire"),
        ({"urgent": timedelta(seconds=5)}, "give whole minutes"),
        ({"office_open": time(18)}, "must open before it closes"),
    ],
)
def test_a_local_limit_that_cannot_be_used_is_refused_by_name(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(LimitsError, match=sentence):
        Limits(**wrong)


def test_windows_must_be_longer_than_nothing() -> None:
    with pytest.raises(LimitsError):
        Windows(working=timedelta())


@pytest.mark.parametrize(
    ("kind", "start", "due"),
    [
        ("any_hour", "2026-11-21T03:00", "2026-11-21T03:30:00+00:00"),
        ("working", "2026-11-18T10:00", "2026-11-18T14:00:00+00:00"),
        ("working", "2026-11-20T15:30", "2026-11-23T11:30:00+00:00"),
        ("working", "2026-11-21T03:00", "2026-11-23T13:00:00+00:00"),
        ("working", "2026-12-24T16:00", "2026-12-29T12:00:00+00:00"),
        ("longer", "2026-11-18T10:00", "2026-11-19T10:00:00+00:00"),
        ("longer", "2026-11-20T18:00", "2026-11-23T17:00:00+00:00"),
    ],
)
def test_acknowledgement_windows_count_office_hours_unless_the_limit_runs_at_any_hour(
    kind: Any, start: str, due: str
) -> None:
    assert as_rfc3339(window_due(kind, parse_instant(start), DEFAULT_LIMITS.calendar, DEFAULT_LIMITS)) == due


def test_the_next_question_is_the_one_on_which_most_rows_wait() -> None:
    asked = [gap.fact for gap in next_questions(PACK, read_facts({}), parse_instant(AT))]

    assert asked[:3] == ["happened", "subject.kind", "child.status"]
    assert asked[-1] == "aware"


def test_only_facts_that_can_still_change_the_answer_are_asked() -> None:
    def asked(data: dict[str, Any]) -> list[str]:
        return [gap.fact for gap in next_questions(PACK, read_facts(data), parse_instant(AT))]

    assert asked({"kind": "child", "happened": "missing", "aware": AT}) == [
        "child.status",
        "risk.serious_harm",
        "media.interest",
    ]
    assert asked({"kind": "child", "happened": "missing", "child.status": "cla", "aware": AT}) == ["media.interest"]
    assert asked(CLA_MISSING) == []
    assert asked({"kind": "staff", "happened": "other", "media.interest": "none"}) == []


@given(facts_files(), st.sampled_from([AT, "2026-12-24T23:59", "2026-03-29T00:30"]))
def test_every_decision_holds_together(data: dict[str, Any], at: str) -> None:
    facts, instant = read_facts(data), parse_instant(at)
    decision = decide(PACK, facts, instant)

    for row in decision.triggers:
        assert row.notify_by >= row.reportable_from
        assert bool(row.missing) or row.status != "unknown"
        assert row.status != "reportable" or all(VOCABULARY[fact].type == "instant" for fact in row.missing)
        assert row.status != "not-yet" or row.reportable_from > instant
        assert row.any_hour or Calendar().is_working_day(london_day(row.notify_by))
    live = [row for row in decision.triggers if row.live]
    assert {one.role for one in decision.recipients} == {role for row in live for role in row.route.told}
    for one in decision.recipients:
        assert one.notify_by == min(row.notify_by for row in live if one.role in row.route.told)
    assert {gap.fact for gap in decision.missing_facts} == {fact for row in decision.triggers for fact in row.missing}
    assert bool(decision.duties) == bool(live)
    assert decision_from_data({**decision_as_data(decision), "more": 1}) == decision


@given(facts_files(), st.timedeltas(timedelta(), timedelta(days=40)))
def test_knowing_later_never_makes_a_limit_earlier(data: dict[str, Any], later: timedelta) -> None:
    facts, at = read_facts(data), parse_instant(AT)
    early, late = (
        {row.id: row.notify_by for row in decide(PACK, Facts(aware, facts.incident, facts.subjects), at).triggers}
        for aware in (at, at + later)
    )

    assert early.keys() == late.keys()
    assert all(early[row] <= late[row] for row in early)


@given(facts_files(), st.sampled_from(["happened", "child.status", "media.interest", "risk.serious_harm"]))
def test_answering_never_adds_a_row_that_was_ruled_out(data: dict[str, Any], fact: str) -> None:
    """Hiding an answer given once for all can only open rows, never rule one out."""
    if any(fact in subject for subject in data["subjects"]):
        return
    at = parse_instant(AT)
    known = {row.id for row in decide(PACK, read_facts(data), at).triggers}
    hidden = {row.id for row in decide(PACK, read_facts({**data, fact: "unknown"}), at).triggers}

    assert known <= hidden


def test_an_instant_in_any_zone_decides_the_same() -> None:
    london = datetime.fromisoformat("2026-05-01T16:45:00+01:00")

    assert decide(PACK, read_facts(CLA_MISSING), london) == decided(CLA_MISSING)
