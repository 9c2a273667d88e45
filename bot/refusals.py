"""Refusals at the doors, journalled each; and in a flood counted, one line a minute for each who.

A stranger needs no token to be refused, and the journal is kept for ever: what anybody can cause must not fill the
disk. Nothing is lost but the single instants: the line says how many there were since when, and why.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from bot.pace import Pace
from bot.services.ports import Clock, Store, Work
from rules.errors import NeedToKnowError

log = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds of a flood that one line counts. After it, single refusals are journalled again at this pace."""
UNKNOWN = "unknown"


class Refusals:
    """What one process refuses. `later` is the event loop's `call_later`: seconds of the machine, not of the clock."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        pace: Pace | None = None,
        later: Callable[[float, Callable[[], None]], object] | None = None,
    ) -> None:
        self._store, self._clock, self._later = store, clock, later
        self._pace = pace or Pace(per_second=1 / EVERY)
        self._counted: dict[tuple[str, str], tuple[datetime, Counter[str]]] = {}
        self._counting: asyncio.Task[None] | None = None

    async def note(self, why: str, who: str = UNKNOWN, *, door: str = "") -> None:
        """Somebody was refused: `why` is a stable code, `who` an Entra object id where a token said it."""
        if self._pace.may(who):
            detail = {"door": door} if door else {}
            await self._write(who, {"why": why, **detail})
            return
        if not self._counted:
            log.warning("refusals are counted, not journalled one by one", extra={"action": "refusals.flood"})
            later = self._later or asyncio.get_running_loop().call_later
            later(EVERY, self._begin)
        _, reasons = self._counted.setdefault((who, door), (self._clock.now(), Counter()))
        reasons[why] += 1

    async def count(self) -> None:
        """Journal what was counted. Also when the process stops."""
        counted, self._counted = self._counted, {}
        for (who, door), (since, reasons) in counted.items():
            detail = {"door": door} if door else {}
            each = ", ".join(f"{why} {number}" for why, number in reasons.most_common())
            content = {"why": "flood", "count": str(reasons.total()), "reasons": each, "since": since.isoformat()}
            await self._write(who, {**content, **detail})

    def _begin(self) -> None:
        self._counting = asyncio.get_running_loop().create_task(self.count())

    async def _write(self, who: str, content: dict[str, str]) -> None:
        now = self._clock.now()

        def unit(work: Work) -> None:
            work.journal("door", now, who, "refused", **content)

        try:
            await self._store.run(unit)
        except NeedToKnowError:
            log.error("refusal not journalled", extra={"action": "journal.failed"})
