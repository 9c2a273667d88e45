"""Timescales: how a limit is written in a policy pack, and when it falls due.

The reading of every form is that of the policy catalogue's clock: hours are elapsed time across clock changes; days,
weeks and months are calendar ones; the day of awareness is day 0; a threshold ("after 72 hours") counts from when the
event began, and the limit then runs from the later of threshold and awareness.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from rules.errors import NeedToKnowError
from rules.instants import LONDON, at_london, london_day, say_day, say_instant
from rules.working_days import Calendar, end_of_day

Unit = Literal["minute", "hour", "day", "week", "month"]
Period = Literal["weekly", "monthly", "quarterly"]
WindowKind = Literal["any_hour", "working", "longer"]

_PERIODS: dict[str, Period] = {"weekly": "weekly", "monthly": "monthly", "quarterly": "quarterly"}
_UNITS: dict[str, Unit] = {"minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month"}
_SPAN = re.compile(r"(\d{1,4}) (minute|hour|day|week|month)s?")
_WORKING = re.compile(r"(\d{1,3}) working days?")


class TimescaleError(NeedToKnowError):
    """The text is not a timescale; the message says which forms there are."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: minutes and hours are elapsed, days, weeks and months are on the calendar."""

    count: int
    unit: Unit

    @property
    def elapsed(self) -> timedelta | None:
        """The exact length for minutes and hours, None for calendar units."""
        return timedelta(**{f"{self.unit}s": self.count}) if self.unit in ("minute", "hour") else None

    def after(self, start: datetime) -> datetime:
        """The instant (UTC) at which this much time has passed since `start`; calendar units keep the London clock."""
        if (exact := self.elapsed) is not None:
            return start + exact
        local = start.astimezone(LONDON)
        return at_london(self.on(local.date()), local.time())

    def on(self, day: date) -> date:
        """The calendar day this many days, weeks or months after `day` (31 Aug + 6 months = last day of Feb)."""
        if self.unit != "month":
            return day + timedelta(days=self.count * (7 if self.unit == "week" else 1))
        years, month = divmod(day.year * 12 + day.month - 1 + self.count, 12)
        return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Close of office on the `count`th working day."""

    count: int


@dataclass(frozen=True, slots=True)
class Immediately:
    """At once, at any hour of any day."""


@dataclass(frozen=True, slots=True)
class SameDay:
    """By the end of that calendar day."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit falls due.

    `at` is the instant (UTC), `working` says in plain words how it came about. `any_hour`: it speaks up at night.
    `immediate`: it is never shown as late, its acknowledgement window escalates. `window` is the kind of
    acknowledgement window that suits it.
    """

    at: datetime
    working: str
    window: WindowKind
    any_hour: bool = False
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class Timescale:
    """A timescale as written (`text`): a `limit` (None = none stated) and a `threshold` (None = none)."""

    text: str
    limit: Span | WorkingDays | Immediately | SameDay | Period | None = None
    threshold: Span | None = None

    @property
    def recurs(self) -> bool:
        """Is it something that comes again, like "weekly"?"""
        return isinstance(self.limit, str)

    def due(self, start: datetime, calendar: Calendar) -> Deadline:
        """When the limit falls due; `start` (UTC) is the later of awareness and threshold.

        Raises TimescaleError when no limit is stated: a local one takes its place.
        """
        limit, day = self.limit, london_day(start)
        if isinstance(limit, Immediately):
            return Deadline(start, "immediately, at any hour", "any_hour", any_hour=True, immediate=True)
        if isinstance(limit, SameDay):
            return Deadline(end_of_day(day), f"by the end of the same day, {say_day(day)}", "working")
        if isinstance(limit, WorkingDays):
            return _in_working_days(limit.count, day, calendar)
        if isinstance(limit, Span):
            return _in_span(limit, start)
        if limit is not None:
            last = period_end(limit, day, calendar)
            if calendar.close_of_office(last) < start:
                last = period_end(limit, day + timedelta(days=1), calendar)
            close = calendar.close_of_office(last)
            return Deadline(close, f"{limit}: close of office on the last working day, {say_day(last)}", "longer")
        raise TimescaleError(f'"{self.text}" states no limit')


def parse(text: str) -> Timescale:
    """The timescale written as `text`; words in brackets are ignored. Raises TimescaleError."""
    words = " ".join(re.sub(r"\(.*?\)", "", text).lower().split())
    head, after, tail = words.partition("after ")
    limit = _limit(head.strip(), text)
    if not after:
        return Timescale(text, limit)
    threshold = _span(tail)
    if threshold is None or (limit is not None and limit != WorkingDays(1)):
        raise _unreadable(text)
    return Timescale(text, limit, threshold)


def period_end(period: Period, day: date, calendar: Calendar) -> date:
    """The last working day of the week, month or quarter in which `day` lies, or of the next one if it is past."""
    first = day
    while True:
        if period == "weekly":
            last = first + timedelta(days=6 - first.weekday())
        else:
            month = first.month if period == "monthly" else (first.month + 2) // 3 * 3
            last = date(first.year, month, monthrange(first.year, month)[1])
        found = calendar.last_working_day(first, last)
        if found is not None:
            return found
        first = last + timedelta(days=1)


def _limit(words: str, text: str) -> Span | WorkingDays | Immediately | SameDay | Period | None:
    if words in ("", "timely"):
        return None
    if words == "immediately":
        return Immediately()
    if words == "same day":
        return SameDay()
    if words == "next working day":
        return WorkingDays(1)
    if period := _PERIODS.get(words):
        return period
    if found := _WORKING.fullmatch(words):
        return WorkingDays(int(found[1]))
    if span := _span(words):
        return span
    raise _unreadable(text)


def _span(words: str) -> Span | None:
    found = _SPAN.fullmatch(words)
    if found is None or int(found[1]) == 0:
        return None
    return Span(int(found[1]), _UNITS[found[2]])


def _in_span(span: Span, start: datetime) -> Deadline:
    if span.elapsed is not None:
        due = span.after(start)
        return Deadline(due, f"{span} after {say_instant(start)}, at any hour", "any_hour", any_hour=True)
    day = span.on(london_day(start))
    return Deadline(end_of_day(day), f"{span} after {say_day(london_day(start))}: end of {say_day(day)}", "longer")


def _in_working_days(count: int, day: date, calendar: Calendar) -> Deadline:
    last = calendar.add_working_days(day, count)
    due = calendar.close_of_office(last)
    which = "the next working day" if count == 1 else f"working day {count}"
    working = f"{say_instant(due)}, close of office on {which} after {say_day(day)}"
    off = [f"{say_day(one, year=False)} ({name})" for one, name in calendar.holidays_between(day, last)]
    if off:
        working += f", because {' and '.join(off)} {'is a bank holiday' if len(off) == 1 else 'are bank holidays'}"
    return Deadline(due, working, "working" if count <= 1 else "longer")


def _unreadable(text: str) -> TimescaleError:
    return TimescaleError(
        f'"{text[:60]}" is not a timescale: write "immediately", "same day", "next working day", "3 working days", '
        '"1 hour", "5 days", "1 week", "after 4 weeks", "next working day after 24 hours" or "timely"'
    )
