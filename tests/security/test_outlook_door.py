"""The Outlook door over HTTP: whatever is wrong with a press, it is refused in words and nothing is done."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.outlook.card import PATH
from bot.outlook.nonce import LIFE
from bot.services import outlook_words
from bot.store.database import FILE
from tests.engine.council import FRIDAY
from tests.security.kept import rows
from tests.security.outlook_door import CANARY, KEY, OutlookDoor
from tests.teams.whole import Whole

OTHER_TENANT = "33333333-3333-4333-8333-333333333333"
NOT_YOURS = outlook_words.not_yours().text
NOT_READ = outlook_words.not_understood().text


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutlookDoor]:
    opened = OutlookDoor(tmp_path_factory.mktemp("outlook-door"))
    yield opened
    opened.close()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OutlookDoor]:
    """A door of the test's own: what it does stays."""
    opened = OutlookDoor(tmp_path)
    yield opened
    opened.close()


def refused(
    door: OutlookDoor, body: object, token: str | None, statuses: set[int], words: str, why: str | None
) -> None:
    """The press is answered with words and without content, journalled, and nothing was done."""
    door.calm()
    before, refusals = door.state(), door.refusals()
    status, said, text = door.press(body, token)
    assert status in statuses
    assert said == words
    assert text == ""
    assert door.state() == before
    (journalled,) = door.refusals()[len(refusals) :]
    assert journalled in (why, *(("no-token", "malformed", "wrong-algorithm") if why is None else ()))


# The token: its table is token_table.py, run by test_both_doors.py.


def test_the_token_may_stand_in_either_header(own: OutlookDoor) -> None:
    """Action-Authorization where the card asked for it; Authorization from a client that moved nothing."""
    assert own.press(own.body(verb="refresh"), own.token(), header="Authorization")[0] == 200
    assert own.press(own.body(verb="refresh"), own.token(), header="Action-Authorization")[0] == 200


# The seal.

CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"id": "another-notification"}, "nonce"),
    ({"delivery": "another-mail"}, "nonce"),
    ({"verb": "comment"}, "nonce"),
    ({"version": 999}, "nonce"),
    ({"expires": int((FRIDAY + LIFE).timestamp()) + 1}, "nonce"),
    ({"nonce": "0" * 64}, "nonce"),
    ({"nonce": "\u2603"}, "nonce"),
]
UNREADABLE: list[dict[str, Any]] = [
    {"nonce": ""},
    {"nonce": None},
    {"nonce": ["x"]},
    {"id": 7},
    {"id": "x" * 400},
    {"delivery": None},
    {"to": None},
    {"to": ""},
    {"verb": {"x": 1}},
    {"version": "1"},
    {"version": True},
    {"version": -1},
    {"version": 10**30},
    {"expires": None},
    {"expires": 1.5},
    {"expires": 2**60},
]


@pytest.mark.parametrize(("change", "why"), CHANGES, ids=str)
def test_a_button_that_was_changed_is_refused(door: OutlookDoor, change: dict[str, Any], why: str) -> None:
    refused(door, {**door.body(), **change}, door.token(), {403}, NOT_YOURS, why)


@pytest.mark.parametrize("change", UNREADABLE, ids=lambda value: str(value)[:60])
def test_a_button_that_cannot_be_read_is_refused_before_anything(door: OutlookDoor, change: dict[str, Any]) -> None:
    refused(door, {**door.body(), **change}, door.token(), {400}, NOT_READ, "malformed")


def test_a_button_sealed_with_another_key_is_refused(door: OutlookDoor) -> None:
    made_up = {**door.permit().sealed(KEY + b"!"), "inputs": {}}
    refused(door, made_up, door.token(), {403}, NOT_YOURS, "nonce")


def test_somebody_elses_button_is_refused_with_ones_own_token(door: OutlookDoor) -> None:
    body = {**door.body(), "to": door.people["charlie"]}
    refused(door, body, door.token({"oid": door.people["charlie"]}), {403}, NOT_YOURS, "nonce")


def test_a_button_too_old_is_refused_and_says_so(door: OutlookDoor) -> None:
    body = door.body(expires=FRIDAY)
    refused(door, body, door.token(), {403}, outlook_words.too_old().text, "expired")


def test_a_button_sealed_for_a_mail_that_was_sent_to_somebody_else_is_refused(door: OutlookDoor) -> None:
    """Sealed by us and pressed by its bearer, and still: the mail is Charlie's."""
    body = door.body(delivery=door.mails["charlie@rehearsal.example"])
    refused(door, body, door.token(), {403}, NOT_YOURS, "not-the-addressee")
    refused(door, door.body(delivery="no-such-mail"), door.token(), {403}, NOT_YOURS, "not-the-addressee")


def test_somebody_who_left_the_organisation_is_refused(door: OutlookDoor) -> None:
    gone = "99999999-0000-4000-8000-000000000001"
    refused(door, door.body(to=gone), door.token({"oid": gone}), {403}, NOT_YOURS, "not-in-the-organisation")


# The body.

BODIES: list[tuple[str, int]] = [
    ("", 400),
    ("not json", 400),
    ("[]", 400),
    ("null", 400),
    ('{"a": ' * 200 + "1" + "}" * 200, 400),
    ("[" * 100_000, 400),
    (json.dumps({"nonce": "x" * 40_000}), 400),
    (json.dumps({f"k{n}": n for n in range(600)}), 400),
    (json.dumps({"inputs": "x" * 300_000}), 413),
]


@pytest.mark.parametrize(("raw", "status"), BODIES, ids=lambda value: str(value)[:30])
def test_a_body_that_is_no_press_or_is_too_large_is_refused(door: OutlookDoor, raw: str, status: int) -> None:
    refused(door, raw, door.token(), {status}, NOT_READ, "body")


@pytest.mark.parametrize("inputs", ["x", [], 7, {"reason": ["x"]}, {"reason": {"x": 1}}], ids=lambda v: str(v)[:20])
def test_answers_that_no_card_of_ours_sends_are_refused(door: OutlookDoor, inputs: object) -> None:
    refused(door, {**door.body(verb="comment"), "inputs": inputs}, door.token(), {400}, NOT_READ, "malformed")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_a_post_is_served(door: OutlookDoor, method: str) -> None:
    """Link scanners fetch what stands in a mail."""
    before = (door.state(), door.journal())
    assert door.request(method) == 405
    assert (door.state(), door.journal()) == before


def test_without_outlook_settings_there_is_no_such_door(tmp_path: Path) -> None:
    async def ask() -> int:
        async with Whole(tmp_path) as bot:
            return (await bot.request("POST", PATH, json={})).status

    assert asyncio.run(ask()) == 404


# What goes through, once.


def test_a_press_three_times_and_at_once_has_one_effect(own: OutlookDoor) -> None:
    body, token = own.body(), own.token()
    answers = own.together(body, token, times=3) + [own.press(body, token)]
    assert {status for status, *_ in answers} == {200}
    assert len({said for _, said, _ in answers}) == 1
    assert all(json.loads(text)["type"] == "AdaptiveCard" for *_, text in answers)
    lines = _lines(own, "acknowledged")
    assert len(lines) == 1
    assert lines[0]["actor"] == own.people["dana"]


def test_the_same_comment_three_times_is_written_once(own: OutlookDoor) -> None:
    body = own.body({"director.dcs_comment": f"{CANARY} comment"}, verb="comment")
    own.together(body, own.token(), times=3)
    assert len(_lines(own, "commented")) == 1


def test_a_refresh_changes_nothing_and_calls_nobody(own: OutlookDoor) -> None:
    """Outlook waits two seconds for it."""
    before, called = own.state(), len(own.bot.microsoft.calls)
    status, _, text = own.press(own.body(verb="refresh"), own.token())
    assert status == 200
    assert "acknowledge" in text
    assert own.state() == before
    assert len(own.bot.microsoft.calls) == called
    assert len(_lines(own, "opened")) == 1


# When something fails.


def test_without_keys_nobody_is_let_in_the_words_are_honest_and_it_recovers_by_itself(tmp_path: Path) -> None:
    door = OutlookDoor(tmp_path, keys=500)
    refused(door, door.body(), door.token(), {503}, outlook_words.later().text, "keys-unavailable")
    door.bot.microsoft.directory.status = 200
    keys = door.bot.application._outlook.keys  # type: ignore[union-attr]
    keys._failed = None  # the second's pause after a failed fetch is over
    assert door.press(door.body(), door.token())[0] == 200
    door.close()


def test_when_the_store_fails_the_words_are_honest_and_a_later_press_works(
    own: OutlookDoor, caplog: pytest.LogCaptureFixture
) -> None:
    _rename(own, "duties", "gone")
    status, said, text = own.press(own.body(), own.token())
    assert (status, text) == (503, "")
    assert said.startswith("Not done. This could not be saved. Press again in a minute.")
    assert "01632 960 999" in said
    _rename(own, "gone", "duties")
    assert own.press(own.body(), own.token())[0] == 200
    assert CANARY not in caplog.text


def test_one_persons_presses_are_limited_as_in_teams_and_nobody_elses(own: OutlookDoor) -> None:
    own.calm()
    body, token = own.body({"director.dcs_comment": "Again"}, verb="comment"), own.token()
    answers = [status for _ in range(4) for status, *_ in own.together(body, token, times=20)]
    assert (answers.count(200), answers.count(429)) == (60, 20)
    assert own.refusals()[-1] == "too-many"
    assert own.presses("charlie", "acknowledge")[0] == 200


def test_a_flood_of_strangers_is_counted_in_the_journal_and_does_not_fill_it(own: OutlookDoor) -> None:
    """The journal is kept for ever, and a stranger needs no token to be refused."""
    own.calm()
    before = len(own.refusals())
    for _ in range(8):
        own.together(own.body(), None, times=20)
    own.together("not json", None, times=20)
    assert len(own.refusals()) - before == 60
    assert own.press(own.body(), own.token())[0] == 200
    own.close()  # what was counted is journalled at the latest when the bot stops
    (flood,) = [line for line in own.door_lines() if line["why"] == "flood"]
    assert (flood["count"], flood["reasons"]) == ("120", "no-token 100, body 20")


def test_what_was_typed_and_the_token_stand_in_no_log_and_no_header(
    own: OutlookDoor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    typed = {"director.dcs_comment": f"{CANARY} typed \u202e <script>", "director.review_date": "2026-11-27"}
    token = own.token()
    answers = [
        own.press(own.body(typed, verb="comment"), token),
        own.press({**own.body(typed, verb="comment"), "nonce": CANARY}, token),
        own.press(own.body({"director.review_date": f"{CANARY} soon"}, verb="comment"), token),
        own.press(own.body(typed, verb="comment"), own.token({"oid": own.people["rowan"]})),
    ]
    assert [status for status, *_ in answers] == [200, 403, 200, 403]
    for _, said, _ in answers:
        assert CANARY not in said
    assert CANARY not in caplog.text
    assert token.split(".")[1] not in caplog.text
    assert CANARY not in json.dumps(_kept(own, "SELECT subject, actor, verb, commitment FROM journal"))


def _lines(door: OutlookDoor, verb: str) -> list[dict[str, Any]]:
    return [line for line in _kept(door, "SELECT actor, verb FROM journal") if line["verb"] == verb]


def _kept(door: OutlookDoor, query: str) -> list[dict[str, Any]]:
    return rows(door.folder, query)


def _rename(door: OutlookDoor, name: str, other: str) -> None:
    with sqlite3.connect(door.folder / "bot" / FILE, timeout=30) as connection:
        connection.execute(f"ALTER TABLE {name} RENAME TO {other}")
    connection.close()
