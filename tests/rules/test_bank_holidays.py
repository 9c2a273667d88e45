"""The bank holidays of England against a second source: GOV.UK's own list, as govuk-bank-holidays keeps it."""

from collections import defaultdict
from datetime import date

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from rules.working_days import bank_holidays

PUBLISHED: dict[int, set[date]] = defaultdict(set)
for _day in BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES):
    PUBLISHED[_day["date"].year].add(_day["date"])


def test_the_second_source_covers_the_years_in_which_incidents_are_reported() -> None:
    assert set(range(2012, 2029)) <= set(PUBLISHED)


@pytest.mark.parametrize("year", sorted(PUBLISHED))
def test_every_bank_holiday_of_a_year_is_the_published_one(year: int) -> None:
    """A holiday on a weekend that has a substitute is not published; to working days it makes no difference."""
    ours = {day for day in bank_holidays(year) if day.weekday() < 5}

    assert ours == {day for day in PUBLISHED[year] if day.weekday() < 5}
    assert {day for day in PUBLISHED[year] if day.weekday() >= 5} <= set(bank_holidays(year))
