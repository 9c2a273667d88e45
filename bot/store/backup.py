"""Backup of a running bot's store, and its restore. A backup is one SQLite file that opens like a store."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, update

from bot.notifications.delivery import DeliveryStatus
from bot.notifications.digest import Head
from bot.store import tables as t
from bot.store.database import FILE, DataFolder, StoreError, known_revisions, open_sqlite, revision_of
from bot.store.journal_reader import Audited, audit_file
from bot.store.reader import store_in

SKIPPED_NUMBERS = 100
"""What a restore adds to the counters: the references given after the backup was made are not given a second time."""


@dataclass(frozen=True)
class Backup:
    """A backup: the file, its size in bytes, the schema's revision, and how its journals stand."""

    path: Path
    size: int
    revision: str
    audited: Audited


class Unsound(StoreError):
    """The backup's journal does not hold; `audited` says where."""

    def __init__(self, path: Path, audited: Audited) -> None:
        super().__init__(f"The journal in {path} does not hold: nothing was restored. Take another backup if you can.")
        self.audited = audited


def back_up(data: Path, destination: Path) -> Backup:
    """Copy the store as it is at one instant to a new file, while the bot goes on writing.

    Raises StoreError when there is no store, the file exists already, or it cannot be written.
    """
    source = store_in(data)
    if destination.exists():
        raise StoreError(f"{destination} exists already: a backup overwrites nothing, give another name.")
    with in_place_when_whole(destination) as part:
        _copy(source, part)
        revision = _checked_revision(part, destination)
    return Backup(destination, destination.stat().st_size, revision, audit_file(destination))


def restore(backup: Path, data: Path, kept: Iterable[Head] = (), *, even_if_wrong: bool = False) -> Backup:
    """Put a backup into a data folder that holds no store; its journal is checked first, also against heads `kept`.

    What was waiting to be sent may have been sent since: it is marked so that it is looked for first, or marked as a
    repeat. Raises Unsound when the journal does not hold, unless `even_if_wrong`; StoreError when something stands in
    the way: a store is there, a bot holds the folder, the file is no backup or is newer than this software.
    """
    if not backup.is_file():
        raise StoreError(f"{backup} is not a file: give the path of a backup.")
    folder = DataFolder(data)
    try:
        target = data / FILE
        left = [name for name in (FILE, f"{FILE}-wal", f"{FILE}-shm") if (data / name).exists()]
        if left:
            raise StoreError(f"{data} holds {left[0]} already: move it away, or give an empty data folder.")
        with in_place_when_whole(target) as part:
            _copy(backup, part)
            revision = _checked_revision(part, backup)
            audited = audit_file(part, kept)
            if audited.flaws and not even_if_wrong:
                raise Unsound(backup, audited)
            engine = open_sqlite(part)
            with engine.begin() as connection:
                expect_repeats(connection)
            engine.dispose()
            with closing(sqlite3.connect(part)) as written:
                written.execute("PRAGMA journal_mode=DELETE")  # one file again, without a log beside it
        return Backup(target, target.stat().st_size, revision, audited)
    finally:
        folder.close()


@contextmanager
def in_place_when_whole(destination: Path) -> Iterator[Path]:
    """A file beside the destination, for its owner alone, which takes its name once it is whole and on the disk."""
    part = destination.with_name(f"{destination.name}.part")
    with suppress(FileExistsError):  # a file in its place is found out below
        destination.parent.mkdir(parents=True, mode=0o700)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise StoreError(f"{part} exists: another backup is being written, or one was cut off; remove it.") from None
    except OSError as error:
        raise StoreError(
            f"{destination} cannot be written ({error.strerror}): check the path and its rights."
        ) from None
    try:
        yield part
        _to_disk(part)
        os.link(part, destination)  # unlike a renaming this never takes the place of a file that came meanwhile
        _to_disk(destination.parent)
    except FileExistsError:
        raise StoreError(f"{destination} exists already: nothing was overwritten.") from None
    except OSError as error:
        raise StoreError(f"{destination} cannot be written ({error.strerror}): check the disk.") from None
    finally:
        for name in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
            with suppress(FileNotFoundError):
                name.unlink()


def _copy(source: Path, target: Path) -> None:
    """All pages in one step: a snapshot that stops no writer, and that no writer makes begin anew."""
    try:
        with (
            closing(sqlite3.connect(f"file:{_quoted(source)}?mode=ro", uri=True)) as read,
            closing(sqlite3.connect(target)) as written,
        ):
            read.backup(written)
            written.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            wrong = written.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{source} cannot be copied ({error}): it is damaged, or is no store.") from None
    if wrong != "ok":
        raise StoreError(f"{source} is damaged ({wrong}): use an older backup.")


def _quoted(path: Path) -> str:
    return str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _checked_revision(part: Path, named: Path) -> str:
    revision = revision_of(part)
    if not revision:
        raise StoreError(f"{named} is no store of Need to Know.")
    if revision not in known_revisions():
        raise StoreError(
            f"{named} has the schema {revision}, which this version does not know: use the version that wrote it."
        )
    return revision


def expect_repeats(connection: Connection) -> None:
    """Between a backup and its restore things went on outside: messages may have been sent, and references given."""
    unsent = t.deliveries.c.status.in_((DeliveryStatus.WAITING, DeliveryStatus.TRYING)) & t.deliveries.c.sent_at.is_(
        None
    )
    connection.execute(update(t.deliveries).where(unsent).values(unclear=True))
    connection.execute(update(t.counters).values(value=t.counters.c.value + SKIPPED_NUMBERS))


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
