"""An action of a named person or role: told, done with a note, chased while it is late, shown with how it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenarios.directing.at_work import card, does, does_by_mail, own_mail, person_id, verbs
from tests.scenarios.telling.council import LOOKED_AFTER_MISSING, TUESDAY_TEN, Council

ACTION = "Ring every school bus driver."
FRIDAY = "2026-11-27"


@pytest.fixture
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with Council(tmp_path_factory.mktemp("acting"), at=TUESDAY_TEN) as opened:
        opened.report(LOOKED_AFTER_MISSING)
        yield opened


def require(council: Council, whom: str, who: str = "dana", **when: str) -> str:
    when = when or {"day": FRIDAY}
    given = {"require.whom": whom, "require.what": ACTION, **{f"require.{k}": v for k, v in when.items()}}
    return does(council, who, "Require it", given)


def test_somebody_who_was_not_told_is_told_by_the_action_and_does_it_with_a_note(council: Council) -> None:
    assert "The action is sent to Alex Assistant-City-Manager." in require(council, person_id(council, "alex"))
    alex = council.person("alex")
    asked = alex.card(action="done")
    assert ACTION in asked.words
    assert "Do action 1 by Fri 27 Nov 17:00" in asked.words
    assert "Child K-104" in asked.words, "whoever is to act reads what it is about"
    for who in ("rowan", "charlie", "dana"):
        assert "Action 1 of Alex Assistant-City-Manager, by Dana Director" in card(council, who).words, who
        assert "Due Fri 27 Nov 17:00" in card(council, who).words

    alex.presses(asked, "done", {"action.1.note": "All four rung, none saw him."})

    for who in ("rowan", "charlie", "dana", "alex"):
        words = card(council, who).words
        assert "Action 1: what was done, by Alex Assistant-City-Manager" in words, who
        assert "All four rung, none saw him." in words
    assert "Your action 1 is done: see below." in card(council, "dana").words
    assert [verb for verb, _ in verbs(council) if verb.startswith("action")] == ["action-required", "action-done"]


def test_it_is_required_and_done_from_mails_alone(council: Council) -> None:
    inputs = {"require.whom": "role:CM", "require.what": ACTION, "require.day": FRIDAY}
    assert "The action is sent to the City Manager." in does_by_mail(council, "dana", "Require it", inputs)
    mail = own_mail(council, "charlie")
    assert ACTION in mail["text"]
    council.press_mail("charlie", mail, "done", {"action_1_note": "Done on the phone."})
    assert "Done on the phone." in own_mail(council, "dana")["text"]
    assert "Done on the phone." in card(council, "rowan").words


def test_an_immediate_action_runs_at_any_hour(council: Council) -> None:
    council.runs_to("2026-11-24T22:00")
    require(council, person_id(council, "alex"), when="any_hour")
    assert ACTION in council.person("alex").card(action="done").words
    council.runs_to("2026-11-24T22:31")
    assert "An action of Alex Assistant-City-Manager is not done in time." in card(council, "dana").words


def test_a_late_action_reminds_whoever_owes_it_and_goes_to_whoever_required_it_then_up(council: Council) -> None:
    require(council, person_id(council, "alex"), day="2026-11-24")
    council.runs_to("2026-11-24T13:31")
    assert "REMINDER" in card(council, "alex").words
    council.runs_to("2026-11-25T09:01")
    assert "LATE" in card(council, "alex").words
    assert "LATE: due Tue 24 Nov 17:00" in card(council, "rowan").words
    assert "An action of Alex Assistant-City-Manager is not done in time." in card(council, "dana").words
    council.runs_to("2026-11-27T17:00")
    assert "An action of Alex Assistant-City-Manager is not done in time." in card(council, "charlie").words


def test_what_must_be_done_waits_in_the_list_of_whoever_owes_it_and_in_the_status(council: Council) -> None:
    require(council, person_id(council, "alex"))
    council.person("alex").says("what waits")
    listed = council.person("alex").card(text="What waits for me").words
    assert "Do action 1 by Fri 27 Nov 17:00" in listed
    council.acknowledges("dana")
    council.acknowledges("charlie")
    assert "an action to do" in card(council, "rowan").words


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "Give a day, or choose how soon."),
        ({"day": "2026-11-23"}, "This day is over"),
        ({"day": "soon"}, "Give a date"),
    ],
)
def test_without_a_time_that_is_to_come_nothing_is_required(
    council: Council, given: dict[str, str], wrong: str
) -> None:
    said = does(
        council,
        "dana",
        "Require it",
        {
            "require.whom": person_id(council, "alex"),
            "require.what": ACTION,
            **{f"require.{k}": v for k, v in given.items()},
        },
    )
    assert wrong in said
    assert "action-required" not in [verb for verb, _ in verbs(council)]
