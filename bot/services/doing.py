"""Closing a task: done, with its reference where it has one, or decided against with a reason; signed by its owner."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.notifications.access import standing
from bot.notifications.commands import Press
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.form import LONGEST
from bot.notifications.notification import Record
from bot.notifications.tasks import DECIDED_NOT_TO, DONE, after_this, planned_of, same_act, title_of
from bot.services import words
from bot.services.authority import Authority
from bot.services.owing import ask
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from bot.services.speaking import who

JOURNALLED = {DONE: "task-done", DECIDED_NOT_TO: "task-decided-not-to"}


def reference_id(duty: Duty) -> str:
    """The input for a task's reference, or a note about it."""
    return f"task.{key_of(duty)}.reference"


def reason_id(duty: Duty) -> str:
    """The input for why it was decided not to do a task."""
    return f"task.{key_of(duty)}.reason"


def key_of(duty: Duty) -> str:
    """A task as the inputs of a card name it: by its id in the policy, and which action or child it is about."""
    return f"{duty.trigger}.{duty.about}" if duty.about else duty.trigger


def done(work: Work, authority: Authority, press: Press, duty: Duty, at: datetime) -> Screen:
    """The owner, or somebody it was escalated to, says that it is done; with the reference where it needs one."""
    record = _owned(work, authority, press, duty, at)
    if not isinstance(record, Record):
        return record
    planned = planned_of(record.notification, duty)
    reference = press.inputs.get(reference_id(duty), "").strip()
    if planned is not None and planned.closed_by == "reference" and not reference:
        return shown(record, _about(press, duty), authority, words.reference_needed().at(reference_id(duty)))
    if len(reference) > LONGEST["text"]:
        return shown(record, _about(press, duty), authority, words.reference_needed().at(reference_id(duty)))
    _touch(work, record)
    close_done(work, authority, press, (duty, *_same_act(record, duty)), record, at, reference)
    return _now(work, authority, press, duty, words.task_done())


def close_done(
    work: Work, authority: Authority, press: Press, duties: Iterable[Duty], record: Record, at: datetime, said: str
) -> None:
    """These are done, each signed and journalled by itself; what comes after one of them begins."""
    for closed in duties:
        _close(work, authority, press, closed, record, at, DONE, said)
        for new in after_this(record, closed, authority.organisation, at):
            work.add_duty(new)
            ask(work, authority, record.notification, [new], at)


def _same_act(record: Record, duty: Duty) -> tuple[Duty, ...]:
    """The open tasks that ask for the same act under another rule: one reference closes them too, signed alike."""
    planned = planned_of(record.notification, duty)
    also = {one.id for one in same_act(record.notification, planned)} if planned is not None else set()
    return tuple(d for d in record.open_duties(DutyKind.TASK) if d.trigger in also)


def decide_not_to(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The owner decides not to do it, and says why. It is signed with their name and role."""
    duty = work.duty(press.id)
    if duty is None or duty.kind is not DutyKind.TASK:
        return WordsScreen(words.gone())
    record = _owned(work, authority, press, duty, at)
    if not isinstance(record, Record):
        return record
    reason = press.inputs.get(reason_id(duty), "").strip()
    if not reason or len(reason) > LONGEST["long-text"]:
        return shown(record, _about(press, duty), authority, words.reason_needed().at(reason_id(duty)))
    _touch(work, record)
    _close(work, authority, press, duty, record, at, DECIDED_NOT_TO, reason)
    return _now(work, authority, press, duty, words.decided_not_to())


def may_close(record: Record, duty: Duty, aad: str, authority: Authority) -> bool:
    """May this person close it: an owner, the cover, or somebody it was escalated to?"""
    return standing(duty, aad, record.notification.within(authority.organisation)) is not None or any(
        d.recipient == aad and d.duty == duty.id and d.purpose is Purpose.ESCALATION for d in record.deliveries
    )


def _owned(work: Work, authority: Authority, press: Press, duty: Duty, at: datetime) -> Record | Screen:
    record = work.record(duty.notification or "")
    if record is None:
        return WordsScreen(words.gone())
    if not may_close(record, duty, press.actor.id, authority):
        work.journal(record.notification.id, at, press.actor.id, "refused", pressed=press.verb, about=duty.trigger)
        return shown(record, _about(press, duty), authority, words.not_your_role())
    if not duty.is_open:
        return shown(record, _about(press, duty), authority, words.done_before())
    return record


def _touch(work: Work, record: Record) -> None:
    """Every card of it is brought up to date."""
    work.save_notification(replace(record.notification, version=record.notification.version + 1))


def _close(
    work: Work, authority: Authority, press: Press, duty: Duty, record: Record, at: datetime, outcome: str, said: str
) -> None:
    stands = standing(duty, press.actor.id, record.notification.within(authority.organisation))
    acting, covers = (stands.acting, stands.covers) if stands else ("", "")
    work.save_duty(duty.met(at, press.actor.id, acting=acting, covers=covers, outcome=outcome, reason=said))
    notification = record.notification
    work.journal(
        notification.id,
        at,
        press.actor.id,
        JOURNALLED[outcome],
        name=press.actor.name,
        task=title_of(notification, duty),
        role=stands.role if stands else "",
        acting=acting,
        covers=who(covers, authority) if covers else "",
        said=said,
    )


def _about(press: Press, duty: Duty) -> Press:
    """The press as one about the notification, so that its card is shown again."""
    return replace(press, id=duty.notification or "")


def _now(work: Work, authority: Authority, press: Press, duty: Duty, said: words.Words) -> Screen:
    record = work.record(duty.notification or "")
    assert record is not None
    return shown(record, _about(press, duty), authority, said)
