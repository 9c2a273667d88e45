"""The director acts from Outlook: one record with Teams, one winner, and nobody else's hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from bot.rehearsal.plain_text import plain_text
from tests.harness import Outcome
from tests.scenarios.telling.council import ACCOUNT, CHILD, LOOKED_AFTER_MISSING, SERIOUS_INJURY, Council

DANA = "dana@rehearsal.example"


@pytest.fixture
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with Council(tmp_path_factory.mktemp("outlook")) as opened:
        yield opened


def own_mail(council: Council, address: str = DANA) -> dict[str, Any]:
    """The newest mail with a card in somebody's own mailbox."""
    return [mail for mail in council.mail_to(address) if mail["card"]][-1]


def said(outcome: Outcome) -> str:
    return str(outcome.answer["value"])


def test_the_director_acknowledges_comments_and_sets_a_date_from_a_mail(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)
    mail = own_mail(council)
    assert mail["subject"].startswith("Need to Know NTK-2026-0001, acknowledge by ")
    assert CHILD not in mail["subject"]
    assert [action["id"] for action in mail["actions"]] == ["acknowledge", "comment", "more"]
    assert ACCOUNT in mail["text"]
    assert "What is asked of you" in mail["text"]
    assert "https://teams.microsoft.com/l/chat/0/0?users=28:" in mail["text"]

    pressed = council.press_mail("dana", mail, "acknowledge")

    assert (pressed.status, said(pressed)[:16]) == (200, "You acknowledged")
    assert "acknowledge" not in [action["id"] for action in own_mail(council)["actions"]]
    assert "acknowledged by Dana Director" in council.person("rowan").card(text="NTK-2026-0001").words

    inputs = {"director.dcs_comment": 'Ring me "at once",\nplease.', "director.review_date": "2026-11-27"}
    council.press_mail("dana", mail, "comment", inputs)
    assert "Ring me" in council.person("dana").card(text="NTK-2026-0001", place="personal").words


def test_what_was_done_in_teams_is_not_offered_in_the_mail_any_more(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)
    mail = own_mail(council)
    council.acknowledges("dana")

    late = council.press_mail("dana", mail, "acknowledge")
    assert said(late).startswith("Dana Director acknowledged this")
    assert council.press_mail("dana", mail, "refresh").status == 200
    assert "acknowledge" not in [action["id"] for action in own_mail(council)["actions"]]


def test_a_forwarded_mail_serves_nobody_else(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)

    pressed = council.press_mail("charlie", own_mail(council), "acknowledge")

    assert pressed.status == 403
    assert CHILD not in str(pressed.data)
    assert "not acknowledged yet" in council.person("rowan").card(text="NTK-2026-0001").words


@pytest.mark.parametrize(
    ("facts", "importance"),
    [(SERIOUS_INJURY, "high"), (LOOKED_AFTER_MISSING, "normal")],
    ids=["any hour", "office hours"],
)
def test_importance_and_flag_are_set_at_graph_and_no_subject_holds_a_name(
    council: Council, facts: dict[str, str], importance: str
) -> None:
    council.report(facts)
    mail = own_mail(council)
    assert mail["importance"] == importance
    assert mail["headers"]["X-Message-Flag"].startswith("Acknowledge by ")
    assert mail["subject"].endswith(mail["headers"]["X-Message-Flag"].removeprefix("Acknowledge "))
    every = [*council.mail_to(DANA), *council.mail_to("need-to-know@rehearsal.example")]
    assert {each["importance"] for each in every} == {importance}
    for each in every:
        assert "by " in each["subject"], "the deadline"
        assert not any(name in each["subject"] for name in (CHILD, "Dana", "Rowan")), each["subject"]


def no_card_is_drawn(council: Council, mail: dict[str, Any]) -> None:
    """A browser on a phone, Apple Mail: they show the body, and what stands in its head is nothing to them."""


def stripped(council: Council, mail: dict[str, Any]) -> None:
    """A gateway took everything out that is a script."""
    mail["body"] = re.sub(r"<script.*?</script>", "", mail["body"], flags=re.DOTALL)
    assert "adaptivecard" not in mail["body"]


def forwarded(council: Council, mail: dict[str, Any]) -> None:
    """Whoever got it by forwarding can do nothing with its buttons."""
    assert council.press_mail("charlie", mail, "acknowledge").status == 403


def a_month_old(council: Council, mail: dict[str, Any]) -> None:
    """The director comes back after five weeks: the buttons have ended."""
    council.advance("35d")
    pressed = council.press_mail("dana", mail, "acknowledge")
    assert pressed.status == 403
    assert "act there" in said(pressed)


@pytest.mark.parametrize("why", [no_card_is_drawn, stripped, forwarded, a_month_old], ids=lambda why: why.__name__)
def test_where_the_card_cannot_be_used_the_mail_says_how_and_the_same_is_open_in_teams(
    council: Council, why: Callable[[Council, dict[str, Any]], None]
) -> None:
    council.report(LOOKED_AFTER_MISSING)
    mail = own_mail(council)
    why(council, mail)
    text = plain_text(mail["body"])
    assert "open the Need to Know chat in Teams <https://teams.microsoft.com/l/chat/0/0?users=28:" in text
    assert "and type NTK-2026-0001: the same is asked there." in text
    assert "If you can use neither, phone the emergency duty team" in text
    assert ACCOUNT in text

    dana = council.person("dana")
    dana.says("NTK-2026-0001")
    dana.presses(dana.card(text="NTK-2026-0001"), "acknowledge")
    assert "acknowledged by Dana Director" in council.person("rowan").card(text="NTK-2026-0001").words


def test_the_buttons_of_a_mail_end_after_a_month(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)
    mail = own_mail(council)
    council.acknowledges("dana")
    council.acknowledges("charlie")
    council.advance("30d")

    pressed = council.press_mail("dana", mail, "comment", {"director.dcs_comment": "Too late"})

    assert pressed.status == 403
    assert "buttons of this mail are too old" in said(pressed)


def test_a_press_that_cannot_be_read_says_so(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)
    pressed = council.press_mail("dana", own_mail(council), "refresh")
    (door,) = {row["url"] for row in council.wire() if row["id"] in pressed.wire}

    for body in ("text", "[]", "{}"):
        answer = requests.post(door, data=body, timeout=30)
        assert answer.status_code == 400
        assert answer.headers["CARD-ACTION-STATUS"].startswith("Not done. This press could not be read.")


def test_while_nobody_can_be_recognised_the_press_is_asked_for_again(council: Council) -> None:
    council.report(LOOKED_AFTER_MISSING)
    council.kill_bot()
    council.fault("signin", status=503, times=1000)
    council.start_bot()

    pressed = council.press_mail("dana", own_mail(council), "acknowledge")

    assert pressed.status == 503
    assert said(pressed).startswith("Not done. We could not check who you are just now.")
    council.clear_faults()
    assert "not acknowledged yet" in council.person("rowan").card(text="NTK-2026-0001").words
