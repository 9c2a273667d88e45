"""Wake-ups between processes: procrastinate's jobs, on the database itself.

A job is enqueued in the transaction of the business and holds one id, whose rows whoever works looks at again. Nothing
waits inside the queue: what is due later is a row. procrastinate claims, tells the workers at once, and beats; a worker
that does not beat any more is dead, its jobs are run by a living one, and what it was sending is taken over.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import DeleteJobCondition, Job, Status
from procrastinate.worker import Worker
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.services.ports import NotSaved
from bot.store.postgres import read_url

logging.getLogger("procrastinate").setLevel(logging.WARNING)
log = logging.getLogger(__name__)

WAKE = "wake"
AT_ONCE = 16
"""Wake-ups that one worker hears while it works on earlier ones: what is urgent goes into the next free slot."""
BEAT = 5.0
DEAD = 20.0
"""Seconds between two beats of a worker, and without one after which it is dead."""
AGAIN = 1.0
"""Seconds until a worker whose database went away asks for it again."""

LIVING = """
SELECT id FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %(seconds)s)
"""


class Queue:
    """The wake-ups of one process."""

    def __init__(self, database: str) -> None:
        """`database` is the address that NTK_DATABASE gives. Raises StoreError."""
        url = read_url(database).set(drivername="postgresql").render_as_string(hide_password=False)
        # Never opened: a job goes over the connection of its transaction.
        self._enqueuing = App(connector=SyncPsycopgConnector(conninfo=url))
        self._working = App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=4, timeout=DEAD))
        self._worker: Worker | None = None
        self._registered = asyncio.Event()

    def enqueue(self, connection: Connection, subjects: Collection[str]) -> None:
        """In the open transaction: wake a worker for each of these, once it is committed. Raises DBAPIError."""
        raw = connection.connection.driver_connection
        for subject in subjects:
            job = self._enqueuing.configure_task(WAKE, queueing_lock=f"{WAKE}:{subject}", connection=raw)
            # Without the savepoint a wake-up that waits already would take the whole transaction, the report, with it.
            with contextlib.suppress(AlreadyEnqueued):
                try:
                    with connection.begin_nested():
                        job.defer(subject=subject)
                except ConnectorException as error:  # what the database refused, as SQLAlchemy would say it
                    raise OperationalError(WAKE, None, error.__cause__ or error) from None

    @property
    def worker(self) -> str:
        """This process as a worker. Raises NotSaved while the database knows of none."""
        if self._worker is None or self._worker.worker_id is None:
            raise NotSaved("this process is not registered as a worker: the database was away")
        return str(self._worker.worker_id)

    async def registered(self) -> None:
        """Wait until this process is a worker."""
        await self._registered.wait()

    async def run(
        self, act: Callable[[], Awaitable[object]], take_over: Callable[[Collection[str]], Awaitable[object]]
    ) -> None:
        """Work until cancelled: `act` at each wake-up; `take_over` hears again and again which workers live."""

        async def wake(subject: str) -> None:
            await act()

        self._working.task(name=WAKE)(wake)
        while True:
            try:
                async with self._working.open_async():
                    await self._work(take_over)
            except Exception as error:
                log.warning("queue away", extra={"action": "queue.away", "kind": type(error).__name__})
            await asyncio.sleep(AGAIN)

    async def _work(self, take_over: Callable[[Collection[str]], Awaitable[object]]) -> None:
        self._worker = Worker(
            self._working,
            concurrency=AT_ONCE,
            delete_jobs=DeleteJobCondition.ALWAYS,
            install_signal_handlers=False,
            update_heartbeat_interval=BEAT,
            stalled_worker_timeout=DEAD,
        )
        working = asyncio.create_task(self._worker.run())  # type: ignore[no-untyped-call]
        reviving = asyncio.create_task(self._revive(take_over))
        try:
            await asyncio.wait({working, reviving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reviving, working):
                task.cancel()
            ended = await asyncio.gather(working, reviving, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def _revive(self, take_over: Callable[[Collection[str]], Awaitable[object]]) -> None:
        """Jobs of the dead are run again, here or by another; procrastinate does not do that unaided."""
        jobs = self._working.job_manager
        while True:
            if self._worker is not None and self._worker.worker_id is not None:
                self._registered.set()
                for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=DEAD):
                    await self._again(job)
                rows = await self._working.connector.execute_query_all_async(LIVING, seconds=DEAD)
                await take_over([str(row["id"]) for row in rows])
                await asyncio.sleep(BEAT)
            else:
                await asyncio.sleep(0.02)

    async def _again(self, job: Job) -> None:
        log.warning("job of a dead worker", extra={"action": "queue.revived", "job": job.id})
        try:
            await self._working.job_manager.retry_job(job)
        except UniqueViolation:  # another wake-up for the same subject waits already
            await self._working.job_manager.finish_job(job, Status.FAILED, delete_job=True)
