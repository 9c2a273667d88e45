"""A key server and an issuer of tokens: real RSA keys, real signatures, real `requests` sessions, no network."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm
from requests.adapters import BaseAdapter

from bot.clock import SystemClock


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
"""As a claim's value: leave the claim out."""


@lru_cache
def private_key(name: str) -> RSAPrivateKey:
    """One key per name and test run: making one takes a moment."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(name: str) -> bytes:
    """The public half, as published: what an attacker has."""
    public = private_key(name).public_key()
    return public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def published(name: str, *, endorsements: tuple[str, ...] = ()) -> dict[str, Any]:
    """The key's entry in a key document; its `kid` is its name."""
    entry: dict[str, Any] = RSAAlgorithm.to_jwk(private_key(name).public_key(), as_dict=True)
    entry.pop("key_ops", None)
    return entry | {"kid": name, "use": "sig", "endorsements": list(endorsements)}


def wall_seconds(offset: timedelta = timedelta(0)) -> int:
    """Seconds since 1970, `offset` from now: tokens are held against wall time."""
    return int((SystemClock().now() + offset).timestamp())


def lifetime() -> dict[str, Any]:
    """The times of a token that was just issued for an hour."""
    return {"iat": wall_seconds(), "nbf": wall_seconds(), "exp": wall_seconds(timedelta(hours=1))}


def signed(claims: Mapping[str, Any], *, key: str, header: Mapping[str, Any] | None = None) -> str:
    """A token signed with RS256, or with what the header says. A value ABSENT leaves that entry out, and
    a timedelta as a value is that far from now.
    """
    kept = {name: _moment(value) for name, value in claims.items() if value is not ABSENT}
    head = {"alg": "RS256", "typ": "JWT", "kid": key} | dict(header or {})
    head = {name: value for name, value in head.items() if value is not ABSENT}
    unsigned = b".".join((_segment(head), _segment(kept)))
    signature = b"" if head.get("alg") == "none" else _signature(head, unsigned, key)
    return b".".join((unsigned, _base64(signature))).decode()


def _moment(value: object) -> object:
    return wall_seconds(value) if isinstance(value, timedelta) else value


def _signature(head: Mapping[str, Any], unsigned: bytes, key: str) -> bytes:
    if head.get("alg") == "HS256":
        return hmac.new(public_pem(key), unsigned, hashlib.sha256).digest()
    algorithm = jwt.get_algorithm_by_name(head["alg"] if str(head.get("alg")).startswith(("RS", "PS")) else "RS256")
    return bytes(algorithm.sign(unsigned, private_key(key)))


def _segment(value: object) -> bytes:
    return _base64(json.dumps(value).encode())


def _base64(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


@dataclass
class KeyServer:
    """Serves one OpenID document and one key document, and counts how often it was asked for keys.

    `status` other than 200 and `dropped` play a server that is down; `held` makes every answer wait for the event.
    """

    metadata: str
    keys: list[dict[str, Any]]
    status: int = 200
    dropped: bool = False
    body: bytes | None = None
    jwks_uri: str | None = None
    held: threading.Event | None = None
    asked: int = 0
    timeouts: list[object] = field(default_factory=list)

    def http(self) -> requests.Session:
        """A session all of whose calls end here."""
        session = requests.Session()
        session.mount("https://", _Answering(self.answer))
        session.mount("http://", _Answering(self.answer))
        return session

    def answer(self, request: requests.PreparedRequest, timeout: object) -> requests.Response:
        """The answer to one call, as `requests` would have built it."""
        self.timeouts.append(timeout)
        if self.held is not None:
            assert self.held.wait(30)
        if self.dropped:
            raise requests.ConnectionError("dropped")
        host = urlsplit(self.metadata).netloc
        keys_at = self.jwks_uri or f"https://{host}/keys"
        response = requests.Response()
        response.status_code = self.status
        if self.status == 302:
            response.headers["Location"] = "https://keys.example/"
        response.request = request
        response.url = request.url or ""
        if request.url == self.metadata:
            response._content = json.dumps({"jwks_uri": keys_at}).encode()
        elif request.url == keys_at:
            self.asked += 1
            response._content = json.dumps({"keys": self.keys}).encode() if self.body is None else self.body
        else:
            raise AssertionError(f"nothing should call {request.url}")
        return response


class _Answering(BaseAdapter):
    def __init__(self, answer: Callable[[requests.PreparedRequest, object], requests.Response]) -> None:
        super().__init__()
        self._answer = answer

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        return self._answer(request, options.get("timeout"))

    def close(self) -> None:
        """Nothing is open."""
