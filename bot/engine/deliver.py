"""Sending what is due: claim, close the transaction, call, record. In order at one place, several places at once.

Teams and mail have lanes of their own, so that one provider that hangs never delays the other. A lane claims the next
delivery only when it has a free slot, most urgent first: what is committed meanwhile goes before what waited longer.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_exponential

from bot.engine.pacing import Pacing
from bot.engine.retry import LONGEST_WISH, final, retry_at
from bot.notifications.delivery import Via
from bot.services import claiming, delivering
from bot.services.authority import Authority
from bot.services.claiming import LEASE, Terms
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Clock, NotSaved, Reach, Store, Work, Workers

log = logging.getLogger(__name__)

T = TypeVar("T")

CALL_TIMEOUT = 120.0
"""Seconds after which one sending is given up, of last resort: a sending makes up to five calls, each of which has a
timeout of its own (20 seconds, bot.outgoing), and ends well within the lease."""


class Sender(Protocol):
    """Sends one parcel over one way. Never raises for what a provider answers: it says Sent or Failed."""

    async def send(self, parcel: Parcel) -> Sent | Failed:
        """Send, or bring up to date what was sent before."""
        ...


@dataclass(frozen=True)
class Lane:
    """The ways of one provider, and how many places are called at once."""

    ways: tuple[Via, ...]
    at_once: int


LANES = (
    Lane((Via.PERSONAL, Via.CHANNEL), 8),
    Lane((Via.MAIL,), 1),  # Graph allows 4 a mailbox; at 30 mails a minute one is enough, and leaves room for others
)


@dataclass
class Deliverer:
    """Sends due deliveries through the sender of their way."""

    store: Store
    authority: Authority
    clock: Clock
    senders: dict[Via, Sender]
    reach: Reach
    pacing: Pacing = field(default_factory=Pacing)
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    workers: Workers | None = None
    repeated: int = 0  # cards posted again since the start, because it was unclear whether the first was taken
    _woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Something was committed that may be due: a lane with a free slot looks again."""
        self._woken.set()

    async def send_due(self) -> int:
        """Send what is due, until each delivery was tried once. Returns how many attempts were made.

        Raises what the store raises when nothing can be claimed; what is under way is finished and recorded first.
        """
        started, attempts = self.clock.now(), 0
        under_way: dict[asyncio.Task[None], Parcel] = {}
        try:
            while True:
                self._woken.clear()
                for lane in LANES:
                    for parcel in await self._claim(lane, started, under_way):
                        attempts += 1
                        under_way[asyncio.create_task(self._one(parcel))] = parcel
                if not under_way:
                    return attempts
                await self._something_ended(under_way)
        finally:
            for ended in await asyncio.gather(*under_way, return_exceptions=True):
                if isinstance(ended, Exception):
                    log.error("not recorded", extra={"action": "delivery.lost-record", "kind": type(ended).__name__})

    async def _claim(
        self, lane: Lane, started: datetime, under_way: dict[asyncio.Task[None], Parcel]
    ) -> tuple[Parcel, ...]:
        mine = [p.delivery for p in under_way.values() if p.delivery.via in lane.ways]
        free = lane.at_once - len(mine)
        if not free:
            return ()
        now, worker = self.clock.now(), self.workers.worker if self.workers else ""
        terms = Terms(lane.ways, frozenset(d.recipient for d in mine), self.pacing.turn, started, worker)

        def unit(work: Work) -> tuple[Parcel, ...]:
            self.pacing.begin()
            return claiming.claim(work, self.authority, now, free, terms)

        parcels = await self.store.run(unit)
        self.pacing.claimed()
        return parcels

    async def _something_ended(self, under_way: dict[asyncio.Task[None], Parcel]) -> None:
        """Wait until a slot is free, or something new may be due. Raises what recording a result raised."""
        woken = asyncio.ensure_future(self._woken.wait())
        try:
            ended, _ = await asyncio.wait({*under_way, woken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        for task in ended - {woken}:
            del under_way[task]  # type: ignore[arg-type]  # the set holds the waiting for news besides
            task.result()

    async def _one(self, parcel: Parcel) -> None:
        delivery = parcel.delivery
        self.reach("before-call")
        result = await self._call(parcel)
        self.reach("after-call")
        now = self.clock.now()
        self.reach("before-record")
        if delivering.is_repeat(parcel, result):
            self.repeated += 1
            told = {"action": "delivery.posted-again", "via": delivery.via, "count": self.repeated}
            log.warning("posted again, marked as a repeat", extra=told)
        if isinstance(result, Sent):
            taken = result
            await self._record(lambda work: delivering.sent(work, self.authority, parcel, taken, now))
            return
        failure = replace(result, permanent=final(delivery.attempt, result))
        log.warning(
            "delivery failed",
            extra={"action": "delivery.failed", "via": delivery.via, "code": failure.code, "attempt": delivery.attempt},
        )
        if failure.retry_after is not None and not failure.permanent:
            self.pacing.hold(delivery, now + min(timedelta(seconds=failure.retry_after), LONGEST_WISH))
        again = retry_at(delivery.attempt, failure, now, random.random())
        await self._record(lambda work: delivering.failed(work, self.authority, parcel, failure, again, now))

    async def _record(self, unit: Callable[[Work], T]) -> T:
        """Write down how a call ended. A database that is away is asked again for as long as the lease holds: what is
        known must not become unclear."""
        attempts = AsyncRetrying(
            retry=retry_if_exception_type(NotSaved),
            wait=wait_exponential(multiplier=0.25, max=5),
            stop=stop_after_delay(LEASE / 2),
            sleep=self.pause,
            reraise=True,
        )
        return await attempts(self.store.run, unit)

    async def _call(self, parcel: Parcel) -> Sent | Failed:
        try:
            async with asyncio.timeout(CALL_TIMEOUT):
                return await self.senders[parcel.delivery.via].send(parcel)
        except TimeoutError:
            return Failed("timeout", unclear=True)
        except Exception as error:
            # A sender's own defect must not stop the others: it is loud, and tried again.
            log.error(
                "sender defect", extra={"action": "sender.defect", "kind": type(error).__name__}, exc_info=_where(error)
            )
            return Failed("defect", unclear=True)


def _where(error: Exception) -> BaseException:
    """The place of a defect without its message, which may carry what somebody typed."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
