"""Backup and restore of a PostgreSQL store by the database's own programs: consistent, while every process goes on."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from bot.notifications.digest import Head
from bot.store.backup import Backup, expect_repeats, in_place_when_whole
from bot.store.database import StoreError, known_revisions, revision_on
from bot.store.journal_reader import audit_on
from bot.store.postgres import open_postgresql, read_url

T = TypeVar("T")


def dump(given: str, destination: Path) -> Backup:
    """`pg_dump` the database at this address to a new file, and check the journal as it stands.

    Raises StoreError when the file exists already, the program is missing, or it fails.
    """
    if destination.exists():
        raise StoreError(f"{destination} exists already: a backup overwrites nothing, give another name.")
    with in_place_when_whole(destination) as part:
        _run("pg_dump", given, "--format=custom", "--no-owner", f"--file={part}")
    revision, audited = _asked(given, lambda connection: (revision_on(connection), audit_on(connection)))
    return Backup(destination, destination.stat().st_size, revision, audited)


def undump(backup: Path, given: str, kept: Iterable[Head] = ()) -> Backup:
    """`pg_restore` a backup into an empty database, then check its schema and its journal.

    Raises StoreError when the database is not empty, the file is no backup, or its schema is newer than this software.
    """
    if not backup.is_file():
        raise StoreError(f"{backup} is not a file: give the path of a backup.")
    if _asked(given, lambda connection: inspect(connection).get_table_names()):
        raise StoreError(f"The database {read_url(given).database} is not empty: give an empty one.")
    _run("pg_restore", given, "--no-owner", "--exit-on-error", "--single-transaction", str(backup))
    revision, audited = _asked(given, lambda connection: (revision_on(connection), audit_on(connection, kept)))
    if revision not in known_revisions():
        raise StoreError(
            f"{backup} has the schema {revision}, which this version does not know: drop the database, and use the "
            "version that wrote it."
        )
    engine = open_postgresql(given, revision=revision)
    with engine.begin() as connection:
        expect_repeats(connection)
    engine.dispose()
    return Backup(backup, backup.stat().st_size, revision, audited)


def _asked(given: str, question: Callable[[Connection], T]) -> T:
    engine = open_postgresql(given, read_only=True)
    try:
        with engine.connect() as connection:
            return question(connection)
    except DBAPIError as error:
        said = (str(error.orig).strip().splitlines() or ["no reason given"])[0]
        raise StoreError(f"The database {read_url(given).database} cannot be read ({said}).") from None
    finally:
        engine.dispose()


def _run(program: str, given: str, *options: str) -> None:
    """One of PostgreSQL's programs. The password goes by the environment, where no list of processes shows it."""
    found = shutil.which(program)
    if found is None:
        raise StoreError(f"{program} is not installed here: install PostgreSQL's client programs, version for version.")
    url = read_url(given)
    address = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    command = [found, "--no-password", f"--dbname={address}", *options]
    ended = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    if ended.returncode:
        said = (ended.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StoreError(f"{program} failed ({said}).")
