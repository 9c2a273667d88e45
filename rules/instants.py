"""Instants: read from text, said in plain words, written for machines.

Instants are kept in UTC and shown in Europe/London. A local time that occurs twice (autumn) is read as the
first of the two, which errs toward the sooner; one that does not exist (spring) as if the clocks had not changed yet.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from rules.errors import NeedToKnowError

LONDON = ZoneInfo("Europe/London")

FIRST_YEAR, LAST_YEAR = 1971, 2199
"""Years outside this range are refused: they are slips of the keyboard, and the calendar does not cover them."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SAID = re.compile(
    rf"\b(?:{'|'.join(_DAYS)}) (?P<day>\d{{1,2}}) (?P<month>{'|'.join(_MONTHS)}) (?P<year>\d{{4}}) "
    r"(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?: (?P<zone>BST|GMT)\b)?"
)
_WRITTEN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[Tt ](?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(?P<offset>[Zz]|[+-]\d{2}:\d{2})?)?"
)


class InstantError(NeedToKnowError):
    """The text is not an instant; the message says what was read and what is expected."""


def parse_instant(text: str) -> datetime:
    """The instant written in `text` (RFC 3339), in UTC.

    Without an offset it is Europe/London time; a date alone is the start of that day there. Raises InstantError.
    """
    written = text.strip()
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise InstantError(_expected(text))
    try:
        if found["clock"] is None:
            return as_instant(date.fromisoformat(written))
        return as_instant(datetime.fromisoformat(written.upper().replace(" ", "T", 1)))
    except (ValueError, OverflowError):
        raise InstantError(_expected(text)) from None


def as_instant(value: datetime | date) -> datetime:
    """`value` as an aware UTC datetime: naive times are London times, a date is the start of that day.

    Raises InstantError when the year is not between FIRST_YEAR and LAST_YEAR.
    """
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise InstantError(f"the year {value.year} is not between {FIRST_YEAR} and {LAST_YEAR}")
    if not isinstance(value, datetime):
        return at_london(value, time())
    if value.tzinfo is None:
        value = value.replace(tzinfo=LONDON)
    return value.astimezone(UTC)


def at_london(day: date, clock: time) -> datetime:
    """The instant (UTC) at which London clocks show `clock` on `day`."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def london_day(instant: datetime) -> date:
    """The calendar day in London at `instant`."""
    return instant.astimezone(LONDON).date()


def as_rfc3339(instant: datetime) -> str:
    """`instant` for machines: RFC 3339 with the London offset of that moment."""
    return instant.astimezone(LONDON).isoformat()


def say_day(day: date, *, year: bool = True) -> str:
    """`day` for people: "Tue 5 May 2026", or "Tue 5 May" without the year."""
    said = f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return f"{said} {day.year}" if year else said


def say_instant(instant: datetime, *, year: bool = True) -> str:
    """`instant` for people, in London time: "Tue 5 May 2026 17:00", or without the year.

    In the hour that comes twice, with BST or GMT: "Sun 25 Oct 2026 01:30 GMT".
    """
    local = instant.astimezone(LONDON)
    # In London only the hour after one o'clock ever comes twice.
    twice = local.hour == 1 and local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{say_day(local, year=year)} {local.hour:02}:{local.minute:02}{f' {local:%Z}' if twice else ''}"


def said_anew(text: str, say: Callable[[datetime], str]) -> str:
    """A sentence of ours with each instant that `say_instant` wrote in it, year and all, said by `say` instead."""

    def anew(found: re.Match[str]) -> str:
        year, month, day = int(found["year"]), _MONTHS.index(found["month"]) + 1, int(found["day"])
        try:
            local = datetime.combine(date(year, month, day), time(int(found["hour"]), int(found["minute"])), LONDON)
        except ValueError:  # no such day: not of our writing
            return found[0]
        return say(local.replace(fold=1 if found["zone"] == "GMT" else 0).astimezone(UTC))

    return _SAID.sub(anew, text)


def _expected(text: str) -> str:
    return f'"{text[:60]}" is not a date and time: write it like 2026-05-01T16:30 (London time) or 2026-05-01'
