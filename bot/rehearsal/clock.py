"""The rehearsal's clock and the words that move it.

It stands still until it is moved. Instants are UTC inside; an instant given without an offset is London time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from bot.clock import SystemClock
from bot.rehearsal.problem import RehearsalError
from rules.instants import LONDON

_UNITS = {
    "s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks",
    "second": "seconds", "seconds": "seconds", "minute": "minutes", "minutes": "minutes",
    "hour": "hours", "hours": "hours", "day": "days", "days": "days", "week": "weeks", "weeks": "weeks",
}  # fmt: skip
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")


def read_instant(text: object) -> datetime:
    """An RFC 3339 instant in UTC; without an offset it is read as London time. Raises RehearsalError."""
    if not isinstance(text, str):
        raise RehearsalError("An instant is written like 2026-11-20T16:00:00+00:00.")
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise RehearsalError(f"{text!r} is not an instant; write it like 2026-11-20T16:00:00+00:00.") from error
    return (read if read.tzinfo else read.replace(tzinfo=LONDON)).astimezone(UTC)


def read_span(value: object) -> tuple[timedelta, int]:
    """How far to move: (elapsed time, calendar days in London). A bare number is seconds.

    Hours are elapsed time across a clock change; days and weeks keep the hour on London's clocks, as design.md has it.
    Raises RehearsalError for anything that is not a forward step.
    """
    if isinstance(value, bool) or value is None:
        raise RehearsalError('Say how far, for example {"advance": "2h"}.')
    if isinstance(value, int | float):
        text = f"{value}s"
    else:
        text = str(value).strip().casefold()
        if re.fullmatch(r"\d+(\.\d+)?", text):
            text += "s"
    rest = _PART.sub("", text).replace("and", "").replace(",", "").strip()
    parts = _PART.findall(text)
    if not parts or rest:
        raise RehearsalError(f"{value!r} is not a step of the clock; write it like 30m, 2h, 3d or 1d 2h.")
    elapsed, days = timedelta(), 0
    for amount, unit in parts:
        name = _UNITS.get(unit)
        if name is None:
            raise RehearsalError(f"{unit!r} is not a unit of the clock; use s, m, h, d or w.")
        whole = float(amount)
        if name in ("days", "weeks") and whole.is_integer():
            days += int(whole) * (7 if name == "weeks" else 1)
        else:
            elapsed += timedelta(**{name: whole})
    return elapsed, days


class StandingClock:
    """The instant of the rehearsal (UTC). It only moves forward, and only when told."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The rehearsal's instant, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at this instant. Raises RehearsalError for an earlier one."""
        if at < self._at:
            raise RehearsalError(f"The clock stands at {in_london(self._at)} and does not go back.")
        self._at = at.astimezone(UTC)

    def target(self, *, advance: object = None, to: object = None) -> datetime:
        """Where a request to move the clock ends, in UTC. Raises RehearsalError."""
        if (advance is None) == (to is None):
            raise RehearsalError('Move the clock with either {"advance": "2h"} or {"to": "2026-11-20T18:00:00+00:00"}.')
        if to is not None:
            target = self._next_morning() if to == "next morning" else read_instant(to)
        else:
            elapsed, days = read_span(advance)
            local = self._at.astimezone(LONDON)
            target = (local + timedelta(days=days)).astimezone(UTC) + elapsed
        if target < self._at:
            raise RehearsalError(f"The clock stands at {in_london(self._at)} and does not go back.")
        return target

    def _next_morning(self) -> datetime:
        """The next nine o'clock in London."""
        local = self._at.astimezone(LONDON)
        morning = local.replace(hour=9, minute=0, second=0, microsecond=0)
        return (morning if morning > local else morning + timedelta(days=1)).astimezone(UTC)


def in_london(at: datetime) -> str:
    """An instant as people in the office read it: `Fri 20 Nov 2026, 16:00`."""
    return at.astimezone(LONDON).strftime("%a %d %b %Y, %H:%M")


def iso(at: datetime) -> str:
    """RFC 3339 with London's offset, as everything the rehearsal prints."""
    return at.astimezone(LONDON).isoformat()


def zulu(at: datetime) -> str:
    """An instant as Microsoft's services write it: `2026-11-20T16:00:00.000Z`."""
    utc = at.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"


def machine_seconds() -> float:
    """Seconds since 1970 by the machine, for what the bot checks against real time: tokens and message ids."""
    return SystemClock().now().timestamp()
