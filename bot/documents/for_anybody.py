"""What a document holds that is made for no particular reader: of a restricted notification nothing of its content.

The who-knew-what-when sheet is printed and passed on. Who did what and when stays; why, and about what, does not: a
reason, a comment, a row of the policy and a task all say what happened.
"""

from dataclasses import replace

from bot.notifications.journal import Entry
from bot.notifications.notification import Record
from bot.notifications.sight import Sight, seen_by_many

KEPT = frozenset(
    {
        *("to", "roles", "via", "purpose", "role", "acting", "covers", "duty", "told", "undecided", "outcome", "about"),
        *(
            "by",
            "code",
            "name",
            "asked",
            "answered",
            "when",
            "lines",
            "before",
            "reference",
            "membership",
            "pressed",
            "whose",
        ),
    }
)
"""The details of the journal's lines that say nothing of what happened. Any other is left out."""


def for_anybody(record: Record) -> Record:
    """The record as such a document may hold it, with its journal."""
    found = seen_by_many(record)
    if found.sight is Sight.WHOLE:
        return record
    return replace(found.record, journal=_lines(record.journal), drafting=_lines(record.drafting))


def _lines(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry if entry.content is None else replace(entry, content=_content(entry)) for entry in entries)


def _content(entry: Entry) -> dict[str, str]:
    return {key: said for key, said in (entry.content or {}).items() if key in KEPT}
