"""A director answers from a mail on the page: the card that Outlook would draw, by Microsoft's own renderer."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.rehearsal.browser.screen import AXE, DESKTOP, PHONE, at_rest, opened
from tests.scenarios.telling.council import FRIDAY_FOUR, LOOKED_AFTER_MISSING, Council


def open_newest(page: Page) -> None:
    """Open the newest mail, and wait until Outlook has brought its card up to date."""
    page.locator("#list-mail summary").last.click()
    expect(page.locator("#status")).to_contain_text("The card is up to date.")
    at_rest(page)


def test_a_director_comments_and_acknowledges_in_the_mail_and_its_card_is_replaced(
    browser: Browser, tmp_path: Path
) -> None:
    with Council(tmp_path / "data", FRIDAY_FOUR) as council:
        council.report(LOOKED_AFTER_MISSING)
        with opened(browser, council, "dana") as page:
            open_newest(page)
            card = page.get_by_role("group", name="The card in this mail")
            card.get_by_label("Comment of the Director of Children's Services").fill("Ring me")
            card.get_by_role("button", name="Save comment").click()
            expect(page.locator("#status")).to_contain_text("Saved.")
            expect(card).to_contain_text("Saved.")  # drawn anew: a press on the card before would go nowhere
            card.get_by_role("button", name="Acknowledge").click()
            expect(card).to_contain_text("You acknowledged this")
            expect(card.get_by_role("button", name="Acknowledge")).to_have_count(0)
        assert "Ring me" in council.person("dana").card(text="NTK-2026-0001", place="personal").words


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_wrong_with_the_card_in_a_mail(
    browser: Browser, full: Council, size: tuple[int, int], theme: str
) -> None:
    script = AXE.read_text(encoding="utf-8")
    with opened(browser, full, "dana", size=size, theme=theme, script=script) as page:
        if size == PHONE:
            page.locator("#places button").filter(has_text="Mail").click()
        open_newest(page)
        expect(page.locator(".mail-card .card")).to_be_visible()
        found = page.evaluate("axe.run('.mail-card', { iframes: false })")
        assert [(each["id"], node["html"]) for each in found["violations"] for node in each["nodes"]] == []
        assert found["passes"], "it looked at something"


def test_a_mail_opened_later_brings_its_card_up_to_date_by_itself(browser: Browser, tmp_path: Path) -> None:
    """What was done in Teams meanwhile is not offered, and the opening is known, as it is from Outlook."""
    with Council(tmp_path / "data", FRIDAY_FOUR) as council:
        council.report(LOOKED_AFTER_MISSING)
        council.acknowledges("dana")
        assert "acknowledge" in [action["id"] for action in council.mail_to("dana@rehearsal.example")[-1]["actions"]]
        with opened(browser, council, "dana") as page:
            open_newest(page)
            card = page.get_by_role("group", name="The card in this mail")
            expect(card).to_contain_text("You acknowledged this at")
            expect(card.get_by_role("button", name="Acknowledge")).to_have_count(0)
            opens = [row for row in council.wire() if row["url"].endswith("/api/outlook/actions")]
            assert len(opens) == 1
