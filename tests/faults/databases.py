"""The databases that the crash harness runs on: how a rehearsal is told to use one, and where its rows are read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine

from bot.store.database import FILE


@dataclass(frozen=True)
class Database:
    """One kind of database. `options` go on the rehearsal's command line; `url` is SQLAlchemy's, for reading beside."""

    name: str
    url: Callable[[Path], str]
    options: tuple[str, ...] = ()

    @contextmanager
    def reading(self, folder: Path) -> Iterator[Connection]:
        """A connection of one's own to what the bot of the rehearsal in this folder has kept."""
        engine = create_engine(self.url(folder), hide_parameters=True)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


SQLITE = Database("sqlite", lambda folder: f"sqlite:///file:{folder / 'bot' / FILE}?mode=ro&uri=true")
DATABASES = {database.name: database for database in (SQLITE,)}
