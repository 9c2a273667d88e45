"""Local limits and acknowledgement windows: what an organisation sets where the procedure states no time.

A local limit is always shown as such ("local limit, not in the procedure"). Defaults: one hour, at any hour, for
death, serious injury, missing, abduction and exposure to risk; otherwise the close of the next working day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache

from rules.errors import NeedToKnowError
from rules.timescale import Span, Timescale, TimescaleError, WindowKind, parse
from rules.working_days import Calendar

HARM_CLASSES = ("death", "serious-injury", "missing", "abduction", "exposure-to-risk")
"""The classes of harm that a pack's row may name; such a row has the urgent local limit."""

_MINUTE = timedelta(minutes=1)


class LimitsError(NeedToKnowError):
    """A local limit or window cannot be used; the message names its key."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How long somebody told has to acknowledge.

    `any_hour` is elapsed time, for limits that run at any hour; `working` and `longer` are hours of open office, for
    limits within a working day and for all others (8 office hours = 1 working day).
    """

    any_hour: timedelta = timedelta(minutes=30)
    working: timedelta = timedelta(hours=4)
    longer: timedelta = timedelta(hours=8)

    def __post_init__(self) -> None:
        if min(self.any_hour, self.working, self.longer) <= timedelta():
            raise LimitsError("acknowledgement windows: each must be longer than nothing")


@dataclass(frozen=True, slots=True)
class Limits:
    """An organisation's local limits, office hours (London times of day) and acknowledgement windows.

    `urgent` is elapsed time for rows with a class of harm, `otherwise` a timescale for all other rows; `classes`
    overrides a class of harm, `triggers` a single row. Raises LimitsError for a value that cannot be used.
    """

    office_open: time = time(9)
    office_close: time = time(17)
    urgent: timedelta = timedelta(hours=1)
    otherwise: str = "next working day"
    triggers: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    windows: Windows = Windows()

    def __post_init__(self) -> None:
        if self.office_open >= self.office_close:
            raise LimitsError("office hours: the office must open before it closes")
        if self.urgent < _MINUTE or self.urgent % _MINUTE:
            raise LimitsError("local limits, urgent: give whole minutes, at least one")
        _local("otherwise", self.otherwise)
        for name, text in self.classes.items():
            if name not in HARM_CLASSES:
                raise LimitsError(f"local limits, {name}: this is not one of {', '.join(HARM_CLASSES)}")
            _local(name, text)
        for name, text in self.triggers.items():
            _local(name, text)

    @property
    def calendar(self) -> Calendar:
        """The working calendar with this organisation's office hours."""
        return Calendar(self.office_open, self.office_close)

    def local(self, trigger: str, harm: tuple[str, ...]) -> tuple[Timescale, ...]:
        """The local limits that apply to a row; the earliest counts."""
        if trigger in self.triggers:
            return (_local(trigger, self.triggers[trigger]),)
        if not harm:
            return (_local("otherwise", self.otherwise),)
        return tuple(_local(name, self.classes[name]) if name in self.classes else self._urgent() for name in harm)

    def _urgent(self) -> Timescale:
        hours, rest = divmod(self.urgent, timedelta(hours=1))
        span = Span(self.urgent // _MINUTE, "minute") if rest else Span(hours, "hour")
        return Timescale(str(span), span)


def window_due(kind: WindowKind, start: datetime, calendar: Calendar, limits: Limits) -> datetime:
    """When the acknowledgement window of this kind, opened at `start` (UTC), closes (UTC)."""
    windows = limits.windows
    if kind == "any_hour":
        return start + windows.any_hour
    return calendar.add_office_hours(start, windows.working if kind == "working" else windows.longer)


@cache
def _local(name: str, text: str) -> Timescale:
    try:
        timescale = parse(text)
    except TimescaleError as error:
        raise LimitsError(f"local limits, {name}: {error}") from None
    if timescale.limit is None or timescale.threshold is not None:
        raise LimitsError(f'local limits, {name}: "{text}" must state a limit and no threshold, like "1 hour"')
    return timescale


DEFAULT_LIMITS = Limits()
"""The limits of an organisation that has set none."""
