"""The journal: append-only by the database itself, chained, its content erasable without breaking the chain.

On both databases.
"""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bot.notifications.digest import SUBJECT
from bot.notifications.journal import GENESIS, Entry, chained, milliseconds
from bot.notifications.proof import Flaw, Kind, as_line, flaws, verify
from bot.services.ports import Work
from bot.store.unit_of_work import SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def written(store: SqlStore) -> None:
    """Three lines about one subject, one about another."""

    def three(work: Work) -> None:
        for number in range(3):
            work.journal("n", NOW, "someone", "done", note=f"note {number}")

    store.run_here(three)
    store.run_here(lambda work: work.journal("other", NOW, "someone", "done"))


def entries(engine: Engine, subject: str = "n") -> tuple[Entry, ...]:
    return SqlStore(engine, lambda step: None).run_here(lambda work: work.entries(subject))


TAMPERING = [
    "UPDATE journal SET verb = 'undone'",
    "UPDATE journal SET at = 0 WHERE seq = 2",
    "DELETE FROM journal",
    "DELETE FROM journal WHERE seq = 3",
    "UPDATE journal_content SET content = '{}'",
    "DELETE FROM journal_content",
    "INSERT INTO journal SELECT subject, seq, at, 'another', verb, commitment, previous, hash FROM journal WHERE true "
    "ON CONFLICT (subject, seq) DO UPDATE SET actor = 'another'",
]
IN_SQLITE = [
    "REPLACE INTO journal SELECT subject, seq, at, 'another', verb, commitment, previous, hash FROM journal",
    "INSERT OR REPLACE INTO journal_content SELECT subject, seq, salt, '{}' FROM journal_content",
]
IN_POSTGRESQL = ["TRUNCATE journal", "TRUNCATE journal, journal_content", "TRUNCATE journal_content"]


@pytest.mark.parametrize("statement", TAMPERING)
def test_the_database_refuses_to_change_or_delete_a_line(engine: Engine, statement: str) -> None:
    _refused(engine, statement)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("statement", IN_SQLITE)
def test_sqlites_own_ways_to_replace_a_line_are_refused_too(engine: Engine, statement: str) -> None:
    _refused(engine, statement)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("statement", IN_POSTGRESQL)
def test_postgresqls_own_ways_to_empty_a_table_are_refused_too(engine: Engine, statement: str) -> None:
    _refused(engine, statement)


def _refused(engine: Engine, statement: str) -> None:
    before = entries(engine)
    with engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))
    assert entries(engine) == before


def test_the_chain_of_each_subject_holds(engine: Engine) -> None:
    assert [e.seq for e in entries(engine)] == [1, 2, 3]
    assert verify(entries(engine)) is None
    assert verify(entries(engine, "other")) is None
    assert verify(()) is None


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        ({"verb": "undone"}, 2),
        ({"actor": "another"}, 2),
        ({"at": NOW.replace(hour=9)}, 2),
        ({"subject": "other"}, 2),
        ({"commitment": "0" * 64}, 2),
        ({"previous": "0" * 64}, 2),
        ({"hash": "0" * 64}, 2),
    ],
    ids=str,
)
def test_recomputing_the_chain_finds_and_locates_every_change(
    engine: Engine, change: dict[str, object], seq: int
) -> None:
    lines = list(entries(engine))
    lines[seq - 1] = replace(lines[seq - 1], **change)  # type: ignore[arg-type]
    assert verify(lines) == seq


def test_a_line_cut_out_or_put_in_or_moved_is_found(engine: Engine) -> None:
    first, second, third = entries(engine)
    assert verify((first, third)) == 2
    assert verify((second, third)) == 1
    assert verify((first, third, second)) == 2
    assert verify((first, second, second, third)) == 2


def test_a_tail_cut_off_shows_against_a_head_kept_elsewhere(engine: Engine) -> None:
    kept = entries(engine)
    first, second, third = map(as_line, kept)
    assert flaws((first, second)) == ()
    assert flaws((first, second), {3: kept[2].hash}) == (Flaw("n", 3, Kind.CUT),)
    assert flaws((), {3: kept[2].hash}, "n") == (Flaw("n", 1, Kind.CUT),)
    assert flaws((first, second, third), {3: kept[2].hash, 1: kept[0].hash}) == ()


def test_a_chain_written_anew_shows_against_a_head_kept_elsewhere(engine: Engine) -> None:
    """It holds in itself: only who kept a hash of it knows."""
    kept = entries(engine)
    new, previous = [], GENESIS
    for entry in kept:
        link = chained(previous, "n", entry.seq, milliseconds(NOW), "another", entry.verb, entry.commitment)
        new.append(as_line(replace(entry, actor="another", previous=previous, hash=link)))
        previous = link
    assert flaws(new) == ()
    assert flaws(new, {2: kept[1].hash}) == (Flaw("n", 2, Kind.REWRITTEN),)


def test_changed_content_does_not_match_its_commitment(engine: Engine) -> None:
    lines = list(entries(engine))
    lines[1] = replace(lines[1], content={"note": "another note"})
    assert verify(lines) == 2


def test_content_may_be_erased_and_the_chain_still_verifies(engine: Engine) -> None:
    store = SqlStore(engine, lambda step: None)
    assert store.run_here(lambda work: work.erase("n", NOW, "billie", "kept for long enough")) == 3
    lines = entries(engine)
    assert [line.content is None for line in lines] == [True, True, True, False]
    assert (lines[3].verb, lines[3].content) == ("erased", {"lines": "1-3", "why": "kept for long enough"})
    assert verify(lines) is None
    store.run_here(lambda work: work.journal("n", NOW, "someone", "done", note="later"))
    assert store.run_here(lambda work: work.erase("n", NOW, "billie", "again")) == 1
    assert [line.content is None for line in entries(engine)] == [True, True, True, False, True, False]
    assert verify(entries(engine)) is None
    assert store.run_here(lambda work: work.entries("other"))[0].content == {}
    assert store.run_here(lambda work: work.erase("unheard of", NOW, "billie", "why not")) == 0


def test_content_goes_with_a_line_that_says_so_or_not_at_all(engine: Engine) -> None:
    store = SqlStore(engine, lambda step: None)
    store.run_here(lambda work: work.erase("n", NOW, "billie", "kept for long enough"))
    gone = entries(engine)
    for subject, seq in (("other", 1), ("n", 4)):
        taking = text("DELETE FROM journal_content WHERE subject = :subject AND seq = :seq")
        with engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(taking, {"subject": subject, "seq": seq})
    assert entries(engine) == gone
    with pytest.raises(ValueError, match="digests hold nothing of anybody"):
        store.run_here(lambda work: work.erase(SUBJECT, NOW, "billie", "no"))


def test_content_that_went_without_a_line_that_says_so_is_a_flaw(engine: Engine) -> None:
    lines = list(entries(engine))
    lines[1] = replace(lines[1], content=None, salt=None)
    assert flaws(map(as_line, lines)) == (Flaw("n", 2, Kind.CONTENT_GONE),)


def test_the_commitment_does_not_give_the_content_away(engine: Engine) -> None:
    """The same content twice has two commitments: each is salted."""
    store = SqlStore(engine, lambda step: None)
    for _ in range(2):
        store.run_here(lambda work: work.journal("twice", NOW, "someone", "done", note="Child K-104"))
    one, two = entries(engine, "twice")
    assert one.commitment != two.commitment
