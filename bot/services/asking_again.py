"""What somebody did who, as it turns out, must not know of a matter counts no more: whoever stands in is asked anew.

An acknowledgement of theirs, and a decision of theirs against telling somebody or against notifying at all. That they
told somebody stands: nobody is untold by it. Each is journalled, with whose it was. What is open passes on as well.
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.escalation import owners, roles_of, started
from bot.notifications.first import NOT_NEEDED
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import personal
from bot.organisation import Organisation
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.speaking import who
from rules.limits import window_due

NOT_TOLD = "do-not-tell"


def ask_again(
    work: Work, authority: Authority, before: Record, notification: Notification, kept: frozenset[str], at: datetime
) -> None:
    """Re-open what those who are `kept` from it did, pass on what is open of them, and let whoever stands in know.

    `before` is the record as it was, `notification` as it is now.
    """
    matter = notification.within(authority.organisation)
    was = before.notification.within(authority.organisation)
    for duty in before.duties:
        again = _again(duty, before, matter, kept, at)
        if again is None:
            continue
        if again != duty:
            work.save_duty(again)
        if not duty.is_open:
            by = who(duty.met_by or "", authority)
            work.journal(notification.id, at, SYSTEM, "counts-no-more", duty=duty.kind, role=duty.role or "", whose=by)
        for person in sorted({*owners(again, matter, at)} - {*owners(duty, was, at)}):
            _tell(work, before, notification, again, person, at)


def _again(duty: Duty, record: Record, matter: Organisation, kept: frozenset[str], at: datetime) -> Duty | None:
    """The duty as it is from now on; None where nothing of it was theirs."""
    if not duty.is_open:
        return _opened(duty, matter, at) if duty.met_by in kept and _counts_no_more(duty, record) else None
    if duty.person in kept and duty.person != record.notification.reporter:
        return replace(duty, person=matter.manager_of(duty.person or "").id)
    return duty if duty.role else None


def _counts_no_more(duty: Duty, record: Record) -> bool:
    if duty.status is not DutyStatus.MET:
        return False
    if duty.kind is DutyKind.DECIDE:
        told = any(d.kind is DutyKind.NOTIFY and d.role == duty.about for d in record.duties)
        return duty.outcome == NOT_TOLD and not told
    if duty.kind is DutyKind.FIRST:
        others = {d.role for d in record.duties if d.kind is DutyKind.NOTIFY} - {*roles_of(duty)}
        return duty.outcome == NOT_NEEDED and not others
    return duty.kind is DutyKind.ACKNOWLEDGE


def _opened(duty: Duty, matter: Organisation, at: datetime) -> Duty:
    """The same duty, open, with a window of its own from now."""
    opened = replace(
        duty,
        status=DutyStatus.OPEN,
        due=window_due(duty.window_kind, at, matter.limits.calendar, matter.limits),
        created_at=at,
        late_since=None,
        step=0,
        met_at=None,
        met_by=None,
        met_as="",
        met_for="",
        outcome="",
        reason="",
    )
    return started(opened, matter)


def _tell(work: Work, before: Record, notification: Notification, duty: Duty, person: str, at: datetime) -> None:
    """A card for whoever is asked from now on and has none; where they have one it is brought up to date."""
    if any(d.recipient == person and d.sent_at is not None for d in before.deliveries):
        return
    mark = f"instead-{duty.id.partition(':')[2]}"
    work.add_delivery(personal(notification, person, Purpose.TASK, at, urgent=duty.any_hour, duty=duty.id, mark=mark))
