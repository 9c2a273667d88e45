"""Of a person's cards about one thing only the newest is live."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.services import delivering
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Work
from bot.store.unit_of_work import SqlStore
from tests.engine.council import authority_of

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OLDER = Delivery(
    id="older",
    key="older",
    via=Via.PERSONAL,
    purpose=Purpose.TELL,
    recipient="dana",
    urgent=False,
    created_at=NOW,
    notification="n",
    status=DeliveryStatus.SENT,
    sent_at=NOW,
)
NEWEST = replace(OLDER, id="newest", key="newest", purpose=Purpose.REMINDER)


def collapsed(store: SqlStore, older: Delivery, newest: Delivery = NEWEST) -> Delivery:
    """The older card after the newest has been sent."""

    def unit(work: Work) -> Delivery:
        for card in (older, newest):
            work.add_delivery(card)
        work.collapse_cards(newest, NOW)
        stays, found = work.delivery(newest.id), work.delivery(older.id)
        assert stays is not None
        assert found is not None
        assert not stays.replaced
        return found

    return store.run_here(unit)


def test_a_card_that_stands_is_due_for_its_last_update(store: SqlStore) -> None:
    after = collapsed(store, OLDER)
    assert (after.replaced, after.status, after.next_at) == (True, DeliveryStatus.WAITING, NOW)


def test_a_card_that_is_being_brought_up_to_date_is_not_taken_from_whoever_sends_it(store: SqlStore) -> None:
    after = collapsed(store, replace(OLDER, status=DeliveryStatus.TRYING, next_at=NOW.replace(hour=11)))
    assert (after.replaced, after.status, after.next_at) == (True, DeliveryStatus.TRYING, NOW.replace(hour=11))


@pytest.mark.parametrize(
    "other",
    [
        replace(OLDER, sent_at=None, status=DeliveryStatus.WAITING),
        replace(OLDER, recipient="charlie"),
        replace(OLDER, notification="another"),
        replace(OLDER, via=Via.CHANNEL, purpose=Purpose.POST),
        replace(OLDER, via=Via.MAIL, purpose=Purpose.STAND_IN),
        replace(OLDER, purpose=Purpose.DIGEST, notification=None),
        replace(OLDER, purpose=Purpose.FORM),
    ],
    ids=["not sent yet", "another person's", "about something else", "a post", "a mail", "a list", "a form"],
)
def test_anything_else_stays_as_it_is(store: SqlStore, other: Delivery) -> None:
    assert collapsed(store, other) == other


def test_a_newer_morning_list_takes_the_place_of_the_older_and_of_no_card(store: SqlStore) -> None:
    listed = replace(OLDER, purpose=Purpose.DIGEST, notification=None)
    newer = replace(listed, id="newest", key="newest")
    assert collapsed(store, listed, newer).replaced
    assert not collapsed(store, replace(OLDER, id="card", key="card"), replace(newer, id="next", key="next")).replaced


@pytest.mark.parametrize("gave_way", [False, True], ids=["the newest", "one that gave way"])
def test_a_draft_that_was_sent_brings_up_to_date_the_card_that_counts_alone(store: SqlStore, gave_way: bool) -> None:
    card = replace(OLDER, notification=None, draft="d", provider_id="a", replaced=gave_way)

    def unit(work: Work) -> Delivery | None:
        work.add_delivery(card)
        work.update_draft_cards("d", NOW, "another")
        return work.delivery(card.id)

    after = store.run_here(unit)
    assert after == (card if gave_way else replace(card, status=DeliveryStatus.WAITING, next_at=NOW))


@pytest.mark.parametrize("result", [Sent("a", "chat"), Failed("http-503")], ids=["taken", "not taken"])
def test_a_message_that_another_card_took_over_is_not_written_over_by_an_update_under_way(
    store: SqlStore, result: Sent | Failed
) -> None:
    """A press is answered in the very message that was being brought up to date: the answer stands there."""
    authority = authority_of("informing-the-director")
    under_way = replace(OLDER, notification=None, provider_id="a", status=DeliveryStatus.TRYING)

    def unit(work: Work) -> Delivery | None:
        work.add_delivery(under_way)
        work.take_place(replace(NEWEST, provider_id="a"))
        if isinstance(result, Sent):
            delivering.sent(work, authority, Parcel(under_way), result, NOW)
        else:
            delivering.failed(work, authority, Parcel(under_way), result, NOW, NOW)
        return work.delivery(under_way.id)

    after = store.run_here(unit)
    assert after is not None
    assert (after.replaced, after.status, after.next_at) == (True, DeliveryStatus.SENT, None)


@pytest.mark.parametrize(
    ("there", "gave_way"),
    [
        ([], False),
        ([{}], False),
        ([{"replaced": True}], True),
        ([{"replaced": True}, {}], False),
        ([{"replaced": True}, {"replaced": True}], True),
        ([{"replaced": True, "recipient": "charlie"}], False),
        ([{"replaced": True, "provider_id": "b"}], False),
    ],
    ids=["nothing", "a card", "one that gave way", "what took its place", "both gave way", "another's", "elsewhere"],
)
def test_nothing_new_may_stand_where_a_card_gave_way(
    store: SqlStore, there: list[dict[str, Any]], gave_way: bool
) -> None:
    def unit(work: Work) -> tuple[bool, bool, bool]:
        for number, change in enumerate(there):
            card = replace(OLDER, id=str(number), key=str(number), draft="d", **{"provider_id": "a", **change})
            work.add_delivery(card)
        return work.gave_way("dana", "a"), work.gave_way("dana", "a", "d"), work.gave_way("dana", "a", "another")

    assert store.run_here(unit) == (gave_way, gave_way, False)


def test_the_card_about_ones_own_cover_that_stands_is_the_one_no_newer_replaced(store: SqlStore) -> None:
    first = replace(OLDER, purpose=Purpose.OWN_COVER, notification=None, replaced=True)
    second = replace(first, id="second", key="second", replaced=False)

    def unit(work: Work) -> tuple[Delivery | None, Delivery | None]:
        for card in (first, second, replace(OLDER, id="else", key="else")):
            work.add_delivery(card)
        return work.own_cover_card("dana"), work.own_cover_card("charlie")

    assert store.run_here(unit) == (second, None)
