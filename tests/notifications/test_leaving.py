"""What people write about being away is understood whole, or not at all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notifications.leaving import Said, Wants, Who, hear
from bot.notifications.until import Unclear
from rules.instants import say_instant
from tests.engine.council import authority

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
COUNCIL = authority().organisation


def heard(text: str) -> str:
    said = hear(text, COUNCIL, TUESDAY)
    if said is None:
        return "nothing"
    begins = f"from {say_instant(said.begins)}" if said.begins else ""
    until, cover = say_instant(said.until) if said.until else "", said.cover.key if said.cover else ""
    parts = [said.wants, begins, until, cover, said.role, "own order" if said.own_order else ""]
    return " | ".join([*filter(None, parts), *([f"unclear: {said.unclear}"] if said.unclear else [])])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("I am away until Monday", "away | Mon 30 Nov 2026 09:00"),
        ("away until 3 December", "away | Thu 3 Dec 2026 09:00"),
        ("Away until 24 Dec, 09:00.", "away | Thu 24 Dec 2026 09:00"),
        ("I\u2019m out of the office till Friday!", "away | Fri 27 Nov 2026 09:00"),
        ("on annual leave until 4 January", "away | Mon 4 Jan 2027 09:00"),
        ("Avery covers for me", "away | avery"),
        ("Avery Assistant-City-Manager covers for me until Friday", "away | Fri 27 Nov 2026 09:00 | avery"),
        ("I am away until Friday, Avery covers for me", "away | Fri 27 Nov 2026 09:00 | avery"),
        ("I am away until Friday and Avery will cover for me", "away | Fri 27 Nov 2026 09:00 | avery"),
        ("I'm away until 24 Dec, 09:00, and deputy covers for me", "away | Thu 24 Dec 2026 09:00 | deputy"),
        ("Devon covers for me, I am away until Monday", "away | Mon 30 Nov 2026 09:00 | deputy"),
        ("Devon covers for me until Monday and I am away until Monday", "away | Mon 30 Nov 2026 09:00 | deputy"),
        (
            "I am away from Friday until Monday",
            "away | from Fri 27 Nov 2026 00:00 | Mon 30 Nov 2026 09:00",
        ),
        (
            "away from 3 December 12:00 to 7 December, Avery covers for me",
            "away | from Thu 3 Dec 2026 12:00 | Mon 7 Dec 2026 09:00 | avery",
        ),
        ("on leave from today until Friday", "away | Fri 27 Nov 2026 09:00"),
        ("I am away from Friday", "away | from Fri 27 Nov 2026 00:00"),
        ("Avery covers for me as City Manager", "away | avery | CM"),
        ("Avery covers for me as the CM until Friday", "away | Fri 27 Nov 2026 09:00 | avery | CM"),
        ("Nobody covers for me as CM", "away | CM | own order"),
        ("I am back", "back"),
        ("i'm back!", "back"),
        ("cover", "card"),
        ("My cover?", "card"),
        ("I am away", "card"),
    ],
)
def test_a_sentence_about_being_away_is_understood(text: str, meant: str) -> None:
    assert heard(text) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("I am away until next Friday", Unclear.TWO_DAYS),
        ("I am away until yesterday", Unclear.UNREADABLE),
        ("I am away until 20 November", Unclear.PAST),
        ("I am away from Friday until Friday", Unclear.TWO_DAYS),
        ("I am away from yesterday until Friday", Unclear.UNREADABLE),
        ("I am away from Monday 23 November until Friday", Unclear.PAST),
        ("Avery covers for me as Lord Mayor", Who.ROLE),
        ("I am away", None),
        ("I am away for a week", Unclear.UNREADABLE),
        ("I am away until Friday, Nobody-Here covers for me", Who.NOBODY),
        ("Avery covers for me until Friday, I am away until Monday", Unclear.TWO_DAYS),
        ("Avery covers for me until some day", Unclear.UNREADABLE),
        ("I am ill, Avery covers for me", Unclear.UNREADABLE),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text: str, why: Unclear | Who | None) -> None:
    said = hear(text, COUNCIL, TUESDAY)
    assert said is not None
    assert said.unclear == why


def test_two_people_of_one_name_are_not_told_apart_by_it() -> None:
    people = {**COUNCIL.people, "other": COUNCIL.people["avery"].model_copy(update={"key": "other", "name": "Avery B"})}
    both = COUNCIL.model_copy(update={"people": people})
    said = hear("Avery covers for me until Friday", both, TUESDAY)
    assert said is not None
    assert said.unclear is Who.SEVERAL
    assert said.until is not None
    whole = hear("avery b covers for me until Friday", both, TUESDAY)
    assert whole is not None
    assert whole.cover == people["other"]


@pytest.mark.parametrize("text", ["Avery covers for Dana", "Avery covers for Dana Director until Friday"])
def test_cover_for_somebody_else_is_recognised_to_be_refused(text: str) -> None:
    assert hear(text, COUNCIL, TUESDAY) == Said(Wants.FOR_ANOTHER)


@pytest.mark.parametrize(
    "text", ["A child is away until Monday", "the night staff covers for the child", "report", "", "comeback", "no"]
)
def test_anything_else_is_not_about_being_away(text: str) -> None:
    assert hear(text, COUNCIL, TUESDAY) is None


@given(st.text(max_size=80))
def test_nothing_that_can_be_written_breaks_it(text: str) -> None:
    hear(text, COUNCIL, TUESDAY)
    hear(f"I am away until {text}, Avery covers for me", COUNCIL, TUESDAY)
