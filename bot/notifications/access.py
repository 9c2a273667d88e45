"""Who may do what with a notification. Pure; every verb asks again on the server."""

from dataclasses import dataclass
from typing import Literal

from bot.notifications.delivery import Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import roles_of
from bot.notifications.notification import Record
from bot.organisation import Organisation

Acting = Literal["holder", "cover"]


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a duty: the role they would meet it in, and whether as its holder or as cover."""

    role: str
    acting: Acting


def standing(duty: Duty, aad: str, organisation: Organisation) -> Standing | None:
    """May this person meet this duty, and as what? The owner's role or its cover alone; or the person named."""
    if duty.role is None:
        return Standing(role="", acting="holder") if duty.person == aad else None
    person = organisation.person(aad)
    if person is None:
        return None
    found = [Standing(r, acting) for r in roles_of(duty) if (acting := organisation.may_act_as(r, person))]
    return next((s for s in found if s.acting == "holder"), found[0] if found else None)


def may_open(record: Record, aad: str, organisation: Organisation) -> bool:
    """May this person see it whole? The reporter, everyone told in person, and the owners of its duties.

    Whoever is asked to phone somebody may see what it is about, so that they can say it; not where it is, or may
    be, a staff matter: then they say only that a Need to Know waits.
    """
    if record.notification.reporter == aad:
        return True
    asked_to_phone = {d.id for d in record.duties if d.kind is DutyKind.REACH}
    open_to_them = record.notification.staff_matter == "no"
    told = any(
        d.recipient == aad and d.via is Via.PERSONAL and d.purpose in (Purpose.TELL, Purpose.ESCALATION, Purpose.REACH)
        for d in record.deliveries
        if open_to_them or d.duty not in asked_to_phone
    )
    return told or any(
        standing(duty, aad, organisation) is not None
        for duty in record.duties
        if open_to_them or duty.id not in asked_to_phone
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

    Somebody who holds one of the roles and covers another was told as holder: a second press of theirs must not
    acknowledge for the other role. They stand in as cover once they were asked to.
    """
    found = [
        (duty, stands)
        for duty in record.duties
        if duty.kind is DutyKind.ACKNOWLEDGE and (stands := standing(duty, aad, organisation)) is not None
    ]
    if any(stands.acting == "holder" for _, stands in found):
        found = [(d, stands) for d, stands in found if stands.acting == "holder" or _asked(record, d, aad)]
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
    found = [
        (duty, s)
        for duty in record.duties
        if duty.kind is DutyKind.DECIDE and (s := standing(duty, aad, organisation)) is not None
    ]
    found.sort(key=lambda pair: not pair[0].is_open)
    return found[0] if found else None
