"""The engine: takes due duties' steps and sends due deliveries, again and again, until nothing is due."""

import asyncio
import contextlib
import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.engine.deliver import Deliverer
from bot.services import claiming, file_absences, handing_over, watching
from bot.services.authority import Authority
from bot.services.ports import Clock, Store, Work, Workers

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(seconds=20)
SOON = timedelta(seconds=0.2)
MOST_ROUNDS = 500


@dataclass
class Engine:
    """One per process that works. `wake` it after a commit; it also looks by itself every few seconds.

    `workers` are there where other processes work on the same database.
    """

    store: Store
    authority: Authority
    clock: Clock
    deliverer: Deliverer
    workers: Workers | None = None
    done: int = 0
    """Attempts and steps since the start."""
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    failing: bool = False

    async def start(self) -> None:
        """Take over what a killed process left, then run until stopped."""
        if self.workers is None:
            await self._take_over()
        else:
            self._tasks.append(asyncio.create_task(self.workers.run(self._woken_by_job, self._take_over)))
            await self.workers.registered()
        at = self.clock.now()
        await self.store.run(lambda work: file_absences.follow_file(work, self.authority, at))
        self._tasks.append(asyncio.create_task(self._run()))

    async def stop(self) -> None:
        """Stop after the round in hand."""
        for task in reversed(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _take_over(self, living: Collection[str] = ()) -> None:
        at = self.clock.now()
        taken = await self.store.run(lambda work: claiming.take_over(work, at, living))
        if taken:
            log.warning("interrupted deliveries", extra={"action": "engine.take-over", "count": taken})
            self.wake()

    async def _woken_by_job(self) -> None:
        """What is urgent goes into the next free slot of a round that runs; the job ends with what was due for it."""
        self.deliverer.wake()
        await self.settle()

    def wake(self) -> None:
        """Something was committed that may be due."""
        self._woken.set()
        self.deliverer.wake()

    async def settle(self) -> datetime | None:
        """Work until nothing is due now. Returns the next instant (UTC) at which something is."""
        async with self._turn:
            for _ in range(MOST_ROUNDS):
                done = await self._round()
                self.done += done
                if not done:
                    break
        return await self.store.run(lambda work: work.next_due())

    async def _round(self) -> int:
        """Send what is due, all of it, then take the steps that are due: after an outage nobody is asked to phone
        somebody whose message goes out in the same moment. Where a provider hangs, the steps do not wait for it."""
        done = 0
        sending = asyncio.create_task(self.deliverer.send_due())
        try:
            while not (await asyncio.wait({sending}, timeout=LOOK_AGAIN.total_seconds()))[0]:
                done += await self._act()
        except BaseException:
            sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sending
            raise
        return done + sending.result() + await self._act()

    async def _act(self) -> int:
        """Take the steps that are due now. Returns how many."""
        now = self.clock.now()

        def due(work: Work) -> int:
            # Whoever goes or is back has done so before the steps that are due ask who is here.
            turned = handing_over.turn_due(work, self.authority, now)
            return turned + watching.act_on_due(work, self.authority, now)

        return await self.store.run(due)

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            look_again = LOOK_AGAIN
            try:
                due = await self.settle()
                self.failing = False
                if due is not None:
                    look_again = min(LOOK_AGAIN, max(SOON, due - self.clock.now()))
            except Exception as error:
                self.failing = True
                log.error("engine round failed", extra={"action": "engine.failed", "kind": type(error).__name__})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(look_again.total_seconds()):
                    await self._woken.wait()
