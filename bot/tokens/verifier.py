"""One verifier for every door: RS256 alone, every claim required, every failure a TokenRefused with a reason."""

import asyncio
from collections.abc import Mapping
from typing import Any

import jwt
from jwt import exceptions as problems

from bot.tokens.errors import TokenRefused
from bot.tokens.expectation import ClaimRule, Expectation
from bot.tokens.keys import KeySet, SigningKey

ALGORITHM = "RS256"
LEEWAY = 300.0
"""Seconds by which two clocks may differ; the Bot Connector's documentation asks for five minutes."""
LONGEST = 16 * 1024
"""Characters: a longer header is no token of Microsoft's."""

_REASONS: tuple[tuple[type[problems.PyJWTError], str], ...] = (
    (problems.ExpiredSignatureError, "expired"),
    (problems.ImmatureSignatureError, "not-yet-valid"),
    (problems.InvalidAudienceError, "wrong-audience"),
    (problems.InvalidIssuerError, "wrong-issuer"),
    (problems.InvalidAlgorithmError, "wrong-algorithm"),
    (problems.InvalidSignatureError, "wrong-signature"),
)


class TokenVerifier:
    """Holds tokens against one Expectation, with the keys of that door's issuer. Token times are wall time."""

    def __init__(self, expectation: Expectation, keys: KeySet) -> None:
        self.expectation = expectation
        self.keys = keys
        self._fetching: asyncio.Task[None] | None = None

    @property
    def ready(self) -> bool:
        """Whether any key is held: part of /readyz."""
        return self.keys.ready

    def verify(self, header: str | None, *, bound: Mapping[str, object], channel: object = None) -> dict[str, Any]:
        """The claims of a genuine token; may wait for the key server, so call it off the event loop.

        `header` is the Authorization header as it came, `bound` the request's own value for each claim of
        `Expectation.bound`, `channel` the activity's channel id. Raises TokenRefused and KeysUnavailable.
        """
        token, kid = _read(header)
        return self._check(token, self.keys.key(kid), bound, channel)

    async def verify_async(
        self, header: str | None, *, bound: Mapping[str, object], channel: object = None
    ) -> dict[str, Any]:
        """As `verify`, for the event loop: a held key is used at once, and any number of callers share one fetch.

        Keys that have grown old are fetched behind the caller's back; only an unknown key makes the caller wait.
        """
        token, kid = _read(header)
        if self.keys.may_fetch(kid):
            fetching = self._fetch(kid)
            if self.keys.held(kid) is None:
                await asyncio.shield(fetching)
        return self._check(token, self.keys.answer(kid), bound, channel)

    async def warm(self) -> bool:
        """Fetch the keys ahead of the first request. False when they could not be had; the next call tries again."""
        if self.keys.may_fetch():
            await asyncio.shield(self._fetch(None))
        return self.keys.ready

    def _fetch(self, kid: str | None) -> asyncio.Task[None]:
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(asyncio.to_thread(self.keys.fetch, kid))
        return self._fetching

    def _check(
        self, token: str, key: SigningKey | None, bound: Mapping[str, object], channel: object
    ) -> dict[str, Any]:
        if key is None:
            raise TokenRefused("unknown-key")
        claims = _decode(token, key, self.expectation)
        for rule in self.expectation.claims:
            _hold(claims, rule)
        for name in self.expectation.bound:
            _same(name, claims.get(name), bound.get(name))
        if self.expectation.endorsed and (not isinstance(channel, str) or channel not in key.endorsements):
            raise TokenRefused("wrong-channel", status=403)
        return claims


def _read(header: str | None) -> tuple[str, str]:
    """The token and the name of its key, of a header `Bearer <token>`, before anything in it is believed."""
    if not header:
        raise TokenRefused("no-token")
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
        raise TokenRefused("malformed")
    try:
        head = jwt.get_unverified_header(token)
    except (problems.PyJWTError, ValueError, TypeError, RecursionError):
        raise TokenRefused("malformed") from None
    if head.get("alg") != ALGORITHM:
        raise TokenRefused("wrong-algorithm")
    kid = head.get("kid")
    if not isinstance(kid, str) or not kid:
        raise TokenRefused("missing-kid")
    return token, kid


def _decode(token: str, key: SigningKey, expectation: Expectation) -> dict[str, Any]:
    try:
        return jwt.decode(
            token,
            key.key,
            algorithms=[ALGORITHM],
            audience=expectation.audiences,
            issuer=expectation.issuers,
            leeway=LEEWAY,
            options={"require": ["exp", "nbf", "iss", "aud"]},
        )
    except problems.MissingRequiredClaimError as problem:
        raise TokenRefused(f"missing-{problem.claim}") from None
    except problems.PyJWTError as problem:
        reason = next((code for kind, code in _REASONS if isinstance(problem, kind)), "malformed")
        raise TokenRefused(reason) from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise TokenRefused("malformed") from None


def _hold(claims: Mapping[str, Any], rule: ClaimRule) -> None:
    """Every one of the rule's names that the token carries must hold, and it must carry one."""
    values = [claims[name] for name in rule.names if name in claims]
    if not values:
        raise TokenRefused(f"missing-{rule.names[0]}", status=rule.status)
    for value in values:
        words = value.split() if rule.words and isinstance(value, str) else [value]
        kept = [word for word in words if isinstance(word, str) and word]
        if not kept or (rule.allowed and not any(word in rule.allowed for word in kept)):
            raise TokenRefused(f"wrong-{rule.names[0]}", status=rule.status)


def _same(name: str, claimed: object, asked: object) -> None:
    """The claim equals the request's own value; one trailing slash on either side does not matter."""
    if not isinstance(claimed, str) or not claimed:
        raise TokenRefused(f"missing-{name}", status=403)
    if not isinstance(asked, str) or not asked or claimed.removesuffix("/") != asked.removesuffix("/"):
        raise TokenRefused(f"wrong-{name}", status=403)
