"""Every statement that a turn runs, built once: building them anew each time costs more than running them."""

from typing import Any

from sqlalchemy import (
    Insert,
    Select,
    Table,
    Text,
    Update,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert  # which SQLite's dialect understands as well

from bot.notifications.absence import AbsenceStatus
from bot.notifications.delivery import ASKED_FOR, TELLS, DeliveryStatus, Purpose, Via
from bot.notifications.draft import DraftStatus
from bot.notifications.duty import DutyKind, DutyStatus
from bot.notifications.journal import ERASED
from bot.store import tables as t

_ROWS = (t.drafts, t.notifications, t.duties, t.deliveries, t.absences)
_UNFINISHED = (DeliveryStatus.WAITING, DeliveryStatus.TRYING)


def _all_columns(table: Table) -> dict[str, Any]:
    return {c.name: bindparam(f"v_{c.name}") for c in table.columns if c.name != "id"}


def new_values(row: dict[str, Any]) -> dict[str, Any]:
    """A row as the parameters of SAVE and SAVE_VERSION."""
    return {f"v_{name}": value for name, value in row.items() if name != "id"}


KEEP_TYPED = update(t.notifications).where(t.notifications.c.id == bindparam("id_")).values(typed=bindparam("typed_"))
BY_ID: dict[Table, Select[Any]] = {table: select(table).where(table.c.id == bindparam("id_")) for table in _ROWS}
OF_NOTIFICATION: dict[Table, Select[Any]] = {
    table: select(table).where(table.c.notification == bindparam("id_")).order_by(table.c.created_at, table.c.id)
    for table in (t.duties, t.deliveries)
}
OF_DRAFT: dict[Table, Select[Any]] = {
    table: select(table).where(table.c.draft == bindparam("id_")).order_by(table.c.created_at, table.c.id)
    for table in (t.duties, t.deliveries)
}
SAVE: dict[Table, Update] = {
    table: update(table).where(table.c.id == bindparam("id_")).values(_all_columns(table)) for table in _ROWS
}
SAVE_VERSION: dict[Table, Update] = {
    table: SAVE[table].where(table.c.version == bindparam("before_"))
    for table in (t.drafts, t.notifications, t.absences)
}
INSERT: dict[Table, Insert] = {
    **{table: insert(table) for table in t.metadata.tables.values()},
    # A delivery's key makes it once: the same one again changes nothing.
    t.deliveries: upsert(t.deliveries).on_conflict_do_nothing(index_elements=["id"]),
}

OPEN_DRAFTS = (
    select(t.drafts)
    .where(t.drafts.c.author == bindparam("author_"), t.drafts.c.status == DraftStatus.OPEN)
    .order_by(t.drafts.c.updated_at.desc())
)
DRAFTS_BEHIND = select(t.drafts.c.id).where(t.drafts.c.notification == bindparam("id_")).order_by(t.drafts.c.created_at)
NOTIFICATIONS_OF = (
    select(t.notifications)
    .where(t.notifications.c.reporter == bindparam("reporter_"))
    .order_by(t.notifications.c.created_at.desc())
)
NOTIFICATIONS_THAT_SAY = (
    select(t.notifications)
    .where(t.notifications.c.drill.is_(False))
    .where(type_coerce(t.notifications.c.answers, Text).contains(bindparam("said_")))
    .order_by(t.notifications.c.created_at.desc())
)
NEWEST_NOTIFICATIONS = select(t.notifications.c.id).order_by(t.notifications.c.created_at.desc(), t.notifications.c.id)
REFERENCE = select(t.notifications.c.id).where(t.notifications.c.reference == bindparam("reference_"))
NEXT_NUMBER = (
    upsert(t.counters)
    .values(name=bindparam("name_"), value=1)
    .on_conflict_do_update(index_elements=[t.counters.c.name], set_={"value": t.counters.c.value + 1})
    .returning(t.counters.c.value)
)
DUE_DUTIES = (
    select(t.duties)
    .where(t.duties.c.status == DutyStatus.OPEN, t.duties.c.next_at <= bindparam("at_"))
    .order_by(t.duties.c.next_at, t.duties.c.id)
)
RANK = case(
    (t.deliveries.c.sent_at.is_not(None), 2),
    (t.deliveries.c.purpose.in_(sorted(TELLS)) & t.deliveries.c.urgent, 0),
    (t.deliveries.c.purpose.in_(sorted(TELLS | ASKED_FOR)), 1),
    (t.deliveries.c.purpose.in_((Purpose.ESCALATION, Purpose.UPDATE)) & t.deliveries.c.urgent, 1),
    else_=2,
)
"""Delivery.rank, for the database to order by."""
_OTHERS = t.deliveries.alias("others")
_HELD_BY_OTHERS = select(_OTHERS.c.recipient).where(
    _OTHERS.c.status == DeliveryStatus.TRYING,
    _OTHERS.c.next_at > bindparam("at_"),
    _OTHERS.c.worker != bindparam("worker_"),
)
"""Whom another worker is sending something: messages to one place go in order, whoever sends them."""
DUE_DELIVERIES = (
    select(t.deliveries)
    .where(
        t.deliveries.c.status.in_(_UNFINISHED),
        t.deliveries.c.next_at <= bindparam("at_"),
        # What was tried before waits for its own time, and that is looked at once a pass.
        (t.deliveries.c.attempt == 0) | (t.deliveries.c.next_at <= bindparam("tried_")),
        t.deliveries.c.via.in_(bindparam("ways_", expanding=True)),
        t.deliveries.c.recipient.not_in(bindparam("busy_", expanding=True)),
        t.deliveries.c.recipient.not_in(_HELD_BY_OTHERS),
    )
    .order_by(
        RANK,
        t.deliveries.c.attempt > 0,
        t.deliveries.c.next_at,
        t.deliveries.c.created_at,
        t.deliveries.c.id,
    )
)
INTERRUPTED = select(t.deliveries).where(
    t.deliveries.c.status == DeliveryStatus.TRYING,
    t.deliveries.c.worker.not_in(bindparam("living_", expanding=True)),
)
WAITING_DUTIES = (
    select(t.duties)
    .where(t.duties.c.status == DutyStatus.OPEN, t.duties.c.next_at.is_not(None))
    .order_by(t.duties.c.next_at, t.duties.c.id)
)
WAITING_DELIVERIES = (
    select(t.deliveries)
    .where(t.deliveries.c.status.in_(_UNFINISHED), t.deliveries.c.next_at.is_not(None))
    .order_by(t.deliveries.c.next_at, t.deliveries.c.id)
)
DUTIES_SINCE = (
    select(t.duties)
    .where(
        (t.duties.c.status == DutyStatus.OPEN)
        | (t.duties.c.met_at >= bindparam("since_"))
        | (t.duties.c.created_at >= bindparam("since_"))
    )
    .order_by(t.duties.c.created_at, t.duties.c.id)
)
OPEN_FOR = (
    select(t.duties.c.notification)
    .where(
        t.duties.c.status == DutyStatus.OPEN,
        t.duties.c.notification.in_(
            select(t.notifications.c.id)
            .where(t.notifications.c.reporter == bindparam("person_"))
            .union(select(t.deliveries.c.notification).where(t.deliveries.c.recipient == bindparam("person_")))
        ),
    )
    .distinct()
    .order_by(t.duties.c.notification)
)
NEXT_DUTY = select(func.min(t.duties.c.next_at)).where(t.duties.c.status == DutyStatus.OPEN)
NEXT_DELIVERY = select(func.min(t.deliveries.c.next_at)).where(t.deliveries.c.status.in_(_UNFINISHED))

# A changed notification: what was sent to Teams waits for its update, what is under way will show the newest.
UPDATE_CARDS = (
    update(t.deliveries)
    .where(
        t.deliveries.c.notification == bindparam("id_"),
        t.deliveries.c.via != Via.MAIL,
        t.deliveries.c.status == DeliveryStatus.SENT,
        t.deliveries.c.replaced.is_(False),
    )
    .values(wanted=bindparam("version_"), status=DeliveryStatus.WAITING, next_at=bindparam("at_"), attempt=0)
)
UPDATE_UNSENT = (
    update(t.deliveries)
    .where(t.deliveries.c.notification == bindparam("id_"), t.deliveries.c.status.in_(_UNFINISHED))
    .values(wanted=bindparam("version_"))
)

# A reminder that never went out gives way to a newer one for the same person and subject. A duty to phone has reminders
# of its own.
_REMINDERS = t.deliveries.c.purpose.in_((Purpose.REMINDER, Purpose.ESCALATION, Purpose.DRAFT))
_TO_PHONE = t.deliveries.c.duty.like(f"%:{DutyKind.REACH}:%")
_OLDER = (
    t.deliveries.c.recipient == bindparam("recipient_"),
    (t.deliveries.c.notification == bindparam("id_")) | (t.deliveries.c.draft == bindparam("id_")),
    _REMINDERS,
    (_TO_PHONE & (t.deliveries.c.duty == bindparam("duty_"))) | (~_TO_PHONE & (bindparam("duty_") == "")),
)
DROP_UNSENT = (
    update(t.deliveries)
    .where(*_OLDER, t.deliveries.c.status == DeliveryStatus.WAITING, t.deliveries.c.sent_at.is_(None))
    .values(status=DeliveryStatus.REFUSED, next_at=None, error="moot")
)

# A newer card stands in somebody's chat: the older ones about the same thing say so in a last update. One that is being
# brought up to date at this moment is not interrupted; it is due again once that is done (services.delivering.sent).
_STANDING = (
    t.deliveries.c.recipient == bindparam("recipient_"),
    t.deliveries.c.via == Via.PERSONAL,
    t.deliveries.c.id != bindparam("newest_"),
    t.deliveries.c.sent_at.is_not(None),
    t.deliveries.c.replaced.is_(False),
    t.deliveries.c.purpose != Purpose.FORM,  # somebody may be typing in it
)
_ABOUT_IT = (t.deliveries.c.notification == bindparam("id_")) | (t.deliveries.c.draft == bindparam("id_"))
_OF_ITS_KIND = (
    t.deliveries.c.purpose == bindparam("purpose_"),
    (bindparam("absence_", type_=Text) == "") | (t.deliveries.c.absence == bindparam("absence_")),
)
_AT_REST = t.deliveries.c.status != DeliveryStatus.TRYING
_LAST_UPDATE: dict[str, Any] = {"replaced": True, "status": DeliveryStatus.WAITING, "attempt": 0}
COLLAPSE_CARDS = (
    update(t.deliveries).where(*_STANDING, _ABOUT_IT, _AT_REST).values(**_LAST_UPDATE, next_at=bindparam("at_")),
    update(t.deliveries).where(*_STANDING, _ABOUT_IT).values(replaced=True),
)
COLLAPSE_OF_KIND = (
    update(t.deliveries).where(*_STANDING, *_OF_ITS_KIND, _AT_REST).values(**_LAST_UPDATE, next_at=bindparam("at_")),
    update(t.deliveries).where(*_STANDING, *_OF_ITS_KIND).values(replaced=True),
)
TAKE_PLACE = (
    update(t.deliveries)
    .where(
        t.deliveries.c.recipient == bindparam("recipient_"),
        t.deliveries.c.provider_id == bindparam("provider_"),
        t.deliveries.c.id != bindparam("newest_"),
    )
    .values(replaced=True, status=DeliveryStatus.SENT, next_at=None)
)
OWN_COVER_CARD = (
    select(t.deliveries)
    .where(
        t.deliveries.c.recipient == bindparam("recipient_"),
        t.deliveries.c.purpose == Purpose.OWN_COVER,
        t.deliveries.c.replaced.is_(False),
    )
    .order_by(t.deliveries.c.created_at.desc(), t.deliveries.c.id)
    .limit(1)
)
STOOD_THERE = select(t.deliveries.c.replaced).where(
    t.deliveries.c.recipient == bindparam("recipient_"), t.deliveries.c.provider_id == bindparam("provider_")
)
STOOD_THERE_OF_DRAFT = STOOD_THERE.where(t.deliveries.c.draft == bindparam("draft_"))
UPDATE_DRAFT_CARDS = (
    update(t.deliveries)
    .where(
        t.deliveries.c.draft == bindparam("id_"),
        t.deliveries.c.status == DeliveryStatus.SENT,
        t.deliveries.c.provider_id != bindparam("but_"),
        t.deliveries.c.replaced.is_(False),
    )
    .values(status=DeliveryStatus.WAITING, next_at=bindparam("at_"), attempt=0)
)

_AGREED = t.absences.c.status.in_((AbsenceStatus.PLANNED, AbsenceStatus.RUNNING))
AGREED_ABSENCES = select(t.absences).where(_AGREED).order_by(t.absences.c.created_at, t.absences.c.id)
ABSENCES_OF = (
    select(t.absences)
    .where(
        t.absences.c.person == bindparam("person_"),
        _AGREED | (t.absences.c.status == AbsenceStatus.PROPOSED),
    )
    .order_by(t.absences.c.created_at, t.absences.c.id)
)
DUE_ABSENCES = (
    select(t.absences)
    .where(_AGREED, t.absences.c.next_at <= bindparam("at_"))
    .order_by(t.absences.c.next_at, t.absences.c.id)
)
NEXT_ABSENCE = select(func.min(t.absences.c.next_at)).where(_AGREED)
# A changed absence: whoever is away, and whom they named, see on the cards they have how it stands.
UPDATE_ABSENCE_CARDS = (
    update(t.deliveries)
    .where(
        t.deliveries.c.absence == bindparam("id_"),
        t.deliveries.c.purpose.in_((Purpose.OWN_COVER, Purpose.COVER, Purpose.COVER_CHANGED)),
        t.deliveries.c.via == Via.PERSONAL,
        t.deliveries.c.status == DeliveryStatus.SENT,
        t.deliveries.c.replaced.is_(False),
    )
    .values(wanted=bindparam("version_"), status=DeliveryStatus.WAITING, next_at=bindparam("at_"), attempt=0)
)
DRAFTS_ESCALATED_TO = (
    select(t.drafts)
    .where(
        t.drafts.c.status == DraftStatus.OPEN,
        t.drafts.c.id.in_(
            select(t.deliveries.c.draft).where(
                t.deliveries.c.recipient == bindparam("recipient_"), t.deliveries.c.purpose == Purpose.ESCALATION
            )
        ),
    )
    .order_by(t.drafts.c.created_at)
)

LAST_ENTRY = (
    select(t.journal.c.seq, t.journal.c.hash)
    .where(t.journal.c.subject == bindparam("id_"))
    .order_by(t.journal.c.seq.desc())
    .limit(1)
)
ENTRIES = (
    select(t.journal, t.journal_content.c.salt, t.journal_content.c.content)
    .select_from(
        t.journal.outerjoin(
            t.journal_content,
            (t.journal.c.subject == t.journal_content.c.subject) & (t.journal.c.seq == t.journal_content.c.seq),
        )
    )
    .where(t.journal.c.subject == bindparam("id_"))
    .order_by(t.journal.c.seq)
)
ENTRY = ENTRIES.where(t.journal.c.seq == bindparam("seq_"))
NEWEST_ENTRY = ENTRIES.order_by(None).order_by(t.journal.c.seq.desc()).limit(1)
# What an erasure takes: everything but what erasures say themselves.
EMPTY_CONTENT = delete(t.journal_content).where(
    t.journal_content.c.subject == bindparam("id_"),
    t.journal_content.c.seq <= bindparam("last_"),
    t.journal_content.c.seq.not_in(
        select(t.journal.c.seq).where(t.journal.c.subject == bindparam("id_"), t.journal.c.verb == ERASED)
    ),
)
# The journals that have a line of a span of time, each with its newest line of that span.
_NEWEST_LINES = (
    select(t.journal.c.subject, func.max(t.journal.c.seq).label("seq"))
    .where(
        t.journal.c.at > bindparam("after_"),
        t.journal.c.at <= bindparam("until_"),
        t.journal.c.subject != bindparam("but_"),
    )
    .group_by(t.journal.c.subject)
    .subquery()
)
GROWN = (
    select(t.journal.c.subject, t.journal.c.seq, t.journal.c.hash)
    .join(_NEWEST_LINES, (t.journal.c.subject == _NEWEST_LINES.c.subject) & (t.journal.c.seq == _NEWEST_LINES.c.seq))
    .order_by(t.journal.c.subject)
)
CONVERSATION = select(t.conversations).where(
    t.conversations.c.kind == bindparam("kind_"), t.conversations.c.key == bindparam("key_")
)
_NEW_CONVERSATION = upsert(t.conversations)
PUT_CONVERSATION = _NEW_CONVERSATION.on_conflict_do_update(
    index_elements=["kind", "key"], set_={c.name: _NEW_CONVERSATION.excluded[c.name] for c in t.conversations.columns}
)
RECEIVED = select(t.received.c.answer).where(t.received.c.key == bindparam("key_"))
