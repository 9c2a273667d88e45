"""One unit of work, whole, in the one writer's thread: begin, the services' code, commit. Never nested."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.services.ports import Reach, Work
from bot.store.work import SqlWork
from rules.errors import NeedToKnowError

T = TypeVar("T")


class NotSaved(NeedToKnowError):
    """The database could not take it: nothing was saved, not even half."""


class NestedUnitError(RuntimeError):
    """A unit of work was begun inside another one: a defect of ours."""


class SqlStore:
    """Units of work on one database. Each runs in the writer's thread, one after the other."""

    def __init__(self, engine: Engine, reach: Reach) -> None:
        self._engine = engine
        self._reach = reach
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._inside = threading.local()

    async def run(self, unit: Callable[[Work], T]) -> T:
        """Run `unit` in a transaction and commit it. Raises NotSaved when the database fails; nothing is saved then."""
        if getattr(self._inside, "busy", False):
            raise NestedUnitError("a unit of work was begun inside another one")
        return await asyncio.get_running_loop().run_in_executor(self._writer, self.run_here, unit)

    def run_here(self, unit: Callable[[Work], T]) -> T:
        """The same, in this thread (the command line's and the writer's)."""
        if getattr(self._inside, "busy", False):
            raise NestedUnitError("a unit of work was begun inside another one")
        self._inside.busy = True
        try:
            with self._engine.connect() as connection:
                with connection.begin():
                    work = SqlWork(connection)
                    result = unit(work)
                    written = work.flush()
                    if written:
                        self._reach("before-commit")
                if written:
                    self._reach("after-commit")
                return result
        except (DBAPIError, SQLAlchemyError) as error:
            raise NotSaved(f"the database failed ({type(error).__name__}): nothing was saved") from None
        finally:
            self._inside.busy = False

    def close(self) -> None:
        """Wait for the unit in hand, then close the database."""
        self._writer.shutdown(wait=True)
        self._engine.dispose()
