"""Checking the whole journal beside a running bot, and writing down where each journal stands now. Reads only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, Text, func, select, type_coerce
from sqlalchemy.exc import DBAPIError

from bot.notifications.digest import SUBJECT, Head, by_subject, read
from bot.notifications.proof import Flaw, Kind, Line, content_of, flaws
from bot.store import tables as t
from bot.store.database import StoreError
from bot.store.reader import Where, reading, reading_file

_HERE = (t.journal.c.subject == t.journal_content.c.subject) & (t.journal.c.seq == t.journal_content.c.seq)
_LINES = (
    select(
        t.journal.c.subject,
        t.journal.c.seq,
        # The database's own values: what was tampered with may be no instant and no JSON.
        type_coerce(t.journal.c.at, Integer).label("at_ms"),
        t.journal.c.actor,
        t.journal.c.verb,
        t.journal.c.commitment,
        t.journal.c.previous,
        t.journal.c.hash,
        t.journal_content.c.salt,
        type_coerce(t.journal_content.c.content, Text).label("content"),
    )
    .select_from(t.journal.outerjoin(t.journal_content, _HERE))
    .order_by(t.journal.c.subject, t.journal.c.seq)
)
_WITHOUT_LINE = (
    select(t.journal_content.c.subject, t.journal_content.c.seq)
    .select_from(t.journal_content.outerjoin(t.journal, _HERE))
    .where(t.journal.c.subject.is_(None))
)
_WITHOUT_JOURNAL = select(t.notifications.c.id).where(
    t.notifications.c.id.not_in(select(t.journal.c.subject).where(t.journal.c.seq == 1))
)
_NEWEST = select(t.journal.c.subject, func.max(t.journal.c.seq).label("seq")).group_by(t.journal.c.subject).subquery()
_HEADS = (
    select(t.journal.c.subject, t.journal.c.seq, t.journal.c.hash)
    .join(_NEWEST, (t.journal.c.subject == _NEWEST.c.subject) & (t.journal.c.seq == _NEWEST.c.seq))
    .order_by(t.journal.c.subject)
)
_AT_ONCE = 5000


@dataclass(frozen=True)
class Audited:
    """How a store's journals stand: how many, with how many lines, of which some are erased; the digests in the store
    and the heads from elsewhere that they were held against; and what is wrong."""

    journals: int
    lines: int
    erased: int
    digests: int
    kept: int
    flaws: tuple[Flaw, ...]


def audit(where: Where, kept: Iterable[Head] = ()) -> Audited:
    """Check every journal against itself, the digests in the store, and the heads `kept` elsewhere.

    Raises StoreError when there is no store, or it cannot be read.
    """
    try:
        with reading(where) as work:
            return audit_on(work.connection, kept)
    except DBAPIError as error:
        place = where if isinstance(where, Path) else "NTK_DATABASE"
        raise StoreError(f"The store in {place} cannot be read ({error.orig}): restore a backup.") from None


def audit_file(path: Path, kept: Iterable[Head] = ()) -> Audited:
    """The same for one file, a backup. Raises DBAPIError when it cannot be read."""
    with reading_file(path) as work:
        return audit_on(work.connection, kept)


def heads(where: Where) -> tuple[Head, ...]:
    """Where each journal stands now. Raises StoreError when there is no store."""
    with reading(where) as work:
        return tuple(Head(row.subject, row.seq, row.hash) for row in work.connection.execute(_HEADS))


def audit_on(connection: Connection, elsewhere: Iterable[Head] = ()) -> Audited:
    """The same on an open connection. Raises DBAPIError when it cannot be read."""
    kept = by_subject(elsewhere)
    digests = [_line(row) for row in connection.execute(_LINES.where(t.journal.c.subject == SUBJECT)).mappings()]
    known = dict(by_subject(head for line in digests for head in read((content_of(line) or {}).get("heads", ""))))
    for subject, hashes in kept.items():
        known[subject] = {**known.get(subject, {}), **hashes}
    found: list[Flaw] = []
    journals = lines = erased = 0
    for subject, each in groupby(_every(connection), key=lambda line: line.subject):
        own = list(each)
        journals, lines = journals + 1, lines + len(own)
        erased += sum(line.content is None for line in own)
        found += flaws(own, known.pop(subject, {}))
    for subject, hashes in known.items():
        found += flaws((), hashes, subject)
    found += [Flaw(row.subject, row.seq, Kind.REMOVED) for row in connection.execute(_WITHOUT_LINE)]
    found += [Flaw(row.id, 1, Kind.REMOVED) for row in connection.execute(_WITHOUT_JOURNAL)]
    return Audited(journals, lines, erased, len(digests), sum(map(len, kept.values())), tuple(dict.fromkeys(found)))


def _every(connection: Connection) -> Iterator[Line]:
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(_LINES).mappings():
        yield _line(row)


def _line(row: Mapping[Any, Any]) -> Line:
    seq = row["seq"] if isinstance(row["seq"], int) else 0
    return Line(**{**row, "seq": seq, "subject": str(row["subject"])})
