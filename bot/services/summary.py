"""What was reported, in words, for cards, mails and the sheet: the same sentences on every surface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.notifications.form import Ask, answer_words, answered, as_draft, asked_of
from bot.notifications.notification import Notification
from bot.notifications.remark import Remark
from bot.notifications.telling import counted
from bot.services import added, keeping_from, restricted
from bot.services.authority import Authority
from bot.services.speaking import timed, timed_text, who

ACCOUNT, NAME = "incident.details", "basic.child_name"
CONTACT, TELEPHONE = "contact.key_contact", "contact.telephone"
BRIEF: Mapping[str, str] = MappingProxyType(
    {
        "whereabouts": "Where each child is",
        "danger.now": "Anybody in danger now?",
        "emergency.called": "Police or ambulance called?",
    }
)
"""The first questions of whoever is told, in few words."""


DRILL = "DRILL, not real: Need to Know tests itself"


@dataclass(frozen=True)
class Line:
    """A label and a value, under a section."""

    label: str
    value: str
    section: str = ""


def headline(notification: Notification) -> str:
    """What it is, in the pack's words. Told from the first card, before anybody could say more, it says so."""
    if notification.drill:
        return DRILL
    rows = [t for t in counted(notification) if t.status == "reportable"] or list(counted(notification))
    if notification.told_now and not any(t.status == "reportable" for t in counted(notification)):
        return "Told at once; details follow"
    rows = rows or list(notification.decision.triggers)
    titles = list(dict.fromkeys(t.title for t in rows)) or ["Kept: no row requires it"]
    return titles[0] if len(titles) == 1 else f"{titles[0]} (and {len(titles) - 1} more)"


def reporter(notification: Notification) -> str:
    """Who reported it; and who sent it, where a manager had to."""
    sent = f" (sent, unfinished, by {notification.sent_by})" if notification.sent_by else ""
    return f"{notification.reporter_name}{sent}"


def about(notification: Notification, authority: Authority) -> str:
    """Whom it is about: the name given, or else what the person is; and how the council knows them."""
    said = _said(notification, authority)
    whom = said[NAME][1] if NAME in said else said["subject.kind"][1] if "subject.kind" in said else ""
    status = said["child.status"][1] if "child.status" in said else ""
    people = _people(notification)
    if people > 1:
        return f"About {people} people{f': {whom}' if NAME in said else ''}"
    if whom and status[1:2].islower():
        status = f"{status[0].lower()}{status[1:]}"
    known = ", ".join(part for part in (whom, status) if part)
    return f"About: {known}" if known else ""


def account(notification: Notification) -> str:
    """What happened, in the reporter's own words."""
    return notification.answers.get(ACCOUNT, "").strip()


def brief(notification: Notification, authority: Authority, now: datetime) -> tuple[Line, ...]:
    """What everybody asks first: where each child is, danger, police, and whom to ring. "Not said" is said."""
    said = _said(notification, authority, now)
    rows = [Line(label, said[key][1] if key in said else "Not said") for key, label in BRIEF.items()]
    if readers := restricted.to_readers(notification, authority, now):
        rows.append(Line("Restricted", readers))
        rows += [Line(label, text) for label, text in restricted.versions(notification, now)]
    rows.append(Line("Reported by", f"{reporter(notification)}, {timed(notification.created_at, now)}"))
    if names := keeping_from.names(notification, authority):
        rows.append(Line("Must not know of this", names))
    if TELEPHONE in said:
        whom = said[CONTACT][1] if CONTACT in said else notification.reporter_name
        rows.append(Line("Ring", f"{whom}, {said[TELEPHONE][1]}"))
    return tuple(rows)


def remarks(notification: Notification, authority: Authority, now: datetime) -> tuple[Line, ...]:
    """What the people who were told have added, such as the director's comment: who, when, and as whose cover.

    Every comment stands; of what is chosen, the newest. What was added by deeds stands above, the newest first.
    """
    found = [Line(*line) for line in added.lines(notification, authority, now)]
    for role in authority.pack.roles:
        for ask in asked_of(role.id, authority.pack):
            said = [r for r in notification.remarks if r.field == ask.id]
            earlier = answer_words(ask, notification.answers)  # from before each had its author
            if earlier and (ask.longest or not said):
                found.append(Line(ask.label, earlier, "Said since"))
            for remark in said if ask.longest else said[-1:]:
                if words := answer_words(ask, {ask.id: remark.said}):
                    found.append(Line(f"{ask.label}, by {_by(remark, authority, now)}", words, "Said since"))
    return tuple(found)


def _by(remark: Remark, authority: Authority, now: datetime) -> str:
    cover = f" as cover for {who(remark.covers, authority)}" if remark.covers else ""
    return f"{remark.name}{cover or (' as cover' if remark.acting == 'cover' else '')}, {timed(remark.at, now)}"


def rest(notification: Notification, authority: Authority, now: datetime) -> tuple[Line, ...]:
    """What was answered besides the account, the brief and the remarks."""
    shown = {ACCOUNT, NAME, *BRIEF, *_of_roles(authority)}
    if notification.answers.get(TELEPHONE, "").strip():
        shown |= {TELEPHONE, CONTACT}
    return tuple(_line(*row) for key, row in _said(notification, authority, now).items() if key not in shown)


def _said(
    notification: Notification, authority: Authority, now: datetime | None = None
) -> Mapping[str, tuple[Ask, str]]:
    """Every answer in words, by input id; a time as `timed` says it."""
    rows = sorted(
        answered(as_draft(notification), authority.pack), key=lambda row: not row[0].id.startswith("incident.")
    )
    return {ask.id: (ask, said_at(ask, words, now)) for ask, words in rows}


def said_at(ask: Ask, words: str, now: datetime | None) -> str:
    """The words of an answer; those of a time with how long ago it was."""
    return timed_text(words, now) if ask.kind == "instant" else words


def _line(ask: Ask, words: str) -> Line:
    person = ask.id.partition("#")[2].partition(".")[0]
    return Line(ask.label, words, ask.section or (f"Person {person}" if person else "What happened"))


def _people(notification: Notification) -> int:
    return as_draft(notification).people


def _of_roles(authority: Authority) -> frozenset[str]:
    return frozenset(ask.id for role in authority.pack.roles for ask in asked_of(role.id, authority.pack))
