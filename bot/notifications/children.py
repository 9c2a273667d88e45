"""The children of a notification one by one: who is missing, who was found, when, and how they are. Pure.

A child who is found ends the watch of that child alone. Brothers and sisters may have been reported as one subject;
then the names that were given tell them apart, where there are several.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.notifications.addition import Addition, of_kind
from bot.notifications.answers import AnswerError, input_id, instant_text, read_instant
from bot.notifications.notification import Notification
from rules.vocabulary import CHILD_KINDS

MISSING = frozenset({"missing", "abducted", "parents-whereabouts-unknown"})
"""What happened to a child whose whereabouts are not known."""
FOUND, FOUND_AT, LAST_SEEN = "found", "found.at", "missing.last_seen"
NAMES = "basic.child_name"
ALL = "all"
"""Instead of one child: every one that it can be about."""
SAFE, INJURED, DIED = "safe", "injured", "died"
GROUPS = ("children", "sibling-group")
MOST = 12
"""Names told apart in one group: more stay together."""


@dataclass(frozen=True)
class Found:
    """That a child was found. `at` is aware and UTC, None where only the report says so without a time."""

    at: datetime | None
    condition: str = ""


@dataclass(frozen=True)
class Child:
    """One person of a notification. `key` stands for them in duties and additions; `person` is counted from 1.

    `name` is how people know them: the name given, or else "Person 2". `many`: several of whom no names tell apart.
    """

    key: str
    person: int
    name: str
    kind: str = ""
    was_missing: bool = False
    found: Found | None = None
    many: bool = False

    @property
    def is_missing(self) -> bool:
        """Are they still to be found?"""
        return self.was_missing and self.found is None

    @property
    def is_child(self) -> bool:
        """A child, or nobody has said what they are."""
        return self.kind in ("", *CHILD_KINDS)


def people(notification: Notification) -> tuple[Child, ...]:
    """Everybody it is about, one by one, in the order of the report."""
    answers = notification.answers
    count = max([1, *(int(n) for key in answers if (n := key.partition("#")[2].partition(".")[0]).isdigit())])
    kinds = {n: _kind(answers, n) for n in range(1, count + 1)}
    given = names(answers.get(NAMES, ""), alone=count == 1 and kinds[1] not in GROUPS)
    young = [n for n, kind in kinds.items() if kind in ("", *CHILD_KINDS)]
    said = of_kind(notification.additions, FOUND)
    return tuple(
        child
        for n, kind in kinds.items()
        for child in _of(notification, n, kind, _names_of(n, kind, count, young, given), said)
    )


def missing(notification: Notification) -> tuple[Child, ...]:
    """The children who are still to be found."""
    return tuple(child for child in people(notification) if child.is_child and child.is_missing)


def found(notification: Notification) -> tuple[Child, ...]:
    """The children who were missing and are found."""
    return tuple(child for child in people(notification) if child.is_child and child.found is not None)


def chosen(children: Iterable[Child], key: str) -> tuple[Child, ...]:
    """The one with this key; of one, of "all" and of nothing chosen, every one."""
    every = tuple(children)
    return tuple(c for c in every if c.key == key) if key not in ("", "unknown", ALL) else every


def named(children: Iterable[Child]) -> str:
    """Their names in one phrase: "Child K-104 and Child K-105"."""
    listed = [child.name for child in children]
    return " and ".join(part for part in (", ".join(listed[:-1]), *listed[-1:]) if part)


def name_of(notification: Notification, key: str) -> str:
    """The name of one of several, by their key; "" of the only one, and where nobody has it any more."""
    every = people(notification)
    return next((child.name for child in every if child.key == key), "") if len(every) > 1 else ""


def events(answers: Mapping[str, str], person: int) -> tuple[str, ...]:
    """What happened to a person (counted from 1), as it was chosen."""
    return tuple(part.strip() for part in answers.get(input_id("happened", person), "").split(",") if part.strip())


def names(text: str, *, alone: bool) -> tuple[str, ...]:
    """The names in an answer. Of one person it is one name; otherwise what stands between ";", or "," and "and"."""
    text = text.strip()
    if alone or not text:
        return (" ".join(text.split()),) if text else ()
    parts = re.split(r"[;\n]+", text) if re.search(r"[;\n]", text) else re.split(r",|&|\band\b", text)
    found = tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))
    return found if len(found) <= MOST else (" ".join(text.split()),)


def _kind(answers: Mapping[str, str], person: int) -> str:
    kind = answers.get(input_id("subject.kind", person), "").strip().lower()
    return "" if kind == "unknown" else kind


def _names_of(person: int, kind: str, count: int, young: list[int], given: tuple[str, ...]) -> tuple[str, ...]:
    """The names that belong to one subject: all of them to the only one, one each where the numbers agree."""
    if count == 1:
        return given
    return (given[young.index(person)],) if person in young and len(young) == len(given) else ()


def _of(
    notification: Notification, n: int, kind: str, given: tuple[str, ...], said: tuple[Addition, ...]
) -> Iterable[Child]:
    answers = notification.answers
    happened = {*events(answers, n)}
    was = bool(happened & MISSING) or bool(instant_text(answers, input_id(LAST_SEEN, n)))
    reported = _reported(answers, n) if FOUND in happened or instant_text(answers, input_id(FOUND_AT, n)) else None
    if kind in GROUPS and len(given) > 1:
        for name in given:
            key = f"{n}.{_mark(notification.id, name)}"
            own = _newest(said, key)
            # That some of a group were found is said of the group; each one's own moment says who.
            whole = reported if reported is not None and reported.at is not None else None
            yield Child(key, n, name, kind, was, own or whole)
        return
    group = kind in GROUPS
    label = given[0] if given else ("The children" if group else f"Person {n}")
    yield Child(f"{n}", n, label, kind, was, _newest(said, f"{n}") or reported, many=group)


def _reported(answers: Mapping[str, str], person: int) -> Found:
    try:
        text = instant_text(answers, input_id(FOUND_AT, person))
        return Found(read_instant(text) if text else None)
    except AnswerError:
        return Found(None)


def _newest(said: tuple[Addition, ...], key: str) -> Found | None:
    """What was said last of one of them: each addition says it of all the keys in `about`."""
    last = next((added for added in reversed(said) if key in added.about.split(",")), None)
    return Found(datetime.fromisoformat(last.said["at"]), last.said.get("condition", "")) if last else None


def _mark(notification: str, name: str) -> str:
    """Stands for a name in ids, so that names in another order are still the same children."""
    return hashlib.sha256(f"{notification}\n{name.casefold()}".encode()).hexdigest()[:10]
