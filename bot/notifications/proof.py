"""Whether a journal holds: which line was changed, removed, cut off or emptied. Pure.

What is read here may have been tampered with, so nothing is taken for what it should be: a `Line` holds the database's
own values. The chain shows a change inside; a tail that was cut off, and a chain that was written anew from some line
on, show only against heads that were kept (digest.py). A forged line at the very end, made after the newest digest by
somebody who may write to the database, shows nowhere.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.notifications.journal import ERASED, GENESIS, Entry, chained, commitment, milliseconds


class Kind(StrEnum):
    """What is wrong with a line, or with the place where it stood."""

    CHANGED = "was changed"
    REMOVED = "was removed"
    CONTENT_CHANGED = "says something else than when it was written"
    CONTENT_GONE = "has lost what it said, and no erasure says so"
    CUT = "was cut off: a digest knows it"
    REWRITTEN = "is not the line that a digest knows"


@dataclass(frozen=True)
class Flaw:
    """One thing that does not hold: the subject's journal, the number of the line, and what is wrong there."""

    subject: str
    seq: int
    kind: Kind

    def __str__(self) -> str:
        return f"{self.subject}: line {self.seq} {self.kind}"


@dataclass(frozen=True)
class Line:
    """A line as the database holds it. `content` is its JSON text; None, with the salt, once it was erased."""

    subject: str
    seq: int
    at_ms: object
    actor: object
    verb: object
    commitment: object
    previous: object
    hash: object
    salt: object = None
    content: object = None


def as_line(entry: Entry) -> Line:
    """An entry as the database holds it."""
    content = None if entry.content is None else json.dumps(dict(entry.content))
    return Line(
        entry.subject,
        entry.seq,
        milliseconds(entry.at),
        entry.actor,
        entry.verb,
        entry.commitment,
        entry.previous,
        entry.hash,
        entry.salt,
        content,
    )


def verify(entries: Iterable[Entry]) -> int | None:
    """The number of the first line of one subject's journal that does not hold, None when all of them do."""
    lines = [as_line(entry) for entry in entries]
    return min((flaw.seq for flaw in flaws(lines)), default=None)


def flaws(lines: Iterable[Line], heads: Mapping[int, str] | None = None, subject: str = "") -> tuple[Flaw, ...]:
    """Everything that does not hold in one subject's journal, its lines in the order of their numbers.

    `heads` are hashes by line number, as digests kept them. `subject` names it where no line is left.
    """
    known = tuple(lines)
    subject = known[0].subject if known else subject
    found = [*_chain(subject, known), *_contents(known), *_against(subject, known, heads or {})]
    return tuple(sorted(dict.fromkeys(found), key=lambda flaw: (flaw.seq, flaw.kind)))


def _chain(subject: str, lines: tuple[Line, ...]) -> Iterable[Flaw]:
    """A line that does not carry its own hash was changed; one that follows another hash followed another line."""
    expected, previous = 1, GENESIS
    for line in lines:
        if line.seq > expected:
            yield Flaw(subject, expected, Kind.REMOVED)
        link = chained(
            str(line.previous), subject, line.seq, line.at_ms, str(line.actor), str(line.verb), str(line.commitment)
        )
        if line.subject != subject or line.seq < expected or line.hash != link:
            yield Flaw(subject, line.seq, Kind.CHANGED)
        elif line.seq == expected and line.previous != previous:
            yield Flaw(subject, max(line.seq - 1, 1), Kind.CHANGED)
        expected, previous = line.seq + 1, str(line.hash)


def _contents(lines: tuple[Line, ...]) -> Iterable[Flaw]:
    erased = {seq for line in lines if line.verb == ERASED for seq in _covered(line)}
    for line in lines:
        if line.content is None or line.salt is None:
            if line.seq not in erased:
                yield Flaw(line.subject, line.seq, Kind.CONTENT_GONE)
        elif (said := content_of(line)) is None or commitment(str(line.salt), said) != line.commitment:
            yield Flaw(line.subject, line.seq, Kind.CONTENT_CHANGED)


def _against(subject: str, lines: tuple[Line, ...], heads: Mapping[int, str]) -> Iterable[Flaw]:
    standing = {line.seq: line.hash for line in lines}
    last = max(standing, default=0)
    for seq, kept in sorted(heads.items()):
        if seq > last:
            yield Flaw(subject, last + 1, Kind.CUT)
        elif standing.get(seq) != kept:
            yield Flaw(subject, seq, Kind.REWRITTEN)


def content_of(line: Line) -> Mapping[str, str] | None:
    """What a line says; None where it was erased, or is no content of ours."""
    try:
        said = json.loads(str(line.content))
    except ValueError:
        return None
    return said if isinstance(said, dict) and all(isinstance(v, str) for v in said.values()) else None


def _covered(line: Line) -> range:
    """The lines whose content an erasure took: it says "1-17". Its own content is never erased."""
    first, _, last = (content_of(line) or {}).get("lines", "").partition("-")
    return range(int(first), int(last) + 1) if first.isdigit() and last.isdigit() else range(0)
