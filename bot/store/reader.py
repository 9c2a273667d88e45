"""Reading beside a running bot: a connection of its own that can write nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine

from bot.notifications.absence import Absence
from bot.notifications.delivery import Delivery
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty
from bot.notifications.notification import Record
from bot.store.database import FILE, StoreError
from bot.store.work import SqlWork

Where = Path | str
"""A data folder, or the address of a PostgreSQL."""


@dataclass(frozen=True)
class Waiting:
    """What is due next, soonest first, the drafts and notifications it is about, and who is away."""

    duties: tuple[Duty, ...]
    deliveries: tuple[Delivery, ...]
    drafts: tuple[Draft, ...]
    records: tuple[Record, ...]
    absences: tuple[Absence, ...] = ()


def read_record(where: Where, reference: str) -> Record:
    """A notification with its journal. Raises StoreError when there is no store, or no such reference."""
    with reading(where) as work:
        found = work.find_reference(reference)
        record = _whole(work, found) if found else None
        if record is None:
            raise StoreError(f"There is no notification {reference} in this store: check the reference.")
        return record


def read_newest(where: Where, limit: int) -> tuple[Record, ...]:
    """The newest notifications with their journals, newest first. Raises StoreError when there is no store."""
    with reading(where) as work:
        found = (_whole(work, notification) for notification in work.newest_notifications(limit))
        return tuple(record for record in found if record is not None)


def read_waiting(where: Where, limit: int) -> Waiting:
    """The duties and deliveries that are due next. Raises StoreError when there is no store."""
    with reading(where) as work:
        duties, deliveries = work.waiting_duties(limit), work.waiting_deliveries(limit)
        due: tuple[Duty | Delivery, ...] = (*duties, *deliveries)
        subjects = dict.fromkeys(each.notification for each in due if each.notification)
        begun = dict.fromkeys(each.draft for each in due if each.draft)
        return Waiting(
            duties,
            deliveries,
            tuple(draft for each in begun if (draft := work.draft(each)) is not None),
            tuple(record for each in subjects if (record := work.record(each)) is not None),
            work.agreed_absences(),
        )


def read_absences(where: Where) -> tuple[Absence, ...]:
    """Who is away by what they said in the chat. Raises StoreError when there is no store."""
    with reading(where) as work:
        return work.agreed_absences()


def _whole(work: SqlWork, notification: str) -> Record | None:
    record = work.record(notification)
    if record is None:
        return None
    drafting = tuple(entry for draft in work.drafts_behind(notification) for entry in work.entries(draft))
    return Record(record.notification, record.duties, record.deliveries, work.entries(notification), drafting)


def store_in(data: Path) -> Path:
    """The database's file in a data folder. Raises StoreError when there is none."""
    path = data / FILE
    if not path.is_file():
        raise StoreError(f"There is no store in {data}: give the bot's data folder with --data.")
    return path


@contextmanager
def reading(where: Where) -> Iterator[SqlWork]:
    """The store, for reading. Raises StoreError when there is none."""
    if isinstance(where, Path):
        with reading_file(store_in(where)) as work:
            yield work
        return
    from bot.store.postgres import open_postgresql  # only here: reading a file waits for no driver to be imported

    with _reading(open_postgresql(where, read_only=True)) as work:
        yield work


@contextmanager
def reading_file(path: Path) -> Iterator[SqlWork]:
    """One database file, for reading."""
    with _reading(create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", hide_parameters=True)) as work:
        yield work


@contextmanager
def _reading(engine: Engine) -> Iterator[SqlWork]:
    try:
        with engine.connect() as connection:
            yield SqlWork(connection)
    finally:
        engine.dispose()
