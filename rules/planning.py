"""The duties that a policy or an overlay declares: which arise from these facts and rows, by when, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from rules import asking
from rules.condition import YES, Always, Condition, Truth, Verdict, View, some
from rules.deadlines import duty_due, working
from rules.decision import DutyStatus, PlannedDuty, TriggerDecision
from rules.instants import say_instant
from rules.limits import Limits
from rules.matching import Scene, held_by
from rules.pack import PackDuty

_ALWAYS = Always()


@dataclass(frozen=True, slots=True)
class Planned:
    """The duties that arise, in the pack's order; and those that wait for facts, with the condition that does."""

    duties: tuple[PlannedDuty, ...] = ()
    waiting: tuple[tuple[PackDuty, Condition, PlannedDuty], ...] = ()


@dataclass(slots=True)
class _Planner:
    """Plans each duty once, those that begin after another behind it."""

    declared: dict[str, PackDuty]
    rows: Sequence[TriggerDecision]
    scene: Scene
    aware: datetime
    at: datetime
    limits: Limits
    planned: dict[str, PlannedDuty | None] = field(default_factory=dict)

    def plan(self, duty: PackDuty) -> PlannedDuty | None:
        """The duty, None when it does not arise."""
        if duty.id not in self.planned:
            self.planned[duty.id] = None
            self.planned[duty.id] = self._plan(duty)
        return self.planned[duty.id]

    def _plan(self, duty: PackDuty) -> PlannedDuty | None:
        behind = self._behind(duty)
        if not duty.built or (duty.after is not None and behind is None):
            return None
        concerns = self._concerns(duty)
        rows = [row for row in self.rows if row.live and self._brings(row, duty) and concerns.truth is not Truth.NO]
        held = [] if duty.condition is None else list(held_by(duty.about, duty.condition, self.scene))
        held = [one for one in held if one[0].truth is not Truth.NO]
        sure = any(row.status == "reportable" for row in rows) and concerns.truth is Truth.YES
        sure = sure or any(one[0].truth is Truth.YES for one in held)
        if not rows and not held:
            if behind is None or duty.condition is not None or duty.follows or duty.follows_any:
                return None
            sure = behind.status == "certain"
        verdict = some(one[0] for one in held)
        missing = frozenset() if sure else verdict.missing.union(concerns.missing, *(row.missing for row in rows))
        if not sure and not missing and behind is not None:
            missing = frozenset(behind.missing)
        return self._due(duty, "certain" if sure else "unknown", missing, [view for _, view in held], rows)

    def _behind(self, duty: PackDuty) -> PlannedDuty | None:
        before = self.declared.get(duty.after) if duty.after is not None else None
        return None if before is None else self.plan(before)

    def _brings(self, row: TriggerDecision, duty: PackDuty) -> bool:
        return duty.follows_any or row.id in duty.follows or duty.id in row.follow_on

    def _concerns(self, duty: PackDuty) -> Verdict:
        """Whether the incident is about somebody of the kinds that a duty beside its rows is about."""
        if duty.condition is not None or not duty.about:
            return YES
        return some(one[0] for one in held_by(duty.about, _ALWAYS, self.scene))

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
        found = duty_due(duty.timescale, start, self.limits, duty.id, duty.harm)
        planned = PlannedDuty(
            id=duty.id,
            owner=" or ".join(duty.owner),
            due=None,
            title=duty.title,
            what=duty.what,
            why=_why(duty, status, rows),
            source=duty.source,
            status=status,
            closed_by=duty.closed_by,
            after=duty.after,
            phone=duty.phone,
            timescale=duty.timescale.text if duty.timescale is not None else None,
            counts_from=duty.counts_from if duty.timescale is not None else None,
            same_as=duty.same_as,
            statutory=duty.statutory,
            missing=tuple(asking.in_order(missing)),
        )
        if duty.counts_from == "notification" and duty.timescale is not None:
            return replace(planned, working=f"{duty.timescale.text}, counted from when {duty.after} is done")
        if found is None:
            return replace(planned, working="no time is stated")
        due, limit = found
        overdue = due.at < self.at and not due.immediate
        return replace(
            planned,
            due=due.at,
            working=working(due, limit, threshold=None, begins=None, overdue=overdue) + counted,
            immediate=due.immediate,
            any_hour=due.any_hour,
            window=due.window,
            limit=limit,
            overdue=overdue,
        )


def plan_duties(
    declared: Sequence[PackDuty],
    rows: Sequence[TriggerDecision],
    scene: Scene,
    aware: datetime,
    at: datetime,
    limits: Limits,
) -> Planned:
    """The duties among `declared` that arise with `rows` and from the `scene`. Instants are aware."""
    if not declared:
        return Planned()
    planner = _Planner({duty.id: duty for duty in declared}, rows, scene, aware, at, limits)
    found = [(duty, one) for duty in declared if (one := planner.plan(duty)) is not None]
    return Planned(
        duties=tuple(_together([one for _, one in found])),
        waiting=tuple((duty, duty.condition or _ALWAYS, one) for duty, one in found if one.missing),
    )


def _why(duty: PackDuty, status: DutyStatus, rows: list[TriggerDecision]) -> str:
    if duty.because:
        if status == "unknown":
            return f"It cannot be ruled out yet that {duty.because} ({duty.place})."
        return f"{duty.because[:1].upper()}{duty.because[1:]} ({duty.place})."
    sure = [row for row in rows if row.status == "reportable"]
    if sure:
        return f"It comes with: {', '.join(row.title for row in sure)} ({duty.place})."
    if status == "unknown":
        named = f", with {', '.join(row.title for row in rows)}" if rows else ""
        return f"{duty.title}: it cannot be ruled out yet{named} ({duty.place})."
    if duty.condition is None and duty.after is not None:
        return f"{duty.title}: it begins once {duty.after} is done ({duty.place})."
    return f"{duty.title}: the facts call for it ({duty.place})."


def _together(duties: list[PlannedDuty]) -> Iterator[PlannedDuty]:
    """Of duties to do the same act under several rules the earliest limit counts, and each says so."""
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
        said = f"the earliest of {' and '.join(one.id for one in group)} counts: {first.id}, {say_instant(first.due)}"
        yield replace(duty, same_as=others, working=f"{duty.working}; {said}")
