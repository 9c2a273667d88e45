"""The self-audit's statements. Each begins with the status, as the indexes do: what is finished is never looked at."""

from sqlalchemy import bindparam, func, insert, select, update

from bot.notifications.delivery import DeliveryStatus
from bot.notifications.duty import DutyStatus
from bot.store import tables as t

_OPEN = t.duties.c.status == DutyStatus.OPEN
_UNFINISHED = t.deliveries.c.status.in_((DeliveryStatus.WAITING, DeliveryStatus.TRYING))

IDLE_DUTIES = select(t.duties).where(_OPEN, t.duties.c.next_at.is_(None)).order_by(t.duties.c.id)
OVERDUE_DUTIES = select(t.duties).where(_OPEN, t.duties.c.next_at < bindparam("at_")).order_by(t.duties.c.next_at)
# Past their time, and the next step still to come: of those that are late already only the ones put off very far.
PAST_DUTIES = (
    select(t.duties)
    .where(
        _OPEN,
        t.duties.c.next_at > bindparam("at_"),
        t.duties.c.due < bindparam("at_"),
        t.duties.c.late_since.is_(None) | (t.duties.c.next_at > bindparam("far_")),
    )
    .order_by(t.duties.c.next_at)
)
DUTIES_WITHIN = (
    select(t.duties)
    .where(_OPEN, t.duties.c.created_at <= bindparam("last_"), t.duties.c.due >= bindparam("first_"))
    .order_by(t.duties.c.notification, t.duties.c.id)
)
OPEN_DUTIES = select(func.count()).select_from(t.duties).where(_OPEN)
IDLE_DELIVERIES = select(t.deliveries).where(_UNFINISHED, t.deliveries.c.next_at.is_(None)).order_by(t.deliveries.c.id)
OVERDUE_DELIVERIES = (
    select(t.deliveries).where(_UNFINISHED, t.deliveries.c.next_at < bindparam("at_")).order_by(t.deliveries.c.next_at)
)
UNFINISHED_DELIVERIES = select(func.count()).select_from(t.deliveries).where(_UNFINISHED)

ROUTINE = select(t.routines.c.left).where(t.routines.c.name == bindparam("name_"))
ROUTINE_AT = select(t.routines.c.next_at).where(t.routines.c.name == bindparam("name_"))
_HAVE = select(t.routines.c.name).where(t.routines.c.name == bindparam("name_"))
NEW_ROUTINE = insert(t.routines).from_select(
    ["name", "next_at"],
    select(bindparam("name_", type_=t.routines.c.name.type), bindparam("next_", type_=t.routines.c.next_at.type)).where(
        ~_HAVE.exists()
    ),
)
# One of several processes takes it: whoever moves the instant on.
TAKE_ROUTINE = (
    update(t.routines)
    .where(t.routines.c.name == bindparam("name_"), t.routines.c.next_at <= bindparam("at_"))
    .values(next_at=bindparam("next_"))
)
LEAVE_ROUTINE = update(t.routines).where(t.routines.c.name == bindparam("name_")).values(left=bindparam("left_"))
