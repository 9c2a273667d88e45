"""The witness of the crash harness itself: it sees a double just where a delivery was given up, and a loss."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.outlook.mailer import KEY
from bot.store.database import DataFolder, open_store
from bot.store.work import SqlWork
from tests.faults.witness import Figures, Pressed, examine

AT = datetime(2026, 11, 20, 16, tzinfo=UTC)
CARD = Delivery("d", "d", Via.PERSONAL, Purpose.REMINDER, "somebody", True, AT, status=DeliveryStatus.SENT, sent_at=AT)
MAIL = replace(CARD, id="m", key="m", via=Via.MAIL, purpose=Purpose.INBOX, recipient="inbox@council.example")
GIVEN_UP = replace(CARD, status=DeliveryStatus.REFUSED, error="moot", attempt=1, unclear=True)


class Seen:
    """Microsoft's side, as a rehearsal would tell it."""

    def __init__(self, *posts: tuple[str, str], mails: tuple[str, ...] = ()) -> None:
        self._posts = [
            {"message": str(n), "place": "personal:x", "label": label, "words": words, "deleted": False}
            for n, (label, words) in enumerate(posts)
        ]
        self._mails = [{"properties": {KEY: key}} for key in mails]

    def read(self, what: str) -> Any:
        """GET from the control API."""
        return {"posted": self._posts, "mail": self._mails}[what]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Connection]:
    """An empty store, open for writing."""
    folder = DataFolder(tmp_path)
    engine = open_store(folder)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
    folder.close()


def judged(kept: Connection, seen: Seen, *deliveries: Delivery) -> Figures:
    """What the witness says of these deliveries, once everything has come to rest."""
    work = SqlWork(kept)
    for delivery in deliveries:
        work.add_delivery(delivery)
    work.flush()
    return examine(seen, kept, Pressed(0, frozenset()))


@pytest.mark.parametrize("delivery", [replace(CARD, provider_id="0"), GIVEN_UP])
def test_one_message_of_a_delivery_is_as_it_should_be(kept: Connection, delivery: Delivery) -> None:
    assert judged(kept, Seen((delivery.label, "Reminder")), delivery).clean


@pytest.mark.parametrize("delivery", [replace(CARD, provider_id="1"), GIVEN_UP])
def test_a_second_one_is_doubled_unless_it_says_so(kept: Connection, delivery: Delivery) -> None:
    doubled = judged(kept, Seen((delivery.label, "Reminder"), (delivery.label, "Reminder")), delivery)
    assert (doubled.doubled, doubled.repeated_in_window) == (1, 0)


@pytest.mark.parametrize("delivery", [replace(CARD, provider_id="1"), GIVEN_UP])
def test_a_second_one_that_says_so_is_the_named_window(kept: Connection, delivery: Delivery) -> None:
    window = judged(kept, Seen((delivery.label, "Reminder"), (delivery.label, "REPEAT Reminder")), delivery)
    assert window.clean
    assert window.repeated_in_window == 1


def test_given_up_before_it_arrived_it_leaves_room_for_no_other_one(kept: Connection) -> None:
    sent = replace(CARD, id="e", key="e", provider_id="1")
    figures = judged(kept, Seen((sent.label, "Reminder"), (sent.label, "Reminder")), sent, GIVEN_UP)
    assert figures.doubled == 1


def test_what_was_sent_and_stands_nowhere_is_lost(kept: Connection) -> None:
    assert judged(kept, Seen(), replace(CARD, provider_id="0"), MAIL).lost == 2


def test_a_mail_has_no_window(kept: Connection) -> None:
    assert judged(kept, Seen(mails=("m",)), MAIL).clean


def test_a_second_mail_is_doubled(kept: Connection) -> None:
    assert judged(kept, Seen(mails=("m", "m")), MAIL).doubled == 1


def test_what_no_delivery_stands_for_is_doubled(kept: Connection) -> None:
    assert judged(kept, Seen(("another", "Reminder"), mails=("another",))).doubled == 2


def test_what_is_still_under_way_is_stuck(kept: Connection) -> None:
    assert judged(kept, Seen(), replace(CARD, status=DeliveryStatus.TRYING, sent_at=None)).stuck == 1
