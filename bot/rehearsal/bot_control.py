"""The private listener in the bot's process: the rehearsal sets the clock, lets everything settle, and arms deaths.

It binds loopback, on a port of its own, and every request carries the secret that the rehearsal made for this process.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Protocol

from aiohttp import web

from bot.rehearsal.outside import DeathWish, ToldClock
from bot.rehearsal.problem import RehearsalError

SECRET_HEADER = "X-Rehearsal-Secret"

log = logging.getLogger(__name__)


class Settled(Protocol):
    """What `Application.settle` answers."""

    @property
    def next_due(self) -> datetime | None:
        """The next instant (UTC) at which something is due."""

    @property
    def still(self) -> Sequence[str]:
        """What could not be finished, in words."""

    @property
    def done(self) -> int:
        """Attempts and steps of this process since its start."""


class BotControl:
    """The control listener of one bot process."""

    def __init__(
        self, clock: ToldClock, death: DeathWish, settle: Callable[[], Awaitable[Settled]], secret: str
    ) -> None:
        self._clock = clock
        self._death = death
        self._settle = settle
        self._secret = secret
        self._turn = asyncio.Lock()

    def door(self) -> web.Application:
        """The listener's application."""
        application = web.Application(middlewares=[self._authenticate])
        application.router.add_post("/settle", self._settle_now)
        application.router.add_post("/clock", self._set_clock)
        application.router.add_post("/arm", self._arm)
        return application

    @web.middleware
    async def _authenticate(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        given = request.headers.get(SECRET_HEADER, "")
        if not compare_digest(given.encode(), self._secret.encode()):
            raise web.HTTPForbidden(text="This door belongs to the rehearsal.")
        return await handler(request)

    async def _settle_now(self, request: web.Request) -> web.Response:
        return await self._settled()

    async def _set_clock(self, request: web.Request) -> web.Response:
        data = await request.json()
        async with self._turn:
            self._clock.set(datetime.fromisoformat(str(data["at"])))
        return await self._settled() if data.get("settle", True) else web.json_response({})

    async def _arm(self, request: web.Request) -> web.Response:
        data = await request.json()
        try:
            if data.get("step") is None:
                self._death.disarm()
            else:
                self._death.arm(str(data["step"]), int(data.get("nth") or 1))
        except RehearsalError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({})

    async def _settled(self) -> web.Response:
        async with self._turn:
            try:
                settled = await self._settle()
            except Exception as error:
                # The rehearsal goes on: whoever drives it is told, and the bot's log has the trace.
                log.exception("settling failed")
                return web.json_response(
                    {"next_due": None, "still": [f"settling failed: {type(error).__name__}: {error}"]}
                )
        due = settled.next_due.astimezone(UTC).isoformat() if settled.next_due else None
        return web.json_response({"next_due": due, "still": list(settled.still), "done": settled.done})
