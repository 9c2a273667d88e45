"""Microsoft 365 Agents Playground beside the rehearsal's own page: a Teams client that we did not write.

It knows neither tokens nor Microsoft's addresses. So the rehearsal signs what it sends, with the service address that
Teams has, and hands it to the bot; and what the bot sends to a conversation that the Playground shows goes to the
Playground first. Its refusal is Teams' refusal; what it accepts appears on the rehearsal's own page too. Message ids
differ between the two, and are translated here. docs/playground.md says what was seen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.rehearsal.activities import Activity
from bot.rehearsal.identity import SERVICE_URL
from bot.rehearsal.people import Cast, Person
from bot.rehearsal.wire import Answer, Asked, read_json

_PATIENCE = 10.0
"""Wall-clock seconds for an answer of the Playground, which runs on this machine."""
_THREAD = ";messageid="


class Playground:
    """One Playground, in which one person sits. Where nothing listens on its port, everything goes on without it."""

    def __init__(self, cast: Cast, person: Person, port: int, tell: Callable[[str], None]) -> None:
        self.person = person
        self.port = port
        self._cast = cast
        self._tell = tell
        self._shown = {person.conversation_id, cast.group_id}
        channel = next(iter(cast.channels.values()), None)
        if channel is not None:
            self._shown |= {channel.id, channel.team_id}
        self._theirs: dict[str, str] = {}
        self._ours: dict[str, str] = {}

    def remember(self, theirs: str, ours: str) -> None:
        """A message has this id in the Playground, and that one everywhere else."""
        if theirs and ours:
            self._theirs[ours], self._ours[theirs] = theirs, ours

    def inward(self, activity: Activity) -> Activity:
        """An activity of the Playground as Teams would have sent it: Teams' service address, our message ids."""
        sent = dict(activity)
        sent["serviceUrl"] = SERVICE_URL
        if "replyToId" in sent:
            sent["replyToId"] = self._ours.get(str(sent["replyToId"]), sent["replyToId"])
        conversation = sent.get("conversation")
        if isinstance(conversation, dict):
            sent["conversation"] = {**conversation, "id": _in_thread(str(conversation.get("id") or ""), self._ours)}
        return sent

    async def carry(self, asked: Asked) -> Answer | None:
        """Hand over a call of the bot. None: no conversation of the Playground is meant, or nothing listens there."""
        path = asked.path[1:] if asked.path[:1] == ("uk",) else asked.path
        body = asked.json()
        match (asked.method, path):
            case ("POST", ("v3", "conversations")) if self._creates_here(body):
                return await self._ask("POST", path, body)
            case ("POST", ("v3", "conversations", conversation, "activities", *_)) if self._shows(conversation):
                return await self._ask(
                    "POST", (*path[:2], self._place(conversation), "activities"), self._outward(body)
                )
            case ("PUT", ("v3", "conversations", conversation, "activities", message)) if self._shows(conversation):
                return await self._update(conversation, message, self._outward(body))
            case ("DELETE", ("v3", "conversations", conversation, "activities", message)) if self._shows(conversation):
                theirs = self._theirs.get(message)
                place = conversation.partition(_THREAD)[0]
                return await self._ask("DELETE", (*path[:2], place, "activities", theirs), {}) if theirs else None
        return None

    async def _update(self, conversation: str, message: str, body: dict[str, object]) -> Answer | None:
        """A message that came before the Playground started is not known there: its newer version is posted."""
        path = ("v3", "conversations", conversation.partition(_THREAD)[0], "activities")
        theirs = self._theirs.get(message)
        if theirs is not None:
            answer = await self._ask("PUT", (*path, theirs), {**body, "id": theirs})
            if answer is None or answer.status != 404:
                return answer
        return await self._ask("POST", path, {name: value for name, value in body.items() if name != "id"})

    def _creates_here(self, body: dict[str, object]) -> bool:
        data = body.get("channelData")
        channel = data.get("channel") if isinstance(data, dict) else None
        if isinstance(channel, dict):
            return channel.get("id") in self._shown
        members = body.get("members")
        return isinstance(members, list) and any(
            isinstance(member, dict) and self._cast.by_account(str(member.get("id"))) is self.person
            for member in members
        )

    def _shows(self, conversation: str) -> bool:
        return conversation.partition(_THREAD)[0] in self._shown

    def _place(self, conversation: str) -> str:
        """The conversation by the Playground's ids; a thread that it does not know becomes a post in the channel."""
        place, _, thread = conversation.partition(_THREAD)
        return f"{place}{_THREAD}{self._theirs[thread]}" if thread in self._theirs else place

    def _outward(self, body: dict[str, object]) -> dict[str, object]:
        sent = dict(body)
        if "replyToId" in sent:
            sent["replyToId"] = self._theirs.get(str(sent["replyToId"]), sent["replyToId"])
        conversation = sent.get("conversation")
        if isinstance(conversation, dict) and conversation.get("id"):
            sent["conversation"] = {**conversation, "id": self._place(str(conversation["id"]))}
        return sent

    async def _ask(self, method: str, path: tuple[str, ...], body: dict[str, object]) -> Answer | None:
        address = f"http://127.0.0.1:{self.port}/_connector/{'/'.join(quote(part, safe='') for part in path)}"
        try:
            async with (
                aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(total=_PATIENCE)) as session,
                session.request(method, address, json=body) as response,
            ):
                answer = Answer(response.status, read_json(await response.read()))
        except (aiohttp.ClientError, TimeoutError, OSError):
            return None
        if answer.status >= 400:
            self._tell(f"{self.person.name}'s Playground refused a message of the bot: {json.dumps(answer.body)[:300]}")
        return answer


def _in_thread(conversation: str, names: dict[str, str]) -> str:
    place, _, thread = conversation.partition(_THREAD)
    return f"{place}{_THREAD}{names.get(thread, thread)}" if thread else conversation


def message_id(answer: Answer | None) -> str:
    """The message's id in the connector's answer to a post or an update, or an empty string."""
    body: Any = answer.body if answer is not None else None
    if answer is None or answer.status >= 300 or not isinstance(body, dict):
        return ""
    return str(body.get("activityId") or body.get("id") or "")
