"""Every route authenticates, or is one of two that say nothing; readiness follows keys, store and engine."""

import asyncio
import re
import sqlite3
from pathlib import Path

from aiohttp import ClientSession
from aiohttp.web import AppRunner, TCPSite

from bot.outlook.card import PATH
from bot.outlook.nonce import LIFE, Permit
from bot.store.database import FILE
from tests.engine.council import FRIDAY
from tests.fakes.keys import published
from tests.security.outlook_door import SETTINGS
from tests.teams.whole import Microsoft, Whole

OPEN = {"/healthz", "/readyz"}


def test_every_route_authenticates_or_says_only_whether_the_bot_is_well(tmp_path: Path) -> None:
    async def walk() -> None:
        async with Whole(tmp_path) as bot:
            found = {(r.method, r.resource.canonical) for r in bot.application.web.router.routes() if r.resource}
            assert {path for _, path in found} == {"/api/messages", *OPEN}
            for method, path in found:
                answer = await bot.request(method, path, json={"type": "message"})
                if path in OPEN:
                    assert answer.status == 200
                    assert set(await answer.json() if method == "GET" else ["alive"]) <= {"alive", "ready", "not_ready"}
                else:
                    assert answer.status == 401, path

    asyncio.run(walk())


def test_with_outlook_there_is_one_more_route_and_it_authenticates(tmp_path: Path) -> None:
    async def walk() -> None:
        async with Whole(tmp_path, outlook=SETTINGS) as bot:
            found = {(r.method, r.resource.canonical) for r in bot.application.web.router.routes() if r.resource}
            assert {path for _, path in found} == {"/api/messages", PATH, *OPEN}
            assert [method for method, path in found if path == PATH] == ["POST"]
            sealed = Permit("n", "d", "p", "acknowledge", 1, FRIDAY + LIFE).sealed(SETTINGS.key)
            assert (await bot.request("POST", PATH, json=sealed)).status == 401
            assert (await bot.request("GET", PATH, token=bot.token())).status == 405

    asyncio.run(walk())


def test_no_other_path_or_method_is_served(tmp_path: Path) -> None:
    async def walk() -> None:
        async with Whole(tmp_path) as bot:
            for method, path in (
                ("GET", "/api/messages"),
                ("PUT", "/api/messages"),
                ("GET", "/"),
                ("GET", "/rehearsal/"),
                ("POST", "/settle"),
                ("GET", "/../../etc/passwd"),
                ("POST", "/healthz"),
            ):
                assert (await bot.request(method, path, token=bot.token())).status in (404, 405), (method, path)

    asyncio.run(walk())


def test_without_keys_nobody_is_let_in_and_the_bot_is_not_ready_and_recovers_by_itself(tmp_path: Path) -> None:
    microsoft = Microsoft()
    microsoft.keys.status = 500

    async def down() -> None:
        async with Whole(tmp_path, microsoft) as bot:
            assert (await bot.send({}))[0] == 503
            ready = await bot.request("GET", "/readyz")
            assert (ready.status, (await ready.json())["not_ready"]) == (503, ["keys"])
            assert (await bot.request("GET", "/healthz")).status == 200
            assert microsoft.to("smba.trafficmanager.net") == []
            microsoft.keys.status = 200
            door = bot.application._door
            door.keys._failed = None  # the second's pause after a failed fetch is over
            assert (await bot.send({}))[0] == 200
            assert (await bot.request("GET", "/readyz")).status == 200

    asyncio.run(down())


def test_a_rotated_key_lets_teams_in_without_a_restart(tmp_path: Path) -> None:
    async def rotate() -> None:
        async with Whole(tmp_path) as bot:
            assert (await bot.send({}))[0] == 200
            bot.microsoft.keys.keys[:] = [published("two", endorsements=("msteams",))]
            keys = bot.application._door.keys
            assert keys._fetched is not None
            keys._fetched -= 61  # a minute later
            assert (await bot.send({}, token=bot.token("two")))[0] == 200
            assert (await bot.send({}, token=bot.token("three")))[0] == 401

    asyncio.run(rotate())


def test_a_failing_store_makes_the_bot_not_ready_and_healthy_all_the_same(tmp_path: Path) -> None:
    async def fail() -> None:
        async with Whole(tmp_path) as bot:
            with sqlite3.connect(tmp_path / FILE) as connection:
                connection.execute("ALTER TABLE duties RENAME TO gone")
            connection.close()
            ready = await bot.request("GET", "/readyz")
            assert ready.status == 503
            assert "store" in (await ready.json())["not_ready"]
            assert (await bot.request("GET", "/healthz")).status == 200

    asyncio.run(fail())


def test_the_metrics_are_counts_and_names_on_a_port_of_their_own(tmp_path: Path) -> None:
    async def ask() -> str:
        async with Whole(tmp_path) as bot:
            assert (await bot.request("GET", "/metrics")).status == 404
            await bot.application.settle()
            runner = AppRunner(bot.application.metrics)
            await runner.setup()
            await TCPSite(runner, "127.0.0.1", 0).start()
            async with (
                ClientSession() as client,
                client.get(f"http://127.0.0.1:{runner.addresses[0][1]}/metrics") as got,
            ):
                words = await got.text()
            await runner.cleanup()
            return words

    words = asyncio.run(ask())
    assert all(re.fullmatch(r'need_to_know_[a-z_]+(\{kind="[a-z-]+"\})? \d+', line) for line in words.splitlines())
    for line in (
        "ready 1",
        "heartbeat_stale 0",
        'audit_findings{kind="delivery-stuck"} 0',
        "duties_open 0",
        "deliveries_unfinished 0",
    ):
        assert f"need_to_know_{line}" in words.splitlines()
