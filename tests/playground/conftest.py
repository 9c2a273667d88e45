"""A rehearsal with two of Microsoft's Playgrounds, and a browser in front of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from bot.rehearsal.playground_file import PROGRAM
from tests.harness import Rehearsal
from tests.playground.desk import Desk, free_ports, running

FRIDAY_FOUR = "2026-11-20T16:00:00+00:00"
_MISSING = "Microsoft 365 Agents Playground is not installed (make setup installs it)"

Stage = tuple[Rehearsal, dict[str, Desk]]


@pytest.fixture
def stage(tmp_path: Path, chromium: str) -> Iterator[Callable[..., Stage]]:
    """`stage("rowan", "dana")`: a rehearsal and two desks. Skips, or fails, where the Playground is missing."""
    if not PROGRAM.exists():
        if os.environ.get("NTK_REQUIRE_BROWSER") == "1":
            pytest.fail(f"NTK_REQUIRE_BROWSER is 1, but {_MISSING}.", pytrace=False)
        pytest.skip(_MISSING)
    with ExitStack() as stack:

        def opened(*people: str) -> Stage:
            port = free_ports(len(people))
            options = ("--playground", *people, "--playground-port", str(port))
            tenant = stack.enter_context(Rehearsal(tmp_path / "data", at=FRIDAY_FOUR, options=options))
            playwright = stack.enter_context(sync_playwright())
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            stack.callback(browser.close)
            desks = {}
            for number, who in enumerate(people):
                stack.enter_context(running(tenant, who, port + number))
                desks[who] = Desk(browser, tenant, who, port + number)
            return tenant, desks

        yield opened
