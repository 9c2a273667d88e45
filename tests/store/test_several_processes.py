"""Several processes on one PostgreSQL: each unit of work is as if it were alone, and is run again where it was not."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest

from bot.notifications.absence import Absence, AbsenceStatus
from bot.notifications.proof import verify
from bot.services.ports import NotSaved, Work
from bot.store.database import StoreError
from bot.store.postgres import open_postgresql, read_url
from bot.store.unit_of_work import SqlStore
from tests.store.sharing import DRAFT, NOW


@pytest.fixture
def stores(postgres_url: str) -> Iterator[list[SqlStore]]:
    """Two stores on one database, as two processes have them."""
    with ExitStack() as ending:
        opened = [SqlStore(open_postgresql(postgres_url), lambda step: None, patience=60) for _ in range(2)]
        for store in opened:
            ending.callback(store.close)
        yield opened


def _at_once(stores: list[SqlStore], unit: Callable[[Work], object], times: int) -> list[object]:
    """So many units in each store, side by side."""
    with ThreadPoolExecutor(len(stores)) as beside:
        running = [beside.submit(lambda s: [s.run_here(unit) for _ in range(times)], store) for store in stores]
        return [result for each in running for result in each.result()]


def test_no_number_is_given_twice_and_none_is_left_out(stores: list[SqlStore]) -> None:
    given = _at_once(stores, lambda work: work.next_reference(2026), 20)
    assert sorted(map(str, given)) == [f"NTK-2026-{n:04d}" for n in range(1, 41)]


def test_a_journal_that_two_write_at_once_is_one_chain(stores: list[SqlStore]) -> None:
    _at_once(stores, lambda work: work.journal("n", NOW, "someone", "done"), 20)
    lines = stores[0].run_here(lambda work: work.entries("n"))
    assert [line.seq for line in lines] == list(range(1, 41))
    assert verify(lines) is None


def test_what_was_read_and_changed_meanwhile_is_read_again_before_it_is_written(stores: list[SqlStore]) -> None:
    """Read, then write: without the second look one of the changes would be lost, without a word."""
    stores[0].run_here(lambda work: work.add_draft(DRAFT))
    both_have_read = threading.Barrier(2)
    met: set[int] = set()

    def count(work: Work) -> int:
        draft = work.draft("d")
        assert draft is not None
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            both_have_read.wait(30)
        work.save_draft(replace(draft, person=draft.person + 1, version=draft.version + 1))
        return draft.person + 1

    assert sorted(map(str, _at_once(stores, count, 1))) == ["2", "3"]


def test_two_who_each_see_nobody_do_not_both_act(stores: list[SqlStore]) -> None:
    """Different rows: no lock on one of them would help. The database sees that neither could have come second."""
    both_have_read = threading.Barrier(2)
    met: set[int] = set()

    def first_of_all(work: Work) -> bool:
        nobody = not work.agreed_absences()
        if threading.get_ident() not in met:
            met.add(threading.get_ident())
            both_have_read.wait(30)
        if nobody:
            name = f"a{threading.get_ident()}"
            work.add_absence(Absence(name, name, NOW, NOW, "", status=AbsenceStatus.RUNNING))
        return nobody

    assert sorted(map(str, _at_once(stores, first_of_all, 1))) == ["False", "True"]


def test_who_is_away_is_heard_by_the_other_process_before_its_next_unit(postgres_url: str) -> None:
    heard: list[list[str]] = []
    one = SqlStore(open_postgresql(postgres_url), lambda step: None)
    other = SqlStore(
        open_postgresql(postgres_url),
        lambda step: None,
        lambda absences: heard.append([a.person for a in absences]),
        enqueue=lambda connection, subjects: None,
    )
    other.run_here(lambda work: work.next_due())
    one.run_here(lambda work: work.add_absence(Absence("a", "dana", NOW, NOW, "", status=AbsenceStatus.RUNNING)))
    other.run_here(lambda work: work.next_due())
    assert heard == [[], ["dana"]]
    one.close()
    other.close()


@pytest.mark.parametrize(
    "given", ["", "sqlite:///x", "mysql://u:secret-word@h/d", "postgresql://u:secret-word@h", "::"]
)
def test_an_address_that_is_none_is_refused_in_a_sentence_that_repeats_no_password(given: str) -> None:
    with pytest.raises(StoreError, match="postgresql://user:password@host/name") as refused:
        read_url(given)
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_server_that_is_not_there_is_said_in_a_sentence_that_repeats_no_password(read_only: bool) -> None:
    with pytest.raises(StoreError, match="check that PostgreSQL runs, and NTK_DATABASE") as refused:
        open_postgresql("postgresql://u:secret-word@127.0.0.1:1/need-to-know", read_only=read_only)
    assert "secret-word" not in str(refused.value)


def test_a_database_that_goes_away_is_answered_not_saved_and_used_again_when_it_is_back(postgres_url: str) -> None:
    engine = open_postgresql(postgres_url)
    store = SqlStore(engine, lambda step: None)

    def cut_off(work: Work) -> None:
        work.add_draft(DRAFT)
        beside = open_postgresql(postgres_url, read_only=True)
        with beside.connect() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        beside.dispose()
        work.journal("d", NOW, "a", "draft.begun")

    with pytest.raises(NotSaved, match="nothing was saved"):
        store.run_here(cut_off)
    assert store.run_here(lambda work: work.draft("d")) is None
    store.run_here(lambda work: work.add_draft(DRAFT))
    assert store.run_here(lambda work: work.draft("d")) == DRAFT
    store.close()
