"""The rehearsal's process: Microsoft's doors, the control API and the page, on one loopback port."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.clock import SystemClock
from bot.rehearsal.bot_child import BOT
from bot.rehearsal.bots import Bots
from bot.rehearsal.clock import read_instant
from bot.rehearsal.control import Control, explain_bad_requests
from bot.rehearsal.people import read_cast
from bot.rehearsal.playground import Playground
from bot.rehearsal.playground_door import Playgrounds
from bot.rehearsal.playground_file import set_up
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.shipped import FIRST, organisation_file
from bot.rehearsal.tenant import Tenant

PAGE = Path(__file__).parent / "page"
ORGANISATION = organisation_file(FIRST)
RENDERER = Path(__file__).parents[2] / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.min.js"
PLAYGROUND_PORT = 56150
"""The Playground's own default."""


class Server:
    """One running rehearsal. `bot_command` is the bot to rehearse; only the rehearsal's own tests give another."""

    def __init__(
        self,
        *,
        port: int,
        data: Path,
        organisation: Path = ORGANISATION,
        at: datetime | None = None,
        bot_command: tuple[str, ...] = BOT,
        drill_at: str = "off",
        playground: Sequence[str] | None = None,
        playground_port: int = PLAYGROUND_PORT,
        database: str = "",
        processes: int = 1,
    ) -> None:
        """`playground` names who sits in Microsoft's Playgrounds (with no names the first person), the first of them at
        `playground_port`, the next one above. So many `processes` of the bot work on `database`, a PostgreSQL's
        address. Raises RehearsalError for a stranger, an unreadable file, or several processes without a database."""
        self._port = port
        data.mkdir(parents=True, exist_ok=True)
        bots = Bots(data, organisation, bot_command, database=database, processes=processes, drill_at=drill_at)
        self.tenant = Tenant(read_cast(organisation), organisation, data, at or _last_instant(data), bots)
        self._runner: web.AppRunner | None = None
        cast, tell = self.tenant.cast, self.tenant.timeline.tell
        names = () if playground is None else playground or [next(iter(cast.people))]
        self.playgrounds = tuple(
            Playground(cast, cast.person(name), playground_port + number, tell) for number, name in enumerate(names)
        )

    @property
    def address(self) -> str:
        """Where the rehearsal listens, ending in `/`."""
        if self._runner is None:
            raise RehearsalError("The rehearsal is not listening yet.")
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def start(self) -> None:
        """Listen, start the bot, and let Teams tell it where it is installed. Raises RehearsalError."""
        application = web.Application(middlewares=[explain_bad_requests], client_max_size=8 * 1024 * 1024)
        Control(self.tenant, lambda: self.address).add_to(application.router)
        application.router.add_route("*", "/microsoft/{call:.*}", self.tenant.microsoft.receive)
        if self.playgrounds:
            Playgrounds(self.tenant, self.playgrounds).add_to(application.router)
        application.router.add_get("/", _index)
        application.router.add_get("/adaptivecards.min.js", _renderer)
        application.router.add_static("/page/", PAGE)
        application.on_response_prepare.append(_never_stale)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError as error:
            raise RehearsalError(
                f"Port {self._port} cannot be used: {error.strerror}. Choose another with --port."
            ) from error
        await self.tenant.start_bot(self.address)

    async def stop(self) -> None:
        """End the bot and stop listening."""
        await self.tenant.bot.close()
        if self._runner is not None:
            await self._runner.cleanup()


async def serve(server: Server) -> None:
    """Run until the terminal or the system ends it; prints `ready ADDRESS` when the bot is ready."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    try:
        await server.start()
        cast, data = server.tenant.cast, server.tenant.data
        told = [set_up(cast, each.person, each.port, server.address, data) for each in server.playgrounds]
        print("\n".join([f"ready {server.address}", *told]), flush=True)
        await ended.wait()
    finally:
        await server.stop()


def _last_instant(data: Path) -> datetime:
    """Where the clock stood when this folder was last used, or the machine's instant, whichever is later (UTC)."""
    now = SystemClock().now().replace(microsecond=0)
    kept = data / "clock"
    return max(now, read_instant(kept.read_text(encoding="utf-8"))) if kept.is_file() else now


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-store"})


async def _never_stale(request: web.Request, response: web.StreamResponse) -> None:
    """A browser asks again for the page's own files: after an update none of them is an old one."""
    if request.path.startswith("/page/"):
        response.headers["Cache-Control"] = "no-cache"


async def _renderer(request: web.Request) -> web.StreamResponse:
    """Microsoft's own renderer, from npm; without it the page says which command installs it."""
    if not RENDERER.is_file():
        raise web.HTTPNotFound(text="The card renderer is not installed: run `make setup`.")
    return web.FileResponse(RENDERER)
