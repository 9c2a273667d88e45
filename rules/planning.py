"""The duties that a policy or an overlay declares: which arise from these facts and rows, by when, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from rules import asking
from rules.condition import NO, YES, Always, Condition, Truth, Verdict, View, some
from rules.deadlines import Deadlines, working
from rules.decision import DutyStatus, PlannedDuty, TriggerDecision
from rules.instants import at_london, london_day, say_instant
from rules.matching import Scene, held_by
from rules.pack import AFTER_ACTION, PackDuty
from rules.timescale import Deadline

_ALWAYS = Always()
MOST_NAMED = 3
"""Rows that a duty is said to come with; of more it is said that it comes with any."""


@dataclass(frozen=True, slots=True)
class Planned:
    """The duties that arise, in the pack's order; and those that wait for facts, with the condition that does."""

    duties: tuple[PlannedDuty, ...] = ()
    waiting: tuple[tuple[PackDuty, Condition, PlannedDuty], ...] = ()


@dataclass(slots=True)
class _Planner:
    """Plans each duty once, those that begin after another behind it."""

    declared: dict[str, PackDuty]
    live: Mapping[str, TriggerDecision]
    scene: Scene
    aware: datetime
    at: datetime
    deadlines: Deadlines
    brought: Mapping[str, Sequence[str]]
    planned: dict[str, PlannedDuty | None] = field(default_factory=dict)

    def plan(self, duty: PackDuty) -> PlannedDuty | None:
        """The duty, None when it does not arise."""
        if duty.id not in self.planned:
            self.planned[duty.id] = None
            self.planned[duty.id] = self._plan(duty)
        return self.planned[duty.id]

    def _plan(self, duty: PackDuty) -> PlannedDuty | None:
        behind = self._behind(duty)
        if not duty.built or (duty.after not in (None, AFTER_ACTION) and behind is None):
            return None
        rows, concerned = self._rows(duty)
        held: list[tuple[Verdict, View]] = []
        if duty.condition is not None:
            held = [one for one in held_by(duty.about, duty.condition, self.scene) if one[0].truth is not Truth.NO]
        sure = any(one[0].truth is Truth.YES for one in held)
        sure = sure or (concerned.truth is Truth.YES and any(row.status == "reportable" for row in rows))
        if not rows and not held:
            if behind is None or duty.condition is not None or duty.follows or duty.follows_any:
                return None
            sure = behind.status == "certain"
        missing: frozenset[str] = frozenset()
        if not sure:
            missing = some(one[0] for one in held).missing.union(concerned.missing, *(row.missing for row in rows))
            missing = missing or frozenset(behind.missing if behind is not None else ())
        return self._due(duty, "certain" if sure else "unknown", missing, [view for _, view in held], rows)

    def _behind(self, duty: PackDuty) -> PlannedDuty | None:
        before = self.declared.get(duty.after) if duty.after is not None else None
        return None if before is None else self.plan(before)

    def _rows(self, duty: PackDuty) -> tuple[list[TriggerDecision], Verdict]:
        """The rows that bring a duty, and whether the incident is about somebody of the kinds it is about."""
        if duty.follows_any:
            rows = list(self.live.values())
        else:
            rows = [self.live[row] for row in self.brought.get(duty.id, duty.follows) if row in self.live]
        if not rows or duty.condition is not None or not duty.about:
            return rows, YES
        concerned = some(one[0] for one in held_by(duty.about, _ALWAYS, self.scene))
        return ([], NO) if concerned.truth is Truth.NO else (rows, concerned)

    def _due(
        self,
        duty: PackDuty,
        status: DutyStatus,
        missing: frozenset[str],
        views: list[View],
        rows: list[TriggerDecision],
    ) -> PlannedDuty:
        start, counted = self.aware, ""
        if duty.since is not None:
            seen = [view.get(duty.since) for view in views or [self.scene.incident]]
            known = [value for value in seen if isinstance(value, datetime)]
            if known:
                start = min(known)
            else:
                missing |= {duty.since}
                counted = "; counted from awareness, because it is not known since when"
        if duty.until is not None:  # the notification itself is the word of its own day
            start = at_london(london_day(start) + timedelta(days=1), time())
        waits = duty.counts_from == "notification" and duty.timescale is not None
        found = None if waits else self.deadlines.of_duty(duty.timescale, start, duty.id, duty.harm)
        due, limit = found if found is not None else (None, None)
        at_once = next((row for row in rows if row.immediate and row.status == "reportable"), None)
        if duty.phone and duty.timescale is None and at_once is not None:  # the call is how the row is told
            due, limit = (
                Deadline(at_once.notify_by, "immediately", "any_hour", any_hour=True, immediate=True),
                "procedure",
            )
        overdue = due is not None and due.at < self.at and not due.immediate
        if due is not None and limit is not None:
            said = working(due, limit, threshold=None, begins=None, overdue=overdue) + counted
        elif waits and duty.timescale is not None:
            said = f"{duty.timescale.text}, counted from when {duty.after} is done"
        else:
            said = "no time is stated"
        return PlannedDuty(
            id=duty.id,
            owner=" or ".join(duty.owner),
            due=due.at if due is not None else None,
            title=duty.title,
            what=duty.what,
            why=_why(duty, status, rows, held=bool(views)),
            working=said,
            source=duty.source,
            status=status,
            closed_by=duty.closed_by,
            after=duty.after,
            phone=duty.phone,
            immediate=due is not None and due.immediate,
            any_hour=due is not None and due.any_hour,
            window=due.window if due is not None else None,
            limit=limit,
            overdue=overdue,
            timescale=duty.timescale.text if duty.timescale is not None else None,
            counts_from=duty.counts_from if duty.timescale is not None else None,
            same_as=duty.same_as,
            statutory=duty.statutory,
            missing=asking.ordered(missing),
            since=duty.since,
            until=duty.until,
        )


def plan_duties(
    declared: Sequence[PackDuty],
    rows: Sequence[TriggerDecision],
    scene: Scene,
    aware: datetime,
    at: datetime,
    deadlines: Deadlines,
) -> Planned:
    """The duties among `declared` that arise with `rows` and from the `scene`. Instants are aware."""
    if not declared:
        return Planned()
    live = {row.id: row for row in rows if row.live}
    known = {duty.id: duty for duty in declared}
    planner = _Planner(known, live, scene, aware, at, deadlines, _brought(known, live))
    found = [(duty, one) for duty in declared if (one := planner.plan(duty)) is not None]
    return Planned(
        duties=tuple(_together([one for _, one in found])),
        waiting=tuple((duty, duty.condition or _ALWAYS, one) for duty, one in found if one.missing),
    )


def _brought(known: Mapping[str, PackDuty], live: Mapping[str, TriggerDecision]) -> dict[str, list[str]]:
    """The rows, in their order, that bring a duty and also name it themselves (follow_on), by the duty's id."""
    named: dict[str, set[str]] = {}
    for row in live.values():
        for duty in row.follow_on:
            if duty in known:
                named.setdefault(duty, set(known[duty].follows)).add(row.id)
    return {duty: [row for row in live if row in rows] for duty, rows in named.items()}


def _why(duty: PackDuty, status: DutyStatus, rows: list[TriggerDecision], *, held: bool) -> str:
    if duty.because and (held or duty.condition is None):
        if status == "unknown":
            return f"It cannot be ruled out yet that {duty.because}."
        return f"{duty.because[:1].upper()}{duty.because[1:]}."
    sure = [row for row in rows if row.status == "reportable"]
    if duty.follows_any and len(rows) > MOST_NAMED:
        said = "It comes with any row" if sure else "It comes with any row, and none is certain yet"
        return f"{said} ({duty.place})."
    if sure:
        return f"It comes with: {'; '.join(row.title for row in sure)}."
    if status == "unknown":
        named = f", with {'; '.join(row.title for row in rows)}" if rows else ""
        return f"{duty.title}: it cannot be ruled out yet{named}."
    if duty.condition is None and duty.after is not None:
        return f"{duty.title}: it begins once {duty.after} is done."
    return f"{duty.title}: the facts call for it."


def _together(duties: list[PlannedDuty]) -> Iterator[PlannedDuty]:
    """Of duties to do the same act under several rules the earliest limit counts, and each says so."""
    if not any(duty.same_as for duty in duties):
        yield from duties
        return
    groups: dict[str, set[str]] = {duty.id: {duty.id} for duty in duties}
    for duty in duties:
        for other in duty.same_as:
            if other in groups:
                merged = groups[duty.id] | groups[other]
                for member in merged:
                    groups[member] = merged
    for duty in duties:
        group = [other for other in duties if other.id in groups[duty.id]]
        first = min((one for one in group if one.due is not None), key=lambda one: (one.due, one.id), default=None)
        if len(group) < 2 or first is None or first.due is None:
            yield duty
            continue
        others = tuple(one.id for one in group if one is not duty)
        titles = " and ".join(f"“{one.title}”" for one in group)
        said = f"the earliest of {titles} counts: “{first.title}”, {say_instant(first.due)}"
        yield replace(duty, same_as=others, working=f"{duty.working}; {said}")
