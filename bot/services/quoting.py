"""A report begun from somebody's message in a chat: its words stand in the account as a quotation, data alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.commands import Press
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.draft import Draft
from bot.services import draft_words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import DraftScreen, Screen
from bot.services.speaking import moment

MOST_QUOTED = 3000
"""Characters of a message that are quoted: half of what an account holds, so that there is room for more."""
MOST_NAME = 100
MOST = 20
ACCOUNT = "incident.details"


@dataclass(frozen=True)
class Quote:
    """A message as Teams gives it: plain text, its author's name (perhaps an outsider's), when it was written (UTC)."""

    text: str
    author: str
    at: datetime | None = None


def begin_from(quote: Quote) -> Callable[[Work, Authority, Press, datetime], Screen]:
    """The use case: a draft of the presser's own, with the message quoted in its account."""

    def begin(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
        account = as_account(quote)
        for draft in work.drafts_of(press.actor.id, MOST):
            if draft.version == 1 and draft.given == {ACCOUNT: account}:
                return DraftScreen(draft, words=draft_words.message_quoted())  # chosen before, and closed untouched
        draft = Draft(
            id=token_urlsafe(12),
            author=press.actor.id,
            author_name=press.actor.name,
            created_at=at,
            updated_at=at,
            answers={ACCOUNT: account},
        )
        work.add_draft(draft)
        work.journal(draft.id, at, press.actor.id, "draft.begun", how="from a message")
        return DraftScreen(draft, words=draft_words.message_quoted())

    return begin


def as_account(quote: Quote) -> str:
    """The quotation, each line marked as one, so that nothing in the message can look like the reporter's own words."""
    author = " ".join(quote.author.split())[:MOST_NAME] or "somebody"
    when = f", {moment(quote.at)}" if quote.at else ""
    whole = "\n".join(line for line in (" ".join(each.split()) for each in quote.text.splitlines()) if line)
    marked = [f"> {line}" for line in whole[:MOST_QUOTED].splitlines()] or ["> (The message has no words.)"]
    rest = ["(The message is longer; the rest is not quoted.)"] if len(whole) > MOST_QUOTED else []
    return "\n".join((f"Message in Teams by {author}{when}:", *marked, *rest, ""))


def form_in_own_chat(work: Work, draft: Draft, at: datetime) -> bool:
    """Let the form follow in the author's own chat, once. False where the bot does not know that chat."""
    if work.conversation("personal", draft.author) is None:
        return False
    key = f"{draft.id}:{Purpose.FORM}"
    work.add_delivery(
        Delivery(
            id=key,
            key=key,
            via=Via.PERSONAL,
            purpose=Purpose.FORM,
            recipient=draft.author,
            urgent=True,
            created_at=at,
            draft=draft.id,
            next_at=at,
        )
    )
    return True
