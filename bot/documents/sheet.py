"""The sheet: who knew what, when. Made from the journal; the words "saved", "told", "acknowledged" are never mixed."""

from datetime import datetime

from bot.documents.for_anybody import for_anybody
from bot.notifications.journal import Entry
from bot.notifications.notification import Record
from bot.services import progress, summary
from bot.services.authority import Authority
from bot.services.speaking import who
from rules.instants import LONDON

WHAT = {
    "told-now": "told from the first card; saved",
    "reported": "reported; saved",
    "draft.begun": "began a report",
    "draft.reportable": "a draft became reportable; not sent yet",
    "sent-as-it-stood": "sent a draft as it stood; saved",
    "staff-matter": "became a staff matter: taken out of the channel",
    "kept-from": "said who must not know of it",
    "kept-from-by": "said that somebody must not know of it",
    "counts-no-more": "what somebody did who must not know of it counts no more, and is asked again",
    "restricted": "restricted who reads it",
    "restriction-lifted": "lifted the restriction",
    "readers-named": "changed who reads it whole",
    "anonymised": "wrote the anonymised version",
    "version-approved": "approved the anonymised version: it is shown",
    "version-declined": "sent the anonymised version back",
    "read": "was shown the whole of what is restricted",
    "kept": "reported and kept: no row required it yet; saved",
    "still": "answered that it still holds: everybody is told",
    "stood-down": "stood it down",
    "answered": "answered what was left open",
    "sent-after-all": "sent what was kept",
    "not-confirmed": "nobody could confirm it in time: told all the same",
    "decided-first": "decided whether it is notified",
    "not-decided-first": "notified without a decision",
    "taken-further": "took a decision not to notify to the next manager",
    "phoned": "recorded a phone call",
    "task-done": "recorded a task as done",
    "task-decided-not-to": "decided not to do a task",
    "asked": "asked for the details",
    "completed": "gave the rest of the details",
    "completing": "began to give the rest of the details",
    "told": "told",
    "sent": "sent",
    "acknowledged": "acknowledged",
    "acknowledged-again": "pressed acknowledge again",
    "decided": "decided",
    "commented": "commented",
    "update": "added an update",
    "question-asked": "asked a question",
    "question-answered": "answered a question",
    "action-required": "required an action",
    "action-done": "did an action",
    "taken-back": "took back a question or an action",
    "found": "said that a missing child was found",
    "decided-anew": "by that update it was decided anew",
    "decided-again": "pressed a decision after it was made",
    "reminded": "reminded",
    "escalated": "escalated",
    "moved-on": "moved on without a decision",
    "not-told-in-time": "a role was not told in time",
    "reach-asked": "a person was asked to reach somebody",
    "reached": "told somebody by phone or in person",
    "told-orally": "recorded, as an assistant, that they told somebody in person or by phone",
    "delivery-refused": "a message was refused",
    "posted-again": "a card was posted again, marked REPEAT: Teams had not said whether it took the first",
    "opened": "opened the details",
    "handed-over": "passed on to whoever covers",
    "handed-back": "handed back to whoever was away",
    "refused": "was refused",
    "due-moved": "counted a time again, because the bank holidays changed",
    "drill-begun": "began a drill",
    "drill-failed": "was not acknowledged in time: the drill failed",
    "erased": "erased what earlier lines said",
}

DETAIL = {
    "told": ("to", "roles", "via"),
    "sent": ("to", "purpose", "via"),
    "acknowledged": ("role", "acting", "covers"),
    "decided": ("outcome", "about", "reason", "acting", "covers"),
    "commented": ("acting", "covers"),
    "question-asked": ("said.whom", "said.due", "said.what", "acting", "covers"),
    "question-answered": ("said.which", "said.what", "acting", "covers"),
    "action-required": ("said.whom", "said.due", "said.what", "acting", "covers"),
    "action-done": ("said.which", "said.what", "acting", "covers"),
    "taken-back": ("said.which", "said.why", "acting", "covers"),
    "update": ("said.name", "said.now", "said.what", "acting", "covers"),
    "found": ("said.name", "said.condition", "said.when", "said.seen", "said.what", "acting", "covers"),
    "decided-anew": ("rows",),
    "handed-over": ("to", "covers"),
    "handed-back": ("to",),
    "reminded": ("duty", "role", "told"),
    "escalated": ("duty", "role", "told"),
    "moved-on": ("undecided", "told"),
    "reported": ("rows", "roles", "reason"),
    "sent-after-all": ("reason",),
    "sent-as-it-stood": ("rows", "roles"),
    "draft.reportable": ("by", "row"),
    "told-now": ("rows", "roles"),
    "still": ("row",),
    "stood-down": ("row", "what"),
    "answered": ("questions",),
    "not-confirmed": ("row",),
    "decided-first": ("outcome", "role", "acting", "covers", "reason"),
    "not-decided-first": ("undecided",),
    "taken-further": ("to",),
    "phoned": ("role", "whom", "answered", "covers"),
    "task-done": ("task", "role", "acting", "covers", "said"),
    "task-decided-not-to": ("task", "role", "acting", "covers", "said"),
    "completed": ("rows",),
    "delivery-refused": ("to", "purpose", "via", "code"),
    "posted-again": ("to", "purpose", "via"),
    "not-told-in-time": ("role",),
    "reach-asked": ("asked", "whom"),
    "reached": ("whom", "covers"),
    "told-orally": ("acting", "whom", "when"),
    "refused": ("pressed", "why"),
    "due-moved": ("duty", "role", "before", "by"),
    "erased": ("lines", "why"),
    "counts-no-more": ("duty", "role", "whose"),
    "restricted": ("role", "acting", "covers"),
    "restriction-lifted": ("role", "acting", "covers"),
}

_REQUIRED = {"said.whom": "of", "said.due": "due", "covers": "as cover for"}
LABELS = {
    "acknowledged": {"covers": "as cover for"},
    "decided": {"covers": "as cover for"},
    "decided-first": {"covers": "as cover for"},
    "phoned": {"covers": "as cover for"},
    "reached": {"covers": "as cover for"},
    "commented": {"covers": "as cover for"},
    "question-asked": {**_REQUIRED, "said.what": "question"},
    "question-answered": {"said.which": "which", "said.what": "answer", "covers": "as cover for"},
    "action-required": {**_REQUIRED, "said.what": "action"},
    "action-done": {"said.which": "which", "said.what": "what was done", "covers": "as cover for"},
    "taken-back": {"said.which": "which", "said.why": "why", "covers": "as cover for"},
    "update": {"said.name": "about", "said.now": "happened since", "said.what": "new", "covers": "as cover for"},
    "found": {
        "said.name": "who",
        "said.condition": "how they are",
        "said.when": "when",
        "said.seen": "seen by",
        "said.what": "circumstances",
        "covers": "as cover for",
    },
    "handed-over": {"covers": "as cover for"},
    "reminded": {"told": "asks"},
    "escalated": {"told": "asks"},
    "moved-on": {"told": "next"},
    "task-done": {"said": "reference", "covers": "as cover for"},
    "task-decided-not-to": {"said": "reason", "covers": "as cover for"},
}
"""A step says whom it asks; whether a message to them was taken is a line of its own: "sent", or "refused"."""


def printed(record: Record, authority: Authority) -> str:
    """The sheet as plain text, times in London with their offset."""
    record = for_anybody(record)
    notification = record.notification
    by = f" by {summary.reporter(notification)}" if not notification.is_veiled else ""
    lines = [
        f"Who knew what, when: {notification.reference}",
        f"{summary.headline(notification)}",
        f"Policy {notification.decision.policy}, version {notification.decision.version}",
        f"The organisation was aware {stamp(notification.aware)}",
        f"Reported{by}, {stamp(notification.created_at)}",
        f"{progress.notify_line(record)} {progress.awareness_line(record)}",
        "",
    ]
    lines += [_line(entry, authority) for entry in sorted((*record.drafting, *record.journal), key=lambda e: e.at)]
    lines += [
        "",
        "How it stands:",
        *(f"- {line}" for line in _standing(record, authority)),
        f"- {record.status}",
    ]
    lines += [
        "",
        "“told” means that Teams or Outlook took the message;",
        "only “acknowledged” and “opened” mean that somebody saw it.",
    ]
    return "\n".join(_plain(line) for line in lines)


def _standing(record: Record, authority: Authority) -> tuple[str, ...]:
    """Who was told and what is open; of a restricted one nothing but that: its duties tell what happened."""
    if record.notification.is_veiled:
        return ("Restricted: only a few people may read what it is about",)
    return progress.told_lines(record, authority)


def stamp(at: datetime) -> str:
    """ "2026-11-20 16:02:00 +00:00" in London time."""
    local = at.astimezone(LONDON)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:]}"


def said(entry: Entry, authority: Authority) -> tuple[str, str]:
    """A line of the journal in words: who, and what they did, with its details behind it."""
    content = entry.content or {}
    actor = content.get("name") or who(entry.actor, authority)
    labels = LABELS.get(entry.verb, {})
    details = [f"{labels.get(key, key)}: {content[key]}" for key in DETAIL.get(entry.verb, ()) if content.get(key)]
    erased = " (content erased)" if entry.content is None else ""
    detail = f" ({'; '.join(details)})" if details else ""
    return actor, f"{WHAT.get(entry.verb, entry.verb)}{detail}{erased}"


def _line(entry: Entry, authority: Authority) -> str:
    actor, words = said(entry, authority)
    return f"{stamp(entry.at)}  {actor}: {words}"


def _plain(line: str) -> str:
    """One line stays one line, whatever somebody typed."""
    return "".join(c if c.isprintable() else " " for c in line)
