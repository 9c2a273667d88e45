"""How fast a provider may be called: every limit is kept, what is urgent and new goes first, everything goes."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import production
from bot.engine.pacing import LIMITS, Limit, Pacing
from bot.notifications.delivery import Delivery, Purpose, Via

AT = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
CHAT = LIMITS["chat"]


def delivery(name: str, via: Via = Via.PERSONAL, *, urgent: bool = False, to: str = "dana") -> Delivery:
    """A reminder, or the first message of an urgent report."""
    purpose = Purpose.TELL if urgent else Purpose.REMINDER
    return Delivery(name, name, via, purpose, to, urgent=urgent, created_at=AT)


def seconds(*at: float) -> list[datetime]:
    return [AT + timedelta(seconds=s) for s in at]


def when(pacing: Pacing, each: Delivery, at: datetime = AT) -> datetime:
    """When it goes in the end, asked again whenever its booking comes."""
    while (turn := pacing.turn(each, at)) > at:
        at = turn
    return at


def kept(calls: list[datetime], limits: tuple[Limit, ...]) -> bool:
    """Does no span of any limit's length hold more calls than it allows?"""
    for limit in limits:
        within: deque[datetime] = deque()
        for at in sorted(calls):
            within.append(at)
            while within[0] <= at - limit.within:
                within.popleft()
            if len(within) > limit.most:
                return False
    return True


def test_an_urgent_report_may_use_all_of_a_chats_limit() -> None:
    pacing = Pacing()
    asked = [pacing.turn(delivery(str(n), urgent=True), AT) for n in range(10)]
    assert asked == [*seconds(*[0] * 7), *seconds(1, 1, 1)]


def test_taking_an_older_card_away_counts_as_the_two_calls_it_is() -> None:
    pacing = Pacing()
    older = [replace(delivery(str(n)), replaced=True, sent_at=AT) for n in range(4)]
    assert [pacing.turn(each, AT) for each in older] == seconds(0, 0, 0, 2)


def test_everything_else_leaves_a_quarter_free_and_is_booked_in_order() -> None:
    pacing = Pacing()
    asked = [pacing.turn(delivery(str(n)), AT) for n in range(9)]
    assert asked == seconds(0, 0, 0, 0, 0, 1, 2, 2, 2)
    assert pacing.turn(delivery("death", urgent=True), AT) == AT


@given(
    kinds=st.lists(st.booleans(), min_size=1, max_size=120),
    gaps=st.lists(st.integers(0, 900), min_size=120, max_size=120),
)
def test_no_limit_is_ever_broken_and_everything_goes_in_the_end(kinds: list[bool], gaps: list[int]) -> None:
    """Deliveries that come at any pace, in milliseconds, each asked again when its turn has come."""
    pacing, at, waiting, calls = Pacing(), AT, list[tuple[datetime, int, Delivery]](), list[datetime]()

    def ask(at: datetime, number: int, each: Delivery) -> None:
        turn = pacing.turn(each, at)
        if turn > at:
            waiting.append((turn, number, each))
        else:
            calls.append(at)

    for number, urgent in enumerate(kinds):
        at += timedelta(milliseconds=gaps[number])
        for due in sorted(row for row in waiting if row[0] <= at):
            waiting.remove(due)
            ask(*due)
        ask(at, number, delivery(str(number), urgent=urgent))
    for _ in range(10_000):
        if not waiting:
            break
        first = min(waiting)
        waiting.remove(first)
        ask(*first)
    assert len(calls) == len(kinds)
    assert kept(calls, CHAT)


def test_one_chat_that_is_full_keeps_no_other_waiting() -> None:
    pacing = Pacing()
    for n in range(40):
        pacing.turn(delivery(str(n)), AT)
    assert pacing.turn(delivery("x", to="charlie"), AT) == AT


def test_all_chats_together_keep_the_bots_own_limit() -> None:
    pacing = Pacing()
    asked = [pacing.turn(delivery(str(n), to=str(n), urgent=True), AT) for n in range(40)]
    assert asked == [*seconds(*[0] * 30), *seconds(*[1] * 10)]


@pytest.mark.parametrize(("urgent", "at_once"), [(True, 30), (False, 22)])
def test_a_mailbox_sends_thirty_mails_a_minute_whoever_they_are_for(urgent: bool, at_once: int) -> None:
    pacing = Pacing()
    asked = [pacing.turn(delivery(str(n), Via.MAIL, to=str(n), urgent=urgent), AT) for n in range(at_once + 5)]
    assert asked == [*seconds(*[0] * at_once), *seconds(*[60] * 5)]


def test_a_pause_that_a_provider_asked_for_holds_its_chat_or_its_mailbox_alone() -> None:
    pacing = Pacing()
    pacing.hold(delivery("x"), AT + timedelta(seconds=40))
    assert pacing.turn(delivery("y", urgent=True), AT) == AT + timedelta(seconds=40)
    assert pacing.turn(delivery("y", to="charlie"), AT) == AT
    pacing.hold(delivery("x", Via.MAIL), AT + timedelta(seconds=90))
    assert pacing.turn(delivery("y", Via.MAIL, to="somebody else"), AT) == AT + timedelta(seconds=90)
    pacing.hold(delivery("x"), AT)  # a shorter pause does not end a longer one
    assert pacing.turn(delivery("z", urgent=True), AT) > AT


def test_what_was_booked_goes_when_its_time_has_come_although_others_were_booked_behind_it() -> None:
    pacing = Pacing()
    reminders = [delivery(str(n)) for n in range(100)]
    booked = {each.id: pacing.turn(each, AT) for each in reminders}
    for each in reminders:
        if booked[each.id] > AT:
            assert when(pacing, each, booked[each.id]) == booked[each.id]


def test_where_nothing_limits_everything_goes_at_once() -> None:
    pacing = Pacing({})
    assert {pacing.turn(delivery(str(n)), AT) for n in range(100)} == {AT}
    pacing.hold(delivery("x"), AT + timedelta(seconds=40))
    assert pacing.turn(delivery("y"), AT) == AT


def test_production_keeps_the_limits() -> None:
    assert production().limits == LIMITS
