"""Bodies of requests at both doors: read to a bound, parsed to one JSON object of sane depth and size, or refused."""

import asyncio
import json
import logging
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

LARGEST = 256 * 1024
"""Bytes of a request body. A card's whole submission is far below."""
SLOWEST = 15.0
"""Seconds for a whole body to arrive."""
DEEPEST = 20
LONGEST_TEXT = 30_000
MOST_ITEMS = 500


class BodyRefused(Exception):
    """The body is no object of ours; `status` and `sentence` are the answer, which repeats nothing of it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


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


async def read_object(request: web.Request) -> dict[str, Any]:
    """The JSON object in the body. Raises BodyRefused: 413 too large, 408 too slow, 400 anything else."""
    if request.content_length is not None and request.content_length > LARGEST:
        raise BodyRefused(413, "The request is too large.")
    try:
        async with asyncio.timeout(SLOWEST):
            raw = await request.content.read(LARGEST + 1)
            while len(raw) <= LARGEST and not request.content.at_eof():
                raw += await request.content.read(LARGEST + 1 - len(raw))
    except TimeoutError:
        raise BodyRefused(408, "The request came too slowly.") from None
    if len(raw) > LARGEST:
        raise BodyRefused(413, "The request is too large.")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise BodyRefused(400, "The request is not JSON.") from None
    if not isinstance(body, dict) or not bounded(body):
        raise BodyRefused(400, "The request is not an activity.")
    return without_half_characters(body) if b"\\ud" in raw.lower() else body


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
