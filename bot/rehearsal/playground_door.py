"""Where a Playground knocks: the rehearsal signs what it sends, as Teams would, and hands it to the bot.

The bot itself has no unsigned way in. What is written and pressed there is on the rehearsal's screens and wire as well.
"""

from __future__ import annotations

import json

from aiohttp import web

from bot.rehearsal.activities import Activity
from bot.rehearsal.microsoft import Service
from bot.rehearsal.people import Person
from bot.rehearsal.playground import Playground, message_id
from bot.rehearsal.screens import Message, Place
from bot.rehearsal.tenant import Tenant
from bot.rehearsal.wire import Answer, Asked, read_json


class Playgrounds:
    """The Playgrounds of one rehearsal, by the key of the person who sits there."""

    def __init__(self, tenant: Tenant, playgrounds: tuple[Playground, ...]) -> None:
        self._tenant = tenant
        self._playgrounds = {each.person.key: each for each in playgrounds}
        tenant.microsoft.put_before("connector", self.answer)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add the door of every Playground. One asks by GET whether the bot is there."""
        router.add_get("/playground/{person}/api/messages", self._is_there)
        router.add_post("/playground/{person}/api/messages", self._receive)

    async def answer(self, asked: Asked, connector: Service) -> Answer:
        """Teams' answer to the bot: each Playground that shows the conversation first, then the rehearsal's screens."""
        accepted: list[tuple[Playground, str]] = []
        for playground in self._playgrounds.values():
            theirs = await playground.carry(asked)
            if theirs is not None and theirs.status >= 400:
                return theirs
            accepted.append((playground, message_id(theirs)))
        answer = await connector(asked)
        for playground, identifier in accepted:
            playground.remember(identifier, message_id(answer))
        return answer

    async def _is_there(self, request: web.Request) -> web.Response:
        self._playground(request)
        return web.Response()

    async def _receive(self, request: web.Request) -> web.Response:
        playground = self._playground(request)
        activity = read_json(await request.read())
        if not isinstance(activity, dict):
            return web.json_response({"error": "The request is not an activity."}, status=400)
        sent = playground.inward(activity)
        person, place = self._whose(sent)
        message = self._on_screen(sent, person, place) if person and place else None
        knocked = await self._tenant.knock(sent)
        if knocked.card is not None and message is not None and person is not None:
            self._tenant.screens.replace_for(message, person, knocked.card)
        if knocked.answer is None:
            return web.Response(status=knocked.status or 502)
        return web.json_response(knocked.answer, status=knocked.status or 502, dumps=json.dumps)

    def _playground(self, request: web.Request) -> Playground:
        found = self._playgrounds.get(request.match_info["person"])
        if found is None:
            raise web.HTTPNotFound(
                text="Nobody of that name sits in a Playground: see `needtoknow rehearse --playground`."
            )
        return found

    def _whose(self, activity: Activity) -> tuple[Person | None, Place | None]:
        sender, conversation = activity.get("from"), activity.get("conversation")
        account = sender.get("aadObjectId") or sender.get("id") if isinstance(sender, dict) else ""
        identifier = conversation.get("id") if isinstance(conversation, dict) else ""
        return self._tenant.cast.by_account(str(account)), self._tenant.screens.place_by_id(str(identifier))

    def _on_screen(self, activity: Activity, person: Person, place: Place) -> Message | None:
        """Show and tell what was written or pressed. Returns the message that was pressed on, if there is one."""
        screens, tell = self._tenant.screens, self._tenant.timeline.tell
        pressed = screens.find(place, str(activity.get("replyToId")))
        if activity.get("type") == "message" and not activity.get("value"):
            text, thread = str(activity.get("text") or ""), activity["conversation"]["id"].partition(";messageid=")[2]
            at, identifier = self._tenant.clock.now(), str(activity.get("id") or "")
            screens.post(place, person.key, at, text=text, thread=thread or None, identifier=identifier or None)
            tell(f"{person.name} wrote “{text}” in {place.name}, in the Playground.")
        elif pressed is not None:
            tell(f"{person.name} pressed a button in {place.name}, in the Playground.")
        return pressed
