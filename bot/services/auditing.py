"""The self-audit: what should be under way and is not, mended where that is safe, otherwise given to a person.

Safe is what only makes something happen now that should have happened. It looks at what is open alone, by a few indexed
questions. What it cannot mend it finds again each time, and the heartbeat stays away until it is put right.
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import TELLS, Delivery, DeliveryStatus, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners
from bot.notifications.finding import FURTHEST, GRACE, Finding, Kind, Outcome, is_being_told, put_off
from bot.notifications.notification import Notification
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.reaching import raise_reach
from bot.services.recounting import recount

MOST = 200
"""Of each kind in one pass; the next pass finds the others."""


def audit(work: Work, authority: Authority, at: datetime) -> tuple[Finding, ...]:
    """Look, mend what is safe to mend, and ask a person where it is not. Empty: clean."""
    return (
        *_nothing_due(work, authority, at),
        *_stuck(work, authority, at),
        *_not_escalated(work, authority, at),
        *recount(work, authority, at),
    )


def _nothing_due(work: Work, authority: Authority, at: datetime) -> list[Finding]:
    found = []
    for duty in work.idle_duties(MOST):
        waits = duty.kind is DutyKind.NOTIFY and duty.late_since is not None
        record = work.record(duty.notification) if duty.notification else None
        if waits and record is not None and is_being_told(record):
            continue
        if waits and record is not None:
            for person in authority.organisation.told(duty.role or "", at):
                _phone(work, authority, record.notification, person.id, duty, at)
            found.append(Finding(Kind.NOTHING_DUE, Outcome.RAISED, record.notification.reference))
            continue
        work.save_duty(replace(duty, next_at=at))
        found.append(Finding(Kind.NOTHING_DUE, Outcome.MENDED, _reference(work, duty)))
    return found


def _stuck(work: Work, authority: Authority, at: datetime) -> list[Finding]:
    found = []
    for delivery in work.idle_deliveries(MOST):
        interrupted = delivery.status is DeliveryStatus.TRYING and not delivery.is_update
        work.save_delivery(
            replace(delivery, status=DeliveryStatus.WAITING, next_at=at, unclear=delivery.unclear or interrupted)
        )
        found.append(Finding(Kind.STUCK, Outcome.MENDED, _reference(work, delivery)))
    for delivery in work.overdue_deliveries(at - GRACE, MOST):
        notification = work.notification(delivery.notification or "")
        if notification is not None and delivery.is_update and delivery.next_at == notification.created_at:
            # A card to be brought up to date is due as of the report: from now on it is seen how long it waits.
            work.save_delivery(replace(delivery, next_at=at))
            continue
        tells = delivery.purpose in TELLS and delivery.via is Via.PERSONAL and delivery.is_coming
        if notification is not None and tells:
            role = delivery.roles[0] if delivery.roles else ""
            raise_reach(work, authority, notification, delivery.recipient, role, at, urgent=delivery.urgent)
        found.append(Finding(Kind.STUCK, Outcome.RAISED, _reference(work, delivery)))
    return found


def _not_escalated(work: Work, authority: Authority, at: datetime) -> list[Finding]:
    found = []
    for duty in work.overdue_duties(at - GRACE, MOST):
        notification = work.notification(duty.notification or "")
        if notification is not None and duty.kind is not DutyKind.REACH:
            for aad in owners(duty, authority.organisation, at):
                _phone(work, authority, notification, aad, duty, at)
        found.append(Finding(Kind.NOT_ESCALATED, Outcome.RAISED, _reference(work, duty)))
    for duty in work.past_duties(at, at + FURTHEST, MOST):
        if put_off(duty, authority.organisation, at):
            work.save_duty(replace(duty, next_at=at))
            found.append(Finding(Kind.NOT_ESCALATED, Outcome.MENDED, _reference(work, duty)))
    return found


def _phone(work: Work, authority: Authority, notification: Notification, whom: str, duty: Duty, at: datetime) -> None:
    raise_reach(work, authority, notification, whom, duty.role or "", at, urgent=duty.any_hour)


def _reference(work: Work, thing: Duty | Delivery) -> str:
    notification = work.notification(thing.notification or "")
    return notification.reference if notification is not None else ""
