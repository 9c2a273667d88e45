"""What follows from the answers: a subject's view with all that its facts imply, presume, or say in other words."""

from collections.abc import Mapping

from rules.condition import View
from rules.facts import REST_UNKNOWN, Value
from rules.vocabulary import CHILD_KINDS, VOCABULARY

_IMPLYING = tuple((fact.id, fact.implies, fact.kinds) for fact in VOCABULARY.values() if fact.implies is not None)
_OTHERWISE = tuple((fact.id, fact.otherwise) for fact in VOCABULARY.values() if fact.otherwise is not None)
_PRESUMED = tuple((fact.id, fact.presumed) for fact in VOCABULARY.values() if fact.presumed is not None)
_OF_CHILDREN = tuple(fact.id for fact in VOCABULARY.values() if fact.kinds == CHILD_KINDS)


def kind_without_subject(facts: Mapping[str, Value]) -> str | None:
    """Of whom an incident tells that lists no subject: of a child, when something is said that is only asked of one."""
    return "child" if any(facts.get(fact) is not None for fact in _OF_CHILDREN) else None


def completed(facts: Mapping[str, Value], kind: str | None = None) -> View:
    """`facts` with what follows from them, and the subject's kind as the fact `subject.kind`.

    "Charged with a serious crime" is "charged", ticked or not. What is presumed (Fact.presumed) stands where nobody
    has answered. A fact that is not answered may have another's answer (Fact.otherwise). What is only asked of children
    says nothing of a member of staff, though it be said once for all.
    """
    view = dict(facts)
    if kind is not None:
        view["subject.kind"] = kind
    for fact, presumed in _PRESUMED:
        if view.get(fact) is None:
            view[fact] = presumed
    happened = view.get("happened")
    known = happened if isinstance(happened, tuple) else (REST_UNKNOWN,)
    implied = tuple(
        dict.fromkeys(
            choice
            for fact, choice, kinds in _IMPLYING
            if view.get(fact) not in (None, False)
            and choice not in known
            and (not kinds or kind is None or kind in kinds)
        )
    )
    if implied:
        view["happened"] = (*known, *implied)
    for fact, other in _OTHERWISE:  # after what is implied: "a serious crime" does not say that anybody was charged
        if view.get(fact) is None and facts.get(other) is not None:
            view[fact] = facts[other]
    return view
