"""Reading what a press sends: only what a card of ours can have sent gets through."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.actions import MAX_INPUTS, MAX_KEY, MAX_VALUE, VERBS, Submission, SubmissionError, Verb, parse_submission
from rules.errors import NeedToKnowError


def press(**more: object) -> dict[str, object]:
    return {"verb": "next", "id": "d-7f3a", "version": 4, **more}


def test_a_press_gives_its_verb_id_version_and_answers() -> None:
    read = parse_submission(press(**{"child.status": "cla", "missing.last_seen#2.time": "19:40"}))
    assert read == Submission(Verb.NEXT, "d-7f3a", 4, {"child.status": "cla", "missing.last_seen#2.time": "19:40"})


def test_a_button_that_belongs_to_nothing_needs_no_id_or_version() -> None:
    assert parse_submission({"verb": "report"}) == Submission(Verb.REPORT, "", 0, {})


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_of_the_list_is_understood_and_explained(verb: Verb) -> None:
    assert parse_submission(press(verb=verb.value)).verb is verb
    assert VERBS[verb].endswith(".")


@pytest.mark.parametrize("verb", ["Next", "delete", "", None, 1, True, ["next"], {"next": 1}, "next "])
def test_any_other_verb_is_refused(verb: object) -> None:
    with pytest.raises(SubmissionError, match="not known here"):
        parse_submission(press(verb=verb))


@pytest.mark.parametrize("data", [None, "next", 1, True, [], ["verb", "next"], b"{}"])
def test_anything_but_an_object_is_refused(data: object) -> None:
    with pytest.raises(SubmissionError):
        parse_submission(data)


@pytest.mark.parametrize("id", [7, True, ["x"], {"x": 1}, "a b", "x" * 121, "../../etc", "n\n42", "'; drop", "é"])
def test_an_id_that_is_no_opaque_id_is_refused(id: object) -> None:
    with pytest.raises(SubmissionError, match="belongs to"):
        parse_submission(press(id=id))


@pytest.mark.parametrize("version", ["4", True, 4.5, -1, 2**53, [4], math.nan])
def test_a_version_that_is_no_whole_number_is_refused(version: object) -> None:
    with pytest.raises(SubmissionError, match="version"):
        parse_submission(press(version=version))


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("a\r\nb", "a\r\nb"),
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (0.5, "0.5"),
        (None, ""),
        ("n\x00l", "n\ufffdl"),
    ],
)
def test_plain_values_become_text(sent: object, read: str) -> None:
    assert parse_submission(press(whereabouts=sent)).inputs == {"whereabouts": read}


@pytest.mark.parametrize("value", [[], ["cla"], {}, {"a": {"b": 1}}, math.nan, math.inf, 10**30])
def test_lists_objects_and_impossible_numbers_are_refused(value: object) -> None:
    with pytest.raises(SubmissionError, match="form"):
        parse_submission(press(whereabouts=value))


def test_half_a_surrogate_pair_never_gets_further() -> None:
    assert parse_submission(press(whereabouts="x\ud800")).inputs["whereabouts"] == "x\ufffd"


def test_what_clients_add_and_what_is_no_input_of_ours_is_left_out() -> None:
    read = parse_submission(press(msteams={"type": "x"}, role="DCS", **{"Upper": 1, "a b": [], "__class__": {}, "": 1}))
    assert read.inputs == {"role": "DCS"}


def test_the_limits_hold_exactly() -> None:
    assert parse_submission(press(whereabouts="x" * MAX_VALUE)).inputs["whereabouts"] == "x" * MAX_VALUE
    with pytest.raises(SubmissionError, match="20,000"):
        parse_submission(press(whereabouts="x" * (MAX_VALUE + 1)))
    assert len(parse_submission(press(**{f"a{n}": "" for n in range(MAX_INPUTS)})).inputs) == MAX_INPUTS
    with pytest.raises(SubmissionError, match="120 answers"):
        parse_submission(press(**{f"a{n}": "" for n in range(MAX_INPUTS + 1)}))
    assert parse_submission(press(**{"a" * MAX_KEY: "x"})).inputs
    with pytest.raises(SubmissionError, match="80 characters"):
        parse_submission(press(**{"a" * (MAX_KEY + 1): "x"}))


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    for data in (press(verb="k-104"), press(id="k-104 "), press(whereabouts=["k-104"]), press(**{"k-104" * 20: 1})):
        with pytest.raises(NeedToKnowError) as refused:
            parse_submission(data)
        assert "k-104" not in str(refused.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


keys = st.sampled_from(["verb", "id", "version", "whereabouts", "a.b", "x#2"]) | st.text()


@given(st.dictionaries(keys, anything) | anything)
def test_no_data_at_all_does_anything_but_be_read_or_refused(data: object) -> None:
    with contextlib.suppress(SubmissionError):
        read = parse_submission(data)
        assert all(isinstance(key, str) and isinstance(value, str) for key, value in read.inputs.items())
