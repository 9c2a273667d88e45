"""Is the speaker a member of our tenant? The activity says the tenant; the roster says who is a guest.

People whom the organisation file names are members by that file. Everybody else is looked up once in a
while; a guest, a federated user and a stranger are refused. While the roster cannot be reached a person whose
activity carries our tenant may report all the same: reporting shows nothing, and a child may depend on it.
"""

import logging
import time
from collections.abc import Callable
from enum import StrEnum

from tenacity import AsyncRetrying, RetryError, retry_if_result, stop_after_attempt, wait_none

from bot.organisation import Organisation
from bot.teams.connector import Connectors
from bot.teams.faults import failure

log = logging.getLogger(__name__)

KEEP = 3600.0
"""Seconds for which an answer of the roster is kept."""


class Membership(StrEnum):
    """How somebody stands to our tenant."""

    MEMBER = "member"
    STRANGER = "stranger"
    UNCONFIRMED = "unconfirmed"


class Members:
    """Looks people up in the conversation's roster, and keeps the answers for an hour."""

    def __init__(
        self,
        connectors: Connectors,
        organisation: Organisation,
        tenant: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connectors = connectors
        self._named = {p.id for p in organisation.people.values()}
        self._tenant = tenant
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, Membership]] = {}

    async def membership(self, aad: str, user: str, conversation: str, service_url: str) -> Membership:
        """How this person stands to our tenant."""
        if aad in self._named:
            return Membership.MEMBER
        kept = self._kept.get(aad)
        if kept and self._monotonic() - kept[0] < KEEP:
            return kept[1]
        found = await self._ask(aad, user, conversation, service_url)
        if found is not Membership.UNCONFIRMED:
            self._kept[aad] = (self._monotonic(), found)
        return found

    async def _ask(self, aad: str, user: str, conversation: str, service_url: str) -> Membership:
        attempts = AsyncRetrying(
            stop=stop_after_attempt(2),
            wait=wait_none(),
            retry=retry_if_result(lambda found: found is Membership.UNCONFIRMED),
        )
        try:
            return await attempts(self._once, aad, user, conversation, service_url)
        except RetryError:
            log.warning("roster unreachable", extra={"action": "members.unconfirmed"})
            return Membership.UNCONFIRMED

    async def _once(self, aad: str, user: str, conversation: str, service_url: str) -> Membership:
        try:
            client = self._connectors.client(service_url)
            member = await client.conversations.get_conversation_member(conversation, user)
        except Exception as error:
            return Membership.STRANGER if failure(error).permanent else Membership.UNCONFIRMED
        more = member.additional_properties or {}
        ours = str(more.get("tenantId", "")).lower() == self._tenant
        known = str(getattr(member, "aad_object_id", "") or more.get("objectId", "")).lower()
        if ours and known == aad and more.get("userRole") == "user":
            return Membership.MEMBER
        return Membership.STRANGER
