"""Backup while the bot writes, and restore: whole units, a journal that holds, nobody else's to read."""

import itertools
import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.__main__ import main
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft
from bot.services.ports import Work
from bot.store.backup import SKIPPED_NUMBERS, back_up
from bot.store.database import FILE, DataFolder, migrate_on, open_store
from bot.store.unit_of_work import SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DRAFT = Draft(id="d", author="a", author_name="Rowan Reporter", created_at=NOW, updated_at=NOW, answers={})
CARD = Delivery("c", "c", Via.PERSONAL, Purpose.TELL, "dana", False, NOW, notification="n", next_at=NOW)


@contextmanager
def opened(folder: Path) -> Iterator[SqlStore]:
    lock = DataFolder(folder)
    store = SqlStore(open_store(lock), lambda step: None)
    yield store
    store.close()
    lock.close()


@contextmanager
def writing(store: SqlStore) -> Iterator[list[int]]:
    """A bot that commits one unit after another: a draft with its two lines of the journal. Counts them."""
    done, stop = [0], threading.Event()

    def unit(number: int) -> None:
        def write(work: Work) -> None:
            work.add_draft(replace(DRAFT, id=f"d{number}"))
            work.journal(f"d{number}", NOW, "a", "draft.begun")
            work.journal("door", NOW, "a", "refused", why="x" * 400)

        store.run_here(write)

    def write_on() -> None:
        for number in itertools.count(1):
            if stop.is_set():
                return
            unit(number)
            done[0] = number

    bot = threading.Thread(target=write_on)
    bot.start()
    yield done
    stop.set()
    bot.join()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store with a line of the journal, and a card that waits to be sent."""

    def unit(work: Work) -> None:
        work.journal("n", NOW, "a", "reported", note="Child K-104")
        work.add_delivery(CARD)
        work.add_delivery(replace(CARD, id="s", key="s", status=DeliveryStatus.SENT, sent_at=NOW))
        work.next_reference(2026)

    with opened(tmp_path / "data") as store:
        store.run_here(unit)
    return tmp_path / "data"


def test_a_backup_made_while_the_bot_writes_holds_whole_units_and_stops_nobody(data: Path, tmp_path: Path) -> None:
    with opened(data) as store, writing(store) as done:
        seen = []
        for number in range(8):
            before = done[0]
            made = back_up(data, tmp_path / "backups" / f"{number}.sqlite3")
            assert made.audited.flaws == ()
            with sqlite3.connect(made.path) as copy:
                (drafts,), (lines,) = (
                    copy.execute(f"SELECT count(*) FROM {what}").fetchone()
                    for what in ("drafts", "journal WHERE subject = 'door'")
                )
            copy.close()
            assert drafts == lines >= before
            seen.append(drafts)
    assert done[0] > seen[0], "the bot wrote on"
    assert sorted(seen) == seen


def test_what_was_backed_up_is_there_after_the_restore_and_the_bot_goes_on(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, new = tmp_path / "backup.sqlite3", tmp_path / "new"
    assert main(["backup", str(backup), "--data", str(data)]) == 0
    assert f"Backed up to {backup}" in capsys.readouterr().out
    assert main(["restore", str(backup), "--data", str(new)]) == 0
    said = capsys.readouterr().out
    assert "1 journals, 1 lines" in said
    assert "Everything holds." in said
    assert "compare with the Need-to-Know inbox" in said
    assert [each.name for each in sorted(new.iterdir())] == ["lock", FILE]
    with opened(new) as store:
        [entry] = store.run_here(lambda work: work.entries("n"))
        assert entry.content == {"note": "Child K-104"}
        store.run_here(lambda work: work.journal("n", NOW, "a", "opened"))


def test_after_a_restore_what_was_waiting_is_looked_for_first_and_no_reference_is_given_twice(
    data: Path, tmp_path: Path
) -> None:
    """Between the backup and the loss it may have been sent, and numbers were given out."""
    main(["backup", str(tmp_path / "b"), "--data", str(data)])
    main(["restore", str(tmp_path / "b"), "--data", str(tmp_path / "new")])
    with opened(tmp_path / "new") as store:
        waiting, sent = store.run_here(lambda work: (work.delivery("c"), work.delivery("s")))
        assert waiting == replace(CARD, unclear=True)
        assert sent is not None
        assert not sent.unclear
        assert store.run_here(lambda work: work.next_reference(2026)) == f"NTK-2026-{2 + SKIPPED_NUMBERS:04d}"
    with opened(data) as store:
        assert store.run_here(lambda work: work.delivery("c")) == CARD, "a backup changes nothing"


def test_both_files_are_their_owners_alone(data: Path, tmp_path: Path) -> None:
    main(["backup", str(tmp_path / "far" / "b"), "--data", str(data)])
    main(["restore", str(tmp_path / "far" / "b"), "--data", str(tmp_path / "new")])
    for path, mode in ((tmp_path / "far", 0o700), (tmp_path / "far" / "b", 0o600), (tmp_path / "new" / FILE, 0o600)):
        assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("backup {old} --data {data}", "overwrites nothing"),
        ("backup {new} --data {new}", "There is no store in"),
        ("backup {old}/b --data {data}", "cannot be written"),
        ("restore {old} --data {data}", f"holds {FILE} already"),
        ("restore {new} --data {new}", "is not a file"),
        ("restore {letter} --data {new}", "is no store"),
        ("restore {empty} --data {new}", "is no store of Need to Know"),
        ("restore {newer} --data {new}", "has the schema 9999, which this version does not know"),
        ("restore {cut} --data {new}", "damaged"),
        ("restore {old} --data {new} --digest {letter}", "There is no digest in"),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_is_touched(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, sentence: str
) -> None:
    names = {name: tmp_path / name for name in ("old", "new", "letter", "empty", "newer", "cut")}
    back_up(data, names["old"])
    names["letter"].write_text("Dear operator, all is well. " * 40)
    sqlite3.connect(names["empty"]).close()
    shutil.copy(names["old"], names["newer"])
    with sqlite3.connect(names["newer"]) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    names["cut"].write_bytes(names["old"].read_bytes()[:-8192])
    before = {path: path.read_bytes() for path in (data / FILE, names["old"])}
    assert main(command.format(data=data, **names).split()) == 2
    assert sentence in capsys.readouterr().err
    assert {path: path.read_bytes() for path in before} == before
    assert not (names["new"] / FILE).exists()
    assert not list(tmp_path.rglob("*.part*"))


def test_a_running_bot_keeps_its_folder_from_a_restore(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back_up(data, tmp_path / "b")
    lock = DataFolder(tmp_path / "new")
    assert main(["restore", str(tmp_path / "b"), "--data", str(tmp_path / "new")]) == 2
    assert "Another Need to Know process uses" in capsys.readouterr().err
    lock.close()


def test_a_backup_whose_journal_does_not_hold_is_restored_only_when_told_to(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup, new = tmp_path / "b", tmp_path / "new"
    back_up(data, backup)
    with sqlite3.connect(backup) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET actor = 'another'")
    connection.close()
    assert main(["restore", str(backup), "--data", str(new)]) == 1
    told = capsys.readouterr()
    assert "WRONG  n: line 1 was changed" in told.out
    assert "nothing was restored" in told.err
    assert not (new / FILE).exists()
    assert main(["restore", str(backup), "--data", str(new), "--even-if-wrong"]) == 1
    assert "WRONG  n: line 1 was changed" in capsys.readouterr().out
    assert (new / FILE).exists()


def test_a_backup_of_an_older_schema_is_restored_and_brought_up_to_date_at_the_next_start(tmp_path: Path) -> None:
    older = DataFolder(tmp_path / "older")
    store = SqlStore(open_store(older, _as_it_was), lambda step: None)
    store.run_here(lambda work: work.journal("n", NOW, "a", "reported"))
    store.close()
    older.close()
    back_up(tmp_path / "older", tmp_path / "b")
    assert main(["restore", str(tmp_path / "b"), "--data", str(tmp_path / "new")]) == 0
    with opened(tmp_path / "new") as store:
        assert len(store.run_here(lambda work: work.entries("n"))) == 1


def _as_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        migrate_on(connection, "0006")
