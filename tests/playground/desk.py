"""Somebody at Microsoft 365 Agents Playground, in a browser: what they write, fill in, press and see.

The rehearsal says what is on the newest card (its inputs' labels and choices, its buttons' titles); all of it must be
found on the page by those names, as a person or a screen reader finds it.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.rehearsal.playground_file import PROGRAM, SURROUNDINGS
from tests.harness import Message, NotSeen, Rehearsal

PERSONAL = "Personal Chat"
_START = 60.0
_PATIENCE = 60_000
"""Wall-clock seconds until the Playground listens, and milliseconds until something appears on its page."""


def free_ports(wanted: int) -> int:
    """The first of so many ports in a row that nobody uses, below those that systems give to outgoing connections."""
    while True:
        first = random.SystemRandom().randrange(20_000, 30_000)
        if all(_free(first + number) for number in range(wanted)):
            return first


def _free(port: int) -> bool:
    with socket.socket() as tried:
        try:
            tried.bind(("", port))
        except OSError:
            return False
    return True


@contextmanager
def running(tenant: Rehearsal, who: str, port: int) -> Iterator[None]:
    """Microsoft's program for this person, with the file and the line that the rehearsal prints."""
    folder = tenant.folder / f"playground-{who}"
    line = [str(PROGRAM), "-e", f"{tenant.address}playground/{who}/api/messages", "-c", "msteams", "-p", str(port)]
    with (folder / "log").open("w") as log:
        # A machine without node has the one that came with the locked packages.
        path = f"{os.environ['PATH']}:{Path(sys.executable).parent}"
        environment = {**os.environ, "PATH": path, **SURROUNDINGS}
        # In a group of its own: the node that comes in a wheel is a wrapper, which would leave the real one behind.
        process = subprocess.Popen(
            [*line, "--dt"], cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait_until_it_listens(process, port, folder / "log")
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < ends:
        try:
            if requests.get(f"http://127.0.0.1:{port}/_debug/ping", timeout=5).text == "pong":
                return
        except requests.RequestException:
            if f"Listening on {port}" not in (said := log.read_text(encoding="utf-8")) and "Listening on" in said:
                break  # it took another port, because somebody else was quicker
            time.sleep(0.1)
    raise AssertionError(f"The Playground did not start: {log.read_text(encoding='utf-8')}")


class Desk:
    """One person's Playground. Nothing on its page may reach beyond this machine."""

    def __init__(self, browser: Browser, tenant: Rehearsal, who: str, port: int) -> None:
        self._tenant = tenant
        self._person = tenant.person(who)
        self._port = port
        self.page: Page = browser.new_page(viewport={"width": 1366, "height": 1400}, locale="en-GB")
        self.page.route(lambda address: "127.0.0.1" not in address, lambda route: route.abort())
        self.page.goto(f"http://127.0.0.1:{port}/")
        expect(self.page.locator("body")).to_contain_text("Connected.", timeout=_PATIENCE)
        self.goes_to(PERSONAL)

    def goes_to(self, place: str) -> None:
        """Choose a chat or a channel on the left."""
        self.page.locator(f'button[aria-label="{place}"]').click()

    def says(self, text: str) -> None:
        """Write in the chosen place."""
        editor = self.page.locator("[data-lexical-editor]")
        editor.click()
        self.page.keyboard.type(text)
        expect(editor).to_have_text(text)
        with self.page.expect_response("**/_conversation/v1/conversations/*/messages"):
            self.page.keyboard.press("Enter")

    def sees(self, words: str) -> Locator:
        """The newest card on the page with these words, once it is there."""
        card = self.page.locator(".ac-adaptiveCard", has_text=words).last
        expect(card).to_be_visible(timeout=_PATIENCE)
        return card

    def card_with(self, action: str, place: str = "personal") -> Message:
        """The newest card in this person's chat (or a channel) that has this button, once the rehearsal has it."""
        ends = time.monotonic() + _PATIENCE / 1000
        while True:
            self._tenant.read("idle")
            try:
                return self._person.card(action=action, place=place)
            except NotSeen:
                if time.monotonic() > ends:
                    raise

    def fills(self, action: str, answers: Mapping[str, str]) -> None:
        """Fill in what the card with this button asks, of these answers."""
        message = self.card_with(action)
        shown = self._shown(message, action)
        for field in message.data["fields"]:
            if answers.get(field["id"]):
                self._fill(shown, field, answers[field["id"]])

    def presses(self, action: str, place: str = "personal") -> None:
        """Press this button on the newest card that has it; `place` is the rehearsal's word for where it is."""
        message = self.card_with(action, place)
        button = self._shown(message, action).get_by_role("button", name=_title(message, action), exact=True)
        with self.page.expect_response("**/_conversation/v1/invoke"):
            button.click()

    def unfolds_everything(self, action: str) -> None:
        """Open each folded part of the card with this button: it must show more than before."""
        message = self.card_with(action)
        shown = self._shown(message, action)
        for each in message.data["actions"]:
            if each["type"] == "Action.ToggleVisibility":
                before = shown.inner_text()
                shown.get_by_role("button", name=each["title"], exact=True).click()
                expect(shown).not_to_have_text(before, use_inner_text=True, timeout=_PATIENCE)
                assert len(shown.inner_text()) > len(before), each["title"]

    def newest(self) -> Message:
        """The newest message in this person's chat, once everything due is done."""
        self._tenant.read("idle")
        return self._person.sees("personal")[-1]

    def _shown(self, message: Message, action: str) -> Locator:
        """The message's card on the page: the newest with its headline and this button."""
        button = self.page.get_by_role("button", name=_title(message, action), exact=True)
        card = self.page.locator(".ac-adaptiveCard", has_text=message.headline).filter(has=button).last
        expect(card).to_be_visible(timeout=_PATIENCE)
        return card

    def _fill(self, card: Locator, field: Mapping[str, Any], answer: str) -> None:
        title = next((each["title"] for each in field["choices"] if each["value"] == answer), "")
        named = re.compile(rf"^{re.escape(field['label'])}.*{re.escape(title)}$")
        several = card.get_by_role("checkbox", name=named)
        found = card.get_by_label(field["label"], exact=True).first
        if title and several.count():
            several.check()
        elif title:
            found.click()
            self.page.get_by_role("option", name=title, exact=True).click()
        else:
            found.fill(answer)

    def reports_newest_message(self) -> Locator:
        """Choose the app's command on the menu of the newest message, by its id: the Playground reads no manifest."""
        self.page.get_by_role("button", name="Show more information").last.click()
        self.page.get_by_role("menuitem", name="Action Command").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill("report-message")
        dialog.get_by_role("button", name="Create").click()
        return dialog

    @contextmanager
    def as_somebody_else(self, who: str) -> Iterator[None]:
        """What is pressed on this page comes from this person, whose own Teams we do not see."""
        other = next(each for each in self._tenant.people() if each["key"] == who)

        def changed(route: Route) -> None:
            body = json.loads(route.request.post_data or "{}")
            route.continue_(post_data=json.dumps({**body, "from": {"id": other["id"]}}))

        self.page.route("**/_conversation/v1/invoke", changed)
        yield
        self.page.unroute("**/_conversation/v1/invoke")

    def complaints(self) -> list[str]:
        """Errors in the Playground's own log panel."""
        return [line for line in self.page.inner_text("body").splitlines() if "Error" in line]


def _title(message: Message, action: str) -> str:
    return next(str(each["title"]) for each in message.data["actions"] if each["id"] == action)
