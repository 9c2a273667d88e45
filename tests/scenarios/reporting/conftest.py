"""A rehearsal for a story of its own, and one for the short questions that leave nothing behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.harness import Rehearsal

FRIDAY_AFTERNOON = "2026-11-20T14:00:00+00:00"

Begin = Callable[..., Rehearsal]


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Rehearsal]:
    """A fresh rehearsal on a Friday at two in the afternoon."""
    with Rehearsal(tmp_path, at=FRIDAY_AFTERNOON) as running:
        yield running


@pytest.fixture(scope="module")
def front_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """One rehearsal for a whole module, whose tests each take a person of their own."""
    with Rehearsal(tmp_path_factory.mktemp("front-door"), at=FRIDAY_AFTERNOON) as running:
        yield running
