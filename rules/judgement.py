"""What no row names, told because somebody judges it serious: "other, because ..." is possible by every policy."""

from datetime import datetime

from rules.condition import View
from rules.deadlines import LOCAL, Deadlines
from rules.decision import TriggerDecision
from rules.matching import Scene
from rules.pack import Judgement, Pack
from rules.timescale import parse

JUDGEMENT = "judgement"
"""The row's id where the procedure has no row of its own for a judgement."""
JUDGED, REASON = "judgement.other", "judgement.reason"
_NONE_STATED = parse("timely")


def judged(scene: Scene) -> bool:
    """Has somebody judged it serious?"""
    return any(view.get(JUDGED) is True for view in _views(scene))


def reason_given(scene: Scene) -> str:
    """Why somebody judges it serious, in their own words; "" when they have not said."""
    return next((value for view in _views(scene) if isinstance(value := view.get(REASON), str) and value), "")


def with_reason(why: str, reason: str) -> str:
    """A sentence about a judgement, with the reason that somebody gave for it."""
    return f"{why} Reason given: {' '.join(reason.split()).rstrip('.')}." if reason else why


def by_judgement(pack: Pack, start: datetime, deadlines: Deadlines, reason: str, why: str = "") -> TriggerDecision:
    """The row by which a judgement goes, from `start` (UTC). `why` says it otherwise than the policy does."""
    judgement = pack.judgement or unsaid(pack)
    row = next((row for row in pack.triggers if row.id == judgement.trigger), None)
    name, harm = (row.id, row.harm) if row else (JUDGEMENT, ())
    due, limit = deadlines.of_row(_NONE_STATED, start, name, harm)
    said = why or judgement.why
    return TriggerDecision(
        id=name,
        title=row.title if row else "Sent by judgement",
        status="reportable",
        reportable_from=start,
        notify_by=due.at,
        limit=limit,
        any_hour=due.any_hour,
        immediate=False,
        overdue=False,
        window=due.window if row else "working",
        why=with_reason(f"{said[:1].upper()}{said[1:]}.", reason),
        working=f"{due.working}; {LOCAL}",
        source=judgement.source,
        route=judgement.route,
        missing=(),
        route_why=row.route_why if row else "",
        by=row.by if row else (),
        phone=row.phone if row else False,
        follow_on=row.follow_on if row else (),
    )


def unsaid(pack: Pack) -> Judgement:
    """Where a policy does not say who judges, those whom its first row names are told: judgement is always possible."""
    first = pack.triggers[0]
    source = f"{pack.source}; the procedure does not say who judges, so those of {first.place} are told"
    return Judgement("no row names this, but somebody who knows about it is worried", first.route, source)


def _views(scene: Scene) -> tuple[View, ...]:
    return (scene.incident, *(view for _, view in scene.subjects))
