"""Wake-ups: enqueued with the business or not at all, heard by a worker, and by a living one where one has died."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator

import pytest
from sqlalchemy import Engine

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.services import claiming
from bot.services.ports import NotSaved, Work
from bot.store.postgres import open_postgresql
from bot.store.queue import Queue
from bot.store.unit_of_work import SqlStore
from tests.store.sharing import NOW

CARD = Delivery("c", "c", Via.PERSONAL, Purpose.TELL, "dana", True, NOW, notification="n", next_at=NOW)
AS_OLD = "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"


@pytest.fixture
def shared(postgres_url: str) -> Iterator[Engine]:
    opened = open_postgresql(postgres_url)
    yield opened
    opened.dispose()


@pytest.fixture
def queue(postgres_url: str) -> Queue:
    return Queue(postgres_url)


@pytest.fixture
def waking(shared: Engine, queue: Queue) -> Iterator[SqlStore]:
    """A store whose units wake whoever works."""
    store = SqlStore(shared, lambda step: None, enqueue=queue.enqueue)
    yield store
    store.close()


def jobs(shared: Engine) -> list[tuple[str, object]]:
    """The jobs there are: status and what they hold."""
    with shared.connect() as connection:
        rows = connection.exec_driver_sql("SELECT status, args FROM procrastinate_jobs ORDER BY id").all()
    return [(str(row.status), row.args) for row in rows]


def test_a_wake_up_is_saved_with_what_it_is_about_and_holds_an_id_alone(waking: SqlStore, shared: Engine) -> None:
    waking.run_here(lambda work: work.add_delivery(CARD))
    assert jobs(shared) == [("todo", {"subject": "n"})]


def test_a_unit_that_fails_wakes_nobody(waking: SqlStore, shared: Engine) -> None:
    def unit(work: Work) -> None:
        work.add_delivery(CARD)
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        waking.run_here(unit)
    assert jobs(shared) == []


def test_a_wake_up_that_waits_already_takes_nothing_of_the_unit_with_it(waking: SqlStore, shared: Engine) -> None:
    """Without a savepoint the second insert would abort the whole transaction, and the report would be lost."""
    waking.run_here(lambda work: work.add_delivery(CARD))

    def again(work: Work) -> None:
        work.add_delivery(Delivery(**{**vars(CARD), "id": "d", "key": "d"}))
        work.journal("n", NOW, "someone", "done")

    waking.run_here(again)
    assert jobs(shared) == [("todo", {"subject": "n"})]
    assert waking.run_here(lambda work: work.delivery("d")) is not None
    assert len(waking.run_here(lambda work: work.entries("n"))) == 1


def test_a_worker_hears_of_it_and_the_job_is_gone(waking: SqlStore, shared: Engine, queue: Queue) -> None:
    heard: list[str] = []
    asyncio.run(_until(queue, lambda: bool(heard), heard, before=lambda: waking.run_here(_with_a_card)))
    assert heard == ["acted"]
    assert jobs(shared) == []


def test_a_dead_workers_job_is_run_by_a_living_one_and_what_it_was_sending_is_taken_over(
    waking: SqlStore, shared: Engine, queue: Queue
) -> None:
    with shared.begin() as connection:
        dead = connection.exec_driver_sql("SELECT * FROM procrastinate_register_worker_v1()").scalar_one()
        connection.exec_driver_sql(AS_OLD)
    waking.run_here(_with_a_card)
    with shared.begin() as connection:
        connection.exec_driver_sql(f"UPDATE procrastinate_jobs SET status = 'doing', worker_id = {dead}")
    trying = Delivery(**{**vars(CARD), "status": DeliveryStatus.TRYING, "worker": str(dead)})
    waking.run_here(lambda work: work.save_delivery(trying))
    with shared.begin() as connection:
        connection.exec_driver_sql("DELETE FROM procrastinate_jobs WHERE status = 'todo'")

    heard: list[str] = []

    async def take_over(living: Collection[str]) -> None:
        await waking.run(lambda work: claiming.take_over(work, NOW, living))

    asyncio.run(_until(queue, lambda: bool(heard), heard, take_over=take_over))
    taken = waking.run_here(lambda work: work.delivery("c"))
    assert taken is not None
    assert (taken.status, taken.unclear) == (DeliveryStatus.WAITING, True)


def test_what_a_living_worker_is_sending_is_left_to_it(store: SqlStore) -> None:
    trying = Delivery(**{**vars(CARD), "status": DeliveryStatus.TRYING, "worker": "7"})
    store.run_here(lambda work: work.add_delivery(trying))
    assert store.run_here(lambda work: claiming.take_over(work, NOW, ["7", "8"])) == 0
    assert store.run_here(lambda work: claiming.take_over(work, NOW, ["8"])) == 1


def test_nothing_is_sent_to_whom_another_worker_is_sending_something(store: SqlStore) -> None:
    later = NOW.replace(hour=17)
    trying = Delivery(**{**vars(CARD), "status": DeliveryStatus.TRYING, "worker": "7", "next_at": later})
    second = Delivery(**{**vars(CARD), "id": "d", "key": "d"})

    def both(work: Work) -> None:
        work.add_delivery(trying)
        work.add_delivery(second)

    store.run_here(both)
    assert store.run_here(lambda work: work.due_deliveries(NOW, 9, worker="8")) == ()
    assert store.run_here(lambda work: work.due_deliveries(NOW, 9, worker="7")) == (second,)


def test_a_process_that_is_no_worker_yet_claims_nothing(queue: Queue) -> None:
    with pytest.raises(NotSaved, match="not registered as a worker"):
        _ = queue.worker


def _with_a_card(work: Work) -> None:
    work.add_delivery(CARD)


async def _nobody_is_dead(living: Collection[str]) -> None:
    assert len(living) == 1


async def _until(
    queue: Queue,
    done: Callable[[], bool],
    heard: list[str],
    *,
    before: Callable[[], object] = lambda: None,
    take_over: Callable[[Collection[str]], Awaitable[object]] = _nobody_is_dead,
) -> None:
    """Work until it is done."""

    async def act() -> None:
        heard.append("acted")

    running = asyncio.create_task(queue.run(act, take_over))
    await queue.registered()
    assert queue.worker
    await asyncio.to_thread(before)
    while not done():
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
