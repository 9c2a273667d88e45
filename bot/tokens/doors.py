"""The two doors, each with the arguments that its request has."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from bot.tokens.expectation import Expectation, connector_expectation
from bot.tokens.keys import KeySet
from bot.tokens.verifier import TokenVerifier


class ConnectorDoor(TokenVerifier):
    """The Teams door: `claims = await door.admit(authorization_header, activity)`."""

    def __init__(
        self, app_id: str, http: Callable[[], requests.Session], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        expectation = connector_expectation(app_id)
        super().__init__(expectation, KeySet("Teams", expectation.metadata, http=http, monotonic=monotonic))

    async def admit(self, header: str | None, activity: Mapping[str, Any]) -> dict[str, Any]:
        """The claims of a genuine connector token for this activity (the parsed JSON body, still untrusted).

        Raises TokenRefused and KeysUnavailable. The tenant is not in the token: check it in the activity.
        """
        return await self.verify_async(
            header, bound={"serviceurl": activity.get("serviceUrl")}, channel=activity.get("channelId")
        )


class OutlookDoor(TokenVerifier):
    """The Outlook door: `claims = await door.admit(action_authorization_header, approver=oid)`."""

    def __init__(
        self,
        expectation: Expectation,
        http: Callable[[], requests.Session],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(expectation, KeySet("Outlook", expectation.metadata, http=http, monotonic=monotonic))

    async def admit(self, header: str | None, *, approver: str) -> dict[str, Any]:
        """The claims of a genuine Outlook token whose bearer is `approver`, the Entra object id the mail was sent to.

        Raises TokenRefused and KeysUnavailable.
        """
        return await self.verify_async(header, bound={"oid": approver})
