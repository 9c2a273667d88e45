"""The public keys of one issuer: fetched, kept, and fetched again when a token names a key that is not held."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError

from bot.tokens.errors import KeysUnavailable

TIMEOUT = (5.0, 10.0)
"""Seconds to connect and to read, for each of the two documents."""
REFRESH_PAUSE = 60.0
"""Seconds after a successful fetch in which an unknown key is refused without asking the key server again."""
FAILURE_PAUSE = 1.0
"""Seconds after a failed fetch before the next: long enough to bound a flood, short enough to recover at once."""
KEPT_FRESH = 24 * 3600.0
"""Seconds after which the keys are fetched again even when they still serve, so that a withdrawn key goes."""
LEAST_BITS = 2048


@dataclass(frozen=True)
class SigningKey:
    """One RSA public key, with the channels that the issuer endorses it for (empty at the Outlook door)."""

    key: RSAPublicKey
    endorsements: frozenset[str]


class KeySet:
    """The signing keys behind one OpenID metadata address. Safe to use from several threads.

    `http` makes a `requests` session, used for one fetch and closed; `monotonic` counts seconds. No redirect is
    followed, and keys are taken only over https from the host of the metadata itself.
    """

    def __init__(
        self,
        door: str,
        metadata: str,
        *,
        http: Callable[[], requests.Session],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._door = door
        self._metadata = metadata
        self._http = http
        self._monotonic = monotonic
        self._one_fetch_at_a_time = threading.Lock()
        self._keys: Mapping[str, SigningKey] = {}
        self._fetched: float | None = None
        self._failed: float | None = None
        self._failure = ""

    @property
    def ready(self) -> bool:
        """Whether any key is held: part of /readyz."""
        return bool(self._keys)

    def held(self, kid: str) -> SigningKey | None:
        """The key named `kid`, or None when it is not held. Never fetches, never waits."""
        return self._keys.get(kid)

    def may_fetch(self, kid: str | None = None) -> bool:
        """Whether a fetch is called for (the key is unknown, or all have grown old) and no pause stands against it."""
        now = self._monotonic()
        if self._failed is not None and now - self._failed < FAILURE_PAUSE:
            return False
        if self._fetched is None:
            return True
        age = now - self._fetched
        return age >= KEPT_FRESH or ((kid is None or kid not in self._keys) and age >= REFRESH_PAUSE)

    def key(self, kid: str) -> SigningKey | None:
        """The key named `kid`, fetching first where that is called for: this can take seconds, keep it off the loop.

        None says that the issuer does not publish it. Raises KeysUnavailable when that cannot be told because the
        last fetch failed; keys that are held go on serving then.
        """
        if self.may_fetch(kid):
            self.fetch(kid)
        return self.answer(kid)

    def answer(self, kid: str) -> SigningKey | None:
        """What is known of `kid` now, without fetching. Raises KeysUnavailable as `key` does."""
        found = self._keys.get(kid)
        if found is None and self._failed is not None:
            raise KeysUnavailable(self._door, self._failure)
        return found

    def fetch(self, kid: str | None = None) -> None:
        """Fetch the keys unless another thread just did. A failure is kept for `key` to tell, not raised."""
        with self._one_fetch_at_a_time:
            if not self.may_fetch(kid):
                return
            try:
                keys = self._fetch_keys()
            except _Unusable as problem:
                self._failure = str(problem)
                self._failed = self._monotonic()
                return
            self._keys = keys
            self._fetched = self._monotonic()
            self._failed = None

    def _fetch_keys(self) -> Mapping[str, SigningKey]:
        try:
            with self._http() as session:
                address = _text(_get(session, self._metadata), "jwks_uri")
                here, there = urlsplit(self._metadata), urlsplit(address)
                if (there.scheme, there.netloc) != ("https", here.netloc):
                    raise _Unusable("the metadata names keys on another host")
                document = _get(session, address)
        except (requests.RequestException, OSError) as problem:
            raise _Unusable(type(problem).__name__) from None
        entries = document.get("keys")
        keys = dict(_signing_keys(entries)) if isinstance(entries, list) else {}
        if not keys:
            raise _Unusable("the key document holds no usable key")
        return keys


class _Unusable(Exception):
    """The key server's answer cannot be used; the text says why, without its content."""


def _get(session: requests.Session, address: str) -> Mapping[str, object]:
    answer = session.get(address, timeout=TIMEOUT, allow_redirects=False)
    if answer.status_code != 200:
        raise _Unusable(f"status {answer.status_code}")
    try:
        document = answer.json()
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _Unusable("the answer is not a JSON object")
    return document


def _text(document: Mapping[str, object], name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str):
        raise _Unusable(f"the metadata has no {name}")
    return value


def _signing_keys(entries: list[object]) -> list[tuple[str, SigningKey]]:
    """Every entry that is an RSA signing key of good length with a name; whatever else is published is passed over."""
    found: list[tuple[str, SigningKey]] = []
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
            continue
        kid, endorsed = entry.get("kid"), entry.get("endorsements", [])
        try:
            key = RSAAlgorithm.from_jwk(entry)
        except (PyJWTError, ValueError, TypeError):
            continue
        if isinstance(kid, str) and isinstance(key, RSAPublicKey) and key.key_size >= LEAST_BITS:
            channels = endorsed if isinstance(endorsed, list) else []
            found.append((kid, SigningKey(key, frozenset(name for name in channels if isinstance(name, str)))))
    return found
