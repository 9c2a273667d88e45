"""Three truth values: an unknown fact is never "no", and an answer is never taken back by learning more."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.condition import All, Answered, AnyOf, Condition, Not, Some, Truth
from rules.facts import Value

FACTS = ("a", "b", "c")

leaves: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Answered, st.sampled_from(FACTS), st.booleans()),
    st.builds(AnyOf, st.just("h"), st.frozensets(st.sampled_from("xyz"), min_size=1)),
)


def combined(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    """All, any and not over `parts`."""
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(All, several), st.builds(Some, several), st.builds(Not, parts))


conditions = st.recursive(leaves, combined, max_leaves=8)
known = st.fixed_dictionaries(
    {**{fact: st.booleans() for fact in FACTS}, "h": st.lists(st.sampled_from("xyz"), min_size=1).map(tuple)}
)


@given(conditions, known, st.sets(st.sampled_from((*FACTS, "h"))))
def test_learning_more_never_takes_back_a_yes_or_a_no(
    condition: Condition, view: dict[str, Any], hidden: set[str]
) -> None:
    before = condition.verdict({fact: None if fact in hidden else value for fact, value in view.items()})
    after = condition.verdict(view)

    assert after.truth is not Truth.UNKNOWN
    assert before.truth in (after.truth, Truth.UNKNOWN)
    assert (before.truth is Truth.UNKNOWN) == bool(before.missing)
    assert before.missing <= hidden & condition.facts()


@given(conditions, known, st.sets(st.sampled_from((*FACTS, "h"))))
def test_not_not_is_the_same(condition: Condition, view: dict[str, Any], hidden: set[str]) -> None:
    seen = {fact: None if fact in hidden else value for fact, value in view.items()}

    assert Not(Not(condition)).verdict(seen) == condition.verdict(seen)


def test_a_list_that_may_be_longer_denies_nothing() -> None:
    test = AnyOf("h", frozenset("x"))
    said: dict[tuple[str, ...], Truth] = {
        ("x",): Truth.YES,
        ("y",): Truth.NO,
        ("y", "unknown"): Truth.UNKNOWN,
        ("x", "unknown"): Truth.YES,
    }

    for value, truth in said.items():
        view: dict[str, Value] = {"h": value}
        assert test.verdict(view).truth is truth
