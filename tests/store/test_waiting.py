"""While another program holds the database, whoever asked hears "not saved" in time; a short hold is waited for."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.notifications.draft import Draft
from bot.services.ports import NotSaved, Work
from bot.store.database import FILE, DataFolder, open_store
from bot.store.unit_of_work import PATIENCE, TRY, SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DRAFT = Draft(id="d", author="a", author_name="Rowan Reporter", created_at=NOW, updated_at=NOW, answers={})
TEAMS_SENDS_AGAIN = 15.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    folder = DataFolder(tmp_path)
    opened = SqlStore(open_store(folder), lambda step: None, patience=2 * TRY)
    yield opened
    opened.close()
    folder.close()


@pytest.fixture
def beside(tmp_path: Path, store: SqlStore) -> Iterator[sqlite3.Connection]:
    """Another program that holds the database."""
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def adding(identity: str = "d") -> Callable[[Work], None]:
    return lambda work: work.add_draft(replace(DRAFT, id=identity))


def test_somebody_who_presses_hears_it_well_before_teams_sends_the_press_again() -> None:
    assert PATIENCE + 2 * TRY <= 10 < TEAMS_SENDS_AGAIN


def test_a_database_held_by_another_program_is_answered_not_saved_and_never_saved_later(
    store: SqlStore, beside: sqlite3.Connection
) -> None:
    with pytest.raises(NotSaved, match="nothing was saved"):
        asyncio.run(store.run(adding()))
    beside.execute("ROLLBACK")
    assert asyncio.run(store.run(lambda work: work.draft("d"))) is None
    asyncio.run(store.run(adding()))
    assert asyncio.run(store.run(lambda work: work.draft("d"))) == DRAFT


def test_a_short_hold_is_waited_for(store: SqlStore, beside: sqlite3.Connection) -> None:
    threading.Timer(TRY / 2, lambda: beside.execute("ROLLBACK")).start()
    asyncio.run(store.run(adding()))
    assert asyncio.run(store.run(lambda work: work.draft("d"))) == DRAFT


def test_each_waits_from_its_own_asking_and_nobody_for_those_before(store: SqlStore) -> None:
    """The second is given up while the first is still under way: it was never begun, so nothing of it is saved."""
    busy, go_on = threading.Event(), threading.Event()

    def slow(work: Work) -> str:
        busy.set()
        go_on.wait(30)
        work.add_draft(DRAFT)
        return "done"

    async def story() -> str:
        first = asyncio.create_task(store.run(slow))
        await asyncio.to_thread(busy.wait, 30)
        with pytest.raises(NotSaved):
            await store.run(adding("late"))
        go_on.set()
        return await first

    assert asyncio.run(story()) == "done", "what was begun is waited for: it may be saved"
    assert store.run_here(lambda work: work.draft("d")) == DRAFT
    assert store.run_here(lambda work: work.draft("late")) is None
