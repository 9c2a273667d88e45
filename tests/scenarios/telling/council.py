"""The words in which these scenarios are told: a council in rehearsal, its reports, its people at their Teams."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import yaml

from tests.harness import Message, NotSeen, Rehearsal

SHIPPED = Path(__file__).parents[3] / "bot/rehearsal/organisations/informing-the-director.yaml"
INBOX = "need-to-know@rehearsal.example"

CHILD = "Child K-104"
ACCOUNT = "Did not come back from the swimming pool"

CALM = {
    "subject.kind": "child",
    "about.staff": "no",
    "danger.now": "no",
    "emergency.called": "yes",
    "abuse.suspected": "no",
    "whereabouts": "at the placement",
    "media.interest": "none",
    "basic.child_name": CHILD,
    "incident.details": ACCOUNT,
}
LOOKED_AFTER_MISSING = {**CALM, "happened": "missing", "child.status": "cla", "whereabouts": "not known"}
"""Always told to the DCS and the CM, within one working day: keeps office hours."""
SERIOUS_INJURY = {**CALM, "happened": "serious-injury", "child.status": "cla"}
"""Always told to the DCS and the CM, within one hour at any hour."""
AT_RISK_MISSING = {**CALM, "happened": "missing", "child.status": "cin", "risk.serious_harm": "yes"}
"""The ACM or the CM decides whether the DCS is told, within one hour at any hour."""
CHARGED = {**CALM, "happened": "charged", "child.status": "cla", "charge.serious": "yes"}
"""The ACM or the CM decides whether the DCS is told; keeps office hours."""
VIOLENCE_AGAINST_STAFF = {
    **CALM,
    "subject.kind": "staff",
    "happened": "violence-against-staff",
    "about.staff": "yes",
    "basic.child_name": "",
}
"""Always told to the DCS and the CM, and about staff."""

FRIDAY_FOUR = "2026-11-20T16:00:00+00:00"
"""Friday 20 November 2026, 16:00 in London: an hour of office is left before the weekend."""
TUESDAY_TEN = "2026-11-24T10:00:00+00:00"


class Council(Rehearsal):
    """A rehearsal in which people report, look at their cards, and press."""

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def report(self, facts: Mapping[str, str], by: str = "rowan") -> str:
        """A full report, filled in step by step, until it is saved. Returns its reference."""
        self.to_check(facts, by)
        person = self.person(by)
        card = person.card(action="send", place="personal")
        outcome = person.presses(card, "send", {key: facts[key] for key in card.inputs if facts.get(key)})
        assert outcome.settled, outcome.still
        return self.reference_on(person.card(text="NTK-", place="personal"))

    def to_check(self, facts: Mapping[str, str], by: str = "rowan") -> Message:
        """A full report, filled in step by step, up to its last card."""
        person = self.person(by)
        person.says("report")
        person.presses(person.card(action="start", place="personal"), "start", self._some(facts, by, "start"))
        return self._filled(facts, by)

    def changes(self, reference: str, facts: Mapping[str, str], action: str, by: str = "rowan") -> None:
        """Open the details of a report again, change these, and press the last card's button."""
        person = self.person(by)
        person.presses(person.card(text=reference, action="complete", place="personal"), "complete")
        outcome = person.presses(self._filled(facts, by), action)
        assert outcome.settled, outcome.still

    def reference_on(self, card: Message) -> str:
        """The reference that a card names first."""
        start = card.words.index("NTK-")
        return card.words[start : start + 13]

    def _filled(self, facts: Mapping[str, str], by: str) -> Message:
        person = self.person(by)
        for _ in range(12):
            card = next(m for m in reversed(person.sees("personal")) if {"send", "next"} & set(m.actions))
            if "send" in card.actions:
                return card
            outcome = person.presses(card, "next", self._some(facts, by, "next"))
            assert outcome.settled, outcome.still
        raise NotSeen("the report does not come to its last card")

    def _some(self, facts: Mapping[str, str], by: str, action: str) -> dict[str, str]:
        card = self.person(by).card(action=action, place="personal")
        return {key: facts[key] for key in card.inputs if facts.get(key)}

    # -- what people see ----------------------------------------------------------------------

    def cards(self, who: str, reference: str = "NTK-") -> list[Message]:
        """This person's own cards that name a notification, oldest first."""
        return [m for m in self.person(who).sees("personal") if m.card is not None and reference in m.words]

    def came(self, who: str, reference: str = "NTK-") -> list[Message]:
        """This person's own cards that ever named a notification, oldest first: each rang once, older ones are gone."""
        cards = self.person(who).sees("personal", ever="1")
        return [m for m in cards if m.card is not None and reference in m.words]

    def count(self, who: str) -> int:
        """How many messages of the bot ever came to this person's own chat."""
        return len([m for m in self.person(who).sees("personal", ever="1") if m.sender == "bot"])

    def newest(self, who: str) -> Message:
        """The newest message in this person's own chat."""
        return self.person(who).sees("personal")[-1]

    def post(self, who: str = "morgan") -> Message:
        """The newest post about a notification in the managers' channel."""
        return self.person(who).card(text="NTK-", place="managers")

    def posted(self) -> bool:
        """Does the managers' channel hold a post about a notification?"""
        try:
            self.post()
        except NotSeen:
            return False
        return True

    def chat_of(self, who: str) -> str:
        """The id of this person's own chat with the bot, for a fault that strikes there alone."""
        self.person(who).says("help")
        row = [r for r in self.wire() if r["direction"] == "to-bot" and r["body"]][-1]
        return str(row["body"]["conversation"]["id"])

    def acknowledges(self, who: str, place: str = "personal", card: Message | None = None) -> str:
        """Press "Acknowledge" on the newest card that has it; returns the words of the card that came back."""
        person = self.person(who)
        card = card or person.card(action="acknowledge", place=place)
        outcome = person.presses(card, "acknowledge")
        assert outcome.settled, outcome.still
        assert outcome.status == 200
        return words_of(outcome.card)

    def decides(self, who: str, action: str, reason: str = "", card: Message | None = None) -> str:
        """Press "tell" or "do-not-tell"; returns the words of the card that came back."""
        person = self.person(who)
        card = card or person.card(action=action, place="personal")
        outcome = person.presses(card, action, {"reason": reason} if reason else {}, raw=True)
        assert outcome.settled, outcome.still
        assert outcome.status == 200
        return words_of(outcome.card)

    def runs_to(self, instant: str) -> None:
        """Move the clock to a London instant, through everything that falls due."""
        outcome = self.advance_to(instant)
        assert outcome.settled, outcome.still


def words_of(card: Any) -> str:
    """Every word of a card, from its JSON."""
    found: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            found.extend(str(part[k]) for k in ("text", "title", "value", "label") if isinstance(part.get(k), str))
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(card)
    return "\n".join(found)


def organisation(folder: Path, **changes: Any) -> Path:
    """The shipped organisation file with these keys replaced, as a file of its own."""
    data = copy.deepcopy(yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))
    data.update(changes)
    path = folder / "organisation.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path
