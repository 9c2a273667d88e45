"""`needtoknow serve`: the bot itself, with its settings from the environment."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from rules.errors import NeedToKnowError


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "serve",
        help="run the bot",
        description="Runs the bot. Its settings are environment variables (docs/operations.md).",
    )
    parser.add_argument(
        "part",
        nargs="?",
        choices=("web", "worker"),
        help="with NTK_DATABASE, for a process that only answers people, or only sends and watches (default: both)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run until stopped. 2 with one sentence when a setting or a file is wrong."""
    from aiohttp import web

    from bot.app import build, production
    from bot.logs import to_standard_error
    from bot.settings import Part, Settings

    to_standard_error()
    try:
        settings = Settings.from_environment(os.environ)
        bot = build(settings, production(), Part(args.part or Part.ALL))
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2

    metrics = web.AppRunner(bot.metrics, access_log=None)

    async def begin(_: web.Application) -> None:
        await bot.start()
        if settings.metrics_port is not None:
            # This machine's alone: the collector runs beside it, or the platform carries the port.
            await metrics.setup()
            await web.TCPSite(metrics, "127.0.0.1", settings.metrics_port).start()

    async def end(_: web.Application) -> None:
        await metrics.cleanup()
        await bot.stop()

    bot.web.on_startup.append(begin)
    bot.web.on_cleanup.append(end)
    web.run_app(bot.web, host=settings.host, port=settings.port, access_log=None, print=None)
    return 0
