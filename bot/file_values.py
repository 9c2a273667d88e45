"""Values of the organisation file: mail addresses, lengths of time, times of day; each error says what to write."""

from datetime import time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator


def _mail(value: str) -> str:
    local, _, domain = value.partition("@")
    if not local or not domain or any(c.isspace() or ord(c) < 32 for c in value) or "," in value or ";" in value:
        raise ValueError("give one mail address, like name@council.example")
    return value


def _span(value: object) -> object:
    """Accept "30 minutes", "1 hour", "2 hours" for a timedelta."""
    if isinstance(value, str):
        number, _, unit = value.strip().partition(" ")
        seconds = {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600}.get(unit.strip())
        if not number.isdigit() or seconds is None or int(number) == 0:
            raise ValueError('give a length of time like "30 minutes" or "1 hour"')
        return timedelta(seconds=int(number) * seconds)
    raise ValueError('give a length of time in quotes, like "30 minutes" or "1 hour"')


def _time_of_day(value: object) -> object:
    """YAML reads 17:00 without quotes as the number 1020, which would be taken for seconds."""
    if isinstance(value, int | float):
        raise ValueError('put the time of day in quotes, like "17:00"')
    return value


Mail = Annotated[str, AfterValidator(_mail)]
Span = Annotated[timedelta, BeforeValidator(_span)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
