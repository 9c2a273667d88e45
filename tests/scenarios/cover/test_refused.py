"""What about being away is refused, and with which words; and who may not speak about it at all."""

from collections.abc import Iterator

import pytest

from tests.harness import NotSeen
from tests.scenarios.cover.leaving import said_to
from tests.scenarios.telling.council import TUESDAY_TEN, Council


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """One council on a Tuesday morning; nothing that is refused changes it."""
    with Council(tmp_path_factory.mktemp("refused"), at=TUESDAY_TEN) as council:
        yield council


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("I am away until next Friday", "That could mean two different days."),
        ("away until Tuesday", "That could mean two different days."),
        ("I am away until 20 November", "That time has passed."),
        ("away until 08:00", "That time has passed."),
        ("I am away until further notice", "I could not read when you are back."),
        ("I am away from Friday until Friday", "That could mean two different days."),
        ("I am away from 30 November until 27 November", "That time has passed."),
        ("I am away from Friday", "Please say when you are back."),
        ("I am away until Friday, Avery covers for me as Lord Mayor", "There is no role of that name."),
        ("I am away until Friday, Avery covers for me as City Manager", "You do not hold the role City Manager."),
        ("away until 3 December 2029", "That is more than a year away."),
        ("Avery covers for me", "Please say when you are back."),
        ("I am away until Friday, Nobody-Here covers for me", "Nobody in the organisation file has that name."),
        ("I am away until Friday, Dana covers for me", "You cannot cover for yourself."),
        ("Avery covers for Charlie", "Everybody says for themselves who covers for them."),
        ("I am back", "You are not away."),
    ],
)
def test_it_is_refused_with_what_to_write_and_the_card(council: Council, sentence: str, answer: str) -> None:
    words = said_to(council, "dana", sentence)
    assert answer in words
    assert "Nothing was changed." in words
    assert "away" in council.newest("dana").actions
    assert "You are here." in council.newest("dana").words


def test_what_was_understood_of_a_refused_sentence_stands_on_the_card(council: Council) -> None:
    said_to(council, "dana", "Avery covers for me")
    assert council.newest("dana").value("away.cover") == "avery"


def test_a_guest_and_somebody_without_a_part_here_can_say_nothing(council: Council) -> None:
    assert "This bot serves members of the organisation alone." in said_to(council, "guest", "I am away until Friday")
    assert "You hold no role here" in said_to(council, "member", "I am away until Friday, Avery covers for me")
    with pytest.raises(NotSeen):
        council.person("avery").card(text="You cover for")


@pytest.mark.parametrize("place", ["managers", "group"])
def test_it_is_said_in_ones_own_chat_alone(council: Council, place: str) -> None:
    words = said_to(council, "dana", "I am away until Friday, Avery covers for me", place)
    assert "Say this in your own chat with this bot." in words
    assert "Avery" not in words.replace("I am away until Friday, Avery covers for me", "")


def test_a_child_who_is_away_is_no_absence_of_staff(council: Council) -> None:
    assert "Nothing was sent to anybody" in said_to(council, "rowan", "The child is away until Monday")
