"""A missing child: an update every week until found; found is said of each child, and ends that child's watch alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications import children
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.notification import Notification
from bot.services import progress
from bot.services.asking import asked_of
from bot.services.confirming import TICKED
from tests.engine.council import Council, Standing, authority_of, kept_report
from tests.scenarios.deeds.by_themselves import does, said, wrong

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
SIBLINGS = {
    "subject.kind": "sibling-group",
    "happened": "missing",
    "child.status": "cla",
    "missing.last_seen": "2026-11-22",
    "missing.last_seen.time": "18:00",
    "about.staff": "no",
    "danger.now": "unknown",
    "abuse.suspected": "no",
    "media.interest": "none",
    "basic.child_name": "Child K-104, Child K-105 and Child K-106",
    "incident.details": "They did not come back from the cinema.",
}
ALONE = {**SIBLINGS, "subject.kind": "child", "basic.child_name": "Child K-104"}
FOUND = {"condition": "safe", "seen": "Officer 12 at the station", "what": "They sat on a bench."}


@pytest.fixture
def luton(tmp_path: Path) -> Iterator[Council]:
    """By Luton's procedure: a missing child needs an update every week; return interviews are switched on."""
    council = Council(tmp_path, Standing(TUESDAY), authority_of("luton"))
    yield council
    council.close()


def told(luton: Council, facts: dict[str, str]) -> Notification:
    """A report that the service manager has said yes to, delivered."""
    sent = luton.report("rowan", facts)
    luton.press("sam", "needed", sent.id, 1)
    luton.deliver()
    return luton.record(sent.id).notification


def weekly(luton: Council, notification: Notification) -> list[Duty]:
    """The update duties that are open."""
    return list(luton.record(notification.id).open_duties(DutyKind.UPDATE))


def key(luton: Council, notification: Notification, name: str) -> str:
    """The key of a child by the end of their name."""
    every = children.people(luton.record(notification.id).notification)
    return next(child.key for child in every if child.name.endswith(name))


def asked(luton: Council, who: str, notification: Notification) -> list[str]:
    record = luton.record(notification.id)
    asks = asked_of(record, luton.actor(who).id, luton.authority)
    ticks = [label for ask in asks for field in ask.fields if field.id == TICKED for _, label in field.choices]
    return [*(ask.title for ask in asks), *ticks]


# An update every week


@pytest.mark.shows("lut-updates")
def test_an_update_is_due_at_the_end_of_each_week_from_the_role_that_the_policy_names(luton: Council) -> None:
    sent = told(luton, ALONE)
    (duty,) = weekly(luton, sent)
    assert (duty.role, duty.due, duty.trigger) == ("TM", FRIDAY, "lut-updates")
    assert "Send the update" in asked(luton, "tess", sent)
    assert "Send the update" not in asked(luton, "rowan", sent)
    line = "Still missing: the next update, from the Team Manager, due Fri 27 Nov 17:00."
    assert line in progress.told_lines(luton.record(sent.id), luton.authority)


@pytest.mark.shows("lut-updates")
def test_an_update_meets_it_and_the_next_week_opens(luton: Council) -> None:
    sent = told(luton, ALONE)
    luton.clock.at += timedelta(days=1)
    does(luton, "tess", sent.id, "update", kind="other", what="Seen on a camera in the town.")
    record = luton.record(sent.id)
    (met,) = [d for d in record.duties if d.kind is DutyKind.UPDATE and d.status is DutyStatus.MET]
    assert (met.outcome, met.met_by) == ("updated", luton.actor("tess").id)
    (following,) = weekly(luton, sent)
    assert following.due == FRIDAY + WEEK
    does(luton, "tess", sent.id, "update", kind="other", what="Not at her aunt's.")
    assert [d.due for d in weekly(luton, sent)] == [FRIDAY + 2 * WEEK], "each update is a word for one week"


def test_a_late_update_is_reminded_escalates_and_is_owed_once(luton: Council) -> None:
    sent = told(luton, ALONE)
    for who in ("sid", "ola"):
        luton.press(who, "acknowledge", sent.id, luton.record(sent.id).notification.version)
    version = luton.record(sent.id).notification.version
    luton.press("sid", "do-not-tell", sent.id, version, inputs={"reason": "The police look for her."})
    for task in luton.record(sent.id).open_duties(DutyKind.TASK):
        luton.press("tess", "done", task.id, luton.record(sent.id).notification.version)
    assert {d.kind for d in luton.record(sent.id).open_duties()} == {DutyKind.UPDATE}
    luton.advance(timedelta(days=2, hours=23))

    def reached() -> str:
        """Whom the steps of the update's duty have told so far, by the journal."""
        steps = [e.content or {} for e in luton.record(sent.id).journal if e.verb in ("reminded", "escalated")]
        return ", ".join(step["told"] for step in steps if step["duty"] == DutyKind.UPDATE)

    assert "Tess Team-Manager" in reached(), "the team manager is reminded before it is due"
    luton.advance(timedelta(days=5))
    (late,) = weekly(luton, sent)
    assert late.late_since == FRIDAY
    assert "Sid Service-Director" in reached()
    assert "Dana Director" in reached(), "it escalates along the chain until somebody acts"
    does(luton, "tess", sent.id, "update", kind="other", what="No news; the police go on.")
    (following,) = weekly(luton, sent)
    assert following.due > luton.clock.now()
    assert following.due - luton.clock.now() <= WEEK
    assert following.late_since is None
    before = reached()
    luton.advance(timedelta(days=6))
    assert reached().count("Tess Team-Manager") > before.count("Tess Team-Manager"), "and so is the next week"
    sent_out = [d for d in luton.record(sent.id).deliveries if d.duty == following.id]
    assert sent_out, "its reminders are messages of their own"


def test_of_a_friday_the_report_itself_is_that_weeks_word(luton: Council) -> None:
    luton.clock.at = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    (duty,) = weekly(luton, told(luton, ALONE))
    assert duty.due == FRIDAY + WEEK


def test_no_other_report_owes_updates(luton: Council) -> None:
    hurt = told(luton, {**ALONE, "happened": "serious-injury", "missing.last_seen": "", "missing.last_seen.time": ""})
    assert weekly(luton, hurt) == []
    kept = kept_report(luton, "rowan", {**ALONE, "missing.last_seen": "2026-11-24", "missing.last_seen.time": "08:00"})
    assert weekly(luton, kept) == [], "what no row requires yet owes none"


# Found, of each child


@pytest.mark.shows("lut-updates")
def test_found_ends_that_childs_week_alone_and_the_others_go_on(luton: Council) -> None:
    sent = told(luton, SIBLINGS)
    assert len(weekly(luton, sent)) == 3
    assert "Send the update about Child K-104, Child K-105 and Child K-106" in asked(luton, "tess", sent)
    answer = does(luton, "rowan", sent.id, "found", whom=key(luton, sent, "105"), **FOUND)
    assert said(answer).startswith("Saved. 2 are still missing. Their watch goes on.")
    record = luton.record(sent.id)
    (ended,) = [d for d in record.duties if d.kind is DutyKind.UPDATE and d.status is DutyStatus.MET]
    assert (ended.outcome, ended.about) == ("found", key(luton, sent, "105"))
    assert {d.about for d in weekly(luton, sent)} == {key(luton, sent, "104"), key(luton, sent, "106")}
    assert "Send the update about Child K-104 and Child K-106" in asked(luton, "tess", sent)
    assert record.notification.answers["happened"] == "missing,found"
    assert "found.at" not in record.notification.answers, "the others are still missing since then"
    luton.clock.at += timedelta(days=1)
    does(luton, "tess", sent.id, "update", kind="other", whom=key(luton, sent, "104"), what="Seen in Leeds.")
    assert {d.about: d.due for d in weekly(luton, sent)} == {
        key(luton, sent, "104"): FRIDAY + WEEK,
        key(luton, sent, "106"): FRIDAY,
    }


def test_found_goes_to_everybody_told_and_whoever_has_not_acknowledged_is_still_asked(luton: Council) -> None:
    sent = told(luton, SIBLINGS)
    waiting = {d.role for d in luton.record(sent.id).open_duties(DutyKind.ACKNOWLEDGE)}
    assert "SD" in waiting
    answer = does(luton, "rowan", sent.id, "found", whom="all", **FOUND)
    assert "Saved: nobody is missing any more." in said(answer)
    record = luton.record(sent.id)
    assert {d.role for d in record.open_duties(DutyKind.ACKNOWLEDGE)} == waiting
    assert weekly(luton, sent) == []
    luton.deliver()
    people = {p.id: name for name, p in luton.authority.organisation.people.items()}
    news = {people[d.recipient] for d in luton.record(sent.id).deliveries if d.purpose is Purpose.UPDATE}
    assert {"sam", "sid", "tess", "ola"} <= news
    (addition,) = record.notification.additions
    assert addition.said["seen"] == "Officer 12 at the station"
    luton.advance(timedelta(days=1))
    late = [d for d in luton.record(sent.id).open_duties(DutyKind.ACKNOWLEDGE) if d.late_since]
    assert late, "it goes on to escalate"


@pytest.mark.shows("sta-return-interview")
def test_a_return_interview_is_owed_for_each_child_from_when_they_were_found(luton: Council) -> None:
    sent = told(luton, SIBLINGS)

    def interviews() -> dict[str, datetime]:
        duties = luton.record(sent.id).open_duties(DutyKind.TASK)
        return {d.about: d.due for d in duties if d.trigger == "sta-return-interview"}

    assert interviews() == {}
    does(luton, "rowan", sent.id, "found", whom=key(luton, sent, "105"), at="2026-11-24T09:30", **FOUND)
    assert interviews() == {key(luton, sent, "105"): datetime(2026, 11, 27, 9, 30, tzinfo=UTC)}
    assert any("Offer a return interview (Child K-105)" in said for said in asked(luton, "tess", sent))
    luton.clock.at += timedelta(days=1)
    dead = {**FOUND, "condition": "died", "what": "In the canal."}
    does(luton, "rowan", sent.id, "found", whom=key(luton, sent, "104"), **dead)
    does(luton, "rowan", sent.id, "found", whom="all", **{**FOUND, "what": "Back at the placement."})
    assert set(interviews()) == {key(luton, sent, "105"), key(luton, sent, "106")}, "none for a child who died"
    assert interviews()[key(luton, sent, "106")] == datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
    assert luton.record(sent.id).notification.answers["found.at"] == "2026-11-25"


@pytest.mark.parametrize(("condition", "row"), [("died", "lut-cla-death"), ("injured", "lut-cla-injury")])
def test_found_dead_or_injured_is_decided_anew(luton: Council, condition: str, row: str) -> None:
    sent = told(luton, ALONE)
    luton.press("sid", "acknowledge", sent.id, sent.version)
    does(luton, "rowan", sent.id, "found", **{**FOUND, "condition": condition})
    record = luton.record(sent.id)
    assert row in {r.id for r in record.notification.decision.triggers if r.live}
    assert [d.trigger for d in record.open_duties(DutyKind.ACKNOWLEDGE) if d.role == "SD"] == [row]
    if condition == "died":
        assert "lut-child-death-cspr" in {d.trigger for d in record.open_duties(DutyKind.TASK)}


def test_children_reported_one_by_one_are_found_one_by_one(luton: Council) -> None:
    two = {**ALONE, "basic.child_name": "Child K-104; Child K-105"}
    two |= {f"{fact}#2": text for fact, text in ALONE.items() if fact.startswith(("subject", "happened", "child."))}
    sent = told(luton, {**two, "missing.last_seen#2": "2026-11-23", "missing.last_seen#2.time": "08:00"})
    assert {d.about for d in weekly(luton, sent)} == {"1", "2"}
    early = does(luton, "rowan", sent.id, "found", whom="2", at="2026-11-23T07:00", **FOUND)
    assert "before they were last seen" in wrong(early)["at"]
    does(luton, "rowan", sent.id, "found", whom="2", at="2026-11-24T09:00", **FOUND)
    assert {d.about for d in weekly(luton, sent)} == {"1"}
    answers = luton.record(sent.id).notification.answers
    assert (answers["found.at#2"], answers["found.at#2.time"]) == ("2026-11-24", "09:00")
    assert "found.at" not in answers


def test_a_group_whose_names_nobody_gave_is_found_only_once_all_of_it_is(luton: Council) -> None:
    sent = told(luton, {**SIBLINGS, "basic.child_name": ""})
    (duty,) = weekly(luton, sent)
    does(luton, "rowan", sent.id, "found", every="no", **{**FOUND, "what": "One of three is back."})
    (on,) = weekly(luton, sent)
    assert (on.about, on.due) == (duty.about, FRIDAY + WEEK), "it was this week's word, and the watch goes on"
    assert luton.record(sent.id).notification.answers["happened"] == "missing"
    does(luton, "rowan", sent.id, "found", every="yes", **FOUND)
    assert weekly(luton, sent) == []


def test_what_cannot_be_is_named_and_nothing_is_lost(luton: Council) -> None:
    sent = told(luton, SIBLINGS)
    empty = wrong(does(luton, "rowan", sent.id, "found"))
    assert set(empty) == {"whom", "condition", "seen", "what"}
    future = wrong(does(luton, "rowan", sent.id, "found", whom="all", at="2026-12-24T10:00", **FOUND))
    assert "future" in future["at"]
    assert not luton.record(sent.id).notification.additions


def test_a_child_found_before_anybody_had_to_be_told_ends_the_watch_of_that_child(luton: Council) -> None:
    today = {"missing.last_seen": "2026-11-24", "missing.last_seen.time": "08:00"}
    two = {**ALONE, **today, "basic.child_name": "Child K-104; Child K-105"}
    two |= {f"{fact}#2": text for fact, text in ALONE.items() if fact.startswith(("subject", "happened", "child."))}
    kept = kept_report(
        luton, "rowan", {**two, "missing.last_seen#2": "2026-11-24", "missing.last_seen#2.time": "09:00"}
    )
    does(luton, "rowan", kept.id, "found", whom="1", **FOUND)
    (watch,) = luton.record(kept.id).open_duties(DutyKind.WATCH)
    assert watch.due == datetime(2026, 11, 25, 9, 0, tzinfo=UTC), "the other child's day goes on"
    does(luton, "rowan", kept.id, "found", **{**FOUND, "what": "Both are home."})
    assert luton.record(kept.id).open_duties(DutyKind.WATCH) == ()
    assert not [d for d in luton.record(kept.id).duties if d.kind is DutyKind.NOTIFY]
