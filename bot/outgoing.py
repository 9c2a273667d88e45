"""Calls that end, and how long a provider asks to be left alone. msal gives a session that it is handed no timeout."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from bot.clock import SystemClock

# msal writes an answer that it cannot read into its log, whole.
logging.getLogger("msal").setLevel(logging.CRITICAL)

TIMEOUT = (5, 20)
"""Seconds to connect, and to wait for each answer."""


class BoundedSession:
    """The part of a `requests` session that msal uses, with a timeout on every call."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def get(self, url: str, **kwargs: Any) -> requests.Response:
        """GET. Raises requests' exceptions, a timeout among them."""
        return self._session.get(url, **{"timeout": TIMEOUT, **kwargs})

    def post(self, url: str, **kwargs: Any) -> requests.Response:
        """POST. Raises requests' exceptions, a timeout among them."""
        return self._session.post(url, **{"timeout": TIMEOUT, **kwargs})

    def close(self) -> None:
        """Close the session."""
        self._session.close()


def pause_asked(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds from now, as a number or as an HTTP date; None where it is missing or cannot be read.

    A date is measured against the answer's own Date, so that a clock that is wrong on either side does no harm.
    """
    wish = (headers.get("Retry-After") or "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    until = _http_date(wish)
    if until is None:
        return None
    since = _http_date(headers.get("Date") or "") or SystemClock().now()
    return max(0.0, (until - since).total_seconds())


def _http_date(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
