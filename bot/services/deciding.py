"""The management decision whether a role is told: by any one of the roles named, once, with a reason."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import may_decide
from bot.notifications.commands import Press
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.form import Ask
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import counted, tell_role
from bot.services import words
from bot.services.authority import Authority
from bot.services.commenting import fields_for
from bot.services.leftover import keep_what_is_left
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from bot.services.speaking import timed, who
from bot.services.telling_further import tell_further
from rules.decision import TriggerDecision

REASON = "reason"
TELL, DO_NOT_TELL = "tell", "do-not-tell"


def reason_asked(record: Record, aad: str, authority: Authority) -> tuple[Ask, ...]:
    """The question for a reason, to somebody who may decide and has not."""
    found = may_decide(record, aad, authority.organisation)
    if found is None or not found[0].is_open:
        return ()
    title = authority.organisation.role_title(found[0].about)
    return (Ask(REASON, "long-text", f"Reason for telling, or not telling, the {title}", required=True),)


def decide(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Decide yes or no, with a reason. The first decision counts; "yes" tells the role at once."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    found = may_decide(record, press.actor.id, authority.organisation)
    if found is None:
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    duty, standing = found
    if not duty.is_open:
        work.journal(press.id, at, press.actor.id, "decided-again", outcome=press.verb)
        return shown(record, press, authority, _before(duty, authority, at))
    reason = press.inputs.get(REASON, "").strip()
    (asked,) = reason_asked(record, press.actor.id, authority)
    fields = fields_for(record, press.actor.id, authority)
    if not reason or asked.wrong_with(reason):
        said = words.field_wrong(asked.label) if reason else words.reason_needed().at(REASON)
        return shown(keep_what_is_left(work, press, (asked, *fields), ()), press, authority, said)
    tell = press.verb == TELL
    met = duty.met(
        at, press.actor.id, acting=standing.acting, covers=standing.covers, outcome=press.verb, reason=reason
    )
    work.save_duty(met)
    notification = replace(record.notification, version=record.notification.version + 1)
    work.save_notification(notification)
    work.journal(
        press.id,
        at,
        press.actor.id,
        "decided",
        outcome=press.verb,
        about=duty.about,
        reason=reason,
        acting=standing.acting,
        covers=who(standing.covers, authority) if standing.covers else "",
        role=standing.role,
        name=press.actor.name,
    )
    title = authority.organisation.role_title(duty.about)
    said = words.decided(tell, title)
    if was_told(record, duty):
        said = words.decided_after_telling(title)
    elif tell:
        tell_about(work, authority, notification, duty, at)
    return shown(keep_what_is_left(work, press, fields, {REASON}), press, authority, said)


def tell_about(work: Work, authority: Authority, notification: Notification, duty: Duty, at: datetime) -> bool:
    """Tell the role a decision is about. False when it was told before."""
    if work.duty(f"{notification.id}:{DutyKind.NOTIFY}:{duty.about}") is not None:
        return False
    trigger = trigger_of(notification, duty.trigger)
    telling = tell_role(notification, authority.organisation, at, duty.about, trigger)
    for new in telling.duties:
        work.add_duty(new)
    for delivery in telling.deliveries:
        tell_further(work, authority, delivery, at)
    return True


def trigger_of(notification: Notification, trigger_id: str) -> TriggerDecision:
    """The row a duty came from."""
    rows = counted(notification) or notification.decision.triggers
    return next((t for t in rows if t.id == trigger_id), rows[0])


def was_told(record: Record, duty: Duty) -> bool:
    """Is the role that this decision is about told already, because nobody decided in time or another row tells it?"""
    return any(d.kind is DutyKind.NOTIFY and d.role == duty.about for d in record.duties)


def _before(duty: Duty, authority: Authority, at: datetime) -> words.Words:
    title = authority.organisation.role_title(duty.about)
    if duty.status is DutyStatus.SUPERSEDED:
        return words.told_without_decision(title)
    outcome = f"the {title} is told" if duty.outcome == TELL else f"the {title} is not told"
    assert duty.met_at
    return words.decided_before(who(duty.met_by or "", authority), timed(duty.met_at, at), outcome)
