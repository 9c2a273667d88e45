"""A short run of the crash harness on each database; `make faults` runs the long one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.crashing import crash
from tests.faults.databases import DATABASES, POSTGRESQL

KILLS = 10


@pytest.mark.timeout(400)
@pytest.mark.parametrize("database", sorted(DATABASES))
def test_killed_over_and_over_nothing_is_lost_stuck_or_doubled_but_in_the_named_window(
    tmp_path: Path, database: str, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    if database == POSTGRESQL.name:
        request.getfixturevalue("postgres")  # which says where there is none
    killed = crash(KILLS, 6, DATABASES[database], tmp_path)
    for line in killed.lines(database):
        record_property("figures", line)
    assert killed.figures.clean, killed.figures.wrong
    assert killed.deaths.total() >= KILLS
    assert killed.figures.notifications > 0
