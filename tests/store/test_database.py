"""The embedded database: durable, alone, on a local disk, honest when it cannot."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, StaticPool, text

from bot.store.database import FILE, DataFolder, StoreError, open_sqlite, open_store, refuse_network_disk


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    folder = DataFolder(tmp_path)
    opened = open_store(folder)
    yield opened
    opened.dispose()
    folder.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30_000), ("secure_delete", 1)],
)
def test_every_connection_has_the_pragmas_that_make_a_commit_durable(
    engine: Engine, pragma: str, value: object
) -> None:
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_one_connection_serves_the_one_writer(engine: Engine) -> None:
    """SQLite before 3.51.3 can corrupt with a checkpoint and a write from several connections."""
    assert isinstance(engine.pool, StaticPool)


def test_a_transaction_takes_the_write_lock_when_it_begins(engine: Engine, tmp_path: Path) -> None:
    """A deferred BEGIN would fail later with BUSY_SNAPSHOT, after work was done."""
    other = sqlite3.connect(tmp_path / FILE, timeout=0, isolation_level=None)
    try:
        with engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    finally:
        other.close()


def test_nobody_else_on_the_machine_may_read_the_store(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    engine = open_store(folder)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / FILE).stat().st_mode) == 0o600
    engine.dispose()
    folder.close()


def test_a_second_process_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    second = (
        "from pathlib import Path; from bot.store.database import DataFolder; import sys; DataFolder(Path(sys.argv[1]))"
    )
    ended = subprocess.run([sys.executable, "-c", second, str(tmp_path)], capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert f"Another Need to Know process uses {tmp_path}: stop it first" in ended.stderr
    assert "For several processes or machines, use PostgreSQL: set NTK_DATABASE." in ended.stderr
    folder.close()
    DataFolder(tmp_path).close()


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    held = (
        "from pathlib import Path; from bot.store.database import DataFolder; import os, sys, signal; "
        "folder = DataFolder(Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", held, str(tmp_path)], check=False)
    assert ended.returncode == -9
    DataFolder(tmp_path).close()


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "ceph", "glusterfs"])
def test_a_network_disk_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/root / ext4 rw 0 0\nserver:/share {tmp_path} {kind} rw 0 0\n")
    with pytest.raises(
        StoreError, match=rf"network disk \({kind}\): put the data folder on a local disk.*NTK_DATABASE"
    ):
        refuse_network_disk(tmp_path / "data", mounts)


def test_a_network_disk_whose_path_holds_a_blank_is_refused_too(tmp_path: Path) -> None:
    """The kernel writes a blank in a mount's path as \\040."""
    disk = tmp_path / "Children Services"
    disk.mkdir()
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/root / ext4 rw 0 0\nserver:/x {str(disk).replace(' ', chr(92) + '040')} nfs4 rw 0 0\n")
    with pytest.raises(StoreError, match="network disk"):
        refuse_network_disk(disk / "data", mounts)


def test_a_local_disk_beside_or_above_a_network_disk_is_fine(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/ / nfs4 rw 0 0\n/dev/b {tmp_path} ext4 rw 0 0\nserver:/c {tmp_path}/net nfs4 rw 0 0\n")
    refuse_network_disk(tmp_path / "data", mounts)
    refuse_network_disk(tmp_path / "network", mounts)
    refuse_network_disk(tmp_path, tmp_path / "no-such-file")


def test_a_file_that_is_no_database_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"this is not a database, and long enough to be read as a page" * 100)
    folder = DataFolder(tmp_path)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(folder)
    folder.close()


def test_a_folder_in_the_databases_place_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    folder = DataFolder(tmp_path)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(folder)
    folder.close()


def test_a_data_folder_that_cannot_be_made_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"):
        DataFolder(tmp_path / "file" / "data")


def test_an_exception_of_the_database_repeats_no_value(tmp_path: Path) -> None:
    engine = open_sqlite(tmp_path / "plain.sqlite3")
    with engine.begin() as connection, pytest.raises(Exception, match="no such table") as failed:
        connection.execute(text("INSERT INTO missing VALUES (:name)"), {"name": "Child K-104"})
    assert "K-104" not in str(failed.value)
    engine.dispose()
    assert os.path.exists(tmp_path / "plain.sqlite3")
