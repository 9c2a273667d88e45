"""What a role fills in on its own card: the Director's comment and the date for review, at any time.

Comments are added, never overwritten. A date that somebody else has set since the card was drawn is not overwritten
either: the person reads what there is, and a further press on the card as it is now replaces it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.notifications.access import Standing, may_acknowledge, may_decide
from bot.notifications.commands import Press
from bot.notifications.form import Ask, asked_of
from bot.notifications.notification import Record
from bot.notifications.remark import Remark, newest, since
from bot.services import comment_words, words
from bot.services.authority import Authority
from bot.services.leftover import keep_what_is_left
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from bot.services.speaking import timed, who


@dataclass(frozen=True)
class Added:
    """What came of filling in: the record after it, what was used, and what somebody else has set meanwhile."""

    record: Record
    used: tuple[str, ...] = ()
    meanwhile: tuple[Ask, ...] = ()
    before: Remark | None = None  # a comment that the presser's card did not show yet


def _standings(record: Record, aad: str, authority: Authority) -> tuple[Standing, ...]:
    """The roles that this person holds or covers in this notification."""
    found = [standing for _, standing in may_acknowledge(record, aad, authority.organisation)]
    decision = may_decide(record, aad, authority.organisation)
    return tuple({s.role: s for s in (*found, *([decision[1]] if decision else ()))}.values())


def fields_for(record: Record, aad: str, authority: Authority) -> tuple[Ask, ...]:
    """The fields that this person fills in, in the roles they hold or cover in this notification."""
    return tuple(ask for s in _standings(record, aad, authority) for ask in asked_of(s.role, authority.pack))


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
    if not any(given.values()) and not any(record.notification.answers.get(key) for key in given):
        return shown(record, press, authority, comment_words.nothing_to_save())
    added = add(work, authority, record, press, given, at)
    after = keep_what_is_left(work, press, fields, added.used)
    return shown(after, press, authority, _said(added, at))


def add(
    work: Work, authority: Authority, record: Record, press: Press, given: Mapping[str, str], at: datetime
) -> Added:
    """Add what was filled in, with who said it, and say so in the journal. What says nothing new changes nothing."""
    notification, version = record.notification, record.notification.version + 1
    used: list[str] = []
    meanwhile: list[Ask] = []
    new: list[Remark] = []
    chosen: dict[str, str] = {}
    before: Remark | None = None
    for stands in _standings(record, press.actor.id, authority):
        for ask in asked_of(stands.role, authority.pack):
            if ask.id not in given:
                continue
            said, fresh = given[ask.id], _is_new(ask, given[ask.id], record, press.actor.id)
            unseen = since(notification.remarks, ask.id, press.version) if fresh else None
            if unseen is not None and not ask.longest:
                meanwhile.append(ask)
                continue
            used.append(ask.id)
            if fresh:
                before = unseen or before
                by, name = press.actor.id, press.actor.name
                new.append(Remark(ask.id, said, by, name, at, version, stands.acting, stands.covers))
                chosen |= {} if ask.longest else {ask.id: said}
    if not new:
        return Added(record, tuple(used), tuple(meanwhile))
    work.save_notification(
        replace(
            notification,
            answers={**notification.answers, **chosen},
            remarks=(*notification.remarks, *new),
            version=version,
        )
    )
    _journal(work, authority, press, new, at)
    kept = work.record(press.id)
    assert kept is not None
    return Added(kept, tuple(used), tuple(meanwhile), before)


def _is_new(ask: Ask, said: str, record: Record, person: str) -> bool:
    """Does it say something that does not stand there already? The same words twice are one comment."""
    if not ask.longest:
        return said != record.notification.answers.get(ask.id, "")
    own = newest((r for r in record.notification.remarks if r.by == person), ask.id)
    return bool(said) and said not in (record.notification.answers.get(ask.id, ""), own.said if own else "")


def _journal(work: Work, authority: Authority, press: Press, new: Sequence[Remark], at: datetime) -> None:
    work.journal(
        press.id,
        at,
        press.actor.id,
        "commented",
        name=press.actor.name,
        fields=", ".join(remark.field for remark in new),
        acting=new[0].acting,
        covers=who(new[0].covers, authority) if new[0].covers else "",
        **{remark.field: remark.said for remark in new},
    )


def _said(added: Added, at: datetime) -> words.Words:
    """What is answered: saved; saved below somebody else's; or somebody has set it since the card was drawn."""
    for ask in added.meanwhile:
        last = newest(added.record.notification.remarks, ask.id)
        assert last is not None
        return comment_words.set_meanwhile(ask.label, last.name, timed(last.at, at)).at(ask.id)
    if added.before is not None:
        return comment_words.comment_added_below(added.before.name, timed(added.before.at, at))
    return comment_words.comment_saved()
