"""Where the keys of both doors come from: fetched once, rotated, withdrawn, not to be had."""

import asyncio
import threading
from typing import Any

import pytest

from bot.tokens import KeysUnavailable, TokenRefused
from tests.fakes.doors import DOORS, At, outlook
from tests.fakes.keys import published


@pytest.fixture(params=list(DOORS))
def at(request: pytest.FixtureRequest) -> At:
    return DOORS[request.param]()


def test_keys_are_fetched_once_with_a_timeout(at: At) -> None:
    for _ in range(5):
        at.admit(at.token())
    assert at.server.asked == 1
    assert set(at.server.timeouts) == {(5.0, 10.0)}


def test_a_rotated_key_is_found_without_a_restart(at: At) -> None:
    at.admit(at.token())
    at.seconds.now += 3600
    at.server.keys.append(published("next", endorsements=("msteams",)))
    at.admit(at.token(key="next"))
    at.admit(at.token())
    assert at.server.asked == 2


def test_unknown_keys_ask_the_key_server_at_most_once_a_minute(at: At) -> None:
    at.admit(at.token())
    for _ in range(5):
        assert at.refusal(at.token(key="rogue")) == "unknown-key"
    assert at.server.asked == 1
    at.seconds.now += 60
    for _ in range(5):
        assert at.refusal(at.token(key="rogue")) == "unknown-key"
    assert at.server.asked == 2


def test_a_withdrawn_key_stops_serving_within_a_day(at: At) -> None:
    at.admit(at.token())
    at.server.keys[:] = [published("next", endorsements=("msteams",))]
    at.admit(at.token())
    at.seconds.now += 24 * 3600
    with pytest.raises(TokenRefused, match="unknown-key"):
        at.door.verify(f"Bearer {at.token()}", bound=at.bound, channel=at.channel)


DOWN: list[dict[str, Any]] = [
    {"status": 500},
    {"status": 429},
    {"status": 302},
    {"dropped": True},
    {"body": b"<html>"},
    {"body": b"[]"},
    {"body": b'{"keys": {}}'},
    {"body": b'{"keys": [1, {"kty": "RSA", "kid": "k"}, {"kty": "oct", "kid": "k", "k": "AAAA"}]}'},
    {"jwks_uri": "https://keys.example/"},
    {"jwks_uri": "http://login.botframework.com/keys"},
]


@pytest.mark.parametrize("fault", DOWN, ids=str)
def test_while_no_key_can_be_fetched_nobody_is_let_in_and_nobody_is_called_a_liar(
    at: At, fault: dict[str, Any]
) -> None:
    for name, value in fault.items():
        setattr(at.server, name, value)
    with pytest.raises(KeysUnavailable) as unavailable:
        at.admit(at.token())
    assert unavailable.value.status == 503
    assert not at.door.ready


def test_after_a_failed_fetch_the_keys_are_had_a_second_later(at: At) -> None:
    at.server.status = 500
    with pytest.raises(KeysUnavailable):
        at.admit(at.token())
    at.server.status = 200
    at.seconds.now += 1
    at.admit(at.token())
    assert at.door.ready
    assert at.refusal(at.token(key="rogue")) == "unknown-key"


def test_known_keys_go_on_serving_while_the_key_server_is_down(at: At) -> None:
    at.admit(at.token())
    at.server.status = 503
    at.seconds.now += 3 * 24 * 3600
    at.admit(at.token())
    with pytest.raises(KeysUnavailable):
        at.admit(at.token(key="rogue"))
    at.admit(at.token())


def test_a_malformed_token_never_reaches_the_key_server(at: At) -> None:
    for header in ("Bearer x", "Bearer a.b.c", "Basic dXNlcjpwYXNzd29yZA=="):
        at.refusal_of(header)
    assert at.server.timeouts == []


def test_keys_can_be_fetched_ahead_of_the_first_request(at: At) -> None:
    assert asyncio.run(at.door.warm())
    at.admit(at.token())
    assert at.server.asked == 1


def test_a_short_key_is_not_taken() -> None:
    at = outlook()
    at.server.keys[0]["n"] = at.server.keys[0]["n"][:170]
    with pytest.raises(KeysUnavailable):
        at.admit(at.token())


def test_a_herd_of_unknown_keys_causes_one_fetch_and_holds_one_thread(at: At) -> None:
    at.server.held = threading.Event()

    async def herd() -> list[object]:
        async def one(number: int) -> object:
            header = f"Bearer {at.token(header={'kid': f'unknown-{number}'})}"
            return await at.door.verify_async(header, bound=at.bound, channel=at.channel)

        calls = [asyncio.create_task(one(number)) for number in range(50)]
        for _ in range(3):
            await asyncio.sleep(0)
        threads = sum("asyncio" in thread.name for thread in threading.enumerate())
        assert at.server.held is not None
        at.server.held.set()
        return [threads, *await asyncio.gather(*calls, return_exceptions=True)]

    threads, *answers = asyncio.run(herd())
    assert threads == 1
    assert [str(answer) for answer in answers] == [str(TokenRefused("unknown-key"))] * 50
    assert at.server.asked == 1


def test_a_herd_of_threads_causes_one_fetch(at: At) -> None:
    header = f"Bearer {at.token()}"
    answers: list[object] = []

    def one() -> None:
        answers.append(at.door.verify(header, bound=at.bound, channel=at.channel))

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [at.claims] * 20
    assert at.server.asked == 1


def test_keys_that_have_grown_old_are_fetched_without_making_the_caller_wait(at: At) -> None:
    at.admit(at.token())
    at.seconds.now += 25 * 3600
    at.server.held = threading.Event()

    async def call() -> None:
        await at.door.verify_async(f"Bearer {at.token()}", bound=at.bound, channel=at.channel)
        assert at.server.held is not None
        at.server.held.set()

    asyncio.run(call())
    assert at.server.asked == 2
