"""Writing a report as somebody does it: one step after the other, each on the card they have in front of them."""

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.harness import Message, Outcome, Person, Rehearsal

INBOX = "need-to-know@rehearsal.example"

CLA_MISSING = {"subject.kind": "child", "happened": "missing", "child.status": "cla"}
CP_MISSING = {"subject.kind": "child", "happened": "missing", "child.status": "cp"}
NOT_ABOUT_STAFF = {"about.staff": "no", "media.interest": "none"}
ACCOUNT = {"basic.child_name": "Child K-104", "incident.details": "Did not come back from school."}


class Writing:
    """A report in somebody's own chat; `via` is how their Teams sends a press (None: the card's own way)."""

    def __init__(self, person: Person, via: str | None = None) -> None:
        self.person = person
        self.via = via

    def card(self, action: str | None = None) -> Message:
        """The report's newest card."""
        if action:
            return self.person.card(action=action, place="personal")
        for message in reversed(self.person.sees("personal")):
            if {"tell-now", "next", "send"} & set(message.actions):
                return message
        raise AssertionError("there is no card of a report")

    def opened(self) -> "Writing":
        """The person types "report", and chooses a new one if another waits."""
        self.person.says("report")
        newest = self.person.sees("personal")[-1]
        if "new" in newest.actions:
            self.person.presses(newest, "new", via=self.via)
        return self

    def discard(self) -> Outcome:
        """Throw the report away, and mean it."""
        asked = self.press("discard")
        return self.press("discard-it") if "discard-it" in str(asked.card or asked.messages) else asked

    def press(self, action: str, inputs: Mapping[str, object] | None = None, *, raw: bool = False) -> Outcome:
        """Press a button of the report's newest card."""
        return self.person.presses(self.card(action), action, inputs, via=self.via, raw=raw)

    def started(self) -> "Writing":
        """Typed "report", and chose the full report."""
        self.opened().press("start")
        return self

    def to_check(
        self,
        who: Mapping[str, object],
        facts: Mapping[str, object] = NOT_ABOUT_STAFF,
        account: Mapping[str, object] = ACCOUNT,
        agencies: Mapping[str, object] | None = None,
    ) -> Message:
        """The full report up to its last card."""
        self.started()
        for answers in (who, facts, account, agencies or {}):
            self.press("next", answers)
        return self.card("send")

    def sent(self, who: Mapping[str, object], facts: Mapping[str, object] = NOT_ABOUT_STAFF) -> Outcome:
        """The whole report, sent."""
        self.to_check(who, facts)
        return self.press("send")


def answer(outcome: Outcome) -> str:
    """What the bot answered to this press or message, as the card's text: the card itself may be brought up to date."""
    if outcome.card is not None:
        return json.dumps(outcome.card, ensure_ascii=False)
    return "\n".join(message.words for message in outcome.messages)


def reports_of(person: Person) -> list[str]:
    """The references in somebody's list of their own reports."""
    person.says("my reports")
    words = person.sees("personal")[-1].words
    return sorted({word.rstrip(":,.") for word in words.split() if word.startswith("NTK-")})


def reference(outcome: Outcome) -> str:
    """The reference that a report was saved under, from the answer to the press that sent it."""
    found = re.search(r"NTK-\d{4}-\d{4,}", answer(outcome))
    assert found, f"no reference in {answer(outcome)[:500]}"
    return found.group()


def told(person: Person, report: str) -> list[Message]:
    """The personal cards about a report, by its reference, that this person has."""
    return [m for m in person.sees("personal") if "refresh" in m.actions and report in m.words]


def posts(tenant: Rehearsal, report: str) -> list[Message]:
    """What stands in the managers' channel about a report."""
    return [m for m in tenant.person("dana").sees("managers") if m.sender == "bot" and report in m.words]


def mails(tenant: Rehearsal, report: str) -> list[dict[str, Any]]:
    """What arrived in the Need-to-Know inbox about a report."""
    return [mail for mail in tenant.mail_to(INBOX) if report in mail["subject"]]
