"""One turn: an authenticated activity becomes a command, a service answers with a screen, the screen becomes a card."""

import asyncio
import logging
import re
from collections.abc import Callable
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity

from bot.notifications import leaving
from bot.notifications.commands import Actor, Place, Press
from bot.pace import Pace
from bot.services import cover_words, covering, own_cover, pressing, words
from bot.services.authority import Authority
from bot.services.ports import Clock, Conversation, Store, Work
from bot.services.screens import CoverScreen, OpenedScreen, Screen, WelcomeScreen, WordsScreen
from bot.teams import typed
from bot.teams.answering import Answers, Held, answer_invoke
from bot.teams.connector import KeptAuthentication
from bot.teams.dialogs import FETCH, SUBMIT, Dialogs
from bot.teams.members import Members, Membership
from bot.teams.references import References, kind_of
from cards.actions import SubmissionError, parse_submission
from rules.errors import NeedToKnowError

log = logging.getLogger(__name__)

ANSWER_FIRST = 0.05
"""Seconds by which the engine follows a turn, so that a card's update never arrives before the answer to its press."""

ACTION = "adaptiveCard/action"
MENTION = re.compile(r"<at>[^<]*</at>", re.IGNORECASE)
CREATES = frozenset(
    {
        *("report", "new", "tell-now", "send", "send-now", "complete", "start", "away", "confirm-away", "told-orally"),
        "find",
    }
)


class Adapter(CloudAdapterBase):
    """botbuilder's adapter, with our authentication and kept clients."""


class Turns:
    """Takes authenticated activities of members of our tenant."""

    def __init__(
        self,
        authentication: KeptAuthentication,
        members: Members,
        answers: Answers,
        dialogs: Dialogs,
        authority: Authority,
        store: Store,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._admitted = authentication.admitted
        self._adapter = Adapter(authentication)
        self._answers = answers
        self._dialogs = dialogs
        self._references = References(authority.organisation)
        self._members = members
        self._authority = authority
        self._store = store
        self._clock = clock
        self._wake = wake
        self._pace = Pace()

    async def take(self, activity: Activity) -> tuple[int, Any]:
        """One turn. Returns the status and the JSON body to answer with (None: no body)."""
        held = Held()

        async def logic(context: TurnContext) -> None:
            context.turn_state[Held.KEY] = held
            await self._logic(context)

        await self._adapter.process_activity(self._admitted, activity, logic)
        return held.status, held.body

    async def _logic(self, context: TurnContext) -> None:
        activity = context.activity
        if activity.type == "invoke" and activity.name in (FETCH, SUBMIT):
            await self._over_a_message(context)
            return
        if activity.type == "invoke" and activity.name != ACTION:
            answer_invoke(context, 501, {"error": "This bot does not know that request."})
            return
        if activity.type in ("conversationUpdate", "installationUpdate"):
            await self._installed(context)
            return
        if activity.type not in ("message", "invoke"):
            return
        actor = await self._actor(activity)
        if actor is None:
            await self._answers.show(context, WordsScreen(words.guest(self._authority.organisation.phone)))
            return
        if activity.type == "invoke" or (isinstance(activity.value, dict) and activity.value):
            await self._pressed(context, actor)
        else:
            await self._said(context, actor)

    # -- who ------------------------------------------------------------------------------------

    async def _actor(self, activity: Activity, own_chat: Conversation | None = None) -> Actor | None:
        """The speaker, if a member. `own_chat`: whose roster is asked where the bot is not in the conversation."""
        sender = activity.from_property
        aad = str(getattr(sender, "aad_object_id", None) or "").lower()
        name = str(getattr(sender, "name", None) or "")[:100]
        if not aad or len(aad) > 40:
            await self._refuse(Actor("", name), "no-object-id")
            return None
        conversation, service_url = activity.conversation.id, activity.service_url
        if own_chat is not None:
            conversation, service_url = own_chat.conversation, own_chat.service_url
        found = await self._members.membership(aad, sender.id, conversation, service_url)
        if found is Membership.STRANGER:
            await self._refuse(Actor(aad, name), "not-a-member")
            return None
        person = self._authority.organisation.person(aad)
        return Actor(aad, person.name if person else name or "A member of staff", found is Membership.MEMBER)

    async def _refuse(self, actor: Actor, why: str) -> None:
        now = self._clock.now()
        try:
            await self._store.run(lambda work: pressing.refuse_stranger(work, actor, now, why))
        except NeedToKnowError:
            log.error("refusal not journalled", extra={"action": "journal.failed"})

    # -- over a message -------------------------------------------------------------------------

    async def _over_a_message(self, context: TurnContext) -> None:
        """The message action and its dialog: in any chat, also where the bot is no member."""
        activity, now = context.activity, self._clock.now()
        aad = str(getattr(activity.from_property, "aad_object_id", None) or "").lower()[:40]
        own_chat = await self._run(lambda work: work.conversation("personal", aad))
        actor = await self._actor(activity, own_chat if isinstance(own_chat, Conversation) else None)
        if actor is None:
            refusal = WordsScreen(words.guest(self._authority.organisation.phone))
            self._dialogs.show(context, refusal, None, None, now)
            return
        asked = self._dialogs.read(activity.name, activity.value, actor, _key(activity))
        screen: Screen
        if asked is None:
            screen = WordsScreen(words.not_understood())
        elif asked.creates and not self._pace.may(actor.id):
            screen = WordsScreen(words.too_many())
        else:
            unit = asked.unit
            screen = await self._run(lambda work: unit(work, now))
        self._dialogs.show(context, screen, actor, asked, now)

    # -- what was pressed -----------------------------------------------------------------------

    async def _pressed(self, context: TurnContext, actor: Actor) -> None:
        activity = context.activity
        try:
            submission = parse_submission(_data(activity))
        except SubmissionError:
            if activity.type == "invoke":
                answer_invoke(context, 400, _card_error(400, words.not_understood().text))
            else:
                await self._answers.show(context, WordsScreen(words.not_understood()))
            return
        if submission.verb in CREATES and not self._pace.may(actor.id):
            await self._answers.show(context, WordsScreen(words.too_many()))
            return
        place = self._place(activity)
        press = Press(
            actor, place, submission.verb, submission.id, submission.version, submission.inputs, _key(activity)
        )
        if place.kind != "personal" and press.verb in typed.IN_OWN_CHAT - {"open"}:
            await self._elsewhere(context, actor, press.verb)
            return
        now = self._clock.now()

        def unit(work: Work) -> tuple[Screen, Conversation | None]:
            self._references.keep_personal(work, activity, actor.id)
            own_chat = None if place.kind == "personal" else work.conversation("personal", actor.id)
            return pressing.press(work, self._authority, press, now), own_chat

        found = await self._run(unit)
        if isinstance(found, WordsScreen):
            await self._answers.show(context, found)
        else:
            await self._answers.show(context, *found)

    # -- what was said --------------------------------------------------------------------------

    async def _said(self, context: TurnContext, actor: Actor) -> None:
        activity = context.activity
        text = " ".join(MENTION.sub(" ", activity.text or "").lower().split())
        place, now, key = self._place(activity), self._clock.now(), _key(activity)
        said = leaving.hear(text, self._authority.organisation, now)
        if said is not None:
            await self._about_absence(context, actor, said)
            return
        wants, about = typed.wanted(text, self._authority)
        if wants in ("report", "find") and not self._pace.may(actor.id):
            await self._answers.show(context, WordsScreen(words.too_many()))
            return
        if place.kind != "personal" and wants in typed.IN_OWN_CHAT:
            await self._elsewhere(context, actor, wants, about)
            return

        def unit(work: Work) -> Screen | None:
            self._references.keep_personal(work, activity, actor.id)
            if not pressing.first_time(work, key, now):
                return None
            return typed.answer(work, self._authority, actor, wants, about, now)

        screen = await self._run(unit)
        if screen is not None:
            await self._answers.show(context, screen)

    async def _about_absence(self, context: TurnContext, actor: Actor, said: leaving.Said) -> None:
        """Somebody is away, or back, or says who covers: in their own chat alone."""
        now, key = self._clock.now(), _key(context.activity)
        if self._place(context.activity).kind != "personal":
            await self._answers.show(context, WordsScreen(cover_words.own_chat_only()))
            return
        if not self._pace.may(actor.id):
            await self._answers.show(context, WordsScreen(words.too_many()))
            return

        def unit(work: Work) -> Screen | None:
            self._references.keep_personal(work, context.activity, actor.id)
            if not pressing.first_time(work, key, now):
                return None
            return covering.hear(work, self._authority, actor, said, now)

        screen = await self._run(unit)
        if screen is None:
            return
        standing = await self._answers.show(context, screen)
        if standing and isinstance(screen, CoverScreen):
            chat = context.activity.conversation.id
            await self._run(lambda work: own_cover.keep(work, actor, screen, standing, chat, now))

    async def _elsewhere(self, context: TurnContext, actor: Actor, wants: str, about: str = "") -> None:
        """Asked in a channel or a group: the answer goes to the person's own chat, and the place learns nothing."""
        now, key = self._clock.now(), _key(context.activity)

        def unit(work: Work) -> tuple[Screen, Conversation | None] | None:
            if not pressing.first_time(work, key, now):
                return None
            screen = typed.answer(work, self._authority, actor, wants, about, now)
            return screen, work.conversation("personal", actor.id)

        found = await self._run(unit)
        if found is None:
            if context.activity.type == "invoke":  # the same press again: every press is answered
                await self._answers.show(context, WordsScreen(words.moved_to_personal(True)))
            return
        if isinstance(found, WordsScreen):
            await self._answers.show(context, found)
            return
        screen, conversation = found
        # What was opened is on its way there already.
        coming = isinstance(screen, OpenedScreen)
        reached = conversation is not None and (coming or await self._answers.tell(conversation, screen))
        await self._answers.show(context, WordsScreen(words.moved_to_personal(reached)))

    # -- installations --------------------------------------------------------------------------

    async def _installed(self, context: TurnContext) -> None:
        activity = context.activity
        bot = activity.recipient.id if activity.recipient else ""
        added = any(member.id == bot for member in activity.members_added or [])
        place, now = self._place(activity), self._clock.now()
        aad = str(getattr(activity.from_property, "aad_object_id", None) or "").lower()

        def unit(work: Work) -> bool:
            if aad:
                self._references.keep_personal(work, activity, aad)
            self._references.keep_channels(work, activity)
            return added and pressing.first_time(work, f"welcome:{activity.conversation.id}", now)

        if await self._run(unit) is True and place.kind != "channel":
            await self._answers.show(context, WelcomeScreen())

    @staticmethod
    def _place(activity: Activity) -> Place:
        return Place(kind_of(activity), activity.conversation.id, activity.reply_to_id or "")

    async def _run(self, unit: Callable[[Work], Any]) -> Any:
        """Run a unit; a store that fails is answered honestly. "Saved" is never said before this returned."""
        try:
            result = await self._store.run(unit)
        except Exception as error:
            self._references.forget()
            log.error("not saved", extra={"action": "unit.failed", "kind": type(error).__name__})
            return WordsScreen(words.not_saved(self._authority.organisation.phone))
        asyncio.get_running_loop().call_later(ANSWER_FIRST, self._wake)
        return result


def _card_error(status: int, sentence: str) -> dict[str, Any]:
    return {
        "statusCode": status,
        "type": "application/vnd.microsoft.error",
        "value": {"code": "BadRequest", "message": sentence},
    }


def _data(activity: Activity) -> object:
    value = activity.value
    if activity.type != "invoke":
        return value
    action = value.get("action") if isinstance(value, dict) else None
    return action.get("data") if isinstance(action, dict) else None


def _key(activity: Activity) -> str:
    return f"{activity.conversation.id}|{activity.id}|{activity.type}" if activity.id else ""
