"""Comments are added and never overwrite one another; what is chosen is not overwritten from a card that is older."""

from pathlib import Path

import pytest

from bot.store.reader import read_record
from tests.harness import Message
from tests.scenarios.cover.leaving import goes_away
from tests.scenarios.telling.council import LOOKED_AFTER_MISSING, TUESDAY_TEN, Council

COMMENT, REVIEW = "director.dcs_comment", "director.review_date"


def presses_as_drawn(council: Council, who: str, card: Message, verb: str, inputs: dict[str, str]) -> str:
    """Press a button of a card as it was drawn, on a device that has not received its updates: its answer in words."""
    data = next(action["data"] for action in card.data["actions"] if action["id"] == verb)
    outcome = council.send(**{"as": who, "text": "", "change": {"value": {**data, **inputs}}})
    assert outcome.settled
    return "\n".join(message.words for message in outcome.messages)


def opened(council: Council, who: str, reference: str) -> Message:
    """Somebody's one live card about it, opened anew."""
    council.person(who).says(reference)
    return council.newest(who)


def card_of(council: Council, who: str) -> Message:
    """Somebody's own card about the notification."""
    return council.person(who).card(action="comment", place="personal")


def test_two_who_hold_a_role_write_at_once_and_both_comments_stand(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "dana", "I am away until Friday, Avery covers for me")
        reference = council.report(LOOKED_AFTER_MISSING)
        council.person("dana").says(reference)
        director, cover = card_of(council, "dana"), card_of(council, "avery")

        first = presses_as_drawn(council, "avery", cover, "comment", {COMMENT: "I have rung the placement."})
        council.advance("5m")
        second = presses_as_drawn(council, "dana", director, "comment", {COMMENT: "Ring me tonight."})

        assert "Saved. Everyone told sees it." in first
        assert "Saved, below what Avery Assistant-City-Manager wrote at Tue 24 Nov 10:00 (" in second
        for who in ("dana", "avery", "charlie", "rowan"):
            words = opened(council, who, reference).words
            assert words.index("I have rung the placement.") < words.index("Ring me tonight."), who
            assert ", by Avery Assistant-City-Manager as cover for Dana Director, Tue 24 Nov 10:00 (" in words
            assert ", by Dana Director, Tue 24 Nov 10:05 (" in words
        journal = read_record(tmp_path / "bot", reference).journal
        said = [(entry.content or {})[COMMENT] for entry in journal if entry.verb == "commented"]
        assert said == ["I have rung the placement.", "Ring me tonight."]


@pytest.mark.parametrize("verb", ["comment", "acknowledge"])
def test_a_date_that_somebody_has_set_meanwhile_is_not_overwritten_and_can_be(tmp_path: Path, verb: str) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "dana", "I am away until Friday, Avery covers for me")
        reference = council.report(LOOKED_AFTER_MISSING)
        council.person("dana").says(reference)
        director, cover = card_of(council, "dana"), card_of(council, "avery")
        presses_as_drawn(council, "avery", cover, "comment", {REVIEW: "2026-11-27"})

        late = presses_as_drawn(council, "dana", director, verb, {REVIEW: "2026-12-01", COMMENT: "And a word."})

        if verb == "comment":
            assert "“Date for review” was set by Avery Assistant-City-Manager at Tue 24 Nov 10:00" in late
            assert "Fri 27 Nov 2026" in late
        else:
            assert "You acknowledged this as Director of Children's Services." in late
            assert "Somebody else has set “Date for review” meanwhile" in late
        now = opened(council, "dana", reference)
        assert "Fri 27 Nov 2026" in now.words, "what there is stands on the card"
        assert "And a word." in now.words, "a comment overwrites nothing, so it is saved"
        assert now.value(REVIEW) == "2026-12-01", "what was chosen is still there"
        council.person("dana").presses(now, "comment")
        for who in ("dana", "avery"):
            words = opened(council, who, reference).words
            assert "Tue 1 Dec 2026" in words
            assert "Fri 27 Nov 2026" not in words


def test_the_same_comment_pressed_twice_stands_once_and_pressing_nothing_new_changes_nothing(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        drawn = card_of(council, "dana")
        for _ in range(2):
            presses_as_drawn(council, "dana", drawn, "comment", {COMMENT: "Seen.", REVIEW: "2026-11-27"})
        council.acknowledges("dana")
        assert opened(council, "rowan", reference).words.count("Seen.") == 1
        journal = read_record(tmp_path / "bot", reference).journal
        assert [entry.verb for entry in journal].count("commented") == 1


def test_a_comment_is_there_after_the_bot_died_as_it_was_saved(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        council.kill_bot(at="after-commit")
        council.person("dana").presses(card_of(council, "dana"), "comment", {COMMENT: "Ring me tonight."})
        council.start_bot()
        words = opened(council, "dana", reference).words
        assert "Ring me tonight." in words
        assert ", by Dana Director, Tue 24 Nov 10:00 (" in words


def test_saving_with_nothing_typed_says_so(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.report(LOOKED_AFTER_MISSING)
        answer = presses_as_drawn(council, "dana", card_of(council, "dana"), "comment", {COMMENT: " ", REVIEW: ""})
        assert "Nothing was typed. Write a comment or choose a date" in answer
