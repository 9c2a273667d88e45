"""Reports that no row requires yet: kept with a reference and watched, then told, stood down, or told unconfirmed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.answers import AnswerError, instant_text, read_instant, time_id
from bot.notifications.commands import Press
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.form import LONGEST, Ask, Reading, as_draft, read
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import staff_matter
from bot.notifications.watch import NOT_CONFIRMED, SENT_BEFORE, STILL, STOOD_DOWN, is_kept
from bot.services import asking_to_restrict, words
from bot.services.authority import Authority
from bot.services.judging import by_judgement, is_required
from bot.services.owing import owe
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.sending import BY_JUDGEMENT, tell
from bot.services.showing import shown
from bot.services.still import counts_from_missing
from rules.judgement import REASON, reason_given
from rules.matching import Scene

WHAT_HAPPENED = "stand-down.what"
FOUND = "found.at"


def still(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Yes, it still holds: everybody is told as the row says."""
    found = _asked(work, authority, press, at)
    if not isinstance(found, tuple):
        return found
    record, duty = found
    work.save_duty(duty.met(at, press.actor.id, outcome=STILL))
    _tell(work, authority, record, at, press.actor.id)
    work.journal(press.id, at, press.actor.id, STILL, name=press.actor.name, row=duty.trigger)
    return _now(work, authority, press, words.saved(record.notification.reference))


def stand_down(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """No, not any more: closed with what happened. Nobody further is told; the report stays.

    When a missing child was found is kept with its facts: from then on a return interview is owed, where the
    organisation has switched that duty on.
    """
    found = _asked(work, authority, press, at)
    if not isinstance(found, tuple):
        return found
    record, duty = found
    asked = stand_down_fields(authority, duty)
    what = press.inputs.get(WHAT_HAPPENED, "").strip()
    wrong = next((ask for ask in asked if ask.wrong_with(press.inputs.get(ask.id, "").strip())), None)
    if not what or wrong is not None:
        said = words.field_wrong(wrong.label) if wrong else words.say_what_happened().at(WHAT_HAPPENED)
        return shown(record, press, authority, said)
    answers = _with_found(record.notification.answers, press, duty, authority, at)
    if answers is None:
        return shown(record, press, authority, words.field_wrong(asked[-1].label))
    work.save_duty(duty.met(at, press.actor.id, outcome=STOOD_DOWN, reason=what))
    notification = replace(record.notification, answers=answers, version=record.notification.version + 1)
    if answers != record.notification.answers:
        reading = reread(notification, authority, at)
        notification = replace(notification, decision=replace(notification.decision, duties=reading.decision.duties))
        owe(work, authority, notification, at, before=record, only_new=True)
    work.save_notification(notification)
    work.journal(press.id, at, press.actor.id, STOOD_DOWN, name=press.actor.name, row=duty.trigger, what=what)
    return _now(work, authority, press, words.stood_down(record.notification.reference))


def stand_down_fields(authority: Authority, duty: Duty) -> tuple[Ask, ...]:
    """What is asked of somebody who stands a watch down."""
    what = Ask(WHAT_HAPPENED, "long-text", "If not: what happened, when, and who knows?")
    if not counts_from_missing(authority.pack, duty.trigger):
        return (what,)
    return (what, Ask(FOUND, "instant", "If found: when?"))


def _with_found(
    answers: Mapping[str, str], press: Press, duty: Duty, authority: Authority, at: datetime
) -> Mapping[str, str] | None:
    """The answers with when somebody missing was found, where that was said; None where it cannot be, or be read."""
    typed = instant_text(press.inputs, FOUND)
    if not typed or not counts_from_missing(authority.pack, duty.trigger):
        return answers
    try:
        found = read_instant(typed)
    except AnswerError:
        return None
    if found > at:
        return None
    happened = [part for part in answers.get("happened", "").split(",") if part.strip()]
    given = {FOUND: press.inputs.get(FOUND, ""), time_id(FOUND): press.inputs.get(time_id(FOUND), "")}
    return {**answers, **given, "happened": ",".join(dict.fromkeys((*happened, "found")))}


def send_now(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Somebody worries: a kept report is sent whatever the clock says, by its reporter or by whoever was asked."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not may_answer(record, press.actor.id):
        return _refused(work, authority, press, record, at)
    if not is_kept(record):
        return shown(record, press, authority, words.already_sent(record.notification.reference))
    reason = press.inputs.get(REASON, "").strip()
    if reason and len(reason) <= LONGEST["text"]:
        answers = {**record.notification.answers, REASON: reason}
        record = replace(record, notification=replace(record.notification, answers=answers))
    reading = reread(record.notification, authority, at)
    if not is_required(reading.decision) and not reason_given(Scene.of(reading.facts)):
        return shown(record, press, authority, words.say_why().at(REASON))
    for duty in record.open_duties(DutyKind.WATCH):
        work.save_duty(duty.met(at, press.actor.id, outcome=SENT_BEFORE))
    _tell(work, authority, record, at, press.actor.id)
    work.journal(press.id, at, press.actor.id, "sent-after-all", name=press.actor.name, reason=reason)
    return _now(work, authority, press, words.saved(record.notification.reference))


def tell_unconfirmed(work: Work, authority: Authority, notification: Notification, duty: Duty, at: datetime) -> bool:
    """Nobody answered whether it still holds: it is told all the same, and says so. Erring toward telling."""
    record = work.record(notification.id)
    if record is None:
        return False
    work.save_duty(duty.met(at, SYSTEM, outcome=NOT_CONFIRMED))
    _tell(work, authority, record, at, SYSTEM)
    work.journal(notification.id, at, SYSTEM, NOT_CONFIRMED, row=duty.trigger)
    return True


def may_answer(record: Record, aad: str) -> bool:
    """May this person say whether it still holds: its reporter, or somebody who was asked?"""
    asked = {d.id for d in record.duties if d.kind is DutyKind.WATCH}
    return record.notification.reporter == aad or any(
        d.recipient == aad and d.duty in asked and d.purpose is Purpose.ESCALATION for d in record.deliveries
    )


def reread(notification: Notification, authority: Authority, at: datetime) -> Reading:
    """What the policy says now about a notification's answers."""
    return read(as_draft(notification), authority.pack, authority.limits, at)


def _asked(work: Work, authority: Authority, press: Press, at: datetime) -> tuple[Record, Duty] | Screen:
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not may_answer(record, press.actor.id):
        return _refused(work, authority, press, record, at)
    watching = record.open_duties(DutyKind.WATCH)
    if not watching:
        return shown(record, press, authority, words.done_before())
    return record, watching[0]


def _refused(work: Work, authority: Authority, press: Press, record: Record, at: datetime) -> Screen:
    work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
    return shown(record, press, authority, words.not_your_role())


def _tell(work: Work, authority: Authority, record: Record, at: datetime, by: str) -> None:
    """Tell everybody by what the policy says now; where no row requires it even now, by judgement."""
    old = record.notification
    reading = reread(old, authority, at)
    judgement = is_kept(record) and not is_required(reading.decision)
    notification = replace(
        old,
        decision=by_judgement(reading, authority, at) if judgement else reading.decision,
        staff_matter=staff_matter(reading.facts),
        judgement=BY_JUDGEMENT if judgement else old.judgement,
        version=old.version + 1,
    )
    notification = asking_to_restrict.anew(notification, authority, by, at)
    work.save_notification(notification)
    tell(work, authority, notification, at, by, record)


def _now(work: Work, authority: Authority, press: Press, said: words.Words) -> Screen:
    record = work.record(press.id)
    assert record is not None
    return shown(record, press, authority, said)
