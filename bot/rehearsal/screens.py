"""What everybody's Teams shows.

A message lives in one conversation. When somebody presses an Execute, the card that comes back replaces the card for
that person alone, until the message itself is updated, as Teams does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.rehearsal.card_reading import buttons, fields, headline, words
from bot.rehearsal.clock import iso, machine_seconds
from bot.rehearsal.people import Cast, Person
from bot.rehearsal.problem import RehearsalError

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
Card = dict[str, object]
BOT_SENDER = "bot"
"""The bot as a message's sender; anybody else is a person's key."""


@dataclass(frozen=True)
class Place:
    """A conversation with the bot in it: somebody's personal chat, a channel, or the group chat."""

    key: str
    id: str
    kind: Literal["personal", "channel", "groupChat"]
    members: tuple[str, ...]
    name: str


@dataclass
class Message:
    """A message as it stands now. `thread` is the id of the channel post it belongs to (its own for the post)."""

    id: str
    place: Place
    thread: str
    sender: str
    at: datetime
    text: str = ""
    summary: str = ""
    card: Card | None = None
    updated: datetime | None = None
    deleted: bool = False
    change: int = 0
    replaced: dict[str, Card] = field(default_factory=dict)
    shown: list[tuple[str | None, Card]] = field(default_factory=list)
    label: str = ""

    def as_place(self) -> str:
        """Where it stands, as people know it: `personal`, a channel's key, or `group`."""
        return "personal" if self.place.kind == "personal" else self.place.key

    def card_for(self, person: Person) -> Card | None:
        """The card this person sees."""
        return self.replaced.get(person.key, self.card)

    def earlier_cards_for(self, person: Person) -> list[Card]:
        """The cards this person saw here before, newest first: a client that has not redrawn still shows one."""
        own = [card for viewer, card in self.shown if viewer in (None, person.key)]
        return own[::-1]

    def as_posted(self) -> dict[str, object]:
        """This message as it arrived, for a witness: what it said then, and which delivery the bot said it was."""
        first = self.shown[0][1] if self.shown else None
        return {
            "message": self.id,
            "place": self.place.key,
            "label": self.label,
            "words": "\n".join(part for part in (self.text, words(first)) if part),
            "deleted": self.deleted,
        }

    def as_seen(self, person: Person) -> dict[str, object]:
        """This message on that person's screen."""
        card = self.card_for(person)
        return {
            "message": self.id,
            "place": self.as_place(),
            "place_name": self.place.name,
            "thread": self.thread,
            "from": self.sender,
            "at": iso(self.at),
            "updated": iso(self.updated) if self.updated else None,
            "gone": self.deleted,
            "text": self.text,
            "summary": self.summary,
            "card": card,
            "headline": headline(card) if card else self.text.partition("\n")[0],
            "words": "\n".join(part for part in (self.text, words(card)) if part),
            "actions": [button.as_data() for button in buttons(card)],
            "inputs": [entry.id for entry in fields(card)],
            "fields": [entry.as_data() for entry in fields(card)],
            "own_view": person.key in self.replaced,
        }


class Screens:
    """All conversations and messages, and who sees them. In memory, in the process that outlives the bot."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.changes = 0
        self._messages: list[Message] = []
        self._last_id = 0
        self._places: dict[str, Place] = {}
        for person in cast.people.values():
            name = f"{person.name}'s chat"
            self._add_place(Place(f"personal:{person.key}", person.conversation_id, "personal", (person.key,), name))
        for channel in cast.channels.values():
            self._add_place(Place(channel.key, channel.id, "channel", channel.members, f"the channel {channel.name}"))
        self._add_place(Place("group", cast.group_id, "groupChat", tuple(cast.people), "the group chat"))

    def _add_place(self, place: Place) -> None:
        self._places[place.id] = place

    def new_id(self) -> str:
        """A message id as Teams makes it: milliseconds of the machine's time, never twice."""
        self._last_id = max(self._last_id + 1, int(machine_seconds() * 1000))
        return str(self._last_id)

    def places(self) -> list[Place]:
        """Every conversation."""
        return list(self._places.values())

    def place_by_id(self, conversation: str) -> Place | None:
        """The conversation of this id; a channel thread's `;messageid=` is left aside."""
        return self._places.get(conversation.partition(";")[0])

    def place_for(self, person: Person, where: object) -> Place:
        """Where somebody writes: `personal` (or nothing), a channel's key, or `group`. Raises RehearsalError."""
        if where in (None, "", "personal"):
            return self._places[person.conversation_id]
        for place in self._places.values():
            if place.kind != "personal" and where in (place.key, place.id):
                if person.key not in place.members:
                    raise RehearsalError(f"{person.name} is not a member of {place.name}.")
                return place
        known = ", ".join(["personal", *(place.key for place in self._places.values() if place.kind != "personal")])
        raise RehearsalError(f"There is no place {where!r}; there are {known}.")

    def post(
        self,
        place: Place,
        sender: str,
        at: datetime,
        *,
        text: str = "",
        summary: str = "",
        card: Card | None = None,
        thread: str | None = None,
        identifier: str | None = None,
        label: str = "",
    ) -> Message:
        """A new message. `at` is the rehearsal's instant."""
        name = identifier or self.new_id()
        message = Message(name, place, thread or name, sender, at, text, summary, card, label=label)
        if card is not None:
            message.shown.append((None, card))
        self._messages.append(message)
        self._touch(message)
        return message

    def find(self, place: Place, message_id: str) -> Message | None:
        """The message of this id in this conversation, unless it was deleted."""
        for message in self._messages:
            if message.id == message_id and message.place == place and not message.deleted:
                return message
        return None

    def update(self, message: Message, at: datetime, *, text: str, summary: str, card: Card | None) -> None:
        """The bot edited its message: everybody sees the new one, own views included."""
        message.text, message.summary, message.card, message.updated = text, summary, card, at
        message.replaced.clear()
        if card is not None:
            message.shown.append((None, card))
        self._touch(message)

    def replace_for(self, message: Message, person: Person, card: Card) -> None:
        """An Execute answered with a card: it replaces the card for this person alone."""
        message.replaced[person.key] = card
        message.shown.append((person.key, card))
        self._touch(message)

    def delete(self, message: Message) -> None:
        """The bot took its message away."""
        message.deleted = True
        self._touch(message)

    def seen_by(self, person: Person, after: int = 0) -> list[Message]:
        """What this person's Teams shows, newest last; with `after`, only what changed since that change."""
        return [
            message
            for message in self._messages
            if person.key in message.place.members and not message.deleted and message.change > after
        ]

    def posted(self) -> list[Message]:
        """Everything that the bot ever posted, deleted or not, oldest first."""
        return [message for message in self._messages if message.sender == BOT_SENDER]

    def came_to(self, person: Person) -> list[Message]:
        """What ever came to this person's Teams, newest last: also what was taken away since."""
        return [message for message in self._messages if person.key in message.place.members]

    def changed(self, after: int) -> list[Message]:
        """Every message that is new or changed since that change, newest last."""
        return [message for message in self._messages if message.change > after and not message.deleted]

    def message_on_screen(self, person: Person, message_id: object, *, stale: bool = False) -> Message:
        """A message this person sees; in a `stale` client also one that was taken away. Raises RehearsalError."""
        for message in self.came_to(person):
            if message.id == message_id and (stale or not message.deleted):
                return message
        raise RehearsalError(f"{person.name} sees no message {message_id!r}.")

    def _touch(self, message: Message) -> None:
        self.changes += 1
        message.change = self.changes
