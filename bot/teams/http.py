"""POST /api/messages: bound, parse, authenticate, check tenant and service host, then hand to the turn. Nothing else.

botbuilder's own web handler answers 500 to every invoke with a body and to every bad token; this one does not use it.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from botbuilder.schema import Activity
from msrest.exceptions import DeserializationError  # type: ignore[attr-defined]  # msrest exports it at run time

from bot.teams.connector import allowed
from bot.tokens import ConnectorDoor, KeysUnavailable, TokenRefused

log = logging.getLogger(__name__)

LARGEST = 256 * 1024
"""Bytes of a request body. A card's whole submission is far below."""
SLOWEST = 15.0
"""Seconds for a whole body to arrive."""
DEEPEST = 20
LONGEST_TEXT = 30_000
MOST_ITEMS = 500

Turn = Callable[[Activity], Awaitable[tuple[int, Any]]]


class WithoutContent(logging.Filter):
    """aiohttp logs an exception with its message, which repeats the request: a token, what somebody typed.

    The kind of exception stays. What is only a malformed request of a stranger is no error of ours.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without its exception."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = f"request failed ({type(error).__name__})", ()
            record.exc_info = record.exc_text = None
            if isinstance(error, HttpProcessingError):
                record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


logging.getLogger("aiohttp.server").addFilter(WithoutContent())


class TeamsDoor:
    """The door that Teams knocks at."""

    def __init__(
        self,
        door: ConnectorDoor,
        turn: Turn,
        *,
        tenant: str,
        hosts: tuple[str, ...],
        refused: Callable[[str], Awaitable[None]],
    ) -> None:
        self._door, self._turn, self._tenant, self._hosts, self._refused = door, turn, tenant, hosts, refused

    async def handle(self, request: web.Request) -> web.Response:
        """One activity. 401/403 wrong token or place, 413 too large, 400 not an activity, 503 keys out of reach."""
        if request.content_length is not None and request.content_length > LARGEST:
            return _says(413, "The request is too large.")
        try:
            async with asyncio.timeout(SLOWEST):
                raw = await request.content.read(LARGEST + 1)
                while len(raw) <= LARGEST and not request.content.at_eof():
                    raw += await request.content.read(LARGEST + 1 - len(raw))
        except TimeoutError:
            return _says(408, "The request came too slowly.")
        if len(raw) > LARGEST:
            return _says(413, "The request is too large.")
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            return _says(400, "The request is not JSON.")
        if not isinstance(body, dict) or not bounded(body):
            return _says(400, "The request is not an activity.")
        if b"\\ud" in raw.lower():
            body = without_half_characters(body)
        try:
            await self._door.admit(request.headers.get("Authorization"), body)
        except TokenRefused as error:
            log.warning("token refused", extra={"action": "door.refused", "reason": error.reason})
            return _says(error.status, "Not authorised.")
        except KeysUnavailable:
            log.warning("keys unavailable", extra={"action": "door.keys-unavailable"})
            return _says(503, "Try again in a minute.")
        wrong = self._wrong_place(body)
        if wrong:
            log.warning("activity refused", extra={"action": "door.refused", "reason": wrong})
            await self._refused(wrong)
            return _says(403, "Not authorised.")
        try:
            activity = Activity().deserialize(body)
        except (DeserializationError, ValueError, TypeError, AttributeError, KeyError):
            return _says(400, "The request is not an activity.")
        if not activity.type or not activity.conversation or not activity.conversation.id:
            return _says(400, "The request is not an activity.")
        status, answer = await self._turn(activity)
        if answer is None:
            return web.Response(status=status)
        return web.json_response(answer, status=status)

    def _wrong_place(self, body: dict[str, Any]) -> str:
        """Why the activity is not one of ours, or "". The tenant stands in the activity alone, never in the token."""
        if body.get("channelId") != "msteams":
            return "channel"
        service = body.get("serviceUrl")
        if not isinstance(service, str) or not allowed(service, self._hosts):
            return "service-host"
        named = [
            _deep(body, "conversation", "tenantId"),
            _deep(body, "channelData", "tenant", "id"),
        ]
        tenants = [tenant for tenant in named if tenant is not None]
        if not tenants or any(not isinstance(t, str) or t.lower() != self._tenant for t in tenants):
            return "tenant"
        return ""


def bounded(value: object, depth: int = 0) -> bool:
    """Is a parsed body of sane depth, size and length?"""
    if depth > DEEPEST:
        return False
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT
    if isinstance(value, dict):
        return len(value) <= MOST_ITEMS and all(len(k) <= 200 and bounded(v, depth + 1) for k, v in value.items())
    if isinstance(value, list):
        return len(value) <= MOST_ITEMS and all(bounded(v, depth + 1) for v in value)
    return True


def without_half_characters(body: dict[str, Any]) -> dict[str, Any]:
    """The body with "?" for each half surrogate pair, which JSON can carry and no database or answer can."""
    mended: dict[str, Any] = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    return mended


def _deep(body: object, *path: str) -> object:
    for key in path:
        if not isinstance(body, dict):
            return None
        body = body.get(key)
    return body


def _says(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
