"""Conditions as a pack file writes them: all, any, not, and `fact: value` tests."""

from rules.condition import All, Answered, AnyOf, Condition, Not, Some
from rules.pack_data import Part
from rules.vocabulary import VOCABULARY, Fact

_DEEPEST = 20


def read_condition(holder: Part, name: str, depth: int = 0) -> Condition:
    """The condition at `name` in `holder`. Raises PackError for an unknown fact or choice, naming the key."""
    part = holder.part(name)
    if len(part.data) != 1 or depth > _DEEPEST:
        raise part.wrong("", 'write one test here, like "happened: missing"; combine several with all or any')
    ((word, value),) = part.data.items()
    if word == "not":
        return Not(read_condition(part, "not", depth + 1))
    if word in ("all", "any"):
        nested = part.parts(word)
        read = tuple(
            read_condition(Part(part.file, part.at(word), {f"{n}": p.data}), f"{n}", depth + 1)
            for n, p in enumerate(nested)
        )
        return All(read) if word == "all" else Some(read)
    fact = VOCABULARY.get(word)
    if fact is None:
        raise part.wrong(word, f'there is no fact "{word}"; `needtoknow facts` lists the known ones')
    return _test(part, fact, value)


def _test(part: Part, fact: Fact, value: object) -> Condition:
    if fact.type == "yes-no":
        wanted = {"yes": True, "no": False}.get(value) if isinstance(value, str) else value
        if not isinstance(wanted, bool):
            raise part.wrong(fact.id, f'"{value}" is not yes or no')
        return Answered(fact.id, wanted)
    if fact.type not in ("choice", "choices"):
        raise part.wrong(fact.id, "a condition can only ask a fact with yes and no, or with choices")
    words: list[object] = value if isinstance(value, list) else [value]
    known = [choice.id for choice in fact.choices]
    for entry in words:
        if entry not in known:
            raise part.wrong(fact.id, f'"{entry}" is not one of {", ".join(known)}')
    if not words:
        raise part.wrong(fact.id, "name at least one choice")
    return AnyOf(fact.id, frozenset(str(entry) for entry in words))
