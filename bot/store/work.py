"""What a unit of work reads and writes. Inserts wait until their table is read, or the commit."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.notifications.delivery import Delivery, DeliveryStatus, Via
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import Duty, DutyStatus
from bot.notifications.journal import GENESIS, Entry, chained, commitment
from bot.notifications.notification import Notification, Record
from bot.services.ports import Conversation
from bot.store import tables as t
from bot.store.rows import (
    delivery_of,
    delivery_row,
    draft_of,
    draft_row,
    duty_of,
    duty_row,
    notification_of,
    notification_row,
)
from rules.errors import NeedToKnowError


class Conflict(NeedToKnowError):
    """Somebody else changed the same thing first: nothing of this unit was saved."""


_BY_ID = {
    table: select(table).where(table.c.id == bindparam("id_"))
    for table in (t.drafts, t.notifications, t.duties, t.deliveries)
}
_OF_NOTIFICATION = {
    table: select(table).where(table.c.notification == bindparam("id_")).order_by(table.c.created_at, table.c.id)
    for table in (t.duties, t.deliveries)
}
_OF_DRAFT = {
    table: select(table).where(table.c.draft == bindparam("id_")).order_by(table.c.created_at, table.c.id)
    for table in (t.duties, t.deliveries)
}
_SAVE = {
    table: update(table).where(table.c.id == bindparam("id_"))
    for table in (t.drafts, t.notifications, t.duties, t.deliveries)
}
_VERSIONED = {
    table: update(table).where(table.c.id == bindparam("id_"), table.c.version == bindparam("before_"))
    for table in (t.drafts, t.notifications)
}
_LAST_ENTRY = (
    select(t.journal.c.seq, t.journal.c.hash)
    .where(t.journal.c.subject == bindparam("id_"))
    .order_by(t.journal.c.seq.desc())
    .limit(1)
)
_RECEIVED = select(t.received.c.answer).where(t.received.c.key == bindparam("key_"))


class SqlWork:
    """The Work port on one open transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pending: dict[Table, list[dict[str, Any]]] = {}
        self._heads: dict[str, tuple[int, str]] = {}
        self._wrote = False

    # -- drafts ---------------------------------------------------------------------------------

    def draft(self, draft_id: str) -> Draft | None:
        row = self._one(t.drafts, _BY_ID[t.drafts], id_=draft_id)
        return draft_of(row) if row else None

    def open_draft(self, author: str) -> Draft | None:
        found = [d for d in self.drafts_of(author, 20) if d.status is DraftStatus.OPEN and not d.completes]
        return found[0] if found else None

    def drafts_of(self, author: str, limit: int) -> tuple[Draft, ...]:
        query = (
            select(t.drafts)
            .where(t.drafts.c.author == author, t.drafts.c.status == DraftStatus.OPEN)
            .order_by(t.drafts.c.updated_at.desc())
            .limit(limit)
        )
        return tuple(draft_of(row) for row in self._all(t.drafts, query))

    def add_draft(self, draft: Draft) -> None:
        self._add(t.drafts, draft_row(draft))

    def save_draft(self, draft: Draft) -> None:
        self._save_version(t.drafts, draft_row(draft))

    # -- notifications --------------------------------------------------------------------------

    def notification(self, notification_id: str) -> Notification | None:
        row = self._one(t.notifications, _BY_ID[t.notifications], id_=notification_id)
        return notification_of(row) if row else None

    def record(self, notification_id: str) -> Record | None:
        notification = self.notification(notification_id)
        if notification is None:
            return None
        duties = self._all(t.duties, _OF_NOTIFICATION[t.duties], id_=notification_id)
        deliveries = self._all(t.deliveries, _OF_NOTIFICATION[t.deliveries], id_=notification_id)
        return Record(notification, tuple(map(duty_of, duties)), tuple(map(delivery_of, deliveries)))

    def add_notification(self, notification: Notification) -> None:
        self._add(t.notifications, notification_row(notification))

    def save_notification(self, notification: Notification) -> None:
        self._save_version(t.notifications, notification_row(notification))
        self._flush(t.deliveries)
        d = t.deliveries
        at_once = notification.created_at
        self._execute(
            update(d)
            .where(d.c.notification == notification.id, d.c.via != Via.MAIL, d.c.status == DeliveryStatus.SENT)
            .values(wanted=notification.version, status=DeliveryStatus.WAITING, next_at=at_once, attempt=0)
        )
        self._execute(
            update(d)
            .where(
                d.c.notification == notification.id,
                d.c.status.in_([DeliveryStatus.WAITING, DeliveryStatus.TRYING]),
            )
            .values(wanted=notification.version)
        )

    def notifications_of(self, reporter: str, limit: int) -> tuple[Notification, ...]:
        n = t.notifications
        query = select(n).where(n.c.reporter == reporter).order_by(n.c.created_at.desc()).limit(limit)
        return tuple(notification_of(row) for row in self._all(n, query))

    def next_reference(self, year: int) -> str:
        c, name = t.counters.c, f"NTK-{year}"
        query = upsert(t.counters).values(name=name, value=1)
        query = query.on_conflict_do_update(index_elements=[c.name], set_={"value": c.value + 1})
        number = self._execute(query.returning(c.value)).scalar_one()
        return f"{name}-{number:04d}"

    def find_reference(self, reference: str) -> str | None:
        self._flush(t.notifications)
        query = select(t.notifications.c.id).where(t.notifications.c.reference == reference)
        found = self._connection.execute(query).scalar_one_or_none()
        return None if found is None else str(found)

    # -- duties ---------------------------------------------------------------------------------

    def duty(self, duty_id: str) -> Duty | None:
        row = self._one(t.duties, _BY_ID[t.duties], id_=duty_id)
        return duty_of(row) if row else None

    def add_duty(self, duty: Duty) -> None:
        self._add(t.duties, duty_row(duty))

    def save_duty(self, duty: Duty) -> None:
        self._save(t.duties, duty_row(duty))

    def draft_duties(self, draft_id: str) -> tuple[Duty, ...]:
        return tuple(map(duty_of, self._all(t.duties, _OF_DRAFT[t.duties], id_=draft_id)))

    def due_duties(self, at: datetime, limit: int) -> tuple[Duty, ...]:
        d = t.duties
        query = (
            select(d).where(d.c.status == DutyStatus.OPEN, d.c.next_at <= at).order_by(d.c.next_at, d.c.id).limit(limit)
        )
        return tuple(map(duty_of, self._all(d, query)))

    # -- deliveries -----------------------------------------------------------------------------

    def delivery(self, delivery_id: str) -> Delivery | None:
        row = self._one(t.deliveries, _BY_ID[t.deliveries], id_=delivery_id)
        return delivery_of(row) if row else None

    def add_delivery(self, delivery: Delivery) -> None:
        pending = self._pending.get(t.deliveries, [])
        if any(row["key"] == delivery.key for row in pending) or self._exists(delivery.key):
            return
        self._add(t.deliveries, delivery_row(delivery))

    def save_delivery(self, delivery: Delivery) -> None:
        self._save(t.deliveries, delivery_row(delivery))

    def due_deliveries(self, at: datetime, limit: int) -> tuple[Delivery, ...]:
        d = t.deliveries
        due = d.c.status.in_([DeliveryStatus.WAITING, DeliveryStatus.TRYING])
        query = select(d).where(due, d.c.next_at <= at)
        query = query.order_by(d.c.urgent.desc(), d.c.next_at, d.c.created_at, d.c.id).limit(limit)
        return tuple(map(delivery_of, self._all(d, query)))

    def interrupted_deliveries(self) -> tuple[Delivery, ...]:
        d = t.deliveries
        return tuple(map(delivery_of, self._all(d, select(d).where(d.c.status == DeliveryStatus.TRYING))))

    def cards_of_draft(self, draft_id: str) -> tuple[Delivery, ...]:
        return tuple(map(delivery_of, self._all(t.deliveries, _OF_DRAFT[t.deliveries], id_=draft_id)))

    def next_due(self) -> datetime | None:
        open_duties = select(func.min(t.duties.c.next_at)).where(t.duties.c.status == DutyStatus.OPEN)
        waiting = t.deliveries.c.status.in_([DeliveryStatus.WAITING, DeliveryStatus.TRYING])
        deliveries = select(func.min(t.deliveries.c.next_at)).where(waiting)
        self._flush(t.duties)
        self._flush(t.deliveries)
        found = [self._connection.execute(q).scalar_one_or_none() for q in (open_duties, deliveries)]
        return min((at for at in found if at is not None), default=None)

    # -- journal --------------------------------------------------------------------------------

    def journal(self, subject: str, at: datetime, actor: str, verb: str, **content: str) -> None:
        if subject not in self._heads:
            row = self._one(t.journal, _LAST_ENTRY, id_=subject)
            self._heads[subject] = (row["seq"], row["hash"]) if row else (0, GENESIS)
        last, previous = self._heads[subject]
        seq, salt = last + 1, token_hex(16)
        committed = commitment(salt, content)
        link = chained(previous, subject, seq, t.to_ms(at), actor, verb, committed)
        self._heads[subject] = (seq, link)
        self._add(
            t.journal,
            {
                "subject": subject,
                "seq": seq,
                "at": at,
                "actor": actor,
                "verb": verb,
                "commitment": committed,
                "previous": previous,
                "hash": link,
            },
        )
        self._add(t.journal_content, {"subject": subject, "seq": seq, "salt": salt, "content": content})

    def entries(self, subject: str) -> tuple[Entry, ...]:
        self._flush(t.journal_content)
        j, c = t.journal, t.journal_content
        both = j.outerjoin(c, (j.c.subject == c.c.subject) & (j.c.seq == c.c.seq))
        query = select(j, c.c.salt, c.c.content).select_from(both).where(j.c.subject == subject).order_by(j.c.seq)
        return tuple(Entry(**row) for row in self._all(j, query))

    # -- conversations and what was received ----------------------------------------------------

    def conversation(self, kind: str, key: str) -> Conversation | None:
        c = t.conversations
        row = self._one(c, select(c).where(c.c.kind == kind, c.c.key == key))
        return Conversation(**row) if row else None

    def put_conversation(self, conversation: Conversation) -> None:
        values = vars(conversation)
        query = upsert(t.conversations).values(**values)
        self._execute(query.on_conflict_do_update(index_elements=["kind", "key"], set_=values))

    def received(self, key: str) -> str | None:
        row = self._one(t.received, _RECEIVED, key_=_short(key))
        return None if row is None else str(row["answer"])

    def remember(self, key: str, at: datetime, answer: str) -> None:
        self._add(t.received, {"key": _short(key), "at": at, "answer": answer})

    # -- how it is done -------------------------------------------------------------------------

    def flush(self) -> bool:
        """Write what waits. Was anything written in this unit?"""
        for table in list(self._pending):
            self._flush(table)
        return self._wrote

    def _add(self, table: Table, row: dict[str, Any]) -> None:
        self._pending.setdefault(table, []).append(row)
        self._wrote = True

    def _flush(self, table: Table) -> None:
        rows = self._pending.pop(table, None)
        if rows:
            self._connection.execute(insert(table), rows)

    def _execute(self, statement: Any, **parameters: Any) -> Any:
        self._wrote = True
        return self._connection.execute(statement, parameters or None)

    def _save(self, table: Table, row: dict[str, Any]) -> None:
        self._flush(table)
        self._execute(_SAVE[table].values({k: v for k, v in row.items() if k != "id"}), id_=row["id"])

    def _save_version(self, table: Table, row: dict[str, Any]) -> None:
        self._flush(table)
        values = {k: v for k, v in row.items() if k != "id"}
        done = self._execute(_VERSIONED[table].values(values), id_=row["id"], before_=row["version"] - 1)
        if done.rowcount != 1:
            raise Conflict("somebody else changed this first: nothing was saved")

    def _exists(self, key: str) -> bool:
        d = t.deliveries
        return self._one(d, select(d.c.id).where(or_(d.c.key == key))) is not None

    def _one(self, table: Table, query: Any, **parameters: Any) -> Mapping[str, Any] | None:
        self._flush(table)
        found = self._connection.execute(query, parameters or None).mappings().one_or_none()
        return None if found is None else dict(found)

    def _all(self, table: Table, query: Any, **parameters: Any) -> list[dict[str, Any]]:
        self._flush(table)
        return [dict(row) for row in self._connection.execute(query, parameters or None).mappings()]


def _short(key: str) -> str:
    """Activity ids are of any length: the key is their hash, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()
