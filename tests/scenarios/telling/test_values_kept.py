"""Whatever somebody typed on a notification's card is saved, or given back to them with what is wrong beside it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.notifications.form import LONGEST
from tests.cards.reading import inputs as inputs_of
from tests.harness import Message
from tests.scenarios.telling.council import CHARGED, LOOKED_AFTER_MISSING, TUESDAY_TEN, Council, words_of

COMMENT, REVIEW = "director.dcs_comment", "director.review_date"
TOO_LONG = "word " * 1300
"""6,500 characters."""


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council on a Tuesday morning."""
    with Council(tmp_path / "data", at=TUESDAY_TEN) as council:
        yield council


def standing(council: Council, who: str) -> Message:
    """The card about a notification that this person has, as it stands."""
    return council.person(who).card(text="NTK-", place="personal")


def values(card: Mapping[str, Any] | None) -> dict[str, str]:
    """What stands in the inputs of a card's JSON."""
    return {str(part["id"]): str(part.get("value", "")) for part in inputs_of(card)}


def presses(council: Council, who: str, action: str, inputs: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Press a button with these answers: the words and the values of the card that came back."""
    card = council.person(who).card(action=action, place="personal")
    outcome = council.person(who).presses(card, action, inputs, raw=True)
    assert outcome.settled
    assert outcome.status == 200
    return words_of(outcome.card), values(outcome.card)


def test_the_card_lets_no_more_be_typed_than_the_server_keeps(council: Council) -> None:
    council.report(CHARGED)
    inputs = {p["id"]: p for who in ("alex", "dana") for p in standing_parts(council, who)}
    assert inputs["reason"]["maxLength"] == LONGEST["long-text"]
    council.report(LOOKED_AFTER_MISSING)
    inputs = {p["id"]: p for p in standing_parts(council, "dana")}
    assert inputs[COMMENT]["maxLength"] == LONGEST["long-text"]


def standing_parts(council: Council, who: str) -> list[Mapping[str, Any]]:
    """The inputs of somebody's newest card about a notification, if they have one."""
    cards = council.cards(who)
    return [dict(part) for part in inputs_of(cards[-1].card)] if cards else []


def test_a_comment_of_the_longest_kind_is_saved(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)
    longest = "x" * LONGEST["long-text"]

    words, kept = presses(council, "dana", "comment", {COMMENT: longest})

    assert "Saved." in words
    assert "x" * 200 in council.newest("dana").words
    assert kept[COMMENT] == "", "the field is for the next one"


def test_a_comment_that_is_too_long_comes_back_as_typed_with_what_is_wrong_beside_it(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)

    words, kept = presses(council, "dana", "comment", {COMMENT: TOO_LONG, REVIEW: "2026-12-01"})

    assert "“Comment of the Director of Children's Services” cannot be used as it is." in words
    assert "Shorten this to 6,000 characters: it has 6,499 now." in words
    assert kept == {COMMENT: TOO_LONG, REVIEW: "2026-12-01"}, "the date as well: nothing was saved"
    assert "word word" not in council.newest("rowan").words, "nobody else sees what was not saved"


def test_what_was_not_saved_is_still_there_after_the_card_is_updated_and_on_another_device(council: Council) -> None:
    reference = council.report(LOOKED_AFTER_MISSING)
    presses(council, "dana", "comment", {COMMENT: TOO_LONG})

    council.acknowledges("charlie")

    assert standing(council, "dana").value(COMMENT) == TOO_LONG, "updated because somebody else acknowledged"
    council.person("dana").says(reference)
    assert council.newest("dana").value(COMMENT) == TOO_LONG, "opened elsewhere"
    assert "Shorten this" in council.newest("dana").words
    council.kill_bot()
    council.start_bot()
    words, kept = presses(council, "dana", "comment", {COMMENT: "Short now."})
    assert "Saved." in words
    assert kept[COMMENT] == ""
    assert "Short now." in words
    assert "Shorten this" not in standing(council, "dana").words


@pytest.mark.parametrize("wrong", [{COMMENT: TOO_LONG}, {REVIEW: "soon"}], ids=["comment", "date"])
def test_acknowledged_with_an_answer_that_cannot_be_used_both_are_said(council: Council, wrong: dict[str, str]) -> None:
    """The acknowledgement counts; what was typed beside it is neither saved nor dropped without a word."""
    council.report(LOOKED_AFTER_MISSING)
    good = {COMMENT: "Please ring me."} if REVIEW in wrong else {REVIEW: "2026-12-01"}

    words, kept = presses(council, "dana", "acknowledge", {**good, **wrong})

    assert "You acknowledged this as Director of Children's Services." in words
    assert "is not saved yet" in words
    assert "Please correct" in words
    settled = standing(council, "dana")
    for key, value in {**good, **wrong}.items():
        # A comment that was saved stands above; its field is for the next one.
        for there in (kept, {key: settled.value(key)}):
            assert there[key] == ("" if key == COMMENT and key in good else value), "and once the card is updated"
    assert good.get(COMMENT, "") in settled.words
    assert "acknowledged by Dana Director" in council.newest("rowan").words
    assert all(value not in council.newest("charlie").words for value in wrong.values())


def test_a_reason_that_is_too_long_is_not_called_missing(council: Council) -> None:
    council.report(CHARGED)

    words, kept = presses(council, "alex", "tell", {"reason": TOO_LONG})

    assert "Please give a reason" not in words
    assert "Shorten this to 6,000 characters" in words
    assert kept["reason"] == TOO_LONG
    assert "tell" in standing(council, "alex").actions, "nothing was decided"
    words, _ = presses(council, "alex", "tell", {"reason": "x" * 6000})
    assert "You decided that the Director of Children's Services is told." in words


def test_a_decision_without_a_reason_says_so_at_the_field(council: Council) -> None:
    council.report(CHARGED)

    words, _ = presses(council, "alex", "do-not-tell", {"reason": "  "})

    assert "Please give a reason." in words
    assert "do-not-tell" in standing(council, "alex").actions


def test_an_unusable_review_date_is_shown_again(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)

    words, kept = presses(council, "dana", "comment", {REVIEW: "2026-02-31", COMMENT: "Seen."})

    assert "“Date for review” cannot be used as it is." in words
    assert "Give a date, or choose one from the calendar." in words
    assert kept == {COMMENT: "Seen.", REVIEW: "2026-02-31"}
