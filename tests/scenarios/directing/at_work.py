"""The words of these scenarios: somebody does a thing by themselves, from their card in Teams or from their mail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.store.reader import read_record
from tests.harness import Message, Outcome
from tests.scenarios.telling.council import Council

ORGANISATIONS = Path(__file__).parents[3] / "bot/rehearsal/organisations"
REFERENCE = "NTK-2026-0001"


def person_id(council: Council, who: str) -> str:
    """Somebody's Entra object id, as a list of people to choose from has it."""
    return str(next(each["aad"] for each in council.people() if each["key"] == who))


def form(council: Council, who: str, button: str, reference: str = REFERENCE) -> Message:
    """The form behind "More ..." with this button, in a message of its own."""
    person = council.person(who)
    person.presses(person.card(text=reference, action="more", place="personal"), "more")
    listed = person.card(text="What else you can do", place="personal")
    actions = {each["title"]: each["id"] for each in listed.data["actions"]}
    assert button in actions, f"{who} may not: {', '.join(actions)}"
    person.presses(listed, actions[button])
    return person.card(action="do", place="personal")


def does(council: Council, who: str, button: str, inputs: Mapping[str, str], reference: str = REFERENCE) -> str:
    """Open such a form, fill it in, and send it; returns the words that came back."""
    opened = form(council, who, button, reference)
    return said(council.person(who).presses(opened, "do", inputs))


def said(outcome: Outcome) -> str:
    """Every word of the answer, and of the messages that came with it."""
    from tests.scenarios.telling.council import words_of

    return words_of(outcome.card) + "".join(message.words for message in outcome.messages)


def own_mail(council: Council, who: str) -> dict[str, Any]:
    """The newest mail with a card in somebody's own mailbox."""
    return [mail for mail in council.mail_to(f"{who}@rehearsal.example") if mail["card"]][-1]


def does_by_mail(council: Council, who: str, button: str, inputs: Mapping[str, str]) -> str:
    """The same from the newest mail with a card; returns the words in Outlook's status."""
    mail = own_mail(council, who)
    council.press_mail(who, mail, "more")
    actions = [a["id"] for a in own_mail(council, who)["actions"] if a["title"] == button]
    assert actions, [a["title"] for a in own_mail(council, who)["actions"]]
    council.press_mail(who, mail, actions[0])
    return str(council.press_mail(who, mail, "do", inputs).answer["value"])


def card(council: Council, who: str) -> Message:
    """Somebody's own card of the notification, as it is now."""
    return council.person(who).card(text=REFERENCE, action="refresh", place="personal")


def verbs(council: Council) -> list[tuple[str, str]]:
    """What the journal says was done, and by whom, oldest first."""
    record = read_record(council.folder / "bot", REFERENCE)
    return [(entry.verb, (entry.content or {}).get("name", entry.actor)) for entry in record.journal]
