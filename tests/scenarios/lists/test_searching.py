"""Looking for a notification, typed or on the card: within what the asker may see, and journalled."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.searching import Search, hear
from bot.services import looking_up
from bot.services.screens import FoundScreen
from bot.views.lists import ListViews
from bot.views.looked_up import LookedUpViews
from tests.engine.council import MISSING, PRACTICE, Council, kept_report

NAMED = {**MISSING, "basic.child_name": "Child K-104", "basic.case_id": "CASE 77%"}
KEPT = {**NAMED, "happened": "other", "judgement.other": "no"}
PEOPLE = ("rowan", "sasha", "member", "morgan", "alex", "avery", "charlie", "dana", "deputy", "ola", "billie")


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    made = Council(tmp_path)
    yield made
    made.close()


def finds(council: Council, who: str, **inputs: str) -> list[str]:
    """The references that somebody finds, in order; every page of them."""
    found: list[str] = []
    more = ""
    while True:
        screen = council.press(who, "find", more, inputs={f"find.{name}": said for name, said in inputs.items()})
        assert isinstance(screen, FoundScreen), screen
        assert not screen.problems
        found += [record.notification.reference for record in screen.records]
        if not screen.more:
            return found
        more = screen.more


def test_a_person_is_found_by_name_by_whoever_may_see_it_and_by_nobody_else(council: Council) -> None:
    council.report("rowan", NAMED)
    other = council.report("rowan", PRACTICE)
    council.deliver()
    for words in ("k-104", "CHILD K-104", "k-104 rowan", "case 77%", "ntk-2026-0001"):
        found = {who for who in PEOPLE if "NTK-2026-0001" in finds(council, who, words=words)}
        assert found == {"rowan", "dana", "charlie", "avery", "deputy"}, words
    assert finds(council, "dana", words="k-105") == []
    assert finds(council, "dana", words="case 77x") == []
    assert finds(council, "alex", words=other.reference) == [other.reference]


def test_row_state_and_date_narrow_it_and_every_one_of_them_counts(council: Council) -> None:
    first = council.report("rowan", NAMED)
    council.clock.at += timedelta(days=3)
    second = council.report("rowan", NAMED)
    council.deliver()
    council.press("dana", "acknowledge", second.id, second.version)
    council.press("charlie", "acknowledge", second.id, second.version)
    both = [second.reference, first.reference]
    assert finds(council, "rowan", row="itd-cla-missing") == both
    assert finds(council, "rowan", row="itd-practice-concern") == []
    assert finds(council, "rowan", stands="open") == both
    assert finds(council, "rowan", stands="closed") == []
    assert finds(council, "rowan", stands="waiting") == [first.reference]
    assert finds(council, "rowan", since="2026-11-21") == [second.reference]
    assert finds(council, "rowan", until="2026-11-20") == [first.reference]
    assert finds(council, "rowan", since="2026-11-20", until="2026-11-23", words="k-104", row="itd-cla-missing") == both


def test_what_somebody_must_not_know_is_not_found_by_them(council: Council) -> None:
    council.report("rowan", {**NAMED, "kept.from": council.actor("dana").id})
    council.deliver()
    assert finds(council, "dana", words="k-104") == []
    assert finds(council, "dana", words="NTK-2026-0001") == []
    assert finds(council, "rowan", words="k-104") == ["NTK-2026-0001"]


def test_a_word_that_names_who_must_not_know_is_not_looked_through(council: Council) -> None:
    dana = council.actor("dana").id
    council.report("rowan", {**NAMED, "kept.from": dana})
    assert finds(council, "rowan", words=dana) == []


@pytest.mark.parametrize("words", ["%", "_", "\\", '"', "'; DROP TABLE notifications", "{", "é", "\u202e", "x" * 500])
def test_what_a_database_or_json_reads_otherwise_is_only_letters_here(council: Council, words: str) -> None:
    plain = council.report("rowan", MISSING)
    said = council.report("rowan", {**MISSING, "incident.details": f"before {words} after"})
    found = finds(council, "rowan", words=words)
    assert plain.reference not in found
    assert said.reference in found


def test_wrong_input_is_named_at_its_field_and_nothing_is_looked_for(council: Council) -> None:
    for inputs, field in (
        ({"find.row": "no-such-row"}, "find.row"),
        ({"find.stands": "open-ish"}, "find.stands"),
        ({"find.since": "2026-13-40"}, "find.since"),
        ({"find.since": "2026-11-20", "find.until": "2026-11-19"}, "find.until"),
    ):
        screen = council.press("rowan", "find", inputs=inputs)
        assert isinstance(screen, FoundScreen)
        assert set(screen.problems) == {field}
    assert not council.verbs(looking_up.SUBJECT)


def test_who_looked_for_what_and_what_they_found_is_journalled(council: Council) -> None:
    council.report("rowan", NAMED)
    finds(council, "rowan", words="K-104")
    finds(council, "sasha", words="K-104")
    mine, theirs = council.run(lambda work: work.entries(looking_up.SUBJECT))
    assert (mine.verb, mine.actor) == ("searched", council.actor("rowan").id)
    assert (mine.content or {})["found"] == "NTK-2026-0001"
    assert (theirs.content or {})["words"] == "K-104"
    assert (theirs.content or {})["found"] == ""


def test_further_pages_come_with_show_more_until_everything_was_shown_once(council: Council) -> None:
    made = []
    for _ in range(19):
        made.append(council.report("rowan", NAMED).reference)
        council.clock.at += timedelta(minutes=1)
    screen = council.press("rowan", "find", inputs={"find.words": "k-104"})
    assert isinstance(screen, FoundScreen)
    view = LookedUpViews(council.authority, ListViews(council.authority)).found(screen, council.clock.now())
    assert [action.label for action in view.actions] == ["Find", "Show more"]
    assert next(q.value for q in view.questions if q.id == "find.words") == "k-104"
    assert finds(council, "rowan", words="k-104") == made[::-1]


@pytest.mark.parametrize("place", ["~", "1~", "x~y", "99999999999999999~a", "-5~a"])
def test_a_place_put_together_by_hand_begins_at_the_beginning(council: Council, place: str) -> None:
    council.report("rowan", NAMED)
    screen = council.press("rowan", "find", place, inputs={"find.words": "k-104"})
    assert isinstance(screen, FoundScreen)
    assert len(screen.records) == 1


def test_kept_reports_are_found_by_their_reporter(council: Council) -> None:
    kept = kept_report(council, "rowan", KEPT)
    assert finds(council, "rowan", words=kept.reference) == [kept.reference]
    assert finds(council, "morgan", words=kept.reference) == []


@pytest.mark.parametrize(
    ("text", "search"),
    [
        ("find k-104", Search(words="k-104")),
        ("search for elm house", Search(words="elm house")),
        ("find closed k-104", Search(words="k-104", stands="closed")),
        ("find itd-cla-missing late", Search(row="itd-cla-missing", stands="late")),
        ("find", Search()),
        ("finding nemo", None),
        ("report", None),
    ],
)
def test_what_is_typed(council: Council, text: str, search: Search | None) -> None:
    assert hear(text, council.authority.pack) == search


def test_at_the_clock_change_a_day_is_londons_day(council: Council) -> None:
    council.clock.at = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    late = council.report("rowan", NAMED)
    assert finds(council, "rowan", since="2026-07-02") == [late.reference]
    assert finds(council, "rowan", until="2026-07-01") == []
