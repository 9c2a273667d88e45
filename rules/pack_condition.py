"""Conditions as a pack file writes them: all, any, not, and `fact: value` tests."""

from difflib import get_close_matches

from rules.condition import All, Always, Answered, AnyOf, Condition, Not, Some
from rules.pack_data import Part, not_one_of
from rules.vocabulary import VOCABULARY, Fact

_DEEPEST = 20


def read_condition(holder: Part, name: str, depth: int = 0) -> Condition:
    """The condition at `name` in `holder`; an unknown fact or choice is noted, naming the key."""
    return _read(holder.part(name), depth)


def _read(part: Part, depth: int) -> Condition:
    if len(part.data) != 1 or depth > _DEEPEST:
        part.wrong("", 'write one test here, like "happened: missing"; combine several with all or any')
        return Always()
    ((word, value),) = part.data.items()
    if word == "not":
        return Not(_read(part.part("not"), depth + 1))
    if word in ("all", "any"):
        read = tuple(_read(nested, depth + 1) for nested in part.parts(word))
        return All(read) if word == "all" else Some(read)
    fact = VOCABULARY.get(word)
    if fact is None:
        near = get_close_matches(word, VOCABULARY, n=1)
        mend = f"did you mean {near[0]}?" if near else "`needtoknow facts` lists the known ones"
        part.wrong(word, f'there is no fact "{word}"; {mend}')
        return Always()
    return _test(part, fact, value)


def _test(part: Part, fact: Fact, value: object) -> Condition:
    if fact.type == "yes-no":
        wanted = {"yes": True, "no": False}.get(value) if isinstance(value, str) else value
        if not isinstance(wanted, bool):
            part.wrong(fact.id, f'"{value}" is not yes or no: a condition on this fact is one of the two')
            return Always()
        return Answered(fact.id, wanted)
    if fact.type not in ("choice", "choices"):
        part.wrong(fact.id, "a condition can only ask a fact with yes and no, or with choices")
        return Always()
    words: list[object] = value if isinstance(value, list) else [value]
    known = [choice.id for choice in fact.choices]
    for entry in words:
        if entry not in known:
            part.wrong(fact.id, not_one_of(entry, known))
    if not words:
        part.wrong(fact.id, "name at least one choice")
    return AnyOf(fact.id, frozenset(str(entry) for entry in words if entry in known))
