"""Duties of a person: somebody could not be reached by a message, so a person phones and says when it is done."""

from datetime import datetime

from bot.notifications.access import standing
from bot.notifications.commands import Press
from bot.notifications.delivery import Purpose
from bot.notifications.duty import DutyKind
from bot.services import words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen


def done(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Mark a person's duty as done, by its owner or by somebody it was escalated to."""
    duty = work.duty(press.id)
    if duty is None or duty.kind is not DutyKind.REACH:
        return WordsScreen(words.gone())
    record = work.record(duty.notification) if duty.notification else None
    escalated = record is not None and any(
        d.duty == duty.id and d.recipient == press.actor.id and d.purpose in (Purpose.ESCALATION, Purpose.REACH)
        for d in record.deliveries
    )
    if standing(duty, press.actor.id, authority.organisation) is None and not escalated:
        return WordsScreen(words.not_your_role())
    if not duty.is_open:
        return WordsScreen(words.done_before())
    work.save_duty(duty.met(at, press.actor.id, reason=press.inputs.get("reason", "")[:500]))
    if duty.notification:
        work.journal(duty.notification, at, press.actor.id, "reached", whom=duty.about, name=press.actor.name)
        # The role was told by a person: the duty to notify it is met, which a message could not do.
        notify = work.duty(f"{duty.notification}:{DutyKind.NOTIFY}:{duty.role or duty.source}")
        if notify is not None and notify.is_open:
            work.save_duty(notify.met(at, press.actor.id, reason="told by a person"))
    return WordsScreen(words.done())
