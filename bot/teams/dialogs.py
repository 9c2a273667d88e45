"""The message action "Report as Need to Know": a dialog over a message of any chat, with the first card in it.

Teams asks with the invoke composeExtension/fetchTask and sends the dialog's buttons as composeExtension/submitAction;
it sends both again after five seconds without an answer. A dialog knows no Action.Execute: its buttons are the Submits
that every button of ours carries. The presser alone sees it. Where it was opened says nothing about where their own
chat with the bot is: no conversation of such an activity is ever kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botbuilder.core import TurnContext

from bot.notifications.commands import Actor, Place, Press
from bot.notifications.draft import Draft
from bot.services import draft_words, pressing, quoting, words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import AboutDraftScreen, DraftScreen, NotificationScreen, Screen, WordsScreen
from bot.teams.answering import KEEPS_THE_CARD, answer_invoke
from bot.teams.quoted import quote_of
from bot.teams.rendering import Renderer
from bot.teams.sender import CARD
from cards.actions import Submission, SubmissionError, Verb, parse_submission
from cards.elements import submit_only

FETCH, SUBMIT = "composeExtension/fetchTask", "composeExtension/submitAction"
COMMAND = "report-message"
TITLE = "Report as Need to Know"
VERBS = frozenset(
    {
        Verb.TELL_NOW,
        Verb.START,
        Verb.CLOSE,
        Verb.DISCARD,
        Verb.DISCARD_IT,
        Verb.RESUME,
        Verb.USE_OTHER,
        Verb.LEAVE_OTHER,
    }
)
"""What the cards of a dialog can ask for: everything else is done in one's own chat."""


@dataclass(frozen=True)
class Asked:
    """What a dialog's activity asks, read and bounded; `unit` does it in one transaction."""

    unit: Callable[[Work, datetime], Screen]
    creates: bool
    submission: Submission | None = None


class Dialogs:
    """Reads what a dialog asks, and answers it."""

    def __init__(self, renderer: Renderer, authority: Authority) -> None:
        self._renderer, self._authority = renderer, authority

    def read(self, name: str, value: object, actor: Actor, key: str) -> Asked | None:
        """The activity's `value`; None for another command, or what no card of ours sends."""
        asked: Mapping[str, Any] = value if isinstance(value, dict) else {}
        if asked.get("commandId") != COMMAND:
            return None
        place = Place("personal", "")
        if name == FETCH:
            quote = quote_of(asked.get("messagePayload"))
            press = Press(actor, place, COMMAND, "", 0, {}, key)
            begin = quoting.begin_from(quote)
            return Asked(lambda work, at: pressing.press(work, self._authority, press, at, begin), creates=True)
        try:
            submission = parse_submission(asked.get("data"))
        except SubmissionError:
            return None
        if submission.verb not in VERBS:
            return None
        press = Press(actor, place, submission.verb, submission.id, submission.version, submission.inputs, key)

        def unit(work: Work, at: datetime) -> Screen:
            screen = pressing.press(work, self._authority, press, at)
            if isinstance(screen, DraftScreen) and screen.draft.step != "first":
                return WordsScreen(draft_words.form_in_own_chat(quoting.form_in_own_chat(work, screen.draft, at)))
            if isinstance(screen, NotificationScreen):
                reference = screen.record.notification.reference
                already = screen.words is not None and screen.words.code == "already-sent"
                said = words.already_sent(reference) if already else draft_words.saved_in_dialog(reference)
                return WordsScreen(said)
            return screen

        return Asked(unit, submission.verb in (Verb.TELL_NOW, Verb.START), submission)

    def show(
        self, context: TurnContext, screen: Screen, actor: Actor | None, asked: Asked | None, now: datetime
    ) -> None:
        """Answer with the dialog's next card, or with words that end it. After a failure its card stays, filled in."""
        if (
            isinstance(screen, WordsScreen)
            and screen.words.code in KEEPS_THE_CARD
            and actor
            and asked
            and asked.submission
        ):
            screen = _as_typed(asked.submission, actor, screen, now)
        if isinstance(screen, DraftScreen | AboutDraftScreen):
            card, _ = self._renderer.screen(screen, now)
            shown = {"title": TITLE, "card": {"contentType": CARD, "content": submit_only(card)}}
            answer_invoke(context, 200, {"task": {"type": "continue", "value": shown}})
            return
        said = screen.words if isinstance(screen, WordsScreen) else words.moved_to_personal(False)
        answer_invoke(context, 200, {"task": {"type": "message", "value": said.text}})


def _as_typed(submission: Submission, actor: Actor, failed: WordsScreen, now: datetime) -> DraftScreen:
    """The first card as it was pressed: nothing was saved, and nothing typed is lost."""
    draft = Draft(
        id=submission.id,
        author=actor.id,
        author_name=actor.name,
        created_at=now,
        updated_at=now,
        answers=dict(submission.inputs),
        version=submission.version,
    )
    return DraftScreen(draft, words=failed.words)
