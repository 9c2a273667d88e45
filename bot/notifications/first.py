"""Who decides first whether a report is notified at all (Luton: the service manager), before the others are told."""

from datetime import datetime

from bot.notifications.access import Standing
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.escalation import started
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation, Person
from rules.decision import TriggerDecision
from rules.limits import window_due
from rules.timescale import WindowKind

NEEDED, NOT_NEEDED, NOT_DECIDED = "needed", "not-needed", "not-decided"
"""How a first decision ends."""


def asked_first(
    notification: Notification, organisation: Organisation, at: datetime, before: Record | None
) -> tuple[Duty, ...]:
    """The duties to decide whether it is notified, one for each set of roles; of several rows the earliest counts.

    A question that is open is not put again. After a "no" it is put again once a row counts, or is certain, that did
    not count, or was not certain, `before`.
    """
    rows = [t for t in notification.decision.triggers if t.live and t.route.first]
    made = [d for d in before.duties if d.kind is DutyKind.FIRST] if before else []
    if before is not None and made:
        known = {(t.id, t.status) for t in before.notification.decision.triggers if t.live}
        new = [t for t in rows if (t.id, t.status) not in known and (t.id, "reportable") not in known]
        rows = [] if any(d.is_open for d in made) else new
    found: dict[str, Duty] = {}
    for row in sorted(rows, key=lambda t: t.notify_by):
        owner = ",".join(row.route.first)
        if owner not in found:
            found[owner] = _duty(notification, organisation, at, row, len(made) + len(found), role=owner)
    return tuple(found.values())


def further_decision(record: Record, organisation: Organisation, at: datetime) -> Duty | None:
    """The question for the next manager up, after a "no" that the reporter does not accept; None where nobody is."""
    last, manager = latest(record), next_manager(record, organisation)
    if manager is None or last is None:
        return None
    row = next((t for t in record.notification.decision.triggers if t.id == last.trigger), None)
    if row is None:
        return None
    return _duty(record.notification, organisation, at, row, _number(last), person=manager.id)


def latest(record: Record) -> Duty | None:
    """The newest of these decisions, open or made."""
    return max((d for d in record.duties if d.kind is DutyKind.FIRST), key=_number, default=None)


def _number(duty: Duty) -> int:
    return int(duty.id.rpartition(":")[2])


def next_manager(record: Record, organisation: Organisation) -> Person | None:
    """The manager of whoever said "no", unless they decided already, or it is the reporter."""
    decided, last = [d for d in record.duties if d.kind is DutyKind.FIRST], latest(record)
    if last is None or last.outcome != NOT_NEEDED or last.met_by is None:
        return None
    manager = record.notification.within(organisation).manager_of(last.met_by)
    passed = {d.met_by for d in decided} | {record.notification.reporter}
    return None if manager.id in passed else manager


def holds_first(notification: Notification, aad: str, organisation: Organisation) -> Standing | None:
    """As what this person decides first for every row that asks it: then their sending it is the decision."""
    organisation = notification.within(organisation).for_report_of(
        aad
    )  # nobody decides on their own report as somebody's cover
    person = organisation.person(aad)
    asked = [t.route.first for t in notification.decision.triggers if t.live and t.route.first]
    held = [
        [(role, acting) for role in roles if person and (acting := organisation.may_act_as(role, person))]
        for roles in asked
    ]
    return Standing(*held[0][0]) if held and all(held) else None


def is_settled(record: Record) -> bool:
    """Has everybody who decides first decided that it is needed, or not decided in time?"""
    decided = [d for d in record.duties if d.kind is DutyKind.FIRST]
    return all(d.status is not DutyStatus.OPEN for d in decided) and any(
        d.outcome in (NEEDED, NOT_DECIDED) for d in decided
    )


def _duty(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    trigger: TriggerDecision,
    number: int,
    *,
    role: str | None = None,
    person: str | None = None,
) -> Duty:
    """The window never outlasts the row's limit: the others are told by then, decided or not.

    After "Tell now" nobody has said yet how bad it is, so the window is the one that runs at any hour.
    """
    window: WindowKind = "any_hour" if notification.told_now else trigger.window
    due = window_due(window, at, organisation.limits.calendar, organisation.limits)
    shortest = at + organisation.limits.windows.any_hour
    duty = Duty(
        id=f"{notification.id}:{DutyKind.FIRST}:{number + 1}",
        kind=DutyKind.FIRST,
        due=max(min(due, trigger.notify_by), min(due, shortest)),
        any_hour=window == "any_hour",
        window_kind=window,
        created_at=at,
        notification=notification.id,
        role=role,
        person=person,
        trigger=trigger.id,
        source=trigger.source,
    )
    return started(duty, organisation)
