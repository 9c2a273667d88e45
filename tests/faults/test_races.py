"""Whoever presses in the same instant: one outcome each, and everybody else is told which. On both databases.

With SQLite all of it comes to the one process, with PostgreSQL to two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Barrier

import pytest

from bot.notifications.proof import verify
from bot.store.reader import read_record
from tests.harness import Outcome
from tests.scenarios.telling.council import AT_RISK_MISSING, SERIOUS_INJURY, TUESDAY_TEN, Council, words_of

PRESSES = 50


class Racing(Council):
    """A council whose people press in the same instant, each at another process where there are two."""

    def __init__(self, folder: Path, database: str) -> None:
        super().__init__(folder, TUESDAY_TEN, database=database, processes=2 if database else 1)
        self.where = database or folder / "bot"
        self._processes = cycle(("bot", "bot-2") if database else ("bot",))

    def at_once(self, *doing: Callable[[str], Outcome]) -> list[Outcome]:
        """All of these in the same instant; each is told the process that it comes to."""
        together = Barrier(len(doing))

        def begin(do: Callable[[str], Outcome], process: str) -> Outcome:
            together.wait(60)
            return do(process)

        with ThreadPoolExecutor(len(doing)) as beside:
            running = [beside.submit(begin, do, next(self._processes)) for do in doing]
            return [each.result() for each in running]

    def verbs(self, reference: str) -> Counter[str]:
        """How often each thing was done, by a journal that holds."""
        record = read_record(self.where, reference)
        assert verify(record.journal) is None
        return Counter(entry.verb for entry in record.journal)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def council(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Racing]:
    if request.param == "sqlite":
        with Racing(tmp_path_factory.mktemp("races"), "") as running:
            yield running
        return
    postgres = request.getfixturevalue("postgres")
    with postgres.new() as url, Racing(tmp_path_factory.mktemp("races"), url) as running:
        yield running


def test_fifty_acknowledgements_of_one_duty_at_once_are_one(council: Racing) -> None:
    reference = council.report(SERIOUS_INJURY)
    dana = council.person("dana")
    card = dana.card(text=reference, action="acknowledge", place="personal")

    def press(process: str) -> Outcome:
        return dana.presses(card, "acknowledge", process=process)

    outcomes = council.at_once(*[press] * PRESSES)
    assert {outcome.status for outcome in outcomes} == {200}
    told = Counter(
        "first" if "You acknowledged this as" in words else "again" if "acknowledged by Dana" in words else words
        for words in (words_of(outcome.card) for outcome in outcomes)
    )
    assert told == {"first": 1, "again": PRESSES - 1}
    verbs = council.verbs(reference)
    assert (verbs["acknowledged"], verbs["acknowledged-again"]) == (1, PRESSES - 1)
    assert "acknowledged by Dana Director" in council.newest("rowan").words


def test_of_two_who_decide_differently_one_decides_and_the_other_is_told_so(council: Racing) -> None:
    reference = council.report(AT_RISK_MISSING)
    alex, charlie = council.person("alex"), council.person("charlie")
    of_alex, of_charlie = (who.card(text=reference, action="tell", place="personal") for who in (alex, charlie))
    told, not_told = council.at_once(
        lambda process: alex.presses(of_alex, "tell", {"reason": "The press"}, raw=True, process=process),
        lambda process: charlie.presses(of_charlie, "do-not-tell", {"reason": "No need"}, raw=True, process=process),
    )
    words = [words_of(outcome.card) for outcome in (told, not_told)]
    assert sum("You decided that" in each for each in words) == 1
    winner, loser = ("Alex", words[1]) if "You decided that" in words[0] else ("Charlie", words[0])
    assert f"{winner} " in loser
    assert " decided at Tue 24 Nov" in loser
    assert bool(council.cards("dana", reference)) == (winner == "Alex"), "told or not: what was decided first holds"
    assert council.verbs(reference)["decided"] == 1


def test_an_acknowledgement_and_the_escalation_of_the_same_duty_do_not_both_have_their_way(council: Racing) -> None:
    reference = council.report(SERIOUS_INJURY)
    dana, charlie = council.person("dana"), council.person("charlie")
    charlie.presses(charlie.card(text=reference, action="acknowledge", place="personal"), "acknowledge")
    council.advance("29m")
    card = dana.card(text=reference, action="acknowledge", place="personal")
    acknowledged, _ = council.at_once(
        lambda process: dana.presses(card, "acknowledge", process=process), lambda process: council.advance("1m")
    )
    assert "You acknowledged this as" in words_of(acknowledged.card)
    assert council.verbs(reference)["acknowledged"] == 2
    for asked in council.cards("deputy", reference):  # the escalation was first
        assert "acknowledged by Dana Director" in asked.words
        assert "acknowledge" not in asked.actions
    before = {who: len(council.cards(who, reference)) for who in ("dana", "charlie", "deputy", "avery")}
    council.advance("2h")
    assert {who: len(council.cards(who, reference)) for who in before} == before, "nobody is asked again"
