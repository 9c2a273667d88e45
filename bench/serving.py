"""What the bench's servers share: each runs in its own process and says on which port."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web


async def serve(app: web.Application, *says: str) -> None:
    """Serve on a free loopback port, print `ready PORT` (and what it `says`), and go on until the process ends."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=256)
    await site.start()
    print("ready", runner.addresses[0][1], *says, flush=True)
    await asyncio.Event().wait()


def run(build: Callable[[], Awaitable[web.Application]]) -> None:
    """Build the application on the event loop and serve it."""

    async def main() -> None:
        await serve(await build())

    asyncio.run(main())
