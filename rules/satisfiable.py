"""Whether a condition can hold at all: a search for answers that would meet it, fact by fact."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rules.condition import All, Answered, AnyOf, Condition, Not, Some
from rules.vocabulary import SUBJECT_KINDS, VOCABULARY

KIND = "subject.kind"
HAPPENED = "happened"
_ALONE = "none"
_KINDS = frozenset(kind.id for kind in SUBJECT_KINDS)


@dataclass(frozen=True, slots=True)
class Answers:
    """What must be answered: of a fact with one answer those left; of one with several, what must not be among them,
    and the lists of which at least one must be.
    """

    left: dict[str, frozenset[object]] = field(default_factory=dict)
    without: dict[str, frozenset[str]] = field(default_factory=dict)
    one_of: tuple[tuple[str, frozenset[str]], ...] = ()

    def narrowed(self, fact: str, allowed: frozenset[object]) -> "Answers | None":
        """With only `allowed` left for a fact of one answer; None when nothing is left."""
        rest = self.left.get(fact, allowed) & allowed
        return replace(self, left={**self.left, fact: rest}) if rest else None

    def having(self, fact: str, wanted: frozenset[str]) -> "Answers | None":
        """With one of `wanted` among the answers to a fact that has several."""
        return replace(self, one_of=(*self.one_of, (fact, wanted)))._if_possible(fact)

    def lacking(self, fact: str, unwanted: frozenset[str]) -> "Answers | None":
        """With none of `unwanted` among them."""
        rest = self.without.get(fact, frozenset()) | unwanted
        return replace(self, without={**self.without, fact: rest})._if_possible(fact)

    def _if_possible(self, fact: str) -> "Answers | None":
        out = self.without.get(fact, frozenset())
        needs = [wanted - out for name, wanted in self.one_of if name == fact]
        if not all(needs):
            return None
        alone = [wanted for wanted in needs if wanted == {_ALONE}]
        return None if alone and any(_ALONE not in wanted for wanted in needs) else self

    def facts(self) -> frozenset[str]:
        """Every fact that must have an answer."""
        return frozenset((*self.left, *self.without, *(fact for fact, _ in self.one_of)))


def ways(condition: Condition, *, holds: bool = True, given: Answers | None = None) -> Iterator[Answers]:
    """The sets of answers with which `condition` holds (or, with `holds` False, does not), beside those `given`."""
    start = Answers() if given is None else given
    if isinstance(condition, Not):
        yield from ways(condition.part, holds=not holds, given=start)
    elif isinstance(condition, All | Some):
        if isinstance(condition, All) == holds:
            yield from _together(condition.parts, holds, start)
        else:
            for part in condition.parts:
                yield from ways(part, holds=holds, given=start)
    elif isinstance(condition, Answered):
        found = start.narrowed(condition.fact, frozenset((condition.wanted is holds,)))
        if found is not None and condition.wanted is holds:
            found = _with_implied(found, condition.fact)
        if found is not None:
            yield found
    elif isinstance(condition, AnyOf):
        found = _tested(condition, holds, start)
        if found is not None:
            yield found
    elif holds:
        yield start


def can_hold(condition: Condition, about: tuple[str, ...] = (), *, given: Answers | None = None) -> bool:
    """Whether some subject of the kinds `about` (() = any) could meet `condition`, beside the answers `given`."""
    return any(_asked_of(found, about) for found in ways(condition, given=given))


def _together(parts: tuple[Condition, ...], holds: bool, given: Answers) -> Iterator[Answers]:
    if not parts:
        yield given
        return
    for found in ways(parts[0], holds=holds, given=given):
        yield from _together(parts[1:], holds, found)


def _tested(test: AnyOf, holds: bool, given: Answers) -> Answers | None:
    if test.fact != KIND and VOCABULARY[test.fact].type == "choices":
        return given.having(test.fact, test.wanted) if holds else given.lacking(test.fact, test.wanted)
    every = frozenset(choice.id for choice in VOCABULARY[test.fact].choices)
    return given.narrowed(test.fact, frozenset(test.wanted if holds else every - test.wanted))


def _with_implied(found: Answers, fact: str) -> Answers | None:
    implied = VOCABULARY[fact].implies
    return found if implied is None else found.having(HAPPENED, frozenset((implied,)))


def _asked_of(found: Answers, about: tuple[str, ...]) -> bool:
    """Whether there is a kind of subject of which all these facts are asked."""
    kinds = frozenset(about) or _KINDS
    if KIND in found.left:
        kinds &= {str(kind) for kind in found.left[KIND]}
    for fact in found.facts() - {KIND}:
        asked = VOCABULARY[fact].kinds
        kinds = kinds & frozenset(asked) if asked else kinds
    return bool(kinds)
