"""Every time on every card and in every mail says how far off it is: "Tue 24 Nov 17:00 (in 2 hours)"."""

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from bot.notifications.delivery import Via
from bot.outlook.message import compose
from bot.services.delivering import Failed, Parcel
from bot.services.screens import Screen
from bot.services.speaking import timed, timed_text
from bot.teams.rendering import Renderer
from rules.instants import say_instant
from tests.cards.examples import EXAMPLES
from tests.cards.reading import shown_texts
from tests.engine.absent import goes_away
from tests.engine.council import MISSING, PRACTICE, Council, Standing, authority_of

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
EVERYTHING = {
    **MISSING,
    "missing.last_seen": "2026-11-19",
    "missing.last_seen.time": "08:15",
    "aware": "2026-11-23",
    "aware.time": "15:45",
    "basic.child_name": "Child K-104",
    "abuse.suspected": "yes",
}
LATER = {**EVERYTHING, "happened": "out-of-education", "child.status": "cp", "education.out_since": "2026-10-28"}
_ALONE = re.compile(
    r"(?<!As at )\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}(?: \d{4})? \d\d:\d\d\b(?! \((?:in |now|\d))"
)


def alone(text: str) -> list[str]:
    """The times in a text that do not say how far off they are, each with what stands around it."""
    return [text[max(0, found.start() - 40) : found.end() + 20] for found in _ALONE.finditer(text)]


@dataclass
class Reading(Council):
    """A council in which everything that goes out, and every answer to a press, is drawn and read."""

    read: set[str] = field(default_factory=set)
    times: list[str] = field(default_factory=list)

    def deliver(self, refuse: Callable[[Parcel], Failed | None] = lambda _: None) -> list[Parcel]:
        """Send everything due, and read it."""

        def reading(parcel: Parcel) -> Failed | None:
            self._look(parcel)
            return refuse(parcel)

        return super().deliver(reading)

    def press(self, who: str, verb: str, id: str = "", version: int = 0, **more: Any) -> Screen:
        """Press, and read the answer."""
        screen = super().press(who, verb, id, version, **more)
        card, _ = Renderer(self.authority).screen(screen, self.clock.now())
        self._note(f"answer to {verb}", shown_texts(card))
        return screen

    def _look(self, parcel: Parcel) -> None:
        delivery, now = parcel.delivery, self.clock.now()
        if delivery.via is Via.MAIL:
            assert parcel.record is not None
            mail = compose(parcel.record, delivery.purpose, delivery.recipient, self.authority, now)
            self._note(f"mail: {delivery.purpose}", [unescape(mail.html)])
        else:
            card, _ = Renderer(self.authority).parcel(parcel, now)
            self._note(f"card: {delivery.purpose}", shown_texts(card))

    def _note(self, what: str, texts: list[str]) -> None:
        self.read.add(what)
        self.times += [f"{what}: {time}" for text in texts for time in alone(text)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_card_shows_a_time_alone(name: str) -> None:
    card = EXAMPLES[name]()
    assert [time for text in shown_texts(card) for time in alone(text)] == []


@pytest.mark.parametrize("name", ["informing-the-director", "knowsley", "luton", "significant-incident", "wigan"])
def test_nothing_that_goes_out_and_no_answer_shows_a_time_alone(name: str, tmp_path: Path) -> None:
    with closing(Reading(tmp_path, Standing(MONDAY), authority_of(name))) as council:
        first = council.report("rowan", EVERYTHING)
        council.deliver()
        council.tell_now("rowan")
        for by, verb, answers in (("sasha", "send", PRACTICE), ("rowan", "keep", LATER)):
            draft = council.draft(by, answers).draft
            council.press(by, verb, draft.id, draft.version)
        unsent = council.draft("rowan", EVERYTHING, "facts").draft
        council.draft("sasha", {"happened": "missing", "incident.details": "Child K-104."}, "who")
        council.deliver()
        for verb in ("report", "my-reports", "cover"):
            council.press("rowan", verb)
        told = next(p.key for p in council.authority.organisation.people.values() if _is_told(council, first.id, p.id))
        goes_away(council, told, "I am away until Wednesday")
        council.advance(timedelta(hours=20))
        for who in ("rowan", told):
            for verb in ("open", "acknowledge", "complete", "refresh"):
                council.press(who, verb, first.id, 1)
        council.press("rowan", "close", unsent.id, unsent.version)
        council.advance(timedelta(hours=24))

    assert council.times == []
    assert {"card: tell", "card: receipt", "card: reminder", "card: draft", "card: handed-back"} <= council.read
    assert "answer to my-reports" in council.read


def _is_told(council: Council, notification: str, person: str) -> bool:
    return any(d.recipient == person and d.roles for d in council.record(notification).deliveries)


def test_a_time_that_the_rules_wrote_is_said_with_how_far_off_it_is() -> None:
    written = f"1 hour after {say_instant(MONDAY)}, at any hour"
    assert written == "1 hour after Mon 23 Nov 2026 16:00, at any hour"
    now = MONDAY + timedelta(hours=2)
    assert timed_text(written, now) == "1 hour after Mon 23 Nov 16:00 (2 hours ago), at any hour"
    assert timed_text(written, None) == written
    assert timed_text("close of office on the next working day after Mon 23 Nov 2026", now).endswith("Mon 23 Nov 2026")


def test_the_hour_that_comes_twice_stays_the_one_that_was_meant() -> None:
    for hour in (0, 1):
        at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert timed_text(say_instant(at), at) == timed(at, at)


def test_what_only_looks_like_a_time_is_left_alone() -> None:
    for text in ("Mon 31 Feb 2026 10:00", "Tue 24 Nov 2026 25:99"):
        assert timed_text(text, MONDAY) == text
