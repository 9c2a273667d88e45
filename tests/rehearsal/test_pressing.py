"""What a client finds on a card, and what it sends when a button is pressed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rehearsal.card_reading import buttons, fields, headline, words
from bot.rehearsal.pressing import press
from bot.rehearsal.problem import RehearsalError


def execute(identifier: str, **more: Any) -> dict[str, Any]:
    data = {"verb": identifier.partition("#")[0], "id": "N-1", "version": 3}
    fallback = {"type": "Action.Submit", "id": identifier, "data": data}
    return {
        "type": "Action.Execute",
        "id": identifier,
        "verb": data["verb"],
        "data": data,
        "fallback": fallback,
        **more,
    }


CARD: dict[str, Any] = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "TextBlock", "text": "Child K-104"},
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Missing since "}, "Friday"]},
        {
            "type": "Container",
            "items": [
                {"type": "Input.Text", "id": "account", "label": "Account", "value": "as written"},
                {"type": "Input.ChoiceSet", "id": "happened", "isMultiSelect": True, "choices": []},
                {"type": "Input.Date", "id": "aware", "label": "Aware"},
                {"type": "ActionSet", "actions": [execute("open"), execute("open#2", title="The second")]},
            ],
        },
    ],
    "actions": [execute("next"), execute("discard", associatedInputs="none")],
    "refresh": {"action": execute("refresh"), "userIds": []},
}


def test_a_card_is_read_from_top_to_bottom() -> None:
    assert [button.id for button in buttons(CARD)] == ["open", "open#2", "next", "discard"]
    assert [entry.id for entry in fields(CARD)] == ["account", "happened", "aware"]
    assert words(CARD) == "Child K-104\nMissing since Friday\nAccount\nAware\nThe second"
    assert headline(CARD) == "Child K-104"


def test_untouched_values_are_sent_and_empty_inputs_left_out() -> None:
    assert press(CARD, "next", {}).value["action"]["data"] == {
        "verb": "next", "id": "N-1", "version": 3, "account": "as written",
    }  # fmt: skip


def test_an_input_that_somebody_emptied_is_sent_as_the_empty_text() -> None:
    assert press(CARD, "next", {"account": ""}).value["action"]["data"]["account"] == ""


def test_several_choices_are_joined_by_commas() -> None:
    sent = press(CARD, "next", {"happened": ["missing", "other"]}, via="submit")
    assert sent.way == "submit"
    assert sent.value["happened"] == "missing,other"


def test_a_button_without_inputs_sends_none() -> None:
    assert press(CARD, "discard", {}, via="submit").value == {"verb": "discard", "id": "N-1", "version": 3}


def test_a_refresh_is_what_the_client_does_by_itself() -> None:
    assert press(CARD, "refresh", {}).value["trigger"] == "automatic"


def test_raw_inputs_are_sent_as_they_are() -> None:
    assert press(CARD, "next", {"strange": [1]}, raw=True).value["action"]["data"]["strange"] == [1]


def test_a_button_without_a_fallback_cannot_be_submitted() -> None:
    card = {"actions": [{"type": "Action.Execute", "id": "next", "data": {}}]}
    with pytest.raises(RehearsalError, match="has no Submit to fall back to"):
        press(card, "next", {}, via="submit")


def test_an_execute_cannot_be_pressed_in_an_unknown_way() -> None:
    with pytest.raises(RehearsalError, match="via execute or via submit, not via 'post'"):
        press(CARD, "next", {}, via="post")
