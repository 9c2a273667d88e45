"""What a unit of work reads and writes. Inserts wait until their table is read, or the commit."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table

from bot.notifications.absence import Absence
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty
from bot.notifications.journal import GENESIS
from bot.notifications.notification import Notification, Record
from bot.notifications.searching import Search
from bot.services.listed_ports import Place
from bot.services.ports import Conversation
from bot.store import listing
from bot.store import statements as sql
from bot.store import tables as t
from bot.store.audit_work import AuditWork
from bot.store.rows import (
    absence_of,
    absence_row,
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


@dataclass
class _Born:
    """A notification that this unit makes, as it will be saved: asked for again, it is answered from here."""

    notification: Notification
    duties: dict[str, Duty] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)


class SqlWork(AuditWork):
    """The Work port on one open transaction."""

    def __init__(self, connection: Connection, follow: Callable[[tuple[Absence, ...]], None] | None = None) -> None:
        """`follow` hears who is away as soon as that changes, so that the rest of the unit is answered accordingly."""
        self.connection = connection
        self._follow = follow
        self._pending: dict[Table, list[dict[str, Any]]] = {}
        self._heads: dict[str, tuple[int, str]] = {}
        self._born: dict[str, _Born] = {}
        self._wrote = False
        self.due: dict[str, None] = {}
        """The subjects of which this unit made something due: a duty, a delivery, a card that is out of date."""

    # -- drafts ---------------------------------------------------------------------------------

    def draft(self, draft_id: str) -> Draft | None:
        row = self._one(t.drafts, sql.BY_ID[t.drafts], id_=draft_id)
        return draft_of(row) if row else None

    def drafts_of(self, author: str, limit: int) -> tuple[Draft, ...]:
        return tuple(map(draft_of, self._all(t.drafts, sql.OPEN_DRAFTS.limit(limit), author_=author)))

    def add_draft(self, draft: Draft) -> None:
        self._add(t.drafts, draft_row(draft))

    def save_draft(self, draft: Draft) -> None:
        self._save_version(t.drafts, draft_row(draft))

    # -- notifications --------------------------------------------------------------------------

    def notification(self, notification_id: str) -> Notification | None:
        if notification_id in self._born:
            return self._born[notification_id].notification
        row = self._one(t.notifications, sql.BY_ID[t.notifications], id_=notification_id)
        return notification_of(row) if row else None

    def record(self, notification_id: str) -> Record | None:
        if born := self._born.get(notification_id):
            return Record(born.notification, tuple(born.duties.values()), tuple(born.deliveries.values()))
        notification = self.notification(notification_id)
        return self.record_of(notification) if notification is not None else None

    def record_of(self, notification: Notification) -> Record:
        duties = self._all(t.duties, sql.OF_NOTIFICATION[t.duties], id_=notification.id)
        deliveries = self._all(t.deliveries, sql.OF_NOTIFICATION[t.deliveries], id_=notification.id)
        return Record(notification, tuple(map(duty_of, duties)), tuple(map(delivery_of, deliveries)))

    def add_notification(self, notification: Notification) -> None:
        self._born[notification.id] = _Born(notification)
        self._heads[notification.id] = (0, GENESIS)
        self._add(t.notifications, notification_row(notification))

    def save_notification(self, notification: Notification) -> None:
        self._born.pop(notification.id, None)
        self._save_version(t.notifications, notification_row(notification))
        self._flush(t.deliveries)
        version = {"id_": notification.id, "version_": notification.version}
        self._execute(sql.UPDATE_CARDS, **version, at_=notification.created_at)
        self._execute(sql.UPDATE_UNSENT, **version)
        self._make_due(notification.id)

    def keep_typed(self, notification: Notification) -> None:
        self._born.pop(notification.id, None)
        self._flush(t.notifications)
        typed = {person: dict(inputs) for person, inputs in notification.typed.items()}
        self._execute(sql.KEEP_TYPED, id_=notification.id, typed_=typed)

    def notifications_of(self, reporter: str, limit: int) -> tuple[Notification, ...]:
        query = sql.NOTIFICATIONS_OF.limit(limit)
        return tuple(map(notification_of, self._all(t.notifications, query, reporter_=reporter)))

    def notifications_that_say(self, answer: str, text: str, limit: int) -> tuple[Notification, ...]:
        """The newest notifications in which this answer is exactly this text."""
        said = json.dumps({answer: text}, ensure_ascii=False, separators=(",", ":"))[1:-1]
        query = sql.NOTIFICATIONS_THAT_SAY.limit(limit)
        found = map(notification_of, self._all(t.notifications, query, said_=said))
        return tuple(n for n in found if n.answers.get(answer) == text)

    def newest_notifications(self, limit: int) -> tuple[str, ...]:
        """The ids of the newest notifications, newest first."""
        return tuple(row["id"] for row in self._all(t.notifications, sql.NEWEST_NOTIFICATIONS.limit(limit)))

    def next_reference(self, year: int, series: str = "NTK") -> str:
        name = f"{series}-{year}"
        number = self._execute(sql.NEXT_NUMBER, name_=name).scalar_one()
        return f"{name}-{number:04d}"

    def open_for(self, person: str) -> tuple[str, ...]:
        """The ids of the notifications with an open duty that this person reported or was sent a card about."""
        self._flush(t.notifications)
        self._flush(t.deliveries)
        return tuple(row["notification"] for row in self._all(t.duties, sql.OPEN_FOR, person_=person))

    def find_reference(self, reference: str) -> str | None:
        self._flush(t.notifications)
        found = self.connection.execute(sql.REFERENCE, {"reference_": reference}).scalar_one_or_none()
        return None if found is None else str(found)

    # -- duties ---------------------------------------------------------------------------------

    def duty(self, duty_id: str) -> Duty | None:
        row = self._one(t.duties, sql.BY_ID[t.duties], id_=duty_id)
        return duty_of(row) if row else None

    def add_duty(self, duty: Duty) -> None:
        if born := self._born.get(duty.notification or ""):
            born.duties[duty.id] = duty
        self._add(t.duties, duty_row(duty))
        self._make_due(duty.notification or duty.draft)

    def save_duty(self, duty: Duty) -> None:
        if born := self._born.get(duty.notification or ""):
            born.duties[duty.id] = duty
        self._save(t.duties, duty_row(duty))

    def draft_duties(self, draft_id: str) -> tuple[Duty, ...]:
        return tuple(map(duty_of, self._all(t.duties, sql.OF_DRAFT[t.duties], id_=draft_id)))

    def due_duties(self, at: datetime, limit: int) -> tuple[Duty, ...]:
        return tuple(map(duty_of, self._all(t.duties, sql.DUE_DUTIES.limit(limit), at_=at)))

    def waiting_duties(self, limit: int) -> tuple[Duty, ...]:
        """The open duties with a next step, soonest first."""
        return tuple(map(duty_of, self._all(t.duties, sql.WAITING_DUTIES.limit(limit))))

    def duties_since(self, since: datetime) -> tuple[Duty, ...]:
        return tuple(map(duty_of, self._all(t.duties, sql.DUTIES_SINCE, since_=since)))

    # -- absences -------------------------------------------------------------------------------

    def absence(self, absence_id: str) -> Absence | None:
        row = self._one(t.absences, sql.BY_ID[t.absences], id_=absence_id)
        return absence_of(row) if row else None

    def absences_of(self, person: str) -> tuple[Absence, ...]:
        return tuple(map(absence_of, self._all(t.absences, sql.ABSENCES_OF, person_=person)))

    def agreed_absences(self) -> tuple[Absence, ...]:
        return tuple(map(absence_of, self._all(t.absences, sql.AGREED_ABSENCES)))

    def due_absences(self, at: datetime, limit: int) -> tuple[Absence, ...]:
        return tuple(map(absence_of, self._all(t.absences, sql.DUE_ABSENCES.limit(limit), at_=at)))

    def add_absence(self, absence: Absence) -> None:
        self._add(t.absences, absence_row(absence))
        self._tell_followers()

    def save_absence(self, absence: Absence, at: datetime) -> None:
        self._save_version(t.absences, absence_row(absence))
        self._flush(t.deliveries)
        self._execute(sql.UPDATE_ABSENCE_CARDS, id_=absence.id, version_=absence.version, at_=at)
        self._make_due(absence.id)
        self._tell_followers()

    def _tell_followers(self) -> None:
        if self._follow is not None:
            self._follow(self.agreed_absences())

    # -- deliveries -----------------------------------------------------------------------------

    def delivery(self, delivery_id: str) -> Delivery | None:
        row = self._one(t.deliveries, sql.BY_ID[t.deliveries], id_=delivery_id)
        return delivery_of(row) if row else None

    def add_delivery(self, delivery: Delivery) -> None:
        if born := self._born.get(delivery.notification or ""):
            born.deliveries.setdefault(delivery.id, delivery)
        self._add(t.deliveries, delivery_row(delivery))
        self._make_due(delivery.notification or delivery.draft or delivery.absence or delivery.recipient)

    def drop_unsent_cards(self, subject: str, recipient: str, to_phone: str = "") -> None:
        self._flush(t.deliveries)
        self._execute(sql.DROP_UNSENT, id_=subject, recipient_=recipient, duty_=to_phone)

    def collapse_cards(self, newest: Delivery, at: datetime) -> None:
        self._flush(t.deliveries)
        older = {"recipient_": newest.recipient, "newest_": newest.id}
        if newest.purpose in (Purpose.DIGEST, Purpose.OWN_COVER, Purpose.COVER):
            at_rest, under_way = sql.COLLAPSE_OF_KIND
            older["purpose_"] = newest.purpose
            # One list of a morning and one card of one's own cover; of what one covers, one for each person.
            older["absence_"] = (newest.absence or "") if newest.purpose is Purpose.COVER else ""
        else:
            at_rest, under_way = sql.COLLAPSE_CARDS
            older["id_"] = newest.notification or newest.draft or ""
        self._execute(at_rest, **older, at_=at)
        self._execute(under_way, **older)

    def take_place(self, newest: Delivery) -> None:
        self._flush(t.deliveries)
        same = {"recipient_": newest.recipient, "provider_": newest.provider_id, "newest_": newest.id}
        self._execute(sql.TAKE_PLACE, **same)

    def gave_way(self, recipient: str, activity: str, draft: str = "") -> bool:
        if not activity:
            return False
        self._flush(t.deliveries)
        here = {"recipient_": recipient, "provider_": activity}
        query = sql.STOOD_THERE if not draft else sql.STOOD_THERE_OF_DRAFT
        rows = self._execute(query, **here, **({"draft_": draft} if draft else {})).scalars().all()
        return bool(rows) and all(rows)

    def own_cover_card(self, person: str) -> Delivery | None:
        row = self._one(t.deliveries, sql.OWN_COVER_CARD, recipient_=person)
        return delivery_of(row) if row else None

    def update_draft_cards(self, draft: str, at: datetime, but: str) -> None:
        self._flush(t.deliveries)
        self._execute(sql.UPDATE_DRAFT_CARDS, id_=draft, at_=at, but_=but)
        self._make_due(draft)

    def save_delivery(self, delivery: Delivery) -> None:
        if born := self._born.get(delivery.notification or ""):
            born.deliveries[delivery.id] = delivery
        self._save(t.deliveries, delivery_row(delivery))

    def due_deliveries(
        self,
        at: datetime,
        limit: int,
        *,
        ways: Collection[Via] = tuple(Via),
        but: Collection[str] = (),
        tried_by: datetime | None = None,
        worker: str = "",
    ) -> tuple[Delivery, ...]:
        terms = {"at_": at, "tried_": tried_by or at, "ways_": list(ways), "busy_": list(but), "worker_": worker}
        return tuple(map(delivery_of, self._all(t.deliveries, sql.DUE_DELIVERIES.limit(limit), **terms)))

    def waiting_deliveries(self, limit: int) -> tuple[Delivery, ...]:
        """The deliveries that are not finished, soonest first."""
        return tuple(map(delivery_of, self._all(t.deliveries, sql.WAITING_DELIVERIES.limit(limit))))

    def interrupted_deliveries(self, living: Collection[str] = ()) -> tuple[Delivery, ...]:
        return tuple(map(delivery_of, self._all(t.deliveries, sql.INTERRUPTED, living_=list(living))))

    def cards_of_draft(self, draft_id: str) -> tuple[Delivery, ...]:
        return tuple(map(delivery_of, self._all(t.deliveries, sql.OF_DRAFT[t.deliveries], id_=draft_id)))

    def drafts_escalated_to(self, person: str) -> tuple[Draft, ...]:
        self._flush(t.deliveries)
        return tuple(map(draft_of, self._all(t.drafts, sql.DRAFTS_ESCALATED_TO, recipient_=person)))

    def next_due(self) -> datetime | None:
        self._flush(t.duties)
        self._flush(t.deliveries)
        self._flush(t.absences)
        queries = (sql.NEXT_DUTY, sql.NEXT_DELIVERY, sql.NEXT_ABSENCE)
        found = [self.connection.execute(query).scalar_one_or_none() for query in queries]
        return min((at for at in found if at is not None), default=None)

    def drafts_behind(self, notification: str) -> tuple[str, ...]:
        """The drafts that a notification was sent from, and completed from."""
        return tuple(row["id"] for row in self._all(t.drafts, sql.DRAFTS_BEHIND, id_=notification))

    # -- lists and searches ---------------------------------------------------------------------

    def near(
        self, person: str, roles: Collection[str], search: Search, before: Place | None, limit: int
    ) -> tuple[Place, ...]:
        self.flush()
        return listing.near(self.connection, person, roles, search, before, limit)

    def late(self, after: Place | None, limit: int) -> tuple[Place, ...]:
        self.flush()
        return listing.late(self.connection, after, limit)

    def unresolved(self, tasks: Collection[str], after: Place | None, limit: int) -> tuple[Place, ...]:
        self.flush()
        return listing.unresolved(self.connection, tasks, after, limit)

    # -- conversations and what was received ----------------------------------------------------

    def conversation(self, kind: str, key: str) -> Conversation | None:
        row = self._one(t.conversations, sql.CONVERSATION, kind_=kind, key_=key)
        return Conversation(**row) if row else None

    def put_conversation(self, conversation: Conversation) -> None:
        self._execute(sql.PUT_CONVERSATION, **vars(conversation))

    def received(self, key: str) -> str | None:
        row = self._one(t.received, sql.RECEIVED, key_=_short(key))
        return None if row is None else str(row["answer"])

    def remember(self, key: str, at: datetime, answer: str) -> None:
        self._add(t.received, {"key": _short(key), "at": at, "answer": answer})

    # -- how it is done -------------------------------------------------------------------------

    def flush(self) -> bool:
        """Write what waits. Was anything written in this unit?"""
        for table in list(self._pending):
            self._flush(table)
        return self._wrote

    def _make_due(self, subject: str | None) -> None:
        self.due[subject or ""] = None

    def _add(self, table: Table, row: dict[str, Any]) -> None:
        self._pending.setdefault(table, []).append(row)
        self._wrote = True

    def _flush(self, table: Table) -> None:
        rows = self._pending.pop(table, None)
        if rows:
            self.connection.execute(sql.INSERT[table], rows)

    def _execute(self, statement: Any, **parameters: Any) -> Any:
        self._wrote = True
        return self.connection.execute(statement, parameters or None)

    def _save(self, table: Table, row: dict[str, Any]) -> None:
        self._flush(table)
        self._execute(sql.SAVE[table], id_=row["id"], **sql.new_values(row))

    def _save_version(self, table: Table, row: dict[str, Any]) -> None:
        self._flush(table)
        before = row["version"] - 1
        done = self._execute(sql.SAVE_VERSION[table], id_=row["id"], before_=before, **sql.new_values(row))
        if done.rowcount != 1:
            raise Conflict("somebody else changed this first: nothing was saved")

    def _one(self, table: Table, query: Any, **parameters: Any) -> Mapping[str, Any] | None:
        self._flush(table)
        found = self.connection.execute(query, parameters or None).mappings().one_or_none()
        return None if found is None else dict(found)

    def _all(self, table: Table, query: Any, **parameters: Any) -> list[dict[str, Any]]:
        self._flush(table)
        return [dict(row) for row in self.connection.execute(query, parameters or None).mappings()]


def _short(key: str) -> str:
    """Activity ids are of any length: the key is their hash, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()
