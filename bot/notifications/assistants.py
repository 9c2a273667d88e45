"""The registered assistants of those who are told: they get it to read, beside the person's own card. Pure.

An assistant may read what is open to them (access.is_open_to_assistants) and record that they told the person by word
of mouth. They hold nothing of it: no duty of the person's is met, decided or passed over by anything an assistant does.
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import is_open_to_assistants
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.notification import Notification
from bot.organisation import Organisation, Person


def copies(cards: tuple[Delivery, ...], notification: Notification, organisation: Organisation) -> tuple[Delivery, ...]:
    """What goes, with these personal cards, to the assistants of whoever they tell: a card, and a mail where the
    person gets one of their own. Without roles: reading tells nobody. Not to somebody who is told themselves.
    """
    if not is_open_to_assistants(notification):
        return ()
    made: dict[str, Delivery] = {}
    told = {card.recipient for card in cards}
    for card in cards:
        person = organisation.person(card.recipient)
        if person is None or card.purpose is not Purpose.TELL:
            continue
        with_mail = any(role in organisation.outlook.cards for role in card.roles)
        for assistant in (organisation.people[key] for key in person.assistants):
            if assistant.id not in told:
                made |= {copy.id: copy for copy in _copies(card, assistant, with_mail=with_mail)}
    return tuple(made.values())


def _copies(card: Delivery, assistant: Person, *, with_mail: bool) -> tuple[Delivery, ...]:
    key = f"{card.notification}:{Purpose.ASSISTANT}:{assistant.id}"
    own = replace(card, id=key, key=key, purpose=Purpose.ASSISTANT, recipient=assistant.id, roles=(), shown=-1)
    if not with_mail:
        return (own,)
    return own, replace(own, id=f"{key}:mail", key=f"{key}:mail", via=Via.MAIL, recipient=assistant.mail)


def told_at(day: str, clock: str, today: str) -> str:
    """The date and the time that were typed as one text; a time alone is of `today` (a London date)."""
    day, clock = day.strip(), clock.strip()
    if "T" in day or not clock:
        return day
    return f"{day or today}T{clock}"


def is_plausible(at: datetime, notification: Notification, now: datetime) -> bool:
    """Could they have been told then: not before the minute in which anybody here knew, nor later than now (aware)?"""
    return notification.aware.replace(second=0, microsecond=0) <= at <= now
