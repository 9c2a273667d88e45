"""When the database fails the answer is honest, nothing is told, and what works again is used again."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from bot.store.database import FILE
from tests.faults.story import TOLD, begin, cards_of, mails_of, references, repeated, tell
from tests.harness import Rehearsal
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
            data = data_of(first, "tell-now") | {"incident.details": "A child is missing.", "about.staff": "no"}
            rename(tmp_path, "deliveries", "gone")
            _, failed = await bot.send(execute(data))
            assert "Not saved" in json.dumps(failed)
            posts = [c for c in bot.microsoft.to("smba.trafficmanager.net") if c.method == "POST"]
            assert all("Not saved" in str(c.body) for c in posts), "the card with the answers stays; a message says so"
            rename(tmp_path, "gone", "deliveries")
            _, saved = await bot.send(execute(data))
            assert "Saved as NTK-2026-0001" in json.dumps(saved)

    asyncio.run(story())


def everything(folder: Path) -> dict[str, list[str]]:
    """Every row of every table."""
    with sqlite3.connect(folder / FILE, timeout=30) as beside:
        tables = [name for (name,) in beside.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = {name: sorted(map(repr, beside.execute(f"SELECT * FROM {name}"))) for name in tables}
    beside.close()
    return kept


@pytest.mark.parametrize(
    "table", ["notifications", "duties", "deliveries", "journal", "journal_content", "counters", "drafts", "received"]
)
def test_whatever_of_a_report_cannot_be_written_nothing_of_it_is(tmp_path: Path, table: str) -> None:
    """Not even half: every row of every table is as it was, and the same press works once the database is back."""

    async def story() -> None:
        async with Whole(tmp_path) as bot:
            _, first = await bot.send(execute({"verb": "report"}))
            data = data_of(first, "tell-now") | {"incident.details": "A child is missing.", "about.staff": "no"}
            before = everything(tmp_path)
            rename(tmp_path, table, "gone")
            _, failed = await bot.send(execute(data))
            assert "Not saved" in json.dumps(failed)
            rename(tmp_path, "gone", table)
            assert everything(tmp_path) == before
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
            bot.application._storage.store.patience = 0.4
            beside = sqlite3.connect(tmp_path / FILE, isolation_level=None)
            beside.execute("BEGIN IMMEDIATE")
            _, answer = await bot.send(execute({"verb": "report"}))
            assert "Not saved" in json.dumps(answer)
            beside.execute("ROLLBACK")
            beside.close()
            _, answer = await bot.send(execute({"verb": "report"}))
            assert "Not saved" not in json.dumps(answer)

    asyncio.run(story())


def data_of(answer: object, verb: str) -> dict[str, object]:
    """The data of a button somewhere in an answer."""
    if isinstance(answer, dict):
        data = answer.get("data")
        if isinstance(data, dict) and data.get("verb") == verb:
            return dict(data)
        return next((found for value in answer.values() if (found := data_of(value, verb))), {})
    if isinstance(answer, list):
        return next((found for value in answer if (found := data_of(value, verb))), {})
    return {}


def test_a_database_that_goes_away_for_a_while_is_said_so_and_everything_is_told_once_it_is_back(
    tmp_path: Path,
) -> None:
    """Through the rehearsal's doors: cards under way, presses in between, and the engine's own work."""
    with Rehearsal(tmp_path, allowed_errors=["engine round failed", "settling failed", "not saved"]) as tenant:
        first = begin(tenant)
        second = begin(tenant, "sasha")
        tell(tenant, first)
        dana = tenant.person("dana")
        card = dana.card(text="NTK-2026-0001", action="acknowledge", place="personal")
        rename(tenant.folder / "bot", "deliveries", "gone")
        for outcome in (tell(tenant, second, "sasha"), dana.presses(card, "acknowledge", {})):
            assert outcome.status == 200
            assert "Not saved" in str(outcome.answer)
        assert "01632 960 999" in tenant.person("sasha").sees("personal")[-1].words
        assert references(tenant) == ["NTK-2026-0001"]

        rename(tenant.folder / "bot", "gone", "deliveries")
        tell(tenant, second, "sasha")
        dana.presses(card, "acknowledge", {})
        tenant.advance("1m")
        assert references(tenant) == ["NTK-2026-0001", "NTK-2026-0002"]
        for reference in references(tenant):
            cards = cards_of(tenant, reference)
            assert {place: cards[place] for place in (*TOLD, "managers")} == dict.fromkeys((*TOLD, "managers"), 1)
            assert mails_of(tenant, reference) == 1
            assert repeated(tenant, reference) == []
        assert "acknowledged by Dana Director" in tenant.person("rowan").card(text="NTK-2026-0001").words
