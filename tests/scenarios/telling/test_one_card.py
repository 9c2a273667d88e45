"""One incident is one card per person: the newest alone stays, whatever brought it; a channel has one post."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


def standing(council: Council, who: str, reference: str) -> list[Message]:
    """All of this person's cards about a notification; each before it said that there is a newer one and went."""
    for gone in (card for card in council.came(who, reference) if card.data["gone"]):
        assert gone.words == pointer(reference)
        assert not gone.actions
        assert not gone.inputs
    return [card for card in council.cards(who, reference) if "My reports" not in card.headline]


def deleting(council: Council, card: Message) -> str:
    """The call by which a card of Dana's is taken away, for a fault."""
    return f"DELETE /uk/v3/conversations/{council.chat_of('dana')}/activities/{card.id}"


def pointer(reference: str) -> str:
    return f"There is a newer card about {reference} in this chat"


def test_a_reminder_is_a_new_message_and_the_card_before_it_goes(council: Council) -> None:
    reference = council.report(SERIOUS_INJURY)
    [told] = standing(council, "dana", reference)
    council.runs_to("2026-11-24T10:15")
    [reminder] = standing(council, "dana", reference)
    assert [card.id for card in council.came("dana", reference)] == [told.id, reminder.id]
    assert "REMINDER" in reminder.headline
    council.runs_to("2026-11-24T12:30")
    assert len(council.came("dana", reference)) > 3
    for who in ("dana", "charlie", "deputy", "rowan"):
        [card] = standing(council, who, reference)
        assert card.id == council.came(who, reference)[-1].id


def test_the_older_card_says_that_there_is_a_newer_one_before_it_is_taken_away(council: Council) -> None:
    """A client that does not draw the deletion at once must have no button that does nothing."""
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.runs_to("2026-11-24T10:15")
    about_it = [row for row in council.wire() if row["url"].endswith(f"/{told.id}")]
    assert [row["method"] for row in about_it][-2:] == ["PUT", "DELETE"]
    assert words_of(about_it[-2]["body"]).strip() == pointer(reference)
    newer = next(row for row in council.wire() if "REMINDER" in words_of(row["body"]))
    assert newer["id"] < about_it[-2]["id"], "the newer one stands before the older one goes"


def test_where_teams_refuses_to_delete_for_good_the_line_stays(council: Council) -> None:
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.fault("connector", status=501, code="DeleteActivityAPINotImplemented", match=deleting(council, told))
    council.runs_to("2026-11-24T10:15")
    first, reminder = council.cards("dana", reference)
    assert (first.id, first.words, first.actions) == (told.id, pointer(reference), ())
    assert "acknowledge" in reminder.actions


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 502}, {"cut": "before"}, {"cut": "after"}], ids=str)
def test_a_deletion_without_a_clear_answer_is_tried_until_the_card_is_gone(
    council: Council, fault: dict[str, Any]
) -> None:
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.fault("connector", **fault, match=deleting(council, told))
    council.runs_to("2026-11-24T10:16")
    [reminder] = standing(council, "dana", reference)
    assert reminder.id != told.id
    assert len(council.came("dana", reference)) == 2, "nothing was posted again for it"


def test_opening_from_the_channel_or_by_its_reference_brings_the_one_card_to_the_end(council: Council) -> None:
    reference = council.report(LOOKED_AFTER_MISSING)
    dana = council.person("dana")
    dana.presses(council.post("dana"), "open")
    assert len(council.came("dana", reference)) == 2
    dana.says(reference)
    assert len(council.came("dana", reference)) == 3
    [card] = standing(council, "dana", reference)
    assert card.id == council.newest("dana").id
    council.acknowledges("dana")
    [card] = standing(council, "dana", reference)
    assert "You acknowledged this" in card.words


def test_the_reporters_card_comes_to_the_end_when_it_is_opened_and_stays_up_to_date(council: Council) -> None:
    reference = council.report(LOOKED_AFTER_MISSING)
    rowan = council.person("rowan")
    rowan.says("my reports")
    outcome = rowan.presses(rowan.card(action="open", text="My reports"), "open")
    assert outcome.messages[-1].words.count(reference)
    council.acknowledges("charlie")
    [card] = standing(council, "rowan", reference)
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
    [card] = standing(council, "rowan", reference)
    assert "The details are saved" in card.words or "Saved as" in card.words


def test_a_press_on_an_older_card_counts_and_points_to_the_newest(council: Council) -> None:
    """A phone that was off shows the old card still: the press on it is as good as any."""
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.runs_to("2026-11-24T10:15")
    assert told.id not in [card.id for card in council.cards("dana", reference)]
    outcome = council.person("dana").presses(told, "acknowledge", raw=True)
    said = words_of(outcome.card)
    assert "You acknowledged this as Director of Children's Services." in said
    assert pointer(reference) in said
    assert "You acknowledged this" in council.newest("dana").words
    assert "acknowledge" not in council.newest("dana").actions


def test_a_draft_sent_from_a_reminder_that_was_taken_away_gives_the_reporter_a_card_of_their_own(
    council: Council,
) -> None:
    council.to_check(SERIOUS_INJURY)
    rowan = council.person("rowan")
    council.runs_to("2026-11-24T12:30")
    reminders = [m for m in rowan.sees("personal", ever="1") if "send-now" in m.actions or m.data["gone"]]
    first = reminders[0]
    assert first.data["gone"]
    outcome = rowan.presses(first, "send-now", raw=True)
    assert outcome.settled, outcome.still
    reference = "NTK-2026-0001"
    [card] = council.cards("rowan", reference)
    council.acknowledges("dana")
    assert "acknowledged by Dana Director" in council.newest("rowan").words
    assert council.newest("rowan").id == card.id


def test_a_press_by_the_old_way_on_a_card_that_was_taken_away_is_answered_below(council: Council) -> None:
    """Teams cannot put the answer into a message that is gone: it is a message of its own."""
    reference = council.report(SERIOUS_INJURY)
    [told] = council.cards("dana", reference)
    council.runs_to("2026-11-24T10:15")
    outcome = council.person("dana").presses(told, "acknowledge", via="submit", raw=True)
    said = "".join(message.words for message in outcome.messages)
    assert "You acknowledged this as Director of Children's Services." in said
    assert pointer(reference) in said
    assert not any("acknowledge" in message.actions for message in council.person("dana").sees("personal"))


def test_until_the_newer_card_stands_the_older_one_stays(council: Council) -> None:
    reference = council.report(SERIOUS_INJURY)
    council.fault("connector", status=503, times=6, match=council.chat_of("dana"))
    council.runs_to("2026-11-24T10:15")
    [card] = standing(council, "dana", reference)
    assert "acknowledge" in card.actions
    council.clear_faults()
    council.runs_to("2026-11-24T10:29")
    [card] = standing(council, "dana", reference)
    assert "REMINDER" in card.headline


def test_whoever_is_asked_to_phone_two_people_has_both_on_one_card_and_no_word_of_what_happened(
    council: Council,
) -> None:
    for who in ("dana", "charlie"):
        chat = council.chat_of(who)
        council.fault("connector", status=403, code="MessageWritesBlocked", times=99, match=chat)
    reference = council.report(SERIOUS_INJURY)
    [card] = standing(council, "morgan", reference)
    assert card.actions.count("done") + card.actions.count("done#2") == 2
    assert {"Please reach Dana Director", "Please reach Charlie City-Manager"} <= set(card.words.splitlines())
    assert "Child K-104" not in card.words
    council.person("morgan").presses(card, "done")
    [card] = standing(council, "morgan", reference)
    assert "recorded as done" in card.words or "Please reach" in card.words
    assert "done" in card.actions
    council.person("morgan").presses(card, "open")
    [card] = standing(council, "morgan", reference)
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
