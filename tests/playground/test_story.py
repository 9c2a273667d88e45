"""The main job, driven through a Teams client that we did not write."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from bot.rehearsal.people import read_cast
from bot.rehearsal.server import ORGANISATION
from tests.harness import Rehearsal
from tests.playground.conftest import Stage
from tests.playground.desk import Desk

pytestmark = pytest.mark.timeout(300)  # two browsers, two programs of Microsoft's and a bot, on a busy machine

MANAGERS = "Need to Know managers (team) - Need to Know managers"
CALM = {
    "incident.details": "Child K-104 left school at half past two and has not come home.",
    "about.staff": "no",
    "subject.kind": "child",
    "child.status": "cla",
    "danger.now": "no",
    "emergency.called": "yes",
    "abuse.suspected": "no",
    "whereabouts": "Not known. Last seen at the school gate.",
    "media.interest": "none",
    "basic.child_name": "Child K-104",
}
MISSING = {**CALM, "happened": "missing"}
CHARGED = {**CALM, "happened": "charged", "charge.serious": "yes"}
LONGEST = 12
"""Steps of a report, at the most."""


def test_a_report_is_decided_sent_posted_acknowledged_and_updated(stage: Callable[..., Stage]) -> None:
    tenant, desks = stage("rowan", "dana")
    rowan, dana = desks["rowan"], desks["dana"]
    report(rowan, MISSING)
    rowan.sees("section 2, row 2")
    rowan.presses("send")
    rowan.sees("NTK-2026-0001")
    dana.sees("NTK-2026-0001")
    dana.unfolds_everything("acknowledge")
    dana.presses("acknowledge")
    rowan.sees("acknowledged by Dana Director")
    dana.goes_to(MANAGERS)
    dana.sees("acknowledged by Dana Director")
    with dana.as_somebody_else("charlie"):
        dana.presses("acknowledge", "managers")
        dana.sees("acknowledged by Charlie City-Manager")
    rowan.sees("acknowledged by Charlie City-Manager")
    assert all_settled(tenant, desks)


def test_a_manager_decides_that_the_director_is_told(stage: Callable[..., Stage]) -> None:
    tenant, desks = stage("alex")
    alex = desks["alex"]
    rowan = tenant.person("rowan")
    rowan.says("report")
    for action in ("start", *["next"] * LONGEST):
        card = rowan.card(place="personal")
        if "send" in card.actions:
            break
        rowan.presses(card, action, {name: CHARGED[name] for name in card.inputs if name in CHARGED})
    rowan.presses(rowan.card(action="send"), "send")
    alex.sees("NTK-2026-0001")
    alex.presses("tell")
    alex.fills("tell", {"reason": "The charge is murder."})
    alex.presses("tell")
    alex.sees("You decided that the Director of Children's Services is told.")
    assert all_settled(tenant, desks)
    assert "NTK-2026-0001" in tenant.person("dana").card(action="acknowledge").words


def test_a_message_of_a_chat_is_reported_from_its_menu(stage: Callable[..., Stage]) -> None:
    tenant, desks = stage("rowan")
    rowan = desks["rowan"]
    rowan.goes_to("Group chat")
    rowan.says("Child K-104 was not at school today")
    dialog = rowan.reports_newest_message()
    account = dialog.get_by_label("What happened, and to whom?").first
    expect(account).to_have_value(
        re.compile("Message in Teams by Rowan Reporter.*\\n> Child K-104 was not at school today")
    )
    dialog.get_by_role("button", name="Tell now").click()
    expect(dialog).to_contain_text("Saved as NTK-2026-0001.")
    assert all_settled(tenant, desks)
    assert "Child K-104" in tenant.person("dana").card(action="acknowledge").words


def test_a_fault_of_teams_befalls_the_playground_too(stage: Callable[..., Stage]) -> None:
    tenant, desks = stage("dana")
    dana = desks["dana"]
    tenant.fault("connector", status=503, match="19:managers-rehearsal")
    tenant.fault("connector", cut="before", match=read_cast(ORGANISATION).person("dana").conversation_id)
    rowan = tenant.person("rowan")
    rowan.says("report")
    rowan.presses(rowan.card(action="tell-now"), "tell-now", {"incident.details": "A fire.", "about.staff": "no"})
    expect(dana.page.locator(".ac-adaptiveCard")).to_have_count(0)
    tenant.advance("10m")
    dana.sees("A fire.")
    dana.goes_to(MANAGERS)
    dana.sees("NTK-2026-0001")


def report(desk: Desk, answers: dict[str, str]) -> None:
    """A full report, step by step, until it can be sent."""
    desk.says("report")
    desk.fills("start", answers)
    desk.presses("start")
    for step in range(1, LONGEST):
        if "send" in desk.newest().actions:
            return
        desk.sees(f"Step {step} of ")
        desk.fills("next", answers)
        desk.presses("next")


def all_settled(tenant: Rehearsal, desks: dict[str, Desk]) -> bool:
    """Nothing is left undone, and no Playground complained."""
    return bool(tenant.read("idle")["settled"]) and not [line for desk in desks.values() for line in desk.complaints()]
