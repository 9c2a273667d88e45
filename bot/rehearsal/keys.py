"""The rehearsal's signing keys: real RSA keys, made at the start, published as JSON Web Keys.

The Bot Framework's key set holds the key in use, the next one (Microsoft publishes a key well before it signs with it),
and one that is not endorsed for Teams (webchat only). The rogue key is never published. Retired keys leave the set.
Tokens are valid against the machine's time, not the rehearsal's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bot.rehearsal.clock import machine_seconds
from bot.rehearsal.identity import APP_ID, SERVICE_URL
from bot.rehearsal.problem import RehearsalError

ISSUER = "https://api.botframework.com"


@dataclass(frozen=True)
class SigningKey:
    """An RSA key with its id and the channels it is endorsed for."""

    kid: str
    private: rsa.RSAPrivateKey
    endorsements: tuple[str, ...]

    def published(self) -> dict[str, object]:
        """The public half as a JSON Web Key."""
        numbers = self.private.public_key().public_numbers()
        key: dict[str, object] = {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _b64(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")),
            "e": _b64(numbers.e.to_bytes(3, "big")),
        }
        if self.endorsements:
            key["endorsements"] = list(self.endorsements)
        return key


def _make(kid: str, *endorsements: str) -> SigningKey:
    return SigningKey(kid, rsa.generate_private_key(public_exponent=65537, key_size=2048), endorsements)


class KeyRing:
    """The keys behind the Bot Framework's and the directory's signatures."""

    def __init__(self) -> None:
        self._made = 0
        self._current = self._make_next()
        self._next = self._make_next()
        self._webchat = _make("rehearsal-webchat", "webchat")
        self._rogue = _make("rehearsal-rogue", "msteams")
        self._retired: list[SigningKey] = []
        self.directory = _make("rehearsal-directory")

    def published(self) -> dict[str, object]:
        """The Bot Framework's key set as it stands now."""
        return {"keys": [key.published() for key in (self._current, self._next, self._webchat)]}

    def rotate(self, *, announced: bool = True) -> str:
        """Retire the key in use, and use the next one, or with `announced` False one that nobody saw before.

        Returns the id of the key now in use.
        """
        self._retired.append(self._current)
        if not announced:
            self._next = self._make_next()
        self._current, self._next = self._next, self._make_next()
        return self._current.kid

    def _make_next(self) -> SigningKey:
        self._made += 1
        return _make(f"rehearsal-{self._made}", "msteams", "directline")

    def names(self) -> list[str]:
        """Every key a token can be signed with, by the name `sign` takes."""
        return ["trusted", "rogue", *(key.kid for key in (self._current, self._next, self._webchat, *self._retired))]

    def to_bot(self, service_url: str = SERVICE_URL) -> str:
        """The token a call from Teams carries."""
        return self.sign({"serviceurl": service_url})

    def sign(
        self,
        claims: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        key: str = "trusted",
    ) -> str:
        """A token towards the bot: good unless `claims` or `header` say otherwise (None takes one away).

        `key`: `trusted` is the one in use, `rogue` one nobody published under the trusted key's id, else a key id.
        Times are the machine's (seconds since 1970). Raises RehearsalError for an unknown key.
        """
        now = int(machine_seconds())
        good: dict[str, object] = {
            "iss": ISSUER,
            "aud": APP_ID,
            "serviceurl": SERVICE_URL,
            "iat": now,
            "nbf": now - 300,
            "exp": now + 3600,
        }
        signer = self._find(key)
        kid = self._current.kid if signer is self._rogue else signer.kid
        head: dict[str, object] = {"alg": "RS256", "typ": "JWT", "kid": kid, "x5t": kid}
        return encode(_changed(head, header), _changed(good, claims), signer)

    def _find(self, name: str) -> SigningKey:
        if name == "trusted":
            return self._current
        if name == "rogue":
            return self._rogue
        for key in (self._current, self._next, self._webchat, self._rogue, *self._retired):
            if key.kid == name:
                return key
        raise RehearsalError(f"There is no key {name!r}; there are {', '.join(self.names())}.")


def encode(header: Mapping[str, object], claims: Mapping[str, object], key: SigningKey) -> str:
    """A compact JWS, signed as its `alg` says.

    Besides RS256 it makes what an attacker would: `none` without a signature, and HS256 keyed with the public key.
    """
    content = f"{_b64(_compact(header))}.{_b64(_compact(claims))}"
    algorithm = header.get("alg")
    if algorithm == "none" or algorithm is None:
        return content + "."
    if algorithm == "HS256":
        public = key.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return f"{content}.{_b64(hmac.new(public, content.encode(), hashlib.sha256).digest())}"
    signature = key.private.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{content}.{_b64(signature)}"


def _changed(good: dict[str, object], changes: Mapping[str, object] | None) -> dict[str, Any]:
    merged = {**good, **(changes or {})}
    return {name: value for name, value in merged.items() if value is not None}


def _compact(data: Mapping[str, object]) -> bytes:
    return json.dumps(dict(data), separators=(",", ":")).encode()


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
