"""What the self-audit finds, and how it judges a duty or a delivery. Pure; instants are aware and UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.hours import is_office_closing, speak_at
from bot.notifications.notification import Record
from bot.organisation import Organisation

GRACE = timedelta(minutes=15)
"""How long something due may wait before it counts as stuck: a try in hand, its lease, and the engine's next look."""
FURTHEST = timedelta(days=14)
"""No step of a late duty is put off further: the longest window, over the longest row of holidays."""
UNTIMED = frozenset({DutyKind.TASK, DutyKind.WATCH})
"""Duties that are not late at their `due`."""


class Kind(StrEnum):
    """What is wrong."""

    NOTHING_DUE = "nothing-due"
    STUCK = "delivery-stuck"
    NOT_ESCALATED = "not-escalated"
    MOVED = "calendar-moved"


class Outcome(StrEnum):
    """What the audit did about it."""

    MENDED = "mended"
    RAISED = "raised"  # a person was asked, or the operator is told: it is not mended by itself


@dataclass(frozen=True)
class Finding:
    """One thing found. `reference` names the notification, "" for a draft, an absence or the operator's own mail."""

    kind: Kind
    outcome: Outcome
    reference: str = ""


def put_off(duty: Duty, organisation: Organisation, at: datetime) -> bool:
    """Is an open duty past its time, and its escalation set for later than any rule would set it?"""
    if duty.next_at is None or duty.next_at <= at:
        return False
    if duty.next_at > at + FURTHEST:
        return duty.due <= at
    if duty.late_since is not None or duty.kind in UNTIMED:
        return False
    return at >= _step_at_limit(duty, organisation) + GRACE


def is_being_told(record: Record) -> bool:
    """Is anything due for a notification one of whose roles was not told in time: a person's call, a message?"""
    asked = any(d.next_at is not None for d in record.open_duties())
    return asked or any(d.is_coming and d.next_at is not None for d in record.deliveries)


def changed_days(known: Mapping[str, list[str]], now: Mapping[str, list[str]]) -> tuple[date, ...]:
    """The days that are a bank holiday by one list and not by the other, of the years that both hold; in order."""
    days: set[str] = set()
    for year in known.keys() & now.keys():
        days |= set(known[year]) ^ set(now[year])
    return tuple(sorted(map(date.fromisoformat, days)))


def _step_at_limit(duty: Duty, organisation: Organisation) -> datetime:
    """When the step at the duty's limit is taken at the latest."""
    if duty.kind is DutyKind.NOTIFY:
        return started(duty, organisation).next_at or duty.due
    closing = duty.kind is DutyKind.SEND and is_office_closing(duty.due, organisation.limits)
    return speak_at(duty.due, organisation.limits, any_hour=duty.any_hour or closing)
