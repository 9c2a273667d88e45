"""What is open and due from somebody who is away goes on to whoever is told in their place now, each a card of it."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.absence import Absence, is_theirs, own_roles
from bot.notifications.assistants import copies
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import roles_of
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification, Record
from bot.notifications.own_mail import own_mails
from bot.notifications.telling import personal
from bot.organisation import Organisation, Person
from bot.services.authority import Authority
from bot.services.ports import Work

_TOLD_AS = (DutyKind.NOTIFY, DutyKind.ACKNOWLEDGE, DutyKind.DECIDE, DutyKind.FIRST)
"""Duties in which a role is told of a notification; a task or a call it only owes."""
_TOLD = (Purpose.TELL, Purpose.ESCALATION, Purpose.REACH)


def pass_on(work: Work, authority: Authority, absence: Absence, at: datetime) -> None:
    """What is open and due from somebody who is away: whoever is told in their place now gets a card of it."""
    organisation = authority.organisation
    person = organisation.person(absence.person)
    if person is None:
        return
    roles = own_roles(person, organisation)
    duties = [d for d in work.duties_since(at) if d.is_open and is_theirs(d, person, roles)]
    for subject in dict.fromkeys(d.notification for d in duties if d.notification):
        record = work.record(subject)
        if record is not None:
            mine = [d for d in duties if d.notification == subject]
            _pass_on_one(work, organisation, absence, person, record, mine, at)
    _pass_on_drafts(work, organisation, absence, person, duties, at)


def _pass_on_one(
    work: Work,
    organisation: Organisation,
    absence: Absence,
    person: Person,
    record: Record,
    duties: list[Duty],
    at: datetime,
) -> None:
    asked: dict[str, list[Duty]] = {}
    for duty in duties:
        for other in _instead(duty, person, record.notification.within(organisation), at):
            asked.setdefault(other.id, []).append(duty)
    if not asked:
        return
    after = bring_up_to_date(work, record.notification)
    for aad, theirs in asked.items():
        work.journal(after.id, at, SYSTEM, "handed-over", to=_name(organisation, aad), covers=person.name)
        if not any(d.recipient == aad and d.via is Via.PERSONAL and d.purpose in _TOLD for d in record.deliveries):
            card = _told_of(after, aad, theirs, f"cover-{absence.id}", at)
            beside = (*own_mails((card,), organisation), *copies((card,), after, organisation))
            for delivery in (card, *beside):
                work.add_delivery(delivery)


def _told_of(notification: Notification, aad: str, duties: list[Duty], mark: str, at: datetime) -> Delivery:
    urgent, kinds = any(d.any_hour for d in duties), {d.kind for d in duties}
    if kinds in ({DutyKind.REACH}, {DutyKind.WATCH}):
        purpose = Purpose.REACH if DutyKind.REACH in kinds else Purpose.ESCALATION
        return personal(notification, aad, purpose, at, urgent=urgent, duty=duties[0].id, mark=mark)
    roles = tuple(dict.fromkeys(role for d in duties if d.kind in _TOLD_AS for role in roles_of(d)))
    return personal(notification, aad, Purpose.TELL, at, roles=roles, urgent=urgent, mark=mark)


def _instead(duty: Duty, person: Person, organisation: Organisation, at: datetime) -> tuple[Person, ...]:
    """Who is asked now in place of a person who is away."""
    if duty.role is None:
        named = organisation.stand_in(person.key, at)
        return (named,) if named else ()
    held = [role for role in roles_of(duty) if person in organisation.holders(role)]
    return tuple(dict.fromkeys(p for role in held for p in organisation.told(role, at) if p.id != person.id))


def _pass_on_drafts(
    work: Work, organisation: Organisation, absence: Absence, person: Person, duties: list[Duty], at: datetime
) -> None:
    """Drafts that wait: the ones they have not sent themselves, and those that reached them as a manager."""
    waiting: dict[str, Person] = {}
    for duty in duties:
        draft = work.draft(duty.draft) if duty.kind is DutyKind.SEND and duty.draft else None
        named = draft.within(organisation).stand_in(person.key, at) if draft else None
        if draft and named:
            waiting[draft.id] = named
    for draft in work.drafts_escalated_to(person.id):
        other = draft.within(organisation).manager_of(draft.author, at)
        if other.id not in (person.id, draft.author):
            waiting.setdefault(draft.id, other)
    for draft_id, other in waiting.items():
        carried = next((d for d in work.draft_duties(draft_id) if d.is_open), None)
        if carried is None or any(
            d.recipient == other.id and d.purpose is Purpose.ESCALATION for d in work.cards_of_draft(draft_id)
        ):
            continue
        key = f"{carried.id}:{Purpose.ESCALATION}:{other.id}:{absence.id}"
        card = card_about(absence, Purpose.ESCALATION, other.id, at, key=key)
        work.add_delivery(replace(card, absence=None, draft=draft_id, duty=carried.id, urgent=carried.any_hour))


def bring_up_to_date(work: Work, notification: Notification) -> Notification:
    """Every card of it shows who may act now."""
    current = work.notification(notification.id) or notification
    after = replace(current, version=current.version + 1)
    work.save_notification(after)
    return after


def card_about(
    absence: Absence, purpose: Purpose, recipient: str, at: datetime, *, about: tuple[str, ...] = (), key: str = ""
) -> Delivery:
    """A card about an absence; its key makes it one per person, purpose and version."""
    key = key or f"{absence.id}:{purpose}:{recipient}:{absence.version}"
    return Delivery(
        id=key,
        key=key,
        via=Via.PERSONAL,
        purpose=purpose,
        recipient=recipient,
        urgent=purpose is Purpose.COVER,
        created_at=at,
        absence=absence.id,
        about=about,
        next_at=at,
        wanted=absence.version,
    )


def _name(organisation: Organisation, aad: str) -> str:
    person = organisation.person(aad)
    return person.name if person else aad
