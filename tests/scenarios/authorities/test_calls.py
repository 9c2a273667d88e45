"""Wigan: for a matter of risk the assistant director is phoned as well; who called, when, and whether they answered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.documents.sheet import printed
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.notification import Notification
from bot.outlook.message import compose
from bot.services.asked import Asked
from bot.services.asking import asked_of
from tests.engine.council import Council, Standing, authority_of

SATURDAY_NIGHT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
HARMED = {
    "subject.kind": "child",
    "happened": "self-harm",
    "child.status": "cp",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "no",
    "incident.details": "Cut both arms.",
}
YES, NO = {"phone.ad.answered": "yes"}, {"phone.ad.answered": "no"}


@pytest.fixture
def wigan(tmp_path: Path) -> Iterator[Council]:
    """Wigan's council in the middle of a Saturday night."""
    council = Council(tmp_path, Standing(SATURDAY_NIGHT), authority_of("wigan"))
    yield council
    council.close()


def call(council: Council, of: Notification) -> Duty:
    """The duty to phone the assistant director: one, whatever asks for it."""
    (found,) = [d for d in council.record(of.id).duties if d.kind is DutyKind.PHONE]
    return found


def asked(council: Council, who: str, of: Notification) -> Asked | None:
    """What a person's card asks about the call."""
    found = asked_of(council.record(of.id), council.actor(who).id, council.authority)
    return next((ask for ask in found if ask.what == "Phone"), None)


def test_the_manager_nearest_to_the_reporter_owes_the_call_at_any_hour(wigan: Council) -> None:
    report = wigan.report("rowan", HARMED)
    wigan.deliver()
    duty = call(wigan, report)

    assert duty.person == wigan.actor("pat").id, "Rowan's manager is a practice manager"
    assert duty.any_hour
    ask = asked(wigan, "pat", report)
    assert ask is not None
    assert ask.title == "Phone the Assistant Director now"
    assert "Ring Casey Assistant-Director on 01632 960 505" in ask.note
    assert asked(wigan, "rowan", report) is not None, "whoever reports may make it too"
    assert asked(wigan, "sam", report) is None
    assert "open duties: phone the AD" in wigan.record(report.id).status


def test_somebody_who_owes_it_and_reports_makes_it_themselves(wigan: Council) -> None:
    report = wigan.report("sam", HARMED)
    assert call(wigan, report).person == wigan.actor("sam").id


@pytest.mark.shows("wig-phone")
def test_no_answer_keeps_it_open_with_the_next_number_and_yes_closes_it(wigan: Council) -> None:
    report = wigan.report("rowan", HARMED)
    wigan.deliver()
    duty = call(wigan, report)
    assert wigan.attempt("pat", "phoned", duty.id).code == "did-they-answer"
    wigan.press("pat", "phoned", duty.id, inputs=NO)

    ask = asked(wigan, "pat", report)
    assert ask is not None
    assert "Ring Robin Covering-Assistant-Director on 01632 960 506" in ask.note
    assert ask.so_far == "No answer from Casey Assistant-Director at Sat 21 Nov 2026 02:00 (Pat Practice-Manager)."
    wigan.clock.at += timedelta(minutes=4)
    wigan.press("rowan", "phoned", duty.id, inputs=YES)

    assert not call(wigan, report).is_open
    sheet = printed(wigan.record(report.id), wigan.authority)
    assert "recorded a phone call (role: AD; whom: Casey Assistant-Director; answered: no)" in sheet
    assert "recorded a phone call (role: AD; whom: Robin Covering-Assistant-Director; answered: yes)" in sheet
    assert "phoned and reached by Rowan Reporter at Sat 21 Nov 02:04" in sheet
    mail = compose(wigan.record(report.id), Purpose.INBOX, "x@y.example", wigan.authority, wigan.clock.now())
    assert "phoned and reached by Rowan Reporter" in mail.html
    assert wigan.attempt("pat", "phoned", duty.id, inputs=YES).code == "done-before"


def test_a_call_that_nobody_records_reminds_and_goes_up(wigan: Council) -> None:
    report = wigan.report("rowan", HARMED)
    wigan.deliver()
    wigan.press("casey", "acknowledge", report.id, 1)
    wigan.advance(timedelta(hours=2))

    duty = call(wigan, report)
    assert duty.is_open
    people = {p.id: p.key for p in wigan.authority.organisation.people.values()}
    told = [people[d.recipient] for d in wigan.record(report.id).deliveries if d.duty == duty.id]
    assert told[0] == "pat"
    assert {"ola", "sam"} <= set(told), "on call and the manager, at night"
    assert asked(wigan, "sam", report) is not None, "and they may record it"


def test_a_stranger_records_nothing(wigan: Council) -> None:
    report = wigan.report("rowan", HARMED)
    wigan.deliver()
    duty = call(wigan, report)
    for who in ("sasha", "billie", "member"):
        tried = wigan.attempt(who, "phoned", duty.id, inputs=YES)
        assert (tried.changed, tried.code) == (False, "not-your-role")


def test_no_call_is_asked_for_where_the_row_does_not(wigan: Council) -> None:
    report = wigan.report("rowan", {**HARMED, "happened": "praise", "danger.now": "no"})
    assert not [d for d in wigan.record(report.id).duties if d.kind is DutyKind.PHONE]
