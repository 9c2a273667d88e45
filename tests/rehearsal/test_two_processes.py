"""The two processes: neither outlives what it should not, and a folder can be used again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import requests
from aiohttp.test_utils import TestClient, TestServer

from bot.rehearsal.bot_control import SECRET_HEADER, BotControl, Settled
from bot.rehearsal.outside import DeathWish, ToldClock
from tests.harness import Rehearsal

COMMAND = (sys.executable, "-m", "tests.rehearsal.fake_rehearsal")


def test_the_bot_dies_with_the_rehearsal_however_that_ends(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--data", str(tmp_path), "--at", "2026-11-20T16:00:00+00:00"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout as said:
        address = said.readline().split()[1]
        bot = requests.get(f"{address}rehearsal/", timeout=10).json()["bot"]
        process.kill()
        process.wait()
    for _ in range(100):
        try:
            requests.get(bot, timeout=5)
        except requests.ConnectionError:
            return
        time.sleep(0.05)  # the end of a pipe takes the other process a moment to notice
    raise AssertionError("The bot still answers, although its rehearsal is gone.")


def test_a_folder_used_again_goes_on_where_its_clock_stood(tmp_path: Path) -> None:
    with Rehearsal(tmp_path, command=COMMAND) as tenant:
        tenant.person("rowan").says("later")
        tenant.advance("1h")
        places = tenant.read("people")
    with Rehearsal(tmp_path, at="2026-11-20T17:00:00+00:00", command=COMMAND) as tenant:
        assert tenant.read("people") == places
        assert not [row for row in tenant.wire() if "installationUpdate" in str(row["body"])]
        tenant.advance("2h")
        assert tenant.person("rowan").sees()[-1].text == "It is later."


def test_the_private_listener_refuses_whoever_lacks_its_secret() -> None:
    async def never() -> Settled:
        raise AssertionError("nobody may settle without the secret")

    async def knock() -> list[int]:
        clock = ToldClock(datetime(2026, 11, 20, tzinfo=UTC))
        door = BotControl(clock, DeathWish(), never, "right").door()
        async with TestClient(TestServer(door)) as client:
            without = await client.post("/settle")
            wrong = await client.post("/clock", headers={SECRET_HEADER: "wrong"})
            return [without.status, wrong.status]

    assert asyncio.run(knock()) == [403, 403]


def test_a_bot_that_cannot_start_is_explained(tmp_path: Path) -> None:
    organisation = tmp_path / "organisation.yaml"
    organisation.write_text("people: {}", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "rehearse", "--port", "0", "--data", str(tmp_path / "data")]
        + ["--organisation", str(organisation)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "ready" not in ended.stdout
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
