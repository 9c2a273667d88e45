"""Who may do what with a notification. Pure; every verb asks again on the server."""

from dataclasses import dataclass
from typing import Literal

from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import roles_of
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation, Person

Acting = Literal["holder", "cover"]


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a duty: the role they would meet it in, and whether as its holder or as cover.

    `covers` is the Entra object id of whoever is away and named them.
    """

    role: str
    acting: Acting
    covers: str = ""


def standing(duty: Duty, aad: str, organisation: Organisation) -> Standing | None:
    """May this person meet this duty, and as what? The owner's role or its cover alone; or the person named.

    `organisation` is the one of the duty's own matter (Notification.within): who must not know of it has no standing.
    """
    if organisation.is_kept_out(aad):
        return None
    if duty.role is None and duty.person == aad:
        return Standing(role="", acting="holder")
    person = organisation.person(aad)
    if person is None:
        return None
    if duty.role is None:
        away = organisation.covered_by(person)
        return next((Standing("", "cover", p.id) for p in away if p.id == duty.person), None)
    found = [
        Standing(r, acting, _covers(r, person, organisation) if acting == "cover" else "")
        for r in roles_of(duty)
        if (acting := organisation.may_act_as(r, person))
    ]
    return next((s for s in found if s.acting == "holder"), found[0] if found else None)


def only_as_cover(record: Record, aad: str, organisation: Organisation) -> Standing | None:
    """How somebody stands to what is open of it who holds nothing of it themselves: for a named person first."""
    organisation = record.notification.within(organisation)
    found = [s for d in record.open_duties() if (s := standing(d, aad, organisation)) is not None]
    if not found or any(stands.acting == "holder" for stands in found):
        return None
    return next((stands for stands in found if stands.covers), found[0])


def _covers(role: str, person: Person, organisation: Organisation) -> str:
    """For whom, who holds the role and is away, this person acts in it; "" for the role's own cover."""
    away = organisation.covered_by(person, role)
    return next((p.id for p in away if p in organisation.holders(role)), "")


def reads_whole(record: Record, aad: str, organisation: Organisation) -> bool:
    """Is this one of the few who see a restricted notification whole: its reporter, a reader by role, or named?

    Whoever covers such a role reads it once they are in its place: named by its holder, or sent a card for it. The
    cover by the file of somebody who is here does not.
    """
    notification, restriction = record.notification, record.notification.restriction
    if restriction is None or not may_ever_see(record, aad):
        return False
    if aad == notification.reporter or aad in restriction.people:
        return True
    matter = notification.within(organisation)
    person = matter.person(aad)
    return person is not None and any(_reads_as(record, role, person, matter) for role in restriction.readers)


def _reads_as(record: Record, role: str, person: Person, matter: Organisation) -> bool:
    acting = matter.may_act_as(role, person)
    if acting != "cover":
        return acting == "holder"
    if not matter.holders(role) or any(p in matter.holders(role) for p in matter.covered_by(person, role)):
        return True
    owed = {d.id for d in record.duties if role in roles_of(d)}
    return any(d.recipient == person.id and (role in d.roles or d.duty in owed) for d in record.deliveries)


def knows(record: Record, aad: str, organisation: Organisation) -> bool:
    """Is this person told what it is about? The reporter, everyone told in person, and the owners of its duties.

    Not whoever is only asked to phone somebody, before they ask to see it: they say that a Need to Know waits.
    """
    opened = any(d.recipient == aad and d.purpose is Purpose.OPENED for d in record.deliveries)
    told = _is_told(record, aad, organisation) or bool(assisted(record, aad, organisation))
    return told or (opened and may_open(record, aad, organisation))


def may_open(record: Record, aad: str, organisation: Organisation) -> bool:
    """May this person open it? Whoever takes part, and the registered assistant of somebody who was told.

    Of what is restricted they see the anonymised version, unless they are named: sight.py.
    """
    return takes_part(record, aad, organisation) or bool(assisted(record, aad, organisation))


def assisted(record: Record, aad: str, organisation: Organisation) -> tuple[Person, ...]:
    """Those who were told of it and whose registered assistant this is. To read; never a standing in any duty.

    Nobody where it is, or may be, restricted: asked each time, so that what becomes restricted later is closed to
    assistants from then on, whatever they were sent before.
    """
    if not is_open_to_assistants(record.notification):
        return ()
    return tuple(p for p in organisation.assisted_by(aad) if was_sent(record, p.id))


def is_open_to_assistants(notification: Notification) -> bool:
    """Is it certain that nothing restricts who reads it? Whatever is not known to be open is closed.

    Whatever restricts later is asked here as well.
    """
    return notification.is_open


def takes_part(record: Record, aad: str, organisation: Organisation) -> bool:
    """Does this person see it in their own right? All who are told what it is about, or are asked to phone somebody.

    The latter not where it is, or may be, a staff matter, or restricted: then they say only that a Need to Know waits.
    How much of it they see is answered by sight.py.
    """
    if _is_told(record, aad, organisation):
        return True
    notification = record.notification
    return (
        notification.staff_matter == "no" and not notification.is_restricted and is_to_phone(record, aad, organisation)
    )


def is_to_phone(record: Record, aad: str, organisation: Organisation) -> bool:
    """Is, or was, this person asked to phone somebody about it?"""
    organisation = record.notification.within(organisation)
    return may_ever_see(record, aad) and any(
        duty.met_by == aad or standing(duty, aad, organisation) is not None or was_asked(record, duty, aad)
        for duty in record.duties
        if duty.kind is DutyKind.REACH
    )


def may_ever_see(record: Record, aad: str) -> bool:
    """Is this somebody who need not be kept from it? Whoever must not know sees nothing of it, whatever they hold.

    Not even what they were told, or did, before that was said. Its own reporter keeps what they wrote.
    """
    return aad not in record.notification.kept_from or aad == record.notification.reporter


def was_asked(record: Record, duty: Duty, aad: str) -> bool:
    """Was this person asked to act on this duty, because its owner did not or cannot?"""
    return any(
        d.recipient == aad and d.duty == duty.id and d.purpose in (Purpose.ESCALATION, Purpose.REACH)
        for d in record.deliveries
    )


def _is_told(record: Record, aad: str, organisation: Organisation) -> bool:
    if not may_ever_see(record, aad):
        return False
    to_phone = {d.id for d in record.duties if d.kind is DutyKind.REACH}
    duties = [d for d in record.duties if d.id not in to_phone]
    if record.notification.reporter == aad or any(duty.met_by == aad for duty in duties):
        return True  # whoever acted on it may see it again, after they have ceased to cover as well
    if record.notification.is_restricted and reads_whole(record, aad, organisation):
        return True
    organisation = record.notification.within(organisation)
    return was_sent(record, aad) or any(standing(duty, aad, organisation) is not None for duty in duties)


def was_sent(record: Record, aad: str) -> bool:
    """Was a card that says what it is about made for this person, because they are told or asked to act?"""
    to_phone = {d.id for d in record.duties if d.kind is DutyKind.REACH}
    return any(
        d.recipient == aad
        and d.via is Via.PERSONAL
        and d.purpose in (Purpose.TELL, Purpose.ESCALATION)
        and d.duty not in to_phone
        for d in record.deliveries
    )


def posted_in(record: Record, conversation: str, organisation: Organisation) -> bool:
    """Does the channel of this conversation (with or without its thread) hold the notification's post?

    Only there is the channel's card an answer: an id carried to another channel or a group shows nothing.
    """
    place = conversation.partition(";")[0]
    return any(
        d.via is Via.CHANNEL and d.recipient in organisation.channels and organisation.channels[d.recipient].id == place
        for d in record.deliveries
    )


def may_acknowledge(record: Record, aad: str, organisation: Organisation) -> tuple[tuple[Duty, Standing], ...]:
    """The acknowledgement duties, open or met, that this person has a standing in.

    Somebody who holds one of the roles, or was named by its holder, and covers another by the file, was told for the
    first: a press of theirs must not acknowledge for the other role. They stand in as its cover once asked to.
    """
    organisation = record.notification.within(organisation)
    found = [
        (duty, stands)
        for duty in record.duties
        if duty.kind is DutyKind.ACKNOWLEDGE and (stands := standing(duty, aad, organisation)) is not None
    ]
    if any(stands.acting == "holder" or stands.covers for _, stands in found):
        found = [(d, s) for d, s in found if s.acting == "holder" or s.covers or _asked(record, d, aad)]
    return tuple(found)


def _asked(record: Record, duty: Duty, aad: str) -> bool:
    """Was this person told for the duty's role, or asked to act when its time had passed?"""
    return any(
        d.recipient == aad
        and (
            (d.purpose is Purpose.ESCALATION and d.duty == duty.id)
            or (d.purpose is Purpose.TELL and duty.role in d.roles)
        )
        for d in record.deliveries
    )


def may_decide(record: Record, aad: str, organisation: Organisation) -> tuple[Duty, Standing] | None:
    """The decision duty, open first, that this person has a standing in."""
    organisation = record.notification.within(organisation)
    found = [
        (duty, s)
        for duty in record.duties
        if duty.kind is DutyKind.DECIDE and (s := standing(duty, aad, organisation)) is not None
    ]
    found.sort(key=lambda pair: not pair[0].is_open)
    return found[0] if found else None


def may_complete(record: Record, aad: str, organisation: Organisation) -> bool:
    """May this person give the rest of a "Tell now": its reporter, or whom they named while they are away?

    The form holds all that was said, so of a restricted one only somebody who sees it whole.
    """
    if record.notification.is_restricted and not reads_whole(record, aad, organisation):
        return False
    owed = record.open_duties(DutyKind.COMPLETE)
    return record.notification.reporter == aad or any(standing(duty, aad, organisation) for duty in owed)
