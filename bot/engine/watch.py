"""The watch over the bot itself: the self-audit and its heartbeat, the daily digest, and the drill.

The heartbeat beats only when an audit found nothing. Its age is elapsed time of this machine, whatever the clock says;
once it is stale, that is loud every minute until it beats again: in the log, in the metrics, and once in a mail.
"""

import asyncio
import contextlib
import logging
import time as machine
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.notifications.digest import Head, written
from bot.notifications.finding import Finding, Kind, Outcome
from bot.services import auditing, digesting, drilling, operating
from bot.services.authority import Authority
from bot.services.operating import tell_operator
from bot.services.ports import Clock, Store, Work
from rules.instants import LONDON, at_london, say_instant

log = logging.getLogger(__name__)

LOOK = 60.0
"""Seconds between two looks of the watch's own task."""
EVERY = timedelta(minutes=5)
"""How often the self-audit runs, by the clock."""
STALE = timedelta(minutes=20)
"""The age of the heartbeat from which it is stale."""
STEADY = timedelta(minutes=5)
"""After a start, or a jump of the clock, the engine first has this long to catch up before anybody judges."""
DIGEST_AT = time(6)


@dataclass
class Watch:
    """One a process. `elapsed` is the machine's own time in seconds, which never jumps."""

    store: Store
    authority: Authority
    clock: Clock
    elapsed: Callable[[], float] = machine.monotonic
    drill_at: time | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    failed_drill: str = ""
    _beat: float = field(init=False)
    _steady_since: float = field(init=False)
    _looked: tuple[datetime, float] = field(init=False)
    _audited: datetime | None = None
    _no_digest_before: datetime | None = None
    _task: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        # A process that has just started is not stale: it has not had its first chance to be clean.
        self._beat = self._steady_since = self.elapsed()
        self._looked = (self.clock.now(), self._beat)

    @property
    def age(self) -> timedelta:
        """How long ago the heartbeat was, or the start of this process where there was none."""
        return timedelta(seconds=self.elapsed() - self._beat)

    @property
    def stale(self) -> bool:
        """Is the heartbeat too old?"""
        return self.age > STALE

    async def start(self) -> None:
        """Look every minute until stopped."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop looking."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def look(self, *, settled: bool = False) -> bool:
        """Do what is due: the digest, an audit. `settled`: everything that was due before is done, so judge at once.

        Returns whether something was saved that may be due now.
        """
        now = self.clock.now()
        self._notice_jumps(now)
        said = await self._digest(now) | await self._drill(now)
        due = self._audited is None or not timedelta(0) <= now - self._audited < EVERY
        steady = timedelta(seconds=self.elapsed() - self._steady_since) >= STEADY
        if not due or not (settled or steady):
            return said
        self._audited = now
        self.findings, self.counts = await self.store.run(lambda work: self._audit(work, now))
        if not self.findings:
            self._beat = self.elapsed()
            return said
        for (kind, outcome), count in Counter((each.kind, each.outcome) for each in self.findings).items():
            extra = {"action": "audit.found", "kind": kind, "code": outcome, "count": count}
            log.error("self-audit: not as it should be", extra=extra)
        return True

    async def pulse(self) -> None:
        """Say it loudly where the heartbeat is stale."""
        if not self.stale:
            return
        minutes = int(self.age / timedelta(minutes=1))
        log.error("heartbeat stale", extra={"action": "heartbeat.stale", "count": minutes})
        now = self.clock.now()
        since = self.clock.now() - self.age
        lines = (f"No clean self-audit since {say_instant(since)}.", *_said(self.findings))
        title = "Need to Know: the heartbeat is stale"
        await self.store.run(
            lambda work: operating.owe(work, self.authority, now, operating.HEARTBEAT, title, lines, news=False)
        )

    def _audit(self, work: Work, now: datetime) -> tuple[tuple[Finding, ...], Mapping[str, int]]:
        found = auditing.audit(work, self.authority, now)
        raised = [each for each in found if each.outcome is Outcome.RAISED]
        if raised:
            title = "Need to Know: something needs a person"
            operating.owe(work, self.authority, now, operating.AUDIT, title, _said(raised))
        else:
            operating.settled(work, self.authority, now, operating.AUDIT)
        if not found:
            operating.settled(work, self.authority, now, operating.HEARTBEAT)
        return found, work.unfinished()

    async def _digest(self, now: datetime) -> bool:
        """Once a day the heads of the journals leave the database: in the log, and in a mail to the operator."""

        if self._no_digest_before is not None and now < self._no_digest_before:
            return False

        def make(work: Work) -> tuple[tuple[Head, ...], datetime]:
            due, following = work.routine_at("digest"), next_time(DIGEST_AT, now)
            if due is not None and due > now:
                return (), due
            if not work.begin_routine("digest", now, following):
                return (), following
            heads = digesting.make(work, now)
            title = "Need to Know: journal digest, please keep this mail"
            mark = f"digest:{heads[0].seq}"
            tell_operator(work, self.authority, now, mark, title, written(heads).splitlines(), urgent=False)
            return heads, following

        heads, self._no_digest_before = await self.store.run(make)
        if heads:  # after the commit: a head that was never kept must not stand in the log
            log.info(f"journal digest {heads[0]}", extra={"action": "journal.digest", "count": len(heads) - 1})
        return bool(heads)

    async def next_drill(self) -> datetime | None:
        """When the next drill begins (UTC); None when there is none."""
        return await self.store.run(lambda work: work.routine_at(drilling.ROUTINE)) if self.drill_at else None

    async def _drill(self, now: datetime) -> bool:
        """Begin the day's drill; acknowledge it once it has arrived; be loud when it did not in time."""
        operator, of_day = self.authority.organisation.operator, self.drill_at
        if operator is None or of_day is None:
            return False

        def unit(work: Work) -> tuple[bool, str]:
            due = work.routine_at(drilling.ROUTINE)
            if (due is None or due <= now) and work.begin_routine(drilling.ROUTINE, now, next_time(of_day, now)):
                drilling.begin(work, self.authority, operator, now)
                return True, ""
            return drilling.acknowledge(work, self.authority, now), drilling.failed(work)

        did, failed = await self.store.run(unit)
        if failed and failed != self.failed_drill:
            log.error("drill not acknowledged", extra={"action": "drill.failed"})
        self.failed_drill = failed
        return did

    def _notice_jumps(self, now: datetime) -> None:
        """A suspended machine, or a clock that was set: what is overdue then was nobody's fault yet."""
        before, seconds = self._looked
        here = self.elapsed()
        if abs((now - before).total_seconds() - (here - seconds)) > LOOK:
            self._steady_since = here
        self._looked = (now, here)

    async def _run(self) -> None:
        while True:
            for each in (self.look, self.pulse):
                try:
                    await each()
                except Exception as error:
                    log.error("watch failed", extra={"action": "watch.failed", "kind": type(error).__name__})
            await asyncio.sleep(LOOK)


def next_time(of_day: time, now: datetime) -> datetime:
    """The next instant (UTC) after `now` at which it is this time of day in London."""
    day = now.astimezone(LONDON).date()
    today = at_london(day, of_day)
    return today if today > now else at_london(day + timedelta(days=1), of_day)


_WORDS: Mapping[Kind, str] = {
    Kind.NOTHING_DUE: "is open, and nothing was due",
    Kind.STUCK: "has a message that is not sent",
    Kind.NOT_ESCALATED: "has something late that did not escalate",
    Kind.MOVED: "has a time that the bank holidays of today would move",
}


def _said(findings: tuple[Finding, ...] | list[Finding]) -> tuple[str, ...]:
    """What was found, a line each, with references alone."""
    return tuple(
        dict.fromkeys(
            f"{each.reference or 'A draft, an absence or a mail to you'} {_WORDS[each.kind]}: {each.outcome}."
            for each in findings
        )
    )
