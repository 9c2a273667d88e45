"""What was left open is answered once, on the card, by whoever knows: who is then told is told, what it rules out ends.

A row that cannot be ruled out tells its recipients, and brings its calls and tasks. One answer must be able to end it.
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import standing
from bot.notifications.answers import time_id
from bot.notifications.commands import Press
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.form import Ask, Reading, as_draft, open_asks, read
from bot.notifications.notification import Notification, Record
from bot.notifications.sight import is_whole
from bot.notifications.tasks import RULED_OUT, planned_of
from bot.notifications.telling import counted, staff_matter
from bot.notifications.watch import is_kept
from bot.services import asking_to_restrict, words
from bot.services.authority import Authority
from bot.services.judging import by_judgement, is_required
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.sending import tell
from bot.services.showing import shown

MOST = 5
"""Questions that a card offers at once; those behind them follow when these are answered."""


def still_open(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """The questions that can still change the answer, for the reporter and for whoever owes what waits for them.

    While the rest of a "Tell now" is owed, its form asks them; a report that is kept has its own way to be changed.
    """
    if is_kept(record) or record.open_duties(DutyKind.COMPLETE):
        return ()
    if not is_whole(record, person, authority.organisation):
        return ()
    if record.notification.reporter != person and not any(
        _waits(record, duty) and standing(duty, person, authority.organisation) for duty in record.open_duties()
    ):
        return ()
    return open_asks(record.notification, authority.pack)[:MOST]


def answer(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep the answers and decide anew: others are told where a row requires it now, what is ruled out is closed."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    asked = still_open(record, press.actor.id, authority)
    if not asked:
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    wanted = {key for ask in asked for key in (ask.id, time_id(ask.id))}
    given = {key: text for key, text in press.inputs.items() if key in wanted and text.strip()}
    if not given:
        return shown(record, press, authority, words.answer_needed().at(asked[0].id))
    old = record.notification
    reading = read(as_draft(replace(old, answers={**old.answers, **given})), authority.pack, authority.limits, at)
    wrong = next((ask for ask in asked if ask.id in reading.problems), None)
    if wrong is not None:
        return shown(record, press, authority, words.field_wrong(wrong.label).at(wrong.id))
    notification = _decided_anew(old, given, reading, authority, at)
    notification = asking_to_restrict.anew(notification, authority, press.actor.id, at)
    work.save_notification(notification)
    for duty in record.open_duties(DutyKind.WATCH):
        work.save_duty(duty.superseded(at, "the facts changed"))
    tell(work, authority, notification, at, press.actor.id, record)
    for duty in _ruled_out(record, notification, at):
        work.save_duty(duty)
    said = ", ".join(ask.label for ask in asked if ask.id in given)
    work.journal(press.id, at, press.actor.id, "answered", name=press.actor.name, questions=said)
    current = work.record(press.id)
    assert current is not None
    return shown(current, press, authority, words.answered())


def _decided_anew(
    old: Notification, given: dict[str, str], reading: Reading, authority: Authority, at: datetime
) -> Notification:
    judged = bool(old.judgement) and not is_required(reading.decision)
    return replace(
        old,
        answers={**old.answers, **given},
        aware=reading.facts.aware or old.aware,
        decision=by_judgement(reading, authority, at) if judged else reading.decision,
        staff_matter=staff_matter(reading.facts),
        version=old.version + 1,
    )


def _ruled_out(before: Record, notification: Notification, at: datetime) -> tuple[Duty, ...]:
    """Decisions and acknowledgements of before that no row asks for any more."""
    rows = counted(notification)
    told = {role for row in rows for role in (*row.route.always, *row.route.also)}
    about = {row.route.about for row in rows} - told
    open_now = (
        *(d for d in before.open_duties(DutyKind.DECIDE) if d.about not in about),
        *(d for d in before.open_duties(DutyKind.ACKNOWLEDGE) if d.role not in told and not _was_decided(before, d)),
    )
    return tuple(replace(duty.superseded(at, RULED_OUT), outcome=RULED_OUT) for duty in open_now)


def _was_decided(before: Record, duty: Duty) -> bool:
    """Is this role told because somebody decided so, or nobody did in time? Then no answer takes it back."""
    return any(d.kind is DutyKind.DECIDE and d.about == duty.role for d in before.duties)


def _waits(record: Record, duty: Duty) -> bool:
    """Is a call or a task owed only because a question is open?"""
    planned = planned_of(record.notification, duty) if duty.kind in (DutyKind.TASK, DutyKind.PHONE) else None
    return planned is not None and planned.status == "unknown"
