"""Sending what is due: the attempt is committed before the call, one place in order, one failure stops nobody else."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.engine.deliver import LANES, Deliverer
from bot.engine.sweep import Engine
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.telling import personal
from bot.services import claiming, pressing
from bot.services.claiming import LEASE
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import NotSaved, Work
from bot.store.database import FILE
from tests.engine.council import Council


@dataclass
class Provider:
    """Takes everything but what `answer` says otherwise; remembers what it was handed and how many at once."""

    council: Council
    answer: Callable[[Parcel], Sent | Failed | Exception] = lambda parcel: Sent(f"id-{parcel.delivery.key}", "a:1")
    handed: list[Delivery] = field(default_factory=list)
    stored: list[DeliveryStatus] = field(default_factory=list)
    under_way: int = 0
    most: int = 0

    async def send(self, parcel: Parcel) -> Sent | Failed:
        """Take one parcel."""
        self.handed.append(parcel.delivery)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        kept = await self.council.store.run(lambda work: work.delivery(parcel.delivery.id))
        assert kept is not None
        self.stored.append(kept.status)
        self.under_way -= 1
        result = self.answer(parcel)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    opened = Council(tmp_path)
    yield opened
    opened.close()


def deliverer(council: Council, provider: Provider, steps: list[str] | None = None) -> Deliverer:
    senders = dict.fromkeys(Via, provider)
    reach = (steps if steps is not None else []).append
    return Deliverer(council.store, council.authority, council.clock, dict(senders), reach)


def everything(sending: Deliverer) -> int:
    """Send until nothing is due; how many attempts that took."""

    async def rounds() -> int:
        count = 0
        while sent := await sending.send_due():
            count += sent
        return count

    return asyncio.run(rounds())


def test_the_attempt_is_committed_before_anybody_is_called(council: Council) -> None:
    council.report("rowan")
    provider, steps = Provider(council), list[str]()
    asyncio.run(deliverer(council, provider, steps).send_due())
    assert set(provider.stored) == {DeliveryStatus.TRYING}
    assert all(d.attempt == 1 for d in provider.handed)
    assert steps.count("before-call") == steps.count("after-call") == steps.count("before-record")
    assert steps.count("before-call") == len(provider.handed)


def test_nothing_due_is_sent_twice(council: Council) -> None:
    council.report("rowan")
    provider = Provider(council)
    everything(deliverer(council, provider))
    posted = [d.key for d in provider.handed if not d.is_update]
    assert len(set(posted)) == len(posted)
    assert everything(deliverer(council, provider)) == 0


def test_two_rounds_at_once_claim_a_delivery_once(council: Council) -> None:
    council.report("rowan")
    provider = Provider(council)
    sending = deliverer(council, provider)

    async def both() -> None:
        await asyncio.gather(sending.send_due(), sending.send_due())

    asyncio.run(both())
    posted = [d.key for d in provider.handed if not d.is_update]
    assert len(set(posted)) == len(posted)


def test_a_defect_in_one_sending_stops_no_other_and_is_tried_again(
    council: Council, caplog: pytest.LogCaptureFixture
) -> None:
    missing = council.report("rowan")
    dana = council.actor("dana").id

    def answer(parcel: Parcel) -> Sent | Failed | Exception:
        return KeyError("Child K-104") if parcel.delivery.recipient == dana else Sent("id", "a:1")

    everything(deliverer(council, Provider(council, answer)))
    statuses = {d.recipient: d.status for d in council.record(missing.id).deliveries}
    assert statuses.pop(dana) is DeliveryStatus.WAITING
    assert set(statuses.values()) == {DeliveryStatus.SENT}
    assert "sender defect" in caplog.text
    assert "K-104" not in caplog.text
    council.clock.at += timedelta(minutes=1)
    everything(deliverer(council, Provider(council)))
    assert {d.status for d in council.record(missing.id).deliveries} == {DeliveryStatus.SENT}


def test_no_more_than_a_few_places_are_called_at_once_and_one_place_in_order(council: Council) -> None:
    for _ in range(4):
        council.report("rowan")
    provider = Provider(council)
    asyncio.run(deliverer(council, provider).send_due())
    assert 1 < provider.most <= sum(lane.at_once for lane in LANES)
    for recipient in {d.recipient for d in provider.handed}:
        keys = [d.created_at for d in provider.handed if d.recipient == recipient]
        assert keys == sorted(keys)


def test_an_interrupted_sending_is_taken_over_as_unclear(council: Council) -> None:
    missing = council.report("rowan")
    at = council.clock.now()
    council.run(lambda work: claiming.claim(work, council.authority, at, 100))
    assert council.run(lambda work: claiming.claim(work, council.authority, at, 100)) == ()
    assert council.run(lambda work: claiming.take_over(work, at)) > 0
    provider = Provider(council)
    everything(deliverer(council, provider))
    posted = [d for d in provider.handed if not d.is_update]
    assert all(d.unclear and d.attempt == 2 for d in posted)
    assert {d.status for d in council.record(missing.id).deliveries} == {DeliveryStatus.SENT}
    cards = [d for d in posted if d.via is not Via.MAIL and d.notification == missing.id]
    assert council.verbs(missing.id).count("posted-again") == len(cards) > 0


def test_a_lease_that_ran_out_is_unclear_and_tried_again(council: Council) -> None:
    council.report("rowan")
    at = council.clock.now()
    council.run(lambda work: claiming.claim(work, council.authority, at, 100))
    council.clock.at = at + LEASE
    provider = Provider(council)
    asyncio.run(deliverer(council, provider).send_due())
    posted = [d for d in provider.handed if not d.is_update]
    assert posted
    assert all(d.unclear for d in posted)


def test_told_is_said_after_the_delivery_and_saved_before_it(council: Council) -> None:
    """The words are never mixed: the journal says told once a provider took it."""
    missing = council.report("rowan")
    assert "told" not in council.verbs(missing.id)
    duties = {d.role: d for d in council.record(missing.id).duties if d.kind == "notify"}
    assert all(d.is_open for d in duties.values())
    asyncio.run(deliverer(council, Provider(council, lambda parcel: Failed("http-503"))).send_due())
    assert "told" not in council.verbs(missing.id)
    council.clock.at += timedelta(minutes=1)
    asyncio.run(deliverer(council, Provider(council)).send_due())
    assert council.verbs(missing.id).count("told") == 2 * len(duties)  # by a card, and by a mail of their own
    assert not [d for d in council.record(missing.id).duties if d.kind == "notify" and d.is_open]
    assert "acknowledged" not in council.verbs(missing.id)


def test_a_refusal_for_good_asks_a_person_and_takes_the_next_way(council: Council) -> None:
    missing = council.report("rowan")
    dana = council.authority.organisation.people["dana"]
    refused = Failed("http-403", permanent=True)

    def answer(parcel: Parcel) -> Sent | Failed | Exception:
        return refused if parcel.delivery.recipient == dana.id else Sent("id", "a:1")

    everything(deliverer(council, Provider(council, answer)))
    record = council.record(missing.id)
    ways = {(d.via, d.recipient): d.status for d in record.deliveries}
    assert ways[Via.PERSONAL, dana.id] is DeliveryStatus.REFUSED
    assert ways[Via.MAIL, dana.mail] is DeliveryStatus.SENT
    (reach,) = [d for d in record.duties if d.kind == "reach"]
    assert (reach.about, reach.is_open) == (dana.id, True)
    assert "delivery-refused" in council.verbs(missing.id)


def reminders(council: Council, count: int) -> None:
    """Old reminders about a report that was told, due for an hour, urgent themselves, to a few people."""
    old = council.report("sasha")
    everything(deliverer(council, Provider(council)))
    people = [council.actor(who).id for who in ("dana", "charlie", "alex", "avery", "deputy")]
    duty = next(d.id for d in council.record(old.id).duties if d.kind == "acknowledge")
    at = council.clock.now()

    def add(work: Work) -> None:
        for n in range(count):
            who = people[n % len(people)]
            work.add_delivery(
                personal(old, who, Purpose.REMINDER, at, urgent=True, duty=duty, mark=f"flood-{n}"),
            )

    council.run(add)
    council.clock.at += timedelta(hours=1)


def test_a_flood_of_five_hundred_old_reminders_never_delays_a_new_death(council: Council) -> None:
    """By the calls made and the simulated clock: with Teams' and Graph's limits kept."""
    reminders(council, 500)
    new = council.tell_now("rowan", "A child has died.")
    at = council.clock.now()
    first = [d for d in council.record(new.id).deliveries if d.rank == 0]
    assert first
    provider = Provider(council)
    asyncio.run(deliverer(council, provider).send_due())
    for lane in LANES:
        wanted = {d.id for d in first if d.via in lane.ways}
        called = [d.id for d in provider.handed if d.via in lane.ways]
        assert wanted == set(called[: len(wanted)]), "the new report's messages are the first calls"
    record = council.record(new.id)
    assert {d.sent_at for d in record.deliveries if d.rank == 0 or d.id in {f.id for f in first}} == {at}
    per_chat = Counter(d.recipient for d in provider.handed if d.via is not Via.MAIL)
    assert max(per_chat.values()) <= 7, "Teams takes seven a second in one chat"


async def told(council: Council, draft: Draft) -> str:
    """Press Tell now on this draft while the engine works; the id of the notification that there is then."""
    said = {"incident.details": "A child has died.", "about.staff": "no"}
    command = council.command("rowan", "tell-now", draft.id, draft.version, inputs=said)
    at = council.clock.now()
    await council.store.run(lambda work: pressing.press(work, council.authority, command, at))
    sent = await council.store.run(lambda work: work.draft(draft.id))
    assert sent is not None
    assert sent.notification is not None
    return sent.notification


def test_a_report_that_comes_in_the_middle_of_a_flood_is_sent_next(council: Council) -> None:
    reminders(council, 60)
    draft = council.draft("rowan", {}, "first").draft
    made: list[str] = []

    class Busy(Provider):
        async def send(self, parcel: Parcel) -> Sent | Failed:
            result = await super().send(parcel)
            if len(self.handed) >= 5 and not made:
                made.append("")
                made[0] = await told(council, draft)
            return result

    provider = Busy(council)
    asyncio.run(deliverer(council, provider).send_due())
    new = [n for n, d in enumerate(provider.handed) if d.notification == made[0] and d.rank == 0]
    assert new
    assert max(new) < 5 + len(new) + 2 * LANES[0].at_once


def test_a_mailbox_that_hangs_delays_no_card(council: Council) -> None:
    """Mail has a lane of its own: cards committed while a mail hangs are sent before it ends."""
    council.report("rowan")
    draft = council.draft("rowan", {}, "first").draft
    hanging, posted = asyncio.Event(), list[str]()

    class Hanging(Provider):
        async def send(self, parcel: Parcel) -> Sent | Failed:
            if parcel.delivery.via is Via.MAIL:
                await hanging.wait()
            else:
                posted.append(parcel.delivery.notification or "")
            return await super().send(parcel)

    async def story() -> str:
        sending = deliverer(council, Hanging(council))
        running = asyncio.create_task(sending.send_due())
        while not posted:
            await asyncio.sleep(0)
        second = await told(council, draft)
        sending.wake()
        async with asyncio.timeout(20):
            while second not in posted:
                await asyncio.sleep(0.001)
        hanging.set()
        await running
        return second

    assert asyncio.run(story()) in posted


def test_a_mail_under_way_when_its_notification_changes_is_not_sent_a_second_time(council: Council) -> None:
    missing = council.report("rowan")

    class Changing(Provider):
        async def send(self, parcel: Parcel) -> Sent | Failed:
            if parcel.delivery.via is Via.MAIL:
                await self.council.store.run(lambda work: change(work, missing.id))
            return await super().send(parcel)

    def change(work: Work, subject: str) -> None:
        current = work.notification(subject)
        assert current is not None
        work.save_notification(replace(current, version=current.version + 1))

    provider = Changing(council)
    everything(deliverer(council, provider))
    mails = [d.key for d in provider.handed if d.via is Via.MAIL]
    assert mails
    assert len(set(mails)) == len(mails)


def test_what_a_provider_took_is_recorded_when_the_database_is_back(council: Council) -> None:
    """A database that goes away between the call and the record makes nothing unclear, and nothing is sent again."""
    missing = council.report("rowan")
    provider, waited = Provider(council), list[float]()
    away = 3

    class Away:
        async def run(self, unit: Callable[[Work], Any]) -> Any:
            nonlocal away
            if "before-record" in steps and away:
                away -= 1
                raise NotSaved("the database failed: nothing was saved")
            return await council.store.run(unit)

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    steps = list[str]()
    sending = deliverer(council, provider, steps)
    sending.store, sending.pause = Away(), pause
    everything(sending)
    assert len(waited) == 3
    keys = [d.key for d in provider.handed if not d.is_update]
    assert len(keys) == len(set(keys))
    assert {d.status for d in council.record(missing.id).deliveries} == {DeliveryStatus.SENT}
    assert not any(d.unclear for d in council.record(missing.id).deliveries)


def test_the_store_orders_what_is_due_by_rank(council: Council) -> None:
    reminders(council, 20)
    council.report("rowan")
    council.tell_now("rowan")
    due = council.run(lambda work: work.due_deliveries(council.clock.now(), 200))
    ranks = [d.rank for d in due]
    assert set(ranks) >= {0, 2}
    assert ranks == sorted(ranks)


def test_the_engine_says_that_it_fails_and_recovers(council: Council) -> None:
    provider = Provider(council)
    engine = Engine(council.store, council.authority, council.clock, deliverer(council, provider))

    def rename(old: str, new: str) -> None:
        with sqlite3.connect(council.folder / FILE, timeout=30) as beside:
            beside.execute(f"ALTER TABLE {old} RENAME TO {new}")
        beside.close()

    async def story() -> None:
        await engine.start()
        rename("deliveries", "gone")
        for failing in (True, False):
            engine.wake()
            async with asyncio.timeout(20):
                while engine.failing is not failing:
                    await asyncio.sleep(0.001)
            if failing:
                rename("gone", "deliveries")
        await engine.stop()

    asyncio.run(story())
