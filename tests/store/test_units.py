"""A unit of work is whole or nothing, is never nested, and never says saved before the commit. On both databases."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.services.ports import NotSaved, Work
from bot.store.tables import to_ms
from bot.store.unit_of_work import NestedUnitError, SqlStore
from bot.store.work import Conflict
from tests.store.sharing import DRAFT, NOW, adding, kept, together


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


def test_units_that_share_a_commit_are_each_whole_or_nothing(store: SqlStore, steps: list[str]) -> None:
    def breaks(work: Work) -> None:
        work.add_draft(replace(DRAFT, id="half"))
        assert work.draft("half")
        raise RuntimeError("a defect")

    ended = asyncio.run(together(store, adding("one"), breaks, adding("two")))
    assert ended[0] == "one"
    assert isinstance(ended[1], RuntimeError)
    assert ended[2] == "two"
    assert steps == ["before-commit", "after-commit"]
    assert [kept(store, identity) for identity in ("one", "half", "two")] == [True, False, True]


def test_a_database_error_in_one_unit_takes_nothing_of_the_others(store: SqlStore) -> None:
    ended = asyncio.run(together(store, adding("one"), adding("one"), adding("two")))
    assert [type(e) for e in ended] == [str, NotSaved, str]
    assert store.run_here(lambda work: work.draft("two")) is not None
