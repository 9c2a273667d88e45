"""Deciding: who must be told, by whom, by when, and why. A pure function of pack, facts, instant and local limits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rules import asking, judgement
from rules.condition import Truth
from rules.deadlines import Deadlines, working
from rules.decision import (
    Decision,
    LimitKind,
    MissingFact,
    NextFact,
    PlannedDuty,
    Recipient,
    Status,
    TriggerDecision,
    decision_as_data,
    decision_from_data,
)
from rules.facts import Facts
from rules.instants import say_instant
from rules.limits import DEFAULT_LIMITS, Limits
from rules.matching import Counted, Match, Scene, match
from rules.pack import REPORTERS_MANAGER, Pack, PackDuty, Route, Trigger
from rules.planning import plan_duties
from rules.timescale import Deadline, WindowKind

__all__ = [
    "REPORTERS_MANAGER",
    "Decision",
    "MissingFact",
    "NextFact",
    "PlannedDuty",
    "Recipient",
    "Route",
    "TriggerDecision",
    "decide",
    "decision_as_data",
    "decision_from_data",
    "next_questions",
]

WHETHER = "decide-whether"
_KINDS = (WHETHER, "acknowledge", "decide")


def decide(
    pack: Pack,
    facts: Facts,
    at: datetime,
    limits: Limits = DEFAULT_LIMITS,
    overlay: Sequence[PackDuty] = (),
) -> Decision:
    """What `pack` says about `facts` at the instant `at` (aware, any zone); `overlay` are statutory rows switched on.

    Awareness is `facts.aware`, or `at` when it is not given. Rows that are ruled out are left out. A row that cannot
    be ruled out counts for telling: its roles are recipients too. The row for a judgement is left out until somebody
    has judged so: that nobody has is no missing fact. A policy without such a row has one of its own ("judgement").
    """
    scene, aware, deadlines = Scene.of(facts), facts.aware or at, Deadlines(limits)
    judged = pack.judgement.trigger if pack.judgement is not None else None
    rows, waiting = [], []
    for trigger in pack.triggers:
        found = match(trigger, scene, at)
        if found is None or (trigger.id == judged and found.verdict.truth is Truth.UNKNOWN):
            continue
        row = _row(trigger, found, aware, at, deadlines)
        if trigger.id == judged:
            row = replace(row, why=judgement.with_reason(row.why, judgement.reason_given(scene)))
        rows.append(row)
        if row.missing:
            waiting.append(asking.Open(trigger.about, trigger.condition, frozenset(row.missing)))
    if judged is None and pack.triggers and judgement.judged(scene):
        rows.append(judgement.by_judgement(pack, aware, deadlines, judgement.reason_given(scene)))
    recipients = _recipients(pack, rows)
    planned = plan_duties((*pack.duties, *overlay), rows, scene, aware, at, deadlines)
    waiting += [asking.Open(duty.about, condition, frozenset(one.missing)) for duty, condition, one in planned.waiting]
    missing = asking.in_order({fact for one in waiting for fact in one.missing})
    return Decision(
        policy=pack.id,
        version=pack.version,
        pack_hash=pack.hash,
        at=at,
        triggers=tuple(rows),
        missing_facts=tuple(asking.asked(fact) for fact in missing),
        recipients=recipients,
        duties=(*_duties(pack, rows, recipients, at, deadlines), *planned.duties),
        next=asking.next_fact(waiting, scene),
    )


def next_questions(
    pack: Pack,
    facts: Facts,
    at: datetime,
    limits: Limits = DEFAULT_LIMITS,
    overlay: Sequence[PackDuty] = (),
) -> tuple[MissingFact, ...]:
    """The facts that can still change the answer: the one that settles most first, then by how much waits for each.

    After them what is only presumed (Fact.presumed) and bears on a row or duty that holds. When our organisation first
    knew comes last: it moves the limits of rows, and is only asked while there are any.
    """
    decision = decide(pack, facts, at, limits, overlay)
    waiting = [*(row.missing for row in decision.triggers), *(duty.missing for duty in decision.duties)]
    open_ones = [fact for missing in waiting for fact in missing]
    first = decision.next.fact if decision.next is not None else None
    asked = sorted(asking.in_order(set(open_ones)), key=lambda fact: (fact != first, -open_ones.count(fact)))
    held = {row.id for row in decision.triggers} | {duty.id for duty in decision.duties}
    tests = [row.condition for row in pack.triggers if row.id in held]
    tests += [duty.condition for duty in (*pack.duties, *overlay) if duty.condition is not None and duty.id in held]
    asked += asking.presumed(tests, facts)
    if facts.aware is None and decision.triggers:
        asked.append("aware")
    return tuple(asking.asked(fact) for fact in asked)


def _row(trigger: Trigger, found: Match, aware: datetime, at: datetime, deadlines: Deadlines) -> TriggerDecision:
    dues = [_counted(one, trigger, aware, deadlines) for one in found.counted]
    due, limit, start, counted = dues[0] if len(dues) == 1 else min(dues, key=lambda each: each[0].at)
    status: Status = "reportable" if found.verdict.truth is Truth.YES else "unknown"
    begins = found.begins
    if begins is not None and begins > at:
        status = "not-yet"
    overdue = due.at < at and not due.immediate
    said = working(due, limit, threshold=counted.variant.timescale.threshold, begins=counted.begins, overdue=overdue)
    if len(dues) > 1:
        said += "; the earliest of the limits that may apply"
    missing = found.verdict.missing
    if counted.unknown_start is not None or len(dues) > 1:
        missing |= found.unknown_starts
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
        why=_why(trigger, status, start, counted),
        working=said,
        source=trigger.source,
        route=trigger.route,
        missing=asking.ordered(missing),
        route_why=trigger.route_why,
        by=trigger.by,
        phone=trigger.phone,
        follow_on=trigger.follow_on,
    )


def _counted(
    one: Counted, trigger: Trigger, aware: datetime, deadlines: Deadlines
) -> tuple[Deadline, LimitKind, datetime, Counted]:
    """The limit of one timescale of a row, the instant from which it is required, and the timescale."""
    start = aware if one.begins is None or one.begins <= aware else one.begins
    due, limit = deadlines.of_row(one.variant.timescale, start, trigger.id, one.variant.harm or trigger.harm)
    return due, limit, start, one


def _why(trigger: Trigger, status: Status, start: datetime, counted: Counted) -> str:
    if status == "unknown":
        return f"It cannot be ruled out yet that {trigger.when}."
    if status == "not-yet":
        return f"Not required before {say_instant(start)}: {trigger.when}."
    if counted.unknown_start is not None:
        return f"It is not known since when, so that the time counts as over: {trigger.when}."
    return f"{trigger.when[0].upper()}{trigger.when[1:]}."


def _recipients(pack: Pack, rows: Sequence[TriggerDecision]) -> tuple[Recipient, ...]:
    """Each role's earliest limit; of equal ones, a row that matches before one that cannot be ruled out."""
    told: dict[str, Recipient] = {}
    routes: set[int] = set()  # by identity: rows share a handful of routes, and the first row of each names them all
    for row in sorted((row for row in rows if row.live), key=lambda row: (row.notify_by, row.status == "unknown")):
        if id(row.route) in routes:
            continue
        routes.add(id(row.route))
        for role in row.route.told:
            if role not in told:
                told[role] = Recipient(role, row.notify_by, row.id)
    order = {role: n for n, role in enumerate(pack.by_role)}
    return tuple(sorted(told.values(), key=lambda one: (one.notify_by, order[one.role])))


def _duties(
    pack: Pack, rows: Sequence[TriggerDecision], recipients: tuple[Recipient, ...], at: datetime, deadlines: Deadlines
) -> Iterator[PlannedDuty]:
    """To notify; to acknowledge; to decide whether anybody is told, or somebody who is not told anyway."""
    live = {row.id: row for row in rows if row.live}
    if not live:
        return
    owners = {row: " or ".join(decided.by) or REPORTERS_MANAGER for row, decided in live.items()}
    first = min(live.values(), key=lambda row: row.notify_by)
    yield _owed("notify", owners[first.id], first.notify_by, first, first.why)
    for one in recipients:
        row = live[one.trigger]
        yield _owed(f"notify:{one.role}", owners[row.id], one.notify_by, row, row.route_why)
    closes: dict[str, tuple[datetime, str, TriggerDecision]] = {}

    def sooner(duty: str, owner: str, due: datetime, row: TriggerDecision) -> None:
        if duty not in closes or due < closes[duty][0]:
            closes[duty] = (due, owner, row)

    # Rows of one route, window and beginning ask the same, and of equals the first counts.
    alike: dict[tuple[int, WindowKind, datetime], TriggerDecision] = {}
    for row in live.values():
        alike.setdefault((id(row.route), row.window, row.reportable_from), row)
    told = {role for row in alike.values() for role in (*row.route.always, *row.route.also)}
    for row in alike.values():
        route, opens = row.route, max(at, row.reportable_from)
        if route.first:
            opens = deadlines.window(row.window, opens)
            sooner(WHETHER, " or ".join(route.first), opens, row)
        due = deadlines.window(row.window, opens)
        for role in (*route.always, *route.also):
            sooner(f"acknowledge:{role}", role, due, row)
        if route.about is not None and route.about not in told:
            sooner(f"decide:{route.about}", " or ".join(route.decides), due, row)
    for duty, (due, owner, row) in sorted(closes.items(), key=lambda one: _KINDS.index(one[0].partition(":")[0])):
        if pack.reached(owner) != "inbox":
            yield _owed(duty, owner, due, row, row.route_why)


def _owed(duty: str, owner: str, due: datetime, row: TriggerDecision, why: str) -> PlannedDuty:
    return PlannedDuty(duty, owner, due, why=why, source=row.source)
