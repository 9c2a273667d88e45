"""A restricted notification in words: what its readers are told about that, and what everybody else reads."""

from datetime import datetime

from bot.notifications.answers import UNKNOWN
from bot.notifications.notification import Notification
from bot.notifications.restriction import Restriction, Version
from bot.services.authority import Authority
from bot.services.speaking import timed, who

HEADLINE = "Restricted"
NOTHING_ASKED = "Nothing is asked of you now"


def contact(notification: Notification, authority: Authority, now: datetime) -> str:
    """Whom to phone: whoever writes the anonymised version; the council's number where that would say too much.

    Where somebody must not know of it, the name of whoever stands in would say who that is.
    """
    restriction = notification.restriction
    if restriction is not None and not notification.kept_from:
        for role in restriction.writes:
            for person in authority.organisation.told(role, now):
                if person.phone:
                    return f"{person.name}, {person.phone}"
    return authority.organisation.phone


def to_others(notification: Notification, version: Version | None, authority: Authority, now: datetime) -> str:
    """What a reader of the anonymised version is told about it, and whom to ask."""
    phone = f"phone {contact(notification, authority, now)} and give the reference"
    if version is None:
        return f"Only a few people may read this. An anonymised version follows. If you need to know more now, {phone}."
    return (
        f"This is the anonymised version, approved {timed(version.approved_at or version.at, now)}. Only a few people "
        f"may read the whole. If you need to know more, {phone}."
    )


def to_readers(notification: Notification, authority: Authority, now: datetime) -> str:
    """What a reader of the whole is told: who else is one, and what everybody else sees; "" where nothing restricts."""
    restriction = notification.restriction
    if restriction is None or not restriction.on:
        return ""
    unsaid = " Nobody has said yet whether it must be: until then it counts as restricted."
    return (
        f"Only {_readers(notification, restriction, authority)} see this whole."
        f"{unsaid if restriction.asked == UNKNOWN else ''} {_others(restriction, now)}"
    )


def _readers(notification: Notification, restriction: Restriction, authority: Authority) -> str:
    roles = [f"the {authority.organisation.role_title(role)}" for role in restriction.readers]
    people = [notification.reporter_name, *roles, *(who(person, authority) for person in restriction.people)]
    return f"{', '.join(people[:-1])} and {people[-1]}" if people[1:] else people[0]


def _others(restriction: Restriction, now: datetime) -> str:
    shown, waiting = restriction.shown, restriction.waiting
    waits = f" A version by {waiting.name} waits to be approved." if waiting is not None else ""
    if shown is None:
        return f"Everybody else sees the reference and whom to phone.{waits}"
    return f"Everybody else sees the anonymised version of {timed(shown.approved_at or shown.at, now)}.{waits}"


def versions(notification: Notification, now: datetime) -> tuple[tuple[str, str], ...]:
    """The versions as those who see the whole read them: what waits, what is shown, what was sent back and why."""
    restriction = notification.restriction
    if restriction is None or notification.is_veiled:
        return ()
    found = []
    if (waiting := restriction.waiting) is not None:
        label = f"Anonymised version, not shown yet, by {waiting.name}, {timed(waiting.at, now)}"
        found.append((label, f"{waiting.title}\n{waiting.text}"))
    if (shown := restriction.shown) is not None and restriction.on:
        label = f"Anonymised version that everybody else sees, by {shown.name}, {timed(shown.at, now)}"
        found.append((label, f"{shown.title}\n{shown.text}"))
    newest = restriction.versions[-1] if restriction.versions else None
    if newest is not None and newest.declined:
        found.append(("Anonymised version sent back", newest.declined))
    return tuple(found)
