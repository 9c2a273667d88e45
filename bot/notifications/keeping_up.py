"""Updates that come again until a missing child is found, as a policy declares: one duty a child and period. Pure.

The notification itself is the word of its own day; from then on each period (a week) ends on its last working day. A
period's duty is met by an update about that child, or about all; with it the next period's begins.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.notifications.children import Child, missing
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.notification import Notification
from bot.notifications.tasks import RULED_OUT, owner_of
from bot.organisation import Organisation
from rules.decision import PlannedDuty
from rules.instants import at_london, london_day
from rules.timescale import Period, parse, period_end
from rules.working_days import Calendar

FOUND, UPDATED = "found", "updated"
"""How such a duty ends: the child was found; an update came, and the next period's began."""


def recurring(notification: Notification) -> tuple[PlannedDuty, ...]:
    """What the policy wants again and again until a child is found."""
    return tuple(planned for planned in notification.decision.duties if planned.until is not None)


def brought_up(
    duties: Iterable[Duty],
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    held: frozenset[str] = frozenset(),
) -> tuple[Duty, ...]:
    """What changes when it is decided, or decided anew: a duty begins for each missing child who has none.

    One whose child is not missing any more by what is known is ruled out. `held` wait to begin.
    """
    own = [duty for duty in duties if duty.kind is DutyKind.UPDATE]
    wanted = [(p, child) for p in recurring(notification) if p.id not in held for child in missing(notification)]
    changed = [
        _first(notification, planned, child, organisation, at)
        for planned, child in wanted
        if not any(d.trigger == planned.id and d.about == child.key for d in own)
    ]
    keys = {(planned.id, child.key) for planned, child in wanted}
    gone = [d for d in own if d.is_open and (d.trigger, d.about) not in keys]
    return (*changed, *(replace(d.superseded(at, RULED_OUT), outcome=RULED_OUT) for d in gone))


def after_update(duty: Duty, notification: Notification, organisation: Organisation, at: datetime) -> Duty | None:
    """The next period's duty, once an update came for `duty`; None where the policy does not want it any more."""
    planned = next((p for p in recurring(notification) if p.id == duty.trigger), None)
    if planned is None:
        return None
    head, _, number = duty.id.rpartition(":")
    due = next_due(_period(planned), duty.due, at, organisation.limits.calendar)
    return _duty(f"{head}:{int(number) + 1}", notification, planned, duty.about, organisation, at, due)


def next_due(period: Period, due: datetime, at: datetime, calendar: Calendar) -> datetime:
    """The end of the period after the one that ended at `due`; of those that passed meanwhile none is owed. UTC."""
    day = london_day(due)
    while True:
        day = period_end(period, day + timedelta(days=1), calendar)
        if (close := calendar.close_of_office(day)) > at:
            return close


def _period(planned: PlannedDuty) -> Period:
    limit = parse(planned.timescale or "weekly").limit
    return limit if isinstance(limit, str) else "weekly"


def _first(
    notification: Notification, planned: PlannedDuty, child: Child, organisation: Organisation, at: datetime
) -> Duty:
    calendar = organisation.limits.calendar
    tomorrow = at_london(london_day(at) + timedelta(days=1), datetime.min.time())
    due = parse(planned.timescale or "weekly").due(tomorrow, calendar).at
    if planned.due is not None:
        due = max(due, planned.due)
    head = f"{notification.id}:{DutyKind.UPDATE}:{planned.id}:{child.key}"
    return _duty(f"{head}:1", notification, planned, child.key, organisation, at, due)


def _duty(
    id: str,
    notification: Notification,
    planned: PlannedDuty,
    about: str,
    organisation: Organisation,
    at: datetime,
    due: datetime,
) -> Duty:
    organisation = notification.within(organisation)
    role, person = owner_of(notification, organisation, planned.owner)
    duty = Duty(
        id=id,
        kind=DutyKind.UPDATE,
        due=due,
        any_hour=False,
        window_kind="working",
        created_at=at,
        notification=notification.id,
        role=role,
        person=person,
        about=about,
        trigger=planned.id,
        source=planned.source,
        limit=due,
    )
    return started(duty, organisation)
