"""Reading beside a running bot: a connection of its own that can write nothing."""

from pathlib import Path

from sqlalchemy import create_engine

from bot.notifications.notification import Record
from bot.store.database import FILE, StoreError
from bot.store.work import SqlWork


def read_record(data: Path, reference: str) -> Record:
    """A notification with its journal. Raises StoreError when there is no store, or no such reference."""
    path = data / FILE
    if not path.is_file():
        raise StoreError(f"There is no store in {data}: give the bot's data folder with --data.")
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            work = SqlWork(connection)
            found = work.find_reference(reference)
            record = work.record(found) if found else None
            if record is None:
                raise StoreError(f"There is no notification {reference} in this store: check the reference.")
            entries = work.entries(record.notification.id)
            drafts = work.drafts_behind(record.notification.id)
            drafting = tuple(entry for draft in drafts for entry in work.entries(draft))
            return Record(record.notification, record.duties, record.deliveries, entries, drafting)
    finally:
        engine.dispose()
