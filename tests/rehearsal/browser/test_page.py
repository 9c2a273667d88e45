"""The page, in a real browser, with Microsoft's own card renderer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.harness import Rehearsal

COMMAND = (sys.executable, "-m", "tests.rehearsal.fake_rehearsal")


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Rehearsal]:
    """A running rehearsal with the fake bot."""
    with Rehearsal(tmp_path / "data", command=COMMAND) as tenant:
        yield tenant


@pytest.fixture
def page(tenant: Rehearsal, chromium: str) -> Iterator[Page]:
    """The page, opened as Rowan; nothing may be complained about on its console."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1366, "height": 800}, locale="en-GB")
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{tenant.address}#rowan")
        page.wait_for_selector("#list-personal li")
        yield page
        browser.close()
    assert complaints == []


def test_a_question_is_answered_on_its_card(tenant: Rehearsal, page: Page) -> None:
    page.get_by_label("Write in Chat with the bot").fill("card")
    page.keyboard.press("Enter")
    page.get_by_label("What happened?").fill("a fire")
    page.get_by_role("button", name="Answer").click()
    page.wait_for_selector("text=Thank you for a fire")
    assert tenant.person("rowan").sees()[-1].headline == "Thank you for a fire"


def test_a_phone_without_execute_sends_a_submit(tenant: Rehearsal, page: Page) -> None:
    page.click("#backstage > summary")
    page.get_by_label("Press as a phone that knows no Action.Execute (Submit instead)").check()
    page.get_by_label("Write in Chat with the bot").fill("card")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Answer").click()
    page.wait_for_selector("text=Submitted {'verb': 'answer', 'id': 'N-1', 'sure': 'false'}")


def test_one_person_can_be_everybody_in_turn(tenant: Rehearsal, page: Page) -> None:
    tenant.person("sam").says("channel", "managers")
    tenant.person("rowan").says("mail")
    page.get_by_label("You are").select_option("dana")
    page.wait_for_selector("#list-managers .card")
    page.get_by_label("Mailbox of").select_option("inbox@rehearsal.example")
    page.click("#list-mail summary")
    frame = page.wait_for_selector("#list-mail iframe")
    assert frame is not None
    assert frame.get_attribute("sandbox") == ""
    assert frame.get_attribute("srcdoc") == "<p>Child K-104</p>"


def test_the_clock_moves_to_what_is_due(tenant: Rehearsal, page: Page) -> None:
    page.get_by_label("Write in Chat with the bot").fill("later")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="To what is due next").click()
    page.wait_for_selector("#list-personal >> text=It is later.")
    assert page.text_content("#now") == "Fri 20 Nov 2026, 18:00"


def test_the_bot_is_killed_and_started(tenant: Rehearsal, page: Page) -> None:
    page.click("#backstage > summary")
    page.get_by_role("button", name="Kill the bot now").click()
    page.wait_for_selector("text=The bot is not running.")
    page.get_by_role("button", name="Start the bot").click()
    page.wait_for_selector("text=The bot is running.")


def test_a_phone_shows_one_place_at_a_time_without_scrolling_sideways(tenant: Rehearsal, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_role("button", name="Mailbox").click()
    assert page.is_visible("#list-mail")
    assert not page.is_visible("#list-personal")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_every_control_has_a_name(tenant: Rehearsal, page: Page) -> None:
    page.click("#backstage > summary")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, textarea, button")]
            .filter((node) => !(node.labels?.length || node.textContent.trim() || node.getAttribute("aria-label")))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
