"""The daily digest: the newest hash of every journal that grew, kept elsewhere so that a tail cut off shows. Pure.

Each digest is a line of a journal of its own, `digests`, and lists the heads of the journals that grew since the one
before. The hash of its newest line therefore stands for every head that was ever listed: with that one hash from a mail
or a log, and the database, `needtoknow audit verify` knows where every journal must at least reach.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

SUBJECT = "digests"
"""The subject of the journal that holds the digests; its content is never erased."""
SETTLING = timedelta(minutes=1)
"""A digest covers what is older: a unit of work begun before may still be on its way to its commit."""
MOST_HEADS = 2000
"""Heads of one digest. Where more journals grew, several follow one another."""

_HEAD = re.compile(r"\bhead ([\w.@:+-]{1,40}) (\d{1,9}) ([0-9a-f]{64})\b")


@dataclass(frozen=True, order=True)
class Head:
    """The newest line of one journal: the subject, the line's number, its hash in hex."""

    subject: str
    seq: int
    hash: str

    def __str__(self) -> str:
        return f"head {self.subject} {self.seq} {self.hash}"


def written(heads: Iterable[Head]) -> str:
    """Heads as text, one a line, as a digest, a mail and a log say them."""
    return "\n".join(str(head) for head in heads)


def read(text: str) -> Iterator[Head]:
    """The heads in any text: a digest, a saved mail, a log. Everything else in it is passed over."""
    for subject, seq, link in _HEAD.findall(text):
        yield Head(subject, int(seq), link)


def by_subject(heads: Iterable[Head]) -> Mapping[str, Mapping[int, str]]:
    """Heads as proof.flaws takes them."""
    found: dict[str, dict[int, str]] = {}
    for head in heads:
        found.setdefault(head.subject, {})[head.seq] = head.hash
    return found


def covered_until(at: datetime) -> datetime:
    """Until when (UTC) a digest made at `at` covers."""
    return at - SETTLING
