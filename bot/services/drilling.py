"""The drill: a notification about nothing, which goes the whole way by itself and which the machine must acknowledge.

It is decided, saved, delivered to the operator, and acknowledged once every message of it was taken, within the window
of an urgent limit. Nobody who acts on real notifications is told, nothing of it escalates, and it is marked wherever it
shows.
"""

from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.form import read
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification
from bot.notifications.telling import personal
from bot.organisation_parts import Operator
from bot.services.authority import Authority
from bot.services.operating import DRILL, owe, settled
from bot.services.ports import Work
from rules.instants import LONDON

ROUTINE = "drill"
ROLE = "Operator"
SERIES = "DRILL"
SAYS = (
    "This is a drill. Nothing happened, and nobody need do anything: Need to Know tests that its messages arrive, and "
    "acknowledges this one itself."
)
NOT_IN_TIME = "not in time"


def begin(work: Work, authority: Authority, operator: Operator, at: datetime) -> Notification:
    """A new drill, with its duties and its messages to the operator."""
    notification = _notification(work, authority, at)
    work.add_notification(notification)
    due = at + authority.limits.windows.any_hour
    for kind in (DutyKind.NOTIFY, DutyKind.ACKNOWLEDGE):
        work.add_duty(
            Duty(
                id=f"{notification.id}:{kind}:{ROLE}",
                kind=kind,
                due=due,
                any_hour=True,
                window_kind="any_hour",
                created_at=at,
                notification=notification.id,
                role=ROLE,
                next_at=due,
            )
        )
    key = f"{notification.id}:{Purpose.INBOX}:{operator.address}"
    work.add_delivery(
        Delivery(
            id=key,
            key=key,
            via=Via.MAIL,
            purpose=Purpose.INBOX,
            recipient=operator.address,
            urgent=False,
            created_at=at,
            notification=notification.id,
            roles=(ROLE,),
            next_at=at,
            wanted=notification.version,
        )
    )
    if operator.person:
        person = authority.organisation.people[operator.person]
        work.add_delivery(personal(notification, person.id, Purpose.TELL, at, roles=(ROLE,)))
    work.journal(notification.id, at, SYSTEM, "drill-begun", reference=notification.reference)
    work.leave(ROUTINE, notification.id)
    return notification


def acknowledge(work: Work, authority: Authority, at: datetime) -> bool:
    """Acknowledge the newest drill once all of it has arrived. Was there something to acknowledge?"""
    record = work.record(work.routine(ROUTINE) or "")
    if record is None or any(d.status is not DeliveryStatus.SENT for d in record.deliveries):
        return False
    waiting = record.open_duties(DutyKind.ACKNOWLEDGE)
    if record.open_duties(DutyKind.NOTIFY) or not waiting:
        return False
    work.save_duty(waiting[0].met(at, SYSTEM))
    work.journal(record.notification.id, at, SYSTEM, "acknowledged", role=ROLE)
    settled(work, authority, at, DRILL)
    work.save_notification(replace(record.notification, version=record.notification.version + 1))
    return True


def failed(work: Work) -> str:
    """The reference of the newest drill, if it was not acknowledged in its time; otherwise ""."""
    record = work.record(work.routine(ROUTINE) or "")
    late = record is not None and any(d.status is DutyStatus.SUPERSEDED for d in record.duties)
    return record.notification.reference if record is not None and late else ""


def not_in_time(work: Work, authority: Authority, notification: Notification, duty: Duty, at: datetime) -> None:
    """A drill's duty is due and not met: it failed. Nobody else is asked; the operator is told."""
    work.save_duty(duty.superseded(at, NOT_IN_TIME))
    work.journal(notification.id, at, SYSTEM, "drill-failed", duty=duty.kind)
    work.save_notification(replace(notification, version=notification.version + 1))
    lines = (
        f"{notification.reference}, begun {notification.created_at.isoformat()}, was not acknowledged by "
        f"{duty.due.isoformat()}.",
        "Real messages may not arrive either: look for 'delivery failed' and 'sender defect' in the log.",
    )
    owe(work, authority, at, DRILL, "Need to Know: the drill was not acknowledged", lines)


def _notification(work: Work, authority: Authority, at: datetime) -> Notification:
    answers = {"incident.details": SAYS}
    draft = Draft(id="", author=SYSTEM, author_name="", created_at=at, updated_at=at, answers=answers)
    # The policy is asked, so that a drill fails where it cannot answer; of what it says nobody is told.
    decision = read(draft, authority.pack, authority.limits, at).decision
    return Notification(
        id=token_urlsafe(12),
        reference=work.next_reference(at.astimezone(LONDON).year, SERIES),
        reporter=SYSTEM,
        reporter_name="Need to Know",
        created_at=at,
        aware=at,
        answers=answers,
        decision=replace(decision, triggers=(), recipients=(), duties=(), missing_facts=(), next=None),
        staff_matter="no",
        told_now=False,
        drill=True,
    )
