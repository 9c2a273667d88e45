"""POST /api/messages: bound, parse, authenticate, check tenant and service host, then hand to the turn. Nothing else.

botbuilder's own web handler answers 500 to every invoke with a body and to every bad token; this one does not use it.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from botbuilder.schema import Activity
from msrest.exceptions import DeserializationError  # type: ignore[attr-defined]  # msrest exports it at run time

from bot.incoming import BodyRefused, read_object
from bot.teams.connector import allowed
from bot.tokens import ConnectorDoor, KeysUnavailable, TokenRefused

log = logging.getLogger(__name__)

Turn = Callable[[Activity], Awaitable[tuple[int, Any]]]


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
        try:
            body = await read_object(request)
        except BodyRefused as refused:
            return _says(refused.status, refused.sentence)
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


def _deep(body: object, *path: str) -> object:
    for key in path:
        if not isinstance(body, dict):
            return None
        body = body.get(key)
    return body


def _says(status: int, sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=status)
