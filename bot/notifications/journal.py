"""The journal: who knew what, when. Append-only, chained per notification, its content salted and apart.

A row holds ids, actor, verb, instant and `sha256(salt + content)`; the content lies beside it and may be
erased by retention without breaking the chain.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GENESIS = "0" * 64
SYSTEM = "system"
OPERATOR = "operator"
"""The subject of the journal that holds what the operator was told."""
ERASED = "erased"
"""The verb of the line that says which lines lost their content; its own is never erased."""


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


def chained(previous: str, subject: str, seq: int, at_ms: object, actor: str, verb: str, committed: str) -> str:
    """The hash of a row over the one before it, in hex. `at_ms` is UTC epoch milliseconds."""
    text = "\n".join((previous, subject, str(seq), str(at_ms), actor, verb, committed))
    return hashlib.sha256(text.encode()).hexdigest()


def milliseconds(at: datetime) -> int:
    """An aware instant as UTC epoch milliseconds, as the chain commits to it."""
    return (at - EPOCH) // timedelta(milliseconds=1)
