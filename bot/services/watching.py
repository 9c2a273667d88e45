"""Watching the clock: the duties that are due take their next step. The system is the actor.

A step reminds its owners, tells their cover, then the next role, the last step repeating. What may wait
for the morning joins one digest per person at the opening of the office.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import Step, take
from bot.notifications.hours import is_office_opening
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification
from bot.notifications.telling import personal
from bot.services import drilling, operating
from bot.services.authority import Authority
from bot.services.deciding import tell_about
from bot.services.kept import tell_unconfirmed
from bot.services.needing import tell_undecided
from bot.services.ports import Work
from bot.services.reaching import by_mail, raise_reach
from bot.services.speaking import who

BATCH = 200
ASKED_AT_ONCE = frozenset({DutyKind.REACH, DutyKind.WATCH, DutyKind.REVIEW_DAY})
"""Duties whose cards never wait for a digest: to reach somebody, and to answer a question when its time has come."""


SEVERAL = frozenset({DutyKind.TASK, DutyKind.ANSWER, DutyKind.ACTION, DutyKind.REVIEW_DAY})
"""Kinds of which one owner may have several of one notification: each has reminders of its own."""


AGAIN = frozenset({DutyKind.UPDATE, DutyKind.ACKNOWLEDGE})
"""Kinds that come again, numbered at the end of their ids: the reminders of one are not those of the one before."""


@dataclass
class _Round:
    """What the steps of one moment amount to: one card a person and notification, one digest a person."""

    cards: dict[tuple[str, str], Delivery] = field(default_factory=dict)
    beside: list[Delivery] = field(default_factory=list)
    digests: dict[str, list[str]] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def add(self, card: Delivery) -> None:
        """A card to send at once. An escalation wins over a reminder of the same notification: it asks more."""
        place = (card.notification or "", card.recipient)
        other = self.cards.get(place)
        if other is None:
            self.cards[place] = card
            return
        sent, kept = (card, other) if other.purpose is not Purpose.ESCALATION else (other, card)
        self.cards[place] = replace(sent, urgent=sent.urgent or kept.urgent)
        self.beside.append(kept)

    def carry(self, card: Delivery) -> None:
        """A card that waited overnight: a line of the person's digest."""
        self.digests.setdefault(card.recipient, []).append(card.notification or "")
        self.beside.append(card)


def act_on_due(work: Work, authority: Authority, at: datetime) -> int:
    """Take the next step of every duty that is due at `at` (UTC). Returns how many were."""
    due = work.due_duties(at, BATCH)
    moment = _Round()
    for duty in due:
        notification = work.notification(duty.notification or "")
        if notification is not None and notification.drill:
            drilling.not_in_time(work, authority, notification, duty, at)
        elif duty.kind is DutyKind.NOTIFY:
            _not_told_in_time(work, authority, duty, at)
        elif duty.kind is DutyKind.OPERATE:
            operating.remind(work, authority, duty, at)
        else:
            _step(work, authority, duty, at, moment)
    for (subject, recipient), card in moment.cards.items():
        work.drop_unsent_cards(subject, recipient, (card.duty or "") if _to_phone(work, card) else "")
        work.add_delivery(card)
        moment.digests[recipient] = [other for other in moment.digests.get(recipient, ()) if other != subject]
    for card in moment.beside:
        # Said by another card or a digest. What escalated to somebody is theirs to open and to act on all the same.
        if card.purpose is Purpose.ESCALATION:
            work.add_delivery(replace(card, status=DeliveryStatus.CARRIED, next_at=None))
    for subject in moment.changed:
        if (current := work.notification(subject)) is not None:
            work.save_notification(replace(current, version=current.version + 1))
    for recipient, notifications in moment.digests.items():
        if notifications:
            work.add_delivery(_digest(recipient, tuple(dict.fromkeys(notifications)), at))
    return len(due)


def _to_phone(work: Work, card: Delivery) -> bool:
    duty = work.duty(card.duty) if card.duty else None
    return duty is not None and duty.kind is DutyKind.REACH


def _step(work: Work, authority: Authority, duty: Duty, at: datetime, moment: _Round) -> None:
    """One duty's next step: journalled, its cards gathered, a decision nobody made moved on."""
    notification = work.notification(duty.notification or "")
    organisation = authority.organisation
    draft = work.draft(duty.draft) if duty.draft else None
    matter = notification or draft
    if matter is not None:
        organisation = matter.within(organisation)
    step, after = take(duty, organisation, at)
    work.save_duty(after)
    work.journal(
        duty.notification or duty.draft or duty.id,
        at,
        SYSTEM,
        "escalated" if step.escalates_to or step.moves_on else "reminded",
        duty=duty.kind,
        role=duty.role or "",
        told=", ".join((*(who(p, authority) for p in step.reminds), *(p.name for p in step.escalates_to))),
    )
    if duty.draft:
        _about_draft(work, duty, step, at)
        return
    if notification is None:
        return
    waited = _waited_for_the_morning(duty, authority)
    for card in _cards(notification, duty, step, at):
        if waited:
            moment.carry(card)
        else:
            moment.add(card)
    moved = step.moves_on and MOVES_ON[duty.kind](work, authority, notification, after, at)
    if (after.late_since and not duty.late_since) or moved:
        moment.changed.add(notification.id)


def _undecided(work: Work, authority: Authority, notification: Notification, duty: Duty, at: datetime) -> bool:
    """Nobody decided whether a role is told: it is told now."""
    told = tell_about(work, authority, notification, duty, at)
    if told:
        work.journal(notification.id, at, SYSTEM, "moved-on", undecided=duty.role or "", told=duty.about)
    return told


MOVES_ON: Mapping[DutyKind, Callable[[Work, Authority, Notification, Duty, datetime], bool]] = MappingProxyType(
    {
        DutyKind.DECIDE: _undecided,
        DutyKind.FIRST: tell_undecided,
        DutyKind.WATCH: tell_unconfirmed,
    }
)
"""What happens when nobody decides or answers in time. Each says whether it changed anything."""


def _waited_for_the_morning(duty: Duty, authority: Authority) -> bool:
    if duty.kind in ASKED_AT_ONCE:
        return False
    return not duty.any_hour and duty.next_at is not None and is_office_opening(duty.next_at, authority.limits)


def _cards(notification: Notification, duty: Duty, step: Step, at: datetime) -> tuple[Delivery, ...]:
    """The cards of one step. Several duties of one notification may fall due together: each person gets one card."""
    several = f"-{duty.trigger}" if duty.kind in SEVERAL else ""
    number = duty.id.rpartition(":")[2]
    if duty.kind in AGAIN and number.isdigit():
        several = f"-{number}"
    mark = f"{duty.kind}-{duty.about or duty.role or ''}{several}-{duty.step}"
    told = dict.fromkeys(step.reminds, Purpose.REMINDER) | {
        p.id: Purpose.ESCALATION for p in step.escalates_to if p.id not in step.reminds
    }
    return tuple(
        personal(notification, recipient, purpose, at, urgent=duty.any_hour, duty=duty.id, mark=mark)
        for recipient, purpose in told.items()
    )


def _about_draft(work: Work, duty: Duty, step: Step, at: datetime) -> None:
    """The author is reminded; their manager learns that a draft waits, by its row alone, and may send it."""
    for recipient, purpose in (
        (duty.person or "", Purpose.DRAFT),
        *((p.id, Purpose.ESCALATION) for p in step.escalates_to if p.id != duty.person),
    ):
        key = f"{duty.id}:{purpose}:{recipient}:{duty.step}"
        work.drop_unsent_cards(duty.draft or "", recipient)
        work.add_delivery(
            Delivery(
                id=key,
                key=key,
                via=Via.PERSONAL,
                purpose=purpose,
                recipient=recipient,
                urgent=duty.any_hour,
                created_at=at,
                draft=duty.draft,
                duty=duty.id,
                next_at=at,
            )
        )


def _not_told_in_time(work: Work, authority: Authority, duty: Duty, at: datetime) -> None:
    """No message to this role went out by its limit: the other way is taken, and a person asked. Sending goes on."""
    work.save_duty(replace(duty, late_since=duty.due, next_at=None, step=duty.step + 1))
    if duty.notification is None or (record := work.record(duty.notification)) is None:
        return
    work.journal(duty.notification, at, SYSTEM, "not-told-in-time", role=duty.role or "")
    organisation = record.notification.within(authority.organisation)
    if organisation.reached(duty.role or "") == "inbox":
        inbox = organisation.inbox.address
        raise_reach(work, authority, record.notification, inbox, duty.role or "", at, urgent=duty.any_hour)
    for person in organisation.told(duty.role or "", at):
        waiting = [d for d in record.deliveries if d.recipient == person.id and d.purpose is Purpose.TELL]
        for card in waiting[:1]:
            work.add_delivery(
                replace(by_mail(card, person, record.notification, Purpose.STAND_IN), created_at=at, next_at=at)
            )
        raise_reach(work, authority, record.notification, person.id, duty.role or "", at, urgent=duty.any_hour)


def _digest(person: str, notifications: tuple[str, ...], at: datetime) -> Delivery:
    key = f"digest:{person}:{at.isoformat()}"
    return Delivery(
        id=key,
        key=key,
        via=Via.PERSONAL,
        purpose=Purpose.DIGEST,
        recipient=person,
        urgent=False,
        created_at=at,
        about=notifications,
        next_at=at,
    )
