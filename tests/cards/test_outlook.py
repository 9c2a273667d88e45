"""The card in a director's mail: what Outlook's action model allows, and nothing that it does not know."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import adaptive_cards
import pytest
from jsonschema import Draft6Validator

from cards.outlook import Frame, director, words_alone
from cards.views import Action, Ask, Choice, Notification, Question
from tests.cards.reading import nodes, of_type

OFFICIAL = json.loads(
    (Path(adaptive_cards.__file__).parent / "schemas" / "schema-1.5.json").read_text(encoding="utf-8")
)
HOSTILE = "**bold** [link](https://evil.example) <at>Dana</at> {{DATE(2026-01-01)}} \u202eback\u202c <script>\r\n# head"
VERSION_1_0 = {
    "AdaptiveCard": {"body", "actions", "version", "fallbackText", "lang", "$schema"},
    "TextBlock": {"text", "size", "weight", "wrap", "separator"},
    "ActionSet": {"actions"},
    "Action.Http": {"id", "title", "style", "method", "url", "body", "headers"},
    "Action.OpenUrl": {"title", "url"},
    "Input.Text": {"id", "value", "placeholder", "isMultiline", "maxLength"},
    "Input.ChoiceSet": {"id", "value", "placeholder", "choices", "style", "isMultiSelect"},
    "Input.Date": {"id", "value", "placeholder"},
}
"""What may stand on the card. ActionSet and Action.Http are Outlook's own in version 1.0."""
OUTLOOKS_OWN = {"originator", "hideOriginalBody", "autoInvokeAction"}

REASON = Question("reason", "long-text", "Your reason", longest=2000)
EVERY_KIND = (
    Question("answer", "text", "A text", longest=200),
    Question("long", "long-text", "A long text", longest=6000),
    Question("yes", "yes-no", "Yes or no"),
    Question("one", "choice", "One of them", choices=(Choice("a", "The first"), Choice("b", "The second"))),
    Question("some", "choices", "Some of them", choices=(Choice("a", "The first"), Choice("b", "The second"))),
    Question("day", "date", "A day", required=True),
    Question("moment", "instant", "A moment"),
)


def seal(verb: str, about: str) -> Mapping[str, object]:
    """What a caller with the key would add."""
    return {"id": about, "verb": verb, "nonce": "n"}


def every(card: object) -> Any:
    """Every part of a card."""
    return nodes(card)


def parts(card: object, *types: str) -> Any:
    """The parts of these types."""
    return of_type(card, *types)


FRAME = Frame(
    "55555555-5555-4555-8555-555555555555", "https://need-to-know.example/api/outlook/actions", "https://t", seal
)
VIEW = Notification(
    id="n-1",
    version=3,
    reference="NTK-2026-0001",
    headline="Child looked after missing",
    deadline="Acknowledge by Mon 23 Nov 12:00",
    asks=(
        Ask("Acknowledge that you know", by="Mon 12:00", actions=(Action("acknowledge", "Acknowledge", "positive"),)),
        Ask(
            "A task",
            questions=(Question("task.sta-panel.reference", "text", "Its reference"), REASON),
            actions=(Action("done", "Done", id="n-1:task:1"), Action("decide-not-to", "Not", id="n-1:task:1")),
        ),
        Ask("Another", questions=(REASON,), actions=(Action("done", "Done", id="n-1:task:2"),)),
        Ask("Everything", questions=EVERY_KIND, actions=(Action("stand-down", "No"),)),
        Ask("Give the rest of the details", actions=(Action("complete", "Give the details"),)),
    ),
    offer=Ask(
        "Add a comment",
        questions=(Question("director.dcs_comment", "long-text", "Comment"),),
        actions=(Action("comment", "Save comment"),),
    ),
)
CARD = director(VIEW, FRAME)


def test_it_holds_nothing_that_outlook_does_not_know() -> None:
    for node in every(CARD):
        if "type" in node:
            own = OUTLOOKS_OWN if node["type"] == "AdaptiveCard" else set()
            assert set(node) - {"type"} <= VERSION_1_0[node["type"]] | own, node["type"]
    assert CARD["version"] == "1.0"
    assert CARD["hideOriginalBody"] is False


def test_it_follows_the_official_schema_but_for_outlooks_own() -> None:
    def known(part: Any) -> Any:
        if isinstance(part, list):
            return [known(each) for each in part]
        if not isinstance(part, dict):
            return part
        if part.get("type") == "Action.Http":
            return {"type": "Action.Submit", "id": part["id"], "title": part["title"]}
        return {name: known(value) for name, value in part.items() if name not in OUTLOOKS_OWN}

    assert [error.message for error in Draft6Validator(OFFICIAL).iter_errors(known(CARD))] == []


def test_every_input_has_its_label_above_it_and_as_its_placeholder() -> None:
    body: list[dict[str, Any]] = CARD["body"]  # type: ignore[assignment]
    for before, part in zip(body, body[1:], strict=False):
        if part["type"].startswith("Input."):
            assert before["type"] == "TextBlock"
            assert part["placeholder"]
    assert "A day (needed)" in [part.get("text") for part in body]


def test_every_id_stands_once_and_is_one_that_outlook_fills_in() -> None:
    """The official renderer knows {{ID.value}} for letters, digits and _ alone: with a dot the answer would be lost."""
    ids = [str(node["id"]) for node in every(CARD) if "id" in node]
    assert len(ids) == len(set(ids))
    for node in every(CARD):
        if str(node.get("type", "")).startswith("Input."):
            assert re.fullmatch(r"[a-zA-Z0-9_]+", node["id"])


def test_each_button_sends_its_asks_own_answers_under_their_own_names() -> None:
    sent = {node["id"]: json.loads(node["body"]) for node in parts(CARD, "Action.Http")}
    assert sent["done"]["inputs"] == {
        "task.sta-panel.reference": "{{task_sta_panel_reference.value}}",
        "reason": "{{reason.value}}",
    }
    assert sent["done#2"]["inputs"] == {"reason": "{{reason_2.value}}"}
    assert (sent["done"]["id"], sent["done#2"]["id"]) == ("n-1:task:1", "n-1:task:2")
    assert sent["comment"]["inputs"] == {"director.dcs_comment": "{{director_dcs_comment.value}}"}
    assert sent["acknowledge"]["inputs"] == {}
    assert sent["refresh"]["inputs"] == {}
    for node in parts(CARD, "Action.Http"):
        assert {"name": "Authorization", "value": ""} in node["headers"]
        assert {"name": "Content-Type", "value": "application/json"} in node["headers"]


def test_a_kind_of_thing_asked_that_nobody_has_thought_of_yet_needs_no_new_card_code() -> None:
    """The builder knows no kind of duty: words, inputs and buttons all come from what is asked."""
    strange = Ask("Feed the otters", by="Tue 24 Nov 17:00", note="Twice a day.", questions=EVERY_KIND)
    asked = replace(strange, actions=(Action("otters-fed", "They are fed", id="duty-7"), Action("no-otters", "None")))
    card = director(replace(VIEW, asks=(asked,)), FRAME)
    texts = [part["text"] for part in parts(card, "TextBlock")]
    assert "Feed the otters by Tue 24 Nov 17:00" in texts
    assert "Twice a day." in texts
    sent = {each["id"]: json.loads(each["body"]) for each in parts(card, "Action.Http") if each["id"] != "refresh"}
    assert {"otters-fed", "no-otters"} <= set(sent)
    assert set(sent["otters-fed"]["inputs"]) == {question.id for question in EVERY_KIND}
    assert (sent["otters-fed"]["id"], sent["otters-fed"]["verb"]) == ("duty-7", "otters-fed")


def test_what_takes_a_form_stays_in_teams_and_the_card_says_so() -> None:
    assert "complete" not in [node.get("id") for node in every(CARD)]
    assert "Give the rest of the details: in Teams, with the button below." in json.dumps(CARD)


def test_hostile_text_is_inert() -> None:
    """In a TextBlock Outlook reads Markdown; a placeholder in a text would be filled in."""
    ask = Ask(
        HOSTILE,
        note=HOSTILE,
        questions=(Question("reason", "text", HOSTILE, value=HOSTILE, hint=HOSTILE),),
        actions=(Action("tell", HOSTILE),),
    )
    view = replace(VIEW, headline=HOSTILE, about=HOSTILE, banner=HOSTILE, asks=(ask,), offer=None)
    for node in parts(director(view, FRAME), "TextBlock"):
        text = node["text"]
        assert "**bold**" not in text
        assert "](https" not in text
        assert "<at>" not in text
        assert "{{" not in text
        assert not re.search("[\u202a-\u202e\r\n]", text)


def test_a_hundred_asks_with_long_texts_still_make_a_card_of_bounded_size() -> None:
    long = "Why this is asked, at length. " * 60
    asks = tuple(
        Ask(
            long,
            note=long,
            questions=(replace(REASON, id=f"r{n}", value=long),),
            actions=(Action("done", long, id=str(n)),),
        )
        for n in range(100)
    )
    assert len(json.dumps(director(replace(VIEW, asks=asks), FRAME)).encode()) < 500_000


@pytest.mark.parametrize("title", ["Nothing more is asked.", HOSTILE])
def test_words_alone_are_a_card_with_the_way_into_teams(title: str) -> None:
    card = words_alone(title, "Go on in Teams.", FRAME)
    assert [node["url"] for node in parts(card, "Action.OpenUrl")] == ["https://t"]
    assert parts(card, "Action.Http") == []
