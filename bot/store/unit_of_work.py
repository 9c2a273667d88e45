"""One unit of work, whole, in the one writer's thread: begin, the services' code, commit. Never nested.

Units that wait while another commits share the next commit: each keeps its own savepoint, so that one that fails
takes nothing with it, and every one of them is answered after the commit that made it durable.

Where several processes share a database, each unit still is as if it were alone: the database refuses one that another
process was faster than (SERIALIZABLE), nothing of it is saved, and it is run again on what there is now.
"""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from bot.notifications.absence import Absence
from bot.services.ports import NotSaved, Reach, Work
from bot.store.work import SqlWork

T = TypeVar("T")

SHARING = 32
"""Units that may share one commit."""
PATIENCE = 8.0
"""Seconds from its asking for which a unit waits for its turn, or for another program to let the database go.

Teams sends again what has no answer after 15 seconds, and people press again before: they hear "not saved" in time. A
backup or a check of the file holds it for less than that.
"""
TRY = 0.25
"""Seconds of one try to begin, after which those who waited too long are told."""
OVERTAKEN = frozenset({"40001", "40P01"})
"""PostgreSQL's codes for a transaction that another was faster than."""
TAKEN = "23505"
"""Its code for a key that exists. Two processes that write the same line at once may see it, instead of the above."""

Enqueue = Callable[[Connection, Collection[str]], None]
"""Wakes whoever works, in the same transaction, for these subjects."""


def _held() -> NotSaved:
    return NotSaved("the database was not to be had in time: nothing was saved")


class NestedUnitError(RuntimeError):
    """A unit of work was begun inside another one: a defect of ours."""


@dataclass
class _Job:
    """A unit that waits for its turn, and how it ended."""

    unit: Callable[[Work], Any]
    until: float
    answer: Callable[["_Job"], object] = lambda job: None
    result: Any = None
    error: BaseException | None = field(default=None)
    _claim: threading.Lock = field(default_factory=threading.Lock)

    def claim(self) -> bool:
        """Whoever claims a unit first settles it: the writer by running it, or the clock by giving it up."""
        return self._claim.acquire(blocking=False)


class SqlStore:
    """Units of work on one database. They run in the writer's thread, one after the other."""

    def __init__(
        self,
        engine: Engine,
        reach: Reach,
        follow: Callable[[tuple[Absence, ...]], None] | None = None,
        patience: float = PATIENCE,
        enqueue: Enqueue | None = None,
    ) -> None:
        """`follow` hears who is away before the first unit, and in the unit that changes it; it runs in the writer.

        `enqueue` is there where other processes work on the same database: they may have changed who is away, too.
        """
        self._engine = engine
        self._enqueue = enqueue
        self._follow = follow
        self._followed = follow is None
        self._reach = reach
        self.patience = patience
        if engine.dialect.name == "sqlite":
            with contextlib.closing(engine.raw_connection()) as raw:
                raw.cursor().execute(f"PRAGMA busy_timeout={int(TRY * 1000)}")
        self._inside = threading.local()
        self._closed = False
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._writer = threading.Thread(target=self._write, name="writer", daemon=True)
        self._writer.start()

    async def run(self, unit: Callable[[Work], T]) -> T:
        """Run `unit` in a transaction and commit it.

        Raises NotSaved when the database fails, or cannot begin it within `patience`; nothing is saved then.
        """
        self._refuse_nesting()
        if self._closed:
            raise NotSaved("the bot is stopping: nothing was saved")
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[T] = loop.create_future()

        def settle(job: _Job) -> None:
            if ended.done():  # given up by whoever asked, or by the clock
                return
            if job.error is not None:
                ended.set_exception(job.error)
            else:
                ended.set_result(job.result)

        job = _Job(unit, time.monotonic() + self.patience, lambda job: loop.call_soon_threadsafe(settle, job))

        def give_up() -> None:
            if job.claim():
                job.error = _held()
                settle(job)

        timer = loop.call_later(self.patience, give_up)
        self._waiting.put(job)
        try:
            return await ended
        finally:
            timer.cancel()

    def run_here(self, unit: Callable[[Work], T]) -> T:
        """The same, in this thread: for a command line, while no bot runs."""
        self._refuse_nesting()
        job = _Job(unit, time.monotonic() + self.patience)
        self._commit([job])
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def close(self) -> None:
        """Finish what waits, then close the database."""
        self._closed = True
        self._waiting.put(None)
        self._writer.join()
        self._engine.dispose()

    def _refuse_nesting(self) -> None:
        if getattr(self._inside, "busy", False):
            raise NestedUnitError("a unit of work was begun inside another one")

    def _write(self) -> None:
        while (job := self._waiting.get()) is not None:
            batch, last = [job], False
            while len(batch) < SHARING:
                try:
                    more = self._waiting.get_nowait()
                except Empty:
                    break
                if more is None:
                    last = True
                    break
                batch.append(more)
            self._commit(batch)
            for done in batch:
                with contextlib.suppress(RuntimeError):  # whoever asked is gone with its event loop
                    done.answer(done)
            if last:
                return

    def _commit(self, batch: list[_Job]) -> None:
        """Run these units in one transaction; each has a result or an error afterwards."""
        self._inside.busy = True
        try:
            self._until_alone(batch)
        except SQLAlchemyError as error:
            self._followed = False
            for job in batch:
                job.error = job.error or _not_saved(error)
        except BaseException as error:
            self._followed = False
            for job in batch:
                job.error = job.error or error
        finally:
            self._inside.busy = False

    def _until_alone(self, batch: list[_Job]) -> None:
        """Run them; again, as long as somebody waits for them, when another process was faster."""
        tries, mine = 0, None
        while True:
            try:
                with self._engine.connect() as connection:
                    begun = self._begin(connection, mine or batch)
                    # Whom the clock has answered meanwhile is not run: what was called not saved never is.
                    mine = mine or [job for job in batch if job.claim()]
                    with begun:
                        written = self._together(connection, mine, tries)
                        if written:
                            self._reach("before-commit")
                    if written:
                        self._reach("after-commit")
                return
            except DBAPIError as error:
                if not _overtaken(error, tries) or time.monotonic() > max(job.until for job in batch):
                    raise
                for job in batch:
                    job.error = None
                self._followed = False
                tries += 1
                time.sleep(random.random() * min(0.002 * 2**tries, TRY))

    def _together(self, connection: Connection, batch: list[_Job], tries: int) -> bool:
        """Run these units in the transaction that is open. Was anything written?"""
        if self._enqueue is not None:
            self._followed = False  # another process may have heard who is away
        due: dict[str, None] = {}
        written = [self._attempt(connection, job, len(batch) == 1, tries, due) for job in batch]
        if due and self._enqueue is not None:
            self._enqueue(connection, due)
        return any(written)

    @staticmethod
    def _begin(connection: Connection, batch: list[_Job]) -> RootTransaction:
        """Take the database's write lock, as soon as no other program has it. Raises when the last unit has waited out.

        In short tries, so that a unit that has waited long enough is not made to wait for one that came later: the
        clock of its own turn answers it (see run).
        """
        while True:
            try:
                return connection.begin()
            except OperationalError:
                if time.monotonic() + TRY >= max(job.until for job in batch):
                    raise

    def _work(self, connection: Connection) -> SqlWork:
        work = SqlWork(connection, self._follow)
        if not self._followed and self._follow is not None:
            self._follow(work.agreed_absences())
            self._followed = True
        return work

    def _attempt(self, connection: Connection, job: _Job, alone: bool, tries: int, due: dict[str, None]) -> bool:
        """One unit; with others, behind a savepoint. Was anything written? Raises where the transaction is lost.

        `due` gets the subjects of which something is due.
        """
        if alone:
            work = self._work(connection)
            job.result = job.unit(work)
            due.update(work.due)
            return work.flush()
        connection.exec_driver_sql("SAVEPOINT unit")
        try:
            work = self._work(connection)
            job.result = job.unit(work)
            written = work.flush()
            due.update(work.due)
        except BaseException as error:
            if isinstance(error, DBAPIError) and _overtaken(error, tries):
                raise
            self._followed = False  # whoever it said is away, or back, is not
            job.error = _not_saved(error) if isinstance(error, SQLAlchemyError) else error
            connection.exec_driver_sql("ROLLBACK TO unit")
            written = False
        connection.exec_driver_sql("RELEASE unit")
        return written


def _not_saved(error: SQLAlchemyError) -> NotSaved:
    return NotSaved(f"the database failed ({type(error).__name__}): nothing was saved")


def _overtaken(error: DBAPIError, tries: int) -> bool:
    """Was another process faster? A key that exists still after two tries is no race. SQLite has no such code."""
    code = getattr(error.orig, "sqlstate", None)
    return code in OVERTAKEN or (code == TAKEN and tries < 2)
