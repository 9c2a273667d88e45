"""The page, in a real browser, with Microsoft's own card renderer."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.harness import Rehearsal
from tests.rehearsal.browser.screen import PHONE, at_rest, opened


def test_a_question_is_answered_on_its_card(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared) as page:
        page.get_by_label("Write in Chat with the bot").fill("card")
        page.keyboard.press("Enter")
        page.get_by_label("What happened?").last.fill("a fire")
        page.get_by_role("button", name="Answer").last.click()
        page.wait_for_selector("text=Thank you for a fire")
        assert shared.person("rowan").sees()[-1].headline == "Thank you for a fire"


def test_a_phone_without_execute_sends_a_submit(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared, view="backstage") as page:
        page.get_by_label("Press as a phone that knows no Action.Execute (Submit instead)").check()
        page.get_by_role("button", name="Teams and mail").click()
        page.get_by_label("Write in Chat with the bot").fill("card")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Answer").last.click()
        page.wait_for_selector("text=Submitted {'verb': 'answer', 'id': 'N-1', 'sure': 'false'}")


def test_two_cards_that_ask_the_same_keep_their_answers_apart(browser: Browser, shared: Rehearsal) -> None:
    for _ in range(2):
        shared.person("sam").says("card")
    with opened(browser, shared, "sam") as page:
        asked = page.get_by_label("What happened?")
        expect(asked).to_have_count(2)
        first, second = asked.all()
        first.fill("a fire")
        second.fill("a flood")
        page.get_by_role("button", name="Answer").first.click()
        page.wait_for_selector("text=Thank you for a fire")
        assert asked.input_value() == "a flood"


def test_one_person_can_be_everybody_in_turn(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared) as page:
        shared.person("sam").says("channel", "managers")
        shared.person("rowan").says("mail")
        expect(page.locator("#people [data-person=dana] .badge")).to_contain_text("new")
        page.get_by_role("button", name="Dana Director").click()
        page.wait_for_selector("#list-managers .card")
        expect(page.locator("#people [data-person=dana] .badge")).to_be_hidden()
        page.get_by_role("group", name="Mailbox of").get_by_role("button", name="Need-to-Know inbox").click()
        page.locator("#list-mail summary").last.click()
        frame = page.wait_for_selector("#list-mail iframe")
        assert frame is not None
        assert frame.get_attribute("sandbox") == ""
        assert frame.get_attribute("srcdoc") == "<p>Child K-104</p>"


def test_only_whoever_opens_the_inbox_is_shown_it(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared) as page:
        page.wait_for_selector("text=Rowan Reporter does not open the Need-to-Know inbox.")
        assert page.get_by_role("group", name="Mailbox of").count() == 0


def test_people_are_described_in_plain_words_and_stand_in_groups(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared) as page:
        groups = {
            node.get_by_role("heading").text_content(): [
                f"{row.locator('.person-name').text_content()}: {row.locator('.person-role').text_content()}"
                for row in node.locator(".person").all()
            ]
            for node in page.locator("#people > section").all()
        }
    assert groups == {
        "Staff who report": ["Rowan Reporter: No role; may report"],
        "Roles in the policy": ["Dana Director: DCS"],
        "Cover, on call, managers": ["Sam Service: Covers for the DCS; manages Rowan"],
        "Not in the organisation file": [
            "Marlow Member: No role; may report",
            "Glen Guest: A guest in our Teams: is refused",
            "Frankie Foreign: From another organisation: is refused",
        ],
    }


def test_the_clock_moves_to_what_is_due(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared) as page:
        page.get_by_label("Write in Chat with the bot").fill("later")
        page.keyboard.press("Enter")
        expect(page.locator("#due")).to_contain_text("Fri 20 Nov 18:00")
        page.get_by_role("button", name="To what is due next").click()
        page.wait_for_selector("#list-personal >> text=It is later.")
        assert page.text_content("#now") == "Fri 20 Nov 2026, 18:00"
        page.get_by_role("button", name="What happened").click()
        page.wait_for_selector("#happened >> text=The clock moved to Fri 20 Nov 2026, 18:00.")


def test_the_bot_is_killed_and_started(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared, view="backstage") as page:
        page.get_by_role("button", name="Kill the bot now").click()
        page.wait_for_selector("text=The bot is not running.")
        page.get_by_role("button", name="Start the bot").click()
        page.wait_for_selector("text=The bot is running.")


def test_a_phone_shows_one_place_at_a_time_without_scrolling_sideways(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared, size=PHONE) as page:
        page.get_by_role("button", name="Mailbox").click()
        assert page.is_visible("#list-mail")
        assert not page.is_visible("#list-personal")
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_a_phone_folds_the_people_away_again_and_keeps_the_keyboard(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared, size=PHONE) as page:
        page.locator("#people-open").focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Dana Director").focus()
        page.keyboard.press("Enter")
        at_rest(page)
        assert page.is_hidden("#people")
        assert page.evaluate("document.activeElement.id") == "people-open"
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        assert page.is_hidden("#people")


def test_a_bot_without_a_policy_says_so_in_a_sentence(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared, view="knowledge") as page:
        page.wait_for_selector("text=Nobody has reported anything yet.")


def test_every_control_has_a_name(browser: Browser, shared: Rehearsal) -> None:
    with opened(browser, shared, view="backstage", guide=True) as page:
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("input, select, textarea, button")]
                .filter((node) => !(node.labels?.length || node.textContent.trim() || node.getAttribute("aria-label")))
                .map((node) => node.outerHTML)"""
        )
        assert nameless == []
