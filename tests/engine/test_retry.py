"""When a provider is tried again: the whole table."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.retry import BACK_OFF, GIVE_UP, final, retry_at
from bot.services.delivering import Failed

AT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
FAILED = Failed("http-503")


@pytest.mark.parametrize(
    ("attempt", "seconds"), [(0, 5), (1, 5), (2, 15), (3, 45), (4, 120), (5, 300), (6, 900), (7, 900), (99, 900)]
)
def test_each_attempt_waits_longer_and_none_longer_than_a_quarter_of_an_hour(attempt: int, seconds: int) -> None:
    assert retry_at(attempt, FAILED, AT, 0.0) == AT + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("wish", "seconds"), [(0, 5), (3, 5), (5, 5), (60, 60), (3599, 3599), (3600, 3600), (90_000, 3600)]
)
def test_a_retry_after_is_honoured_up_to_an_hour_and_never_shortens_the_pause(wish: float, seconds: int) -> None:
    assert retry_at(1, Failed("http-429", retry_after=wish), AT, 0.0) == AT + timedelta(seconds=seconds)


@given(
    attempt=st.integers(1, GIVE_UP),
    jitter=st.floats(0, 1),
    wish=st.none() | st.floats(0, 1e6),
)
def test_the_next_attempt_is_always_later_and_within_bounds(attempt: int, jitter: float, wish: float | None) -> None:
    pause = retry_at(attempt, Failed("x", retry_after=wish), AT, jitter) - AT
    assert BACK_OFF[0] <= pause <= timedelta(hours=1)
    if wish is not None:
        assert pause >= min(timedelta(seconds=wish), timedelta(hours=1))


def test_a_crowd_is_spread_over_a_quarter_of_the_pause() -> None:
    assert retry_at(5, FAILED, AT, 1.0) - retry_at(5, FAILED, AT, 0.0) == timedelta(seconds=75)


@pytest.mark.parametrize(
    ("attempt", "failure", "expected"),
    [
        (1, Failed("http-403", permanent=True), True),
        (1, FAILED, False),
        (GIVE_UP - 1, FAILED, False),
        (GIVE_UP, FAILED, True),
        (1, Failed("connection", unclear=True), False),
    ],
)
def test_a_way_ends_with_a_refusal_for_good_or_after_about_a_day(attempt: int, failure: Failed, expected: bool) -> None:
    assert final(attempt, failure) is expected
    total = sum((BACK_OFF[min(n, len(BACK_OFF) - 1)] for n in range(GIVE_UP)), timedelta())
    assert timedelta(hours=20) < total < timedelta(hours=30)
