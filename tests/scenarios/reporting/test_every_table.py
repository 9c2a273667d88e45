"""What the scenario tables say of each policy is reached from the form too, by answering only what it asks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.notifications.answers import input_id
from bot.notifications.draft import Draft
from bot.notifications.form import asks, questions_to_ask, read
from rules.facts import facts_as_data
from rules.instants import LONDON
from rules.limits import DEFAULT_LIMITS
from rules.load import load_pack, shipped_packs
from rules.scenarios import Scenario, Table, read_table
from rules.vocabulary import VOCABULARY

NOT_ASKED = {"began", "judgement.other", "judgement.reason"}
"""`began` stands for a more exact moment, which is what the form asks; a judgement is made by sending the report."""

TABLES = {policy: read_table(policy, load_pack(policy)) for policy in shipped_packs()}


def told_in_the_form(scenario: Scenario) -> bool:
    """Whether the form can tell this scenario: of subjects, all that happened ticked, and nothing that no form asks."""
    if scenario.says is None or not scenario.facts.subjects or "happened" in scenario.facts.incident:
        return False
    for subject in scenario.facts.subjects:
        happened = subject.facts.get("happened")
        for fact in (*scenario.facts.incident, *subject.facts):
            implied = VOCABULARY[fact].implies
            if fact in NOT_ASKED or (implied and isinstance(happened, tuple) and implied not in happened):
                return False
    return True


CASES = [
    pytest.param(table, scenario, id=f"{policy}: {scenario.name}")
    for policy, table in TABLES.items()
    for scenario in table.scenarios
    if told_in_the_form(scenario)
]


SAME = {"charge.serious": "offence.serious", "offence.serious": "charge.serious"}


def answers(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """The scenario's facts as they are typed: instants as a date and a time in London."""
    data: dict[str, Any] = facts_as_data(scenario.facts)
    subjects = data.pop("subjects")
    shared = {fact: value for fact, value in data.items() if fact not in ("aware", "danger.now")}
    for person, subject in enumerate(subjects, start=1):
        for fact, value in {**shared, **subject}.items():
            if fact in SAME:  # the same question in other words: a form asks the one its policy rests on
                yield input_id(SAME[fact], person), "yes" if value else "no"
            key = input_id("subject.kind" if fact == "kind" else fact, person)
            if isinstance(value, list):
                yield key, ",".join(value)
            elif isinstance(value, bool):
                yield key, "yes" if value else "no"
            elif fact.endswith((".at", "since", "last_seen")):
                yield key, f"{datetime.fromisoformat(value).astimezone(LONDON):%Y-%m-%dT%H:%M}"
            else:
                yield key, str(value)


@pytest.mark.parametrize(("table", "scenario"), CASES)
def test_the_form_asks_all_that_a_scenario_rests_on(table: Table, scenario: Scenario) -> None:
    story, at, pack = dict(answers(scenario)), scenario.at, table.pack
    people = len(scenario.facts.subjects)
    draft = Draft(id="d", author="a", author_name="R", created_at=at, updated_at=at, people=people, answers={})
    for step in ("who", "facts", "facts", "facts", "facts"):
        for person in range(1, people + 1):
            draft = replace(draft, step=step, person=person)
            if step == "facts":
                draft = replace(draft, asked=questions_to_ask(draft, pack, DEFAULT_LIMITS, at))
            here = {ask.id for ask in asks(draft, pack, DEFAULT_LIMITS, at)}
            draft = replace(draft, answers={**draft.given, **{k: v for k, v in story.items() if k in here}})

    reading = read(draft, pack, DEFAULT_LIMITS, at)

    assert not reading.problems
    assert {row.id: row.status for row in reading.decision.triggers} == scenario.says
