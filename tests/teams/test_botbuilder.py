"""The traps of botbuilder 4.17.1 that platform.md names, each met."""

import asyncio
import logging
import re
from pathlib import Path
from typing import Any

import pytest
import requests
from botframework.connector.aio import ConnectorClient
from msrest.exceptions import HttpOperationError

from bot.services import ways
from bot.services.delivering import Failed
from bot.teams.connector import ConnectorCredentials, Connectors, HostRefused, KeptAuthentication, allowed
from bot.teams.faults import failure
from tests.teams.whole import APP, SERVICE, TENANT, Microsoft, Whole, execute


def connectors(microsoft: Microsoft, hosts: tuple[str, ...] = ("smba.trafficmanager.net",)) -> Connectors:
    return Connectors(ConnectorCredentials(APP, TENANT, "secret", microsoft.session), hosts, microsoft.session)


def test_an_execute_is_answered_200_with_its_card_serialised_once(tmp_path: Path) -> None:
    """1. botbuilder's own handler answers 500 to every invoke that returns a body."""

    async def press() -> None:
        async with Whole(tmp_path) as bot:
            status, answer = await bot.send(execute({"verb": "report", "id": "", "version": 0}))
            assert status == 200
            assert answer["statusCode"] == 200
            assert answer["type"] == "application/vnd.microsoft.card.adaptive"
            assert answer["value"]["type"] == "AdaptiveCard"

    asyncio.run(press())


@pytest.mark.parametrize("name", ["composeExtension/query", "task/fetch", "signin/verifyState", ""])
def test_an_invoke_that_is_not_ours_is_answered_501_and_not_500(tmp_path: Path, name: str) -> None:
    async def press() -> None:
        async with Whole(tmp_path) as bot:
            assert (await bot.send({"type": "invoke", "name": name, "value": {}}))[0] == 501

    asyncio.run(press())


def test_requests_come_in_through_our_own_door_alone() -> None:
    """3, 4. botbuilder's own token check has holes: it is never asked."""
    authentication = KeptAuthentication(APP, connectors(Microsoft()))
    with pytest.raises(PermissionError):
        asyncio.run(authentication.authenticate_request(None, ""))
    with pytest.raises(PermissionError):
        asyncio.run(authentication.authenticate_streaming_request("", "msteams"))


def test_the_connectors_clients_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """9. Making a client costs milliseconds: one a service address, none a turn."""
    made: list[str] = []
    original = ConnectorClient.__init__

    def counting(self: Any, *args: Any, **kwargs: Any) -> None:
        made.append(str(kwargs.get("base_url")))
        original(self, *args, **kwargs)

    monkeypatch.setattr(ConnectorClient, "__init__", counting)

    async def turns() -> None:
        async with Whole(tmp_path) as bot:
            for _ in range(5):
                assert (await bot.send({"text": "help"}))[0] == 200
            assert len(bot.microsoft.to("smba.trafficmanager.net")) == 5

    asyncio.run(turns())
    assert made == [SERVICE]


@pytest.mark.parametrize(
    "place",
    [{"id": "19:abc@thread.v2"}, {"id": "a:1", "isGroup": True}, {"id": "a:1", "conversationType": "groupChat"}],
)
def test_a_conversation_that_does_not_say_what_it_is_is_no_own_chat(tmp_path: Path, place: dict[str, Any]) -> None:
    async def turn() -> None:
        async with Whole(tmp_path) as bot:
            status, answer = await bot.send(
                {**execute({"verb": "report"}), "conversation": {"tenantId": TENANT, **place}}
            )
            assert status == 200
            assert "tell-now" not in str(answer)
            assert "Reports are private" in str(answer)

    asyncio.run(turn())


def test_the_engine_follows_after_the_answer(tmp_path: Path) -> None:
    """The card in the answer to a press and the engine's update of the same card must not overtake each other."""

    async def turn() -> None:
        async with Whole(tmp_path) as bot:
            _, first = await bot.send(execute({"verb": "report"}))
            typed = {"incident.details": "A child is missing.", "about.staff": "no"}
            identity = re.search(r"'id': '([\w-]{16})'", str(first))
            assert identity
            data = {"verb": "tell-now", "id": identity[1], "version": 1, **typed}
            status, answer = await bot.send(execute(data))
            assert "Saved as" in str(answer)
            assert bot.microsoft.to("smba.trafficmanager.net") == []
            await bot.application.settle()
            assert bot.microsoft.to("smba.trafficmanager.net")

    asyncio.run(turn())


def test_a_client_is_made_for_a_host_on_the_list_alone() -> None:
    kept = connectors(Microsoft())
    assert kept.client(SERVICE) is kept.client(SERVICE.rstrip("/"))
    for address in (
        "https://evil.example/",
        "http://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil/",
    ):
        with pytest.raises(HostRefused):
            kept.client(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "smba.trafficmanager.net",
        "https://",
        "https://smba.trafficmanager.net.evil/",
        "https://smba.trafficmanager.net:443/",
        "https://u:p@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net\\@evil/",
        "https://smba.trafficmanager.net#evil",
        "https://smba.trafficmanager.net?x=evil",
        "https://[smba.trafficmanager.net/",
        "HTTPS:smba.trafficmanager.net",
        " https://evil",
        "https://smba.trafficmanager.net\t.evil/",
    ],
)
def test_an_address_that_is_not_plainly_a_listed_host_is_not_allowed(address: str) -> None:
    assert not allowed(address, ("smba.trafficmanager.net",))


def test_every_call_has_a_timeout_follows_no_redirect_and_leaves_the_loop_free(tmp_path: Path) -> None:
    """7, 10. The default timeout is 100 s, and token acquisition blocks."""

    async def turn() -> Microsoft:
        async with Whole(tmp_path) as bot:
            await bot.send({"text": "help"})
            return bot.microsoft

    microsoft = asyncio.run(turn())
    hosts = ("smba.trafficmanager.net", "login.microsoftonline.com", "login.botframework.com")
    for call in (call for host in hosts for call in microsoft.to(host)):
        assert call.options["timeout"] in ((5, 20), (5.0, 10.0)), call.url
        assert call.thread != "MainThread", call.url
    sent = microsoft.to("smba.trafficmanager.net")
    assert all(call.headers["Authorization"] == "Bearer a-token" for call in sent)
    assert len([c for c in microsoft.calls if "token" in c.url and c.method == "POST"]) == 1


def test_a_redirect_is_not_followed() -> None:
    """A redirect of the connector would carry the bot's token to another host."""
    microsoft = Microsoft(refuse=(302, "{}"))
    client = connectors(microsoft).client(SERVICE)
    with pytest.raises(HttpOperationError):
        asyncio.run(client.conversations.get_conversation_members("a:1"))
    assert len(microsoft.to("smba.trafficmanager.net")) == 1
    assert microsoft.to("evil.example") == []


@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("verb", ["send", "update"])
def test_no_call_is_tried_again_in_silence(status: int, verb: str) -> None:
    """7. botbuilder retries an update on 429 and 5xx by itself; our table decides when to try again."""
    microsoft = Microsoft(refuse=(status, '{"error": {"code": "x", "message": "Child K-104"}}'))
    client = connectors(microsoft).client(SERVICE)
    call = (
        client.conversations.send_to_conversation("a:1", {"type": "message"})
        if verb == "send"
        else client.conversations.update_activity("a:1", "1", {"type": "message"})
    )
    with pytest.raises(HttpOperationError) as failed:
        asyncio.run(call)
    assert len(microsoft.to("smba.trafficmanager.net")) == 1
    assert not failure(failed.value).permanent


def test_what_the_connector_answers_reaches_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """7. Error texts echo the server's body, and msrest logs unknown JSON keys."""
    caplog.set_level(logging.DEBUG)
    microsoft = Microsoft()

    async def turn() -> None:
        async with Whole(tmp_path, microsoft) as bot:
            microsoft.refuse = (400, '{"error": {"code": "x", "message": "Child K-104"}, "K-104": "K-104"}')
            assert (await bot.send({"text": "report about K-104"}))[0] == 200
            microsoft.refuse = (201, '{"id": "1", "K-104": "Child K-104"}')
            assert (await bot.send({"text": "help"}))[0] == 200
            microsoft.refuse = (201, "K-104 is not JSON")
            assert (await bot.send({"text": "help"}))[0] == 200

    asyncio.run(turn())
    ours = [r for r in caplog.records if not r.name.startswith("asyncio")]
    assert any(r.getMessage() == "answer not sent" for r in ours)
    assert "K-104" not in caplog.text


@pytest.mark.parametrize("name", ["msrest", "msrest.serialization", "msrest.universal_http", "O365", "O365.connection"])
def test_the_libraries_that_log_content_are_silent(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


def test_the_body_of_an_error_is_in_no_failure() -> None:
    microsoft = Microsoft(refuse=(403, '{"error": {"code": "MessageWritesBlocked", "message": "Child K-104"}}'))
    client = connectors(microsoft).client(SERVICE)
    with pytest.raises(HttpOperationError) as failed:
        asyncio.run(client.conversations.send_to_conversation("a:1", {"type": "message"}))
    assert failure(failed.value) == Failed("bot-blocked", permanent=True)


REFUSALS = [
    (403, "MessageWritesBlocked", "bot-blocked"),
    (403, "BotNotInConversationRoster", "bot-not-there"),
    (403, "BotDisabledByAdmin", "bot-disabled"),
    (404, "ConversationNotFound", "chat-gone"),
    (400, "BadArgument", "person-unknown"),
    (403, "SomethingNew", "http-403"),
    (413, "MessageSizeTooBig", "http-413"),
]


@pytest.mark.parametrize(("status", "code", "expected"), REFUSALS)
def test_a_refusal_for_good_says_what_there_is_to_mend(
    status: int, code: str, expected: str, caplog: pytest.LogCaptureFixture
) -> None:
    microsoft = Microsoft(refuse=(status, f'{{"error": {{"code": "{code}", "message": "Child K-104"}}}}'))
    client = connectors(microsoft).client(SERVICE)
    with pytest.raises(HttpOperationError) as failed:
        asyncio.run(client.conversations.send_to_conversation("a:1", {"type": "message"}))
    assert failure(failed.value) == Failed(expected, permanent=True)
    assert (ways.operator(expected) in caplog.messages) == (expected in ways.WAYS)
    assert "K-104" not in caplog.text


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, Failed(f"http-{status}")) for status in (401, 408, 412, 429, 503)),
        *((status, Failed(f"http-{status}", unclear=True)) for status in (500, 502, 504)),
        *((status, Failed(f"http-{status}", permanent=True)) for status in (400, 403, 404, 405, 410, 413, 415)),
    ],
)
def test_a_gateways_page_does_not_hide_what_its_status_says(status: int, expected: Failed) -> None:
    """msrest fails at a body that is not JSON: a plain 503 was taken for unclear, and its card came twice."""
    client = connectors(Microsoft(refuse=(status, "<html>Service unavailable</html>"))).client(SERVICE)
    with pytest.raises(HttpOperationError) as failed:
        asyncio.run(client.conversations.send_to_conversation("a:1", {"type": "message"}))
    assert failure(failed.value) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (requests.ConnectTimeout(), Failed("connect-timeout")),
        (requests.ReadTimeout(), Failed("connection", unclear=True)),
        (requests.ConnectionError(), Failed("connection", unclear=True)),
        (HostRefused("x"), Failed("host-refused", permanent=True)),
        (OSError(), Failed("connection", unclear=True)),
    ],
    ids=repr,
)
def test_a_failure_is_temporary_for_good_or_unclear(error: Exception, expected: Failed) -> None:
    assert failure(error) == expected


def test_a_defect_of_ours_is_not_taken_for_a_failure_of_theirs() -> None:
    with pytest.raises(KeyError):
        failure(KeyError("x"))
