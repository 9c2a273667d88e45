"""The bot's outside in a rehearsal: a clock that stands still, Microsoft on loopback, and a place to be killed.

This module runs in the bot's process. It is the only thing that differs from production (`bot.app.Outside`).
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from bot.rehearsal.identity import SERVICES
from bot.rehearsal.problem import RehearsalError

STEPS = ("before-commit", "after-commit", "before-call", "after-call", "before-record")
"""Where the bot tells its outside how far it has come; the rehearsal can kill it there."""

HANGS = "X-Rehearsal-Hangs"
"""On an answer of the rehearsal: there is none, and the bot's patience has run out. Nobody waits for that in fact."""


class ToldClock:
    """The rehearsal's instant as the bot sees it (aware, UTC). The rehearsal sets it."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The rehearsal's instant, in UTC."""
        return self._at

    def set(self, at: datetime) -> None:
        """Stand at this instant."""
        self._at = at.astimezone(UTC)


class LoopbackAdapter(HTTPAdapter):
    """Carries a request for one of Microsoft's hosts to the rehearsal; the caller notices nothing."""

    def __init__(self, rehearsal: str) -> None:
        super().__init__()
        self._rehearsal = rehearsal.rstrip("/")

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send it to `<rehearsal>/microsoft/<host>/...`, and answer as if the host had."""
        address = urlsplit(request.url or "")
        if address.scheme != "https" or address.netloc not in SERVICES:
            raise requests.exceptions.ConnectionError(f"{address.netloc} is not part of the rehearsal.")
        carried = request.copy()
        query = f"?{address.query}" if address.query else ""
        carried.url = f"{self._rehearsal}/microsoft/{address.netloc}{address.path}{query}"
        response = super().send(carried, stream, timeout, verify, cert, {})
        if HANGS in response.headers:
            response.close()
            raise requests.exceptions.ReadTimeout(f"{address.netloc} did not answer in time.", request=request)
        response.url = request.url or ""
        response.request = request
        return response


class NoNetwork(HTTPAdapter):
    """Refuses every other address: a rehearsal calls nobody."""

    def send(self, request: requests.PreparedRequest, *args: object, **kwargs: object) -> requests.Response:
        """Always raises ConnectionError."""
        raise requests.exceptions.ConnectionError(f"{urlsplit(request.url or '').netloc} is not part of the rehearsal.")


def sessions(rehearsal: str) -> requests.Session:
    """A session that reaches Microsoft's four hosts on the rehearsal's loopback address, and nothing else."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", NoNetwork())
    session.mount("http://", NoNetwork())
    for host in SERVICES:
        session.mount(f"https://{host}/", LoopbackAdapter(rehearsal))
    return session


class DeathWish:
    """Kills this process, as `kill -9` does, when the bot reaches the armed step for the nth time from then on."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._step: str | None = None
        self._left = 0

    def arm(self, step: str, nth: int = 1) -> None:
        """Die at the nth arrival at this step. Raises RehearsalError for a step that does not exist."""
        if step not in STEPS:
            raise RehearsalError(f"There is no step {step!r}; there are {', '.join(STEPS)}.")
        with self._lock:
            self._step, self._left = step, nth

    def disarm(self) -> None:
        """Live on."""
        with self._lock:
            self._step = None

    def reach(self, step: str) -> None:
        """Called by the bot when it reaches a step."""
        with self._lock:
            if step != self._step:
                return
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
