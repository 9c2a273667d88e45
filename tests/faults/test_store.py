"""When the database fails the answer is honest, nothing is told, and what works again is used again."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from bot.store.database import FILE
from tests.teams.whole import Whole, execute


def rename(folder: Path, old: str, new: str) -> None:
    """Take a table away, or put it back, through a connection of its own."""
    with sqlite3.connect(folder / FILE, timeout=30) as beside:
        beside.execute(f"ALTER TABLE {old} RENAME TO {new}")
    beside.close()


@pytest.mark.parametrize("table", ["drafts", "journal", "received", "conversations"])
def test_when_nothing_can_be_saved_the_answer_says_so_and_whom_to_phone(tmp_path: Path, table: str) -> None:
    async def story() -> None:
        async with Whole(tmp_path) as bot:
            rename(tmp_path, table, "gone")
            status, answer = await bot.send(execute({"verb": "report"}))
            assert status == 200
            said = json.dumps(answer, ensure_ascii=False)
            assert "Not saved. Nobody has been told." in said
            assert "01632 960 999" in said
            assert "Saved as" not in said
            rename(tmp_path, "gone", table)
            status, answer = await bot.send(execute({"verb": "report"}))
            assert "call 999 first" in json.dumps(answer, ensure_ascii=False)

    asyncio.run(story())


def test_a_tell_now_that_could_not_be_saved_told_nobody_and_can_be_pressed_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with Whole(tmp_path) as bot:
            _, first = await bot.send(execute({"verb": "report"}))
            data = _data(first, "tell-now") | {"incident.details": "A child is missing.", "about.staff": "no"}
            rename(tmp_path, "deliveries", "gone")
            _, failed = await bot.send(execute(data))
            assert "Not saved" in json.dumps(failed)
            posts = [c for c in bot.microsoft.to("smba.trafficmanager.net") if c.method == "POST"]
            assert all("Not saved" in str(c.body) for c in posts), "the card with the answers stays; a message says so"
            rename(tmp_path, "gone", "deliveries")
            _, saved = await bot.send(execute(data))
            assert "Saved as NTK-2026-0001" in json.dumps(saved)

    asyncio.run(story())


def test_somebody_refused_is_answered_although_the_refusal_cannot_be_journalled(tmp_path: Path) -> None:
    async def story() -> None:
        async with Whole(tmp_path) as bot:
            rename(tmp_path, "journal", "gone")
            status, _ = await bot.send({"from": {"id": "29:x", "name": "X"}})
            assert status == 200
            other = {"id": "a:1", "conversationType": "personal", "tenantId": "f0f0e1d2-9c3b-4a5e-8d7f-1a2b3c4d5e6f"}
            assert (await bot.send({"conversation": other}))[0] == 403

    asyncio.run(story())


def test_a_store_that_another_process_keeps_locked_is_an_honest_failure(tmp_path: Path) -> None:
    async def story() -> None:
        async with Whole(tmp_path) as bot:
            bot.application._store.patience = 0.4
            beside = sqlite3.connect(tmp_path / FILE, isolation_level=None)
            beside.execute("BEGIN IMMEDIATE")
            _, answer = await bot.send(execute({"verb": "report"}))
            assert "Not saved" in json.dumps(answer)
            beside.execute("ROLLBACK")
            beside.close()
            _, answer = await bot.send(execute({"verb": "report"}))
            assert "Not saved" not in json.dumps(answer)

    asyncio.run(story())


def _data(answer: object, verb: str) -> dict[str, object]:
    """The data of a button somewhere in an answer."""
    if isinstance(answer, dict):
        data = answer.get("data")
        if isinstance(data, dict) and data.get("verb") == verb:
            return dict(data)
        return next((found for value in answer.values() if (found := _data(value, verb))), {})
    if isinstance(answer, list):
        return next((found for value in answer if (found := _data(value, verb))), {})
    return {}
