"""The limit for one person on commands that create things."""

from bot.pace import BURST, MOST_PEOPLE, Pace
from tests.fakes.doors import Seconds


def test_a_burst_is_allowed_then_one_a_second() -> None:
    seconds = Seconds()
    pace = Pace(seconds)
    assert all(pace.may("rowan") for _ in range(BURST))
    assert not pace.may("rowan")
    seconds.now += 1
    assert pace.may("rowan")
    assert not pace.may("rowan")
    seconds.now += 3600
    assert sum(pace.may("rowan") for _ in range(2 * BURST)) == BURST


def test_one_person_never_slows_another() -> None:
    pace = Pace(Seconds())
    for _ in range(3 * BURST):
        pace.may("billie")
    assert pace.may("rowan")


def test_many_people_do_not_fill_the_memory() -> None:
    pace = Pace(Seconds())
    for number in range(MOST_PEOPLE + 10):
        pace.may(f"person-{number}")
    assert len(pace._left) <= MOST_PEOPLE + 1
