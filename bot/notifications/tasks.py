"""What the policy, or the law, asks for besides: each planned duty becomes a task or a call, owed by whom it names."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.notifications import children
from bot.notifications.children import FOUND_AT
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation
from rules.decision import PlannedDuty, TriggerDecision
from rules.limits import window_due
from rules.pack import AFTER_ACTION, REPORTER, REPORTERS_MANAGER, Pack
from rules.timescale import parse

DONE, DECIDED_NOT_TO, RULED_OUT = "done", "decided-not-to", "ruled-out"
"""How a task ends: done, decided against with a reason, or not asked for any more by what is known."""
LEVELS = 6
"""Managers above the reporter among whom whoever owes a call is looked for."""


def declared(notification: Notification) -> tuple[PlannedDuty, ...]:
    """The duties of the decision that a policy or an overlay declares, beside telling, acknowledging and deciding.

    What comes again until a child is found is not among them (keeping_up.py).
    """
    return tuple(p for p in notification.decision.duties if p.closed_by is not None and p.until is None)


def planned_of(notification: Notification, duty: Duty) -> PlannedDuty | None:
    """What the decision says about a task."""
    return next((p for p in declared(notification) if p.id == duty.trigger), None)


def same_act(notification: Notification, planned: PlannedDuty) -> tuple[PlannedDuty, ...]:
    """The other tasks to do the same act under another rule: the earliest limit counts, one reference serves all."""
    return tuple(one for one in declared(notification) if one.id in planned.same_as)


def tasks(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    done: frozenset[str] = frozenset(),
    held: frozenset[str] = frozenset(),
) -> tuple[Duty, ...]:
    """The tasks and calls that arise now.

    `done` are the tasks already done, which others may come after; `held` those that wait until it is decided whether
    this is notified, and with them every call.
    """
    organisation = notification.within(organisation)
    found: dict[str, Duty] = {}
    for planned in declared(notification):
        if planned.id in held or (planned.after is not None and planned.after not in done):
            continue
        for role in planned.phone:
            call = _call(notification, organisation, at, role, planned)
            found.setdefault(call.id, call)
        if not planned.phone:
            found.update({duty.id: duty for duty in _of(notification, organisation, at, planned)})
    for row in notification.decision.triggers:
        if row.live and row.phone and not held:
            for role in row.route.always:
                call = _call(notification, organisation, at, role, row)
                found.setdefault(call.id, call)
    return tuple(started(duty, organisation) for duty in found.values())


def after_this(record: Record, duty: Duty, organisation: Organisation, at: datetime) -> tuple[Duty, ...]:
    """What begins now that a task is done, such as the rapid review after the panel was told.

    Its limit runs from awareness, or from now where the organisation counts it from then.
    """
    done = frozenset(d.trigger for d in record.duties if d.outcome == DONE) | {duty.trigger}
    known = {d.id for d in record.duties}
    found = []
    for new in tasks(record.notification, organisation, at, done):
        planned = planned_of(record.notification, new)
        if new.id in known or planned is None or planned.after != duty.trigger:
            continue
        if planned.counts_from == "notification" and planned.timescale is not None:
            limit = parse(planned.timescale).due(at, organisation.limits.calendar).at
            new = started(replace(new, due=limit, limit=limit), organisation)
        found.append(new)
    return tuple(found)


def after_action(record: Record, number: int, organisation: Organisation, at: datetime) -> tuple[Duty, ...]:
    """What begins now that action `number` (from 1) is done: to confirm that it is recorded, where the policy says so.

    One for each action; `about` is its number.
    """
    notification, matter = record.notification, record.notification.within(organisation)
    known = {duty.id for duty in record.duties}
    made = (
        replace(task, id=f"{task.id}:{number}", about=str(number))
        for planned in declared(notification)
        if planned.after == AFTER_ACTION
        for task in [_task(notification, matter, at, planned)]
    )
    return tuple(started(duty, matter) for duty in made if duty.id not in known)


def title_of(notification: Notification, duty: Duty) -> str:
    """What a task is called: by its policy, and which action it is about, or which of several children."""
    planned = planned_of(notification, duty)
    title = planned.title if planned is not None else duty.trigger
    if is_of_an_action(notification, duty):
        return f"{title}: action {duty.about}"
    name = children.name_of(notification, duty.about) if duty.kind is DutyKind.TASK else ""
    return f"{title} ({name})" if name else title


def is_of_an_action(notification: Notification, duty: Duty) -> bool:
    """Is this a task that came with an action which somebody required? Then `about` is the action's number."""
    planned = planned_of(notification, duty)
    return duty.kind is DutyKind.TASK and planned is not None and planned.after == AFTER_ACTION


def follows_rows(pack: Pack) -> frozenset[str]:
    """The duties that come with a notification, and not with what happened whether it is notified or not."""
    return frozenset(duty.id for duty in pack.duties if duty.condition is None and not duty.statutory)


def revised(
    record: Record,
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    held: frozenset[str] = frozenset(),
) -> tuple[Duty, ...]:
    """Tasks after the facts changed: new ones, open ones with another limit, and open ones that are ruled out now."""
    done = frozenset(d.trigger for d in record.duties if d.outcome == DONE)
    wanted = {d.id: d for d in tasks(notification, organisation, at, done, held)}
    kinds = (DutyKind.TASK, DutyKind.PHONE)
    known = {d.id: d for d in record.duties if d.kind in kinds and not is_of_an_action(record.notification, d)}
    changed = [new for key, new in wanted.items() if key not in known]
    for key, old in known.items():
        if not old.is_open:
            continue
        if key not in wanted:
            changed.append(replace(old.superseded(at, RULED_OUT), outcome=RULED_OUT))
        elif wanted[key].limit not in (None, old.limit):
            new = wanted[key]
            changed.append(replace(new, created_at=old.created_at, late_since=None, reason=old.reason))
    return tuple(changed)


def _of(notification: Notification, organisation: Organisation, at: datetime, planned: PlannedDuty) -> tuple[Duty, ...]:
    """One task; or, of what counts from when a child was found, one for each child found: a return interview."""
    task = _task(notification, organisation, at, planned)
    if planned.since != FOUND_AT:
        return (task,)
    found = children.found(notification)
    alone = len(children.people(notification)) == 1
    tasks = []
    for child in found:
        if child.found is None or child.found.condition == children.DIED:
            continue
        limit = task.limit
        if child.found.at is not None and planned.timescale is not None:
            limit = parse(planned.timescale).due(child.found.at, organisation.limits.calendar).at
        id, about = (task.id, "") if alone else (f"{task.id}:{child.key}", child.key)
        tasks.append(replace(task, id=id, about=about, due=limit or task.due, limit=limit))
    return tuple(tasks) if found else (task,)


def _task(notification: Notification, organisation: Organisation, at: datetime, planned: PlannedDuty) -> Duty:
    role, person = owner_of(notification, organisation, planned.owner)
    window = planned.window or "longer"
    dues = [one.due for one in (planned, *same_act(notification, planned)) if one.due is not None]
    limit = min(dues, default=None)
    return Duty(
        id=f"{notification.id}:{DutyKind.TASK}:{planned.id}",
        kind=DutyKind.TASK,
        due=limit or window_due(window, at, organisation.limits.calendar, organisation.limits),
        any_hour=planned.any_hour,
        window_kind=window,
        created_at=at,
        notification=notification.id,
        role=role,
        person=person,
        trigger=planned.id,
        source=planned.source,
        limit=limit,
    )


def _call(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    role: str,
    asked: PlannedDuty | TriggerDecision,
) -> Duty:
    """A call to a role, owed by whoever of those named is nearest to the reporter: somebody must do it now."""
    owners = asked.owner if isinstance(asked, PlannedDuty) else " or ".join(asked.by) or REPORTER
    owner, person = owner_of(notification, organisation, owners)
    if owner and (near := _nearest(notification.reporter, owner.split(","), organisation)):
        owner, person = None, near
    return Duty(
        id=f"{notification.id}:{DutyKind.PHONE}:{_plain(role)}",
        kind=DutyKind.PHONE,
        due=window_due("any_hour", at, organisation.limits.calendar, organisation.limits),
        any_hour=True,
        window_kind="any_hour",
        created_at=at,
        notification=notification.id,
        role=owner,
        person=person,
        about=role,
        trigger=asked.id,
        source=asked.source,
    )


def owner_of(notification: Notification, organisation: Organisation, named: str) -> tuple[str | None, str | None]:
    """The role or roles, or else the person, who owe it."""
    if named == REPORTER:
        return None, notification.reporter
    if named == REPORTERS_MANAGER:
        return None, organisation.manager_of(notification.reporter).id
    return named.replace(" or ", ","), None


def _nearest(reporter: str, roles: Iterable[str], organisation: Organisation) -> str | None:
    """The reporter, or the first of the managers above them, who holds one of these roles."""
    holders = {p.id for role in roles for p in organisation.holders(role)}
    aad = reporter
    for _ in range(LEVELS):
        if aad in holders:
            return aad
        aad = organisation.manager_of(aad).id
    return None


def _plain(role: str) -> str:
    """A role's id as a card's opaque id may hold it."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-.") else "-" for c in role)
