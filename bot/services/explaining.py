"""Who must be told, by when and why: the rows of the policy at work, in words."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.authority import Authority
from bot.services.speaking import timed, timed_text
from rules.decision import Decision, TriggerDecision

SHOWN = 3
"""Rows named of those that cannot be ruled out; the rest are counted."""


@dataclass(frozen=True)
class Reason:
    """One row of the policy at work: who is told, by when, and why."""

    who: str
    by: str
    why: str
    source: str
    urgent: bool


def reasons(
    decision: Decision, authority: Authority, now: datetime | None
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """The rows that tell somebody now, and the rows that do not require it yet, each explained.

    Rows that match stand by themselves, the earliest limit first. Rows that only cannot be ruled out are
    gathered by whom they tell: somebody in a hurry reads one sentence, not fifteen.
    """
    sure = [t for t in decision.triggers if t.status == "reportable"]
    told = frozenset(r for t in decision.triggers if t.live for r in (*t.route.always, *t.route.also))
    later = [_reason(t, authority, now, told) for t in decision.triggers if t.status == "not-yet"]
    telling = [_reason(t, authority, now, told) for t in sorted(sure, key=lambda t: t.notify_by)]
    open_rows: dict[str, list[TriggerDecision]] = {}
    for trigger in sorted(decision.triggers, key=lambda t: t.notify_by):
        if trigger.status == "unknown":
            open_rows.setdefault(_whom(trigger, authority, told), []).append(trigger)
    telling += [_gathered(rows, authority, now, told) for rows in open_rows.values()]
    return tuple(telling), tuple(later)


def tasks(decision: Decision, authority: Authority, now: datetime | None) -> tuple[str, ...]:
    """What somebody must do besides, each in a line: the task, who, by when, and whether it is certain."""
    lines = []
    for duty in decision.duties:
        if duty.closed_by is None or duty.after is not None:
            continue
        owner = " or ".join(authority.organisation.role_title(role) for role in duty.owner.split(" or "))
        by = "no time stated"
        if duty.due is not None:
            by = "at once" if duty.immediate else f"by {timed(duty.due, now)}"
        unsure = "" if duty.status == "certain" else "; not certain yet"
        lines.append(f"{duty.title}: {owner}, {by}{unsure}")
    return tuple(lines)


def _whom(trigger: TriggerDecision, authority: Authority, told: frozenset[str]) -> str:
    """Whom a row tells. Nobody need decide about a role that is told anyway (`told`)."""
    title = authority.organisation.role_title
    route = trigger.route
    parts = [listed([title(r) for r in (*route.always, *route.also)])] if route.always or route.also else []
    if route.decides and route.about:
        deciding = " or ".join(title(r) for r in route.decides)
        about = f", who decides whether the {title(route.about)} is told"
        parts.append(" and ".join(title(r) for r in route.decides) if route.about in told else f"{deciding}{about}")
    whom = "; ".join(dict.fromkeys(parts))
    first = " or ".join(title(r) for r in route.first)
    return f"{first}, who decides first whether this is notified; then {whom}" if first else whom


def _reason(trigger: TriggerDecision, authority: Authority, now: datetime | None, told: frozenset[str]) -> Reason:
    by = "at once" if trigger.immediate else timed(trigger.notify_by, now)
    if trigger.status == "not-yet":
        by = timed(trigger.reportable_from, now)
    return Reason(
        who=_whom(trigger, authority, told),
        by=by,
        why=timed_text(_sentences(trigger.why, trigger.route_why, trigger.working), now),
        source=trigger.source,
        urgent=trigger.any_hour or trigger.immediate,
    )


def _gathered(rows: list[TriggerDecision], authority: Authority, now: datetime | None, told: frozenset[str]) -> Reason:
    if len(rows) == 1:
        return _reason(rows[0], authority, now, told)
    named = "; ".join(f"{row.title} ({row.source.partition(', ')[2]})" for row in rows[:SHOWN])
    titles = named if len(rows) <= SHOWN else f"{named}; and {len(rows) - SHOWN} more rows"
    first = _reason(rows[0], authority, now, told)
    return Reason(
        who=first.who,
        by=first.by,
        why=timed_text(
            _sentences(
                f"None of these can be ruled out yet: {titles}",
                rows[0].route_why,
                f"The earliest limit counts: {rows[0].working}",
            ),
            now,
        ),
        source=rows[0].source.partition(", ")[0],
        urgent=first.urgent,
    )


def listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _sentences(*said: str) -> str:
    """The decision's own sentences, as the command line says them; a decision of before has no reason of its route."""
    return " ".join(f"{one[:1].upper()}{one[1:].rstrip('.')}." for one in said if one)
