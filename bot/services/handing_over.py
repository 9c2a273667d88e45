"""What is due for somebody who is away goes to their cover, and back again: at once, journalled, and nobody forgotten.

Who is told from now on the organisation answers by itself (Authority.follow). Here is the rest: what was open already
is passed on, the cover is told and may decline, and whoever is back is told what came.
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.absence import Absence, is_theirs, matters, own_roles
from bot.notifications.assistants import copies
from bot.notifications.commands import Actor
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
from bot.services.speaking import who

BATCH = 50
MOST_MATTERS = 60
"""Notifications in one summary; the card shows the first dozen and counts the rest."""
_TOLD_AS = (DutyKind.NOTIFY, DutyKind.ACKNOWLEDGE, DutyKind.DECIDE, DutyKind.FIRST)
"""Duties in which a role is told of a notification; a task or a call it only owes."""
_TOLD = (Purpose.TELL, Purpose.ESCALATION, Purpose.REACH)


def begin(work: Work, authority: Authority, proposal: Absence, actor: Actor, at: datetime) -> Absence:
    """Somebody's own absence, from now on. Their cover is told, and gets what is open."""
    absence = replace(proposal.running(at, authority.limits), version=proposal.version + 1)
    work.save_absence(absence, at)
    _journal(work, authority, absence, actor, "absence.begun", at)
    _tell_cover(work, absence, at)
    pass_on(work, authority, absence, at)
    _without_this_cover(work, authority, absence.person, at)
    return absence


def change(
    work: Work, authority: Authority, before: Absence, until: datetime, cover: str, actor: Actor, at: datetime
) -> Absence:
    """The same absence with another end or another cover. The cover that was named before is told that it is over."""
    absence = before.changed(until, cover, authority.limits)
    work.save_absence(absence, at)
    _journal(work, authority, absence, actor, "absence.changed", at)
    if before.covered_by != absence.covered_by:
        _tell_over(work, before, at)
        _tell_cover(work, absence, at)
        pass_on(work, authority, absence, at)
    return absence


def without_cover(work: Work, authority: Authority, before: Absence, why: str, by: str, at: datetime) -> None:
    """The person named cannot ("declined") or was not reached ("refused"): what is due falls back, and is told so."""
    absence = before.without_cover(why)
    work.save_absence(absence, at)
    work.journal(absence.id, at, by, f"absence.cover-{why}", cover=who(absence.cover, authority))
    _say_changed(work, absence, at)
    pass_on(work, authority, absence, at)


def hand_back(work: Work, authority: Authority, before: Absence, by: str, at: datetime) -> None:
    """Somebody is back: they get the summary, empty or not; their cover hears that it is over."""
    absence = before.over(at, by)
    work.save_absence(absence, at)
    work.journal(absence.id, at, by, "absence.over", until=before.until.isoformat())
    _tell_over(work, before, at)
    person = authority.organisation.person(absence.person)
    if person is None:
        return
    since = before.started_at or before.created_at
    found = matters(_records_of(work, authority, person, since), person, authority.organisation, since)
    about = tuple(m.record.notification.id for m in found[:MOST_MATTERS])
    work.add_delivery(_card(absence, Purpose.HANDED_BACK, absence.person, at, about=about))
    for matter in found:
        if matter.open:
            work.journal(matter.record.notification.id, at, SYSTEM, "handed-back", to=person.name)
            _bring_up_to_date(work, matter.record.notification)
    for other in _covered_by(work, absence.person):
        pass_on(work, authority, other, at)


def hand_back_due(work: Work, authority: Authority, at: datetime) -> int:
    """Hand back every absence whose end has come. Returns how many."""
    due = work.due_absences(at, BATCH)
    for absence in due:
        hand_back(work, authority, absence, SYSTEM, at)
    return len(due)


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
    after = _bring_up_to_date(work, record.notification)
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
        card = _card(absence, Purpose.ESCALATION, other.id, at, key=key)
        work.add_delivery(replace(card, absence=None, draft=draft_id, duty=carried.id, urgent=carried.any_hour))


def _without_this_cover(work: Work, authority: Authority, cover: str, at: datetime) -> None:
    """Whoever goes away was perhaps covering for others: those are told, and what is due for them falls back."""
    for other in _covered_by(work, cover):
        work.journal(other.id, at, cover, "absence.cover-away", cover=who(cover, authority))
        _say_changed(work, other, at)
        pass_on(work, authority, other, at)


def _covered_by(work: Work, cover: str) -> tuple[Absence, ...]:
    return tuple(a for a in work.running_absences() if a.covered_by == cover)


def _records_of(work: Work, authority: Authority, person: Person, since: datetime) -> list[Record]:
    roles = own_roles(person, authority.organisation)
    theirs = [d for d in work.duties_since(since) if is_theirs(d, person, roles)]
    found = (work.record(subject) for subject in dict.fromkeys(d.notification for d in theirs if d.notification))
    return [record for record in found if record is not None]


def _bring_up_to_date(work: Work, notification: Notification) -> Notification:
    """Every card of it shows who may act now."""
    current = work.notification(notification.id) or notification
    after = replace(current, version=current.version + 1)
    work.save_notification(after)
    return after


def _tell_cover(work: Work, absence: Absence, at: datetime) -> None:
    if absence.covered_by:
        work.add_delivery(_card(absence, Purpose.COVER, absence.cover, at))


def _tell_over(work: Work, absence: Absence, at: datetime) -> None:
    if absence.covered_by:
        work.add_delivery(_card(absence, Purpose.COVER_OVER, absence.cover, at))


def _say_changed(work: Work, absence: Absence, at: datetime) -> None:
    mark = f"{absence.id}:{Purpose.COVER_CHANGED}:{absence.version}:{int(at.timestamp())}"
    work.add_delivery(_card(absence, Purpose.COVER_CHANGED, absence.person, at, key=mark))


def _card(
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


def _journal(work: Work, authority: Authority, absence: Absence, actor: Actor, verb: str, at: datetime) -> None:
    covers = who(absence.cover, authority) if absence.cover else ""
    work.journal(absence.id, at, actor.id, verb, name=actor.name, until=absence.until.isoformat(), cover=covers)


def _name(organisation: Organisation, aad: str) -> str:
    person = organisation.person(aad)
    return person.name if person else aad
