"""Recording: a done action is confirmed on the child's record; several things of one incident in one press."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.duty import DutyKind
from bot.services.asking import asked_of
from bot.services.progress import told_lines
from tests.engine.council import Council, Standing, authority_of
from tests.scenarios.authorities.test_every_duty import CALM, CHILD

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
INJURED = {**CHILD, "happened": "serious-injury"}


@pytest.fixture
def luton(tmp_path: Path) -> Iterator[Council]:
    council = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("luton"))
    yield council
    council.close()


def acted(council: Council, incident: dict[str, str], actions: int = 1) -> str:
    """Sam reports; the service director requires actions of the service manager, who does them. Returns the id."""
    report = council.report("sam", incident)
    council.deliver()
    for number in range(1, actions + 1):
        given = {"require.whom": "role:SM", "require.what": f"See the carer, {number}.", "require.day": "2026-11-27"}
        council.press("sid", "do", f"{report.id}:require:form-{number}", inputs=given)
        duty = next(d for d in council.record(report.id).duties if d.trigger == f"form-{number}")
        council.press("sam", "done", duty.id, inputs={f"action.{number}.note": "Seen."})
        council.deliver()
    return report.id


def open_tasks(council: Council, identity: str, *triggers: str) -> list[str]:
    """The ids of the open tasks with these ids in the policy."""
    tasks = council.record(identity).open_duties(DutyKind.TASK)
    return [d.id for d in tasks if d.trigger in triggers]


def asked(council: Council, identity: str, who: str) -> dict[str, str]:
    """What is asked of somebody: the title, and the choices to tick."""
    found = asked_of(council.record(identity), council.actor(who).id, council.authority)
    return {each.title: "; ".join(label for f in each.fields for _, label in f.choices) for each in found}


@pytest.mark.shows("lut-actions")
def test_a_done_action_is_confirmed_as_placed_on_the_childs_record(luton: Council) -> None:
    identity = acted(luton, INJURED)
    (duty,) = open_tasks(luton, identity, "lut-actions")
    for who in ("tess", "sam"):
        ticks = asked(luton, identity, who)["Confirm what is done"]
        assert "Confirm the action on the child's record: action 1" in ticks
        assert "Put it on the child's electronic record" in ticks
    assert "Confirm what is done" not in asked(luton, identity, "sid")

    luton.press("sid", "done", duty)
    luton.press("sid", "confirm", identity, inputs={"confirm.done": "lut-actions.1"})
    assert open_tasks(luton, identity, "lut-actions"), "not by whoever required it"
    luton.press("tess", "done", duty)
    assert not open_tasks(luton, identity, "lut-actions")
    lines = "\n".join(told_lines(luton.record(identity), luton.authority))
    assert "Confirm the action on the child's record: action 1: done, says Tess Team-Manager" in lines


@pytest.mark.shows("lut-actions", "lut-recording")
def test_what_is_ticked_is_confirmed_in_one_press_each_journalled_by_name(luton: Council) -> None:
    identity = acted(luton, INJURED, actions=2)
    ticks = "lut-recording,lut-actions.1"
    screen = luton.press("tess", "confirm", identity, inputs={"confirm.done": ticks})
    assert "2 things are confirmed in your name." in repr(screen)

    record = luton.record(identity)
    done = [e.content or {} for e in record.journal if e.verb == "task-done"]
    assert {(each["name"], each["task"]) for each in done} == {
        ("Tess Team-Manager", "Put it on the child's electronic record"),
        ("Tess Team-Manager", "Confirm the action on the child's record: action 1"),
    }
    assert len(open_tasks(luton, identity, "lut-actions")) == 1, "the other action is still to be confirmed"
    assert "Confirm the action on the child's record: action 2" in asked(luton, identity, "sam")


def test_nothing_ticked_or_ticked_before_changes_nothing(luton: Council) -> None:
    identity = acted(luton, INJURED, actions=2)
    assert "Nothing is ticked." in repr(luton.press("tess", "confirm", identity))
    assert "Nothing is ticked." in repr(luton.press("tess", "confirm", identity, inputs={"confirm.done": "no-such"}))
    luton.press("sam", "confirm", identity, inputs={"confirm.done": "lut-actions.1"})
    luton.press("tess", "confirm", identity, inputs={"confirm.done": "lut-actions.1"})
    record = luton.record(identity)
    assert [(e.content or {})["name"] for e in record.journal if e.verb == "task-done"] == ["Sam Service-Manager"]


@pytest.mark.parametrize("who", ["rowan", "billie", "sid", "dana", "lee", "ola", "member"])
def test_nobody_else_confirms(luton: Council, who: str) -> None:
    identity = acted(luton, INJURED)
    tried = luton.attempt(who, "confirm", identity, inputs={"confirm.done": "lut-recording,lut-actions.1"})
    assert not tried.changed
    assert "refused" in tried.verbs


def test_a_reference_is_not_replaced_by_a_tick(luton: Council) -> None:
    report = luton.report("sam", {**CHILD, "happened": "abuse-allegation"})
    luton.deliver()
    luton.press("lee", "confirm", report.id, inputs={"confirm.done": "lut-lado-completes"})
    assert open_tasks(luton, report.id, "lut-lado-completes")


@pytest.mark.shows("lut-lado-completes", "lut-recording")
def test_an_adults_matter_is_recorded_on_the_allegations_database_and_on_no_childs_record(luton: Council) -> None:
    adult = luton.report("sam", {**CALM, "subject.kind": "position-of-trust", "happened": "abuse-allegation"})
    assert open_tasks(luton, adult.id, "lut-lado-completes")
    assert not open_tasks(luton, adult.id, "lut-recording")
    child = luton.report("sam", INJURED)
    said = [each.note for each in asked_of(luton.record(child.id), luton.actor("tess").id, luton.authority)]
    assert any("allegations-management database alone, and not named here" in note for note in said)


def test_a_confirmation_that_nobody_gives_is_chased(luton: Council) -> None:
    identity = acted(luton, INJURED)
    (duty,) = open_tasks(luton, identity, "lut-actions")
    luton.advance(timedelta(days=3))
    record = luton.record(identity)
    assert next(d for d in record.duties if d.id == duty).step > 1
    told = [
        (e.content or {})["told"]
        for e in record.journal
        if e.verb == "reminded" and (e.content or {})["duty"] == "task"
    ]
    assert any("Tess Team-Manager" in names and "Sam Service-Manager" in names for names in told)


@pytest.mark.shows("wig-exp-press-office")
def test_the_assistant_director_says_what_was_decided_about_the_press_office(tmp_path: Path) -> None:
    council = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("wigan"))
    report = council.report("rowan", {**CHILD, "happened": "other", "media.interest": "likely"})
    council.deliver()
    assert not open_tasks(council, report.id, "wig-exp-press-office"), "the briefing comes first"
    (brief,) = open_tasks(council, report.id, "wig-exp-press")
    council.press("sam", "done", brief)
    (office,) = open_tasks(council, report.id, "wig-exp-press-office")
    owners = [
        who
        for who in council.authority.organisation.people
        if council.attempt(
            who, "done", office, inputs={"task.wig-exp-press-office.reference": "Alerted, the director agrees."}
        ).changed
    ]
    assert {council.authority.organisation.people[who].key for who in owners} == {
        key
        for role in ("AD",)
        for key in (
            *council.authority.organisation.roles[role].holders,
            *council.authority.organisation.roles[role].cover,
        )
    }
    council.close()
