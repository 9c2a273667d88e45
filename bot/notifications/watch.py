"""Watching the clock for somebody: what no row requires yet is asked about at the instant from which one would."""

from collections.abc import Iterable
from datetime import datetime

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation
from rules.decision import Decision, TriggerDecision

STILL, STOOD_DOWN, SENT_BEFORE, NOT_CONFIRMED = "still", "stood-down", "sent-before", "not-confirmed"
"""How a watch ends: it still held; it did not; somebody worried and sent it before; nobody could confirm it."""


def watched_row(decision: Decision, told: frozenset[str] = frozenset()) -> TriggerDecision | None:
    """The row that is required next, and would tell, or ask about, a role that is not told already."""
    rows = [
        t
        for t in decision.triggers
        if t.status == "not-yet" and {*t.route.told, *([t.route.about] if t.route.about else [])} - told
    ]
    return min(rows, key=lambda t: (t.reportable_from, t.notify_by), default=None)


def watch(
    notification: Notification, organisation: Organisation, at: datetime, told: frozenset[str] = frozenset()
) -> Duty | None:
    """The duty to say, when the next row would be required, whether it still holds. None when no row waits."""
    row = watched_row(notification.decision, told)
    if row is None:
        return None
    duty = Duty(
        id=f"{notification.id}:{DutyKind.WATCH}:{notification.version}",
        kind=DutyKind.WATCH,
        due=max(row.reportable_from, at),
        any_hour=row.any_hour or row.immediate,
        window_kind=row.window,
        created_at=at,
        notification=notification.id,
        person=notification.reporter,
        trigger=row.id,
        source=row.source,
        limit=row.notify_by,
    )
    return started(duty, organisation)


def is_kept(record: Record) -> bool:
    """Has nobody been told of it yet: kept because no row requires it, or not any more?"""
    return not any(d.kind is DutyKind.NOTIFY for d in record.duties)


def told_roles(duties: Iterable[Duty]) -> frozenset[str]:
    """The roles that are told, or are being told."""
    return frozenset(d.role for d in duties if d.kind is DutyKind.NOTIFY and d.role)


def settled_roles(duties: Iterable[Duty]) -> frozenset[str]:
    """The roles that are told, and those about whom somebody decides: a row that names no other adds nothing."""
    known = tuple(duties)
    return told_roles(known) | {d.about for d in known if d.kind is DutyKind.DECIDE}
