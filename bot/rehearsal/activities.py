"""Activities as Teams sends them to a bot: the shapes of Bot Framework v3 over channel `msteams`."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any

from bot.rehearsal.clock import zulu
from bot.rehearsal.identity import BOT_ID, BOT_NAME, SERVICE_URL, TENANT_ID, steady_id
from bot.rehearsal.people import Cast, Channel, Person
from bot.rehearsal.screens import Message, Place
from rules.instants import LONDON

Activity = dict[str, Any]
COMMAND = "report-message"
"""The app's command on a message's menu, as the manifest names it."""


class Activities:
    """Builds the activities of one cast. Instants are the rehearsal's."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast

    def message(self, person: Person, place: Place, text: str, identifier: str, thread: str, at: datetime) -> Activity:
        """What somebody wrote. In a channel and in a group chat the bot only hears what mentions it, so this does."""
        activity = self._base("message", person, place, identifier, at, thread)
        activity["textFormat"] = "plain"
        activity["entities"] = [_client_info()]
        if place.kind != "personal":
            mention = f"<at>{BOT_NAME}</at>"
            text = text if "<at>" in text else f"{mention} {text}"
            mentioned = {"id": BOT_ID, "name": BOT_NAME}
            activity["entities"].insert(0, {"type": "mention", "mentioned": mentioned, "text": mention})
        activity["text"] = text
        activity["attachments"] = [{"contentType": "text/html", "content": f"<div><div>{text}</div></div>"}]
        return activity

    def submit(
        self, person: Person, place: Place, value: dict[str, Any], identifier: str, card: str, thread: str, at: datetime
    ) -> Activity:
        """An Action.Submit: a message without text whose value is the card's data and inputs."""
        activity = self._base("message", person, place, identifier, at, thread)
        activity["entities"] = [_client_info()]
        activity["replyToId"] = card
        activity["value"] = value
        return activity

    def execute(
        self, person: Person, place: Place, value: dict[str, Any], identifier: str, card: str, thread: str, at: datetime
    ) -> Activity:
        """An Action.Execute: the invoke `adaptiveCard/action`."""
        activity = self._base("invoke", person, place, identifier, at, thread)
        activity["name"] = "adaptiveCard/action"
        activity["entities"] = [_client_info()]
        activity["replyToId"] = card
        activity["value"] = value
        activity["channelData"]["source"] = {"name": "message"}
        activity["channelData"]["legacy"] = {"replyToId": card}
        return activity

    def message_action(
        self, person: Person, place: Place, quoted: dict[str, Any], identifier: str, thread: str, at: datetime
    ) -> Activity:
        """The app's command on a message's menu: the invoke composeExtension/fetchTask, with the message in it."""
        value = {"commandId": COMMAND, "commandContext": "message", "requestId": identifier, "messagePayload": quoted}
        return self._dialog("composeExtension/fetchTask", person, place, value, identifier, thread, at)

    def dialog_submit(
        self,
        person: Person,
        place: Place,
        data: dict[str, Any],
        quoted: dict[str, Any],
        identifier: str,
        thread: str,
        at: datetime,
    ) -> Activity:
        """A button of the dialog over a message: the invoke composeExtension/submitAction."""
        value = {"commandId": COMMAND, "commandContext": "message", "data": data, "messagePayload": quoted}
        return self._dialog("composeExtension/submitAction", person, place, value, identifier, thread, at)

    def _dialog(
        self, name: str, person: Person, place: Place, value: dict[str, Any], identifier: str, thread: str, at: datetime
    ) -> Activity:
        activity = self._base("invoke", person, place, f"f:{identifier}", at, thread)
        activity["name"] = name
        activity["entities"] = [_client_info()]
        activity["value"] = {**value, "context": {"theme": "default"}}
        activity["channelData"]["source"] = {"name": "message"}
        return activity

    def quoted(self, message: Message, html: str | None) -> dict[str, Any]:
        """A message as Teams hands it to an app's command; `html` is its body where it is not the text as typed."""
        author = self._cast.people.get(message.sender)
        user = {"userIdentityType": "aadUser", "id": author.aad, "displayName": author.name} if author else None
        application = None if author else {"applicationIdentityType": "bot", "id": BOT_ID, "displayName": BOT_NAME}
        link = f"https://teams.microsoft.com/l/message/{message.place.id}/{message.id}"
        return {
            "linkToMessage": link,
            "id": message.id,
            "replyToId": None,
            "createdDateTime": zulu(message.at),
            "lastModifiedDateTime": None,
            "deleted": False,
            "subject": None,
            "summary": None,
            "importance": "normal",
            "locale": "en-gb",
            "body": {"contentType": "html", "content": html or f"<div><div>{escape(message.text)}</div></div>"},
            "from": {"device": None, "conversation": None, "user": user, "application": application},
            "reactions": [],
            "mentions": [],
            "attachments": [],
        }

    def personal_install(self, person: Person, place: Place, at: datetime) -> list[Activity]:
        """Somebody added the app: Teams sends a conversationUpdate and an installationUpdate."""
        added = self._base("conversationUpdate", person, place, f"f:{steady_id('added', person.key)}", at, "")
        added["membersAdded"] = [{"id": BOT_ID}, {"id": person.teams_id, "aadObjectId": person.aad}]
        return [added, self._installed(person, place, at, f"f:{steady_id('installed', person.key)}")]

    def team_install(self, channel: Channel, person: Person, place: Place, at: datetime) -> list[Activity]:
        """Somebody added the app to a team; `person` is who did it."""
        added = self._base("conversationUpdate", person, place, f"f:{steady_id('added', channel.key)}", at, "")
        added["membersAdded"] = [{"id": BOT_ID}]
        added["channelData"]["eventType"] = "teamMemberAdded"
        installed = self._installed(person, place, at, f"f:{steady_id('installed', channel.key)}")
        installed["channelData"]["settings"] = {"selectedChannel": {"id": channel.id}}
        return [added, installed]

    def group_install(self, person: Person, place: Place, at: datetime) -> list[Activity]:
        """Somebody added the app to the group chat."""
        added = self._base("conversationUpdate", person, place, f"f:{steady_id('added', 'group')}", at, "")
        added["membersAdded"] = [{"id": BOT_ID}]
        return [added, self._installed(person, place, at, f"f:{steady_id('installed', 'group')}")]

    def _installed(self, person: Person, place: Place, at: datetime, identifier: str) -> Activity:
        installed = self._base("installationUpdate", person, place, identifier, at, "")
        installed["action"] = "add"
        installed["entities"] = [_client_info()]
        return installed

    def _base(self, kind: str, person: Person, place: Place, identifier: str, at: datetime, thread: str) -> Activity:
        tenant = person.tenant if place.kind == "personal" else TENANT_ID
        conversation: dict[str, Any] = {"conversationType": place.kind, "tenantId": tenant, "id": place.id}
        channel_data: dict[str, Any] = {"tenant": {"id": tenant}}
        if place.kind != "personal":
            conversation["isGroup"] = True
        if place.kind == "channel":
            channel = self._cast.channels[place.key]
            if thread:
                conversation["id"] = f"{place.id};messageid={thread}"
            channel_data["teamsChannelId"] = channel.id
            channel_data["teamsTeamId"] = channel.team_id
            channel_data["channel"] = {"id": channel.id, "name": channel.name}
            channel_data["team"] = {"id": channel.team_id, "name": channel.team_name, "aadGroupId": channel.group_id}
        sender: dict[str, Any] = {"id": person.teams_id, "name": person.name, "aadObjectId": person.aad}
        return {
            "type": kind,
            "id": identifier,
            "timestamp": zulu(at),
            "localTimestamp": at.astimezone(LONDON).isoformat(),
            "localTimezone": "Europe/London",
            "locale": "en-GB",
            "serviceUrl": SERVICE_URL,
            "channelId": "msteams",
            "from": sender,
            "conversation": conversation,
            "recipient": {"id": BOT_ID, "name": BOT_NAME},
            "channelData": channel_data,
        }


def _client_info() -> Activity:
    return {
        "type": "clientInfo",
        "locale": "en-GB",
        "country": "GB",
        "platform": "Web",
        "timezone": "Europe/London",
    }
