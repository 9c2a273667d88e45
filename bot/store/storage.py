"""Where an installation keeps what it knows: the embedded SQLite in its data folder, or the PostgreSQL it names."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from bot.notifications.absence import Absence
from bot.services.ports import Reach
from bot.store.database import DataFolder, open_store
from bot.store.unit_of_work import SqlStore

if TYPE_CHECKING:
    from bot.store.queue import Queue


@dataclass(frozen=True)
class Storage:
    """The open store; `queue` wakes other processes, and is there where there may be some."""

    store: SqlStore
    queue: "Queue | None" = None
    folder: DataFolder | None = None

    def close(self) -> None:
        """Finish what waits, and let everything go."""
        self.store.close()
        if self.folder is not None:
            self.folder.close()


def open_storage(
    data: Path, database: str, reach: Reach, follow: Callable[[tuple[Absence, ...]], None] | None = None
) -> Storage:
    """The PostgreSQL at this address; with none, the store in the data folder. Raises StoreError."""
    if not database:
        folder = DataFolder(data)
        return Storage(SqlStore(open_store(folder), reach, follow), folder=folder)
    # Only here: embedded mode waits for neither driver nor queue to be imported.
    from bot.store.postgres import open_postgresql
    from bot.store.queue import Queue

    queue = Queue(database)
    engine: Engine = open_postgresql(database)
    return Storage(SqlStore(engine, reach, follow, enqueue=queue.enqueue), queue)
