"""Migrations make the very schema that the code uses, and keep what an older store holds. On both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, text

import bot.store
from bot.notifications.absence import Absence
from bot.store import tables
from bot.store.database import FILE, migrate, migrate_on, open_sqlite
from bot.store.postgres import open_postgresql
from bot.store.unit_of_work import SqlStore
from tests.engine.council import Council
from tests.postgres import Postgres


def test_the_migrations_make_the_very_schema_that_the_code_uses(engine: Engine) -> None:
    def ours(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith("procrastinate_")

    options = {"compare_type": True, "compare_server_default": True, "include_name": ours}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), tables.metadata) == []


def test_every_index_of_the_schema_is_there(engine: Engine) -> None:
    found = {index["name"] for table in tables.metadata.tables for index in inspect(engine).get_indexes(table)}
    assert {index.name for table in tables.metadata.tables.values() for index in table.indexes} <= found


def test_opening_a_store_a_second_time_changes_nothing(engine: Engine) -> None:
    before = _columns(engine)
    migrate(engine)
    assert _columns(engine) == before


def _columns(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    return {table: [repr(column) for column in found.get_columns(table)] for table in found.get_table_names()}


@contextmanager
def _previous(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[tuple[Engine, str]]:
    """An empty database as the version before this one left it, and how to open it again."""
    scripts = Config()
    scripts.set_main_option("script_location", str(Path(bot.store.__file__).parent / "migrations"))
    newest = ScriptDirectory.from_config(scripts).get_revision("head")
    assert newest is not None
    assert isinstance(newest.down_revision, str)
    if kind == "sqlite":
        engine = open_sqlite(folder / FILE)
        with engine.begin() as connection:
            migrate_on(connection, newest.down_revision)
        yield engine, ""
        engine.dispose()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new(empty=True) as url:
        engine = open_postgresql(url, revision=newest.down_revision)
        yield engine, url
        engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_store_of_the_version_before_keeps_what_it_holds(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A report that was told, acknowledged in part and escalated, an absence, a draft: all rows, as they were."""
    council = Council(tmp_path / "council")
    told = council.tell_now("rowan").id
    council.deliver()
    council.press("dana", "acknowledge", told)
    council.draft("sasha", {"happened": "missing"})
    at = council.clock.now()
    council.run(lambda work: work.add_absence(Absence("a", "dana", at, at + timedelta(days=3), "avery")))
    council.advance(timedelta(hours=2))
    record = council.record(told)

    with _previous(kind, request, tmp_path) as (engine, url):
        _copied(council.engine, engine)
        if url:
            engine.dispose()
            engine = open_postgresql(url)
        else:
            migrate(engine)
        store = SqlStore(engine, lambda step: None)
        kept = store.run_here(lambda work: work.record(told))
        assert kept is not None
        assert kept.notification == record.notification
        assert kept.duties == record.duties
        assert kept.deliveries == record.deliveries
        assert store.run_here(lambda work: work.entries(told)) == record.journal
        assert len(store.run_here(lambda work: work.drafts_of(council.actor("sasha").id, 9))) == 1
        store.close()
    council.close()


def test_a_cover_who_had_declined_before_covers_can_be_several_cannot_still(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / FILE)
    with engine.begin() as connection:
        migrate_on(connection, "0009")
    names = "id,person,created_at,until,cover,declined,status,ended_by,version"
    with engine.begin() as connection:
        for row in ("'a','dana',1,2,'avery','declined'", "'b','alex',1,2,'avery',''"):
            connection.execute(text(f"INSERT INTO absences ({names}) VALUES ({row},'running','',3)"))
    migrate(engine)
    store = SqlStore(engine, lambda step: None)
    declined, named = store.run_here(lambda work: work.agreed_absences())
    assert (declined.covers, dict(declined.cannot)) == ((), {"avery": "declined"})
    assert (named.covers, dict(named.cannot)) == (("avery",), {})
    store.close()


def _copied(source: Engine, target: Engine) -> None:
    """Every row, in the columns that there were then; one that is there no more is empty."""
    then = MetaData()
    then.reflect(target, only=lambda name, _: name in tables.metadata.tables)
    with source.connect() as read, target.begin() as write:
        for table in then.sorted_tables:
            now = tables.metadata.tables[table.name].columns
            names = ", ".join(f'"{column.name}"' for column in table.columns if column.name in now)
            gone = {column.name: "" for column in table.columns if column.name not in now}
            rows = read.execute(text(f"SELECT {names} FROM {table.name}")).mappings().all()
            booleans = [c.name for c in table.columns if c.type.python_type is bool]
            if rows:
                made = [{**row, **gone, **{name: bool(row[name]) for name in booleans}} for row in rows]
                write.execute(table.insert(), made)


def test_two_processes_that_start_at_once_make_the_schema_once(postgres: Postgres) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with postgres.new(empty=True) as url, ThreadPoolExecutor(3) as starting:
        for engine in starting.map(lambda _: open_postgresql(url), range(3)):
            assert inspect(engine).has_table("notifications")
            engine.dispose()
