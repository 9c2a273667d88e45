"""News that bears on the policy: it is decided anew, and whoever is to be told now is told.

News only adds. What was told stays told, who has not acknowledged is still asked, what was owed is still owed: to take
something back is to correct the details (answering.py, sending.py). A role that knew before and is named by a further
row acknowledges again: that it knew of a missing child does not say that it knows of a death.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.form import as_draft, read
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import counted, staff_matter
from bot.notifications.watch import is_kept, told_roles, watch
from bot.services import asking_to_restrict
from bot.services.authority import Authority
from bot.services.judging import is_required
from bot.services.owing import owe
from bot.services.ports import Work
from bot.services.sending import tell
from rules.decision import Decision, TriggerDecision
from rules.limits import window_due

NEWS = "the facts changed"


def decide_anew(
    work: Work, authority: Authority, before: Record, answers: Mapping[str, str], at: datetime, by: str
) -> tuple[TriggerDecision, ...]:
    """Decide on these answers; `before` is how it stood. Returns the rows that tell somebody now and did not before."""
    old = work.notification(before.notification.id)
    assert old is not None
    reading = read(as_draft(replace(old, answers=answers)), authority.pack, authority.limits, at)
    kept = is_kept(before)
    tells = not kept or is_required(reading.decision)
    notification = replace(
        old,
        answers=answers,
        decision=_with_what_stands(old.decision, reading.decision),
        staff_matter=staff_matter(reading.facts),
        version=old.version + 1,
    )
    notification = asking_to_restrict.anew(notification, authority, by, at)
    work.save_notification(notification)
    for duty in before.open_duties(DutyKind.WATCH):
        work.save_duty(duty.superseded(at, NEWS))
    known = {row.id for row in counted(old)} if not kept else set()
    new = tuple(row for row in counted(notification) if row.id not in known and tells)
    if not tells:
        _watched(work, authority, notification, reading.decision, at, before)
        return ()
    tell(work, authority, notification, at, by, before)
    for duty in _asked_again(before, notification, new, authority, at):
        work.add_duty(duty)
    return new


def _with_what_stands(old: Decision, new: Decision) -> Decision:
    """What is decided now, with the rows, recipients and duties of before that it leaves out."""
    rows = {row.id: row for row in new.triggers}
    stands = [row for row in old.triggers if row.live and not (row.id in rows and rows[row.id].live)]
    changed = {row.id for row in stands}
    told = {one.role for one in new.recipients}
    owed = {duty.id for duty in new.duties}
    return replace(
        new,
        triggers=(*stands, *(row for row in new.triggers if row.id not in changed)),
        recipients=(*new.recipients, *(one for one in old.recipients if one.role not in told)),
        duties=(*new.duties, *(duty for duty in old.duties if duty.id not in owed)),
    )


def _watched(
    work: Work, authority: Authority, notification: Notification, decision: Decision, at: datetime, before: Record
) -> None:
    """Of what nobody is told yet the clock is watched on, where a row may still be required."""
    watching = watch(replace(notification, decision=decision), authority.organisation, at)
    if watching is not None:
        work.add_duty(watching)
    owe(work, authority, notification, at, before=before, only_new=True)


def _asked_again(
    before: Record, notification: Notification, rows: tuple[TriggerDecision, ...], authority: Authority, at: datetime
) -> tuple[Duty, ...]:
    """The acknowledgements of further rows, by the roles that were told before."""
    organisation = notification.within(authority.organisation)
    told, found = told_roles(before.duties), {}
    waits = {d.role for d in before.open_duties(DutyKind.ACKNOWLEDGE)}
    for row in sorted(rows, key=lambda row: row.notify_by):
        for role in (*row.route.always, *row.route.also):
            if role not in told or role in waits or role in found or organisation.reached(role) == "inbox":
                continue
            duty = Duty(
                id=f"{notification.id}:{DutyKind.ACKNOWLEDGE}:{role}:{notification.version}",
                kind=DutyKind.ACKNOWLEDGE,
                due=window_due(row.window, at, organisation.limits.calendar, organisation.limits),
                any_hour=row.window == "any_hour",
                window_kind=row.window,
                created_at=at,
                notification=notification.id,
                role=role,
                trigger=row.id,
                source=row.source,
            )
            found[role] = started(duty, organisation)
    return tuple(found.values())
