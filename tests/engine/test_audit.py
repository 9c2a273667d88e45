"""The self-audit: the database is broken in every way it looks for; it finds, mends or raises, and is clean again.

On both databases.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.delivery import DeliveryStatus, Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.finding import GRACE, Finding, Kind, Outcome, changed_days
from bot.notifications.notification import Notification
from bot.services import watching
from bot.services.auditing import audit
from bot.services.recounting import ROUTINE
from bot.store.tables import to_ms
from rules.instants import at_london
from tests.engine.council import MISSING, PRACTICE, Council

HOUR = timedelta(hours=1)
CHRISTMAS_EVE = datetime(2026, 12, 24, 15, 0, tzinfo=UTC)
SUBSTITUTE = date(2026, 12, 28)
"""A bank holiday in place of the Saturday's, which an older list may not have known."""


@pytest.fixture
def council(tmp_path: Path, database: str) -> Iterator[Council]:
    opened = Council(tmp_path, database=database)
    yield opened
    opened.close()


def audited(council: Council) -> tuple[Finding, ...]:
    return council.run(lambda work: audit(work, council.authority, council.clock.now()))


def break_it(council: Council, statement: str) -> None:
    with council.engine.begin() as connection:
        assert connection.exec_driver_sql(statement).rowcount > 0, "nothing was broken"


def sent(council: Council, answers: dict[str, str] = MISSING) -> Notification:
    """A report that everybody has been told of."""
    notification = council.report("rowan", answers)
    council.deliver()
    assert audited(council) == ()
    return notification


def found(kind: Kind, outcome: Outcome, notification: Notification) -> tuple[Finding, ...]:
    return (Finding(kind, outcome, notification.reference),)


def duty(council: Council, notification: Notification, kind: DutyKind, role: str = "DCS") -> Duty:
    """The one of this kind: owned by the role, or about it."""
    duties = council.record(notification.id).duties
    (one,) = [d for d in duties if d.kind is kind and role in (d.role, d.about, d.source)]
    return one


def test_a_story_from_report_to_the_end_of_the_chain_is_clean_at_every_step(council: Council) -> None:
    council.tell_now("rowan")
    council.deliver()
    for _ in range(4):
        council.advance(timedelta(hours=9))
        assert audited(council) == ()


def test_an_open_duty_with_no_next_step_takes_it_now(council: Council) -> None:
    notification = sent(council)
    break_it(council, "UPDATE duties SET next_at = NULL WHERE kind = 'acknowledge' AND role = 'DCS'")
    assert audited(council) == found(Kind.NOTHING_DUE, Outcome.MENDED, notification)
    assert audited(council) == ()
    council.advance(timedelta(0))
    assert duty(council, notification, DutyKind.ACKNOWLEDGE).step == 1
    assert "reminded" in council.verbs(notification.id)


def test_a_role_that_was_not_told_in_time_and_nobody_phones_is_given_to_a_person(council: Council) -> None:
    notification = council.report("rowan")
    at = to_ms(council.clock.now())
    break_it(council, f"UPDATE duties SET late_since = {at}, next_at = NULL WHERE kind = 'notify' AND role = 'DCS'")
    break_it(
        council,
        f"UPDATE duties SET status = 'met', met_at = {at}, next_at = NULL WHERE kind != 'notify' OR role != 'DCS'",
    )
    break_it(council, "UPDATE deliveries SET status = 'refused', next_at = NULL")
    assert audited(council) == found(Kind.NOTHING_DUE, Outcome.RAISED, notification)
    reach = duty(council, notification, DutyKind.REACH)
    assert reach.about == council.actor("dana").id
    assert Purpose.REACH in {parcel.delivery.purpose for parcel in council.deliver()}
    assert audited(council) == (), "somebody is asked to phone"


def test_a_role_not_told_in_time_whom_somebody_phones_is_no_finding(council: Council) -> None:
    notification = council.report("rowan")
    council.clock.at = duty(council, notification, DutyKind.NOTIFY).next_at or council.clock.at
    soon = to_ms(council.clock.now() + timedelta(minutes=1))
    break_it(council, f"UPDATE deliveries SET next_at = {soon} WHERE status = 'waiting'")
    council.run(lambda work: watching.act_on_due(work, council.authority, council.clock.now()))
    late = duty(council, notification, DutyKind.NOTIFY)
    assert (late.is_open, late.next_at) == (True, None)
    assert audited(council) == ()


@pytest.mark.parametrize(("status", "unclear"), [("waiting", False), ("trying", True)])
def test_a_delivery_that_would_never_be_tried_is_sent_now(council: Council, status: str, unclear: bool) -> None:
    notification = council.report("rowan")
    break_it(council, f"UPDATE deliveries SET status = '{status}', next_at = NULL WHERE purpose = 'post'")
    assert audited(council) == found(Kind.STUCK, Outcome.MENDED, notification)
    assert audited(council) == ()
    council.deliver()
    (post,) = [d for d in council.record(notification.id).deliveries if d.purpose is Purpose.POST]
    assert (post.status, post.unclear) == (DeliveryStatus.SENT, unclear)


def test_a_delivery_that_is_due_and_not_sent_is_given_to_a_person_and_stays_found(council: Council) -> None:
    notification = council.report("rowan")
    dana = council.actor("dana").id
    council.clock.at += GRACE
    assert audited(council) == (), "not yet: it may be in hand"
    break_it(council, f"UPDATE deliveries SET next_at = next_at - 1 WHERE recipient = '{dana}'")
    once = audited(council)
    assert once == found(Kind.STUCK, Outcome.RAISED, notification)
    assert duty(council, notification, DutyKind.REACH).about == dana
    assert audited(council) == once, "no heartbeat before it is put right"
    assert council.verbs(notification.id).count("reach-asked") == 1, "and nobody is asked twice"
    council.deliver()
    assert audited(council) == ()


def test_a_card_that_was_not_brought_up_to_date_is_found_once_it_has_had_its_time(council: Council) -> None:
    """A change makes every card of a notification due as if it were due since the report."""
    notification = sent(council)
    council.clock.at += HOUR
    council.press("dana", "acknowledge", notification.id, notification.version)
    assert audited(council) == ()
    council.clock.at += GRACE
    assert audited(council) == ()
    council.clock.at += timedelta(seconds=1)
    assert set(audited(council)) == {Finding(Kind.STUCK, Outcome.RAISED, notification.reference)}
    assert not [d for d in council.record(notification.id).duties if d.kind is DutyKind.REACH], "everybody was told"


def test_a_duty_whose_step_was_not_taken_is_given_to_a_person(council: Council) -> None:
    notification = sent(council)
    past = to_ms(council.clock.now() - HOUR)
    break_it(council, f"UPDATE duties SET next_at = {past} WHERE kind = 'acknowledge' AND role = 'DCS'")
    assert audited(council) == found(Kind.NOT_ESCALATED, Outcome.RAISED, notification)
    assert duty(council, notification, DutyKind.REACH).about == council.actor("dana").id
    council.advance(timedelta(0))
    assert audited(council) == ()


def test_a_duty_past_its_time_whose_escalation_was_put_off_escalates_now(council: Council) -> None:
    notification = sent(council)
    later = to_ms(council.clock.now() + timedelta(days=3))
    break_it(council, f"UPDATE duties SET next_at = {later} WHERE kind = 'acknowledge' AND role = 'DCS'")
    council.clock.at = duty(council, notification, DutyKind.ACKNOWLEDGE).due + GRACE - timedelta(minutes=1)
    assert Kind.NOT_ESCALATED not in {f.kind for f in audited(council) if f.outcome is Outcome.MENDED}
    council.advance(timedelta(minutes=1))
    assert audited(council) == found(Kind.NOT_ESCALATED, Outcome.MENDED, notification)
    council.advance(timedelta(0))
    assert duty(council, notification, DutyKind.ACKNOWLEDGE).late_since is not None
    assert audited(council) == ()


def test_a_late_duty_put_off_for_weeks_escalates_now(council: Council) -> None:
    notification = sent(council)
    council.advance(timedelta(days=4))
    before = duty(council, notification, DutyKind.ACKNOWLEDGE)
    assert before.late_since is not None
    far = to_ms(council.clock.now() + timedelta(days=20))
    break_it(council, f"UPDATE duties SET next_at = {far} WHERE kind = 'acknowledge' AND role = 'DCS'")
    assert audited(council) == found(Kind.NOT_ESCALATED, Outcome.MENDED, notification)
    council.advance(timedelta(0))
    assert duty(council, notification, DutyKind.ACKNOWLEDGE).step == before.step + 1


def an_older_calendar(council: Council) -> None:
    """As if the bot had been started before with a list of bank holidays that did not know the substitute day."""
    audited(council)
    known = council.run(lambda work: work.routine(ROUTINE))
    years = json.loads(known or "")
    years["2026"].remove(str(SUBSTITUTE))
    council.run(lambda work: work.leave(ROUTINE, json.dumps(years)))


def test_a_timer_that_the_newer_calendar_moves_is_counted_again_by_its_own_rule(council: Council) -> None:
    council.clock.at = CHRISTMAS_EVE
    notification = sent(council, PRACTICE)
    right = duty(council, notification, DutyKind.DECIDE)
    assert right.due == datetime(2026, 12, 29, 11, 0, tzinfo=UTC), "two hours on Thursday, two on Tuesday"
    an_older_calendar(council)
    wrong = to_ms(datetime(2026, 12, 28, 11, 0, tzinfo=UTC))
    break_it(council, f"UPDATE duties SET due = {wrong}, next_at = {wrong} WHERE kind = 'decide'")
    assert audited(council) == found(Kind.MOVED, Outcome.MENDED, notification)
    assert duty(council, notification, DutyKind.DECIDE) == right
    moved = council.record(notification.id).journal[-1]
    assert (moved.verb, dict(moved.content or {})["by"]) == ("due-moved", "2026-12-29T11:00:00+00:00")
    assert audited(council) == ()


def test_a_limit_of_the_policy_that_the_newer_calendar_moves_is_decided_again_and_shown(council: Council) -> None:
    council.clock.at = CHRISTMAS_EVE
    notification = council.report("rowan", PRACTICE)
    right = duty(council, notification, DutyKind.NOTIFY, role="ACM")
    an_older_calendar(council)
    wrong = to_ms(at_london(SUBSTITUTE, right.due.time()))
    break_it(council, f"UPDATE duties SET due = {wrong}, next_at = {wrong} WHERE kind = 'notify'")
    break_it(council, "UPDATE notifications SET decision = replace(decision, '2026-12-29T17:00', '2026-12-28T17:00')")
    assert Finding(Kind.MOVED, Outcome.MENDED, notification.reference) in audited(council)
    after = council.record(notification.id)
    assert duty(council, notification, DutyKind.NOTIFY, role="ACM").due == right.due
    assert after.notification.decision == notification.decision
    assert after.notification.version > notification.version, "its cards are brought up to date"


def test_what_a_policy_changed_since_would_say_is_left_to_a_person(council: Council) -> None:
    council.clock.at = CHRISTMAS_EVE
    notification = council.report("rowan", PRACTICE)
    an_older_calendar(council)
    pack = notification.decision.pack_hash
    break_it(council, f"UPDATE notifications SET decision = replace(decision, '{pack}', 'another')")
    assert set(audited(council)) == {Finding(Kind.MOVED, Outcome.RAISED, notification.reference)}
    assert duty(council, notification, DutyKind.NOTIFY, role="ACM").due == max(
        d.due for d in council.record(notification.id).duties if d.kind is DutyKind.NOTIFY
    )


def test_a_year_that_only_one_list_knows_moves_nothing() -> None:
    assert changed_days({"2026": ["2026-12-25"]}, {"2026": ["2026-12-25"], "2027": ["2027-12-25"]}) == ()
    assert changed_days({"2026": ["2026-12-25"]}, {"2026": ["2026-06-01"]}) == (date(2026, 6, 1), date(2026, 12, 25))
