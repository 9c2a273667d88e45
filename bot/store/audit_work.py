"""What the self-audit asks of the database: a few questions, each answered from an index."""

from datetime import datetime
from typing import Any

from bot.notifications.delivery import Delivery
from bot.notifications.duty import Duty
from bot.store import audit_statements as sql
from bot.store import tables as t
from bot.store.journal_work import JournalWork
from bot.store.rows import delivery_of, duty_of


class AuditWork(JournalWork):
    """What `SqlWork` knows for the self-audit, and of routines."""

    def idle_duties(self, limit: int) -> tuple[Duty, ...]:
        return self._duties(sql.IDLE_DUTIES, limit)

    def overdue_duties(self, before: datetime, limit: int) -> tuple[Duty, ...]:
        return self._duties(sql.OVERDUE_DUTIES, limit, at_=before)

    def past_duties(self, at: datetime, far: datetime, limit: int) -> tuple[Duty, ...]:
        return self._duties(sql.PAST_DUTIES, limit, at_=at, far_=far)

    def duties_within(self, first: datetime, last: datetime, limit: int) -> tuple[Duty, ...]:
        return self._duties(sql.DUTIES_WITHIN, limit, first_=first, last_=last)

    def idle_deliveries(self, limit: int) -> tuple[Delivery, ...]:
        return self._deliveries(sql.IDLE_DELIVERIES, limit)

    def overdue_deliveries(self, before: datetime, limit: int) -> tuple[Delivery, ...]:
        return self._deliveries(sql.OVERDUE_DELIVERIES, limit, at_=before)

    def unfinished(self) -> dict[str, int]:
        return {
            "duties_open": int(self.connection.execute(sql.OPEN_DUTIES).scalar_one()),
            "deliveries_unfinished": int(self.connection.execute(sql.UNFINISHED_DELIVERIES).scalar_one()),
        }

    def routine(self, name: str) -> str | None:
        found = self.connection.execute(sql.ROUTINE, {"name_": name}).scalar_one_or_none()
        return None if found is None else str(found)

    def begin_routine(self, name: str, at: datetime, next_at: datetime) -> bool:
        self._execute(sql.NEW_ROUTINE, name_=name, next_=next_at)
        return bool(self._execute(sql.TAKE_ROUTINE, name_=name, at_=at, next_=next_at).rowcount)

    def leave(self, name: str, left: str) -> None:
        self._execute(sql.LEAVE_ROUTINE, name_=name, left_=left)

    def routine_at(self, name: str) -> datetime | None:
        found = self.connection.execute(sql.ROUTINE_AT, {"name_": name}).scalar_one_or_none()
        return found if isinstance(found, datetime) else None

    def _duties(self, query: Any, limit: int, **parameters: Any) -> tuple[Duty, ...]:
        return tuple(map(duty_of, self._all(t.duties, query.limit(limit), **parameters)))

    def _deliveries(self, query: Any, limit: int, **parameters: Any) -> tuple[Delivery, ...]:
        return tuple(map(delivery_of, self._all(t.deliveries, query.limit(limit), **parameters)))

    def _execute(self, statement: Any, **parameters: Any) -> Any:
        raise NotImplementedError
