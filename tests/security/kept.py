"""What the bot of a rehearsal has kept, read beside it through a connection that can write nothing."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = ("drafts", "notifications", "duties", "deliveries", "journal", "conversations", "received")


@contextmanager
def _reading(folder: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{folder / 'bot' / 'need-to-know.sqlite3'}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()


def counts(folder: Path) -> dict[str, int]:
    """How many rows each table holds."""
    with _reading(folder) as connection:
        return {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES}


def rows(folder: Path, query: str, *parameters: Any) -> list[dict[str, Any]]:
    """The rows of a query."""
    with _reading(folder) as connection:
        return [dict(row) for row in connection.execute(query, parameters)]


def door_refusals(folder: Path) -> list[str]:
    """Why the door refused somebody, oldest first, as the journal keeps it."""
    return [line["why"] for line in door_lines(folder)]


def door_lines(folder: Path) -> list[dict[str, str]]:
    """What the journal keeps of everybody whom the door refused, oldest first."""
    query = (
        "SELECT c.content FROM journal j JOIN journal_content c ON c.subject = j.subject AND c.seq = j.seq "
        "WHERE j.subject = 'door' ORDER BY j.seq"
    )
    return [json.loads(row["content"]) for row in rows(folder, query)]
