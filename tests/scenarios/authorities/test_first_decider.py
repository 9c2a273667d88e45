"""Luton: the service manager decides first whether a report is notified; the others wait, but never for ever."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Notification, Record
from bot.services import words
from bot.services.asking import asked_of
from bot.services.progress import told_lines
from tests.engine.council import Council, Standing, authority_of

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
INJURED = {
    "subject.kind": "child",
    "happened": "serious-injury",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "no",
    "incident.details": "Broke a leg.",
}
"""Limit: one hour, at any hour. The window of whoever decides first is half of it."""


@pytest.fixture
def luton(tmp_path: Path) -> Iterator[Council]:
    """Luton's council on a Tuesday morning."""
    council = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("luton"))
    yield council
    council.close()


def told(council: Council, of: Notification) -> set[str]:
    """The keys of the people who have a card about it, beside the reporter's own."""
    people = {p.id: p.key for p in council.authority.organisation.people.values()}
    sent = [d for d in council.record(of.id).deliveries if d.sent_at and d.via is Via.PERSONAL]
    return {people[d.recipient] for d in sent if d.purpose is not Purpose.RECEIPT}


def mailed(council: Council, of: Notification) -> bool:
    """Does the inbox hold it?"""
    return any(d.via is Via.MAIL and d.sent_at for d in council.record(of.id).deliveries)


def lines(council: Council, record: Record) -> str:
    """How it stands, in words."""
    return "\n".join(told_lines(record, council.authority))


def asked(council: Council, who: str, of: Notification) -> list[str]:
    """The buttons that this person's card has for them."""
    found = asked_of(council.record(of.id), council.actor(who).id, council.authority)
    return [button.verb for ask in found for button in ask.buttons]


def test_nobody_else_is_told_until_it_is_decided(luton: Council) -> None:
    report = luton.report("rowan", INJURED)
    luton.deliver()

    assert told(luton, report) == {"sam"}
    assert not mailed(luton, report)
    assert luton.record(report.id).status == "awaiting a decision whether it is notified"

    luton.press("sam", "needed", report.id, 1)
    luton.deliver()

    assert {"sam", "sid", "ola", "tess"} <= told(luton, report)
    assert mailed(luton, report)
    assert "dana" not in told(luton, report), "the service director decides about her"
    assert {"tell", "do-not-tell", "acknowledge"} <= set(asked(luton, "sid", report))
    record = luton.record(report.id)
    inbox = next(d for d in record.duties if d.kind is DutyKind.NOTIFY and d.role == "Need-to-Know inbox")
    assert not inbox.is_open, "the mail was taken"
    assert not any(d.kind is DutyKind.ACKNOWLEDGE and d.role == "Need-to-Know inbox" for d in record.duties)
    assert "Sam Service-Manager (Service Manager) decided at Tue 24 Nov 10:00: it is notified." in lines(luton, record)


def test_undecided_by_its_window_it_is_notified_all_the_same_and_marked(luton: Council) -> None:
    report = luton.report("rowan", INJURED)
    luton.deliver()
    luton.advance(timedelta(minutes=15))
    assert told(luton, report) == {"sam", "sky"}, "the reminder goes to cover as well, who may decide"
    assert "needed" in asked(luton, "sky", report)
    luton.advance(timedelta(minutes=15))

    assert {"sid", "ola"} <= told(luton, report)
    assert "Not decided by the Service Manager; notified without it at Tue 24 Nov 10:30." in lines(
        luton, luton.record(report.id)
    )
    assert "needed" not in asked(luton, "sam", report)
    assert luton.attempt("sam", "needed", report.id, 1).code == "notified-without-decision"


def test_a_no_is_kept_and_tells_nobody(luton: Council) -> None:
    report = luton.report("rowan", INJURED)
    assert luton.attempt("sam", "not-needed", report.id, 1).code == "reason-needed"
    no = luton.attempt("sam", "not-needed", report.id, 1, inputs={"needed.reason": "A sprain."})
    assert no.code == words.not_needed().code
    luton.press("sam", "not-needed", report.id, 1, inputs={"needed.reason": "A sprain."})
    luton.advance(timedelta(days=10))

    assert told(luton, report) == {"sam"}
    assert not mailed(luton, report)
    assert luton.record(report.id).status == "not notified: it was decided that it is not needed"
    assert "needed" not in asked(luton, "sam", report), "the first answer counts"
    assert "Reason: A sprain." in lines(luton, luton.record(report.id))


def test_the_reporter_takes_a_no_one_manager_up_and_up_again_until_nobody_is_left(luton: Council) -> None:
    report = luton.report("rowan", INJURED)
    luton.press("sam", "not-needed", report.id, 1, inputs={"needed.reason": "A sprain."})
    assert luton.attempt("sasha", "take-further", report.id, 1).code == "not-yours"
    assert luton.attempt("rowan", "take-further", report.id, 1).code == "taken-further"
    luton.press("rowan", "take-further", report.id, 1)
    luton.deliver()
    assert told(luton, report) == {"sam", "sid"}
    assert luton.attempt("rowan", "take-further", report.id, 1).code == "done-before", "one question at a time"

    luton.press("sid", "not-needed", report.id, 1, inputs={"needed.reason": "I agree with Sam."})
    assert "take-further" in asked(luton, "rowan", report)
    luton.press("rowan", "take-further", report.id, 1)
    luton.deliver()
    assert "needed" in asked(luton, "dana", report)
    luton.advance(timedelta(hours=1))
    assert "ola" in told(luton, report), "a manager who does not answer is no no"


def test_whoever_holds_the_role_decides_by_sending(luton: Council) -> None:
    report = luton.report("sam", INJURED)
    luton.deliver()
    assert {"sid", "ola"} <= told(luton, report)
    assert "Sam Service-Manager (Service Manager) decided" in lines(luton, luton.record(report.id))
    assert "decided-first" in luton.verbs(report.id)


def test_after_tell_now_the_window_is_the_one_of_an_emergency(luton: Council) -> None:
    report = luton.tell_now("rowan", "Something has happened to a child.")
    (duty,) = [d for d in luton.record(report.id).duties if d.kind is DutyKind.FIRST]
    assert duty.any_hour
    assert duty.due == TUESDAY_TEN + timedelta(minutes=30)


def test_after_a_no_it_is_asked_again_once_more_is_known(luton: Council) -> None:
    report = luton.tell_now("rowan", "Something has happened to a child.")
    luton.press("sam", "not-needed", report.id, 1, inputs={"needed.reason": "Nothing in it."})
    luton.press("rowan", "complete", report.id, 1)
    draft = luton.run(lambda work: work.drafts_of(luton.actor("rowan").id, 5))[0]
    assert "needed" not in asked(luton, "sam", report)

    luton.fill(draft, INJURED)

    assert "needed" in asked(luton, "sam", report), "an injury is certain now, which only could not be ruled out before"
