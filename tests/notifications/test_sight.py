"""The gate: what may this person see of this notification? Nothing, that it exists, the anonymised version, all."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.notifications.addition import Addition
from bot.notifications.conflict import KEPT_FROM
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.notification import Notification, Record, ToldOrally
from bot.notifications.remark import Remark
from bot.notifications.restriction import RESTRICTED, Restriction, Version, following
from bot.notifications.sight import Sight, seen, seen_by_many, sight, without_content
from rules.decision import Decision, MissingFact, NextFact, PlannedDuty, TriggerDecision
from rules.restriction import RestrictionRule
from tests.notifications.small_council import council, duty, london, notification, record, row, told

AT = london("2026-11-20 16:00")
CANARY = "zanzibar"
ORGANISATION = council()
ID = {key: person.id for key, person in ORGANISATION.people.items()}
RULE = RestrictionRule(
    rows=("a-row",),
    question="Is the adult's name to be restricted?",
    readers=("ACM",),
    writes=("ACM",),
    decides=("ACM",),
    anonymised=("DCS",),
    approval=True,
    source="the procedure",
)


def full(restriction: Restriction | None) -> Record:
    """A notification with a canary in everything that holds words, told to the DCS and the CM."""
    made = notification(row(at=AT), at=AT, staff_matter="yes")
    decision = made.decision
    canaries: Any = {"title": CANARY, "why": CANARY, "working": CANARY, "source": CANARY, "route_why": CANARY}
    decision = replace(
        decision,
        triggers=(replace(decision.triggers[0], missing=(CANARY,), follow_on=(CANARY,), **canaries),),
        missing_facts=(MissingFact(CANARY, CANARY),),
        next=NextFact(CANARY, CANARY, 1),
        duties=(PlannedDuty("a-task", "DCS", None, CANARY, CANARY, CANARY, CANARY, CANARY, "certain", "reference"),),
    )
    made = replace(
        made,
        reporter_name=CANARY,
        sent_by=CANARY,
        judgement=CANARY,
        answers={"incident.details": CANARY, "basic.child_name": CANARY},
        typed={ID["charlie"]: {"x": CANARY}},
        remarks=(Remark("director.dcs_comment", CANARY, ID["charlie"], CANARY, AT, 1),),
        additions=(Addition("a", "update", ID["charlie"], CANARY, AT, {"what": CANARY}),),
        told_orally=(ToldOrally(CANARY, AT, ID["charlie"], AT),),
        decision=decision,
        restriction=restriction,
    )
    duties = (
        duty(at=AT, organisation=ORGANISATION),
        duty(role="CM", at=AT, organisation=ORGANISATION, reason=CANARY, source=CANARY, met_by=ID["charlie"]),
    )
    people = ORGANISATION.people
    return record(made, *duties, deliveries=(told(people["dana"], at=AT), told(people["charlie"], at=AT)))


ON = Restriction(
    on=True,
    since=AT,
    by=CANARY,
    asked=CANARY,
    why=CANARY,
    readers=("ACM",),
    writes=("ACM",),
    decides=("ACM",),
    anonymised=("DCS",),
    approval=True,
    people=(ID["morgan"],),
    versions=(Version(CANARY, CANARY, CANARY, CANARY, AT),),
)


@pytest.mark.parametrize(
    ("who", "restricted", "open_"),
    [
        ("rowan", Sight.WHOLE, Sight.WHOLE),  # reported it
        ("alex", Sight.WHOLE, Sight.NOTHING),  # a reader by role
        ("avery", Sight.ANONYMISED, Sight.WHOLE),  # covers a reader by the file, who is here; may act for the CM
        ("morgan", Sight.WHOLE, Sight.NOTHING),  # named
        ("dana", Sight.ANONYMISED, Sight.WHOLE),  # told
        ("devon", Sight.ANONYMISED, Sight.WHOLE),  # may act for who is told
        ("charlie", Sight.ANONYMISED, Sight.WHOLE),
        ("ola", Sight.NOTHING, Sight.NOTHING),
    ],
)
def test_the_few_see_it_whole_and_everybody_else_who_is_told_the_anonymised_version(
    who: str, restricted: Sight, open_: Sight
) -> None:
    assert sight(full(ON), ID[who], ORGANISATION) is restricted
    assert sight(full(None), ID[who], ORGANISATION) is open_


def test_lifting_it_gives_everybody_the_whole_again() -> None:
    lifted = full(replace(ON, on=False))
    assert sight(lifted, ID["dana"], ORGANISATION) is Sight.WHOLE
    assert sight(lifted, ID["morgan"], ORGANISATION) is Sight.NOTHING, "who was named by the restriction alone"


@pytest.mark.parametrize("who", ["alex", "morgan", "dana", "charlie"])
def test_whoever_must_not_know_sees_nothing_even_as_a_named_reader(who: str) -> None:
    kept = full(ON)
    kept = replace(kept, notification=replace(kept.notification, answers={KEPT_FROM: ID[who]}))
    assert sight(kept, ID[who], ORGANISATION) is Sight.NOTHING


def test_the_stand_in_of_a_reader_who_must_not_know_reads_it_whole() -> None:
    kept = full(ON)
    kept = replace(kept, notification=replace(kept.notification, answers={KEPT_FROM: ID["alex"]}))
    matter = kept.notification.within(ORGANISATION)
    stand_in = matter.told("ACM", AT)[0]
    assert sight(kept, stand_in.id, ORGANISATION) is Sight.WHOLE


def test_somebody_asked_to_phone_learns_that_it_exists_alone() -> None:
    asked = full(ON)
    reach = duty(DutyKind.REACH, "", at=AT, about=ID["dana"], organisation=ORGANISATION)
    reach = replace(reach, role=None, person=ID["ola"])
    asked = replace(asked, duties=(*asked.duties, reach))
    assert sight(asked, ID["ola"], ORGANISATION) is Sight.EXISTS


def test_the_cover_who_was_sent_a_card_for_a_reader_reads_it_whole() -> None:
    covered = full(ON)
    owed = duty(DutyKind.TASK, "ACM", at=AT, organisation=ORGANISATION)
    card = replace(told(ORGANISATION.people["avery"], Purpose.ESCALATION, at=AT), duty=owed.id)
    covered = replace(covered, duties=(*covered.duties, owed), deliveries=(*covered.deliveries, card))
    assert sight(covered, ID["avery"], ORGANISATION) is Sight.WHOLE


@pytest.mark.parametrize("reader", ["dana", "devon"])
def test_not_one_word_that_was_typed_is_in_what_another_reader_sees(reader: str) -> None:
    found = seen(full(ON), ID[reader], ORGANISATION)
    assert found.version is None, "it is not approved"
    assert CANARY not in repr(found)
    assert found.record.notification.reference == "NTK-2026-0001"
    assert CANARY not in repr(seen_by_many(full(ON)))


def test_their_own_words_stay() -> None:
    found = seen(full(ON), ID["charlie"], ORGANISATION).record
    assert [r.said for r in found.notification.remarks] == [CANARY]
    assert [a.said for a in found.notification.additions] == [{"what": CANARY}]
    assert found.notification.typed == {ID["charlie"]: {"x": CANARY}}


def test_once_it_is_approved_everybody_who_is_told_reads_the_newest_approved_version() -> None:
    first = Version("First", "One", ID["alex"], "Alex", AT, ID["rowan"], "Rowan", AT)
    later = replace(first, title="Second", text="Two", approved_at=AT + timedelta(hours=1))
    waiting = Version(CANARY, CANARY, ID["alex"], "Alex", AT)
    restriction = replace(ON, versions=(first, later, waiting))
    for found in (seen(full(restriction), ID["dana"], ORGANISATION), seen_by_many(full(restriction))):
        assert found.version is not None
        assert found.version.text == "Two"
        assert CANARY not in repr(found)


def test_who_must_not_know_still_counts_in_what_others_see_and_is_not_said() -> None:
    kept = full(ON)
    kept = replace(kept, notification=replace(kept.notification, answers={KEPT_FROM: ID["charlie"]}))
    veiled = seen(kept, ID["dana"], ORGANISATION).record.notification
    assert veiled.answers == {}
    assert veiled.kept_from == {ID["charlie"]}
    assert veiled.within(ORGANISATION).is_kept_out(ID["charlie"])


# Whoever adds a field says here, and in without_content, what becomes of it for readers of the anonymised version.
NOTIFICATION = {
    "same": {"id", "reference", "created_at", "aware", "staff_matter", "told_now", "drill", "version"},
    "their own alone": {"typed", "remarks", "additions"},
    "without content": {"decision", "restriction"},
    "left out": {"reporter", "reporter_name", "answers", "judgement", "sent_by", "told_orally"},
}
DUTY_LEFT_OUT = {"source", "reason"}
ROW_LEFT_OUT = {"title", "why", "working", "source", "route_why", "missing", "follow_on"}
PLANNED_LEFT_OUT = {"title", "what", "why", "working", "source", "missing", "same_as", "since", "until"}
KNOWN = {
    Notification: set().union(*NOTIFICATION.values()),
    Duty: DUTY_LEFT_OUT
    | {"id", "kind", "due", "any_hour", "window_kind", "created_at", "notification", "draft", "role", "person", "about"}
    | {
        "trigger",
        "limit",
        "status",
        "late_since",
        "step",
        "next_at",
        "met_at",
        "met_by",
        "met_as",
        "met_for",
        "outcome",
    },
    TriggerDecision: ROW_LEFT_OUT
    | {"id", "status", "reportable_from", "notify_by", "limit", "any_hour", "immediate", "overdue", "window", "route"}
    | {"by", "phone"},
    PlannedDuty: PLANNED_LEFT_OUT
    | {"id", "owner", "due", "status", "closed_by", "after", "phone", "immediate", "any_hour", "window", "limit"}
    | {"overdue", "timescale", "counts_from", "statutory"},
    Decision: {"policy", "version", "pack_hash", "at", "triggers", "missing_facts", "recipients", "duties", "next"},
    Restriction: {"on", "since", "by", "asked", "why", "readers", "writes", "decides", "anonymised", "approval"}
    | {"people", "versions"},
}


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind.__name__)
def test_every_field_has_somebody_who_said_what_becomes_of_it(kind: type) -> None:
    """A new field fails here: it may hold what nobody but the few may read."""
    assert {f.name for f in fields(kind)} == KNOWN[kind]


def test_what_is_left_out_is_left_out() -> None:
    whole, veiled = full(ON), without_content(full(ON))
    for name in NOTIFICATION["left out"]:
        assert not getattr(veiled.notification, name), name
    for name in NOTIFICATION["same"]:
        assert getattr(veiled.notification, name) == getattr(whole.notification, name), name
    assert not any(getattr(d, name) for d in veiled.duties for name in DUTY_LEFT_OUT)


# From answers.


def decided(status: str = "reportable") -> Decision:
    return notification(row(at=AT, status=status), at=AT).decision


@pytest.mark.parametrize(
    ("said", "status", "staff", "restricted"),
    [
        ("yes", "reportable", "yes", True),
        ("unknown", "reportable", "yes", True),
        ("", "reportable", "yes", True),  # nobody said: it counts as a yes
        ("no", "reportable", "yes", False),
        ("", "unknown", "yes", True),  # cannot be ruled out of what is about staff
        ("", "unknown", "no", False),
        ("", "unknown", "unknown", False),  # who is told of a child in danger is not told less for a question not asked
        ("unknown", "unknown", "no", True),  # somebody was asked, and did not say no
        ("CANARY", "reportable", "yes", True),  # no answer
        ("", "not-yet", "yes", False),
    ],
)
def test_what_nobody_has_said_counts_as_restricted_where_it_may_need_it(
    said: str, status: str, staff: str, restricted: bool
) -> None:
    found = following(None, RULE, {RESTRICTED: said}, decided(status), staff, ID["rowan"], AT)
    assert (found is not None and found.on) is restricted


def test_a_policy_without_a_restriction_restricts_nothing() -> None:
    assert following(None, None, {RESTRICTED: "yes"}, decided(), "yes", ID["rowan"], AT) is None


def test_not_known_gives_way_to_no_and_a_persons_own_act_to_no_answer() -> None:
    unknown = following(None, RULE, {}, decided(), "yes", ID["rowan"], AT)
    assert unknown is not None
    lifted = following(unknown, RULE, {RESTRICTED: "no"}, decided(), "yes", ID["rowan"], AT)
    assert lifted is not None
    assert not lifted.on
    by_deed = replace(unknown, asked="")
    kept = following(by_deed, RULE, {RESTRICTED: "no"}, decided(), "yes", ID["rowan"], AT)
    assert kept == by_deed
    plain = following(None, RULE, {RESTRICTED: "yes"}, decided(), "yes", ID["rowan"], AT)
    assert following(plain, RULE, {RESTRICTED: "no"}, decided(), "yes", ID["rowan"], AT) == plain
