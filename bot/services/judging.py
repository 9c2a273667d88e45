"""What nobody's row names, or none requires yet, sent all the same because somebody worries: the judgement route."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.draft import Draft
from bot.notifications.form import read
from bot.services.authority import Authority
from rules.decision import Decision, TriggerDecision
from rules.pack import Judgement, Pack

JUDGEMENT = "judgement"
NOT_YET = "no row requires this yet, but somebody who knows about it is worried"


def is_required(decision: Decision) -> bool:
    """Does a row require somebody to be told now, or can none of them be ruled out?"""
    return any(t.live for t in decision.triggers)


def preview(draft: Draft, authority: Authority, at: datetime) -> tuple[Decision, bool]:
    """What sending this draft now would do, and whether it would be by judgement alone."""
    decision = read(draft, authority.pack, authority.limits, at).decision
    if is_required(decision):
        return decision, False
    return by_judgement(decision, authority, at), True


def by_judgement(decision: Decision, authority: Authority, at: datetime) -> Decision:
    """A report that no row requires, sent because somebody worries: the pack's judgement route decides."""
    judgement = authority.pack.judgement or _unsaid(authority.pack)
    limits = authority.limits
    row = next((t for t in authority.pack.triggers if t.id == judgement.trigger), None)
    name, harm = (row.id, row.harm) if row else (JUDGEMENT, ())
    limit = min((scale.due(at, limits.calendar) for scale in limits.local(name, harm)), key=lambda due: due.at)
    # Of a row that is not required yet it cannot be said that no row names this.
    why = NOT_YET if decision.triggers else judgement.why
    trigger = TriggerDecision(
        id=name,
        title=row.title if row else "Sent by judgement",
        status="reportable",
        reportable_from=at,
        notify_by=limit.at,
        limit="local",
        any_hour=limit.any_hour,
        immediate=False,
        overdue=False,
        window=limit.window if row else "working",
        why=f"{why[0].upper()}{why[1:]}.",
        working=f"{limit.working}; local limit, not in the procedure",
        source=judgement.source,
        route=judgement.route,
        missing=(),
        route_why=row.route_why if row else "",
        by=row.by if row else (),
        phone=row.phone if row else False,
        follow_on=row.follow_on if row else (),
    )
    others = tuple(t for t in decision.triggers if t.id != name)
    return replace(decision, triggers=(*others, trigger))


def _unsaid(pack: Pack) -> Judgement:
    """Where a policy does not say who judges, those whom its first row names are told: judgement is always possible."""
    first = pack.triggers[0]
    source = f"{pack.source}; the procedure does not say who judges, so those of {first.place} are told"
    return Judgement("no row names this, but somebody who knows about it is worried", first.route, source)
