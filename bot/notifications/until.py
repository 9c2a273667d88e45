"""From and until when somebody is away, as they write it: plain English, day before month, London time. Pure.

A general date library would answer nearly anything with some date. Here a text is one date and one time or it is
refused with its reason, because a director who is back a week later than the bot believes is not told (docs/adr/0017).
"""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.instants import at_london, london_day
from rules.limits import Limits

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
FURTHEST = timedelta(days=366)
"""From now: a later return is a slip of the keyboard, or somebody who has left."""
FURTHEST_WITHOUT_YEAR = timedelta(days=183)
"""A day and a month without a year mean the next such day, unless that is half a year away: then it has just passed."""


class Unclear(StrEnum):
    """Why a text is not taken for a time."""

    UNREADABLE = "unreadable"
    PAST = "past"
    TWO_DAYS = "two-days"  # "next Friday", or the weekday that is today
    TOO_FAR = "too-far"


_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?")
_NAMED_TIMES = {"noon": time(12), "midday": time(12)}
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)(?:,? (\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")


def read_until(text: str, now: datetime, limits: Limits) -> datetime | Unclear:
    """The instant (aware, UTC) written in `text`; without a time of day, the opening of the office on that day.

    `now` is aware. Understood: today with a time, tomorrow, a weekday, "3 December", "3 Dec 2026", "December 3",
    "3/12", "2026-12-03", each with or without a time like "09:00", "9am" or "noon"; or a time alone, for today.
    """
    return _read(text, now, limits.office_open)


def read_from(text: str, now: datetime) -> datetime | Unclear | None:
    """The instant (aware, UTC) from which somebody is away; None for at once. Without a time of day, the day's first
    minute in London: whoever is away from Friday is not told on Friday. `now` is aware."""
    if " ".join(text.lower().split()) in ("now", "today"):
        return None
    return _read(text, now, time())


def _read(text: str, now: datetime, otherwise: time) -> datetime | Unclear:
    written = " ".join(text.lower().replace(",", " ").split())
    written = re.sub(r"^(?:on|the) ", "", written)
    day_words, clock = _split(written)
    if clock is None and not day_words:
        return Unclear.UNREADABLE
    today = london_day(now)
    day = today if not day_words and clock is not None else _day(day_words, today)
    if isinstance(day, Unclear):
        return day
    if day == today and clock is None:
        return Unclear.PAST if not _names_a_weekday(day_words) else Unclear.TWO_DAYS
    found = at_london(day, clock if clock is not None else otherwise)
    if found <= now:
        return Unclear.PAST
    return Unclear.TOO_FAR if found - now > FURTHEST else found


def read_inputs(day: str, clock: str, now: datetime, otherwise: time) -> datetime | Unclear:
    """The instant of a card's date and time inputs (ISO, London); without a time, that `otherwise` (London)."""
    if not _ISO.fullmatch(day.strip()) or (clock.strip() and not re.fullmatch(r"\d{1,2}:\d{2}", clock.strip())):
        return Unclear.UNREADABLE
    return _read(f"{day.strip()} {clock.strip()}".strip(), now, otherwise)


def _split(written: str) -> tuple[str, time | None]:
    """The words for the day, and the time of day at their end, or at their beginning ("9am on Monday")."""
    parts = written.split(" ")
    for count in (1, 2):
        last = " ".join(parts[-count:])
        if len(parts) >= count and (clock := _clock(last)) is not None:
            return _without_at(" ".join(parts[:-count])), clock
        first = " ".join(parts[:count])
        if len(parts) > count and (clock := _clock(first)) is not None:
            return re.sub(r"^on ", "", " ".join(parts[count:])), clock
    return written, None


def _without_at(written: str) -> str:
    return re.sub(r"\s*\bat$", "", written).strip()


def _clock(written: str) -> time | None:
    """A time of day that can be nothing else: "9" is a day as well, "3.12" a date."""
    if written in _NAMED_TIMES:
        return _NAMED_TIMES[written]
    found = _CLOCK.fullmatch(written)
    if found is None or (not found["half"] and (not found["minute"] or "." in written)):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(written: str, today: date) -> date | Unclear:
    written = written.removeprefix("this ")
    if written == "today":
        return today
    if written == "tomorrow":
        return today + timedelta(days=1)
    if written.removeprefix("next ") != written:
        return Unclear.TWO_DAYS if _names_a_weekday(written.removeprefix("next ")) else Unclear.UNREADABLE
    named = written.split(" ", 1)
    if _names_a_weekday(named[0]):
        weekday = next(i for i, name in enumerate(DAYS) if name.startswith(named[0]))
        if len(named) == 1:
            ahead = (weekday - today.weekday()) % 7
            return today + timedelta(days=ahead) if ahead else Unclear.TWO_DAYS
        day = _dated(named[1], today)
        # "Friday 3 December" that is no Friday is a slip in one of the two.
        return day if isinstance(day, Unclear) or day.weekday() == weekday else Unclear.TWO_DAYS
    return _dated(written, today)


def _names_a_weekday(written: str) -> bool:
    return len(written) >= 3 and any(name.startswith(written) for name in DAYS)


def _dated(written: str, today: date) -> date | Unclear:
    if found := _ISO.fullmatch(written):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(written):
        return _in_year(found[3], int(found[2]), int(found[1]), today)
    if (found := _DAY_MONTH.fullmatch(written)) and (month := _month(found[2])):
        return _in_year(found[3], month, int(found[1]), today)
    if (found := _MONTH_DAY.fullmatch(written)) and (month := _month(found[1])):
        return _in_year(found[3], month, int(found[2]), today)
    return Unclear.UNREADABLE


def _month(word: str) -> int:
    """The number of a month named by three letters or more; 0 for another word."""
    return next((i for i, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.startswith(word)), 0)


def _in_year(year: str | None, month: int, day: int, today: date) -> date | Unclear:
    if year:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    for candidate in (today.year, today.year + 1):
        found = _date(candidate, month, day)
        if not isinstance(found, Unclear) and found >= today:
            return found if found - today <= FURTHEST_WITHOUT_YEAR else Unclear.PAST
    return Unclear.UNREADABLE


def _date(year: int, month: int, day: int) -> date | Unclear:
    try:
        return date(year, month, day)
    except ValueError:
        return Unclear.UNREADABLE
