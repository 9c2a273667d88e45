"""What a failed call to Teams means: temporary, for good, or unclear. Error texts are never kept: they echo bodies."""

import logging
from collections.abc import Mapping
from types import MappingProxyType

import requests
from botbuilder.schema import ErrorResponseException
from msrest.exceptions import (  # type: ignore[attr-defined]  # msrest exports the second at run time
    ClientException,
    DeserializationError,
    HttpOperationError,
)

from bot.outgoing import pause_asked
from bot.services import ways
from bot.services.delivering import Failed
from bot.teams.connector import HostRefused, SignInFailed

log = logging.getLogger(__name__)

TEMPORARY = frozenset({401, 408, 412, 429, 503})
UNCLEAR = frozenset({500, 502, 504})
_MEANS: Mapping[tuple[int, str], str] = MappingProxyType(
    {
        (403, "MessageWritesBlocked"): "bot-blocked",
        (403, "BotNotInConversationRoster"): "bot-not-there",
        (403, "BotDisabledByAdmin"): "bot-disabled",
        (404, "ConversationNotFound"): "chat-gone",
        (400, "BadArgument"): "person-unknown",
    }
)
"""What a person can mend, by Teams' status and code. Its message may repeat what a card held, and is not read."""


def failure(error: Exception) -> Failed:
    """Classify an exception of a call to the connector.

    Teams asks to try 429 (Retry-After), 412, 502 and 504 again; 403 is blocked, uninstalled or not in the team.
    """
    if isinstance(error, SignInFailed):
        return Failed("sign-in")
    if isinstance(error, HostRefused):
        return Failed("host-refused", permanent=True)
    if isinstance(error, HttpOperationError | ErrorResponseException):
        return _of_status(error)
    if isinstance(error, requests.ConnectTimeout):
        return Failed("connect-timeout")
    # An answer that cannot be read says nothing about whether the call was taken.
    if isinstance(error, requests.RequestException | ClientException | DeserializationError | OSError):
        return Failed("connection", unclear=True)
    raise error


def _of_status(error: HttpOperationError) -> Failed:
    response = getattr(error, "response", None)
    status = int(getattr(response, "status_code", 0) or 0)
    headers = getattr(response, "headers", None) or {}
    if status in TEMPORARY:
        return Failed(f"http-{status}", retry_after=pause_asked(headers))
    if status in UNCLEAR or not status:
        return Failed(f"http-{status}", unclear=True, retry_after=pause_asked(headers))
    code = _MEANS.get((status, _code(error)))
    if code:
        log.warning(ways.operator(code), extra={"action": "teams.refused", "code": code})
    return Failed(code or f"http-{status}", permanent=True)


def _code(error: HttpOperationError) -> str:
    return str(getattr(getattr(getattr(error, "error", None), "error", None), "code", "") or "")
