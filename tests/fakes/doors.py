"""Both doors as the token tests meet them: a verifier, its key server, its genuine claims, its request."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.tokens import (
    CONNECTOR_ISSUER,
    OUTLOOK_ACTIONS_APP,
    ConnectorDoor,
    KeysUnavailable,
    OutlookDoor,
    TokenRefused,
    TokenVerifier,
    outlook_expectation,
)
from bot.tokens.expectation import CONNECTOR_METADATA
from tests.fakes.keys import KeyServer, lifetime, published, signed

APP = "11111111-1111-4111-8111-111111111111"
TENANT = "22222222-2222-4222-8222-222222222222"
OTHER_TENANT = "33333333-3333-4333-8333-333333333333"
APPROVER = "44444444-4444-4444-8444-444444444444"
SERVICE = "https://smba.trafficmanager.net/uk/"
AUDIENCE = f"api://auth-am-55555555-5555-4555-8555-555555555555/{APP}"
OUTLOOK = outlook_expectation(TENANT, (AUDIENCE, APP), scopes=("Actions.Invoke",))


class Seconds:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class At:
    """One door with its key server, its genuine claims, and the request that its token comes with."""

    door: TokenVerifier
    server: KeyServer
    seconds: Seconds
    key: str
    claims: dict[str, Any]
    bound: dict[str, object]
    channel: object = None

    def token(self, claims: dict[str, Any] | None = None, header: dict[str, Any] | None = None, key: str = "") -> str:
        """A token that is genuine but for these claims, this header, this key."""
        return signed(self.claims | (claims or {}), key=key or self.key, header=header)

    def admit(self, token: str) -> dict[str, Any]:
        """The claims with which the door admits the token; raises what the door raises."""
        return self.present(f"Bearer {token}")

    def present(self, header: str | None) -> dict[str, Any]:
        """What both ways of verifying say; they must agree."""
        blocking = _outcome(lambda: self.door.verify(header, bound=self.bound, channel=self.channel))
        awaited = _outcome(lambda: asyncio.run(self.door.verify_async(header, bound=self.bound, channel=self.channel)))
        assert str(blocking) == str(awaited)
        if isinstance(blocking, Exception):
            raise blocking
        return blocking

    def refusal(self, token: str) -> str:
        """The reason for which the door refuses the token."""
        return self.refusal_of(f"Bearer {token}")

    def refusal_of(self, header: str | None) -> str:
        """The reason for which the door refuses the Authorization header."""
        try:
            self.present(header)
        except TokenRefused as refused:
            return refused.reason if refused.status in (401, 403) else f"status {refused.status}"
        raise AssertionError("the token was admitted")


def _outcome(verify: Callable[[], dict[str, Any]]) -> dict[str, Any] | Exception:
    try:
        return verify()
    except (TokenRefused, KeysUnavailable) as problem:
        return problem


def connector() -> At:
    """The Teams door."""
    seconds = Seconds()
    server = KeyServer(CONNECTOR_METADATA, [published("connector", endorsements=("msteams", "webchat"))])
    claims = {"iss": CONNECTOR_ISSUER, "aud": APP, "serviceurl": SERVICE} | lifetime()
    door = ConnectorDoor(APP, server.http, monotonic=seconds)
    return At(door, server, seconds, "connector", claims, {"serviceurl": SERVICE}, "msteams")


def outlook() -> At:
    """The Outlook door."""
    seconds = Seconds()
    server = KeyServer(OUTLOOK.metadata, [published("tenant")])
    claims = {
        "iss": OUTLOOK.issuers[1],
        "aud": AUDIENCE,
        "tid": TENANT,
        "azp": OUTLOOK_ACTIONS_APP,
        "scp": "Actions.Invoke",
        "oid": APPROVER,
        "ver": "2.0",
    } | lifetime()
    door = OutlookDoor(OUTLOOK, server.http, monotonic=seconds)
    return At(door, server, seconds, "tenant", claims, {"oid": APPROVER})


DOORS = {"connector": connector, "outlook": outlook}
