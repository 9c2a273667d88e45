"""The rehearsal itself: everything Microsoft would remember, and what people can do in it.

Its state is in memory, in the process that outlives the bot; a killed bot loses none of it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.rehearsal.activities import Activities, Activity
from bot.rehearsal.bot_child import Rest
from bot.rehearsal.bots import Bots
from bot.rehearsal.clock import StandingClock, in_london
from bot.rehearsal.connector import Connector
from bot.rehearsal.faults import Faults
from bot.rehearsal.graph import Graph
from bot.rehearsal.identity import TENANT_ID
from bot.rehearsal.kept import Kept
from bot.rehearsal.keys import KeyRing
from bot.rehearsal.mailboxes import Mailboxes
from bot.rehearsal.microsoft import Microsoft
from bot.rehearsal.outlook_service import OutlookService
from bot.rehearsal.people import Cast, Person
from bot.rehearsal.pressing import card_with, press
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.screens import BOT_SENDER, Message, Place, Screens
from bot.rehearsal.signin import SignIn
from bot.rehearsal.timeline import Timeline
from bot.rehearsal.wire import Exchange, Wire, read_json

CARD_ANSWER = "application/vnd.microsoft.card.adaptive"
_MOST_STEPS = 50_000


@dataclass(frozen=True)
class Knocked:
    """What came of something done to the bot. Status 0: no answer came, None: nothing was sent to its door."""

    status: int | None = None
    answer: object = None
    card: dict[str, Any] | None = None
    wire: tuple[int, ...] = ()
    statuses: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class Dialog:
    """A dialog that somebody has open over a message; without a card it has only words left to say."""

    message: Message
    quoted: dict[str, Any]
    card: dict[str, Any] | None


class Tenant:
    """One rehearsal: its people, screens, mail, faults, wire and clock, and the bot they talk to."""

    def __init__(self, cast: Cast, organisation: Path, data: Path, at: datetime, bots: Bots | None = None) -> None:
        self.cast = cast
        self.data = data
        self.clock = StandingClock(at)
        self.timeline = Timeline(self.clock.now)
        self.wire = Wire()
        self.faults = Faults()
        self.keys = KeyRing()
        self.outlook = OutlookService(self.keys)
        self.screens = Screens(cast)
        self.mailboxes = Mailboxes(cast.mailboxes())
        self.dialogs: dict[str, Dialog] = {}
        self.bot = bots or Bots(data, organisation)
        self.kept = Kept(self.bot.where, organisation, cast)
        self._activities = Activities(cast)
        self._moving = asyncio.Lock()
        sign_in = SignIn(self.keys, self.bot.password)
        connector = Connector(self.screens, sign_in, self.clock.now, self.timeline.tell)
        graph = Graph(self.mailboxes, sign_in, self.clock.now, self.timeline.tell)
        self.microsoft = Microsoft(
            {
                "connector": connector.answer,
                "keys": sign_in.keys_answer,
                "signin": sign_in.sign_in_answer,
                "graph": graph.answer,
            },
            self.faults,
            self.wire,
            self.clock.now,
            self.timeline.tell,
        )

    async def start_bot(self, rehearsal: str) -> Rest:
        """Start the bot; with an empty store Teams tells it where it is installed. Raises RehearsalError."""
        new = self.bot.needs_installing()
        await self.bot.start(rehearsal, self.clock.now())
        self.timeline.tell("The bot started.")
        if new:
            came = [await self.knock(activity) for activity in self._installs()]
            if all(knocked.status in (200, 202) for knocked in came):
                self.bot.installed()
        return await self.bot.rest()

    async def kill_bot(self) -> None:
        """End the bot's process at once."""
        await self.bot.kill()
        self.timeline.tell("The bot was killed.")

    async def say(self, person: Person, text: str, where: object = None) -> Knocked:
        """Somebody writes in a chat or a channel. Raises RehearsalError for a place they are not in."""
        place = self.screens.place_for(person, where)
        message = self.screens.post(place, person.key, self.clock.now(), text=text)
        self.timeline.tell(f"{person.name} wrote “{text}” in {place.name}.")
        return await self.knock(self.written(person, place, text, message))

    def written(self, person: Person, place: Place, text: str, message: Message | None = None) -> Activity:
        """The activity of a message that somebody writes."""
        identifier = message.id if message else self.screens.new_id()
        return self._activities.message(person, place, text, identifier, identifier, self.clock.now())

    async def press(self, person: Person, message_id: object, request: Mapping[str, Any]) -> Knocked:
        """Somebody presses a button. Raises RehearsalError for what their client could not do."""
        message = self.screens.message_on_screen(person, message_id, stale=bool(request.get("raw")))
        inputs = request.get("inputs")
        current = message.card_for(person)
        card, stale = card_with(request.get("action"), current, message.earlier_cards_for(person))
        pressed = press(
            card,
            request.get("action"),
            inputs if isinstance(inputs, dict) else {},
            via=request.get("via"),
            title=request.get("title"),
            number=request.get("number"),
            raw=bool(request.get("raw")),
        )
        old = ", on a card that had changed meanwhile" if stale else ""
        self.timeline.tell(f"{person.name} pressed “{pressed.title}” in {message.place.name}{old}.")
        make = self._activities.execute if pressed.way == "execute" else self._activities.submit
        sent = make(
            person, message.place, pressed.value, self.screens.new_id(), message.id, message.thread, self.clock.now()
        )
        knocked = await self.knock(sent)
        if knocked.card is not None:
            self.screens.replace_for(message, person, knocked.card)
        return knocked

    async def press_mail(
        self, person: Person, mail_id: object, action: object, inputs: Mapping[str, object]
    ) -> Knocked:
        """Somebody presses a button of a mail's card: Outlook's service calls the bot for them.

        Raises RehearsalError for a mail, a card or a button that is not there.
        """
        mail = next((each for each in self.mailboxes.delivered() if each.id == mail_id), None)
        if mail is None:
            raise RehearsalError(f"There is no mail {mail_id!r} that arrived.")
        reader = mail.recipients()[0]
        card = self.outlook.card(mail, reader)
        if card is None:
            raise RehearsalError("This mail has no card: its body says how to act in Teams.")
        request = self.outlook.press(card, action, inputs, person)
        self.timeline.tell(f"{person.name} pressed {action!r} in a mail.")
        url = f"{self.bot.base}{request.path}"
        exchange = self.wire.begin(self.clock.now(), "to-bot", "bot", "POST", url, request.headers, request.body)
        exchange.status, exchange.answer, headers = await self.bot.post(request.path, request.body, request.headers)
        answer = read_json(exchange.answer)
        updated = answer if headers.get("CARD-UPDATE-IN-BODY", "").casefold() == "true" else None
        newer = dict(updated) if isinstance(updated, dict) else None
        if newer is not None:
            self.outlook.replace(mail, reader, newer)
        said = headers.get("CARD-ACTION-STATUS", "")
        exchange.note = said
        answered = {"value": said} if said else answer
        return Knocked(exchange.status, answered, newer, (exchange.id,), (exchange.status,))

    async def message_action(self, person: Person, message_id: object, html: object = None) -> Knocked:
        """Somebody chooses “Report as Need to Know” on a message they see; the dialog that opens stays theirs."""
        message = self.screens.message_on_screen(person, message_id)
        quoted = self._activities.quoted(message, html if isinstance(html, str) else None)
        self.timeline.tell(f"{person.name} chose “Report as Need to Know” on a message in {message.place.name}.")
        identifier, now = self.screens.new_id(), self.clock.now()
        sent = self._activities.message_action(person, message.place, quoted, identifier, message.thread, now)
        knocked = await self.knock(sent)
        self.dialogs[person.key] = Dialog(message, quoted, knocked.card)
        return knocked

    async def press_dialog(self, person: Person, request: Mapping[str, Any]) -> Knocked:
        """Somebody presses a button of the dialog they have open. Raises RehearsalError when they have none."""
        dialog = self.dialogs.get(person.key)
        if dialog is None or dialog.card is None:
            raise RehearsalError(f"{person.name} has no dialog open: choose the action on a message first.")
        inputs, action = request.get("inputs"), request.get("action")
        pressed = press(
            dialog.card, action, inputs if isinstance(inputs, dict) else {}, via="submit", raw=bool(request.get("raw"))
        )
        self.timeline.tell(f"{person.name} pressed “{pressed.title}” in the dialog.")
        message, identifier, now = dialog.message, self.screens.new_id(), self.clock.now()
        sent = self._activities.dialog_submit(
            person, message.place, pressed.value, dialog.quoted, identifier, message.thread, now
        )
        knocked = await self.knock(sent)
        if knocked.status == 200:
            self.dialogs[person.key] = replace(dialog, card=knocked.card)
        return knocked

    async def knock(self, activity: Activity, token: str | None = "") -> Knocked:
        """Send an activity to the bot's door; an empty token means the one that Teams would send, None means none."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self.keys.to_bot()}"
        return await self.knock_with(json.dumps(activity).encode(), headers)

    async def knock_with(self, body: bytes, headers: Mapping[str, str]) -> Knocked:
        """Send these bytes to the bot's door, and write them down."""
        exchange = self.wire.begin(self.clock.now(), "to-bot", "bot", "POST", self.bot.url, headers, body)
        exchange.status, exchange.answer = await self.bot.knock(body, headers)
        answer = read_json(exchange.answer)
        return Knocked(exchange.status, answer, _card_in(answer), (exchange.id,), (exchange.status,))

    async def repeat(self, exchange: Exchange, times: int, together: bool) -> Knocked:
        """The identical bytes again, one after another or all at once, as Teams does after 15 seconds."""
        self.timeline.tell(f"Teams sent the same activity again, {times} time{'s' if times > 1 else ''}.")
        if together:
            came = list(await asyncio.gather(*(self.knock_with(exchange.sent, exchange.headers) for _ in range(times))))
        else:
            came = [await self.knock_with(exchange.sent, exchange.headers) for _ in range(times)]
        last = came[-1]
        statuses = tuple(status for each in came for status in each.statuses)
        return Knocked(last.status, last.answer, last.card, tuple(n for each in came for n in each.wire), statuses)

    def news(self) -> dict[str, dict[str, int]]:
        """By person and place (`personal`, a channel's key, `group`, `mail`), how many of the bot's messages came,
        whether or not they were taken away since."""
        counted: dict[str, dict[str, int]] = {key: {} for key in self.cast.people}
        for key, person in self.cast.people.items():
            places = [m.as_place() for m in self.screens.came_to(person) if m.sender == BOT_SENDER]
            places += ["mail"] * len(self.mailboxes.delivered(person.mail))
            counted[key] = {place: places.count(place) for place in dict.fromkeys(places)}
        return counted

    async def move_clock(self, target: datetime) -> Rest:
        """Go to this instant, stopping at every instant in between at which something is due (UTC)."""
        async with self._moving:
            start = self.clock.now()
            rest = await self.bot.rest()
            for _ in range(_MOST_STEPS):
                due = rest.next_due
                if due is None or due <= self.clock.now() or due >= target:
                    break
                self._stand_at(due)
                rest = await self.bot.rest(due)
            self._stand_at(target)
            if target != start:
                self.timeline.tell(f"The clock moved to {in_london(target)}.")
            return await self.bot.rest(target)

    def _stand_at(self, at: datetime) -> None:
        self.clock.set(at)
        (self.data / "clock").write_text(at.isoformat(), encoding="utf-8")

    def _installs(self) -> list[Activity]:
        """What Teams sent when the app was added: to each person of ours, to each team, to the group chat."""
        at = self.clock.now()
        activities: list[Activity] = []
        own = [person for person in self.cast.people.values() if person.installed and person.tenant == TENANT_ID]
        for person in own:
            activities += self._activities.personal_install(person, self.screens.place_for(person, None), at)
        for place in self.screens.places():
            if place.kind == "channel":
                installer = self.cast.people.get(place.members[0], own[0])
                activities += self._activities.team_install(self.cast.channels[place.key], installer, place, at)
            elif place.kind == "groupChat":
                activities += self._activities.group_install(own[0], place, at)
        return activities


def _card_in(answer: object) -> dict[str, Any] | None:
    """The card in an invoke's answer, a dialog's among them."""
    if isinstance(answer, dict) and isinstance(answer.get("task"), dict):
        value = answer["task"].get("value")
        card = value.get("card") if isinstance(value, dict) else None
        content = card.get("content") if isinstance(card, dict) else None
        return dict(content) if isinstance(content, dict) else None
    if isinstance(answer, dict) and answer.get("type") == CARD_ANSWER and isinstance(answer.get("value"), dict):
        return dict(answer["value"])
    return None
