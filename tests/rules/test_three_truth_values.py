"""What is certain stays certain, unknown never acts as no, and asking what settles most comes to an end."""

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from rules.decide import Decision, decide
from rules.facts import REST_UNKNOWN, Facts, Subject, Value, read_facts
from rules.instants import parse_instant
from rules.load import OVERLAY, load_overlay, load_pack, pack_file, read_pack, shipped_packs
from rules.overlay import Statutory, with_statutory
from rules.pack import Pack
from rules.vocabulary import SUBJECT_KINDS, VOCABULARY
from tests.rules.small_pack import POLICY, decided, pack
from tests.rules.test_reading_facts import facts_files

AT = parse_instant("2026-11-18T10:00")
PACKS = {name: load_pack(name) for name in shipped_packs()}
if pack_file(OVERLAY).exists():
    PACKS = {name: with_statutory(one, load_overlay(), Statutory("all")) for name, one in PACKS.items()}
QUICK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A failure is not made smaller: that takes minutes with this many facts."""

KINDS = [kind.id for kind in SUBJECT_KINDS]
INSTANTS = [parse_instant(text) for text in ("2026-09-01", "2026-11-15T09:00", "2026-11-17T10:00", "2026-11-18T09:59")]


def answer(fact: str, chance: Random) -> Value:
    """A whole answer to a fact."""
    known = VOCABULARY[fact]
    choices = [choice.id for choice in known.choices]
    if known.type == "yes-no":
        return chance.random() < 0.5
    if known.type == "choice":
        return chance.choice(choices)
    if known.type == "choices":
        return tuple(
            chance.sample([one for one in choices if one != "none"], chance.randint(1, min(3, len(choices) - 1)))
        )
    return chance.choice(INSTANTS)


def is_open(value: Value) -> bool:
    """Whether an answer leaves something open."""
    return value is None or (isinstance(value, tuple) and REST_UNKNOWN in value)


def consistent(answers: dict[str, Value]) -> dict[str, Value]:
    """`answers` without those that contradict the list of what happened, or a question that asks the same."""
    happened = answers.get("happened")
    kept = dict(answers)
    for fact in VOCABULARY.values():
        if fact.implies is not None and isinstance(happened, tuple) and fact.implies not in happened:
            kept[fact.id] = False if fact.type == "yes-no" else None
    return kept


def completed(facts: Facts, chance: Random) -> Facts:
    """`facts` with every open question answered; what is presumed, or has another's answer meanwhile, stays.

    What is asked of each subject is answered for each. A fact of the incident that says what happened stays open:
    each subject's list of what happened is whole.
    """
    asked = [
        fact
        for fact in VOCABULARY.values()
        if fact.type != "text" and fact.id not in ("aware", "subject.kind")
        if fact.presumed is None and not fact.otherwise
    ]
    incident = _whole(
        facts.incident, [fact.id for fact in asked if fact.scope == "incident" and not fact.implies], chance
    )
    subjects = tuple(
        Subject(
            one.kind or chance.choice(KINDS),
            consistent(
                _whole({**incident, **one.facts}, [fact.id for fact in asked if fact.scope == "subject"], chance)
            ),
        )
        for one in facts.subjects
    )
    return Facts(facts.aware, incident, subjects)


def _whole(given: Mapping[str, Value], asked: list[str], chance: Random) -> dict[str, Value]:
    answers = dict(given)
    for fact in asked:
        value = answers.get(fact)
        if not is_open(value):
            continue
        more = answer(fact, chance)
        if isinstance(more, tuple):
            said = [one.implies for one in VOCABULARY.values() if answers.get(one.id) not in (None, False)]
            kept = [one for one in value if one != REST_UNKNOWN] if isinstance(value, tuple) else []
            kept += [choice for choice in said if choice is not None and fact == "happened"]
            more = tuple(dict.fromkeys((*kept, *more)))
        answers[fact] = more
    return answers


def statuses(decision: Decision) -> dict[str, str]:
    """The rows that come out."""
    return {row.id: row.status for row in decision.triggers}


@pytest.mark.parametrize("name", PACKS)
@settings(max_examples=60, deadline=None, phases=QUICK)
@given(facts_files(), st.integers(0, 2**32))
def test_a_certain_row_stays_and_a_ruled_out_one_stays_out_whatever_else_is_learnt(
    name: str, given_facts: dict[str, Any], seed: int
) -> None:
    """A yes or a no is the same in every completion of what is not known: unknown never acts as either."""
    facts = consistent_file(read_facts(given_facts))
    before = decide(PACKS[name], facts, AT)
    after = decide(PACKS[name], completed(facts, Random(seed)), AT)

    certain, now = statuses(before), statuses(after)
    for row in PACKS[name].triggers:
        if certain.get(row.id) == "reportable":
            assert now.get(row.id) == "reportable", row.id
        if row.id not in certain and row.id != judged(PACKS[name]):
            assert row.id not in now, row.id
    sure = {duty.id for duty in before.duties if duty.status == "certain"}
    assert sure <= {duty.id for duty in after.duties if duty.status == "certain"}
    possible = {duty.id for duty in before.duties if duty.status is not None}
    if not any(status == "not-yet" for status in (*certain.values(), *now.values())) and judged(PACKS[name]) not in now:
        assert {duty.id for duty in after.duties if duty.status is not None} <= possible


def consistent_file(facts: Facts) -> Facts:
    """Facts that do not contradict themselves: neither within the incident or a subject, nor between them."""
    incident = consistent(dict(facts.incident))
    subjects = [Subject(one.kind, consistent({**incident, **one.facts})) for one in facts.subjects]
    listed = [one.facts.get("happened") for one in subjects]
    for fact in VOCABULARY.values():
        if fact.implies is not None and any(isinstance(one, tuple) and fact.implies not in one for one in listed):
            incident[fact.id] = False if fact.type == "yes-no" else None
    return Facts(facts.aware, incident, tuple(subjects or [Subject(None, incident)]))


def judged(policy: Pack) -> str | None:
    """The row for a judgement, which waits for somebody to judge."""
    return policy.judgement.trigger if policy.judgement is not None else None


@pytest.mark.parametrize("name", PACKS)
@settings(max_examples=40, deadline=None, phases=QUICK)
@given(facts_files(), st.integers(0, 2**32))
def test_answering_what_is_asked_next_ends_with_nothing_left_to_ask(
    name: str, given_facts: dict[str, Any], seed: int
) -> None:
    facts = read_facts(given_facts)
    asked: list[str] = []
    chance = Random(seed)
    while (decision := decide(PACKS[name], facts, AT)).next is not None:
        fact = decision.next.fact
        assert fact not in asked
        assert decision.next.settles > 0 or len(decision.missing_facts) > 1
        asked.append(fact)
        facts = answered(facts, fact, chance)

    assert decision.missing_facts == ()
    assert "unknown" not in statuses(decision).values()
    assert all(duty.status != "unknown" for duty in decision.duties)


def answered(facts: Facts, fact: str, chance: Random) -> Facts:
    """`facts` with one question answered, for every subject of which it is open."""
    if fact == "subject.kind":
        kind = chance.choice(KINDS)
        subjects = tuple(Subject(one.kind or kind, one.facts) for one in facts.subjects) or (Subject(kind, {}),)
        return Facts(facts.aware, facts.incident, subjects)
    value = answer(fact, chance)
    incident = {**facts.incident, fact: value} if is_open(facts.incident.get(fact)) else dict(facts.incident)
    subjects = tuple(
        Subject(one.kind, {**one.facts, fact: value} if fact in one.facts and is_open(one.facts[fact]) else one.facts)
        for one in facts.subjects
    )
    return Facts(facts.aware, incident, subjects)


def test_the_next_fact_is_the_one_whose_answer_settles_most() -> None:
    """Nearly every answer to "what has happened" rules this row out, a no about abuse only half the time."""
    policy = pack(row={"condition": {"all": [{"abuse.suspected": True}, {"happened": "death"}]}})
    asked = decided(policy, {"kind": "child"}).next

    assert asked is not None
    assert (asked.fact, asked.question) == ("happened", VOCABULARY["happened"].question)
    assert 0.9 < asked.settles <= 1


def test_a_fact_on_which_two_rows_wait_comes_before_one_that_settles_one() -> None:
    duty = {"when": {"media.interest": "significant"}, "because": "the media are interested"}
    policy = pack(duty, {**duty, "id": "our-other"}, row={"condition": {"abuse.suspected": True}})
    asked = decided(policy, {"kind": "child"}).next

    assert asked is not None
    assert (asked.fact, asked.settles) == ("media.interest", 2.0)


def test_of_two_facts_that_settle_as_much_the_vocabulary_decides() -> None:
    duty = {"when": {"media.interest": "significant"}, "because": "the media are interested"}
    asked = decided(pack(duty, row={"condition": {"abuse.suspected": True}}), {"kind": "child"}).next

    assert asked is not None
    assert (asked.fact, asked.settles) == ("abuse.suspected", 1.0)


def test_when_everything_is_known_nothing_is_asked() -> None:
    assert decided(pack(), {"kind": "child", "happened": "death"}).next is None


def whole() -> Pack:
    """A policy whose one row is about anybody: somebody missing, with significant media interest."""
    data = copy.deepcopy(POLICY)
    del data["triggers"][0]["about"]
    data["triggers"][0]["condition"] = {"all": [{"happened": "missing"}, {"media.interest": "significant"}]}
    return read_pack(data, "ours.yaml")


@pytest.mark.parametrize(("media", "status"), [("unknown", "unknown"), ("significant", "reportable"), ("none", None)])
def test_what_is_said_of_the_whole_incident_waits_for_what_is_asked_once(media: str, status: str | None) -> None:
    """Every subject says otherwise of itself; what is said of the incident counts all the same."""
    facts = {"happened": "missing", "media.interest": media, "subjects": [{"kind": "child", "happened": "death"}]}

    assert statuses(decided(whole(), facts)).get("our-death") == status
