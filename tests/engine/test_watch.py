"""The watch: a heartbeat only when clean, loud when it is stale, and the daily digest leaves the database."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.engine.watch import EVERY, LOOK, STALE, STEADY, Watch
from bot.notifications.delivery import Delivery, Purpose
from bot.notifications.digest import SUBJECT, read
from bot.notifications.journal import OPERATOR
from tests.engine.council import Council, with_operator

HOUR = timedelta(hours=1)
MAILBOX = "it-service@rehearsal.example"


class Machine:
    """The machine's own time, in seconds, which tests move."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def council(tmp_path: Path, database: str) -> Iterator[Council]:
    opened = Council(tmp_path, authority=with_operator(), database=database)
    yield opened
    opened.close()


@pytest.fixture
def watch(council: Council, machine: Machine) -> Watch:
    return Watch(council.store, council.authority, council.clock, machine)


def on(council: Council, machine: Machine, span: timedelta) -> None:
    """Time passes, for the clock and for the machine."""
    council.clock.at += span
    machine.seconds += span.total_seconds()


def break_it(council: Council) -> None:
    with council.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET next_at = 0 WHERE purpose = 'tell'")


def look(watch: Watch, *, settled: bool = True) -> bool:
    return asyncio.run(watch.look(settled=settled))


def mails(council: Council) -> list[Delivery]:
    """What goes to the operator."""
    return [p.delivery for p in council.deliver() if p.delivery.purpose is Purpose.OPERATOR]


def told(council: Council) -> list[str]:
    entries = council.run(lambda work: work.entries(OPERATOR))
    return [f"{(e.content or {})['title']}: {(e.content or {})['text']}" for e in entries]


def test_a_clean_audit_beats_and_an_unclean_one_does_not(council: Council, machine: Machine, watch: Watch) -> None:
    on(council, machine, HOUR)
    assert watch.stale
    look(watch)
    assert (watch.stale, watch.age) == (False, timedelta(0))
    council.report("rowan")
    break_it(council)
    on(council, machine, EVERY)
    look(watch)
    assert watch.age == EVERY
    council.deliver()
    on(council, machine, EVERY)
    look(watch)
    assert watch.age == timedelta(0)


def test_the_audit_is_not_run_more_often_than_it_must(council: Council, machine: Machine, watch: Watch) -> None:
    look(watch)
    council.report("rowan")
    break_it(council)
    on(council, machine, EVERY - timedelta(seconds=1))
    look(watch)
    assert watch.findings == ()
    on(council, machine, timedelta(seconds=1))
    look(watch)
    assert watch.findings


def test_after_a_start_or_a_jump_of_the_clock_the_engine_may_first_catch_up(
    council: Council, machine: Machine, watch: Watch
) -> None:
    council.report("rowan")
    break_it(council)
    look(watch, settled=False)
    on(council, machine, STEADY)
    look(watch, settled=False)
    assert watch.findings, "it has had its time"
    council.deliver()
    on(council, machine, EVERY)
    look(watch, settled=False)
    assert watch.findings == ()
    break_it(council)
    council.clock.at += timedelta(hours=8)
    machine.seconds += LOOK
    look(watch, settled=False)
    assert watch.findings == (), "the machine slept: nobody could send"


def test_a_stale_heartbeat_is_loud_in_the_log_again_and_again_and_once_in_a_mail(
    council: Council, machine: Machine, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    asyncio.run(watch.pulse())
    on(council, machine, STALE)
    asyncio.run(watch.pulse())
    assert not caplog.records
    for _ in range(3):
        on(council, machine, timedelta(minutes=1))
        asyncio.run(watch.pulse())
    assert [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR] == ["heartbeat stale"] * 3
    (mail,) = mails(council)
    assert mail.recipient == MAILBOX
    (words,) = told(council)
    assert words.startswith("Need to Know: the heartbeat is stale: No clean self-audit since Fri 20 Nov 2026 16:00")


def test_what_needs_a_person_is_told_to_the_operator_once_without_content(
    council: Council, machine: Machine, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    notification = council.report("rowan")
    break_it(council)
    for _ in range(3):
        look(watch)
        on(council, machine, EVERY)
    (words,) = told(council)
    first, *rest = words.splitlines()
    assert (
        first
        == f"Need to Know: something needs a person: {notification.reference} has a message that is not sent: raised."
    )
    assert [line.partition(".")[0] for line in rest] == ["You are reminded until it is put right"]
    errors = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert {(r.getMessage(), vars(r)["kind"], vars(r)["code"]) for r in errors} == {
        ("self-audit: not as it should be", "delivery-stuck", "raised")
    }


def test_once_a_day_the_heads_leave_the_database_by_log_and_mail(
    council: Council, machine: Machine, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.engine.watch")
    notification = council.report("rowan")
    newest = council.record(notification.id).journal[-1]
    look(watch)
    assert council.verbs(SUBJECT) == [], "the first morning, not the first minute"
    for _ in range(2):
        on(council, machine, timedelta(hours=14))
        look(watch)
        council.deliver()
    assert council.verbs(SUBJECT) == ["digest.made"], "once, at six on Saturday"
    (logged,) = [r.getMessage() for r in caplog.records if r.getMessage().startswith("journal digest")]
    (mail,) = [words for words in told(council) if "journal digest" in words]
    heads = {head.subject: head for head in read(mail)}
    assert (heads[notification.id].seq, heads[notification.id].hash) >= (newest.seq, "")
    assert next(iter(read(logged))) == heads[SUBJECT]


def test_without_an_operator_in_the_file_it_is_journalled_and_logged_alone(tmp_path: Path, machine: Machine) -> None:
    council = Council(tmp_path)
    watch = Watch(council.store, council.authority, council.clock, machine)
    on(council, machine, HOUR)
    asyncio.run(watch.pulse())
    assert len(told(council)) == 1
    assert mails(council) == []
    council.close()
