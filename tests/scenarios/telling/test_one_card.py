"""One incident is one card per person: only the newest is live, whatever brought it; a channel has one post."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Message
from tests.scenarios.telling.council import (
    CHARGED,
    FRIDAY_FOUR,
    LOOKED_AFTER_MISSING,
    SERIOUS_INJURY,
    TUESDAY_TEN,
    Council,
    words_of,
)


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council on a Tuesday morning."""
    with Council(tmp_path / "data", at=TUESDAY_TEN) as council:
        yield council


def live(council: Council, who: str, reference: str) -> list[Message]:
    """This person's cards about a notification that hold more than the way to a newer one."""
    cards = council.cards(who, reference)
    collapsed = [card for card in cards if card.words == pointer(reference)]
    assert not any(card.actions or card.inputs for card in collapsed)
    return [card for card in cards if card not in collapsed and "My reports" not in card.headline]


def pointer(reference: str) -> str:
    return f"There is a newer card about {reference} in this chat"


def test_a_reminder_is_a_new_message_and_the_card_before_it_collapses(council: Council) -> None:
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.runs_to("2026-11-24T10:15")
    first, reminder = council.cards("dana", reference)
    assert first.id == told.id
    assert first.words == pointer(reference)
    assert "REMINDER" in reminder.headline
    council.runs_to("2026-11-24T12:30")
    assert len(council.cards("dana", reference)) > 3
    for who in ("dana", "charlie", "deputy", "rowan"):
        [card] = live(council, who, reference)
        assert card.id == council.cards(who, reference)[-1].id


def test_opening_from_the_channel_or_by_its_reference_brings_the_one_card_to_the_end(council: Council) -> None:
    reference = council.report(LOOKED_AFTER_MISSING)
    dana = council.person("dana")
    dana.presses(council.post("dana"), "open")
    assert len(council.cards("dana", reference)) == 2
    dana.says(reference)
    assert len(council.cards("dana", reference)) == 3
    [card] = live(council, "dana", reference)
    assert card.id == council.newest("dana").id
    council.acknowledges("dana")
    [card] = live(council, "dana", reference)
    assert "You acknowledged this" in card.words


def test_the_reporters_card_comes_to_the_end_when_it_is_opened_and_stays_up_to_date(council: Council) -> None:
    reference = council.report(LOOKED_AFTER_MISSING)
    rowan = council.person("rowan")
    rowan.says("my reports")
    outcome = rowan.presses(rowan.card(action="open", text="My reports"), "open")
    assert outcome.messages[-1].words.count(reference)
    council.acknowledges("charlie")
    [card] = live(council, "rowan", reference)
    assert card.id == outcome.messages[-1].id
    assert "acknowledged by Charlie" in card.words


def test_the_details_given_later_leave_one_card_of_the_reporters(council: Council) -> None:
    rowan = council.person("rowan")
    rowan.says("report")
    told = {"incident.details": "Child K-104 fell from the roof.", "about.staff": "no"}
    rowan.presses(rowan.card(action="tell-now"), "tell-now", told)
    reference = "NTK-2026-0001"
    rowan.presses(rowan.card(action="complete"), "complete")
    for _ in range(6):
        card = rowan.card(place="personal")
        if "send" in card.actions:
            break
        rowan.presses(card, "next", {"subject.kind": "child"} if "subject.kind" in card.inputs else {})
    rowan.presses(rowan.card(action="send"), "send")
    [card] = live(council, "rowan", reference)
    assert "The details are saved" in card.words or "Saved as" in card.words


def test_a_press_on_an_older_card_counts_and_points_to_the_newest(council: Council) -> None:
    """A phone that was off shows the old card still: the press on it is as good as any."""
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.fault("connector", status=500, times=99, match=told.id)
    council.runs_to("2026-11-24T10:15")
    assert council.cards("dana", reference)[0].actions, "the older card could not be brought up to date"
    outcome = council.person("dana").presses(told, "acknowledge", raw=True)
    said = words_of(outcome.card)
    assert "You acknowledged this as Director of Children's Services." in said
    assert pointer(reference) in said
    assert "You acknowledged this" in council.newest("dana").words
    assert "acknowledge" not in council.newest("dana").actions


def test_until_the_newer_card_stands_the_older_one_stays(council: Council) -> None:
    reference = council.report(SERIOUS_INJURY)
    council.fault("connector", status=503, times=6, match=council.chat_of("dana"))
    council.runs_to("2026-11-24T10:15")
    [card] = live(council, "dana", reference)
    assert "acknowledge" in card.actions
    council.clear_faults()
    council.runs_to("2026-11-24T10:29")
    [card] = live(council, "dana", reference)
    assert "REMINDER" in card.headline


def test_whoever_is_asked_to_phone_two_people_has_both_on_one_card_and_no_word_of_what_happened(
    council: Council,
) -> None:
    for who in ("dana", "charlie"):
        chat = council.chat_of(who)
        council.fault("connector", status=403, code="MessageWritesBlocked", times=99, match=chat)
    reference = council.report(SERIOUS_INJURY)
    [card] = live(council, "morgan", reference)
    assert card.actions.count("done") + card.actions.count("done#2") == 2
    assert {"Please reach Dana Director", "Please reach Charlie City-Manager"} <= set(card.words.splitlines())
    assert "Child K-104" not in card.words
    council.person("morgan").presses(card, "done")
    [card] = live(council, "morgan", reference)
    assert "recorded as done" in card.words or "Please reach" in card.words
    assert "done" in card.actions
    council.person("morgan").presses(card, "open")
    [card] = live(council, "morgan", reference)
    assert "Child K-104" in card.words, "asked to see what it is about, and entitled to"


def test_the_channel_has_one_post_brought_up_to_date_in_place(council: Council) -> None:
    council.report(SERIOUS_INJURY)
    post = council.post()
    council.runs_to("2026-11-24T12:30")
    council.acknowledges("dana")
    posts = [m for m in council.person("morgan").sees("managers") if "NTK-" in m.words]
    assert [p.id for p in posts] == [post.id]
    assert "acknowledged by Dana Director" in posts[0].words


def test_a_newer_morning_list_takes_the_place_of_the_older(tmp_path: Path) -> None:
    with Council(tmp_path, at=FRIDAY_FOUR) as council:
        council.report(CHARGED)
        council.runs_to("2026-11-25T10:00")
        lists = [m for m in council.person("alex").sees("personal") if "This morning" in m.words]
        assert len(lists) <= 1
