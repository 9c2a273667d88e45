"""The journal line by line in plain sentences, for reading on a screen; the sheet keeps every detail of each line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.documents.sheet import said
from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import DutyKind
from bot.notifications.journal import Entry
from bot.notifications.telling import ON_CALL
from bot.services.authority import Authority
from bot.services.speaking import moment

Kind = Literal[
    "reported", "told", "posted", "opened", "acknowledged", "decided", "reminded", "escalated", "trouble", "other"
]

KINDS: Mapping[str, Kind] = {
    "told-now": "reported",
    "reported": "reported",
    "sent-as-it-stood": "reported",
    "kept": "reported",
    "still": "reported",
    "sent-after-all": "reported",
    "not-confirmed": "escalated",
    "stood-down": "decided",
    "answered": "reported",
    "draft.begun": "reported",
    "draft.reportable": "reported",
    "completing": "reported",
    "completed": "reported",
    "told": "told",
    "reached": "told",
    "told-orally": "told",
    "asked": "opened",
    "opened": "opened",
    "acknowledged": "acknowledged",
    "acknowledged-again": "acknowledged",
    "decided": "decided",
    "decided-again": "decided",
    "commented": "decided",
    "update": "other",
    "question-asked": "decided",
    "question-answered": "other",
    "action-required": "decided",
    "action-done": "other",
    "taken-back": "decided",
    "found": "other",
    "decided-anew": "reported",
    "decided-first": "decided",
    "taken-further": "escalated",
    "not-decided-first": "escalated",
    "phoned": "told",
    "task-done": "decided",
    "task-decided-not-to": "decided",
    "reminded": "reminded",
    "escalated": "escalated",
    "moved-on": "escalated",
    "reach-asked": "escalated",
    "handed-over": "escalated",
    "handed-back": "other",
    "not-told-in-time": "trouble",
    "delivery-refused": "trouble",
    "posted-again": "trouble",
    "kept-from": "decided",
    "kept-from-by": "decided",
    "counts-no-more": "other",
    "restricted": "decided",
    "restriction-lifted": "decided",
    "readers-named": "decided",
    "anonymised": "reported",
    "version-approved": "decided",
    "version-declined": "decided",
    "read": "opened",
    "refused": "trouble",
    "due-moved": "other",
    "drill-begun": "other",
    "drill-failed": "trouble",
    "erased": "other",
}
"""What a verb of the journal amounts to, for somebody who looks for one thing. Any other verb is "other"."""

_SENT: Mapping[str, tuple[Kind, str]] = {
    Purpose.POST: ("posted", "shows the post, without details"),
    Purpose.INBOX: ("posted", "holds the whole report"),
    Purpose.UPDATE: ("told", "has a card with the update"),
    Purpose.RECEIPT: ("other", "has a card that shows how the report stands"),
    Purpose.REMINDER: ("reminded", "has the reminder"),
    Purpose.FORM: ("other", "has the form"),
    Purpose.DRAFT: ("reminded", "has the reminder"),
    Purpose.DIGEST: ("reminded", "has the reminder, in one list with others"),
    Purpose.OPENED: ("other", "has the card that they asked for"),
    Purpose.ESCALATION: ("escalated", "was told, because somebody else had not acted"),
    Purpose.REACH: ("escalated", "was asked to phone somebody"),
    Purpose.ASSISTANT: ("told", "has it to read, as the assistant of somebody told"),
    Purpose.TASK: ("told", "has the card that asks for something besides"),
    Purpose.ANSWERED: ("other", "has the answer, or knows that it is done"),
    Purpose.STAND_IN: ("trouble", "was sent a mail, because the card had not arrived"),
}
_BOT = "Need to Know"
_NOT_DONE: Mapping[str, str] = {
    DutyKind.ACKNOWLEDGE: "not acknowledged yet",
    DutyKind.DECIDE: "not decided yet",
    DutyKind.COMPLETE: "the rest of the details is missing",
    DutyKind.REACH: "nobody has said yet that the phone call was made",
    DutyKind.SEND: "the report is not sent yet",
    DutyKind.FIRST: "not decided yet whether it is notified",
    DutyKind.WATCH: "nobody has said yet whether it still holds",
    DutyKind.PHONE: "the phone call is not recorded yet",
    DutyKind.TASK: "something the policy asks for is not recorded as done yet",
    DutyKind.ANSWER: "a question is not answered yet",
    DutyKind.ACTION: "an action is not done yet",
    DutyKind.REVIEW_DAY: "it is not reviewed yet",
    DutyKind.ANONYMISE: "the anonymised version is not written yet",
    DutyKind.APPROVE: "the anonymised version is not approved yet",
    DutyKind.UPDATE: "the update that is due about a missing child has not come yet",
}


@dataclass(frozen=True)
class Happening:
    """One line of the journal as a sentence: `name`, then `words`. `actor` is an Entra object id or "system".

    `at` is aware and UTC.
    """

    at: datetime
    actor: str
    name: str
    words: str
    kind: Kind


def happening(entry: Entry, authority: Authority) -> Happening:
    """This line of the journal, with the one whom it is about as its subject."""
    name, words = said(entry, authority)
    content = entry.content or {}
    kind = KINDS.get(entry.verb, "other")
    if entry.verb == "sent":
        kind = _SENT.get(content.get("purpose", ""), (kind, ""))[0]
    if content:
        name, words = _plain(entry.verb, content, authority) or (name, words)
    return Happening(entry.at, entry.actor, name, words, kind)


def _plain(verb: str, content: Mapping[str, str], authority: Authority) -> tuple[str, str] | None:
    """A sentence of its own, where the sheet's line is made for checking rather than reading; else None."""
    name, roles = content.get("name", ""), _titles(content.get("roles", ""), authority)
    if verb in ("told-now", "reported", "sent-as-it-stood"):
        how = {"told-now": "reported with Tell now", "reported": "sent the report"}.get(verb, "sent it as it stood")
        return name, f"{how}; saved. To be told: {roles or 'nobody yet'}"
    if verb == "draft.reportable":
        limit = moment(datetime.fromisoformat(content["by"]))
        return _BOT, f"sees that the report, not sent yet, must be told by {limit}"
    if verb in ("acknowledged", "decided"):
        covers = f" for {content['covers']}" if content.get("covers") else ""
        cover = f" (cover{covers})" if content.get("acting") == "cover" else ""
        capacity = f", as {_titles(content['role'], authority)}{cover}" if content.get("role") else ""
        if verb == "acknowledged":
            return name, f"acknowledged{capacity}"
        tell = "tell" if content.get("outcome") == "tell" else "do not tell"
        about = _titles(content.get("about", ""), authority)
        reason = f" Reason: {content['reason']}" if content.get("reason") else ""
        return name, f"decided{capacity}: {tell} the {about}.{reason}"
    if verb == "told-orally":
        return (
            name,
            f"recorded, as {content['acting']}: told {content.get('whom', 'somebody')} in person or by phone, "
            f"{content['when']}",
        )
    if verb == "kept-from":
        before = f", who had been told of it: {content['told_before']}" if content.get("told_before") else ""
        return name, f"said that it must be kept from {content.get('whom', '')}{before}"
    return _by_the_bot(verb, content, authority)


def _by_the_bot(verb: str, content: Mapping[str, str], authority: Authority) -> tuple[str, str] | None:
    """What it sent, and the steps it took, with the one whom it reached as the subject."""
    to = content.get("to", "")
    if verb == "told":
        return to, f"was told in Teams, as {_titles(content.get('roles', ''), authority)}"
    if verb == "sent" and content.get("purpose") in _SENT:
        name = {Via.CHANNEL: f"The channel {to}", Via.MAIL: f"The mailbox {to}"}.get(Via(content["via"]), to)
        return name, _SENT[content["purpose"]][1]
    if verb in ("reminded", "escalated"):
        missing = _NOT_DONE.get(content.get("duty", ""), "something is not done yet")
        owner = _titles(content.get("role", ""), authority, " or ")
        asks = "reminds" if verb == "reminded" else "asks"
        return _BOT, f"{asks} {content.get('told', '')}: {f'the {owner} has ' if owner else ''}{missing}"
    if verb == "handed-over":
        return to, f"is asked, as cover for {content.get('covers', '')}"
    if verb == "handed-back":
        return to, "is back: what is open is theirs again"
    if verb == "moved-on":
        undecided = _titles(content.get("undecided", ""), authority, " or ")
        told = _titles(content.get("told", ""), authority)
        return _BOT, f"tells the {told}, because the {undecided} has not decided"
    return None


def _titles(roles: str, authority: Authority, between: str = " and ") -> str:
    """Roles in words, from their ids with commas between."""
    named = [role.strip() for role in roles.split(",") if role.strip()]
    titles = ["the person on call" if role == ON_CALL else authority.organisation.role_title(role) for role in named]
    return between.join(titles)
