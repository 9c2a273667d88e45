"""Conditions over facts, in three truth values: a fact that is not known is never taken for "no".

A condition answers yes, no, or cannot tell; a "cannot tell" names the facts that would settle it (Kleene's strong
logic: one "no" settles an "all", one "yes" settles an "any", whatever else is unknown).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import NamedTuple, Protocol

from rules.facts import REST_UNKNOWN, Value

View = Mapping[str, Value]
"""What is known about one subject: its own facts over those of the incident."""


class Truth(Enum):
    """The three truth values."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Verdict(NamedTuple):
    """What a condition says; `missing` are the ids of the facts that keep it unknown (empty otherwise)."""

    truth: Truth
    missing: frozenset[str] = frozenset()


_NOTHING: frozenset[str] = frozenset()

YES = Verdict(Truth.YES)
NO = Verdict(Truth.NO)


@cache
def unknown(fact: str) -> Verdict:
    """The verdict that waits for `fact`, one of the vocabulary's."""
    return Verdict(Truth.UNKNOWN, frozenset((fact,)))


class Condition(Protocol):
    """Anything that can be asked of a view, and tells which facts it rests on."""

    def verdict(self, view: View) -> Verdict:
        """Yes, no, or unknown with the facts that are missing."""
        ...

    def facts(self) -> frozenset[str]:
        """The ids of all facts that the condition mentions."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """The condition that always holds."""

    def verdict(self, view: View) -> Verdict:
        """Yes."""
        return YES

    def facts(self) -> frozenset[str]:
        """None."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`fact` is one of `wanted` (a choice), or has one of `wanted` among its answers (choices)."""

    fact: str
    wanted: frozenset[str]

    def verdict(self, view: View) -> Verdict:
        """No only when the answer is complete and holds none of the wanted choices."""
        value = view.get(self.fact)
        if isinstance(value, str):
            return YES if value in self.wanted else NO
        if isinstance(value, tuple):
            if not self.wanted.isdisjoint(value):
                return YES
            if REST_UNKNOWN not in value:
                return NO
        return unknown(self.fact)

    def facts(self) -> frozenset[str]:
        """The one fact."""
        return frozenset((self.fact,))


@dataclass(frozen=True, slots=True)
class Answered:
    """`fact`, a yes-no question, was answered with `wanted`."""

    fact: str
    wanted: bool

    def verdict(self, view: View) -> Verdict:
        """Unknown unless the question was answered."""
        value = view.get(self.fact)
        if not isinstance(value, bool):
            return unknown(self.fact)
        return YES if value is self.wanted else NO

    def facts(self) -> frozenset[str]:
        """The one fact."""
        return frozenset((self.fact,))


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def verdict(self, view: View) -> Verdict:
        """No as soon as one part says no."""
        missing: frozenset[str] = _NOTHING
        for part in self.parts:
            said = part.verdict(view)
            if said.truth is Truth.NO:
                return NO
            if said.missing:
                missing = missing | said.missing if missing else said.missing
        return Verdict(Truth.UNKNOWN, missing) if missing else YES

    def facts(self) -> frozenset[str]:
        """Those of all parts."""
        return frozenset().union(*(part.facts() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def verdict(self, view: View) -> Verdict:
        """Yes as soon as one part says yes."""
        missing: frozenset[str] = _NOTHING
        for part in self.parts:
            said = part.verdict(view)
            if said.truth is Truth.YES:
                return YES
            if said.missing:
                missing = missing | said.missing if missing else said.missing
        return Verdict(Truth.UNKNOWN, missing) if missing else NO

    def facts(self) -> frozenset[str]:
        """Those of all parts."""
        return frozenset().union(*(part.facts() for part in self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def verdict(self, view: View) -> Verdict:
        """Yes for no, no for yes; unknown stays unknown."""
        inner = self.part.verdict(view)
        if inner.truth is Truth.UNKNOWN:
            return inner
        return NO if inner.truth is Truth.YES else YES

    def facts(self) -> frozenset[str]:
        """Those of the part."""
        return self.part.facts()


def every(verdicts: Iterable[Verdict]) -> Verdict:
    """Yes when all are yes, no when one is no, else unknown with all that is missing."""
    missing: frozenset[str] = frozenset()
    for verdict in verdicts:
        if verdict.truth is Truth.NO:
            return NO
        missing |= verdict.missing
    return Verdict(Truth.UNKNOWN, missing) if missing else YES


def some(verdicts: Iterable[Verdict]) -> Verdict:
    """Yes when one is yes, no when all are no, else unknown with all that is missing."""
    missing: frozenset[str] = frozenset()
    for verdict in verdicts:
        if verdict.truth is Truth.YES:
            return YES
        missing |= verdict.missing
    return Verdict(Truth.UNKNOWN, missing) if missing else NO
