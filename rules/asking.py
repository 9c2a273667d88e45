"""What to ask next: the fact whose answer settles most of what cannot be told yet.

Every answer that a question can have is tried in thought (as bits of a number, all at once): how many of the rows and
duties that are open now would it settle, one way or the other? The mean over the answers is what a fact settles.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rules.condition import All, Answered, AnyOf, Condition, Not, Some, Truth, View
from rules.decision import MissingFact, NextFact
from rules.facts import Facts
from rules.matching import Scene
from rules.vocabulary import SUBJECT_KINDS, VOCABULARY

_ORDER = {fact: n for n, fact in enumerate(VOCABULARY)}
_KIND = "subject.kind"


@dataclass(frozen=True, slots=True)
class Open:
    """A row or duty that waits for the facts `missing`: its condition, and the kinds of subject it is asked of."""

    about: tuple[str, ...]
    condition: Condition
    missing: frozenset[str]


def asked(fact: str) -> MissingFact:
    """A fact of the vocabulary with its question."""
    return MissingFact(fact, VOCABULARY[fact].question)


def in_order(facts: Iterable[str]) -> list[str]:
    """`facts` in the order of the vocabulary."""
    return sorted(facts, key=_ORDER.__getitem__)


@lru_cache(maxsize=4096)
def ordered(facts: frozenset[str]) -> tuple[str, ...]:
    """Like in_order; the rows of a decision wait for a handful of sets."""
    return tuple(in_order(facts))


def presumed(conditions: Iterable[Condition], facts: Facts) -> list[str]:
    """What these conditions presume (Fact.presumed), and nobody has answered of the incident or of any subject."""
    given = [facts.incident, *(subject.facts for subject in facts.subjects)]
    rest_on = {fact for condition in conditions for fact in condition.facts() if VOCABULARY[fact].presumed is not None}
    return in_order(fact for fact in rest_on if all(one.get(fact) is None for one in given))


def next_fact(waiting: Sequence[Open], scene: Scene) -> NextFact | None:
    """The fact that settles most of what is `waiting`, of equal ones the vocabulary's first; None = all settled."""
    bears_on = Counter(fact for one in waiting for fact in one.missing)
    best, most = "", -1.0
    # No fact settles more than it bears on, so that those that bear on few need not be tried.
    for fact, rows in sorted(bears_on.items(), key=lambda one: (-one[1], _ORDER[one[0]])):
        if rows < most:
            break
        settles = sum(_share(one, fact, scene) for one in waiting if fact in one.missing)
        if settles > most or (settles == most and _ORDER[fact] < _ORDER[best]):
            best, most = fact, settles
    return NextFact(best, VOCABULARY[best].question, round(most, 1)) if best else None


def _share(one: Open, fact: str, scene: Scene) -> float:
    """The share of the answers to `fact` that settle a row or duty for every subject."""
    full = (1 << _answers(fact)) - 1
    if len(one.missing) == 1:
        return 1.0
    yes, no = 0, full
    for kind, view in scene.subjects:
        ours, not_ours = _masks(one.condition, view, fact, full)
        if one.about and kind is None:
            of_kind = _kinds(one.about) if fact == _KIND else 0
            ours, not_ours = ours & of_kind, not_ours | ((full & ~of_kind) if fact == _KIND else 0)
        elif one.about and kind not in one.about:
            ours, not_ours = 0, full
        yes, no = yes | ours, no & not_ours
    return (yes | no).bit_count() / full.bit_count()


def _masks(condition: Condition, view: View, fact: str, full: int) -> tuple[int, int]:
    """The answers to `fact` with which the condition says yes, and those with which it says no."""
    if isinstance(condition, AnyOf | Answered):
        truth = condition.verdict(view).truth
        if truth is Truth.YES:
            return full, 0
        if truth is Truth.NO:
            return 0, full
        if condition.fact != fact:
            return 0, 0
        yes = _wanted(condition)
        return yes, full & ~yes
    if isinstance(condition, All):
        yes, no = full, 0
        for part in condition.parts:
            part_yes, part_no = _masks(part, view, fact, full)
            yes, no = yes & part_yes, no | part_no
            if no == full:
                break
        return yes, no
    if isinstance(condition, Some):
        yes, no = 0, full
        for part in condition.parts:
            part_yes, part_no = _masks(part, view, fact, full)
            yes, no = yes | part_yes, no & part_no
            if yes == full:
                break
        return yes, no
    if isinstance(condition, Not):
        yes, no = _masks(condition.part, view, fact, full)
        return no, yes
    return full, 0


@cache
def _answers(fact: str) -> int:
    """How many answers a question has; a moment has one, for whatever it is, it is then known."""
    if fact == _KIND:
        return len(SUBJECT_KINDS)
    known = VOCABULARY[fact]
    return 2 if known.type == "yes-no" else max(len(known.choices), 1)


@cache
def _wanted(test: AnyOf | Answered) -> int:
    """The answers that meet a test, as bits in the order of the vocabulary's choices (yes-no: yes, then no)."""
    if isinstance(test, Answered):
        return 1 if test.wanted else 2
    return sum(1 << n for n, choice in enumerate(VOCABULARY[test.fact].choices) if choice.id in test.wanted)


@cache
def _kinds(about: tuple[str, ...]) -> int:
    return sum(1 << n for n, kind in enumerate(SUBJECT_KINDS) if kind.id in about)
