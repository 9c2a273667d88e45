"""The queries of lists and searches give the same places in the same order on both databases, each from an index."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from bot.notifications.addition import Addition
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.notification import Notification
from bot.notifications.searching import Search
from bot.services.listed_ports import Place
from bot.store.unit_of_work import SqlStore
from rules.decision import Decision

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
ANYTHING = Search()


def notification(name: str, minutes: int = 0, **more: object) -> Notification:
    decision = Decision("p", "1", "h", NOW, (), (), (), (), None)
    made = Notification(
        id=name,
        reference=f"NTK-2026-{name}",
        reporter="rowan",
        reporter_name="Rowan Reporter",
        created_at=NOW + timedelta(minutes=minutes),
        aware=NOW,
        answers={"incident.details": "A child.", "kept.from": ""},
        decision=decision,
        staff_matter="no",
        told_now=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of it


def duty(name: str, of: str, **more: object) -> Duty:
    made = Duty(
        id=name,
        kind=DutyKind.TASK,
        due=NOW,
        any_hour=False,
        window_kind="working",
        created_at=NOW,
        notification=of,
        role="SM",
        trigger="recording",
    )
    return replace(made, **more)  # type: ignore[arg-type]  # fields of it


def card(of: str, to: str) -> Delivery:
    name = f"{of}:{to}"
    return Delivery(name, name, Via.PERSONAL, Purpose.TELL, to, False, NOW, notification=of)


def keep(store: SqlStore, *things: Notification | Duty | Delivery) -> None:
    def unit(work: object) -> None:
        for thing in things:
            kind = {Notification: "notification", Duty: "duty", Delivery: "delivery"}[type(thing)]
            getattr(work, f"add_{kind}")(thing)

    store.run_here(unit)


def near(
    store: SqlStore, person: str = "rowan", search: Search = ANYTHING, before: Place | None = None, *roles: str
) -> list[str]:
    return [name for _, name in store.run_here(lambda work: work.near(person, roles, search, before, 50))]


def test_what_somebody_reported_has_a_card_of_or_owes_the_newest_first(store: SqlStore) -> None:
    keep(store, *(notification(name, n) for n, name in enumerate("abcd")))
    keep(store, card("b", "dana"), duty("1", "c", person="dana"), duty("2", "d"), duty("3", "a", role="TM,SM"))
    assert near(store) == ["d", "c", "b", "a"]
    assert near(store, "dana") == ["c", "b"]
    assert near(store, "dana", ANYTHING, None, "SM") == ["d", "c", "b"]
    assert near(store, "dana", ANYTHING, None, "TM,SM") == ["c", "b", "a"]
    assert near(store, "nobody") == []


def test_a_place_goes_on_where_it_was_left_also_among_the_same_instant(store: SqlStore) -> None:
    keep(store, *(notification(name) for name in "abc"))
    assert near(store) == ["c", "b", "a"]
    assert near(store, before=(NOW, "c")) == ["b", "a"]
    assert near(store, before=(NOW, "a")) == []


@pytest.mark.parametrize("word", ["%", "_", "\\", '"', "{", "'", "a", "É".casefold(), "ß"])
def test_a_word_is_looked_for_as_it_is(store: SqlStore, word: str) -> None:
    keep(store, notification("plain", answers={"x": "zzz"}, reporter_name="Z", reference="NTK"))
    keep(store, notification("says", answers={"x": f"q{word.upper() if word == 'é' else word}q"}, reporter_name="Z"))
    assert "says" in near(store, search=Search(words=f"q{word}q"))
    assert "plain" not in near(store, search=Search(words=f"q{word}q"))


def test_closed_drills_rows_and_days(store: SqlStore) -> None:
    closing = Addition("t", "closing", "sam", "Sam", NOW)
    again = Addition("u", "reopening", "sam", "Sam", NOW)
    keep(
        store,
        notification("open", 1),
        notification("closed", 2, additions=(closing,)),
        notification("again", 3, additions=(closing, again)),
        notification("drill", 4, drill=True),
        notification("later", 60 * 24),
    )
    assert near(store) == ["later", "again", "closed", "open"]
    assert near(store, search=Search(stands="closed")) == ["closed"]
    assert near(store, search=Search(stands="open")) == ["later", "again", "open"]
    assert near(store, search=Search(since="2026-11-21")) == ["later"]
    assert near(store, search=Search(until="2026-11-20")) == ["again", "closed", "open"]
    assert near(store, search=Search(row="no-such-row")) == []


def test_what_is_late_the_latest_first_once_each(store: SqlStore) -> None:
    keep(store, notification("a"), notification("b"), notification("c"))
    hour = timedelta(hours=1)
    keep(
        store,
        duty("1", "a", late_since=NOW - hour),
        duty("2", "a", late_since=NOW - 3 * hour),
        duty("3", "b", late_since=NOW - 2 * hour),
        duty("4", "c"),
        duty("5", "c", late_since=NOW - 9 * hour).met(NOW, "sam"),
    )
    first, second = store.run_here(lambda work: work.late(None, 50))
    assert first == (NOW - 3 * hour, "a")
    assert second == (NOW - 2 * hour, "b")
    assert store.run_here(lambda work: work.late(first, 50)) == (second,)
    assert store.run_here(lambda work: work.late(None, 1)) == (first,)


def test_what_is_not_resolved_the_oldest_first_and_what_is_closed_but_not_recorded(store: SqlStore) -> None:
    closing = Addition("t", "closing", "sam", "Sam", NOW)
    keep(
        store,
        notification("new", 3),
        notification("done", 2, additions=(closing,)),
        notification("unrecorded", 1, additions=(closing,)),
        notification("drill", 0, drill=True),
    )
    keep(store, duty("1", "unrecorded"), duty("2", "done").met(NOW, "sam"))

    def names(after: Place | None = None) -> list[str]:
        found = store.run_here(lambda work: work.unresolved(("recording",), after, 50))
        return [name for _, name in found]

    assert names() == ["unrecorded", "new"]
    assert names((NOW + timedelta(minutes=1), "unrecorded")) == ["new"]


def test_each_list_goes_by_an_index(engine: Engine) -> None:
    """On SQLite, whose plan is a sentence: nobody's list reads every notification or every duty."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by its statistics, of which an empty database has none")
    late = "SELECT min(late_since) FROM duties WHERE late_since IS NOT NULL AND status = 'open' GROUP BY notification"
    cards = "SELECT notification FROM deliveries WHERE recipient = 'x'"
    newest = "SELECT created_at, id FROM notifications ORDER BY created_at DESC, id DESC LIMIT 50"
    for query, index in ((late, "duties_late"), (cards, "deliveries_of_recipient"), (newest, "notifications_newest")):
        with engine.connect() as connection:
            plan = " ".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
        assert index in plan, plan
