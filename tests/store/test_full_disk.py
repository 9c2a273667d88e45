"""A full disk, as SQLite reports it: whoever asked hears "not saved", and nothing is there by half."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.services.ports import NotSaved, Work
from bot.store.database import DataFolder, open_store
from bot.store.unit_of_work import SqlStore
from tests.store.sharing import DRAFT, adding, kept, together


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    folder = DataFolder(tmp_path)
    opened = SqlStore(open_store(folder), lambda step: None)
    yield opened
    opened.close()
    folder.close()


def test_a_store_that_cannot_write_says_not_saved_and_holds_nothing_half(store: SqlStore) -> None:
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


def test_when_the_shared_commit_fails_nobody_is_told_saved(store: SqlStore) -> None:
    """The disk is full while several wait: each of them hears "not saved"."""

    def full(work: Work) -> None:
        for number in range(2000):
            work.add_draft(replace(DRAFT, id=f"d{number}", answers={"incident.details": "x" * 2000}))

    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 10}")
    ended = asyncio.run(together(store, adding("one"), full, adding("two")))
    assert isinstance(ended[1], NotSaved)
    for identity, end in (("one", ended[0]), ("two", ended[2])):
        saved = kept(store, identity)
        assert saved == (end == identity)
        assert saved or isinstance(end, NotSaved)
