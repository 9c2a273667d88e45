"""Who may come in, and what they are told: welcome, help, anything else, and where a report may be written."""

import json

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import Writing, answer, reference, reports_of

EMERGENCY = "call 999"


def test_the_welcome_says_what_to_do_in_danger_and_how_to_report(front_door: Rehearsal) -> None:
    welcome = front_door.person("sasha").sees("personal")[0]

    assert EMERGENCY in welcome.words
    assert "Rehearsal Council" in welcome.headline
    assert welcome.actions == ("report", "waiting", "my-reports")


def test_the_welcome_leads_straight_to_the_report(front_door: Rehearsal) -> None:
    deputy = front_door.person("deputy")

    outcome = deputy.presses(deputy.sees("personal")[0], "report")

    assert outcome.status == 200
    assert "tell-now" in deputy.card(action="start").actions


@pytest.mark.parametrize("typed", ["Report", "/report", "report.", "Report an incident"])
def test_a_report_is_asked_for_in_the_words_that_people_type(front_door: Rehearsal, typed: str) -> None:
    ola = front_door.person("ola")

    ola.says(typed)

    assert "tell-now" in ola.sees("personal")[-1].actions


@pytest.mark.parametrize("asked", ["help", "Hello", "  HELP  ", "help!"])
def test_help_says_what_can_be_typed_and_whom_to_ring(front_door: Rehearsal, asked: str) -> None:
    ola = front_door.person("ola")

    ola.says(asked)

    reply = ola.sees("personal")[-1]
    assert EMERGENCY in reply.words
    assert "Type my reports" in reply.words
    assert "01632 960 999" in reply.words
    assert "report" in reply.actions


def test_anything_else_is_never_silent_and_says_that_nobody_was_told(front_door: Rehearsal) -> None:
    ola = front_door.person("ola")

    ola.says("Child K-104 has run away from the home, what now?")

    reply = ola.sees("personal")[-1]
    assert "Nothing was sent to anybody" in reply.words
    assert EMERGENCY in reply.words
    assert "01632 960 999" in reply.words
    assert "report" in reply.actions
    assert "K-104" not in reply.words


@pytest.mark.parametrize("place", ["managers", "group"])
def test_a_report_asked_for_among_others_is_written_in_the_own_chat_alone(front_door: Rehearsal, place: str) -> None:
    key = {"managers": "avery", "group": "morgan"}[place]
    author, onlooker = front_door.person(key), front_door.person("dana")
    before = len(onlooker.sees(place))

    author.says("report", place)

    assert "tell-now" in Writing(author).card().actions
    seen = onlooker.sees(place)[before:]
    assert any("Reports are private" in m.words for m in seen if m.sender == "bot")
    assert not any(m.inputs or "tell-now" in m.actions for m in seen)


def test_nothing_of_a_report_stands_in_a_channel_or_the_group_while_it_is_written(front_door: Rehearsal) -> None:
    alex = front_door.person("alex")
    alex.says("report", "group")
    writing = Writing(alex)
    writing.press("start", {"incident.details": "Child K-777 is not at home."})

    writing.press("next", {"happened": "missing"})

    for place in ("managers", "group"):
        assert "K-777" not in json.dumps([dict(m.data) for m in front_door.person("dana").sees(place)])


@pytest.mark.parametrize("text", ["report", "help", "my reports"])
def test_a_guest_is_refused_politely_and_told_whom_to_ring(front_door: Rehearsal, text: str) -> None:
    person = front_door.person("guest")

    person.says(text)

    reply = person.sees("personal")[-1]
    assert reply.sender == "bot"
    assert "members of the organisation" in reply.words
    assert "999" in reply.words
    assert "01632 960 999" in reply.words, "somebody turned away must still be able to be heard"
    assert not reply.inputs
    assert "report" not in reply.actions


def test_another_tenant_is_refused_at_the_door_and_sees_nothing(front_door: Rehearsal) -> None:
    frankie = front_door.person("foreign")

    outcome = frankie.says("report")

    assert outcome.status == 403
    assert [m for m in frankie.sees("personal") if m.sender == "bot"] == []


def test_a_member_without_a_role_may_report(front_door: Rehearsal) -> None:
    marlow = front_door.person("member")

    outcome = Writing(marlow).opened().press("tell-now", {"incident.details": "A neighbour's child was hurt."})

    assert "Saved as NTK-2026-" in answer(outcome)
    assert "NTK-2026-" in marlow.sees("personal")[-1].words


def test_a_member_without_a_role_sees_only_their_own_reports(front_door: Rehearsal) -> None:
    billie, charlie = front_door.person("billie"), front_door.person("charlie")
    mine = reference(Writing(billie).opened().press("tell-now", {"incident.details": "First of two."}))
    theirs = reference(Writing(charlie).opened().press("tell-now", {"incident.details": "Second of two."}))

    listed = reports_of(billie)

    assert mine in listed
    assert theirs not in listed
    assert "Second of two" not in json.dumps([dict(m.data) for m in billie.sees()])


def test_a_list_of_no_reports_says_how_to_begin(front_door: Rehearsal) -> None:
    dana = front_door.person("dana")

    dana.says("my reports")

    assert "You have not reported anything" in dana.sees("personal")[-1].words
