"""The queries of lists and searches. Each goes by an index: who has a card, what is newest, what is late."""

import json
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, false, func, or_, select, type_coerce

from bot.notifications.duty import DutyKind, DutyStatus
from bot.notifications.searching import Search, Stands
from bot.services.listed_ports import Place
from bot.store import tables as t
from rules.instants import LONDON

_N, _D = t.notifications.c, t.deliveries.c
_ESCAPE = "\\"


def near(
    connection: Connection, person: str, roles: Collection[str], search: Search, before: Place | None, limit: int
) -> tuple[Place, ...]:
    """See ListedWork.near."""
    owed = (t.duties.c.person == person) | t.duties.c.role.in_(sorted(roles))
    open_duties = select(t.duties.c.notification).where(t.duties.c.status == DutyStatus.OPEN, owed)
    theirs = or_(
        _N.reporter == person,
        _N.id.in_(select(_D.notification).where(_D.recipient == person)),
        _N.id.in_(open_duties),
    )
    query = select(_N.created_at, _N.id).where(_N.drill.is_(False), theirs, *_looked_for(search))
    if before is not None:
        query = query.where(or_(_N.created_at < before[0], and_(_N.created_at == before[0], _N.id < before[1])))
    return _places(connection, query.order_by(_N.created_at.desc(), _N.id.desc()), limit)


def late(connection: Connection, after: Place | None, limit: int) -> tuple[Place, ...]:
    """See ListedWork.late."""
    duties = t.duties.c
    since = func.min(duties.late_since)
    query = (
        select(since, duties.notification)
        .where(duties.late_since.is_not(None), duties.status == DutyStatus.OPEN, duties.notification.is_not(None))
        .group_by(duties.notification)
    )
    if after is not None:
        query = query.having(or_(since > after[0], and_(since == after[0], duties.notification > after[1])))
    return _places(connection, query.order_by(since, duties.notification), limit)


def unresolved(connection: Connection, tasks: Collection[str], after: Place | None, limit: int) -> tuple[Place, ...]:
    """See ListedWork.unresolved."""
    duties = t.duties.c
    owing = select(duties.notification).where(
        duties.status == DutyStatus.OPEN, duties.kind == DutyKind.TASK, duties.trigger.in_(sorted(tasks))
    )
    query = select(_N.created_at, _N.id).where(_N.drill.is_(False), or_(_N.closed.is_(False), _N.id.in_(owing)))
    if after is not None:
        query = query.where(or_(_N.created_at > after[0], and_(_N.created_at == after[0], _N.id > after[1])))
    return _places(connection, query.order_by(_N.created_at, _N.id), limit)


def _looked_for(search: Search) -> list[ColumnElement[bool]]:
    """What can be asked of the database; the rest, and all of it again, is asked of each that is found."""
    found: list[ColumnElement[bool]] = [_says(part) for part in search.parts]
    if search.row:
        found.append(type_coerce(_N.decision, Text).contains(json.dumps({"id": search.row})[1:-1].replace(" ", "")))
    if search.stands in (Stands.OPEN, Stands.CLOSED):
        found.append(_N.closed.is_(search.stands == Stands.CLOSED))
    if search.since:
        found.append(_N.created_at >= _midnight(search.since))
    if search.until:
        found.append(_N.created_at < _midnight(search.until, timedelta(days=1)))
    return found


def _says(part: str) -> ColumnElement[bool]:
    """One word, in small letters, anywhere in what was answered, the reference or the reporter's name.

    Of letters that the two databases do not make small alike any one stands there; quotes are as JSON writes them.
    """
    written = json.dumps(part, ensure_ascii=False)[1:-1]
    escaped = "".join(f"{_ESCAPE}{c}" if c in "%_\\" else c if c.isascii() else "_" for c in written)
    columns = (type_coerce(_N.answers, Text), _N.reference, _N.reporter_name)
    return or_(false(), *(func.lower(column).like(f"%{escaped}%", escape=_ESCAPE) for column in columns))


def _midnight(day: str, further: timedelta = timedelta(0)) -> datetime:
    """The beginning of a day in London, as an instant (UTC)."""
    return (datetime.fromisoformat(day) + further).replace(tzinfo=LONDON).astimezone(UTC)


def _places(connection: Connection, query: Select[Any], limit: int) -> tuple[Place, ...]:
    return tuple((row[0], str(row[1])) for row in connection.execute(query.limit(limit)))
