"""The rehearsal with the fake bot, for the tests of the rehearsal itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness import Rehearsal

COMMAND = (sys.executable, "-m", "tests.rehearsal.fake_rehearsal")


@pytest.fixture
def tenant(tmp_path: Path) -> Iterator[Rehearsal]:
    """A running rehearsal at 16:00 on a Friday."""
    with Rehearsal(tmp_path / "data", at="2026-11-20T16:00:00+00:00", command=COMMAND) as tenant:
        yield tenant
