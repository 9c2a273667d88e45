"""The embedded database: how it is opened, locked and brought up to its schema. SQLite, one process, one writer.

Several processes share a PostgreSQL instead (bot.store.postgres).
"""

import fcntl
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from rules.errors import NeedToKnowError

FILE = "need-to-know.sqlite3"

NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"})

SEVERAL = "For several processes or machines, use PostgreSQL: set NTK_DATABASE."
"""What to do instead where the embedded database will not do."""

_OCTAL = re.compile(r"\\([0-7]{3})")


class StoreError(NeedToKnowError):
    """The store cannot be opened; the sentence says what to do."""


class DataFolder:
    """The data folder, held by one process alone with an exclusive lock of the operating system."""

    def __init__(self, path: Path) -> None:
        """Make the folder and take its lock. Raises StoreError when another process holds it, or on a network disk."""
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            refuse_network_disk(path)
            self.path = path
            self._lock: IO[str] = (path / "lock").open("w")
        except OSError as error:
            raise StoreError(
                f"The data folder {path} cannot be used ({error.strerror}): check the path and its rights."
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise StoreError(
                f"Another Need to Know process uses {path}: stop it first, or give this one a data folder of its own. "
                f"{SEVERAL}"
            ) from None

    def close(self) -> None:
        """Let the folder go."""
        self._lock.close()


def refuse_network_disk(path: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raise StoreError where the folder lies on a network disk: SQLite's write-ahead log is unsafe there."""
    if not mounts.exists():
        return
    best, kind = "", ""
    resolved = str(path.resolve())
    for line in mounts.read_text().splitlines():
        # The kernel writes blanks, tabs, line ends and backslashes in a path as octal numbers.
        parts = [_OCTAL.sub(lambda found: chr(int(found[1], 8)), part) for part in line.split()]
        inside = len(parts) > 2 and (resolved == parts[1] or resolved.startswith(parts[1].rstrip("/") + "/"))
        if inside and len(parts[1]) >= len(best):
            best, kind = parts[1], parts[2]
    if kind in NETWORK_DISKS:
        raise StoreError(f"{path} is on a network disk ({kind}): put the data folder on a local disk. {SEVERAL}")


def open_sqlite(path: Path) -> Engine:
    """An engine with one connection for the one writer: WAL, every commit durable, transactions begin at once."""
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=StaticPool,
        hide_parameters=True,  # an exception must not repeat what somebody typed
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def _on_connect(raw: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "secure_delete=ON",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def migrate(engine: Engine) -> None:
    """Bring the database to the newest revision of the schema."""
    with engine.begin() as connection:
        migrate_on(connection)


def migrate_on(connection: Connection, revision: str = "head") -> None:
    """The same in a transaction that is open; up to a `revision`, for a test of what comes after it."""
    config = _alembic()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def known_revisions() -> frozenset[str]:
    """The revisions of the schema that this version can open."""
    return frozenset(each.revision for each in ScriptDirectory.from_config(_alembic()).walk_revisions())


def revision_of(path: Path) -> str:
    """The revision that a SQLite file stands at; "" where it has none. It need not be a store."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return revision_on(connection)
    except DBAPIError:
        return ""
    finally:
        engine.dispose()


def revision_on(connection: Connection) -> str:
    """The revision of the database behind a connection; "" where it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def open_store(folder: DataFolder, migrations: Callable[[Engine], None] = migrate) -> Engine:
    """The database in a data folder, at its newest revision. Raises StoreError."""
    path = folder.path / FILE
    try:
        engine = open_sqlite(path)
        migrations(engine)
    except (OSError, DBAPIError) as error:
        why = error.strerror if isinstance(error, OSError) else error.orig
        raise StoreError(
            f"{path} cannot be opened ({why}): check the disk and the folder's rights, or put a backup in its place."
        ) from None
    if path.exists():
        os.chmod(path, 0o600)
    return engine
