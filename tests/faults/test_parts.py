"""One process that only answers and one that only works, on one PostgreSQL: what wakes the second is a job."""

import asyncio
import json
from pathlib import Path

import pytest

from bot.settings import Part, SettingsError
from tests.faults.test_store import data_of
from tests.teams.whole import Microsoft, Whole, execute


def test_what_one_process_saves_another_sends_and_each_does_its_own_part_alone(
    tmp_path: Path, postgres_url: str
) -> None:
    async def story() -> None:
        doors, outside = Microsoft(), Microsoft()
        async with (
            Whole(tmp_path, outside, database=postgres_url, part=Part.WORKER) as worker,
            Whole(tmp_path, doors, database=postgres_url, part=Part.WEB) as web,
        ):
            assert (await worker.request("POST", "/api/messages")).status == 404
            assert (await worker.request("GET", "/healthz")).status == 200
            _, first = await web.send(execute({"verb": "report"}))
            assert not _sent(outside)
            data = data_of(first, "tell-now") | {"incident.details": "A child is missing.", "about.staff": "no"}
            _, saved = await web.send(execute(data))
            assert "Saved as NTK-2026-0001" in json.dumps(saved)
            while not _sent(outside):
                await asyncio.sleep(0.01)
        assert not _sent(doors), "the process that only answers sent nothing"

    asyncio.run(story())


def _sent(microsoft: Microsoft) -> list[str]:
    """The messages about the report that went out to Teams."""
    posts = [call for call in microsoft.to("smba.trafficmanager.net") if call.method == "POST"]
    return [call.body for call in posts if "NTK-2026-0001" in call.body]


def test_with_the_embedded_database_there_are_no_parts(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="needs NTK_DATABASE"):
        Whole(tmp_path, part=Part.WORKER)
