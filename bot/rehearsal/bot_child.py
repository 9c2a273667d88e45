"""The rehearsal's hold on the bot's process: start, kill, tell the time, let it settle, and knock at its door."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot.rehearsal.bot_control import SECRET_HEADER
from bot.rehearsal.identity import APP_ID, CONNECTOR_HOST, OUTLOOK_PROVIDER, PUBLIC_ADDRESS, TENANT_ID
from bot.rehearsal.problem import RehearsalError

BOT = (sys.executable, "-m", "bot.rehearsal.bot_process")

NOT_RUNNING = "bot is not running"
_START = 60.0
_SETTLE = 300.0
_KNOCK = 120.0
"""Wall-clock seconds to wait for the process to be ready, to settle, and to answer at its door."""


@dataclass(frozen=True)
class Rest:
    """How the bot stands: nothing due before `next_due` (UTC), or `still` says what is unfinished."""

    next_due: datetime | None
    still: tuple[str, ...]
    done: int = 0
    """What this life of the bot has attempted, or acted on, since it began."""

    @property
    def settled(self) -> bool:
        """Whether everything due has been done."""
        return not self.still


class BotChild:
    """One bot process of a rehearsal. It keeps its port and its data folder over restarts."""

    def __init__(self, data: Path, organisation: Path, command: tuple[str, ...], shared: Mapping[str, str]) -> None:
        """`shared` are the settings that every process of the bot has alike."""
        self.data = data
        self._shared = shared
        self._organisation = organisation
        self._command = command
        self._secret = secrets.token_urlsafe(32)
        self._port = _free_port()
        self._control = 0
        self._process: Process | None = None
        self._drain: asyncio.Task[None] | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def url(self) -> str:
        """Where the bot listens for Teams."""
        return f"http://127.0.0.1:{self._port}/api/messages"

    @property
    def base(self) -> str:
        """The bot's address without a path."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def log(self) -> Path:
        """The bot's log, over all its lives."""
        return self.data / "bot.log"

    async def start(self, rehearsal: str, at: datetime) -> None:
        """Start the process at this instant, and wait until it listens. Raises RehearsalError if it does not."""
        if self.alive:
            raise RehearsalError("The bot is running already.")
        (self.data / "bot").mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={**_clean_environment(), "PYTHONUNBUFFERED": "1"},
            )
        orders = {
            "rehearsal": rehearsal,
            "at": at.isoformat(),
            "secret": self._secret,
            "environment": self._environment(),
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(orders).encode() + b"\n")
        await self._process.stdin.drain()
        try:
            self._control = await asyncio.wait_for(self._ready(self._process), _START)
        except TimeoutError:
            await self.kill()
            raise RehearsalError(f"The bot did not start within {_START:.0f} seconds; see {self.log}.") from None
        self._drain = asyncio.create_task(self._keep_output(self._process))

    def _environment(self) -> dict[str, str]:
        """The bot's settings, in the words of production."""
        return {
            "NTK_APP_ID": APP_ID,
            "NTK_TENANT_ID": TENANT_ID,
            "NTK_SERVICE_HOSTS": CONNECTOR_HOST,
            "NTK_ORGANISATION": str(self._organisation.resolve()),
            "NTK_DATA": str((self.data / "bot").resolve()),
            "NTK_HOST": "127.0.0.1",
            "NTK_PORT": str(self._port),
            "NTK_OUTLOOK_PROVIDER": OUTLOOK_PROVIDER,
            "NTK_OUTLOOK_TARGET": PUBLIC_ADDRESS,
            **self._shared,
        }

    async def _ready(self, process: Process) -> int:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            try:
                said = json.loads(line)
            except ValueError:
                said = None
            if isinstance(said, dict) and "failed" in said:
                await process.wait()
                raise RehearsalError(f"The bot could not start. {said['failed']}")
            if isinstance(said, dict) and "control" in said:
                return int(said["control"])
        await process.wait()
        raise RehearsalError(f"The bot stopped while it was starting; see {self.log}.")

    async def _keep_output(self, process: Process) -> None:
        """What the bot prints goes to its log, so that its pipe never fills."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            with self.log.open("ab") as log:
                log.write(line)

    async def kill(self) -> None:
        """End the process at once, as `kill -9` does; nothing happens when it is dead."""
        if self._process is not None:
            if self._process.returncode is None:
                self._process.kill()
            await self._process.wait()
        if self._drain is not None:
            await self._drain
            self._drain = None

    async def close(self) -> None:
        """End the process, and the rehearsal's connections to it."""
        await self.kill()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def arm(self, step: str | None, nth: int = 1) -> None:
        """Let the process die at the nth arrival at a step (None: let it live). Raises RehearsalError."""
        if not self.alive:
            raise RehearsalError("The bot is not running.")
        answer = await self._ask("arm", {"step": step, "nth": nth})
        if answer is None:
            raise RehearsalError("The bot is not running.")
        if "error" in answer:
            raise RehearsalError(str(answer["error"]))

    async def stand_at(self, at: datetime) -> None:
        """Move the process's clock there, and do nothing yet."""
        await self._ask("clock", {"at": at.isoformat(), "settle": False})

    async def rest(self, at: datetime | None = None) -> Rest:
        """Do everything that is due (with `at`: after moving the process's clock there)."""
        answer = await (self._ask("settle", {}) if at is None else self._ask("clock", {"at": at.isoformat()}))
        if answer is None:
            return Rest(None, (NOT_RUNNING if not self.alive else "bot did not settle in time",))
        due = answer.get("next_due")
        still = tuple(answer.get("still") or ())
        return Rest(datetime.fromisoformat(due) if due else None, still, int(answer.get("done") or 0))

    async def knock(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """POST these bytes to the bot's door: (status, answer). Status 0: no answer came."""
        status, answer, _ = await self.post(self.url, body, headers)
        return status, answer

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, Mapping[str, str]]:
        """POST these bytes to the bot: (status, answer, headers). Status 0: no answer came."""
        try:
            async with self._http().post(
                url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(total=_KNOCK)
            ) as response:
                return response.status, await response.read(), dict(response.headers)
        except (aiohttp.ClientError, TimeoutError, OSError):
            await self._notice_death()
            return 0, b"", {}

    async def _ask(self, what: str, data: Mapping[str, object]) -> dict[str, Any] | None:
        if not self.alive:
            return None
        try:
            async with self._http().post(
                f"http://127.0.0.1:{self._control}/{what}",
                json=dict(data),
                headers={SECRET_HEADER: self._secret},
                timeout=aiohttp.ClientTimeout(total=_SETTLE),
            ) as response:
                answer = await response.json()
                return answer if isinstance(answer, dict) else None
        except (aiohttp.ClientError, TimeoutError, OSError):
            await self._notice_death()
            return None

    async def _notice_death(self) -> None:
        """A broken connection is often a death the system has not reported yet."""
        if self._process is not None and self._process.returncode is None:
            try:
                await asyncio.wait_for(self._process.wait(), 1.0)
            except TimeoutError:
                return

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            # A connection of its own for each call: a kept one would hide that the bot died in between.
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=False)
        return self._session


def _clean_environment() -> dict[str, str]:
    """This process's environment without production settings that happen to be there."""
    return {name: value for name, value in os.environ.items() if not name.startswith("NTK_")}


def _free_port() -> int:
    """A port that nobody uses, below those that systems give to outgoing connections: it stays free between two lives
    of the bot, which starts again on the same one."""
    while True:
        port = secrets.choice(range(20_000, 32_000))
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
