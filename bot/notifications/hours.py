"""Office hours and the night rule, in London time: what may speak up now, and when the rest may."""

from datetime import datetime, timedelta

from rules.instants import LONDON, at_london
from rules.limits import Limits


def in_office_hours(at: datetime, limits: Limits) -> bool:
    """Is this instant (aware) within office hours of a working day? Opening counts, closing does not."""
    local = at.astimezone(LONDON)
    return limits.calendar.is_working_day(local.date()) and limits.office_open <= local.time() < limits.office_close


def is_office_opening(at: datetime, limits: Limits) -> bool:
    """Is this instant exactly the opening of a working day? What waited overnight speaks up then, as a digest."""
    local = at.astimezone(LONDON)
    return limits.calendar.is_working_day(local.date()) and local.time() == limits.office_open


def is_office_closing(at: datetime, limits: Limits) -> bool:
    """Is this instant exactly the close of a working day?"""
    local = at.astimezone(LONDON)
    return limits.calendar.is_working_day(local.date()) and local.time() == limits.office_close


def speak_at(at: datetime, limits: Limits, *, any_hour: bool) -> datetime:
    """When something due at `at` may speak up: at once, or at the next office opening (aware, UTC)."""
    if any_hour or in_office_hours(at, limits):
        return at
    local = at.astimezone(LONDON)
    day = local.date()
    if not limits.calendar.is_working_day(day) or local.time() >= limits.office_open:
        day += timedelta(days=1)
        while not limits.calendar.is_working_day(day):
            day += timedelta(days=1)
    return at_london(day, limits.office_open)
