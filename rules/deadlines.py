"""When a row or duty is due: the procedure's limit, or the organisation's where there is none or it sets an earlier."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from rules.decision import LimitKind
from rules.instants import say_instant
from rules.limits import Limits
from rules.timescale import Deadline, Span, Timescale
from rules.working_days import Calendar

LOCAL = "local limit, not in the procedure"
PAST = "already past"


def row_due(
    timescale: Timescale, start: datetime, limits: Limits, row: str, harm: tuple[str, ...]
) -> tuple[Deadline, LimitKind]:
    """The limit that counts for a row of the pack; one that states no time has a local one."""
    calendar = limits.calendar
    stated = falls_due(timescale, start, calendar) if timescale.limit is not None else None
    if stated is not None and row not in limits.triggers:
        return stated, "procedure"
    local = min((falls_due(limit, start, calendar) for limit in limits.local(row, harm)), key=_at)
    if stated is not None and stated.at <= local.at:
        return stated, "procedure"
    return local, "local"


def duty_due(
    timescale: Timescale | None, start: datetime, limits: Limits, duty: str, harm: tuple[str, ...]
) -> tuple[Deadline, LimitKind] | None:
    """The limit that counts for a duty; None when neither the procedure nor the organisation gives it one."""
    if timescale is None and not harm and duty not in limits.triggers:
        return None
    return row_due(timescale or _NONE_STATED, start, limits, duty, harm)


def working(due: Deadline, limit: LimitKind, *, threshold: Span | None, begins: datetime | None, overdue: bool) -> str:
    """How a limit came about, in words. `begins` is when the threshold has passed, None = not known since when."""
    parts: list[str] = [due.working]
    if limit == "local":
        parts.append(LOCAL)
    if threshold is not None:
        parts.append(
            f"{threshold} have passed on {say_instant(begins)}"
            if begins is not None
            else "counted from awareness, because it is not known since when"
        )
    if overdue:
        parts.append(PAST)
    return "; ".join(parts)


@lru_cache(maxsize=256)
def falls_due(timescale: Timescale, start: datetime, calendar: Calendar) -> Deadline:
    """Kept for a while: the rows of one decision share a handful of limits."""
    return timescale.due(start, calendar)


def earliest(dues: Iterable[tuple[Deadline, LimitKind]]) -> tuple[Deadline, LimitKind]:
    """The one that falls due first."""
    return min(dues, key=lambda one: one[0].at)


def _at(due: Deadline) -> datetime:
    return due.at


_NONE_STATED = Timescale("timely")
