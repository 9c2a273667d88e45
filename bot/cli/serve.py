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
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run until stopped. 2 with one sentence when a setting or a file is wrong."""
    from aiohttp import web

    from bot.app import build, production
    from bot.logs import to_standard_error
    from bot.settings import Settings

    to_standard_error()
    try:
        settings = Settings.from_environment(os.environ)
        bot = build(settings, production())
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2

    async def begin(_: web.Application) -> None:
        await bot.start()

    async def end(_: web.Application) -> None:
        await bot.stop()

    bot.web.on_startup.append(begin)
    bot.web.on_cleanup.append(end)
    web.run_app(bot.web, host=settings.host, port=settings.port, access_log=None, print=None)
    return 0
