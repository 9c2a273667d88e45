"""The databases that the crash harness runs on: a new one for each rehearsal, and where its rows are read beside."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, create_engine

from bot.store.database import FILE
from bot.store.postgres import read_url
from tests.postgres import Postgres, choose_folder


@dataclass(frozen=True)
class Stored:
    """A new database. `options` tell the rehearsal's command line of it; `url` is SQLAlchemy's, for reading beside."""

    url: str
    options: tuple[str, ...] = ()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection of one's own to what the bot has kept."""
        engine = create_engine(self.url, hide_parameters=True)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


@dataclass(frozen=True)
class Database:
    """One kind of database; `new` gives the one of a rehearsal in this folder."""

    name: str
    new: Callable[[Path], AbstractContextManager[Stored]]


@contextmanager
def _file(folder: Path) -> Iterator[Stored]:
    yield Stored(f"sqlite:///file:{folder / 'bot' / FILE}?mode=ro&uri=true")


@contextmanager
def _shared(folder: Path) -> Iterator[Stored]:
    """Two processes of the bot on one PostgreSQL, of which one dies at a time."""
    choose_folder()
    with Postgres().new() as address:
        url = read_url(address).render_as_string(hide_password=False)
        yield Stored(url, ("--database", address, "--processes", "2"))


SQLITE = Database("sqlite", _file)
POSTGRESQL = Database("postgresql", _shared)
DATABASES = {database.name: database for database in (SQLITE, POSTGRESQL)}
