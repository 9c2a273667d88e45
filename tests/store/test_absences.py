"""Absences are kept to the letter, versioned, and found when they are due. On both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.notifications.absence import Absence
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.services.ports import Work
from bot.store.unit_of_work import SqlStore
from bot.store.work import Conflict
from rules.limits import DEFAULT_LIMITS

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
PROPOSAL = Absence("a", "dana", NOW, FRIDAY, "avery")
RUNNING = replace(PROPOSAL.running(NOW, DEFAULT_LIMITS), version=2)


@pytest.fixture
def heard() -> list[list[str]]:
    """What the store said about who is away, each time."""
    return []


@pytest.fixture
def store(engine: Engine, heard: list[list[str]]) -> Iterator[SqlStore]:
    opened = SqlStore(engine, lambda _: None, lambda absences: heard.append([a.person for a in absences]))
    yield opened
    opened.close()


def test_an_absence_comes_back_as_it_was_saved(store: SqlStore) -> None:
    store.run_here(lambda work: work.add_absence(PROPOSAL))
    assert store.run_here(lambda work: work.absence("a")) == PROPOSAL
    store.run_here(lambda work: work.save_absence(RUNNING, NOW))
    assert store.run_here(lambda work: work.absence("a")) == RUNNING
    assert store.run_here(lambda work: work.agreed_absences()) == (RUNNING,)
    assert store.run_here(lambda work: work.absences_of("dana")) == (RUNNING,)
    over = RUNNING.over(FRIDAY, "system")
    store.run_here(lambda work: work.save_absence(over, FRIDAY))
    assert store.run_here(lambda work: work.absence("a")) == over
    assert store.run_here(lambda work: work.absences_of("dana")) == ()


def test_an_absence_changed_by_somebody_else_meanwhile_is_not_overwritten(store: SqlStore) -> None:
    store.run_here(lambda work: work.add_absence(PROPOSAL))
    store.run_here(lambda work: work.save_absence(RUNNING, NOW))
    with pytest.raises(Conflict):
        store.run_here(lambda work: work.save_absence(replace(RUNNING, cover=""), NOW))


def test_its_end_is_something_that_is_due(store: SqlStore) -> None:
    store.run_here(lambda work: work.add_absence(RUNNING))
    assert store.run_here(lambda work: work.next_due()) == FRIDAY
    assert store.run_here(lambda work: work.due_absences(FRIDAY - timedelta(minutes=1), 9)) == ()
    assert store.run_here(lambda work: work.due_absences(FRIDAY, 9)) == (RUNNING,)


def test_what_the_cover_was_told_is_brought_up_to_date_with_the_absence(store: SqlStore) -> None:
    card = Delivery("c", "c", Via.PERSONAL, Purpose.COVER, "avery", False, NOW, absence="a", wanted=2, shown=2)
    sent = replace(card, status=DeliveryStatus.SENT, sent_at=NOW)
    summary = replace(sent, id="s", key="s", purpose=Purpose.HANDED_BACK)

    def unit(work: Work) -> None:
        work.add_absence(RUNNING)
        work.add_delivery(sent)
        work.add_delivery(summary)

    store.run_here(unit)
    store.run_here(lambda work: work.save_absence(RUNNING.without_cover(RUNNING.cover, "declined"), NOW))
    [due] = store.run_here(lambda work: work.due_deliveries(NOW, 9))
    assert (due.id, due.wanted) == ("c", 3), "a summary stays as it was sent"


def test_who_is_away_is_said_before_the_first_unit_when_it_changes_and_after_a_failure(
    store: SqlStore, heard: list[list[str]]
) -> None:
    store.run_here(lambda work: work.next_due())
    assert heard == [[]]
    store.run_here(lambda work: work.next_due())
    assert heard == [[]], "a turn that changes nothing asks nothing"
    store.run_here(lambda work: work.add_absence(RUNNING))
    assert heard == [[], ["dana"]]
    with pytest.raises(Conflict):
        store.run_here(lambda work: work.save_absence(replace(RUNNING, version=9), NOW))
    store.run_here(lambda work: work.next_due())
    assert heard[-1] == ["dana"]
