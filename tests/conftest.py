"""What every test has: reproducible property tests, and a browser and a PostgreSQL where there is one."""

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.postgres import Postgres, choose_folder, end_server

settings.register_profile("project", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("project")

_REQUIRED = os.environ.get("NTK_REQUIRE_BROWSER") == "1"
_POSTGRES_REQUIRED = os.environ.get("NTK_REQUIRE_POSTGRES") == "1"
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


@pytest.fixture(scope="session")
def postgres() -> Postgres:
    """A PostgreSQL server. Skips where it cannot be started, fails there when NTK_REQUIRE_POSTGRES is 1."""
    try:
        return Postgres()
    except Exception as error:
        reason = f"no PostgreSQL can be started on this machine ({type(error).__name__}: {error})"
        if _POSTGRES_REQUIRED:
            pytest.fail(f"NTK_REQUIRE_POSTGRES is 1, but {reason}.", pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def _postgres_database(postgres: Postgres) -> Iterator[str]:
    with postgres.new() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: Postgres, _postgres_database: str) -> Iterator[str]:
    """The address of a PostgreSQL database with the schema and nothing in it."""
    yield _postgres_database
    postgres.wipe(_postgres_database)


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL server for the whole run, wherever its tests run."""
    if not hasattr(config, "workerinput"):
        choose_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """It ends with the run."""
    if not hasattr(config, "workerinput"):
        end_server()


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
