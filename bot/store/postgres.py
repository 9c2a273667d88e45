"""PostgreSQL: how it is reached and brought up to its schema. For several processes on one database.

Every transaction is SERIALIZABLE: what the services rely on in embedded mode, that a unit of work is alone, holds
across processes. One that another was faster than is refused by the database, and run again (unit_of_work).
"""

from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.store.database import StoreError, migrate_on

CONNECTING = 5
"""Seconds after which a server that does not answer is away."""
WAITING = "8s"
"""For how long a statement waits for another transaction's lock: as long as a unit waits for its turn."""
_MIGRATING = 0x4E544B
"""The key of the lock that the first of several starting processes takes; the others find the schema made."""


def read_url(given: str) -> URL:
    """The database's address. Raises StoreError for one that is no PostgreSQL address; its password is not repeated."""
    try:
        url = make_url(given)
    except ArgumentError:
        url = None
    if url is None or url.drivername not in ("postgresql", "postgres", "postgresql+psycopg") or not url.database:
        raise StoreError(
            "NTK_DATABASE is not the address of a PostgreSQL database: give it as postgresql://user:password@host/name."
        )
    return url.set(drivername="postgresql+psycopg")


def open_postgresql(given: str, *, read_only: bool = False, revision: str = "head") -> Engine:
    """The database at this address, at its newest revision; `read_only` changes nothing of it. Raises StoreError.

    `revision` is an older one for a test of what comes after it.
    """
    url = read_url(given)
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ" if read_only else "SERIALIZABLE",
        pool_size=2,  # the writer's, and one for what is asked beside it
        pool_pre_ping=True,
        hide_parameters=True,  # an exception must not repeat what somebody typed
        connect_args={
            "connect_timeout": CONNECTING,
            "application_name": "need-to-know",
            "options": f"-c lock_timeout={WAITING} -c idle_in_transaction_session_timeout=60s"
            + (" -c default_transaction_read_only=on" if read_only else ""),
            # A machine that is gone without a word is noticed within half a minute.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
        },
    )
    try:
        if read_only:
            engine.connect().close()
        else:
            _migrate(engine, revision)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(_words(url, error.orig)) from None
    return engine


def _migrate(engine: Engine, revision: str) -> None:
    """One process after the other: each statement sees what the one before has made (a SERIALIZABLE one would not)."""
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
        migrate_on(connection, revision)


def _words(url: URL, why: Any) -> str:
    """What the server or the driver says, in its first line, and what to do."""
    said = (str(why).strip().splitlines() or ["no reason given"])[0]
    return (
        f"The database {url.database} on {url.host or url.query.get('host') or 'this machine'} cannot be opened "
        f"({said}): check that PostgreSQL runs, and NTK_DATABASE."
    )
