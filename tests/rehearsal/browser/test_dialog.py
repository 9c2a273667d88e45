"""The message action on the page: a dialog over a message with the bot's first card, on a desktop and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.harness import Rehearsal
from tests.rehearsal.browser.screen import DESKTOP, PHONE, at_rest, opened


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path, at="2026-11-20T14:00:00+00:00") as running:
        yield running


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_message_is_reported_from_the_page(browser: Browser, tenant: Rehearsal, size: tuple[int, int]) -> None:
    tenant.person("sasha").says("K-104 did not come home.")
    with opened(browser, tenant, "sasha", size=size) as page:
        report = page.get_by_role("button", name="Report as Need to Know: K-104")
        dialog = page.get_by_role("dialog", name="Report as Need to Know")

        report.click()
        at_rest(page)
        account = dialog.get_by_label("What happened, and to whom?")
        expect(account).to_have_value(re.compile("> K-104 did not come home"))
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

        report.focus()
        page.keyboard.press("Enter")
        at_rest(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        dialog.get_by_label("Where is each child now, and with whom?").fill("With an aunt")
        dialog.get_by_role("button", name="Tell now").click()
        at_rest(page)
        expect(dialog).to_contain_text("Saved as NTK-2026-0001")
        dialog.get_by_role("button", name="Close").click()
    words = tenant.person("dana").card(text="NTK-2026-0001", place="personal").words
    assert "With an aunt" in words
    assert "K-104 did not come home" in words
