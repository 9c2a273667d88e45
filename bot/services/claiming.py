"""Claiming: which deliveries go now, each with all that is needed to build it; the attempt is committed before a call.

What nobody needs any more, or whoever it is for must not know, is given up here, before anybody calls out.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.notifications.absence import Absence
from bot.notifications.access import may_ever_see
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import Duty
from bot.notifications.journal import OPERATOR, Entry
from bot.notifications.notification import Notification
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.ports import Conversation, Work

LEASE = timedelta(minutes=5)
"""For how long an attempt is somebody's: longer than its calls can take, each of which ends after 20 seconds."""
LOOK = 64
"""Due deliveries looked at in one reading."""
ASKS = frozenset({Purpose.REMINDER, Purpose.ESCALATION, Purpose.FORM, Purpose.DRAFT, Purpose.REACH, Purpose.TASK})
"""What asks somebody to do something: nobody needs it once that was done."""


@dataclass(frozen=True)
class Terms:
    """What may be claimed: by these ways, one a recipient and none to those who are `busy`, each when it is its `turn`.

    `turn` answers a delivery with the instant at which it may go: `at` itself, or a later one for which it waits.
    What was tried before counts only when it was due by `tried_by`. `worker` is who claims, where there are several.
    """

    ways: tuple[Via, ...]
    busy: frozenset[str]
    turn: Callable[[Delivery, datetime], datetime]
    tried_by: datetime
    worker: str = ""


@dataclass(frozen=True)
class _Subject:
    """What a delivery is about, read once: enough to say whether it goes, and a part of what it is built from."""

    notification: Notification | None
    draft: Draft | None
    duty: Duty | None
    absence: Absence | None


def claim(work: Work, authority: Authority, at: datetime, limit: int, terms: Terms | None = None) -> tuple[Parcel, ...]:
    """Take the deliveries that are due, by rank, and commit the attempt before anybody calls out."""
    if terms is None:
        due = work.due_deliveries(at, limit)
        looked = ((delivery, _needed(work, authority, delivery)) for delivery in due)
        return tuple(_claimed(work, delivery, subject, at) for delivery, subject in looked if subject is not None)
    parcels: list[Parcel] = []
    busy = set(terms.busy)
    while len(parcels) < limit:
        due = work.due_deliveries(at, LOOK, ways=terms.ways, but=busy, tried_by=terms.tried_by, worker=terms.worker)
        settled = 0
        for delivery in due:
            if len(parcels) == limit or delivery.recipient in busy:
                continue
            settled += 1
            subject = _needed(work, authority, delivery)
            if subject is None:
                continue
            turn = terms.turn(delivery, at)
            if turn > at:
                work.save_delivery(replace(delivery, next_at=turn))
                continue
            parcels.append(_claimed(work, delivery, subject, at, terms.worker))
            busy.add(delivery.recipient)
        if not settled:
            break
    return tuple(parcels)


def take_over(work: Work, at: datetime, living: Collection[str] = ()) -> int:
    """What a killed process was trying has no clear end; it is due now, and reconciled first. Returns how many.

    `living` are the workers that try something themselves; in embedded mode, at start-up, there are none.
    """
    interrupted = work.interrupted_deliveries(living)
    for delivery in interrupted:
        unclear = delivery.unclear or not delivery.is_update
        work.save_delivery(replace(delivery, status=DeliveryStatus.WAITING, unclear=unclear, next_at=at))
    return len(interrupted)


def _needed(work: Work, authority: Authority, delivery: Delivery) -> _Subject | None:
    """What it is about. None, and given up: what nobody needs any more, or whoever it is for must not know."""
    subject = _Subject(
        notification=work.notification(delivery.notification) if delivery.notification else None,
        draft=work.draft(delivery.draft) if delivery.draft else None,
        duty=work.duty(delivery.duty) if delivery.duty else None,
        absence=_absence(work, delivery),
    )
    why = "kept-from" if _must_not_know(authority, delivery, subject) else "moot" if _is_moot(delivery, subject) else ""
    if not why:
        return subject
    work.save_delivery(replace(delivery, status=DeliveryStatus.REFUSED, error=why, next_at=None))
    return None


def _claimed(work: Work, delivery: Delivery, subject: _Subject, at: datetime, worker: str = "") -> Parcel:
    expired = delivery.status is DeliveryStatus.TRYING
    delivery = replace(
        delivery,
        status=DeliveryStatus.TRYING,
        attempt=delivery.attempt + 1,
        unclear=delivery.unclear or (expired and not delivery.is_update),
        next_at=at + LEASE,
        worker=worker,
    )
    work.save_delivery(delivery)
    about = (work.record(n) for n in delivery.about)
    return Parcel(
        delivery=delivery,
        record=work.record_of(subject.notification) if subject.notification else None,
        draft=subject.draft,
        duty=subject.duty,
        absence=subject.absence,
        digest=tuple(r for r in about if r is not None and may_ever_see(r, delivery.recipient)),
        notice=_notice(work, delivery),
        conversation=_conversation(work, delivery),
    )


def _must_not_know(authority: Authority, delivery: Delivery, subject: _Subject) -> bool:
    """Must its recipient not know of the matter? No message goes, whatever asked for it. An update takes one back."""
    matter = subject.notification or subject.draft
    if matter is None or not matter.kept_from or delivery.sent_at is not None:
        return False
    reader = authority.organisation.reader(delivery.recipient) if delivery.via is Via.MAIL else None
    recipient = reader.id if reader else delivery.recipient
    author = matter.reporter if isinstance(matter, Notification) else matter.author
    return recipient in matter.kept_from and recipient != author


def _is_moot(delivery: Delivery, subject: _Subject) -> bool:
    """What a duty asks for is not sent any more once the duty was met."""
    if delivery.sent_at is not None:
        return False
    if delivery.purpose in (Purpose.COVER, Purpose.COVER_CHANGED):
        absence = subject.absence
        if absence is None or not absence.is_agreed:
            return True
        return delivery.purpose is Purpose.COVER and delivery.recipient not in absence.covers
    if delivery.purpose not in ASKS:
        return False
    if subject.duty is not None and not subject.duty.is_open:
        return True
    return subject.draft is not None and subject.draft.status is not DraftStatus.OPEN


def _absence(work: Work, delivery: Delivery) -> Absence | None:
    """The absence that a delivery is about; on somebody's own card, the one that runs now or begins next."""
    if delivery.purpose is not Purpose.OWN_COVER:
        return work.absence(delivery.absence) if delivery.absence else None
    agreed = [a for a in work.absences_of(delivery.recipient) if a.is_agreed]
    return min(agreed, key=lambda a: (not a.is_running, a.begins or a.created_at), default=None)


def _notice(work: Work, delivery: Delivery) -> Entry | None:
    """What the operator is told, by the line of its own journal."""
    return work.entry(OPERATOR, int(delivery.about[0])) if delivery.purpose is Purpose.OPERATOR else None


def _conversation(work: Work, delivery: Delivery) -> Conversation | None:
    """Where it goes in Teams, as far as that is known."""
    if delivery.via is Via.MAIL:
        return None
    return work.conversation("personal" if delivery.via is Via.PERSONAL else "channel", delivery.recipient)
