"""A unit of work is whole or nothing, is never nested, and never says saved before the commit."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.notifications.draft import Draft
from bot.services.ports import NotSaved, Work
from bot.store.database import DataFolder, open_store
from bot.store.tables import to_ms
from bot.store.unit_of_work import NestedUnitError, SqlStore
from bot.store.work import Conflict

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DRAFT = Draft(id="d", author="a", author_name="Rowan Reporter", created_at=NOW, updated_at=NOW, answers={})


@pytest.fixture
def steps() -> list[str]:
    return []


@pytest.fixture
def store(tmp_path: Path, steps: list[str]) -> Iterator[SqlStore]:
    folder = DataFolder(tmp_path)
    opened = SqlStore(open_store(folder), steps.append)
    yield opened
    opened.close()
    folder.close()


def test_a_unit_that_fails_halfway_leaves_nothing(store: SqlStore) -> None:
    def unit(work: Work) -> None:
        work.add_draft(DRAFT)
        work.journal("d", NOW, "a", "draft.begun")
        assert work.draft("d") == DRAFT
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        store.run_here(unit)
    assert store.run_here(lambda work: work.draft("d")) is None
    assert store.run_here(lambda work: work.entries("d")) == ()


def test_a_unit_inside_a_unit_is_refused(store: SqlStore) -> None:
    with pytest.raises(NestedUnitError):
        store.run_here(lambda work: store.run_here(lambda inner: inner.add_draft(DRAFT)))
    assert store.run_here(lambda work: work.draft("d")) is None


def test_a_unit_inside_a_unit_of_the_writers_thread_is_refused(store: SqlStore) -> None:
    def unit(work: Work) -> None:
        work.add_draft(DRAFT)
        asyncio.run(store.run(lambda inner: inner.draft("d")))

    with pytest.raises(NestedUnitError):
        asyncio.run(store.run(unit))
    assert store.run_here(lambda work: work.draft("d")) is None


def test_the_steps_around_a_commit_are_named_and_reading_takes_none(store: SqlStore, steps: list[str]) -> None:
    store.run_here(lambda work: work.draft("d"))
    assert steps == []
    store.run_here(lambda work: work.add_draft(DRAFT))
    assert steps == ["before-commit", "after-commit"]


def test_a_store_that_cannot_write_says_not_saved_and_holds_nothing_half(store: SqlStore) -> None:
    """A full disk, as SQLite reports it."""

    def full(work: Work) -> None:
        for number in range(2000):
            work.add_draft(replace(DRAFT, id=f"d{number}", answers={"incident.details": "x" * 2000}))

    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")
    with pytest.raises(NotSaved, match="nothing was saved") as failed:
        store.run_here(full)
    assert "xxx" not in str(failed.value)
    assert failed.value.__cause__ is None
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
    assert store.run_here(lambda work: work.draft("d0")) is None
    store.run_here(lambda work: work.add_draft(DRAFT))
    assert store.run_here(lambda work: work.draft("d")) == DRAFT


def test_a_change_based_on_an_old_version_is_refused_whole(store: SqlStore) -> None:
    store.run_here(lambda work: work.add_draft(DRAFT))
    store.run_here(lambda work: work.save_draft(replace(DRAFT, step="who", version=2)))

    def late(work: Work) -> None:
        work.journal("d", NOW, "a", "late")
        work.save_draft(replace(DRAFT, step="check", version=2))

    with pytest.raises(Conflict):
        store.run_here(late)
    kept = store.run_here(lambda work: work.draft("d"))
    assert kept is not None
    assert kept.step == "who"
    assert store.run_here(lambda work: work.entries("d")) == ()


def test_a_datetime_without_a_zone_is_refused(store: SqlStore) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        to_ms(naive)
    with pytest.raises((ValueError, NotSaved)):
        store.run_here(lambda work: work.add_draft(replace(DRAFT, created_at=naive)))
    assert store.run_here(lambda work: work.draft("d")) is None


def test_instants_come_back_aware_in_utc_to_the_millisecond(store: SqlStore) -> None:
    at = NOW.replace(microsecond=123_000)
    store.run_here(lambda work: work.add_draft(replace(DRAFT, created_at=at)))
    kept = store.run_here(lambda work: work.draft("d"))
    assert kept is not None
    assert kept.created_at == at
    assert kept.created_at.utcoffset() is not None
    with store._engine.connect() as connection:
        assert connection.execute(text("SELECT created_at FROM drafts")).scalar_one() == to_ms(at)


def test_units_at_once_run_one_after_the_other(store: SqlStore) -> None:
    """Twenty callers number their reports at the same time: no number twice, none left out."""

    async def at_once() -> list[str]:
        return list(await asyncio.gather(*(store.run(lambda work: work.next_reference(2026)) for _ in range(20))))

    assert sorted(asyncio.run(at_once())) == [f"NTK-2026-{n:04d}" for n in range(1, 21)]


def test_what_was_typed_comes_back_to_the_letter(store: SqlStore) -> None:
    said = "O’Neil\u202e; DROP TABLE drafts; -- 'x' \"y\" \\ \U0001f476 \r\n\t=1+1"
    store.run_here(lambda work: work.add_draft(replace(DRAFT, answers={"incident.details": said})))
    kept = store.run_here(lambda work: work.draft("d"))
    assert kept is not None
    assert kept.given["incident.details"] == said


async def _together(store: SqlStore, *units: Callable[[Work], object]) -> list[object]:
    """Run these while the writer is busy with another, so that they share one commit."""
    busy, go_on = threading.Event(), threading.Event()

    def first(work: Work) -> object:
        busy.set()
        return go_on.wait(30)

    waiting: list[asyncio.Task[object]] = [asyncio.create_task(store.run(first))]
    await asyncio.to_thread(busy.wait, 30)
    waiting += [asyncio.create_task(store.run(unit)) for unit in units]
    await asyncio.sleep(0)
    go_on.set()
    return list(await asyncio.gather(*waiting, return_exceptions=True))[1:]


def _adding(identity: str) -> Callable[[Work], str]:
    def unit(work: Work) -> str:
        work.add_draft(replace(DRAFT, id=identity))
        return identity

    return unit


def _kept(store: SqlStore, identity: str) -> bool:
    return store.run_here(lambda work: work.draft(identity)) is not None


def test_units_that_share_a_commit_are_each_whole_or_nothing(store: SqlStore, steps: list[str]) -> None:
    def breaks(work: Work) -> None:
        work.add_draft(replace(DRAFT, id="half"))
        assert work.draft("half")
        raise RuntimeError("a defect")

    ended = asyncio.run(_together(store, _adding("one"), breaks, _adding("two")))
    assert ended[0] == "one"
    assert isinstance(ended[1], RuntimeError)
    assert ended[2] == "two"
    assert steps == ["before-commit", "after-commit"]
    assert [_kept(store, identity) for identity in ("one", "half", "two")] == [True, False, True]


def test_a_database_error_in_one_unit_takes_nothing_of_the_others(store: SqlStore) -> None:
    ended = asyncio.run(_together(store, _adding("one"), _adding("one"), _adding("two")))
    assert [type(e) for e in ended] == [str, NotSaved, str]
    assert store.run_here(lambda work: work.draft("two")) is not None


def test_when_the_shared_commit_fails_nobody_is_told_saved(store: SqlStore) -> None:
    """The disk is full while several wait: each of them hears "not saved"."""

    def full(work: Work) -> None:
        for number in range(2000):
            work.add_draft(replace(DRAFT, id=f"d{number}", answers={"incident.details": "x" * 2000}))

    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")
    ended = asyncio.run(_together(store, _adding("one"), full, _adding("two")))
    assert isinstance(ended[1], NotSaved)
    for identity, end in (("one", ended[0]), ("two", ended[2])):
        saved = _kept(store, identity)
        assert saved == (end == identity)
        assert saved or isinstance(end, NotSaved)
