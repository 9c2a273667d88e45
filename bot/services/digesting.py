"""The daily digest of the journals: a line of their own, which the engine then sends out of the database."""

from datetime import UTC, datetime

from bot.notifications.digest import MOST_HEADS, SUBJECT, Head, covered_until, written
from bot.notifications.journal import SYSTEM
from bot.services.ports import Work

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
UNTIL, HEADS = "until", "heads"


def make(work: Work, at: datetime) -> tuple[Head, ...]:
    """Append what grew since the digest before. Returns the heads that must leave the database: the digests' own first.

    A digest is made when nothing grew, too: that there is one every day shows that somebody looked.
    """
    before = work.newest_entry(SUBJECT)
    after = datetime.fromisoformat((before.content or {})[UNTIL]) if before is not None else _EVER
    until = covered_until(at)
    grown = work.grown(after, until)
    for first in range(0, max(len(grown), 1), MOST_HEADS):
        some = grown[first : first + MOST_HEADS]
        work.journal(SUBJECT, at, SYSTEM, "digest.made", **{UNTIL: until.isoformat(), HEADS: written(some)})
    newest = work.newest_entry(SUBJECT)
    assert newest is not None
    return (Head(SUBJECT, newest.seq, newest.hash), *grown)
