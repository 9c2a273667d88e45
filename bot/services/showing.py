"""Answering a press on a notification: the card as it stands, where it was pressed."""

from bot.notifications.access import assisted, may_open, posted_in, takes_part
from bot.notifications.commands import Press
from bot.notifications.notification import Record
from bot.services import assistant_words, words
from bot.services.authority import Authority
from bot.services.screens import ChannelScreen, NotificationScreen, OlderScreen, Screen, WordsScreen


def shown(record: Record, press: Press, authority: Authority, said: words.Words | None) -> Screen:
    """The card as it stands, where it was pressed: whole to the entitled in person, the minimum in its channel."""
    if not press.place.is_private:
        posted = posted_in(record, press.place.conversation, authority.organisation)
        return ChannelScreen(record, said) if posted else WordsScreen(said or words.not_yours())
    if may_open(record, press.actor.id, authority.organisation):
        return own_card(record, press, _to_an_assistant(record, press, authority, said))
    return WordsScreen(said or words.not_yours())


def _to_an_assistant(
    record: Record, press: Press, authority: Authority, said: words.Words | None
) -> words.Words | None:
    """What is refused to somebody who only reads is refused with the reason."""
    if said is None or said.code != "not-your-role" or takes_part(record, press.actor.id, authority.organisation):
        return said
    names = " and ".join(p.name for p in assisted(record, press.actor.id, authority.organisation))
    return assistant_words.only_they_can(names) if names else said


def of_sent_draft(record: Record, press: Press, said: words.Words) -> Screen:
    """For a press on a draft that was sent: on its own card, which became the notification's, that; elsewhere words."""
    here = press.place.activity
    if here and not any(d.provider_id == here for d in record.deliveries):
        return WordsScreen(said)
    return own_card(record, press, said)


def own_card(record: Record, press: Press, said: words.Words | None) -> NotificationScreen | OlderScreen:
    """The presser's own card; pressed on an older one, only what came of it: the newest is brought up to date."""
    pressed = (d for d in record.deliveries if d.recipient == press.actor.id and d.provider_id == press.place.activity)
    if press.place.activity and any(d.replaced for d in pressed):
        return OlderScreen(record, said)
    return NotificationScreen(record, press.actor.id, said)
