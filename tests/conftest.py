"""What every test has: reproducible property tests, and a browser where there is one."""

import os
import shutil

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("project")

_REQUIRED = os.environ.get("NTK_REQUIRE_BROWSER") == "1"
_NO_CHROMIUM = "no Chromium on this machine (on Debian: apt-get install chromium)"


def _chromium() -> str | None:
    named = os.environ.get("NTK_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium to drive. Skips where there is none, fails there when NTK_REQUIRE_BROWSER is 1."""
    found = _chromium()
    if found is None:
        if _REQUIRED:
            pytest.fail(f"NTK_REQUIRE_BROWSER is 1, but there is {_NO_CHROMIUM}.", pytrace=False)
        pytest.skip(_NO_CHROMIUM)
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under a folder `browser` or `playground` is marked, so that it can be counted and chosen."""
    for item in items:
        if {"browser", "playground"} & set(item.path.parts[-3:-1]):
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say whether the browser tests ran: a green run without them proves less. And what tests have measured."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, line in getattr(report, "user_properties", ()):
                if name == "figures":
                    terminalreporter.write_line(line)
    ran = sum(
        report.when == "call" and "browser" in report.keywords
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
    )
    reason = "none was selected" if _chromium() else _NO_CHROMIUM
    terminalreporter.write_line(f"Browser tests: {ran} ran." if ran else f"Browser tests did not run: {reason}.")
