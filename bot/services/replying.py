"""The answer to a question, and what was done of an action: by whoever owes it, from their card or mail, once."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import may_open, standing
from bot.notifications.commands import Press
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.form import LONGEST
from bot.notifications.notification import Record
from bot.notifications.required import ANSWERED, DONE, Requirement, may_reply, requirement_of
from bot.notifications.tasks import after_action
from bot.notifications.telling import personal
from bot.services import required_words, words
from bot.services.authority import Authority
from bot.services.deed import Doing, add
from bot.services.owing import ask
from bot.services.ports import Work
from bot.services.requiring import send
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown


def reply_id(requirement: Requirement) -> str:
    """The input for the answer, or for what was done: "question.1.answer", "action.2.note"."""
    return f"question.{requirement.number}.answer" if requirement.is_question else f"action.{requirement.number}.note"


def reply(work: Work, authority: Authority, press: Press, duty: Duty, at: datetime) -> Screen:
    """Keep the words, meet the duty, and tell whoever required it."""
    record = work.record(duty.notification or "")
    requirement = requirement_of(record, duty) if record is not None else None
    if record is None or requirement is None:
        return WordsScreen(words.gone())
    about = replace(press, id=record.notification.id)
    if not may_reply(record, duty, press.actor.id, authority.organisation):
        work.journal(record.notification.id, at, press.actor.id, "refused", pressed=press.verb, about=duty.kind)
        return shown(record, about, authority, words.not_your_role())
    if not duty.is_open:
        return shown(record, about, authority, words.done_before())
    said = press.inputs.get(reply_id(requirement), "").strip()
    if not said or len(said) > LONGEST["long-text"]:
        return shown(record, about, authority, required_words.answer_needed().at(reply_id(requirement)))
    stands = standing(duty, press.actor.id, record.notification.within(authority.organisation))
    acting, covers = (stands.acting, stands.covers) if stands else ("", "")
    work.save_duty(duty.met(at, press.actor.id, acting=acting, covers=covers, outcome="done"))
    kind = ANSWERED if duty.kind is DutyKind.ANSWER else DONE
    given = {"what": said, "which": requirement.name}
    doing = Doing(record, press.actor.id, press.actor.name, given, f"{duty.trigger}.reply", at)
    add(work, authority, doing, kind, about=duty.id)
    if duty.kind is DutyKind.ACTION and not requirement.is_audit:
        for new in after_action(record, requirement.number, authority.organisation, at):
            work.add_duty(new)
            ask(work, authority, record.notification, [new], at)
    _tell(work, authority, record, requirement, press.actor.id, at)
    after = work.record(record.notification.id)
    assert after is not None
    return shown(after, about, authority, required_words.answered(requirement.name))


def _tell(work: Work, authority: Authority, record: Record, requirement: Requirement, by: str, at: datetime) -> None:
    """A card, and a mail, for whoever required it: where they may still open it, and did not do it themselves."""
    duty, organisation = requirement.duty, authority.organisation
    if duty.about == by or not may_open(record, duty.about, organisation):
        return
    notification = work.notification(record.notification.id)
    assert notification is not None
    card = personal(
        notification, duty.about, Purpose.ANSWERED, at, urgent=duty.any_hour, duty=duty.id, mark=duty.trigger
    )
    send(work, organisation, card, at)
