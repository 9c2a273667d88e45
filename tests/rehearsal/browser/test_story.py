"""The main story on the page: with the guide, with the keyboard alone, and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.harness import Rehearsal
from tests.rehearsal.browser.screen import DESKTOP, PHONE, at_rest, focused, opened, tab_to
from tests.scenarios.telling.council import FRIDAY_FOUR, SERIOUS_INJURY, Council

ORGANISATIONS = Path(__file__).parents[3] / "bot" / "rehearsal" / "organisations"
OTHERS = sorted(set(ORGANISATIONS.glob("*.yaml")) - {ORGANISATIONS / "informing-the-director.yaml"})
ACKNOWLEDGE = "#list-personal .card button[aria-label^=Acknowledge]"
TELL_NOW = "#list-personal .card button[aria-label^='Tell now']"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A rehearsal of the real bot, for one story after the other."""
    folder: Path = tmp_path_factory.mktemp("story")
    with Council(folder / "data", FRIDAY_FOUR) as council:
        yield council


def step(page: Page, title: str) -> None:
    """The guide has come to this step by itself."""
    expect(page.locator("#guide-heading")).to_contain_text(title)
    at_rest(page)


def test_the_guide_leads_through_the_story_with_the_keyboard_alone(browser: Browser, council: Council) -> None:
    with opened(browser, council, "dana", size=DESKTOP, guide=True) as page:
        press = page.keyboard.press
        press("Tab")
        assert focused(page) == "Skip to what this person sees"
        step(page, "Something has happened")
        tab_to(page, "#people [data-person=rowan]")
        press("Enter")
        step(page, "Report it")
        assert focused(page).startswith("RRRowan Reporter"), "the keyboard stays where it was pressed"
        tab_to(page, "#list-personal ~ .writing [data-say=report]")
        press("Enter")
        step(page, "Tell now")
        tab_to(page, "#guide .example")
        press("Enter")
        assert focused(page).startswith("Tell now")
        press("Enter")
        step(page, "Become the one it waits for")
        assert page.evaluate("Boolean(document.activeElement.closest('#list-personal'))"), (
            "the keyboard is on the answer"
        )
        tab_to(page, "#guide .primary")
        press("Enter")
        assert focused(page).startswith("DDDana Director"), "“Show me” takes the keyboard there"
        press("Enter")
        step(page, "Say that you know")
        tab_to(page, ACKNOWLEDGE)
        press("Enter")
        step(page, "Let time pass")
        assert page.evaluate("Boolean(document.activeElement.closest('#list-personal article'))")
        tab_to(page, "#to-due")
        while "Let time pass" in (page.text_content("#guide-heading") or ""):
            press("Enter")
            at_rest(page)
            assert focused(page) == "To what is due next", "it can be pressed again at once"
        step(page, "See it from their side")
        tab_to(page, "#people [data-guide-here]")
        press("Enter")
        step(page, "Who knew what, when?")
        tab_to(page, "#views [data-view=knowledge]")
        press("Enter")
        step(page, "That is the whole story")
        known = page.locator("#knowledge article").first
        expect(known.get_by_role("row", name="Dana Director")).to_contain_text("acknowledged 16:00")
        expect(known.get_by_role("row", name="Avery Assistant-City-Manager")).to_contain_text("16:30")
        tab_to(page, "#guide button:last-child")
        press("Enter")
        assert page.is_hidden("#guide")
        assert focused(page) == "Guide"
        page.reload()
        page.wait_for_selector("#now:not(:empty)")
        assert page.is_hidden("#guide"), "somebody who closed it is not asked again"


@pytest.mark.parametrize("file", OTHERS, ids=lambda file: file.stem)
def test_the_guide_comes_to_its_end_with_every_other_organisation(browser: Browser, tmp_path: Path, file: Path) -> None:
    with (
        Rehearsal(tmp_path / "data", FRIDAY_FOUR, organisation=file) as tenant,
        opened(browser, tenant, "", guide=True) as page,
    ):
        heading, here = page.locator("#guide-heading"), page.locator("[data-guide-here]")
        step(page, "Report it")  # whoever opens it first is somebody who only reports
        here.click()
        step(page, "Tell now")
        page.click("#guide .example")
        page.locator(TELL_NOW).last.click()
        at_rest(page)
        for _ in range(30):
            title = heading.text_content() or ""
            if "whole story" in title:
                break
            reason = page.locator("#list-personal .card textarea:visible")
            if "Say that you know" in title and reason.count():
                reason.last.fill("It is serious.")
            passes = page.locator("#guide .primary", has_text="Next")
            (passes if passes.count() else here).click()
            if "Let time pass" not in title:
                expect(heading).not_to_have_text(title)
            at_rest(page)
        expect(heading).to_contain_text("That is the whole story")
        expect(page.locator("#knowledge article")).to_have_count(1)


def test_the_same_on_a_phone(browser: Browser, council: Council) -> None:
    with opened(browser, council, "dana", size=PHONE, guide=True) as page:
        page.click("#people-open")
        page.click("#people [data-person=rowan]")
        step(page, "Report it")
        page.click("#guide >> text=Show me")
        page.keyboard.press("Enter")
        step(page, "Tell now")
        page.click("#guide >> text=Fill in an example")
        page.locator(TELL_NOW).last.click()
        step(page, "Become the one it waits for")
        page.click("#guide >> text=Show me")
        page.keyboard.press("Enter")
        step(page, "Say that you know")
        page.locator(ACKNOWLEDGE).last.click()
        step(page, "Let time pass")
        while "Let time pass" in (page.text_content("#guide-heading") or ""):
            page.click("#to-due")
            at_rest(page)
        step(page, "See it from their side")
        page.click("#guide >> text=Show me")
        page.keyboard.press("Enter")
        step(page, "Who knew what, when?")
        page.click("#guide >> text=Show me")
        page.keyboard.press("Enter")
        step(page, "That is the whole story")
        page.click("#guide >> text=Finish")
        page.click("#guide-open")
        step(page, "Something has happened")


def test_what_is_due_next_and_who_knew_what_are_said_in_words(browser: Browser, council: Council) -> None:
    one, other = council.report(SERIOUS_INJURY), council.report(SERIOUS_INJURY, by="sasha")
    dana, charlie = council.person("dana"), council.person("charlie")
    dana.presses(dana.card(text=one, action="acknowledge"), "acknowledge")
    with opened(browser, council, "dana", "knowledge") as page:
        due = page.text_content("#due") or ""
        assert "to acknowledge" in due or "has not acknowledged" in due
        assert {one, other} <= {name[:13] for name in page.locator("#knowledge .reference").all_text_contents()}
        page.get_by_label("Notification").select_option(one)
        expect(page.locator("#knowledge article")).to_have_count(1)
        page.get_by_label("Show", exact=True).select_option("acknowledged")
        lines = page.locator("#knowledge .happened li")
        expect(lines).to_have_count(1)
        expect(lines).to_contain_text("Dana Director acknowledged, as Director of Children's Services")
        charlie.presses(charlie.card(text=one, action="acknowledge"), "acknowledge")
        expect(lines).to_have_count(2)  # by itself, without a reload
