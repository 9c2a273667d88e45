"""Who knew what, when, person by person: read from the journal and the deliveries, never guessed.

The sheet (sheet.py) tells the same as one list of lines. "Told" means that Teams or Outlook took the message, "opened"
that a press fetched the content, "acknowledged" and "decided" that the person pressed.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.documents.for_anybody import for_anybody
from bot.documents.happenings import Happening, happening
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners, roles_of
from bot.notifications.journal import SYSTEM, Entry
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import ON_CALL
from bot.services import progress, summary
from bot.services.authority import Authority
from bot.services.speaking import moment, who


@dataclass(frozen=True)
class Knower:
    """What one person knew, and from when (aware, UTC). None where it never happened, or is not known.

    `acting` is the capacity in which they acknowledged or decided. `orally`: an assistant recorded that they had told
    them then by word of mouth, which is not that they acknowledged.
    """

    id: str
    name: str
    roles: tuple[str, ...] = ()
    reported: datetime | None = None
    told: datetime | None = None
    opened: datetime | None = None
    acknowledged: datetime | None = None
    decided: datetime | None = None
    reminded: tuple[datetime, ...] = ()
    escalated: datetime | None = None
    orally: datetime | None = None
    acting: str = ""


@dataclass(frozen=True)
class Owed:
    """A duty that is still open: what, of whom, by when (aware, UTC)."""

    kind: DutyKind
    title: str
    people: tuple[str, ...]
    due: datetime
    late: bool


@dataclass(frozen=True)
class Knowledge:
    """Everything about one notification that answers "who knew what, when"."""

    reference: str
    headline: str
    status: str
    reporter: str
    reported: datetime
    lines: tuple[str, ...]
    people: tuple[Knower, ...]
    places: tuple[tuple[str, datetime], ...]
    owed: tuple[Owed, ...]
    happenings: tuple[Happening, ...] = field(repr=False)


ACTED = ("opened", "acknowledged", "decided", "decided-first")
"""The presses by which somebody shows that they know."""


def knowledge(record: Record, authority: Authority, at: datetime) -> Knowledge:
    """Who knew what of this notification; the owners of what is open as they are at `at` (aware, UTC)."""
    record, whole = for_anybody(record), record.notification
    notification = record.notification
    entries = sorted((*record.drafting, *record.journal), key=lambda entry: entry.at)
    return Knowledge(
        reference=notification.reference,
        headline=summary.headline(notification),
        status=record.status,
        reporter=whole.reporter,
        reported=notification.created_at,
        lines=(
            f"Reported by {summary.reporter(whole)}, {moment(notification.created_at)}.",
            f"{progress.notify_line(record)} {progress.awareness_line(record)}".strip(),
            *(() if notification.is_veiled else progress.told_lines(record, authority)),
        ),
        people=_people(record, whole, entries, authority),
        places=_places(record, authority),
        owed=tuple(_owed(record, duty, authority, at) for duty in _in_order(record, authority)),
        happenings=tuple(happening(entry, authority) for entry in entries),
    )


def _people(
    record: Record, notification: Notification, entries: list[Entry], authority: Authority
) -> tuple[Knower, ...]:
    """The reporter first, then everybody in the order in which they learnt of it."""
    reporter = Knower(notification.reporter, notification.reporter_name, reported=notification.created_at)
    found = {notification.reporter: reporter}
    for delivery in sorted(record.deliveries, key=lambda d: d.sent_at or d.created_at):
        if delivery.via is Via.PERSONAL and delivery.sent_at is not None:
            person = found.get(delivery.recipient) or Knower(delivery.recipient, who(delivery.recipient, authority))
            found[person.id] = _reached(person, delivery, delivery.sent_at, authority)
    for told in notification.told_orally:
        person = found.get(told.whom) or Knower(told.whom, who(told.whom, authority))
        found[told.whom] = replace(person, orally=min(person.orally or told.at, told.at))
    for entry in entries:
        if entry.actor != SYSTEM and entry.verb in ACTED:
            name = (entry.content or {}).get("name") or who(entry.actor, authority)
            found[entry.actor] = _acted(found.get(entry.actor) or Knower(entry.actor, name), entry)
    return tuple(found.values())


def _reached(person: Knower, delivery: Delivery, at: datetime, authority: Authority) -> Knower:
    """What a card that Teams took tells about somebody. Their own receipt tells a reporter nothing new."""
    if delivery.purpose is Purpose.RECEIPT:
        return person
    if delivery.purpose is Purpose.REMINDER:
        person = replace(person, reminded=(*person.reminded, at))
    if delivery.purpose in (Purpose.ESCALATION, Purpose.REACH):
        person = replace(person, escalated=person.escalated or at)
    roles = tuple(_title(role, authority) for role in delivery.roles)
    if delivery.purpose is Purpose.ASSISTANT:
        assisted = authority.organisation.assisted_by(delivery.recipient)
        roles = tuple(f"Assistant of {each.name}" for each in assisted)
    return replace(person, told=person.told or at, roles=tuple(dict.fromkeys((*person.roles, *roles))))


def _acted(person: Knower, entry: Entry) -> Knower:
    """What somebody's own press tells about them; the first of each kind counts."""
    if entry.verb == "opened":
        return replace(person, opened=person.opened or entry.at)
    content = entry.content or {}
    covers = f"cover for {content['covers']}" if content.get("covers") else ""
    acting = covers or content.get("acting", "") or person.acting
    if entry.verb == "acknowledged":
        return replace(person, acknowledged=person.acknowledged or entry.at, acting=acting)
    return replace(person, decided=person.decided or entry.at, acting=acting)


def _title(role: str, authority: Authority) -> str:
    return "On call" if role == ON_CALL else authority.organisation.role_title(role)


def _places(record: Record, authority: Authority) -> tuple[tuple[str, datetime], ...]:
    """The channel and the mailboxes that hold it, with the instant each message was taken."""
    sent = [d for d in record.deliveries if d.sent_at is not None and d.via is not Via.PERSONAL]
    named = [(who(d.recipient, authority), d.sent_at) for d in sorted(sent, key=lambda d: d.sent_at or d.created_at)]
    return tuple((name, at) for name, at in named if at is not None)


def _in_order(record: Record, authority: Authority) -> list[Duty]:
    """What is open, the roles in the policy's own order: the director before the others."""
    order = {role: place for place, role in enumerate(authority.pack.told_roles)}
    still = [duty for duty in record.open_duties() if duty.kind is not DutyKind.NOTIFY]
    return sorted(still, key=lambda duty: order.get(next(iter(roles_of(duty)), ""), len(order)))


def _owed(record: Record, duty: Duty, authority: Authority, at: datetime) -> Owed:
    roles = [authority.organisation.role_title(role) for role in roles_of(duty)]
    title = " or ".join(roles) or who(duty.person or "", authority)
    owing = owners(duty, record.notification.within(authority.organisation), at)
    return Owed(duty.kind, title, owing, duty.due, duty.late_since is not None)
