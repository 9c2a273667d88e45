"""The working calendar: Monday to Friday less the bank holidays of England, in Europe/London.

Bank holidays come from the `holidays` package (substitute days and one-off days included), one year at a time,
kept once worked out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from holidays.countries.united_kingdom import UnitedKingdom

from rules.instants import at_london, london_day

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def bank_holidays(year: int) -> Mapping[date, str]:
    """The bank holidays of England in `year`, each with its name."""
    england = UnitedKingdom(subdiv="ENG", years=year, expand=False)  # type: ignore[no-untyped-call]
    return {day: name.replace(" (observed)", ", substitute day") for day, name in england.items()}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked, and between which London times of day the office is open."""

    opens: time = time(9)
    closes: time = time(17)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a Monday to Friday and no bank holiday."""
        return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)

    def holiday(self, day: date) -> str | None:
        """The name of the bank holiday on `day`, None if it is none."""
        return bank_holidays(day.year).get(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`th working day after `day`; `day` itself, worked or not, is day 0."""
        while count:
            day += _ONE_DAY
            count -= self.is_working_day(day)
        return day

    def last_working_day(self, first: date, last: date) -> date | None:
        """The last working day from `first` to `last`, both included; None when there is none."""
        while last >= first:
            if self.is_working_day(last):
                return last
            last -= _ONE_DAY
        return None

    def close_of_office(self, day: date) -> datetime:
        """The instant (UTC) at which the office closes on `day`."""
        return at_london(day, self.closes)

    def add_office_hours(self, start: datetime, span: timedelta) -> datetime:
        """The instant (UTC) at which `span` of open office has passed since `start`."""
        for opens, closes in self._open_from(start):
            begun = max(opens, start)
            if closes - begun >= span:
                return begun + span
            span -= max(closes - begun, timedelta())
        raise AssertionError("the calendar never ends")

    def holidays_between(self, after: date, until: date) -> tuple[tuple[date, str], ...]:
        """The bank holidays on Mondays to Fridays after `after` and up to `until`, each with its name."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return tuple((day, name) for day in days if day.weekday() < _SATURDAY and (name := self.holiday(day)))

    def _open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = london_day(start)
        while True:
            if self.is_working_day(day):
                yield at_london(day, self.opens), at_london(day, self.closes)
            day += _ONE_DAY


def end_of_day(day: date) -> datetime:
    """The last second of `day` in London (UTC): a limit "by the end of that day" names that day, not the next."""
    return at_london(day + _ONE_DAY, time()) - timedelta(seconds=1)
