"""Until when somebody is away, in their own words: one reading or a refusal, never a guess."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notifications.until import FURTHEST, Unclear, read_inputs, read_until
from rules.instants import say_instant
from rules.limits import DEFAULT_LIMITS

NINE = DEFAULT_LIMITS.office_open
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def read(text: str, now: datetime = TUESDAY) -> str:
    found = read_until(text, now, DEFAULT_LIMITS)
    return str(found) if isinstance(found, Unclear) else say_instant(found)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Monday", "Mon 30 Nov 2026 09:00"),
        ("on Friday", "Fri 27 Nov 2026 09:00"),
        ("this Friday", "Fri 27 Nov 2026 09:00"),
        ("fri", "Fri 27 Nov 2026 09:00"),
        ("Thursday 14:30", "Thu 26 Nov 2026 14:30"),
        ("9am on Monday", "Mon 30 Nov 2026 09:00"),
        ("tomorrow", "Wed 25 Nov 2026 09:00"),
        ("tomorrow at noon", "Wed 25 Nov 2026 12:00"),
        ("17:00", "Tue 24 Nov 2026 17:00"),
        ("today 5 pm", "Tue 24 Nov 2026 17:00"),
        ("5.30pm", "Tue 24 Nov 2026 17:30"),
        ("3 December", "Thu 3 Dec 2026 09:00"),
        ("the 3rd of December", "Thu 3 Dec 2026 09:00"),
        ("December 3", "Thu 3 Dec 2026 09:00"),
        ("24 Dec 09:00", "Thu 24 Dec 2026 09:00"),
        ("24 Dec, 8:15", "Thu 24 Dec 2026 08:15"),
        ("Thursday 3 December", "Thu 3 Dec 2026 09:00"),
        ("4 January", "Mon 4 Jan 2027 09:00"),
        ("3/12", "Thu 3 Dec 2026 09:00"),
        ("04/12/2026", "Fri 4 Dec 2026 09:00"),
        ("4.12.26", "Fri 4 Dec 2026 09:00"),
        ("2026-12-03", "Thu 3 Dec 2026 09:00"),
        ("2026-12-03 16:00", "Thu 3 Dec 2026 16:00"),
        ("Saturday", "Sat 28 Nov 2026 09:00"),
        ("1 June 2027", "Tue 1 Jun 2027 09:00"),
    ],
)
def test_what_people_write_is_read_with_the_day_before_the_month(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("next Friday", Unclear.TWO_DAYS),
        ("Tuesday", Unclear.TWO_DAYS),
        ("Friday 3 December", Unclear.TWO_DAYS),
        ("today", Unclear.PAST),
        ("08:00", Unclear.PAST),
        ("20 November", Unclear.PAST),
        ("23/11/2026", Unclear.PAST),
        ("2026-11-24 09:59", Unclear.PAST),
        ("3 December 2028", Unclear.TOO_FAR),
        ("12/25", Unclear.UNREADABLE),
        ("31 February", Unclear.UNREADABLE),
        ("9", Unclear.UNREADABLE),
        ("3", Unclear.UNREADABLE),
        ("next week", Unclear.UNREADABLE),
        ("further notice", Unclear.UNREADABLE),
        ("25:00", Unclear.UNREADABLE),
        ("Monday or Tuesday", Unclear.UNREADABLE),
        ("mo", Unclear.UNREADABLE),
        ("", Unclear.UNREADABLE),
        ("13pm", Unclear.UNREADABLE),
    ],
)
def test_what_is_past_far_or_could_mean_two_days_is_refused(text: str, why: Unclear) -> None:
    assert read(text) == why


def test_a_day_in_summer_opens_by_londons_clocks() -> None:
    found = read_until("29 March 2027", TUESDAY, DEFAULT_LIMITS)
    assert found == datetime(2027, 3, 29, 8, 0, tzinfo=UTC)


def test_the_cards_inputs_are_dates_and_times_and_nothing_else() -> None:
    assert read_inputs("2026-12-03", "", TUESDAY, NINE) == datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    assert read_inputs("2026-12-03", "16:45", TUESDAY, NINE) == datetime(2026, 12, 3, 16, 45, tzinfo=UTC)
    assert read_inputs("", "16:45", TUESDAY, NINE) is Unclear.UNREADABLE
    assert read_inputs("Monday", "", TUESDAY, NINE) is Unclear.UNREADABLE
    assert read_inputs("2026-12-03", "teatime", TUESDAY, NINE) is Unclear.UNREADABLE


@given(st.text(max_size=40))
def test_whatever_is_written_it_is_read_as_a_time_ahead_or_refused(text: str) -> None:
    found = read_until(text, TUESDAY, DEFAULT_LIMITS)
    assert isinstance(found, Unclear) or timedelta() < found - TUESDAY <= FURTHEST
