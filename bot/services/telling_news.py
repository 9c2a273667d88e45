"""There is news of a notification: everybody who was told is told so, by a message of its own, once.

The cards that stand are brought up to date anyway, but Teams says nothing then. So each person gets a fresh card, and
whoever has mails of their own, like the Need-to-Know inbox, a mail; the channel's post is brought up to date in place,
and says when. Several updates within a few minutes are one message that shows them all: nobody is rung for each.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.hours import speak_at
from bot.notifications.notification import Record
from bot.notifications.sight import Sight, is_whole, seen_by_many
from bot.notifications.telling import counted, personal
from bot.services.authority import Authority
from bot.services.ports import Work

QUIET = timedelta(minutes=10)
"""The shortest time between two such messages to one place: what comes in between is in the second."""
KNOW = frozenset({Purpose.TELL, Purpose.ESCALATION, Purpose.TASK, Purpose.ASSISTANT, Purpose.RECEIPT, Purpose.OPENED})
"""Cards by which somebody came to know of it."""
MAILS = frozenset({Purpose.INBOX, Purpose.DIRECTOR, Purpose.ASSISTANT})
"""Mails that hold the whole of it, to be sent again with the news."""


def tell_news(
    work: Work, authority: Authority, notification: str, by: str, mark: str, at: datetime, *, at_once: bool = False
) -> None:
    """Tell whoever was told before and may read it, but for `by`, whose news it is. `mark` is the update's own id.

    `at_once`, where by this news further rows of the policy tell somebody, no message before it holds it up.
    """
    record = work.record(notification)
    assert record is not None
    urgent = any(row.any_hour or row.immediate for row in counted(record.notification))
    for delivery in _messages(record, by, mark, at, authority, urgent=urgent):
        when = _when(record.deliveries, delivery, authority, at, timedelta(0) if at_once else QUIET)
        if when is not None:
            work.add_delivery(replace(delivery, next_at=when))


def _messages(
    record: Record, by: str, mark: str, at: datetime, authority: Authority, *, urgent: bool
) -> Iterable[Delivery]:
    notification, organisation = record.notification, authority.organisation
    cards = (d.recipient for d in record.deliveries if d.via is Via.PERSONAL and d.purpose in KNOW)
    for person in dict.fromkeys(cards):
        if person != by and is_whole(record, person, organisation):
            yield personal(notification, person, Purpose.UPDATE, at, urgent=urgent, mark=mark)
    mails = {d.recipient: d for d in record.deliveries if d.via is Via.MAIL and d.purpose in MAILS}
    for mail in mails.values():
        reader = organisation.reader(mail.recipient)
        if mail.purpose is Purpose.INBOX:
            whole = seen_by_many(record).sight is Sight.WHOLE
        else:
            whole = reader is not None and reader.id != by and is_whole(record, reader.id, organisation)
        if not whole:
            continue
        key = f"{notification.id}:{mail.purpose}:{mail.recipient}:{mark}"
        yield Delivery(
            id=key,
            key=key,
            via=Via.MAIL,
            purpose=mail.purpose,
            recipient=mail.recipient,
            urgent=urgent,
            created_at=at,
            notification=notification.id,
            wanted=notification.version,
        )


def _when(
    deliveries: tuple[Delivery, ...], new: Delivery, authority: Authority, at: datetime, quiet: timedelta
) -> datetime | None:
    """When this message may go; None where another one that tells the same is on its way and not later."""
    same = [d for d in deliveries if d.recipient == new.recipient and d.via is new.via]
    last = max((d.sent_at or d.created_at for d in same if _is_news(d, new)), default=None)
    when = at if last is None else max(at, last + quiet)
    when = speak_at(when, authority.limits, any_hour=new.urgent)
    coming = [
        d
        for d in same
        if d.is_coming and d.status is DeliveryStatus.WAITING and d.purpose in (*KNOW, *MAILS, Purpose.UPDATE)
    ]
    return None if any(d.next_at is not None and d.next_at <= when for d in coming) else when


def _is_news(sent: Delivery, new: Delivery) -> bool:
    """Was this a message of news as well, such as `new` is? Of mails only one about an update has a mark of its own."""
    if new.via is Via.PERSONAL:
        return sent.purpose is Purpose.UPDATE
    return sent.purpose is new.purpose and sent.id.startswith(f"{sent.notification}:{sent.purpose}:{sent.recipient}:")
