"""What somebody typed on a notification's card and no press has used yet: kept for them, shown in its field again."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.notifications.commands import Press
from bot.notifications.form import Ask
from bot.notifications.notification import Record
from bot.services.ports import Work


def typed_by(record: Record, person: str) -> Mapping[str, str]:
    """What this person typed and has not used, by input id."""
    return record.notification.typed.get(person, {})


def keep_what_is_left(work: Work, press: Press, asks: Collection[Ask], used: Collection[str]) -> Record:
    """Keep what the press carried for these fields, but for what was `used` or stands there already.

    Last in a unit, when everything else is saved. Returns the record as it is then.
    """
    record = work.record(press.id)
    assert record is not None
    notification, person = record.notification, press.actor.id
    before = notification.typed.get(person, {})
    sent = {ask.id: press.inputs[ask.id] for ask in asks if ask.id in press.inputs}
    after = {
        key: text
        for key, text in {**before, **sent}.items()
        if key not in used and text.strip() != notification.answers.get(key, "").strip()
    }
    if after == before:
        return record
    others = {key: inputs for key, inputs in notification.typed.items() if key != person}
    notification = replace(notification, typed={**others, **({person: after} if after else {})})
    work.keep_typed(notification)
    return replace(record, notification=notification)
