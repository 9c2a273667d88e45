"""Whether a report is notified, where a role decides that first: yes, or no with a reason, or a manager above."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import Standing, standing
from bot.notifications.commands import Press
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import standing_in
from bot.notifications.first import NEEDED, NOT_DECIDED, NOT_NEEDED, further_decision
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import personal
from bot.notifications.watch import settled_roles, watch
from bot.services import words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.sending import tell
from bot.services.showing import shown
from bot.services.speaking import timed, who

WHY_NOT = "needed.reason"
LONGEST_REASON = 2000


def decide(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Yes: everybody is told as the row says. No: needs a reason, which the reporter sees. The first answer counts."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    found = may_decide_first(record, press.actor.id, authority)
    if found is None:
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    duty, stands = found
    if not duty.is_open:
        return shown(record, press, authority, _before(duty, authority, at))
    reason = press.inputs.get(WHY_NOT, "").strip()
    if (press.verb == NOT_NEEDED and not reason) or len(reason) > LONGEST_REASON:
        return shown(record, press, authority, words.reason_needed().at(WHY_NOT))
    met = duty.met(at, press.actor.id, acting=stands.acting, covers=stands.covers, outcome=press.verb, reason=reason)
    work.save_duty(met)
    for other in record.open_duties(DutyKind.FIRST):
        if other.id != duty.id and press.verb == NEEDED:
            work.save_duty(other.superseded(at, "decided by another"))
    work.journal(
        press.id,
        at,
        press.actor.id,
        "decided-first",
        outcome=press.verb,
        reason=reason,
        role=stands.role,
        acting=stands.acting,
        covers=who(stands.covers, authority) if stands.covers else "",
        name=press.actor.name,
    )
    apply_route(work, authority, record, at, press.actor.id, needed=press.verb == NEEDED)
    return _now(work, authority, press, words.needed() if press.verb == NEEDED else words.not_needed())


def take_further(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The reporter does not accept the "no": the manager of whoever said it decides, and gets a card at once."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if record.notification.reporter != press.actor.id:
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_yours())
    duty = None if record.open_duties(DutyKind.FIRST) else further_decision(record, authority.organisation, at)
    if duty is None or duty.person is None:
        return shown(record, press, authority, words.done_before())
    notification = replace(record.notification, version=record.notification.version + 1)
    work.save_notification(notification)
    work.add_duty(duty)
    mark = f"further-{duty.id}"
    for asked in (duty.person, *(p.id for p in standing_in(duty, authority.organisation, at))):
        work.add_delivery(personal(notification, asked, Purpose.ESCALATION, at, urgent=True, duty=duty.id, mark=mark))
    name = who(duty.person, authority)
    work.journal(press.id, at, press.actor.id, "taken-further", name=press.actor.name, to=name)
    return _now(work, authority, press, words.taken_further(name))


def tell_undecided(work: Work, authority: Authority, notification: Notification, duty: Duty, at: datetime) -> bool:
    """Nobody decided by their window: the row applies all the same, marked so."""
    record = work.record(notification.id)
    if record is None:
        return False
    work.save_duty(replace(duty.superseded(at, "not decided in time"), outcome=NOT_DECIDED))
    work.journal(
        notification.id, at, SYSTEM, "not-decided-first", undecided=duty.role or who(duty.person or "", authority)
    )
    apply_route(work, authority, record, at, SYSTEM, needed=True)
    return True


def apply_route(work: Work, authority: Authority, record: Record, at: datetime, by: str, *, needed: bool) -> None:
    """Tell the others, where it is needed; otherwise the clock is watched for the rows that are not required yet."""
    notification = replace(record.notification, version=record.notification.version + 1)
    work.save_notification(notification)
    if needed:
        tell(work, authority, notification, at, by, record, agreed=True)
        return
    watching = watch(notification, authority.organisation, at, settled_roles(record.duties))
    if watching is not None and not record.open_duties(DutyKind.WATCH):
        work.add_duty(watching)


def may_decide_first(record: Record, aad: str, authority: Authority) -> tuple[Duty, Standing] | None:
    """The first decision, open first and newest, that this person has a standing in."""
    organisation = record.notification.within(authority.organisation)
    found = [
        (duty, s)
        for duty in record.duties
        if duty.kind is DutyKind.FIRST and (s := standing(duty, aad, organisation)) is not None
    ]
    found.sort(key=lambda pair: (pair[0].is_open, pair[0].id), reverse=True)
    return found[0] if found else None


def _before(duty: Duty, authority: Authority, at: datetime) -> words.Words:
    when = timed(duty.met_at, at) if duty.met_at else ""
    if duty.outcome in (NEEDED, NOT_NEEDED):
        outcome = "it is notified" if duty.outcome == NEEDED else "it is not notified"
        return words.decided_before(who(duty.met_by or "", authority), when, outcome)
    return words.notified_without_decision(when)


def _now(work: Work, authority: Authority, press: Press, said: words.Words) -> Screen:
    record = work.record(press.id)
    assert record is not None
    return shown(record, press, authority, said)
