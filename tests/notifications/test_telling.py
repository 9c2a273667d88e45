"""From a decision to duties and deliveries: who is told, where, and what they then owe."""

from datetime import datetime, timedelta

import pytest

from bot.notifications.delivery import Delivery, Via
from bot.notifications.duty import DutyKind
from bot.notifications.telling import ON_CALL, plan, staff_matter, tell_role
from bot.organisation import Organisation
from rules.facts import read_facts
from rules.pack import Route
from tests.notifications.small_council import ALWAYS, DECIDED, council, key_of, london, notification, row

DAY = london("2026-11-24 10:00")
NIGHT = london("2026-11-24 02:00")


def places(organisation: Organisation, deliveries: tuple[Delivery, ...]) -> dict[str, tuple[str, ...]]:
    """Where something goes, and in which roles."""
    return {key_of(organisation, d.recipient): d.roles for d in deliveries}


def test_always_told_roles_each_owe_an_acknowledgement_of_their_own() -> None:
    organisation = council()
    telling = plan(notification(row(at=DAY), at=DAY), organisation, DAY)
    assert {(d.kind, d.role) for d in telling.duties} == {
        (DutyKind.NOTIFY, "DCS"),
        (DutyKind.ACKNOWLEDGE, "DCS"),
        (DutyKind.NOTIFY, "CM"),
        (DutyKind.ACKNOWLEDGE, "CM"),
    }
    assert places(organisation, telling.deliveries) == {
        "dana": ("DCS",),
        "charlie": ("CM",),
        "managers": (),
        "inbox@council.example": (),
    }


def test_who_decides_is_told_without_owing_an_acknowledgement_and_who_is_decided_about_is_not_told() -> None:
    organisation = council()
    telling = plan(notification(row(DECIDED, at=DAY), at=DAY), organisation, DAY)
    assert [(d.kind, d.role, d.about) for d in telling.duties if d.kind is not DutyKind.NOTIFY] == [
        (DutyKind.DECIDE, "ACM,CM", "DCS")
    ]
    assert set(places(organisation, telling.deliveries)) == {"alex", "charlie", "managers", "inbox@council.example"}


def test_a_role_that_is_told_anyway_is_not_decided_about() -> None:
    both = notification(row(at=DAY), row(DECIDED, at=DAY, row_id="other"), at=DAY)
    assert not [d for d in plan(both, council(), DAY).duties if d.kind is DutyKind.DECIDE]


def test_a_row_that_cannot_be_ruled_out_tells_and_a_row_that_is_not_yet_does_not() -> None:
    unknown = plan(notification(row(at=DAY, status="unknown"), at=DAY), council(), DAY)
    assert {d.role for d in unknown.duties} == {"DCS", "CM"}
    later = plan(notification(row(DECIDED, at=DAY), row(at=DAY, status="not-yet"), at=DAY), council(), DAY)
    assert "DCS" not in {d.role for d in later.duties}


def test_each_roles_earliest_limit_counts() -> None:
    soon, late = DAY + timedelta(hours=1), DAY + timedelta(days=1)
    made = notification(
        row(at=DAY, notify_by=late, window="working", row_id="slow"),
        row(Route(always=("CM",)), at=DAY, notify_by=soon, row_id="fast"),
        at=DAY,
    )
    duties = {(d.kind, d.role): d for d in plan(made, council(), DAY).duties}
    assert duties[DutyKind.NOTIFY, "CM"].due == soon
    assert duties[DutyKind.NOTIFY, "DCS"].due == late
    assert duties[DutyKind.ACKNOWLEDGE, "CM"].any_hour
    assert not duties[DutyKind.ACKNOWLEDGE, "DCS"].any_hour


@pytest.mark.parametrize("when", [DAY, NIGHT])
def test_immediately_is_never_late_at_birth_and_escalates_by_its_window(when: datetime) -> None:
    made = notification(row(at=when, immediate=True, notify_by=when), at=when)
    duties = {(d.kind, d.role): d for d in plan(made, council(), when).duties}
    acknowledge = duties[DutyKind.ACKNOWLEDGE, "DCS"]
    assert acknowledge.late_since is None
    assert acknowledge.due == when + timedelta(minutes=30)
    assert acknowledge.next_at == when + timedelta(minutes=15)
    assert duties[DutyKind.NOTIFY, "DCS"].late_since is None
    assert duties[DutyKind.NOTIFY, "DCS"].next_at == when + timedelta(minutes=15)
    assert all(d.urgent for d in plan(made, council(), when).deliveries)


def test_a_staff_matter_and_one_that_may_be_stay_out_of_the_channel() -> None:
    for answer, posted in (("yes", False), ("unknown", False), ("no", True)):
        telling = plan(notification(row(at=DAY), at=DAY, staff_matter=answer), council(), DAY)
        assert any(d.via is Via.CHANNEL for d in telling.deliveries) is posted
        assert any(d.via is Via.MAIL for d in telling.deliveries)


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({}, "unknown"),
        ({"about.staff": False}, "no"),
        ({"about.staff": True}, "yes"),
        ({"about.staff": False, "subjects": [{"kind": "child"}]}, "no"),
        ({"about.staff": False, "subjects": [{"kind": "child"}, {"kind": "staff"}]}, "yes"),
        ({"about.staff": False, "subjects": [{"kind": "carer"}]}, "yes"),
        ({"about.staff": False, "subjects": [{"kind": "elected-member"}]}, "yes"),
        ({"about.staff": False, "subjects": [{"kind": "child", "happened": ["gross-misconduct"]}]}, "yes"),
        ({"about.staff": False, "happened": ["violence-against-staff"]}, "yes"),
        ({"subjects": [{"kind": "child", "happened": ["missing"]}]}, "unknown"),
    ],
)
def test_only_a_plain_no_lets_a_report_into_the_channel(facts: dict[str, object], answer: str) -> None:
    assert staff_matter(read_facts(facts)) == answer


def test_at_night_whoever_is_on_call_is_told_of_what_runs_at_any_hour_alone() -> None:
    organisation = council()
    urgent = plan(notification(row(at=NIGHT), at=NIGHT), organisation, NIGHT)
    assert places(organisation, urgent.deliveries)["ola"] == (ON_CALL,)
    calm = plan(notification(row(at=NIGHT, window="working"), at=NIGHT), organisation, NIGHT)
    assert "ola" not in places(organisation, calm.deliveries)
    by_day = plan(notification(row(at=DAY), at=DAY), organisation, DAY)
    assert "ola" not in places(organisation, by_day.deliveries)


def test_somebody_with_two_roles_gets_one_card_for_both() -> None:
    roles = {"DCS": {"holders": ["dana"]}, "CM": {"holders": ["dana"]}, "ACM": {"holders": ["alex"]}}
    organisation = council(roles=roles)
    telling = plan(notification(row(at=DAY), at=DAY), organisation, DAY)
    assert places(organisation, telling.deliveries)["dana"] == ("DCS", "CM")
    assert len([d for d in telling.deliveries if d.via is Via.PERSONAL]) == 1


def test_who_was_told_before_is_not_told_again_when_the_rest_arrives() -> None:
    organisation = council()
    telling = plan(notification(row(at=DAY), at=DAY), organisation, DAY, already=frozenset({"DCS"}))
    assert {d.role for d in telling.duties} == {"CM"}
    assert "dana" not in places(organisation, telling.deliveries)


def test_telling_one_more_role_creates_its_duties_and_its_card() -> None:
    organisation = council(away=[{"person": "dana", "start": "2026-11-24", "end": "2026-11-25"}])
    telling = tell_role(notification(row(DECIDED, at=DAY), at=DAY), organisation, DAY, "DCS", row(ALWAYS, at=DAY))
    assert [(d.kind, d.role) for d in telling.duties] == [(DutyKind.NOTIFY, "DCS"), (DutyKind.ACKNOWLEDGE, "DCS")]
    assert places(organisation, telling.deliveries) == {"devon": ("DCS",)}
