"""What nobody's row names, or none requires yet, sent all the same because somebody worries: the judgement route."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.draft import Draft
from bot.notifications.form import Reading, read
from bot.services.authority import Authority
from rules import judgement
from rules.deadlines import Deadlines
from rules.decision import Decision
from rules.matching import Scene

NOT_YET = "no row requires this yet, but somebody who knows about it is worried"


def is_required(decision: Decision) -> bool:
    """Does a row require somebody to be told now, or can none of them be ruled out?"""
    return any(t.live for t in decision.triggers)


def preview(draft: Draft, authority: Authority, at: datetime) -> tuple[Decision, bool]:
    """What sending this draft now would do, and whether it would be by judgement alone."""
    reading = read(draft, authority.pack, authority.limits, at)
    if is_required(reading.decision):
        return reading.decision, False
    return by_judgement(reading, authority, at), True


def by_judgement(reading: Reading, authority: Authority, at: datetime) -> Decision:
    """A report that no row requires, sent because somebody worries: the pack's judgement route decides."""
    decision, reason = reading.decision, judgement.reason_given(Scene.of(reading.facts))
    # Of a row that is not required yet it cannot be said that no row names this.
    why = NOT_YET if decision.triggers else ""
    row = judgement.by_judgement(authority.pack, at, Deadlines(authority.limits), reason, why)
    others = tuple(t for t in decision.triggers if t.id != row.id)
    return replace(decision, triggers=(*others, row))
