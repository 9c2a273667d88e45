"""How fast a provider may be called: Teams' limits a chat and a bot, Graph's a mailbox. In memory, one per process.

What finds a place full is booked for the next free instant, in order, so that a flood is written down once and then
waits for its turn. What is urgent and new may use all of a limit, everything else three quarters of it: a flood of old
reminders never keeps a new report waiting. A provider that names a pause (Retry-After) is left alone for that long.

Figures: platform.md's, from Microsoft's documentation. Instants are aware and UTC; spans are elapsed time.
"""

import contextlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.notifications.delivery import Delivery, Via

ORDINARY_SHARE = 0.75
"""The part of each limit that may be used by what is not urgent and new."""


@dataclass(frozen=True)
class Limit:
    """At most so many calls within any span of this length."""

    most: int
    within: timedelta

    def allowed(self, urgent: bool) -> int:
        """How many of them this kind of delivery may use."""
        return self.most if urgent else max(1, int(self.most * ORDINARY_SHARE))


def _limits(*pairs: tuple[int, float]) -> tuple[Limit, ...]:
    return tuple(Limit(most, timedelta(seconds=seconds)) for most, seconds in pairs)


LIMITS: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {
        "chat": _limits((7, 1), (8, 2), (60, 30), (1800, 3600)),  # Teams, per bot and thread
        "teams": _limits((30, 1)),  # Teams, per app and tenant: the lower end of what is documented
        "mailbox": _limits((30, 60)),  # Exchange Online, mails a minute; its requests never come near 10,000 in 10 min
    }
)


def places_of(delivery: Delivery) -> tuple[tuple[str, str], ...]:
    """Whose limits a delivery falls under: (kind of limit, which one)."""
    if delivery.via is Via.MAIL:
        return (("mailbox", ""),)
    return (("chat", delivery.recipient), ("teams", ""))


def calls_of(delivery: Delivery) -> int:
    """How many calls one sending makes: an older card says that there is a newer one, and is then taken away."""
    return 2 if delivery.replaced and delivery.is_update else 1


@dataclass
class _Line:
    """The calls to one place within its longest limit, oldest first, and what is booked there for later."""

    limits: tuple[Limit, ...]
    calls: deque[datetime] = field(default_factory=deque)
    booked: dict[str, datetime] = field(default_factory=dict)
    held: datetime | None = None

    def forget(self, at: datetime) -> None:
        """Calls older than the longest limit."""
        longest = max(limit.within for limit in self.limits)
        while self.calls and self.calls[0] <= at - longest:
            self.calls.popleft()

    def free_at(self, at: datetime, urgent: bool, *, after_booked: bool) -> datetime:
        """The first instant from `at` at which one more call keeps every limit."""
        times = sorted((*self.calls, *self.booked.values())) if after_booked else list(self.calls)
        free = max(filter(None, (at, self.held, times[-1] if after_booked and times else None)))
        for limit in self.limits:
            allowed = limit.allowed(urgent)
            if len(times) >= allowed:
                free = max(free, times[-allowed] + limit.within)
        return free


class Pacing:
    """Says of each delivery whether it may go now, or when. Used by one thread at a time."""

    def __init__(self, limits: Mapping[str, tuple[Limit, ...]] = LIMITS) -> None:
        """`limits` by kind of place; a kind that is missing has none."""
        self._limits = limits
        self._uncertain: list[tuple[_Line, datetime]] = []
        self._lines: dict[tuple[str, str], _Line] = {}

    def turn(self, delivery: Delivery, at: datetime) -> datetime:
        """`at` when it may go now, which is counted; otherwise the later instant for which it is booked."""
        lines = [line for place in places_of(delivery) if (line := self._line(place)) is not None]
        if not lines:
            return at
        for line in lines:
            line.forget(at)
        own, urgent = lines[0], delivery.rank == 0
        # A booking that has come is looked at again beside what has been called meanwhile, not behind the whole queue.
        behind = own.booked.pop(delivery.id, None) is None and not urgent
        free = at
        for _ in range(2 * len(lines)):  # a place may be free only later than another: ask again from there
            free = max(line.free_at(free, urgent, after_booked=behind and line is own) for line in lines)
        if free > at:
            own.booked[delivery.id] = free
            return free
        for line in lines * calls_of(delivery):
            line.calls.append(at)
            self._uncertain.append((line, at))
        return at

    def begin(self) -> None:
        """A unit of work that claims begins, perhaps anew: what it counted before it was committed is not counted."""
        for line, at in self._uncertain:
            with contextlib.suppress(ValueError):  # too long ago to count, and forgotten
                line.calls.remove(at)
        self._uncertain.clear()

    def claimed(self) -> None:
        """It is committed: the calls will be made."""
        self._uncertain.clear()

    def hold(self, delivery: Delivery, until: datetime) -> None:
        """The provider asked for a pause: nothing goes to this chat, or from this mailbox, before `until`."""
        if (line := self._line(places_of(delivery)[0])) is not None:
            line.held = max(filter(None, (line.held, until)))

    def _line(self, place: tuple[str, str]) -> _Line | None:
        if place not in self._lines and (limits := self._limits.get(place[0])):
            self._lines[place] = _Line(limits)
        return self._lines.get(place)
