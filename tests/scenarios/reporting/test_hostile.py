"""What people type is kept as they typed it, and does nothing on anybody's screen."""

import json

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import CLA_MISSING, NOT_ABOUT_STAFF, Writing, mails, reference, told

HOSTILE = (
    "**bold** [press here](https://evil.example/x) <at>Dana Director</at> <script>alert(1)</script> "
    "<img src=x onerror=alert(1)> \u202ereversed\u202c zero\u200bwidth {{DATE(2026-01-01)}} ${secret} `code` # heading"
)


def test_hostile_words_are_inert_on_cards_and_in_the_mail_and_kept_as_typed(front_door: Rehearsal) -> None:
    rowan, dana = front_door.person("rowan"), front_door.person("dana")
    writing = Writing(rowan)
    name = "_Child_ <b>K-104</b>\u202e"
    check = writing.to_check(
        CLA_MISSING, NOT_ABOUT_STAFF, {"basic.child_name": name, "incident.details": HOSTILE + " end-of-it"}
    )
    writing.press("back")
    writing.press("back")
    kept = writing.card("next")
    assert kept.value("basic.child_name") == name
    assert kept.value("incident.details") == HOSTILE + " end-of-it"
    writing.press("next")
    writing.press("next")

    report = reference(writing.press("send"))

    (card,) = told(dana, report)
    for shown in (check, card):
        drawn = json.dumps(shown.card, ensure_ascii=False)
        assert "end-of-it" in drawn
        assert "\u202e" not in drawn
        assert "\u200b" not in drawn
        assert "<at>" not in drawn
        assert "{{DATE" not in drawn
        assert '"entities"' not in drawn
        assert not any("**bold**" in text or "](https" in text for text in _markdown(shown.card))
    (mail,) = mails(front_door, report)
    assert "end-of-it" in mail["body"]
    assert "<script" not in mail["body"]
    assert "<img" not in mail["body"]
    assert "\u202e" not in mail["body"]
    assert "K-104" not in mail["subject"]


def test_a_very_long_account_is_sent_whole_to_the_inbox_and_fits_every_card(front_door: Rehearsal) -> None:
    rowan = front_door.person("rowan")
    account = " ".join(f"sentence-{n}" for n in range(1, 450)) + " last-word"
    assert len(account) < 6000
    writing = Writing(rowan)
    writing.to_check(
        CLA_MISSING,
        NOT_ABOUT_STAFF,
        {"basic.child_name": "Child K-104", "incident.details": account, "basic.involvement": account},
    )

    outcome = writing.press("send")

    assert outcome.settled
    assert outcome.still == ()
    report = reference(outcome)
    (mail,) = mails(front_door, report)
    assert "last-word" in mail["body"]
    for person in ("dana", "charlie", "rowan"):
        (card,) = told(front_door.person(person), report)
        assert len(json.dumps(card.card)) < 28_000
        assert "Child K-104" in card.words


def _markdown(node: object) -> list[str]:
    """The texts that Teams reads Markdown in."""
    if isinstance(node, list):
        return [text for each in node for text in _markdown(each)]
    if not isinstance(node, dict):
        return []
    own = [str(node["text"])] if node.get("type") == "TextBlock" else []
    return own + [text for each in node.values() for text in _markdown(each)]
