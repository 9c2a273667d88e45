"""The journal: who knew what, when. Append-only, chained per notification, its content salted and apart.

A row holds ids, actor, verb, instant and `sha256(salt + content)`; the content lies beside it and may be
erased by retention without breaking the chain.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

GENESIS = "0" * 64
SYSTEM = "system"


@dataclass(frozen=True)
class Entry:
    """One line of the journal. `content` and its `salt` are None once they were erased; `at` is aware and UTC."""

    subject: str
    seq: int
    at: datetime
    actor: str
    verb: str
    commitment: str
    previous: str
    hash: str
    content: Mapping[str, str] | None = None
    salt: str | None = None


def canonical(content: Mapping[str, str]) -> str:
    """The text that is committed to: sorted, compact JSON."""
    return json.dumps(dict(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def commitment(salt: str, content: Mapping[str, str]) -> str:
    """sha256 over the salt and the content, in hex."""
    return hashlib.sha256((salt + canonical(content)).encode()).hexdigest()


def chained(previous: str, subject: str, seq: int, at_ms: int, actor: str, verb: str, committed: str) -> str:
    """The hash of a row over the one before it, in hex. `at_ms` is UTC epoch milliseconds."""
    text = "\n".join((previous, subject, str(seq), str(at_ms), actor, verb, committed))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(entries: Iterable[Entry], *, head: str | None = None) -> int | None:
    """The number of the first line of one subject's journal that does not hold, None when all of them do.

    Recomputes the chain, and the commitment of each line whose content is still there. `head` is the hash of the
    newest line as it was kept elsewhere: with it a tail cut off shows, as the number of the first line missing.
    """
    subject, previous, heads = "", GENESIS, []
    expected = 0
    for expected, entry in enumerate(entries, 1):
        subject = subject or entry.subject
        at_ms = (entry.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        link = chained(previous, subject, expected, at_ms, entry.actor, entry.verb, entry.commitment)
        told = entry.content is None or entry.salt is None or commitment(entry.salt, entry.content) == entry.commitment
        if (entry.subject, entry.seq, entry.previous, entry.hash) != (subject, expected, previous, link) or not told:
            return entry.seq
        previous = link
        heads.append(link)
    return expected + 1 if head is not None and head not in heads else None
