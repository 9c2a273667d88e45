"""Deciding: who must be told, by whom, by when, and why. A pure function of pack, facts, instant and local limits."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import chain

from rules.condition import Truth
from rules.decision import (
    Decision,
    LimitKind,
    MissingFact,
    PlannedDuty,
    Recipient,
    Status,
    TriggerDecision,
    decision_as_data,
    decision_from_data,
)
from rules.facts import Facts
from rules.instants import say_instant
from rules.limits import DEFAULT_LIMITS, Limits, window_due
from rules.matching import Match, Scene, match
from rules.pack import Pack, Route, Trigger
from rules.timescale import Deadline, Timescale
from rules.vocabulary import VOCABULARY
from rules.working_days import Calendar

__all__ = [
    "Decision",
    "MissingFact",
    "PlannedDuty",
    "Recipient",
    "Route",
    "TriggerDecision",
    "decide",
    "decision_as_data",
    "decision_from_data",
    "next_questions",
]

REPORTERS_MANAGER = "reporter's manager"
"""Who owns the duty to notify where a row names nobody."""

_ORDER = {fact: n for n, fact in enumerate(VOCABULARY)}


def decide(pack: Pack, facts: Facts, at: datetime, limits: Limits = DEFAULT_LIMITS) -> Decision:
    """What `pack` says about `facts` at the instant `at` (aware, any zone).

    Awareness is `facts.aware`, or `at` when it is not given. Rows that are ruled out are left out. A row that cannot
    be ruled out counts for telling: its roles are recipients too.
    """
    scene, aware = Scene.of(facts), facts.aware or at
    rows = tuple(
        _row(trigger, found, aware, at, limits)
        for trigger in pack.triggers
        if (found := match(trigger, scene, at)) is not None
    )
    recipients = _recipients(pack, rows)
    missing = sorted({fact for row in rows for fact in row.missing}, key=_ORDER.__getitem__)
    return Decision(
        policy=pack.id,
        version=pack.version,
        pack_hash=pack.hash,
        at=at,
        triggers=rows,
        missing_facts=tuple(_asked(fact) for fact in missing),
        recipients=recipients,
        duties=tuple(_duties(pack, rows, recipients, at, limits)),
    )


def next_questions(pack: Pack, facts: Facts, at: datetime, limits: Limits = DEFAULT_LIMITS) -> tuple[MissingFact, ...]:
    """The facts that can still change the answer, the one that bears on most rows first.

    When our organisation first knew comes last: it moves the limits of rows, and is only asked while there are any.
    """
    rows = decide(pack, facts, at, limits).triggers
    open_rows = list(chain.from_iterable(row.missing for row in rows))
    asked = sorted(set(open_rows), key=lambda fact: (-open_rows.count(fact), _ORDER[fact]))
    if facts.aware is None and rows:
        asked.append("aware")
    return tuple(_asked(fact) for fact in asked)


def _row(trigger: Trigger, found: Match, aware: datetime, at: datetime, limits: Limits) -> TriggerDecision:
    start = aware if found.begins is None else max(aware, found.begins)
    status: Status = "reportable" if found.verdict.truth is Truth.YES else "unknown"
    if found.begins is not None and found.begins > at:
        status = "not-yet"
    due, limit = _due(trigger, start, limits)
    overdue = due.at < at and not due.immediate
    return TriggerDecision(
        id=trigger.id,
        title=trigger.title,
        status=status,
        reportable_from=start,
        notify_by=due.at,
        limit=limit,
        any_hour=due.any_hour,
        immediate=due.immediate,
        overdue=overdue,
        window=due.window,
        why=_why(trigger, status, start),
        working=_working(trigger, found, due, limit, overdue),
        source=trigger.source,
        route=trigger.route,
        missing=tuple(sorted(found.verdict.missing, key=_ORDER.__getitem__)),
    )


def _due(trigger: Trigger, start: datetime, limits: Limits) -> tuple[Deadline, LimitKind]:
    """The procedure's limit; where it states none, or the organisation sets an earlier one for this row, the local."""
    calendar = limits.calendar
    stated = _falls_due(trigger.timescale, start, calendar) if trigger.timescale.limit is not None else None
    if stated is not None and trigger.id not in limits.triggers:
        return stated, "procedure"
    local = min((_falls_due(limit, start, calendar) for limit in limits.local(trigger.id, trigger.harm)), key=_instant)
    if stated is not None and stated.at <= local.at:
        return stated, "procedure"
    return local, "local"


@lru_cache(maxsize=64)
def _falls_due(timescale: Timescale, start: datetime, calendar: Calendar) -> Deadline:
    """Kept for a while: the rows of one decision share a handful of limits."""
    return timescale.due(start, calendar)


def _instant(due: Deadline) -> datetime:
    return due.at


def _why(trigger: Trigger, status: Status, start: datetime) -> str:
    if status == "unknown":
        return f"It cannot be ruled out yet that {trigger.when} ({trigger.place})."
    if status == "not-yet":
        return f"Not required before {say_instant(start)}: {trigger.when} ({trigger.place})."
    return f"{trigger.when[0].upper()}{trigger.when[1:]} ({trigger.place})."


def _working(trigger: Trigger, found: Match, due: Deadline, limit: LimitKind, overdue: bool) -> str:
    parts = [due.working]
    if limit == "local":
        parts.append("local limit, not in the procedure")
    if trigger.timescale.threshold is not None:
        parts.append(
            f"{trigger.timescale.threshold} have passed on {say_instant(found.begins)}"
            if found.begins is not None
            else "counted from awareness, because it is not known since when"
        )
    if overdue:
        parts.append("already past")
    return "; ".join(parts)


def _recipients(pack: Pack, rows: tuple[TriggerDecision, ...]) -> tuple[Recipient, ...]:
    """Each role's earliest limit; of equal ones, a row that matches before one that cannot be ruled out."""
    told: dict[str, Recipient] = {}
    for row in sorted((row for row in rows if row.live), key=lambda row: (row.notify_by, row.status == "unknown")):
        for role in row.route.told:
            told.setdefault(role, Recipient(role, row.notify_by, row.id))
    order = [role.id for role in pack.roles]
    return tuple(sorted(told.values(), key=lambda one: (one.notify_by, order.index(one.role))))


def _duties(
    pack: Pack, rows: tuple[TriggerDecision, ...], recipients: tuple[Recipient, ...], at: datetime, limits: Limits
) -> Iterator[PlannedDuty]:
    """To notify; to acknowledge; and to decide whether somebody is told who is not told anyway."""
    live = [row for row in rows if row.live]
    if not live:
        return
    owners = {trigger.id: " or ".join(trigger.by) or REPORTERS_MANAGER for trigger in pack.triggers}
    first = min(live, key=lambda row: row.notify_by)
    yield PlannedDuty("notify", owners[first.id], first.notify_by)
    for one in recipients:
        yield PlannedDuty(f"notify:{one.role}", owners[one.trigger], one.notify_by)
    calendar = limits.calendar
    acknowledge: dict[str, datetime] = {}
    decides: dict[str, tuple[datetime, str]] = {}
    told = {role for row in live for role in (*row.route.always, *row.route.also)}
    for row in live:
        due = _window_closes(row, at, calendar, limits)
        for role in (*row.route.always, *row.route.also):
            acknowledge[role] = min(due, acknowledge.get(role, due))
        about = row.route.about
        if about is not None and about not in told:
            ours = (due, " or ".join(row.route.decides))
            decides[about] = min(ours, decides.get(about, ours))
    for role, due in acknowledge.items():
        yield PlannedDuty(f"acknowledge:{role}", role, due)
    for about, (due, owner) in decides.items():
        yield PlannedDuty(f"decide:{about}", owner, due)


def _window_closes(row: TriggerDecision, at: datetime, calendar: Calendar, limits: Limits) -> datetime:
    return window_due(row.window, max(at, row.reportable_from), calendar, limits)


def _asked(fact: str) -> MissingFact:
    return MissingFact(fact, VOCABULARY[fact].question)
