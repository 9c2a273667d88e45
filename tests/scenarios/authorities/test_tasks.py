"""What a policy or the law asks for besides: owed by whom it names, closed by a reference or a reason, signed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.documents.sheet import printed
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.notification import Notification
from bot.services.asking import asked_of
from bot.services.progress import told_lines
from bot.views.notification import NotificationViews
from cards.views import ChannelPost
from tests.engine.council import Council, Standing, authority_of, kept_report

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
HURT = {
    "subject.kind": "child",
    "happened": "serious-injury",
    "child.status": "cp",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "yes",
    "harm.serious": "yes",
    "area.ours": "yes",
    "incident.details": "Badly hurt at home.",
}
"""Serious harm with abuse suspected: the panel's five working days run from awareness."""


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council of the significant-incident procedure, with the panel, the rapid review and the LADO switched on."""
    made = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("significant-incident"))
    yield made
    made.close()


@pytest.fixture
def luton(tmp_path: Path) -> Iterator[Council]:
    """Luton's council, which counts the rapid review from the notification."""
    made = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("luton"))
    yield made
    made.close()


def task(council: Council, of: Notification, name: str) -> Duty:
    """A task by its id in the pack."""
    (found,) = [d for d in council.record(of.id).duties if d.kind is DutyKind.TASK and d.trigger == name]
    return found


def names(council: Council, of: Notification) -> set[str]:
    """The tasks there are, by their ids in the pack."""
    return {d.trigger for d in council.record(of.id).duties if d.kind is DutyKind.TASK}


def lines(council: Council, of: Notification) -> str:
    """How it stands, in words."""
    return "\n".join(told_lines(council.record(of.id), council.authority))


def test_a_statutory_duty_is_owed_by_its_role_with_its_deadline_and_is_said_everywhere(council: Council) -> None:
    report = council.report("rowan", HURT)
    council.deliver()
    duty = task(council, report, "sta-panel")

    assert (duty.role, duty.limit) == ("DCS", datetime(2026, 12, 1, 17, 0, tzinfo=UTC))
    assert "the Director of Children's Services must do this, due Tue 1 Dec 17:00." in lines(council, report)
    assert "open duties: Notify the national panel and the safeguarding partners" in council.record(report.id).status
    asked = asked_of(council.record(report.id), council.actor("dana").id, council.authority)
    assert {"Acknowledge", "Notify the national panel and the safeguarding partners"} <= {a.what for a in asked}
    assert "Notify the national panel" in printed(council.record(report.id), council.authority)

    council.press("dana", "acknowledge", report.id, 1)
    council.press("casey", "acknowledge", report.id, 1)
    assert council.record(report.id).status.startswith("acknowledged; open duties:"), "it holds nothing else up"


def test_done_needs_the_reference_and_the_next_duty_begins_only_then(council: Council) -> None:
    report = council.report("rowan", HURT)
    panel = task(council, report, "sta-panel")
    assert names(council, report) == {"sta-panel"}, "no rapid review before the panel was notified"
    assert council.attempt("dana", "done", panel.id).code == "reference-needed"

    council.press("dana", "done", panel.id, inputs={"task.sta-panel.reference": "CSPR-12"})

    assert names(council, report) == {"sta-panel", "sta-rapid-review"}
    assert task(council, report, "sta-rapid-review").limit == datetime(2026, 12, 15, 17, 0, tzinfo=UTC), (
        "from awareness"
    )
    assert "done, says Dana Director (Director of Children's Services), Tue 24 Nov 10:00" in lines(council, report)
    assert "task-done" in council.verbs(report.id)
    sheet = printed(council.record(report.id), council.authority)
    assert "recorded a task as done" in sheet
    assert "reference: CSPR-12" in sheet
    assert council.attempt("dana", "done", panel.id).code == "done-before"


def test_the_rapid_review_counts_from_the_notification_where_the_council_says_so(luton: Council) -> None:
    report = luton.report("sam", HURT)
    luton.advance(timedelta(days=2))
    panel = task(luton, report, "sta-panel")
    luton.press("dana", "done", panel.id, inputs={"task.sta-panel.reference": "CSPR-12"})
    assert task(luton, report, "sta-rapid-review").limit == datetime(2026, 12, 17, 17, 0, tzinfo=UTC)


def test_deciding_not_to_needs_a_reason_is_signed_and_begins_nothing(council: Council) -> None:
    report = council.report("rowan", HURT)
    panel = task(council, report, "sta-panel")
    assert council.attempt("dana", "decide-not-to", panel.id).code == "reason-needed"
    reason = {"task.sta-panel.reason": "The injury was an accident, the hospital says."}
    assert council.attempt("devon", "decide-not-to", panel.id, inputs=reason).code == "decided-not-to"
    council.press("devon", "decide-not-to", panel.id, inputs=reason)

    assert "Devon Deputy-Director (cover for Director of Children's Services) decided not to" in lines(council, report)
    assert "The injury was an accident, the hospital says." in lines(council, report)
    assert names(council, report) == {"sta-panel"}
    assert "open duties" not in council.record(report.id).status


def test_nobody_but_the_owner_closes_it(council: Council) -> None:
    report = council.report("rowan", HURT)
    council.deliver()
    panel = task(council, report, "sta-panel")
    inputs = {"task.sta-panel.reference": "X", "task.sta-panel.reason": "Y"}
    may = {
        who
        for who in council.authority.organisation.people
        for verb in ("done", "decide-not-to")
        if council.attempt(who, verb, panel.id, inputs=inputs).changed
    }
    assert may == {"dana", "devon"}


def test_what_cannot_be_ruled_out_is_owed_too_until_the_details_rule_it_out(council: Council) -> None:
    report = council.tell_now("rowan", "A child was hurt.")
    assert {"sta-panel", "sta-lado"} <= names(council, report)
    assert "Not certain yet." in lines(council, report)

    council.press("rowan", "complete", report.id, 1)
    draft = council.run(lambda work: work.drafts_of(council.actor("rowan").id, 5))[0]
    council.fill(draft, {**HURT, "happened": "near-miss", "abuse.suspected": "no", "harm.serious": "no"})

    assert task(council, report, "sta-panel").status is DutyStatus.SUPERSEDED
    assert "open duties" not in council.record(report.id).status


def test_a_late_task_reminds_goes_to_cover_and_up_the_chain(council: Council) -> None:
    report = council.report("rowan", HURT)
    council.deliver()
    for who in ("dana", "casey"):
        council.press(who, "acknowledge", report.id, 1)
    council.advance(timedelta(days=6))
    assert not task(council, report, "sta-panel").late_since
    council.advance(timedelta(days=3))
    duty = task(council, report, "sta-panel")
    assert duty.is_open
    assert duty.late_since == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    steps = [e.content or {} for e in council.record(report.id).journal if e.verb in ("reminded", "escalated")]
    asked = {name for step in steps if step["duty"] == DutyKind.TASK for name in step["told"].split(", ")}
    assert {"Dana Director", "Devon Deputy-Director", "Casey Assistant-Director"} <= asked
    assert "LATE" in lines(council, report)


def test_whoever_owes_something_and_is_not_told_anyway_has_a_card_for_it(luton: Council) -> None:
    report = luton.report("sam", {**HURT, "happened": "death"})
    luton.deliver()
    asked = asked_of(luton.record(report.id), luton.actor("hollis").id, luton.authority)
    assert [a.what for a in asked] == ["Inform the safeguarding board of a child's death"]
    assert not asked[0].timed, "the procedure states no time"
    for who in ("sid", "ola"):
        luton.press(who, "acknowledge", report.id, 1)
    luton.press("sid", "do-not-tell", report.id, 1, inputs={"reason": "She was there."})
    luton.advance(timedelta(days=2))
    assert not any(d.late_since for d in luton.record(report.id).duties if d.trigger == "lut-child-death-cspr")


def test_a_child_who_is_found_is_owed_a_return_interview_counted_from_then(luton: Council) -> None:
    missing = {
        **HURT,
        "happened": "missing",
        "child.status": "cla",
        "abuse.suspected": "no",
        "harm.serious": "no",
        "missing.last_seen": "2026-11-24T08:00",
    }
    kept = kept_report(luton, "rowan", missing)
    luton.advance(timedelta(hours=22))
    found = {"found.at": "2026-11-25", "found.at.time": "07:30"}
    luton.press("rowan", "stand-down", kept.id, 1, inputs={"stand-down.what": "Found at an aunt's.", **found})

    interview = task(luton, kept, "sta-return-interview")
    assert interview.person == luton.actor("tess").id
    assert interview.limit == datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
    assert luton.record(kept.id).status == "stood down; open duties: Offer a return interview"


def test_a_duty_of_a_role_about_whom_somebody_decides_does_not_tell_it(luton: Council) -> None:
    report = luton.report("sam", HURT)
    luton.deliver()
    dana = luton.actor("dana").id
    assert not [d for d in luton.record(report.id).deliveries if d.recipient == dana]
    assert "Director of Children's Services must do this" in lines(luton, report), (
        "those who are told see that it is owed"
    )

    luton.press("sid", "tell", report.id, 1, inputs={"reason": "She must know."})
    luton.deliver()
    asked = asked_of(luton.record(report.id), dana, luton.authority)
    assert "Notify the national panel and the safeguarding partners" in [a.what for a in asked]


def test_the_managers_channel_shows_no_task_and_no_reason(luton: Council) -> None:
    report = luton.report("sam", {**HURT, "happened": "death"})
    luton.press("hollis", "done", task(luton, report, "lut-child-death-cspr").id)
    post = NotificationViews(luton.authority).channel(luton.record(report.id), luton.clock.now())
    assert isinstance(post, ChannelPost)
    assert "Service Director: being told; not acknowledged yet" in "\n".join(post.status)
    assert "board" not in "\n".join((*post.status, post.deadline))
