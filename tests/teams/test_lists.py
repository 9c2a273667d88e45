"""Lists begin with what presses most: late, then due, then waiting, then done."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.notification import Notification
from bot.services.delivering import Parcel
from bot.services.screens import ReportsScreen
from bot.teams.rendering import Renderer
from cards.views import ListView
from tests.engine.council import MISSING, Council


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    council = Council(tmp_path)
    yield council
    council.close()


def acknowledged(council: Council, notification: Notification) -> None:
    for who in ("dana", "charlie"):
        council.press(who, "acknowledge", notification.id, notification.version)


def my_reports(council: Council, who: str) -> ListView:
    screen = council.attempt(who, "my-reports").screen
    assert isinstance(screen, ReportsScreen)
    _, view = Renderer(council.authority).screen(screen, council.clock.now())
    assert isinstance(view, ListView)
    return view


def test_my_reports_are_late_then_due_of_me_then_waiting_then_done(council: Council) -> None:
    done = council.report("rowan")
    acknowledged(council, done)
    late = council.report("rowan")
    council.advance(timedelta(days=3))
    waiting = council.report("rowan")
    mine = council.tell_now("rowan")
    for who in ("dana", "charlie"):
        council.press(who, "acknowledge", mine.id, mine.version)
    draft = council.draft("rowan", MISSING).draft

    view = my_reports(council, "rowan")

    assert [item.action.id for item in view.items if item.action] == [draft.id, late.id, mine.id, waiting.id, done.id]
    assert [item.tone for item in view.items] == ["warning", "attention", "warning", "info", "info"]
    assert view.items[1].subtitle.startswith("Waiting for the Director of Children's Services and the City Manager")
    assert view.items[2].subtitle.startswith("Give the details by ")
    assert view.items[4].subtitle == "Status: acknowledged"
    assert view.intro.startswith("As at Mon 23 Nov 16:00.")
    assert len({item.action.label for item in view.items if item.action}) == 5, "each button says what it opens"


def test_the_morning_list_is_worst_first_and_leaves_nothing_out_unsaid(council: Council) -> None:
    late = [council.report("rowan") for _ in range(3)]
    council.advance(timedelta(days=3))
    new = [council.report("sasha") for _ in range(4)]
    dana, at = council.actor("dana").id, council.clock.now()
    digest = Delivery("d", "d", Via.PERSONAL, Purpose.DIGEST, dana, urgent=False, created_at=at)
    records = tuple(council.record(n.id) for n in (*new, *late))
    _, view = Renderer(council.authority).parcel(Parcel(digest, digest=records), at)
    assert isinstance(view, ListView)
    assert [item.tone for item in view.items] == ["attention"] * 3 + ["warning"] * 4
    assert {item.action.id for item in view.items[:3] if item.action} == {n.id for n in late}
