"""The engine: takes due duties' steps and sends due deliveries, again and again, until nothing is due."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.engine.deliver import Deliverer
from bot.services import delivering, file_absences, handing_over, watching
from bot.services.authority import Authority
from bot.services.ports import Clock, Store, Work

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(seconds=20)
SOON = timedelta(seconds=0.2)
MOST_ROUNDS = 500


@dataclass
class Engine:
    """One per process in embedded mode. `wake` it after a commit; it also looks by itself every few seconds."""

    store: Store
    authority: Authority
    clock: Clock
    deliverer: Deliverer
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _task: asyncio.Task[None] | None = None
    failing: bool = False

    async def start(self) -> None:
        """Take over what a killed process left, then run until stopped."""
        at = self.clock.now()
        taken = await self.store.run(lambda work: delivering.take_over(work, at))
        await self.store.run(lambda work: file_absences.follow_file(work, self.authority, at))
        if taken:
            log.warning("interrupted deliveries", extra={"action": "engine.take-over", "count": taken})
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop after the round in hand."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def wake(self) -> None:
        """Something was committed that may be due."""
        self._woken.set()
        self.deliverer.wake()

    async def settle(self) -> datetime | None:
        """Work until nothing is due now. Returns the next instant (UTC) at which something is."""
        async with self._turn:
            for _ in range(MOST_ROUNDS):
                if not await self._round():
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
