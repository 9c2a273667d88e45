"""A rehearsal for a story that moves the clock, and one that all the others share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Rehearsal

FRIDAY_AFTERNOON = "2026-11-20T14:00:00+00:00"


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Rehearsal]:
    """A fresh rehearsal on a Friday at two in the afternoon."""
    with Rehearsal(tmp_path, at=FRIDAY_AFTERNOON) as running:
        yield running


@pytest.fixture(scope="session")
def front_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """One rehearsal for every story that leaves the clock alone; a report is told from the others by its reference."""
    with Rehearsal(tmp_path_factory.mktemp("front-door"), at=FRIDAY_AFTERNOON) as running:
        yield running
