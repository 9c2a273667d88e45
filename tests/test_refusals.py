"""Refusals are journalled; a flood of them is counted, and what was counted is never lost quietly."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.pace import BURST, Pace
from bot.refusals import EVERY, Refusals
from tests.engine.council import Council
from tests.fakes.doors import Seconds


class Later:
    """Calls when it is told to that a minute is over."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, Callable[[], None]]] = []

    def __call__(self, seconds: float, call: Callable[[], None]) -> None:
        self.waiting.append((seconds, call))


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    made = Council(tmp_path)
    yield made
    made.close()


def lines(council: Council) -> list[dict[str, str]]:
    entries = council.run(lambda work: work.entries("door"))
    return [{"who": entry.actor, **(entry.content or {})} for entry in entries]


def test_each_refusal_is_a_line_until_there_are_too_many_and_then_a_minute_is_one_line(council: Council) -> None:
    seconds, later = Seconds(), Later()
    refusals = Refusals(council.store, council.clock, Pace(seconds, per_second=1 / EVERY), later)

    async def flood() -> None:
        for _ in range(BURST):
            await refusals.note("no-token", door="outlook")
        assert later.waiting == []
        for number in range(1000):
            await refusals.note("expired" if number % 4 else "no-token", door="outlook")
        await refusals.note("wrong-oid", "dana", door="outlook")
        assert len(lines(council)) == BURST + 1, "somebody else is journalled as before"
        ((wait, call),) = later.waiting
        assert wait == EVERY
        call()
        assert refusals._counting is not None
        await refusals._counting

    asyncio.run(flood())
    assert lines(council)[-1] == {
        "who": "unknown",
        "why": "flood",
        "count": "1000",
        "reasons": "expired 750, no-token 250",
        "since": "2026-11-20T16:00:00+00:00",
        "door": "outlook",
    }
    assert len(lines(council)) == BURST + 2


def test_an_hour_of_flood_is_about_two_lines_a_minute(council: Council) -> None:
    seconds, later = Seconds(), Later()
    refusals = Refusals(council.store, council.clock, Pace(seconds, per_second=1 / EVERY), later)

    async def hour() -> None:
        for _ in range(60):
            for _ in range(100):
                await refusals.note("no-token")
            seconds.now += EVERY
            await refusals.count()

    asyncio.run(hour())
    found = lines(council)
    assert len(found) <= BURST + 2 * 60
    counted = sum(int(line["count"]) for line in found if line["why"] == "flood")
    assert counted + sum(line["why"] != "flood" for line in found) == 6000


def test_what_was_counted_before_is_not_counted_again(council: Council) -> None:
    refusals = Refusals(council.store, council.clock, Pace(Seconds(), per_second=0), Later())

    async def twice() -> None:
        for _ in range(BURST + 5):
            await refusals.note("no-token")
        await refusals.count()
        await refusals.count()

    asyncio.run(twice())
    assert [line["count"] for line in lines(council) if line["why"] == "flood"] == ["5"]
