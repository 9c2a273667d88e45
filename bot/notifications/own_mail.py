"""A director's own mail: beside their card in Teams, complete, and with a card to answer from Outlook. Pure."""

from dataclasses import replace

from bot.notifications.delivery import Delivery, Purpose, Via
from bot.organisation import Organisation


def own_mails(cards: tuple[Delivery, ...], organisation: Organisation) -> tuple[Delivery, ...]:
    """The mails that go with these personal cards: for whoever is told in a role whose mails carry a card.

    A complete mail tells: it carries those roles, and the first of card and mail to arrive meets the duty to notify.
    """
    return tuple(mail for card in cards if (mail := _mail(card, organisation)) is not None)


def _mail(card: Delivery, organisation: Organisation) -> Delivery | None:
    if card.via is not Via.PERSONAL or card.purpose is not Purpose.TELL:
        return None
    roles = tuple(role for role in card.roles if role in organisation.outlook.cards)
    person = organisation.person(card.recipient)
    if not roles or person is None:
        return None
    key = f"{card.notification}:{Purpose.DIRECTOR}:{person.id}"
    return replace(
        card, id=key, key=key, via=Via.MAIL, purpose=Purpose.DIRECTOR, recipient=person.mail, roles=roles, shown=-1
    )


def mail_beside(card: Delivery, organisation: Organisation) -> tuple[Delivery, ...]:
    """The mail beside a card that asks, or brings an answer: for whoever holds a role whose mails carry a card.

    One of its own for each such card: an earlier mail is read, and gone from sight.
    """
    person = organisation.person(card.recipient)
    if person is None or not any(person in organisation.holders(role) for role in organisation.outlook.cards):
        return ()
    key = f"{card.key}:mail"
    return (replace(card, id=key, key=key, via=Via.MAIL, purpose=Purpose.DIRECTOR, recipient=person.mail, shown=-1),)
