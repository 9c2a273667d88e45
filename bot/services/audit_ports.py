"""What the self-audit and the bot's routines need of a unit of work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.notifications.delivery import Delivery
from bot.notifications.duty import Duty


class AuditedWork(Protocol):
    """The part of a transaction that looks for what should not be."""

    def idle_duties(self, limit: int) -> tuple[Duty, ...]:
        """Open duties with no next step."""
        ...

    def overdue_duties(self, before: datetime, limit: int) -> tuple[Duty, ...]:
        """Open duties whose next step was due before an instant."""
        ...

    def past_duties(self, at: datetime, far: datetime, limit: int) -> tuple[Duty, ...]:
        """Open duties past their time whose next step is still to come: not late yet, or only after `far`."""
        ...

    def duties_within(self, first: datetime, last: datetime, limit: int) -> tuple[Duty, ...]:
        """Open duties made before `last` and due after `first`."""
        ...

    def idle_deliveries(self, limit: int) -> tuple[Delivery, ...]:
        """Deliveries that are not finished and will never be tried."""
        ...

    def overdue_deliveries(self, before: datetime, limit: int) -> tuple[Delivery, ...]:
        """Deliveries that were due, or whose lease ran out, before an instant."""
        ...

    def unfinished(self) -> Mapping[str, int]:
        """How much is open: counts for the metrics."""
        ...

    def begin_routine(self, name: str, at: datetime, next_at: datetime) -> bool:
        """Is this routine due at `at`, and is it this process that does it? It is due again at `next_at`.

        One that was never done before is due at `next_at` for the first time.
        """
        ...

    def routine_at(self, name: str) -> datetime | None:
        """When a routine is due next; None when it was never asked for."""
        ...

    def routine(self, name: str) -> str | None:
        """What a routine left for its next time."""
        ...

    def leave(self, name: str, left: str) -> None:
        """Leave something for the routine's next time."""
        ...
