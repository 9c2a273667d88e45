"""One contract suite, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.database import DataFolder, open_store
from bot.store.postgres import open_postgresql
from bot.store.unit_of_work import SqlStore


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database at its newest revision: each test that takes it runs on both."""
    if request.param == "postgresql":
        opened = open_postgresql(request.getfixturevalue("postgres_url"))
        yield opened
        opened.dispose()
        return
    folder = DataFolder(tmp_path)
    opened = open_store(folder)
    yield opened
    opened.dispose()
    folder.close()


@pytest.fixture
def steps() -> list[str]:
    """The steps that the store named, in order."""
    return []


@pytest.fixture
def store(engine: Engine, steps: list[str]) -> Iterator[SqlStore]:
    """A store on that database."""
    opened = SqlStore(engine, steps.append)
    yield opened
    opened.close()
