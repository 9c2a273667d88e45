"""The schema. Instants are UTC epoch milliseconds in the database and aware datetimes in Python."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as UTC epoch milliseconds. Refuses a naive one: SQLite would drop the offset unseen."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """To the database. Raises ValueError for a naive datetime."""
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """From the database, aware, in UTC."""
        return None if value is None else EPOCH + int(value) * MILLISECOND


class Json(TypeDecorator[Any]):
    """Plain data as compact JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else json.loads(value)


def to_ms(value: datetime) -> int:
    """An aware datetime as UTC epoch milliseconds. Raises ValueError for a naive one."""
    if value.tzinfo is None:
        raise ValueError("an instant without a zone cannot be stored")
    return (value - EPOCH) // MILLISECOND


metadata = MetaData()
_LATE = text("late_since IS NOT NULL")
# No column says how long its text may be: PostgreSQL would refuse a report for a name that is longer than was thought.

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("author", String, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("step", String, nullable=False),
    Column("person", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("answers", Json, nullable=False),
    Column("asked", Json, nullable=False),
    Column("status", String, nullable=False),
    Column("notification", String),
    Column("completes", String),
    Column("changing", Boolean, nullable=False, server_default=false()),
    Column("beside", Json, nullable=False, server_default="{}"),
    Column("earlier", Json, nullable=False, server_default="{}"),
    Column("version", Integer, nullable=False),
    Index("drafts_of_author", "author", "status", "updated_at"),
)

notifications = Table(
    "notifications",
    metadata,
    Column("id", String, primary_key=True),
    Column("reference", String, nullable=False, unique=True),
    Column("reporter", String, nullable=False),
    Column("reporter_name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("aware", Instant, nullable=False),
    Column("answers", Json, nullable=False),
    Column("decision", Json, nullable=False),
    Column("staff_matter", String, nullable=False),
    Column("told_now", Boolean, nullable=False),
    Column("judgement", Text, nullable=False),
    Column("sent_by", Text, nullable=False),
    Column("typed", Json, nullable=False, server_default="{}"),
    Column("remarks", Json, nullable=False, server_default="[]"),
    Column("additions", Json, nullable=False, server_default="[]"),
    Column("told_orally", Json, nullable=False, server_default="[]"),
    Column("drill", Boolean, nullable=False, server_default=false()),
    Column("restriction", Json, nullable=False, server_default="{}"),
    Column("closed", Boolean, nullable=False, server_default=false()),  # follows the additions, to be looked up by
    Column("version", Integer, nullable=False),
    Index("notifications_of_reporter", "reporter", "created_at"),
    Index("notifications_newest", "created_at", "id"),
)

duties = Table(
    "duties",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("due", Instant, nullable=False),
    Column("any_hour", Boolean, nullable=False),
    Column("window_kind", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("notification", String),
    Column("draft", String),
    Column("role", String),
    Column("person", String),
    Column("about", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("limit", Instant),
    Column("status", String, nullable=False),
    Column("late_since", Instant),
    Column("step", Integer, nullable=False),
    Column("next_at", Instant),
    Column("met_at", Instant),
    Column("met_by", String),
    Column("met_as", String, nullable=False),
    Column("met_for", String, nullable=False, server_default=text("''")),
    Column("outcome", String, nullable=False),
    Column("reason", Text, nullable=False),
    Index("duties_due", "status", "next_at"),
    Index("duties_of_notification", "notification"),
    Index("duties_of_draft", "draft"),
    Index("duties_late", "status", "notification", "late_since", sqlite_where=_LATE, postgresql_where=_LATE),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("via", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("notification", String),
    Column("draft", String),
    Column("duty", String),
    Column("absence", String),
    Column("roles", Json, nullable=False),
    Column("about", Json, nullable=False),
    Column("status", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("unclear", Boolean, nullable=False),
    Column("next_at", Instant),
    Column("provider_id", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("replaced", Boolean, nullable=False),
    Column("sent_at", Instant),
    Column("error", String, nullable=False),
    Column("worker", String, nullable=False, server_default=text("''")),
    Index("deliveries_due", "status", "next_at"),
    Index("deliveries_of_notification", "notification"),
    Index("deliveries_of_draft", "draft"),
    Index("deliveries_of_absence", "absence"),
    Index("deliveries_of_recipient", "recipient", "notification"),
)

absences = Table(
    "absences",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("begins", Instant),
    Column("until", Instant, nullable=False),
    Column("cover", String, nullable=False),
    Column("by_role", Json, nullable=False, server_default="{}"),
    Column("cannot", Json, nullable=False, server_default="{}"),
    Column("source", String, nullable=False, server_default=text("''")),
    Column("status", String, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("ended_by", String, nullable=False),
    Column("next_at", Instant),
    Column("version", Integer, nullable=False),
    Index("absences_due", "status", "next_at"),
    Index("absences_of_person", "person", "status"),
)

journal = Table(
    "journal",
    metadata,
    Column("subject", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("commitment", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Index("journal_at", "at"),
)

journal_content = Table(
    "journal_content",
    metadata,
    Column("subject", String, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("salt", String, nullable=False),
    Column("content", Json, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("conversation", Text, nullable=False),
    Column("service_url", Text, nullable=False),
    Column("tenant", String, nullable=False),
    Column("user", Text, nullable=False),
)

received = Table(
    "received",
    metadata,
    Column("key", String, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("answer", Text, nullable=False),
)

routines = Table(
    "routines",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("next_at", Instant, nullable=False),
    Column("left", Text, nullable=False, server_default=text("''")),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String, nullable=False),
    Column("value", Integer, nullable=False),
    UniqueConstraint("name"),
)
