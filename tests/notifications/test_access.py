"""Who may do what: the role, its cover, the person told; nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.leave import Leave
from bot.notifications.access import Standing, may_acknowledge, may_decide, may_open, standing
from bot.notifications.delivery import Purpose
from bot.notifications.duty import DutyKind
from tests.notifications.small_council import council, duty, london, notification, record, row, told

AT = london("2026-11-24 10:00")
COUNCIL = council()
ID = {key: person.id for key, person in COUNCIL.people.items()}
STRANGER = "99999999-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("dana", Standing("DCS", "holder")),
        ("devon", Standing("DCS", "cover")),
        ("charlie", None),
        ("rowan", None),
        (STRANGER, None),
    ],
)
def test_a_roles_duty_is_met_by_its_holder_or_its_cover_alone(who: str, expected: Standing | None) -> None:
    assert standing(duty(at=AT), ID.get(who, who), COUNCIL) == expected


def test_a_persons_duty_is_theirs_alone() -> None:
    own = replace(duty(DutyKind.REACH, at=AT), role=None, person=ID["morgan"])
    assert standing(own, ID["morgan"], COUNCIL) == Standing("", "holder")
    assert standing(own, ID["dana"], COUNCIL) is None


def test_any_one_of_the_deciding_roles_may_decide_and_a_holder_is_never_called_cover() -> None:
    made = record(notification(row(at=AT), at=AT), duty(DutyKind.DECIDE, "ACM,CM", about="DCS", at=AT))
    found = {who: may_decide(made, ID[who], COUNCIL) for who in ("alex", "charlie", "avery", "dana", "rowan")}
    assert {who: pair[1] if pair else None for who, pair in found.items()} == {
        "alex": Standing("ACM", "holder"),
        "charlie": Standing("CM", "holder"),
        "avery": Standing("ACM", "cover"),
        "dana": None,
        "rowan": None,
    }


def test_an_open_decision_comes_before_a_met_one() -> None:
    met = duty(DutyKind.DECIDE, "CM", about="SLT", at=AT).met(AT, ID["charlie"])
    still_open = duty(DutyKind.DECIDE, "CM", about="DCS", at=AT)
    found = may_decide(record(notification(row(at=AT), at=AT), met, still_open), ID["charlie"], COUNCIL)
    assert found is not None
    assert found[0].about == "DCS"


def test_acknowledging_covers_open_and_met_duties_of_ones_own_roles_alone() -> None:
    made = record(
        notification(row(at=AT), at=AT),
        duty(at=AT).met(AT, ID["dana"]),
        duty(role="CM", at=AT),
        duty(role="ACM", at=AT),
    )
    assert [d.role for d, _ in may_acknowledge(made, ID["avery"], COUNCIL)] == ["CM", "ACM"]
    assert [d.role for d, _ in may_acknowledge(made, ID["dana"], COUNCIL)] == ["DCS"]
    assert not may_acknowledge(made, ID["rowan"], COUNCIL)


def test_a_holder_who_also_covers_another_role_acts_for_it_only_once_asked_to() -> None:
    organisation = council(
        roles={"DCS": {"holders": ["dana"], "cover": ["charlie"]}, "CM": {"holders": ["charlie"]}},
        escalation_chain=["CM"],
    )
    directors, own = duty(at=AT), duty(role="CM", at=AT).met(AT, ID["charlie"])
    made = notification(row(at=AT), at=AT)
    card = replace(told(COUNCIL.people["charlie"], at=AT), roles=("CM",))
    before = record(made, directors, own, deliveries=(card,))
    assert [d.role for d, _ in may_acknowledge(before, ID["charlie"], organisation)] == ["CM"]
    asked = replace(told(COUNCIL.people["charlie"], Purpose.ESCALATION, at=AT), duty=directors.id)
    after = record(made, directors, own, deliveries=(card, asked))
    assert [d.role for d, _ in may_acknowledge(after, ID["charlie"], organisation)] == ["DCS", "CM"]


@pytest.mark.parametrize(
    ("purpose", "opens"),
    [
        (Purpose.TELL, True),
        (Purpose.ESCALATION, True),
        (Purpose.REMINDER, False),
        (Purpose.DIGEST, False),
        (Purpose.RECEIPT, False),
    ],
)
def test_being_told_opens_the_details(purpose: Purpose, opens: bool) -> None:
    made = record(notification(row(at=AT), at=AT), deliveries=(told(COUNCIL.people["ola"], purpose, at=AT),))
    assert may_open(made, ID["ola"], COUNCIL) is opens


@pytest.mark.parametrize(
    ("who", "opens"),
    [("rowan", True), ("dana", True), ("devon", True), ("charlie", False), ("morgan", False), (STRANGER, False)],
)
def test_the_reporter_and_the_owners_of_its_duties_open_it_and_nobody_else(who: str, opens: bool) -> None:
    made = record(notification(row(at=AT), at=AT), duty(at=AT))
    assert may_open(made, ID.get(who, who), COUNCIL) is opens


def test_somebody_named_by_a_holder_who_is_away_stands_in_for_them_and_for_nothing_else() -> None:
    away = COUNCIL.with_leaves((Leave("dana", AT, AT + timedelta(days=1), "ola"),))
    assert standing(duty(at=AT), ID["ola"], away) == Standing("DCS", "cover", ID["dana"])
    assert standing(duty(role="CM", at=AT), ID["ola"], away) is None
    own = replace(duty(DutyKind.REACH, at=AT), role=None, person=ID["dana"])
    assert standing(own, ID["ola"], away) == Standing("", "cover", ID["dana"])
    assert standing(own, ID["devon"], away) is None


def test_a_press_of_somebody_named_never_acknowledges_for_a_role_that_they_cover_by_the_file() -> None:
    away = COUNCIL.with_leaves((Leave("dana", AT, AT + timedelta(days=1), "avery"),))
    made = record(notification(row(at=AT), at=AT), duty(at=AT), duty(role="CM", at=AT))
    assert [d.role for d, _ in may_acknowledge(made, ID["avery"], away)] == ["DCS"]


def test_whoever_acted_on_it_may_see_it_again_and_nobody_else() -> None:
    made = record(notification(row(at=AT), at=AT), duty(at=AT).met(AT, ID["ola"], acting="cover", covers=ID["dana"]))
    assert may_open(made, ID["ola"], COUNCIL)
    assert not may_open(made, ID["morgan"], COUNCIL)
