"""Looking: a notification, one's own reports, the current state of a card. Every look authorises again."""

from datetime import datetime

from bot.notifications.access import may_open
from bot.notifications.commands import Press
from bot.notifications.delivery import Purpose
from bot.notifications.telling import personal
from bot.services import words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import OpenedScreen, ReportsScreen, Screen, WordsScreen
from bot.services.showing import own_card, shown

NEWEST = 15


def open_notification(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The notification, to somebody entitled: their one card of it, as a new message at the end of their own chat."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not may_open(record, press.actor.id, authority.organisation):
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    here = press.place.kind == "personal"
    work.journal(press.id, at, press.actor.id, "opened" if here else "asked", name=press.actor.name)
    before = [d for d in record.deliveries if d.purpose is Purpose.OPENED and d.recipient == press.actor.id]
    if not any(d.is_coming for d in before):
        times = str(len(before) + 1)
        work.add_delivery(personal(record.notification, press.actor.id, Purpose.OPENED, at, mark=times))
    return OpenedScreen(record.notification.id) if here else shown(record, press, authority, words.opened_in_personal())


def refresh(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The current state of a card. Changes nothing."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not press.place.is_private:
        return shown(record, press, authority, None)
    if not may_open(record, press.actor.id, authority.organisation):
        return WordsScreen(words.not_your_role())
    work.journal(press.id, at, press.actor.id, "opened", name=press.actor.name)
    return own_card(record, press, None)


def my_reports(work: Work, actor: str) -> ReportsScreen:
    """One's own reports, newest first, and the drafts still open that hold something."""
    records = [work.record(n.id) for n in work.notifications_of(actor, NEWEST)]
    drafts = tuple(d for d in work.drafts_of(actor, NEWEST) if any(answer.strip() for answer in d.given.values()))
    return ReportsScreen(actor, tuple(r for r in records if r is not None), drafts)
