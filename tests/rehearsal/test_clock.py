"""The words that move the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.rehearsal.clock import StandingClock, read_instant
from bot.rehearsal.problem import RehearsalError


@pytest.mark.parametrize(
    ("start", "step", "end"),
    [
        ("2026-11-20T16:00:00+00:00", "2h", "2026-11-20T18:00:00+00:00"),
        ("2026-11-20T16:00:00+00:00", "1d 30m", "2026-11-21T16:30:00+00:00"),
        ("2026-11-20T16:00:00+00:00", 90, "2026-11-20T16:01:30+00:00"),
        ("2026-11-20T16:00:00+00:00", "2 weeks", "2026-12-04T16:00:00+00:00"),
        # The clocks go back on 25 October: a day keeps the hour, 24 hours do not.
        ("2026-10-24T12:00:00+01:00", "1d", "2026-10-25T12:00:00+00:00"),
        ("2026-10-24T12:00:00+01:00", "24h", "2026-10-25T11:00:00+00:00"),
    ],
)
def test_the_clock_advances_by(start: str, step: object, end: str) -> None:
    assert StandingClock(read_instant(start)).target(advance=step) == read_instant(end)


def test_the_next_morning_is_nine_in_london() -> None:
    summer = StandingClock(read_instant("2026-07-01T09:00:00+01:00"))
    assert summer.target(to="next morning") == datetime(2026, 7, 2, 8, tzinfo=UTC)


def test_an_instant_without_an_offset_is_london_time() -> None:
    assert read_instant("2026-07-01T09:00") == datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("step", ["soon", "-2h", "", None, True, "2 moons", [], "1h x"])
def test_what_is_no_step_is_refused(step: object) -> None:
    with pytest.raises(RehearsalError):
        StandingClock(read_instant("2026-11-20T16:00:00+00:00")).target(advance=step)
