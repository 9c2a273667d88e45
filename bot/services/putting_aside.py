"""Beginning a report, leaving one, coming back to it from anywhere, throwing it away."""

from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.access import may_complete
from bot.notifications.commands import Actor, Press
from bot.notifications.delivery import Purpose
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Notification
from bot.notifications.watch import is_kept
from bot.services import draft_words, words
from bot.services.authority import Authority
from bot.services.drafting import current, filled, mine, save
from bot.services.ports import Work
from bot.services.screens import AboutDraftScreen, BesideScreen, DraftScreen, Screen, WordsScreen
from bot.services.showing import own_card
from bot.services.speaking import who
from rules.facts import VOCABULARY

MOST = 20
"""Drafts of one person that are looked through."""


def begin(work: Work, actor: Actor, at: datetime) -> Screen:
    """The first card of a new report; while one waits that holds something, the choice between the two."""
    waiting = [d for d in work.drafts_of(actor.id, MOST) if d.holds_something and not d.completes]
    if waiting:
        return AboutDraftScreen(waiting[0], "waiting", others=len(waiting) - 1)
    return fresh(work, actor, at)


def begin_new(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The first card of a new report, whatever else waits."""
    return fresh(work, press.actor, at)


def fresh(work: Work, actor: Actor, at: datetime) -> DraftScreen:
    """An empty draft, on the card with "Tell now"; one that is empty already serves as well."""
    empty = next((d for d in work.drafts_of(actor.id, MOST) if not d.holds_something and not d.completes), None)
    if empty is not None:
        if empty.step != "first":
            empty = replace(empty, step="first", person=1, people=1, version=empty.version + 1, updated_at=at)
            work.save_draft(empty)
        return DraftScreen(empty)
    draft = Draft(
        id=token_urlsafe(12), author=actor.id, author_name=actor.name, created_at=at, updated_at=at, answers={}
    )
    work.add_draft(draft)
    work.journal(draft.id, at, actor.id, "draft.begun")
    return DraftScreen(draft)


def close(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Leave the report where it is, with what was typed on the card, right or wrong; say how to come back."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    kept = save(work, authority, filled(draft, press.inputs, authority), at).draft
    if not kept.holds_something:
        return WordsScreen(draft_words.nothing_typed())
    return AboutDraftScreen(kept, "closed", told=told_of(work, authority, kept))


def ask_to_discard(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Say what is lost, and who was told that it waits, before anything is thrown away. Keeps what was typed."""
    # A card without the form asks about the draft as it is now; a form that is not the newest is answered as always.
    draft = current(work, authority, press, at) if press.inputs else mine(work, press)
    if not isinstance(draft, Draft):
        return draft
    typed = filled(draft, press.inputs, authority)
    if not typed.holds_something:
        return _discarded(work, authority, press, draft, at)
    kept = save(work, authority, typed, at).draft if typed.given != draft.given else draft
    return AboutDraftScreen(kept, "discard", told=told_of(work, authority, kept))


def discard(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Throw a draft away, by its author alone; its duty goes with it, and the journal keeps that it was."""
    draft = current(work, authority, press, at)
    return _discarded(work, authority, press, draft, at) if isinstance(draft, Draft) else draft


def _discarded(work: Work, authority: Authority, press: Press, draft: Draft, at: datetime) -> WordsScreen:
    told = told_of(work, authority, draft)
    draft = replace(draft, status=DraftStatus.DISCARDED, updated_at=at, version=draft.version + 1)
    work.save_draft(draft)
    for duty in work.draft_duties(draft.id):
        if duty.is_open:
            work.save_duty(duty.superseded(at, "discarded by its author"))
    work.update_draft_cards(draft.id, at, press.place.activity)
    work.journal(draft.id, at, press.actor.id, "draft.discarded")
    if draft.completes:
        return WordsScreen(draft_words.details_discarded())
    return WordsScreen(draft_words.discarded_knowing(" and ".join(told)) if told else draft_words.discarded())


def told_of(work: Work, authority: Authority, draft: Draft) -> tuple[str, ...]:
    """The names of those who were told that this draft waits: they know of it, and not what is in it."""
    cards = work.cards_of_draft(draft.id)
    return tuple(dict.fromkeys(who(d.recipient, authority) for d in cards if d.purpose is Purpose.ESCALATION))


def complete(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Open the rest of a "Tell now" report, or a report that was kept, holding what was said already."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not may_complete(record, press.actor.id, authority.organisation):
        return WordsScreen(words.not_yours())
    shown = own_card(record, press, words.form_below())
    for draft in work.drafts_of(press.actor.id, 50):
        if draft.completes == press.id:
            return BesideScreen(shown, DraftScreen(draft))
    if not record.open_duties(DutyKind.COMPLETE) and not is_kept(record):
        return own_card(record, press, words.done_before())
    draft = _to_complete(record.notification, press.actor, at)
    work.add_draft(draft)
    work.journal(press.id, at, press.actor.id, "completing")
    return BesideScreen(shown, DraftScreen(draft))


def _to_complete(notification: Notification, actor: Actor, at: datetime) -> Draft:
    """A draft that holds what was told: everybody it was about, and each question that was answered, to be changed."""
    given = {key.removesuffix(".time") for key in notification.answers}
    return Draft(
        id=token_urlsafe(12),
        author=actor.id,
        author_name=actor.name,
        created_at=notification.aware,
        updated_at=at,
        step="who",
        people=max([1, *(int(n) for key in given if (n := key.partition("#")[2]).isdigit())]),
        asked=tuple(key for fact in VOCABULARY for key in sorted(given) if key.partition("#")[0] == fact),
        answers=dict(notification.answers),
        completes=notification.id,
    )
