"""Sending what is due: claim, close the transaction, call, record. In order at one place, several places at once."""

import asyncio
import logging
import random
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.engine.retry import final, retry_at
from bot.notifications.delivery import Via
from bot.services import delivering
from bot.services.authority import Authority
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Clock, Reach, Store, Work

log = logging.getLogger(__name__)

AT_ONCE = 8
CLAIM = 32
CALL_TIMEOUT = 45.0


class Sender(Protocol):
    """Sends one parcel over one way. Never raises for what a provider answers: it says Sent or Failed."""

    async def send(self, parcel: Parcel) -> Sent | Failed:
        """Send, or bring up to date what was sent before."""
        ...


@dataclass
class Deliverer:
    """Sends due deliveries through the sender of their way."""

    store: Store
    authority: Authority
    clock: Clock
    senders: dict[Via, Sender]
    reach: Reach
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def send_due(self) -> int:
        """Send everything that is due now. Returns how many attempts were made."""
        now = self.clock.now()
        parcels = await self.store.run(lambda work: delivering.claim(work, now, CLAIM))
        places: dict[tuple[str, str], list[Parcel]] = {}
        for parcel in parcels:
            places.setdefault((parcel.delivery.via, parcel.delivery.recipient), []).append(parcel)
        await asyncio.gather(*(self._place(in_order) for in_order in places.values()))
        return len(parcels)

    async def _place(self, parcels: list[Parcel]) -> None:
        async with self._gate:
            for parcel in parcels:
                await self._one(parcel)

    async def _one(self, parcel: Parcel) -> None:
        delivery = parcel.delivery
        self.reach("before-call")
        result = await self._call(parcel)
        self.reach("after-call")
        now = self.clock.now()
        self.reach("before-record")
        if isinstance(result, Sent):
            taken = result
            await self.store.run(lambda work: delivering.sent(work, self.authority, parcel, taken, now))
            return
        failure = replace(result, permanent=final(delivery.attempt, result))
        log.warning(
            "delivery failed",
            extra={"action": "delivery.failed", "via": delivery.via, "code": failure.code, "attempt": delivery.attempt},
        )
        again = retry_at(delivery.attempt, failure, now, random.random())

        def record(work: Work) -> None:
            delivering.failed(work, self.authority, parcel, failure, again, now)

        await self.store.run(record)

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
