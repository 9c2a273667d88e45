"""Bank holidays that a newer calendar adds or takes away move the timers that were counted over them.

A deadline is counted again by the rule that made it: the notification's own answers through the same policy (its hash
is kept with it) at the instant at which it was decided; a window from when it opened. Nothing else is changed.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.finding import Finding, Kind, Outcome, changed_days
from bot.notifications.form import as_draft, read
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification
from bot.services.authority import Authority
from bot.services.drafting import carry_duty
from bot.services.judging import by_judgement
from bot.services.ports import Work
from rules.decision import Decision, PlannedDuty, TriggerDecision
from rules.instants import at_london
from rules.limits import window_due
from rules.timescale import parse
from rules.working_days import bank_holidays

ROUTINE = "calendar"
AHEAD = 3
"""Years ahead of this one whose bank holidays are compared; the one before counts as well."""
MOST = 1000
WINDOWS = {DutyKind.ACKNOWLEDGE: "", DutyKind.DECIDE: "", DutyKind.FIRST: "", DutyKind.COMPLETE: "longer"}
"""Duties due when a window closes; of which kind, where it is not the one that their steps last."""


def recount(work: Work, authority: Authority, at: datetime) -> tuple[Finding, ...]:
    """Count again what a calendar other than the one last seen would move, and remember this one."""
    now = {str(year): sorted(map(str, bank_holidays(year))) for year in range(at.year - 1, at.year + AHEAD + 1)}
    kept = work.routine(ROUTINE)
    if kept is None:
        work.begin_routine(ROUTINE, at, at)
    if kept != json.dumps(now):
        work.leave(ROUTINE, json.dumps(now))
    days = changed_days(json.loads(kept), now) if kept else ()
    if not days:
        return ()
    first, last = _begins(days[0]), _begins(days[-1] + timedelta(days=1))
    found: list[Finding] = []
    decided: dict[str, Decision | None] = {}
    for duty in work.duties_within(first, last, MOST):
        if duty.draft:
            found += _draft(work, authority, duty, at)
            continue
        notification = work.notification(duty.notification or "")
        if notification is not None and duty.late_since is None:
            if notification.id not in decided:
                decided[notification.id] = _anew(notification, authority)
            found += _one(work, authority, duty, notification, decided[notification.id], at)
    for subject, decision in decided.items():
        current = work.notification(subject)
        if decision is not None and current is not None and decision != current.decision:
            work.save_notification(replace(current, decision=decision, version=current.version + 1))
    return tuple(found)


def _one(
    work: Work, authority: Authority, duty: Duty, notification: Notification, decision: Decision | None, at: datetime
) -> list[Finding]:
    if decision is None and duty.kind not in WINDOWS:
        # The policy was changed since: only somebody who knows what it said can count again.
        return [Finding(Kind.MOVED, Outcome.RAISED, notification.reference)]
    after = _counted(duty, notification, decision, authority)
    if after == duty:
        return []
    if not after.step:
        after = started(after, authority.organisation)
    work.save_duty(after)
    work.journal(
        notification.id,
        at,
        SYSTEM,
        "due-moved",
        duty=duty.kind,
        role=duty.role or "",
        before=(duty.limit or duty.due).isoformat(),
        by=(after.limit or after.due).isoformat(),
    )
    return [Finding(Kind.MOVED, Outcome.MENDED, notification.reference)]


def _draft(work: Work, authority: Authority, duty: Duty, at: datetime) -> list[Finding]:
    """A draft's duty starts anew when its limit moves, as it does when its facts change."""
    draft = work.draft(duty.draft or "")
    if draft is None:
        return []
    carry_duty(work, authority, draft, at)
    moved = (after := work.duty(duty.id)) is not None and not after.is_open
    return [Finding(Kind.MOVED, Outcome.MENDED)] if moved else []


def _counted(duty: Duty, notification: Notification, decision: Decision | None, authority: Authority) -> Duty:
    """The duty with its time as the calendar of today gives it."""
    limits = authority.limits
    if duty.kind in WINDOWS:
        kind = "longer" if WINDOWS[duty.kind] else duty.window_kind
        return replace(duty, due=window_due(kind, duty.created_at, limits.calendar, limits))
    assert decision is not None
    row = next((each for each in decision.triggers if each.id == duty.trigger), None)
    if duty.kind is DutyKind.NOTIFY and row is not None:
        return replace(duty, due=row.notify_by)
    if duty.kind is DutyKind.WATCH and row is not None:
        return replace(duty, limit=row.notify_by)
    planned = next((each for each in decision.duties if each.id == duty.trigger), None)
    if duty.kind is DutyKind.TASK and planned is not None:
        return _task(duty, planned, authority)
    return duty


def _task(duty: Duty, planned: PlannedDuty, authority: Authority) -> Duty:
    limits = authority.limits
    if duty.limit is None:
        return replace(duty, due=window_due(duty.window_kind, duty.created_at, limits.calendar, limits))
    if planned.counts_from == "notification" and planned.after is not None and planned.timescale is not None:
        due = parse(planned.timescale).due(duty.created_at, limits.calendar).at
    else:
        due = planned.due or duty.due
    return replace(duty, due=due, limit=due)


def _anew(notification: Notification, authority: Authority) -> Decision | None:
    """The decision on the same answers, by the same policy, at the same instant; None where it cannot be had again."""
    old = notification.decision
    reading = read(as_draft(notification), authority.pack, authority.limits, old.at)
    decision = by_judgement(reading, authority, old.at) if notification.judgement else reading.decision
    same = decision.pack_hash == old.pack_hash and _what(decision.triggers) == _what(old.triggers)
    return decision if same else None


def _what(rows: tuple[TriggerDecision, ...]) -> Mapping[str, str]:
    return {row.id: row.status for row in rows}


def _begins(day: date) -> datetime:
    return at_london(day, time())
