"""Several things confirmed in one press: one person ticks what is done of one incident; each is journalled by name."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import may_open
from bot.notifications.commands import Press
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.form import Ask
from bot.notifications.notification import Record
from bot.notifications.tasks import planned_of, title_of
from bot.services import required_words, words
from bot.services.asked import Asked, Button
from bot.services.authority import Authority
from bot.services.doing import close_done, key_of, may_close
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from rules.instants import say_instant

TICKED = "confirm.done"
"""The input with what is ticked."""
FEWEST = 2
"""One alone is asked by itself."""


def several(record: Record, person: str, authority: Authority) -> tuple[Duty, ...]:
    """The open tasks that this person (an Entra object id) may confirm with a tick: certain, and without a reference.

    None where there is only one.
    """
    found = []
    for duty in record.open_duties(DutyKind.TASK):
        planned = planned_of(record.notification, duty)
        if planned is None or planned.closed_by != "done" or planned.status != "certain":
            continue
        if may_close(record, duty, person, authority):
            found.append(duty)
    return tuple(found) if len(found) >= FEWEST else ()


def tick(record: Record, duties: tuple[Duty, ...]) -> tuple[Asked, ...]:
    """They stand together, with one button."""
    if not duties:
        return ()
    notification = record.notification
    choices = tuple((key_of(duty), _said(record, duty)) for duty in duties)
    first = min(duties, key=lambda duty: (duty.limit is None, duty.due))
    what = dict.fromkeys(
        f"{planned.what.rstrip('.')}. Source: {planned.source}."
        for duty in duties
        if (planned := planned_of(notification, duty)) is not None
    )
    return (
        Asked(
            f"Confirm {len(duties)} things",
            "Confirm what is done",
            first.due,
            any(duty.late_since for duty in duties),
            " ".join(what),
            (Ask(TICKED, "choices", "Tick what is done", choices=choices),),
            (Button("confirm", "Confirm what is ticked", "positive"),),
            timed=first.limit is not None,
        ),
    )


def _said(record: Record, duty: Duty) -> str:
    late = "LATE, " if duty.late_since else ""
    by = f" ({late}by {say_instant(duty.limit, year=False)})" if duty.limit is not None else ""
    return f"{title_of(record.notification, duty)}{by}"


def confirm(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Close everything that is ticked and still open. What somebody else has confirmed meanwhile stays theirs."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    person = press.actor.id
    ticked = {part.strip() for part in press.inputs.get(TICKED, "").split(",") if part.strip()}
    tasks = [duty for duty in record.duties if duty.kind is DutyKind.TASK and key_of(duty) in ticked]
    if not all(may_close(record, duty, person, authority) for duty in tasks) or not (
        tasks or may_open(record, person, authority.organisation)
    ):
        work.journal(press.id, at, person, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    done = [duty for duty in tasks if duty.is_open and _is_done_by_saying(record, duty)]
    if not done:
        said = words.done_before() if tasks else required_words.tick_something().at(TICKED)
        return shown(record, press, authority, said)
    work.save_notification(replace(record.notification, version=record.notification.version + 1))
    close_done(work, authority, press, done, record, at, "")
    after = work.record(press.id)
    assert after is not None
    return shown(after, press, authority, required_words.confirmed(len(done)))


def _is_done_by_saying(record: Record, duty: Duty) -> bool:
    planned = planned_of(record.notification, duty)
    return planned is not None and planned.closed_by == "done"
