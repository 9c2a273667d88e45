"""The bot of a rehearsal: one process, or several on one PostgreSQL, which the control API tells apart by `process`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path

from bot.rehearsal.bot_child import BOT, NOT_RUNNING, BotChild, Rest
from bot.rehearsal.problem import RehearsalError

_MOST_PASSES = 1000

_asked: ContextVar[object] = ContextVar("process", default=None)


def ask_for_process(name: object) -> None:
    """For the rest of this request: which process is knocked at, killed or started. None: whichever there is."""
    _asked.set(name)


class Bots:
    """All processes of the bot. They keep their ports, and what the bot knows, over restarts."""

    def __init__(
        self,
        data: Path,
        organisation: Path,
        command: tuple[str, ...] = BOT,
        *,
        database: str = "",
        processes: int = 1,
        drill_at: str = "off",
    ) -> None:
        """`database`: the address of a PostgreSQL instead of a file in `data`. Raises RehearsalError."""
        if processes > 1 and not database:
            raise RehearsalError("Several processes need a PostgreSQL: give its address with --database.")
        self.data = data
        self.password = secrets.token_urlsafe(24)
        self._database = database
        shared = {
            "NTK_APP_PASSWORD": self.password,
            "NTK_OUTLOOK_KEY": secrets.token_urlsafe(32),
            "NTK_DATABASE": database,
            "NTK_DRILL_AT": drill_at,
        }
        names = ["bot", *(f"bot-{number}" for number in range(2, processes + 1))]
        self._children = {name: BotChild(data, organisation, command, shared) for name in names}

    @property
    def where(self) -> Path | str:
        """Where the bot keeps what it knows: its data folder, or its database's address."""
        return self._database or self.data / "bot"

    @property
    def processes(self) -> dict[str, bool]:
        """By name, whether it runs."""
        return {name: child.alive for name, child in self._children.items()}

    @property
    def alive(self) -> bool:
        """Whether one of them runs."""
        return any(self.processes.values())

    @property
    def url(self) -> str:
        """Where the bot listens for Teams."""
        return self._door().url

    @property
    def base(self) -> str:
        """The bot's address without a path."""
        return self._door().base

    def needs_installing(self) -> bool:
        """Whether Teams still has to tell the bot where it is installed: its store is new, or it never confirmed."""
        folder = self.data / "bot"
        empty = not self._database and (not folder.is_dir() or not any(folder.iterdir()))
        return empty or not (self.data / "installed").is_file()

    def installed(self) -> None:
        """Remember that the bot confirmed every installation."""
        (self.data / "installed").touch()

    async def start(self, rehearsal: str, at: datetime) -> None:
        """Start what does not run, at this instant, and wait until it listens. Raises RehearsalError."""
        dead = [child for child in self._meant() if not child.alive]
        if not dead:
            raise RehearsalError("The bot is running already.")
        for child in dead:
            await child.start(rehearsal, at)

    async def kill(self) -> None:
        """End the processes that are meant at once, as `kill -9` does."""
        for child in self._meant():
            await child.kill()

    async def close(self) -> None:
        """End every process, and the rehearsal's connections to them."""
        for child in self._children.values():
            await child.close()

    async def arm(self, step: str | None, nth: int = 1) -> None:
        """Let whichever is meant die at the nth arrival at a step (None: let it live). Raises RehearsalError."""
        living = [child for child in self._meant() if child.alive]
        if not living:
            raise RehearsalError("The bot is not running.")
        for child in living:
            await child.arm(step, nth)

    async def rest(self, at: datetime | None = None) -> Rest:
        """Do everything that is due (with `at`: after moving the clocks of all there).

        Of several processes each is asked again until none has done anything since it was asked before: what one does
        may be due for another.
        """
        rest, before = await self._pass(at), -1
        for _ in range(_MOST_PASSES):
            if len(self._living()) < 2 or rest.done == before:
                break
            before = rest.done
            rest = await self._pass(None)
        return rest

    async def _pass(self, at: datetime | None) -> Rest:
        living = self._living()
        if at is not None and len(living) > 1:  # all at the same instant before one of them does anything
            for child in living:
                await child.stand_at(at)
        found = [await child.rest(at) for child in living]
        if not found:
            return Rest(None, (NOT_RUNNING,))
        return Rest(
            min((rest.next_due for rest in found if rest.next_due), default=None),
            tuple(dict.fromkeys(word for rest in found for word in rest.still)),
            sum(rest.done for rest in found),
        )

    async def knock(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """POST these bytes to the bot's door: (status, answer). Status 0: no answer came."""
        return await self._door().knock(body, headers)

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, Mapping[str, str]]:
        """POST these bytes to the bot: (status, answer, headers). Status 0: no answer came."""
        door = self._door()
        return await door.post(f"{door.base}{path}", body, headers)

    def _living(self) -> list[BotChild]:
        return [child for child in self._children.values() if child.alive]

    def _door(self) -> BotChild:
        """The process that was asked for; otherwise the first that runs, as a load balancer would."""
        if _asked.get() is not None:
            return self._meant()[0]
        return next(iter(self._living()), next(iter(self._children.values())))

    def _meant(self) -> list[BotChild]:
        name = _asked.get()
        if name is None:
            return list(self._children.values())
        if isinstance(name, str) and name in self._children:
            return [self._children[name]]
        there = ", ".join(f"`{each}`" for each in self._children)
        raise RehearsalError(f"There is no bot process {name!r}; there {'are' if self._more else 'is'} {there}.")

    @property
    def _more(self) -> bool:
        return len(self._children) > 1
