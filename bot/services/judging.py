"""What nobody's row names, or none requires yet, sent all the same because somebody worries: the judgement route."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.draft import Draft
from bot.notifications.form import read
from bot.services.authority import Authority
from rules.decision import Decision, TriggerDecision
from rules.errors import NeedToKnowError

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
    judgement = authority.pack.judgement
    if judgement is None:
        raise NeedToKnowError(f"{authority.pack.title} has no route for judgement: ask your manager to report it.")
    limits = authority.limits
    limit = min((scale.due(at, limits.calendar) for scale in limits.local(JUDGEMENT, ())), key=lambda due: due.at)
    # Of a row that is not required yet it cannot be said that no row names this.
    why = NOT_YET if decision.triggers else judgement.why
    trigger = TriggerDecision(
        id=JUDGEMENT,
        title="Sent by judgement",
        status="reportable",
        reportable_from=at,
        notify_by=limit.at,
        limit="local",
        any_hour=False,
        immediate=False,
        overdue=False,
        window="working",
        why=f"{why[0].upper()}{why[1:]}.",
        working=f"{limit.working}; local limit, not in the procedure",
        source=judgement.source,
        route=judgement.route,
        missing=(),
    )
    return replace(decision, triggers=(*decision.triggers, trigger))
