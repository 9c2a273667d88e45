"""The schedule of an open duty, step by step, without a bot around it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import Step, started, take
from bot.organisation import Organisation
from tests.notifications.small_council import council, duty, key_of, keys, london

Told = tuple[tuple[str, ...], tuple[str, ...]]


def walk(first: Duty, organisation: Organisation, steps: int) -> list[tuple[datetime, Step]]:
    """The first steps of a duty that nobody meets."""
    taken, current = [], started(first, organisation)
    for _ in range(steps):
        at = current.next_at
        assert at is not None
        step, current = take(current, organisation, at)
        taken.append((at, step))
    return taken


def who(step: Step, organisation: Organisation) -> Told:
    """Who is reminded, and to whom it escalates, by key."""
    return tuple(key_of(organisation, aad) for aad in step.reminds), keys(step.escalates_to)


def test_an_acknowledgement_is_reminded_halfway_then_covered_then_passed_on_again_and_again() -> None:
    organisation = council()
    walked = walk(duty(at=london("2026-11-24 02:00")), organisation, 5)
    assert [at for at, _ in walked] == [
        london(f"2026-11-24 {t}") for t in ("02:15", "02:30", "03:00", "03:30", "04:00")
    ]
    assert [who(step, organisation) for _, step in walked] == [
        (("dana",), ()),
        (("dana",), ("devon",)),
        (("dana",), ("charlie",)),
        (("dana",), ("charlie",)),
        (("dana",), ("charlie",)),
    ]


def test_the_chain_is_walked_in_its_order_and_never_to_the_owner() -> None:
    organisation = council(escalation_chain=["ACM", "CM", "DCS"])
    walked = walk(duty(role="CM", at=london("2026-11-24 10:00")), organisation, 6)
    assert [keys(step.escalates_to) for _, step in walked] == [
        (),
        ("avery",),
        ("alex",),
        ("dana",),
        ("dana",),
        ("dana",),
    ]


def test_without_cover_the_next_role_is_asked_when_the_window_closes() -> None:
    organisation = council(
        roles={"DCS": {"holders": ["dana"]}, "CM": {"holders": ["charlie"]}, "ACM": {"holders": ["alex"]}}
    )
    walked = walk(duty(at=london("2026-11-24 10:00")), organisation, 2)
    assert walked[1][0] == london("2026-11-24 10:30")
    assert who(walked[1][1], organisation) == (("dana",), ("charlie",))


def test_nobody_decides_so_cover_is_asked_and_then_the_role_itself_is_told() -> None:
    organisation = council()
    made = duty(DutyKind.DECIDE, "ACM,CM", about="DCS", at=london("2026-11-24 10:00"))
    walked = walk(made, organisation, 4)
    assert [(step.moves_on, set(keys(step.escalates_to))) for _, step in walked] == [
        (False, set()),
        (False, {"avery"}),
        (True, set()),
        (True, set()),
    ]
    assert walked[2][0] == london("2026-11-24 11:00")


def test_the_cover_of_two_deciding_roles_is_asked_once() -> None:
    organisation = council()
    made = duty(DutyKind.DECIDE, "ACM,CM", about="DCS", at=london("2026-11-24 10:00"))
    assert keys(walk(made, organisation, 2)[1][1].escalates_to) == ("avery",)


def test_holders_who_are_away_leave_it_to_their_cover_and_cover_who_are_away_are_not_asked() -> None:
    away = [{"person": "dana", "start": "2026-11-24", "end": "2026-11-24"}]
    organisation = council(away=away)
    walked = walk(duty(at=london("2026-11-24 10:00")), organisation, 2)
    assert [who(step, organisation) for _, step in walked] == [(("devon",), ()), (("devon",), ("charlie",))]

    organisation = council(away=[{"person": "devon", "start": "2026-11-24", "end": "2026-11-24"}])
    walked = walk(duty(at=london("2026-11-24 10:00")), organisation, 2)
    assert [who(step, organisation) for _, step in walked] == [(("dana",), ()), (("dana",), ("charlie",))]


@pytest.mark.parametrize(
    ("reported", "steps"),
    [
        ("2026-11-24 10:00", ("2026-11-24 12:00", "2026-11-24 14:00", "2026-11-25 10:00")),
        ("2026-11-20 16:00", ("2026-11-23 09:00", "2026-11-23 12:00", "2026-11-23 16:00")),
        ("2026-11-21 02:00", ("2026-11-23 09:00", "2026-11-23 13:00", "2026-11-24 09:00")),
        ("2026-08-28 16:00", ("2026-09-01 09:00", "2026-09-01 12:00", "2026-09-01 16:00")),
        ("2026-10-23 16:00", ("2026-10-26 09:00", "2026-10-26 12:00", "2026-10-26 16:00")),
        ("2027-03-25 16:00", ("2027-03-30 09:00", "2027-03-30 12:00", "2027-03-30 16:00")),
        ("2026-12-24 16:00", ("2026-12-29 09:00", "2026-12-29 12:00", "2026-12-29 16:00")),
    ],
)
def test_what_keeps_office_hours_steps_in_office_hours_alone(reported: str, steps: tuple[str, ...]) -> None:
    walked = walk(duty(at=london(reported), window="working"), council(), 3)
    assert tuple(at for at, _ in walked) == tuple(london(s) for s in steps)


def test_a_limit_at_any_hour_counts_elapsed_time_across_both_clock_changes() -> None:
    for reported in (london("2026-10-25 00:45"), london("2027-03-28 00:45")):
        walked = walk(duty(at=reported), council(), 3)
        assert [at - reported for at, _ in walked] == [timedelta(minutes=m) for m in (15, 30, 60)]


def test_a_step_long_missed_is_taken_once_and_is_the_steps_own_not_a_reminder() -> None:
    organisation = council()
    made = started(duty(at=london("2026-11-24 02:00")), organisation)
    step, after = take(made, organisation, london("2026-11-24 06:00"))
    assert who(step, organisation) == (("dana",), ("devon",))
    assert after.late_since == made.due
    assert after.next_at == london("2026-11-24 06:30")


@pytest.mark.parametrize(
    ("notify_by", "asks"),
    [("2026-11-24 10:00", "2026-11-24 10:15"), ("2026-11-20 10:00", "2026-11-24 10:15"), ("2026-11-24 17:00",) * 2],
)
def test_immediately_and_a_limit_long_past_are_not_late_at_birth(notify_by: str, asks: str) -> None:
    made = replace(duty(DutyKind.NOTIFY, at=london("2026-11-24 10:00")), due=london(notify_by))
    begun = started(made, council())
    assert begun.late_since is None
    assert begun.next_at == london(asks), "half a window is what sending may take before a person is asked"


@pytest.mark.parametrize("kind", [DutyKind.SEND, DutyKind.REACH])
@pytest.mark.parametrize(
    ("at", "stands_in"), [("2026-11-24 10:00", ("morgan",)), ("2026-11-24 22:00", ("ola", "morgan"))]
)
def test_a_persons_duty_goes_to_their_manager_and_by_night_to_whoever_is_on_call_as_well(
    kind: DutyKind, at: str, stands_in: tuple[str, ...]
) -> None:
    organisation = council()
    rowan = organisation.people["rowan"].id
    made = replace(duty(kind, at=london(at)), role=None, person=rowan)
    assert who(walk(made, organisation, 2)[1][1], organisation) == (("rowan",), stands_in)


def test_nobody_is_asked_to_reach_themselves_and_no_step_goes_to_whoever_owes_the_duty_already() -> None:
    organisation = council()
    people = organisation.people
    made = replace(
        duty(DutyKind.REACH, at=london("2026-11-24 10:00")),
        role=None,
        person=people["morgan"].id,
        about=people["dana"].id,
    )
    walked = walk(made, organisation, 4)
    assert [keys(step.escalates_to) for _, step in walked] == [(), ("charlie",), ("charlie",), ("charlie",)]
