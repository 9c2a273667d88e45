"""The token table over HTTP at both doors of one bot: refused with 401 or 403, and the handler did not run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.services import outlook_words
from bot.tokens import CONNECTOR_ISSUER
from tests.fakes.keys import lifetime, signed
from tests.security.outlook_door import OutlookDoor
from tests.security.token_table import BOTH, EACH, NO_TOKENS, SOMEBODY, Row
from tests.teams.whole import APP, SERVICE

KEY = {"teams": "one", "outlook": "tenant"}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutlookDoor]:
    opened = OutlookDoor(tmp_path_factory.mktemp("both-doors"))
    yield opened
    opened.close()


def token(bot: OutlookDoor, door: str, row: Row | None = None, key: str = "") -> str:
    """A genuine token of this door, but for this row, this key."""
    claims, header = dict(row.claims) if row else {}, dict(row.header) if row else {}
    if door == "outlook":
        return bot.token(claims, header, key or "tenant")
    teams = {"iss": CONNECTOR_ISSUER, "aud": APP, "serviceurl": SERVICE, **lifetime()}
    return signed({**teams, **claims}, key=key or "one", header=header)


def knock(bot: OutlookDoor, door: str, given: str | None) -> tuple[int, str]:
    """(status, what is said) of a request that is perfect but for its token."""
    if door == "outlook":
        status, said, text = bot.press(bot.body(), given)
        assert text == "", "no content"
        return status, said
    status, answer = bot._runner.run(bot.bot.knock(given))
    return status, str(answer)


def refused(bot: OutlookDoor, door: str, given: str | None, reason: str | None = None) -> None:
    """It is refused in words, journalled at the Outlook door with the reason, and nothing else was written or sent."""
    bot.calm()
    before, journal, lines = bot.state(), bot.journal(), bot.refusals()
    calls = len(bot.bot.microsoft.to("smba.trafficmanager.net"))
    status, said = knock(bot, door, given)
    assert status in (401, 403), said
    assert said == {"outlook": outlook_words.not_yours().text, "teams": "{'error': 'Not authorised.'}"}[door]
    assert bot.state() == before
    assert len(bot.bot.microsoft.to("smba.trafficmanager.net")) == calls
    assert bot.journal() == journal + (1 if door == "outlook" else 0)
    if door == "outlook" and reason:
        assert bot.refusals()[len(lines) :] == [reason]


@pytest.mark.parametrize("door", BOTH)
def test_the_token_that_the_rows_are_made_from_is_admitted(bot: OutlookDoor, door: str) -> None:
    """Else every row below would be refused for another reason than its own."""
    if door == "outlook":
        assert bot.press(bot.body(verb="refresh"), token(bot, door))[0] == 200
    else:
        assert bot._runner.run(bot.bot.knock(token(bot, door)))[0] == 200


@pytest.mark.parametrize(("door", "row"), EACH, ids=str)
def test_a_token_with_one_thing_wrong_is_refused_and_the_handler_does_not_run(
    bot: OutlookDoor, door: str, row: Row
) -> None:
    refused(bot, door, token(bot, door, row), row.reason)


@pytest.mark.parametrize("door", BOTH)
@pytest.mark.parametrize("given", NO_TOKENS, ids=lambda value: str(value)[:9])
def test_what_is_no_token_is_refused(bot: OutlookDoor, door: str, given: str | None) -> None:
    refused(bot, door, given)


@pytest.mark.parametrize("door", BOTH)
def test_a_strangers_signature_in_the_name_of_a_known_key_is_refused(bot: OutlookDoor, door: str) -> None:
    row = Row("wrong-signature", header={"kid": KEY[door]})
    refused(bot, door, token(bot, door, row, key="rogue"), row.reason)


@pytest.mark.parametrize("door", BOTH)
def test_a_token_for_the_other_door_is_refused(bot: OutlookDoor, door: str) -> None:
    other = "teams" if door == "outlook" else "outlook"
    refused(bot, door, token(bot, other), "unknown-key")
    refused(bot, door, token(bot, other, Row("", header={"kid": KEY[door]}), key=KEY[door]), "wrong-issuer")


def test_another_tenants_perfect_token_is_refused(bot: OutlookDoor) -> None:
    theirs: dict[str, Any] = {"iss": f"https://login.microsoftonline.com/{SOMEBODY}/v2.0", "tid": SOMEBODY}
    refused(bot, "outlook", bot.token(theirs, key="their-tenant"), "unknown-key")
    refused(bot, "outlook", bot.token(theirs), "wrong-issuer")
