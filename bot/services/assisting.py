"""What the registered assistant of somebody told may do: read, and record that they told them by word of mouth.

The record says who told whom, and when. It meets no duty: the one who was told still acknowledges, decides and is
reminded as if nothing had been recorded.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.notifications.access import assisted, takes_part
from bot.notifications.answers import AnswerError, read_instant, time_id
from bot.notifications.assistants import is_plausible, told_at
from bot.notifications.commands import Press
from bot.notifications.form import Ask
from bot.notifications.notification import Record, ToldOrally
from bot.organisation import Person
from bot.services import assistant_words, words
from bot.services.asked import Asked, Button
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from bot.services.speaking import moment, timed, who
from rules.instants import LONDON

SAME = timedelta(minutes=1)
"""Two records of one person nearer than this are one."""
MOST = 20
"""Such records of one notification: more are no help to anybody."""


def told_orally(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Record that the presser told the person they assist. Without a time it was now; a time alone is of today."""
    subject, _, whom = press.id.partition(":")
    record, about = work.record(subject), replace(press, id=subject)
    if record is None:
        return WordsScreen(words.gone())
    person = next((p for p in assisted(record, press.actor.id, authority.organisation) if p.id == whom), None)
    if person is None:
        work.journal(subject, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, about, authority, words.not_your_role())
    when = _when(press, person, at)
    notification = record.notification
    if when is None or not is_plausible(when, notification, at):
        return shown(record, about, authority, assistant_words.told_when(person.name).at(_input(person)))
    if any(told.whom == person.id and abs(told.at - when) < SAME for told in notification.told_orally):
        return shown(record, about, authority, words.done_before())
    if len(notification.told_orally) >= MOST:
        return shown(record, about, authority, words.too_many())
    told = ToldOrally(person.id, when, press.actor.id, at)
    work.save_notification(
        replace(notification, told_orally=(*notification.told_orally, told), version=notification.version + 1)
    )
    work.journal(
        subject,
        at,
        press.actor.id,
        "told-orally",
        name=press.actor.name,
        acting=f"assistant of {person.name}",
        whom=person.name,
        whom_id=person.id,
        told=when.isoformat(),
        when=moment(when),
    )
    current = work.record(subject)
    assert current is not None
    return shown(current, about, authority, assistant_words.told_orally(person.name, timed(when, at)))


def offered(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """What an assistant may record, once for each person they assist. Never due: nothing is asked of them."""
    return tuple(
        Asked(
            "",
            f"Have you told {told.name}?",
            record.notification.created_at,
            False,
            f"If you told {told.name} by phone or in person, say so here. It does not acknowledge: they still must.",
            (Ask(_input(told), "instant", "When? Leave this empty for just now."),),
            (Button("told-orally", f"I told {told.name}", about=f"{record.notification.id}:{told.id}"),),
            timed=False,
        )
        for told in assisted(record, person, authority.organisation)
    )


def as_assistant(record: Record, person: str, authority: Authority) -> str:
    """Whose assistant somebody reads this as; "" for whoever takes part in their own right, and for everybody else."""
    if takes_part(record, person, authority.organisation):
        return ""
    return " and ".join(p.name for p in assisted(record, person, authority.organisation))


def oral_lines(record: Record, authority: Authority, now: datetime | None = None) -> tuple[str, ...]:
    """Who was told by word of mouth, when, and who says so."""
    return tuple(
        f"{who(told.whom, authority)}: told in person or by phone at {timed(told.at, now)}, as their assistant "
        f"{who(told.by, authority)} recorded at {timed(told.recorded_at, now)}. This does not acknowledge."
        for told in record.notification.told_orally
    )


def _input(person: Person) -> str:
    return f"told-orally.{person.id}.at"


def _when(press: Press, person: Person, at: datetime) -> datetime | None:
    """The instant that was given (aware, UTC); None where it cannot be read, or has no time of day."""
    day, clock = (press.inputs.get(name, "") for name in (_input(person), time_id(_input(person))))
    if not day.strip() and not clock.strip():
        return at
    text = told_at(day, clock, f"{at.astimezone(LONDON):%Y-%m-%d}")
    if "T" not in text:
        return None
    try:
        return read_instant(text)
    except AnswerError:
        return None
