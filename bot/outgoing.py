"""Calls that end: msal gives no timeout of its own to a session that it is handed."""

from typing import Any

import requests

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
