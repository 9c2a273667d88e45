"""The page in a browser: opened as somebody at some size, and watched for what it complains of and whom it calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.harness import Rehearsal

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 800), (390, 844)
NO_GUIDE = "try { localStorage.setItem('need-to-know-guide', 'closed') } catch { /* a mail's frame has no storage */ }"
_STEPS = 200


@contextmanager
def opened(
    browser: Browser,
    tenant: Rehearsal,
    who: str = "rowan",
    view: str = "",
    *,
    size: tuple[int, int] = DESKTOP,
    theme: str = "light",
    guide: bool = False,
    script: str = "",
) -> Iterator[Page]:
    """The page as this person has it. Nothing may be complained about, and nothing but the rehearsal is called."""
    complaints: list[str] = []
    called: list[str] = []
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.add_init_script(("" if guide else NO_GUIDE) + ";" + script)
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: called.append(request.url))
    page.goto(f"{tenant.address}#{who}{'/' + view if view else ''}")
    page.wait_for_selector("#now:not(:empty)")
    yield page
    page.wait_for_selector("body:not([aria-busy])")
    context.close()
    assert complaints == []
    assert [url for url in called if not url.startswith((tenant.address, "data:", "about:"))] == []


def at_rest(page: Page) -> None:
    """Wait until what was pressed is done and shown."""
    page.wait_for_selector("body:not([aria-busy])")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the keyboard is on what this selector names. Fails after a way round the whole page."""
    for _ in range(_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => Boolean(document.activeElement?.matches(wanted))", selector):
            return
    raise AssertionError(f"The keyboard does not come to {selector}.")


def focused(page: Page) -> str:
    """What has the keyboard, in words."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"))
