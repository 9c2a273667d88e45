"""Teams' side of the Bot Connector REST API, version 3: https://smba.trafficmanager.net/uk/v3/...

Shapes follow Microsoft's reference; the error codes are those that Teams is known to answer (platform.md, Teams).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.rehearsal.card_reading import headline
from bot.rehearsal.identity import SERVICE_URL, TENANT_ID
from bot.rehearsal.people import Channel, Person
from bot.rehearsal.screens import BOT_SENDER, CARD_TYPE, Card, Message, Place, Screens
from bot.rehearsal.signin import BOT_AUDIENCE, SignIn
from bot.rehearsal.wire import Answer, Asked

LABEL = "X-Need-To-Know-Delivery"
"""By this header of its own the bot names the delivery behind a post; noted for witnesses, and for nothing else."""
LARGEST_MESSAGE = 28 * 1024
"""Bytes of one activity; platform.md gives 28 KB as the limit to stay under."""

Tell = Callable[[str], None]


class Connector:
    """Answers the bot's calls to Teams and puts what it says on the screens."""

    def __init__(self, screens: Screens, sign_in: SignIn, now: Callable[[], datetime], tell: Tell) -> None:
        self._screens = screens
        self._sign_in = sign_in
        self._now = now
        self._tell = tell

    def answer(self, asked: Asked) -> Answer:
        """The answer to one call; 401 without a token that this rehearsal issued for the Bot Framework."""
        if not self._sign_in.holds(asked.bearer, BOT_AUDIENCE):
            return _refusal(401, "Unauthorized", "Authorization has been denied for this request.")
        path = asked.path[1:] if asked.path[:1] == ("uk",) else asked.path
        match (asked.method, path):
            case ("POST", ("v3", "conversations")):
                return self._create(asked)
            case ("POST", ("v3", "conversations", conversation, "activities")):
                return self._send(asked, conversation, None)
            case ("POST", ("v3", "conversations", conversation, "activities", reply_to)):
                return self._send(asked, conversation, reply_to)
            case ("PUT", ("v3", "conversations", conversation, "activities", message)):
                return self._update(asked, conversation, message)
            case ("DELETE", ("v3", "conversations", conversation, "activities", message)):
                return self._delete(conversation, message)
            case ("GET", ("v3", "conversations", conversation, "members")):
                return self._members(conversation)
            case ("GET", ("v3", "conversations", conversation, "pagedmembers")):
                return self._paged(asked, conversation)
            case ("GET", ("v3", "conversations", conversation, "members", member)):
                return self._member(conversation, member)
            case ("GET", ("v3", "teams", team)):
                return self._team(team)
            case ("GET", ("v3", "teams", team, "conversations")):
                return self._team_channels(team)
        return _refusal(404, "NotFound", "No such operation.")

    def _create(self, asked: Asked) -> Answer:
        data = asked.json()
        raw = data.get("channelData")
        channel_data: dict[str, Any] = raw if isinstance(raw, dict) else {}
        channel = channel_data.get("channel")
        if isinstance(channel, dict):
            return self._create_thread(asked, data, str(channel.get("id")))
        tenant = data.get("tenantId") or (channel_data.get("tenant") or {}).get("id")
        if tenant != TENANT_ID:
            return _refusal(400, "BadSyntax", "Missing or wrong tenant id in channelData.tenant.")
        members = data.get("members")
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            return _refusal(400, "BadSyntax", "Incorrect conversation creation parameters.")
        person = self._screens.cast.by_account(str(members[0].get("id")))
        if person is None:
            return _refusal(400, "BadArgument", "Failed to decrypt pairwise id.")
        if not person.installed:
            return _refusal(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        made: dict[str, object] = {"id": person.conversation_id}
        if isinstance(data.get("activity"), dict):
            place = self._screens.place_for(person, None)
            refused = _too_large(asked)
            if refused:
                return refused
            made["activityId"] = self._post(asked, place, data["activity"], None).id
        return Answer(201, made)

    def _create_thread(self, asked: Asked, data: dict[str, object], channel: str) -> Answer:
        place = self._screens.place_by_id(channel)
        if place is None or place.kind != "channel":
            return _refusal(404, "ConversationNotFound", "Conversation not found.")
        if not isinstance(data.get("activity"), dict):
            return _refusal(400, "BadSyntax", "A channel conversation is created with its first activity.")
        refused = _too_large(asked)
        if refused:
            return refused
        message = self._post(asked, place, data["activity"], None)
        return Answer(
            201, {"id": f"{place.id};messageid={message.id}", "activityId": message.id, "serviceUrl": SERVICE_URL}
        )

    def _send(self, asked: Asked, conversation: str, reply_to: str | None) -> Answer:
        place, refused = self._open(conversation)
        if place is None:
            return refused
        too_large = _too_large(asked)
        if too_large:
            return too_large
        activity = asked.json()
        if activity.get("type") == "typing":
            return Answer(202, {"id": self._screens.new_id()})
        thread = self._thread(place, conversation, reply_to)
        return Answer(201, {"id": self._post(asked, place, activity, thread).id})

    def _update(self, asked: Asked, conversation: str, identifier: str) -> Answer:
        place, refused = self._open(conversation)
        if place is None:
            return refused
        too_large = _too_large(asked)
        if too_large:
            return too_large
        message = self._screens.find(place, identifier)
        if message is None or message.sender != BOT_SENDER:
            return _refusal(404, "ActivityNotFoundInConversation", "The activity is not in this conversation.")
        text, summary, card = _content(asked.json())
        self._screens.update(message, self._now(), text=text, summary=summary, card=card)
        self._tell(f"The bot updated its message in {place.name}: it now says {_said(message)}.")
        return Answer(200, {"id": message.id})

    def _delete(self, conversation: str, identifier: str) -> Answer:
        place, refused = self._open(conversation)
        if place is None:
            return refused
        message = self._screens.find(place, identifier)
        if message is None or message.sender != BOT_SENDER:
            return _refusal(404, "ActivityNotFoundInConversation", "The activity is not in this conversation.")
        self._screens.delete(message)
        self._tell(f"The bot deleted its message in {place.name}.")
        return Answer(200, None)

    def _post(self, asked: Asked, place: Place, activity: object, thread: str | None) -> Message:
        text, summary, card = _content(activity if isinstance(activity, dict) else {})
        message = self._screens.post(
            place,
            BOT_SENDER,
            self._now(),
            text=text,
            summary=summary,
            card=card,
            thread=thread,
            label=asked.header(LABEL),
        )
        self._tell(f"The bot posted {_said(message)} in {place.name}.")
        return message

    def _thread(self, place: Place, conversation: str, reply_to: str | None) -> str | None:
        if place.kind != "channel":
            return None
        _, _, thread = conversation.partition(";messageid=")
        if thread:
            return thread
        answered = self._screens.find(place, reply_to) if reply_to else None
        return answered.thread if answered else None

    def _open(self, conversation: str) -> tuple[Place | None, Answer]:
        place = self._screens.place_by_id(conversation)
        if place is None:
            return None, _refusal(404, "ConversationNotFound", "Conversation not found.")
        return place, Answer(200)

    def _people_of(self, conversation: str) -> list[Person] | None:
        place = self._screens.place_by_id(conversation)
        cast = self._screens.cast
        if place is None:
            channel = _channel_of_team(tuple(cast.channels.values()), conversation)
            return None if channel is None else [cast.people[key] for key in channel.members if key in cast.people]
        return [cast.people[key] for key in place.members if key in cast.people]

    def _members(self, conversation: str) -> Answer:
        people = self._people_of(conversation)
        if people is None:
            return _refusal(404, "ConversationNotFound", "Conversation not found.")
        return Answer(200, [_account(person) for person in people])

    def _paged(self, asked: Asked, conversation: str) -> Answer:
        people = self._people_of(conversation)
        if people is None:
            return _refusal(404, "ConversationNotFound", "Conversation not found.")
        try:
            size = int(asked.query.get("pageSize") or 200)
            start = int(asked.query.get("continuationToken") or 0)
        except ValueError:
            return _refusal(400, "BadArgument", "Invalid continuation token.")
        page: dict[str, object] = {"members": [_account(person) for person in people[start : start + size]]}
        if start + size < len(people):
            page["continuationToken"] = str(start + size)
        return Answer(200, page)

    def _member(self, conversation: str, member: str) -> Answer:
        people = self._people_of(conversation)
        if people is None:
            return _refusal(404, "ConversationNotFound", "Conversation not found.")
        person = self._screens.cast.by_account(member)
        if person is None or person not in people:
            return _refusal(404, "MemberNotFoundInConversation", "Member not found in conversation.")
        return Answer(200, _account(person))

    def _team(self, team: str) -> Answer:
        channel = _channel_of_team(tuple(self._screens.cast.channels.values()), team)
        if channel is None:
            return _refusal(404, "TeamNotFound", "Team not found.")
        count = {"channelCount": 2, "memberCount": len(channel.members)}
        return Answer(200, {"id": channel.team_id, "name": channel.team_name, "aadGroupId": channel.group_id, **count})

    def _team_channels(self, team: str) -> Answer:
        channels = [c for c in self._screens.cast.channels.values() if c.team_id == team]
        if not channels:
            return _refusal(404, "TeamNotFound", "Team not found.")
        rows = [{"id": team}, *({"id": c.id, "name": c.name} for c in channels)]
        return Answer(200, {"conversations": rows})


def _account(person: Person) -> dict[str, object]:
    given, _, surname = person.name.partition(" ")
    return {
        "id": person.teams_id,
        "name": person.name,
        "objectId": person.aad,
        "aadObjectId": person.aad,
        "givenName": given,
        "surname": surname,
        "email": person.mail,
        "userPrincipalName": person.mail,
        "tenantId": person.tenant,
        "userRole": person.user_role,
    }


def _channel_of_team(channels: tuple[Channel, ...], team: str) -> Channel | None:
    return next((channel for channel in channels if channel.team_id == team), None)


def _content(activity: dict[str, Any]) -> tuple[str, str, Card | None]:
    """(text, summary, card) of an activity; several cards of one message are not used here, the first counts."""
    attachments = activity.get("attachments")
    cards = [
        attachment["content"]
        for attachment in (attachments if isinstance(attachments, list) else ())
        if isinstance(attachment, dict)
        and attachment.get("contentType") == CARD_TYPE
        and isinstance(attachment.get("content"), dict)
    ]
    return str(activity.get("text") or ""), str(activity.get("summary") or ""), cards[0] if cards else None


def _said(message: Message) -> str:
    """The first words of a message, for the timeline."""
    first = headline(message.card) if message.card else message.text.partition("\n")[0]
    return f"“{first}”" if len(first) <= 90 else f"“{first[:87]}...”"


def _too_large(asked: Asked) -> Answer | None:
    if len(asked.body) <= LARGEST_MESSAGE:
        return None
    return _refusal(413, "MessageSizeTooBig", "Message size too large.")


def _refusal(status: int, code: str, sentence: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": sentence}})
