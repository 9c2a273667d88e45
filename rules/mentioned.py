"""Which answers a pack's rows and duties speak of: only these can change who is told; a form need offer no others."""

from collections.abc import Iterator, Mapping

from rules.condition import All, AnyOf, Condition, Not, Some
from rules.pack import Pack
from rules.vocabulary import SUBJECT_KINDS

KIND = "subject.kind"


def mentioned(pack: Pack) -> Mapping[str, frozenset[str]]:
    """The choices that the pack's conditions name, by fact. A row about anybody mentions every kind of subject."""
    found: dict[str, set[str]] = {KIND: set()}
    for row in pack.triggers:
        found[KIND] |= set(row.about) or {kind.id for kind in SUBJECT_KINDS}
        _add(found, row.condition)
        for variant in row.variants:
            _add(found, variant.condition)
    for duty in pack.duties:
        found[KIND] |= set(duty.about)
        _add(found, duty.condition)
    return {fact: frozenset(choices) for fact, choices in found.items()}


def _add(found: dict[str, set[str]], condition: Condition | None) -> None:
    for test in _tests(condition):
        found.setdefault(test.fact, set()).update(test.wanted)


def _tests(condition: Condition | None) -> Iterator[AnyOf]:
    match condition:
        case AnyOf():
            yield condition
        case All(parts=parts) | Some(parts=parts):
            for part in parts:
                yield from _tests(part)
        case Not(part=part):
            yield from _tests(part)
