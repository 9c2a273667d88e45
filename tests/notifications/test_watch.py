"""Watching the clock for what is not required yet: the steps of the duty, and which row it is for."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.notifications.escalation import take
from bot.notifications.watch import watch, watched_row
from bot.services.still import still_words
from rules.load import load_pack
from rules.timescale import WindowKind
from tests.notifications.small_council import ALWAYS, DECIDED, council, keys, london, notification, row

NOW = london("2026-11-24 10:00")


def walked(due: datetime, limit: datetime, window: WindowKind) -> list[tuple[datetime, tuple[str, ...], bool]]:
    """When each step is taken, whom it asks besides the reporter, and whether it then goes on by itself."""
    organisation = council()
    later = row(at=due, status="not-yet", notify_by=limit, window=window)
    duty = watch(notification(later, at=NOW), organisation, NOW)
    assert duty is not None
    steps = []
    for _ in range(4):
        at = duty.next_at
        assert at is not None
        step, duty = take(duty, organisation, at)
        steps.append((at, keys(step.escalates_to), step.moves_on))
    return steps


def test_the_reporter_is_asked_at_the_instant_then_the_manager_then_on_call_then_it_goes_on() -> None:
    due = london("2026-11-25 02:00")
    assert walked(due, due + timedelta(hours=3), "any_hour") == [
        (due, (), False),
        (due + timedelta(minutes=30), ("morgan",), False),
        (due + timedelta(minutes=60), ("ola",), False),
        (due + timedelta(minutes=90), (), True),
    ]


def test_it_goes_on_by_the_rows_own_limit_however_short_that_is() -> None:
    due = london("2026-11-25 02:00")
    assert [at for at, _, _ in walked(due, due + timedelta(minutes=30), "any_hour")] == [
        due + timedelta(minutes=minutes) for minutes in (0, 10, 20, 30)
    ]


def test_what_can_wait_for_the_office_asks_in_office_hours_and_still_keeps_the_limit() -> None:
    saturday, limit = london("2026-11-28 14:00"), london("2026-11-30 17:00")
    steps = walked(saturday, limit, "working")
    assert steps[0][0] == london("2026-11-30 09:00")
    assert steps[-1][0] <= limit
    assert steps[-1][2]


def test_the_row_that_is_required_next_is_watched_and_only_where_it_tells_somebody_else() -> None:
    soon = row(at=NOW + timedelta(hours=2), status="not-yet", row_id="soon")
    late = row(DECIDED, at=NOW + timedelta(hours=1), status="not-yet", row_id="sooner")
    decision = notification(soon, late, row(ALWAYS, at=NOW), at=NOW).decision
    assert watched_row(decision) == late
    assert watched_row(decision, frozenset({"ACM", "CM", "DCS"})) is None
    assert watched_row(replace(decision, triggers=(soon,)), frozenset({"CM"})) == soon


@pytest.mark.parametrize(
    ("policy", "row_id", "words"),
    [
        ("luton", "lut-cla-missing", "still missing"),
        ("wigan", "wig-staff-sick", "still off sick"),
        ("wigan", "wig-out-of-school", "still out of school"),
        ("wigan", "wig-other-authority-cla", "still missing"),
        ("informing-the-director", "itd-cla-missing", "still so (child looked after missing)"),
    ],
)
def test_the_words_come_from_what_the_row_counts_from(policy: str, row_id: str, words: str) -> None:
    assert still_words(load_pack(policy), row_id).asked == words
