"""Answering a press on a notification: the card as it stands, where it was pressed."""

from bot.notifications.access import may_open, posted_in
from bot.notifications.commands import Press
from bot.notifications.notification import Record
from bot.services import words
from bot.services.authority import Authority
from bot.services.screens import ChannelScreen, NotificationScreen, Screen, WordsScreen


def shown(record: Record, press: Press, authority: Authority, said: words.Words | None) -> Screen:
    """The card as it stands, where it was pressed: whole to the entitled in person, the minimum in its channel."""
    if press.place.kind != "personal":
        posted = posted_in(record, press.place.conversation, authority.organisation)
        return ChannelScreen(record, said) if posted else WordsScreen(said or words.not_yours())
    if may_open(record, press.actor.id, authority.organisation):
        return NotificationScreen(record, press.actor.id, said)
    return WordsScreen(said or words.not_yours())
