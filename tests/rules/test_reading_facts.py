"""Facts files: what is accepted, what is refused, and with which sentence."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import (
    REST_UNKNOWN,
    SUBJECT_KINDS,
    VOCABULARY,
    Fact,
    Facts,
    FactsError,
    Subject,
    facts_as_data,
    read_facts,
)
from rules.facts_text import MOST_CHARACTERS, facts_from_text


def test_a_facts_file_gives_typed_answers_about_the_incident_and_each_subject() -> None:
    facts = read_facts(
        {
            "aware": "2026-05-01T16:30",
            "media.interest": "Significant",
            "danger.now": "no",
            "whereabouts": " with an aunt ",
            "subjects": [{"kind": "Child", "child.status": "CLA", "happened": ["missing", "missing", "charged"]}],
        }
    )

    assert facts == Facts(
        datetime(2026, 5, 1, 15, 30, tzinfo=UTC),
        {"media.interest": "significant", "danger.now": False, "whereabouts": "with an aunt"},
        (Subject("child", {"child.status": ("cla",), "happened": ("missing", "charged")}),),
    )


@pytest.mark.parametrize("nothing", [None, "unknown", "Unknown", "", []])
def test_null_unknown_and_nothing_ticked_are_all_not_known(nothing: object) -> None:
    assert read_facts({"happened": nothing}).incident == {"happened": None}


def test_unknown_among_choices_leaves_the_rest_open() -> None:
    assert read_facts({"child.status": ["cin", "unknown"]}).incident == {"child.status": ("cin", REST_UNKNOWN)}
    assert read_facts({"child.status": ["unknown"]}).incident == {"child.status": None}


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-05-01T16:30:00Z", datetime(2026, 5, 1, 16, 30, tzinfo=UTC)),
        ("2026-05-01t16:30:00.5z", datetime(2026, 5, 1, 16, 30, 0, 500000, tzinfo=UTC)),
        ("2026-05-01 16:30", datetime(2026, 5, 1, 15, 30, tzinfo=UTC)),
        ("2026-05-01T16:30+02:00", datetime(2026, 5, 1, 14, 30, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 4, 30, 23, 0, tzinfo=UTC)),
        (date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=UTC)),
        (datetime(2026, 5, 1, 16, 30), datetime(2026, 5, 1, 15, 30, tzinfo=UTC)),  # noqa: DTZ001 - as YAML reads it
        ("2026-10-25T01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_without_an_offset_is_london_time(written: object, instant: datetime) -> None:
    assert read_facts({"missing.last_seen": written}).incident == {"missing.last_seen": instant}


def test_what_is_about_the_whole_incident_may_stand_in_a_subject() -> None:
    in_one = {"subjects": [{"media.interest": "some", "aware": "2026-05-01T16:30Z"}, {"media.interest": "some"}]}
    facts = read_facts({"media.interest": "unknown", **in_one})

    assert (facts.incident, facts.subjects[0].facts) == ({"media.interest": "some"}, {})
    assert facts.aware == datetime(2026, 5, 1, 16, 30, tzinfo=UTC)


def test_a_kind_at_the_top_stands_for_one_subject_or_for_those_without_one() -> None:
    assert read_facts({"kind": "child", "happened": ["missing"]}).subjects == (Subject("child"),)
    assert read_facts({"kind": "child", "subjects": [{}, {"kind": "staff"}]}).subjects == (
        Subject("child"),
        Subject("staff"),
    )
    assert read_facts({"subjects": [{"subject.kind": "unknown"}]}).subjects == (Subject(None),)


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"child.statsu": "cla"}, "", 'there is no fact "child.statsu"; did you mean "child.status"?'),
    ({"subjects": [{"happend": ["death"]}]}, "subjects[0]", 'there is no fact "happend"; did you mean "happened"?'),
    ({"qqqq": 1}, "", 'there is no fact "qqqq"; `needtoknow facts` lists the known ones.'),
    ({"danger.now": "perhaps"}, "danger.now", 'danger.now: "perhaps" is not "yes", "no" or "unknown"'),
    ({"danger.now": 1}, "danger.now", 'danger.now: 1 is not "yes", "no" or "unknown"'),
    ({"media.interest": "huge"}, "media.interest", "is not one of none, likely, some, significant, unknown"),
    ({"media.interest": ["some"]}, "media.interest", "is not one of none, likely, some, significant, unknown"),
    ({"media.interest": "significnt"}, "media.interest", 'did you mean "significant"?'),
    (
        {"happened": "deth"},
        "happened",
        '"deth" is no answer to it; did you mean "death"? `needtoknow facts` lists them all.',
    ),
    ({"happened": 3}, "happened", "happened: 3 is not a list of death, serious-injury"),
    ({"happened": ["death", 3]}, "happened", "happened: 3 is not one of death, serious-injury"),
    ({"child.status": ["none", "cla"]}, "child.status", '"none" cannot stand beside "cla"'),
    ({"child.status": "NOT KNOWN"}, "child.status", 'none, unknown; if nobody can say, write "unknown"'),
    ({"aware": "yesterday"}, "aware", '"yesterday" is not a date and time: write it like 2026-05-01T16:30'),
    ({"aware": "2026-02-30"}, "aware", '"2026-02-30" is not a date and time'),
    ({"aware": "20260501"}, "aware", '"20260501" is not a date and time'),
    ({"aware": "9999-12-31"}, "aware", "the year 9999 is not between 1971 and 2199"),
    ({"aware": 1777660200}, "aware", "1777660200 is not a date and time"),
    ({"whereabouts": 4}, "whereabouts", "4 is not text"),
    ({"subjects": {"kind": "child"}}, "subjects", 'is not a list: write [{"kind": "child"}]'),
    ({"subjects": ["child"]}, "subjects[0]", '"child" is not a subject'),
    ({"subjects": [{"kind": "dog"}]}, "subjects[0].kind", '"dog" is not one of child, children'),
    (
        {"media.interest": "none", "subjects": [{"media.interest": "some"}]},
        "subjects[0].media.interest",
        "answered otherwise elsewhere: give it once",
    ),
    ({"subjects": [{}] * 201}, "subjects", "201 subjects are more than one incident can have (200)"),
]


@pytest.mark.parametrize(("data", "key", "sentence"), REFUSED)
def test_what_cannot_be_read_is_refused_naming_key_and_choices(data: dict[str, Any], key: str, sentence: str) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(data)

    assert refused.value.key == key
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


BAD_TEXT = [
    ("[1]", "the facts are not an object"),
    ('"child"', "the facts are not an object"),
    ("just words", "the facts are not an object"),
    ('{"aware": ', "this is not valid JSON (line 1: Expecting value)"),
    ("{kind: child, happened: [", "this is not valid YAML"),
    ("{kind: child, happened: missing, happened: death}", 'line 1: the key "happened" is given twice'),
    ('{"aware": null, "aware": null}', "aware: this key is given twice"),
    ("aware: 2026-05-01\naware: 2026-05-02", 'line 2: the key "aware" is given twice'),
    ("a: [", "this is not valid YAML"),
    ("aware: !!python/object:os.system x", "this is not valid YAML"),
    ("aware: 2026-13-45", "a value cannot be read"),
    ("yes: 1", 'there is no fact "True"'),
    ('{"happened": ' + "[" * 100_000, "nested too deeply"),
    ("happened: " + "[" * 5_000, "nested too deeply"),
    ("happened: &a [*a]", "is not one of death"),
    ("whereabouts: " + "x" * MOST_CHARACTERS, "longer than"),
    ("&a {happened: death, ? [1] : 2}", "this is not valid YAML (found unhashable key)"),
]


@pytest.mark.parametrize(("text", "sentence"), BAD_TEXT, ids=range(len(BAD_TEXT)))
def test_text_that_holds_no_facts_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(FactsError) as refused:
        facts_from_text(text)

    assert sentence in str(refused.value)


def test_an_alias_bomb_is_refused_without_being_unfolded() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))

    with pytest.raises(FactsError):
        facts_from_text(bomb.replace("a39:", "happened:"))


def test_nothing_at_all_is_known_nothing() -> None:
    assert facts_from_text("") == facts_from_text("{}") == Facts()


def answers(fact: Fact) -> st.SearchStrategy[object]:
    """Any answer to `fact`, unknown among them."""
    ids = [choice.id for choice in fact.choices]
    known: st.SearchStrategy[object]
    if fact.type == "yes-no":
        known = st.booleans()
    elif fact.type == "choice":
        known = st.sampled_from(ids)
    elif fact.type == "choices":
        several = st.lists(st.sampled_from([one for one in ids if one != "none"] + ["unknown"]), unique=True)
        known = st.one_of(several, st.sampled_from(ids))
    elif fact.type == "instant":
        known = st.datetimes(datetime(1980, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
            datetime.isoformat
        )
    else:
        known = st.text(max_size=20)
    return st.one_of(st.just("unknown"), known)


def some_facts(scope: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any facts of the scope, each given or not."""
    facts = [fact for fact in VOCABULARY.values() if fact.id not in ("aware", "subject.kind")]
    asked = {fact.id: answers(fact) for fact in facts if scope != "subject" or fact.scope == "subject"}
    return st.fixed_dictionaries({}, optional=asked)


def facts_files() -> st.SearchStrategy[dict[str, Any]]:
    """Any valid facts file with up to three subjects."""
    kinds = st.sampled_from([kind.id for kind in SUBJECT_KINDS] + ["unknown"])
    subjects = st.lists(st.tuples(kinds, some_facts("subject")).map(lambda one: {"kind": one[0], **one[1]}), max_size=3)
    return st.tuples(some_facts("incident"), answers(VOCABULARY["aware"]), subjects).map(
        lambda one: {**one[0], "aware": one[1], "subjects": one[2]}
    )


@given(facts_files())
def test_facts_survive_being_written_and_read_again(data: dict[str, Any]) -> None:
    facts = read_facts(data)

    assert read_facts(facts_as_data(facts)) == facts


def test_every_question_fits_a_phone_card_and_says_what_it_asks() -> None:
    for fact in VOCABULARY.values():
        assert fact.question.endswith("?")
        assert len(fact.question) <= 80, fact.id
        assert all(len(choice.label) <= 45 for choice in fact.choices)
        assert bool(fact.choices) == (fact.type in ("choice", "choices"))
        assert set(fact.kinds) <= {kind.id for kind in SUBJECT_KINDS}


def test_yaml_in_braces_is_read_as_well_as_json() -> None:
    assert facts_from_text("{kind: child, happened: missing}") == facts_from_text(
        '{"kind": "child", "happened": "missing"}'
    )
