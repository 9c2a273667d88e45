"""Who had been told of a report, and who had opened it, before it was restricted: a list for whoever restricts it.

"Opened" is said only of somebody whose press or refresh fetched it; of anybody else, and of every mail, it is not
known. What was sent by mail cannot be taken back, and the list says so.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.notifications.delivery import Delivery, Via
from bot.notifications.notification import Record
from bot.services.authority import Authority
from bot.services.speaking import moment, who

NO_LOOK = frozenset({"refused", "kept-from"})
"""Lines of the journal by a person that say nothing of their having seen it."""


def told_before(record: Record, authority: Authority, at: datetime) -> str:
    """The list, one line each, as at `at` (aware, UTC); `record` is with its journal."""
    lines = [*_people(record, authority), *_places(record, authority)]
    return "\n".join(lines) if lines else f"Nobody had been told by {moment(at)}."


def _people(record: Record, authority: Authority) -> Iterator[str]:
    cards: dict[str, Delivery] = {}
    for delivery in sorted(record.deliveries, key=lambda d: d.sent_at or d.created_at):
        if delivery.via is Via.PERSONAL and delivery.sent_at is not None:
            cards.setdefault(delivery.recipient, delivery)
    for person, card in cards.items():
        if person == record.notification.reporter or card.sent_at is None:
            continue
        opened = min((e.at for e in record.journal if e.actor == person and e.verb not in NO_LOOK), default=None)
        seen = f"opened {moment(opened)}" if opened is not None else "whether they opened it is not known"
        yield f"{who(person, authority)}: told in Teams {moment(card.sent_at)}; {seen}."


def _places(record: Record, authority: Authority) -> Iterator[str]:
    for delivery in record.deliveries:
        if delivery.sent_at is None or delivery.via is Via.PERSONAL:
            continue
        if delivery.via is Via.CHANNEL:
            yield f"{who(delivery.recipient, authority)}: posted {moment(delivery.sent_at)}; who read it is not known."
            continue
        reader = authority.organisation.reader(delivery.recipient)
        whose = f"The mailbox of {reader.name}" if reader is not None else who(delivery.recipient, authority)
        yield (
            f"{whose}: sent {moment(delivery.sent_at)}. A mail cannot be taken back, and whether it was read is not "
            "known: ask for it to be deleted."
        )
