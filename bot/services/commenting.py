"""What a role fills in on its own card: the Director's comment and the date for review, at any time."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import may_acknowledge, may_decide
from bot.notifications.commands import Press
from bot.notifications.form import Ask, asked_of
from bot.notifications.notification import Record
from bot.services import words
from bot.services.authority import Authority
from bot.services.leftover import keep_what_is_left
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown


def fields_for(record: Record, aad: str, authority: Authority) -> tuple[Ask, ...]:
    """The fields that this person fills in, in the roles they hold or cover in this notification."""
    roles = [standing.role for _, standing in may_acknowledge(record, aad, authority.organisation)]
    decision = may_decide(record, aad, authority.organisation)
    roles += [decision[1].role] if decision else []
    return tuple(ask for role in dict.fromkeys(roles) for ask in asked_of(role, authority.pack))


def comment(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Save the presser's fields. Only a role that fills them in may; nothing else on the card changes anything."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    fields = fields_for(record, press.actor.id, authority)
    if not fields:
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    given = {f.id: press.inputs[f.id].strip() for f in fields if f.id in press.inputs}
    wrong = next((f for f in fields if f.wrong_with(given.get(f.id, ""))), None)
    if wrong is not None:
        return shown(keep_what_is_left(work, press, fields, ()), press, authority, words.field_wrong(wrong.label))
    keep(work, record, press, given, at)
    return shown(keep_what_is_left(work, press, fields, given), press, authority, words.comment_saved())


def keep(work: Work, record: Record, press: Press, given: dict[str, str], at: datetime) -> Record:
    """Store what was filled in, and say so in the journal."""
    notification = record.notification
    after = replace(notification, answers={**notification.answers, **given}, version=notification.version + 1)
    work.save_notification(after)
    work.journal(press.id, at, press.actor.id, "commented", name=press.actor.name, fields=", ".join(given), **given)
    kept = work.record(press.id)
    assert kept is not None
    return kept
