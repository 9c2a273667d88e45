"""Answering a turn: in the answer to an Execute, in place for a Submit, as a new message otherwise."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from botbuilder.core import TurnContext
from botbuilder.schema import ResourceResponse
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt, wait_exponential

from bot.services import words
from bot.services.ports import Clock, Conversation
from bot.services.screens import (
    AboutDraftScreen,
    BesideScreen,
    ChannelScreen,
    CoverScreen,
    DeedScreen,
    DeedsScreen,
    DraftScreen,
    FoundScreen,
    LateScreen,
    MonitorScreen,
    NotificationScreen,
    OlderScreen,
    OpenedScreen,
    ReportsScreen,
    Screen,
    WaitingScreen,
    WordsScreen,
)
from bot.teams.connector import Connectors
from bot.teams.faults import failure
from bot.teams.references import kind_of
from bot.teams.rendering import Renderer
from bot.teams.sender import CARD, card_activity

log = logging.getLogger(__name__)

MESSAGE = "application/vnd.microsoft.activity.message"
"""The answer to an Execute that leaves the card as it is."""

KEEPS_THE_CARD = frozenset({"not-saved", "too-many"})
"""Answers after which the press is to be tried again: the card stays, with everything typed in it."""

PRIVATE = (
    *(DraftScreen, AboutDraftScreen, NotificationScreen, OlderScreen, BesideScreen),
    *(ReportsScreen, WaitingScreen, CoverScreen, DeedsScreen, DeedScreen),
    *(FoundScreen, LateScreen, MonitorScreen),
)
"""Screens that are never shown outside somebody's own chat."""


class Answers:
    """Shows screens to the person whose turn it is."""

    def __init__(self, renderer: Renderer, connectors: Connectors, clock: Clock) -> None:
        self._renderer, self._connectors, self._clock = renderer, connectors, clock

    async def show(self, context: TurnContext, screen: Screen, own_chat: Conversation | None = None) -> str:
        """Answer with a screen. `own_chat` is where the presser alone reads, for words about a channel's card.

        Returns the id of the new message that the answer became, "" where it is none.
        """
        activity = context.activity
        if isinstance(screen, PRIVATE) and kind_of(activity) != "personal":
            screen = WordsScreen(words.moved_to_personal(False))
        if isinstance(screen, BesideScreen):
            await self._send(context, screen.beside)
            screen = screen.shown
        if isinstance(screen, OpenedScreen):
            # Opened from a list: the list stays, and the engine sends the notification as a message of its own.
            if activity.type == "invoke":
                said = words.opened_below().title
                answer_invoke(context, 200, {"statusCode": 200, "type": MESSAGE, "value": said})
            return ""
        if activity.type == "invoke" and isinstance(screen, WordsScreen) and screen.words.code in KEEPS_THE_CARD:
            await self._send(context, screen)
            answer_invoke(context, 200, {"statusCode": 200, "type": MESSAGE, "value": screen.words.text})
            return ""
        if activity.type == "invoke":
            card, _ = self._renderer.screen(screen, self._clock.now())
            answer_invoke(context, 200, {"statusCode": 200, "type": CARD, "value": card})
            return ""
        pressed = bool(isinstance(activity.value, dict) and activity.value and activity.reply_to_id)
        if pressed and isinstance(screen, ChannelScreen):
            # Everybody sees the channel's card, and the engine keeps it up to date: the words go to the presser alone.
            if screen.words is not None and own_chat is not None:
                await self.tell(own_chat, WordsScreen(screen.words))
            return ""
        if pressed and not isinstance(screen, WordsScreen):
            card, view = self._renderer.screen(screen, self._clock.now())
            message = card_activity(card, view)
            message.id = activity.reply_to_id
            if await _tried(lambda: context.update_activity(message)):
                return ""
            # Pressed on a card that was taken away (a phone that was off), or in a chat that lost it: said below.
        return await self._send(context, screen)

    async def tell(self, conversation: Conversation, screen: Screen) -> bool:
        """Show a screen in somebody's own chat. False when it could not be sent."""
        card, view = self._renderer.screen(screen, self._clock.now())
        client = self._connectors.client(conversation.service_url)
        return await _tried(
            lambda: client.conversations.send_to_conversation(
                conversation.conversation, card_activity(card, view, conversation.conversation)
            )
        )

    async def _send(self, context: TurnContext, screen: Screen) -> str:
        card, view = self._renderer.screen(screen, self._clock.now())
        sent: list[ResourceResponse | None] = []

        async def call() -> None:
            sent.append(await context.send_activity(card_activity(card, view)))

        await _tried(call)
        return str(sent[-1].id or "") if sent and sent[-1] is not None else ""


@dataclass
class Held:
    """What the door answers an invoke with, once the turn is over. It is not sent as an activity: that costs a copy."""

    status: int = 200
    body: dict[str, Any] | None = None

    KEY: ClassVar[str] = "NeedToKnow.Held"


def answer_invoke(context: TurnContext, status: int, body: dict[str, Any]) -> None:
    """Leave the answer to an invoke on the turn; the door serialises it once."""
    held: Held = context.turn_state[Held.KEY]
    held.status, held.body = status, body


async def _tried(call: Callable[[], Awaitable[object]]) -> bool:
    """An answer is tried three times; the state behind it is saved, so that a lost answer loses nothing."""
    attempts = AsyncRetrying(
        stop=stop_after_attempt(3),
        wait=wait_exponential(multiplier=0.1, max=1),
        retry=retry_if_exception(lambda error: isinstance(error, Exception) and not failure(error).permanent),
        reraise=True,
    )
    try:
        async for attempt in attempts:
            with attempt:
                await call()
    except Exception as error:
        log.warning("answer not sent", extra={"action": "answer.failed", "code": failure(error).code})
        return False
    return True
