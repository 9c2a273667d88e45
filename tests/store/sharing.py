"""Units of work that share one commit, for the tests of the store."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.notifications.draft import Draft
from bot.services.ports import Work
from bot.store.unit_of_work import SqlStore

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
DRAFT = Draft(id="d", author="a", author_name="Rowan Reporter", created_at=NOW, updated_at=NOW, answers={})


async def together(store: SqlStore, *units: Callable[[Work], object]) -> list[object]:
    """Run these while the writer is busy with another, so that they share one commit."""
    busy, go_on = threading.Event(), threading.Event()

    def first(work: Work) -> object:
        busy.set()
        return go_on.wait(30)

    waiting: list[asyncio.Task[object]] = [asyncio.create_task(store.run(first))]
    await asyncio.to_thread(busy.wait, 30)
    waiting += [asyncio.create_task(store.run(unit)) for unit in units]
    await asyncio.sleep(0)
    go_on.set()
    return list(await asyncio.gather(*waiting, return_exceptions=True))[1:]


def adding(identity: str) -> Callable[[Work], str]:
    """A unit that begins a draft."""

    def unit(work: Work) -> str:
        work.add_draft(replace(DRAFT, id=identity))
        return identity

    return unit


def kept(store: SqlStore, identity: str) -> bool:
    """Is this draft there?"""
    return store.run_here(lambda work: work.draft(identity)) is not None
