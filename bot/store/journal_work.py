"""The journal's part of a unit of work: lines are appended, read, summed up for a digest, and emptied by an erasure."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Table

from bot.notifications.digest import SUBJECT, Head
from bot.notifications.journal import ERASED, GENESIS, Entry, chained, commitment, milliseconds
from bot.store import statements as sql
from bot.store import tables as t


class JournalWork:
    """What `SqlWork` knows of the journal. How rows are written and read is said there."""

    connection: Connection
    _heads: dict[str, tuple[int, str]]

    def journal(self, subject: str, at: datetime, actor: str, verb: str, **content: str) -> None:
        last, previous = self._head(subject)
        seq, salt = last + 1, token_hex(16)
        committed = commitment(salt, content)
        link = chained(previous, subject, seq, milliseconds(at), actor, verb, committed)
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
        return tuple(Entry(**row) for row in self._all(t.journal, sql.ENTRIES, id_=subject))

    def entry(self, subject: str, seq: int) -> Entry | None:
        self._flush(t.journal_content)
        row = self._one(t.journal, sql.ENTRY, id_=subject, seq_=seq)
        return Entry(**row) if row else None

    def newest_entry(self, subject: str) -> Entry | None:
        self._flush(t.journal_content)
        row = self._one(t.journal, sql.NEWEST_ENTRY, id_=subject)
        return Entry(**row) if row else None

    def grown(self, after: datetime, until: datetime) -> tuple[Head, ...]:
        found = self._all(t.journal, sql.GROWN, after_=after, until_=until, but_=SUBJECT)
        return tuple(Head(row["subject"], row["seq"], row["hash"]) for row in found)

    def erase(self, subject: str, at: datetime, actor: str, why: str) -> int:
        """First the line that says so: the database refuses to let content go without it."""
        if subject == SUBJECT:
            raise ValueError("the digests hold nothing of anybody, and are what the journals are checked against")
        last, _ = self._head(subject)
        if not last:
            return 0
        self.journal(subject, at, actor, ERASED, lines=f"1-{last}", why=why)
        self._flush(t.journal)
        self._flush(t.journal_content)
        return int(self.connection.execute(sql.EMPTY_CONTENT, {"id_": subject, "last_": last}).rowcount)

    def _head(self, subject: str) -> tuple[int, str]:
        if subject not in self._heads:
            row = self._one(t.journal, sql.LAST_ENTRY, id_=subject)
            self._heads[subject] = (row["seq"], row["hash"]) if row else (0, GENESIS)
        return self._heads[subject]

    def _add(self, table: Table, row: dict[str, Any]) -> None:
        raise NotImplementedError

    def _flush(self, table: Table) -> None:
        raise NotImplementedError

    def _one(self, table: Table, query: Any, **parameters: Any) -> Mapping[str, Any] | None:
        raise NotImplementedError

    def _all(self, table: Table, query: Any, **parameters: Any) -> list[dict[str, Any]]:
        raise NotImplementedError
