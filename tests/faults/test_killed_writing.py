"""kill -9 while a report is written: one draft, with everything that was typed, however the press comes again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import ACCOUNT, CLA_MISSING, NOT_ABOUT_STAFF, Writing, answer
from tests.security.kept import rows

PEOPLE = iter(("rowan", "sasha", "morgan", "alex", "avery", "charlie", "dana", "deputy", "ola", "billie", "member") * 4)
"""Somebody new for each story: one person's drafts are not another's."""

PRESSES: dict[str, tuple[list[dict[str, str]], dict[str, str]]] = {
    "start": ([], {"incident.details": "Child K-104 is gone."}),
    "next": ([CLA_MISSING, NOT_ABOUT_STAFF], {"incident.details": "Child K-104 is gone."}),
    "close": ([CLA_MISSING, NOT_ABOUT_STAFF], {"incident.details": "Child K-104 is gone."}),
}


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path_factory.mktemp("writing")) as running:
        yield running


def drafts(tenant: Rehearsal, who: str) -> list[dict[str, Any]]:
    """This person's open drafts, as they are stored."""
    aad = next(person["aad"] for person in tenant.people() if person["key"] == who)
    query = "SELECT id, answers, beside FROM drafts WHERE author = ? AND status = 'open'"
    return [dict(row) for row in rows(tenant.folder, query, aad)]


@pytest.mark.parametrize("step", ["before-commit", "after-commit"])
@pytest.mark.parametrize("action", PRESSES)
@pytest.mark.parametrize("again", ["repeated by Teams", "pressed again"])
def test_killed_in_the_middle_of_a_press_nothing_typed_is_lost(
    tenant: Rehearsal, action: str, step: str, again: str
) -> None:
    who = next(PEOPLE)
    person, (before, typed) = tenant.person(who), PRESSES[action]
    for draft in range(len(drafts(tenant, who))):
        Writing(person).discard()
        assert draft < 3
    writing = Writing(person).opened() if action == "start" else Writing(person).started()
    for answers in before:
        writing.press("next", answers)
    card = writing.card(action)

    tenant.kill_bot(at=step)
    died = person.presses(card, action, typed)
    assert died.status == 0
    assert not tenant.clock()["running"]
    tenant.start_bot()
    if again == "repeated by Teams":
        answered = tenant.repeat(died.wire[0], 3, together=True)
        assert set(answered.statuses) <= {200, 202}
    else:
        answered = person.presses(card, action, typed)
        if step == "after-commit":
            assert "What is on it is saved already" in answer(answered)

    (kept,) = drafts(tenant, who)
    assert typed.items() <= json.loads(kept["answers"]).items()
    assert json.loads(kept["beside"]) == {}


def test_killed_between_two_steps_the_report_goes_on_where_it_was(tenant: Rehearsal) -> None:
    person = tenant.person("member")
    writing = Writing(person).started()
    for answers in (CLA_MISSING, NOT_ABOUT_STAFF, ACCOUNT):
        writing.press("next", answers)

    tenant.kill_bot()
    tenant.start_bot()
    writing.press("next")

    assert "Child K-104" in writing.card("send").words
    person.says("my reports")
    assert person.sees("personal")[-1].actions.count("resume") == 1
