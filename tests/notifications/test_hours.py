"""Office hours and the night rule, as a table over weekends, holidays and both clock changes."""

import pytest

from bot.notifications.hours import in_office_hours, is_office_opening, speak_at
from tests.notifications.small_council import council, london

LIMITS = council().limits


@pytest.mark.parametrize(
    ("at", "within"),
    [
        ("2026-11-24 08:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 16:59", True),
        ("2026-11-24 17:00", False),
        ("2026-11-21 12:00", False),
        ("2026-08-31 12:00", False),
        ("2026-12-25 12:00", False),
        ("2026-12-28 12:00", False),
        ("2027-03-26 12:00", False),
        ("2027-03-29 12:00", False),
    ],
)
def test_office_hours_are_those_of_working_days_and_closing_does_not_count(at: str, within: bool) -> None:
    assert in_office_hours(london(at), LIMITS) is within


@pytest.mark.parametrize(
    ("at", "speaks"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 08:59", "2026-11-24 09:00"),
        ("2026-11-24 17:00", "2026-11-25 09:00"),
        ("2026-11-24 23:30", "2026-11-25 09:00"),
        ("2026-11-20 17:00", "2026-11-23 09:00"),
        ("2026-11-22 03:00", "2026-11-23 09:00"),
        ("2026-08-28 18:00", "2026-09-01 09:00"),
        ("2026-12-24 18:00", "2026-12-29 09:00"),
        ("2026-12-31 18:00", "2027-01-04 09:00"),
        ("2026-10-24 12:00", "2026-10-26 09:00"),
        ("2026-10-25 01:30", "2026-10-26 09:00"),
        ("2027-03-25 17:30", "2027-03-30 09:00"),
    ],
)
def test_what_may_wait_speaks_at_the_next_opening_by_the_wall_clock(at: str, speaks: str) -> None:
    spoken = speak_at(london(at), LIMITS, any_hour=False)
    assert spoken == london(speaks)
    assert speak_at(london(at), LIMITS, any_hour=True) == london(at)
    if speaks != at:
        assert is_office_opening(spoken, LIMITS)


def test_only_the_opening_of_a_working_day_is_an_opening() -> None:
    assert is_office_opening(london("2026-11-24 09:00"), LIMITS)
    assert not is_office_opening(london("2026-11-24 09:01"), LIMITS)
    assert not is_office_opening(london("2026-11-22 09:00"), LIMITS)
