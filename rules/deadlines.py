"""When a row or duty is due: the procedure's limit, or the organisation's where that is earlier, or none is stated."""

from dataclasses import dataclass, field
from datetime import datetime

from rules.decision import LimitKind
from rules.instants import say_instant
from rules.limits import Limits, window_due
from rules.timescale import Deadline, Span, Timescale, WindowKind
from rules.working_days import Calendar

LOCAL = "local limit, not in the procedure"
PAST = "already past"

_NONE_STATED = Timescale("timely")


@dataclass(slots=True)
class Deadlines:
    """The limits of one decision; what was counted once is kept, for the rows of a decision share a handful."""

    limits: Limits
    calendar: Calendar = field(init=False)
    _counted: dict[tuple[str, datetime], Deadline] = field(default_factory=dict)
    _rows: dict[tuple[str, datetime, str | None, tuple[str, ...]], tuple[Deadline, LimitKind]] = field(
        default_factory=dict
    )
    _windows: dict[tuple[WindowKind, datetime], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.calendar = self.limits.calendar

    def of_row(
        self, timescale: Timescale, start: datetime, row: str, harm: tuple[str, ...]
    ) -> tuple[Deadline, LimitKind]:
        """The limit that counts for a row of the pack; one that states no time has a local one. `start` is in UTC."""
        named = row if row in self.limits.triggers else None
        key = (timescale.text, start, named, harm)
        if (found := self._rows.get(key)) is None:
            found = self._rows[key] = self._of_row(timescale, start, row, harm)
        return found

    def _of_row(
        self, timescale: Timescale, start: datetime, row: str, harm: tuple[str, ...]
    ) -> tuple[Deadline, LimitKind]:
        stated = self._falls_due(timescale, start) if timescale.limit is not None else None
        if stated is not None and row not in self.limits.triggers:
            return stated, "procedure"
        local = min((self._falls_due(limit, start) for limit in self.limits.local(row, harm)), key=_at)
        if stated is not None and stated.at <= local.at:
            return stated, "procedure"
        return local, "local"

    def of_duty(
        self, timescale: Timescale | None, start: datetime, duty: str, harm: tuple[str, ...]
    ) -> tuple[Deadline, LimitKind] | None:
        """The limit that counts for a duty; None when neither the procedure nor the organisation gives it one."""
        if timescale is None and not harm and duty not in self.limits.triggers:
            return None
        return self.of_row(timescale or _NONE_STATED, start, duty, harm)

    def window(self, kind: WindowKind, opens: datetime) -> datetime:
        """When the acknowledgement window of this kind, opened at `opens` (UTC), closes (UTC)."""
        if (kind, opens) not in self._windows:
            self._windows[kind, opens] = window_due(kind, opens, self.calendar, self.limits)
        return self._windows[kind, opens]

    def _falls_due(self, timescale: Timescale, start: datetime) -> Deadline:
        key = (timescale.text, start)
        if key not in self._counted:
            self._counted[key] = timescale.due(start, self.calendar)
        return self._counted[key]


def working(due: Deadline, limit: LimitKind, *, threshold: Span | None, begins: datetime | None, overdue: bool) -> str:
    """How a limit came about, in words. `begins` is when the threshold has passed, None = not known since when."""
    said = f"{due.working}; {LOCAL}" if limit == "local" else due.working
    if threshold is not None:
        said += (
            f"; {threshold} have passed on {say_instant(begins)}"
            if begins is not None
            else "; counted from awareness, because it is not known since when"
        )
    return f"{said}; {PAST}" if overdue else said


def _at(due: Deadline) -> datetime:
    return due.at
