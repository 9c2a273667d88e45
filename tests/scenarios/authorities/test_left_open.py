"""A question that was left open keeps rows, calls and decisions open: one answer on the card ends what it rules out."""

from datetime import UTC, datetime
from pathlib import Path

from bot.notifications.duty import DutyKind
from bot.notifications.notification import Notification
from bot.services.asking import asked_of
from tests.engine.council import Council, Standing, authority_of

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
UNALLOCATED = {
    "subject.kind": "service",
    "happened": "cannot-allocate",
    "about.staff": "no",
    "media.interest": "none",
    "incident.details": "Four cases wait for a social worker.",
}
CHARGED = {
    "subject.kind": "child",
    "happened": "near-miss",
    "child.status": "cla",
    "about.staff": "no",
    "incident.details": "Nearly run over.",
}


def opened(folder: Path, policy: str) -> Council:
    """A council of this policy on a Tuesday morning."""
    return Council(folder, Standing(TUESDAY_TEN), authority_of(policy))


def asked(council: Council, of: Notification, who: str) -> set[str]:
    """The inputs of the questions that are still open, on this person's card."""
    found = asked_of(council.record(of.id), council.actor(who).id, council.authority)
    return {field.id for one in found if one.title == "Still not known" for field in one.fields}


def waits(council: Council, of: Notification, kind: DutyKind) -> int:
    """How many duties of a kind are open."""
    return len(council.record(of.id).open_duties(kind))


def test_a_call_owed_because_nobody_said_whether_anybody_is_in_danger_ends_with_no(tmp_path: Path) -> None:
    wigan = opened(tmp_path, "wigan")
    report = wigan.report("rowan", UNALLOCATED)
    assert waits(wigan, report, DutyKind.PHONE) == 1
    assert asked(wigan, report, "rowan") == {"danger.now"}
    assert wigan.attempt("rowan", "answer", report.id, 1).code == "answer-needed"
    assert wigan.attempt("billie", "answer", report.id, 1, inputs={"danger.now": "no"}).code == "not-your-role"

    said = wigan.attempt("rowan", "answer", report.id, 1, inputs={"danger.now": "no"})
    assert said.code == "answered"
    wigan.press("rowan", "answer", report.id, 1, inputs={"danger.now": "no"})

    assert waits(wigan, report, DutyKind.PHONE) == 0
    assert asked(wigan, report, "rowan") == set()
    assert wigan.record(report.id).notification.answers["danger.now"] == "no"
    assert "answered" in wigan.verbs(report.id)
    wigan.close()


def test_yes_makes_the_call_certain_and_the_question_is_not_put_again(tmp_path: Path) -> None:
    wigan = opened(tmp_path, "wigan")
    report = wigan.report("rowan", UNALLOCATED)
    wigan.press("rowan", "answer", report.id, 1, inputs={"danger.now": "yes"})

    assert waits(wigan, report, DutyKind.PHONE) == 1
    assert asked(wigan, report, "rowan") == set()
    wigan.close()


def test_a_decision_asked_only_because_media_interest_was_not_known_ends_with_none(tmp_path: Path) -> None:
    council = opened(tmp_path, "informing-the-director")
    report = council.report("rowan", CHARGED)
    assert waits(council, report, DutyKind.DECIDE) == 1
    assert "media.interest" in asked(council, report, "rowan")

    council.press("rowan", "answer", report.id, 1, inputs={"media.interest": "none"})

    assert waits(council, report, DutyKind.DECIDE) == 0
    council.close()


def test_significant_interest_makes_the_decision_certain(tmp_path: Path) -> None:
    council = opened(tmp_path, "informing-the-director")
    report = council.report("rowan", CHARGED)
    council.press("rowan", "answer", report.id, 1, inputs={"media.interest": "significant"})

    assert waits(council, report, DutyKind.DECIDE) == 1
    (row,) = [row for row in council.record(report.id).notification.decision.triggers if row.live]
    assert (row.id, row.status) == ("itd-media-interest", "reportable")
    council.close()
