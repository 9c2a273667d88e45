"""A browser for each file of these tests, and rehearsals that many of them share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.harness import Rehearsal
from tests.rehearsal.browser.every_card import every_card
from tests.rehearsal.conftest import COMMAND
from tests.scenarios.telling.council import FRIDAY_FOUR, Council


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A running Chromium, for one file of tests: while it runs, its thread has an event loop, and asyncio no other."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A rehearsal with the fake bot, for one file of tests."""
    folder: Path = tmp_path_factory.mktemp("shared")
    with Rehearsal(folder / "data", at=FRIDAY_FOUR, command=COMMAND) as tenant:
        yield tenant


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """A rehearsal of the real bot in which every kind of card stands on somebody's screen."""
    with Council(tmp_path_factory.mktemp("full") / "data", FRIDAY_FOUR) as council:
        every_card(council)
        yield council
