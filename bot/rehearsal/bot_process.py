"""The bot as a process of the rehearsal: `python -m bot.rehearsal.bot_process`, started by the rehearsal only.

The first line of its standard input is JSON from the rehearsal: its address, the clock, the secret of the control
listener, and the environment with the bot's settings. When that input ends, the rehearsal is gone, and so is this.
One line of JSON on standard output says that both listeners are up. The log goes to standard error.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import requests
from aiohttp.web import Application, AppRunner, TCPSite

from bot.logs import to_standard_error
from bot.rehearsal.bot_control import BotControl, Settled
from bot.rehearsal.outside import DeathWish, ToldClock, sessions
from rules.errors import NeedToKnowError


class RunningBot(Protocol):
    """The part of `bot.app.Application` that a rehearsal uses."""

    @property
    def web(self) -> Application:
        """The bot's own doors."""

    def start(self) -> Awaitable[None]:
        """Begin working."""

    def stop(self) -> Awaitable[None]:
        """Stop working."""

    def settle(self) -> Awaitable[Settled]:
        """Do everything that is due."""


@dataclass(frozen=True)
class Surroundings:
    """What the bot gets from the rehearsal in place of the real outside."""

    clock: ToldClock
    http: Callable[[], requests.Session]
    reach: Callable[[str], None]


Build = Callable[[Mapping[str, str], Surroundings], RunningBot]


def build_the_bot(environment: Mapping[str, str], surroundings: Surroundings) -> RunningBot:
    """The real bot, wired as in production but for its outside."""
    from bot.app import Outside, build  # only here: a rehearsal of another bot (its own tests) needs none of it
    from bot.settings import Settings

    # The clock stands still: by Microsoft's limits a second message to the same chat would wait until it is moved.
    outside = Outside(clock=surroundings.clock, http=surroundings.http, reach=surroundings.reach, limits={})
    return build(Settings.from_environment(environment), outside)


def main(build: Build = build_the_bot) -> None:
    """Run the bot until the rehearsal ends it."""
    orders = json.loads(sys.stdin.readline())
    to_standard_error()
    threading.Thread(target=_die_with_the_rehearsal, daemon=True).start()
    try:
        asyncio.run(_run(orders, build))
    except Exception as error:
        logging.getLogger(__name__).exception("the bot could not start")
        words = str(error) if isinstance(error, NeedToKnowError) else f"{type(error).__name__}: {error}"
        print(json.dumps({"failed": words}), flush=True)
        sys.exit(1)


async def _run(orders: Mapping[str, Any], build: Build) -> None:
    environment: dict[str, str] = orders["environment"]
    clock = ToldClock(datetime.fromisoformat(orders["at"]))
    death = DeathWish()
    address = str(orders["rehearsal"])
    bot = build(environment, Surroundings(clock, lambda: sessions(address), death.reach))
    control = BotControl(clock, death, bot.settle, str(orders["secret"]))
    doors = await _listen(bot.web, int(environment["NTK_PORT"]))
    private = await _listen(control.door(), 0)
    await bot.start()
    print(json.dumps({"bot": _port(doors), "control": _port(private)}), flush=True)
    await asyncio.Event().wait()


async def _listen(application: Application, port: int) -> AppRunner:
    runner = AppRunner(application, access_log=None)
    await runner.setup()
    await TCPSite(runner, "127.0.0.1", port).start()
    return runner


def _port(runner: AppRunner) -> int:
    return int(runner.addresses[0][1])


def _die_with_the_rehearsal() -> None:
    """Standard input ends when the rehearsal's process does, however it ended."""
    while sys.stdin.read(1):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
