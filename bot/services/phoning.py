"""A call that the procedure asks for: who was called, by whom, when, and whether they answered. Open until reached."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import standing, takes_part
from bot.notifications.commands import Press
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import next_window
from bot.notifications.notification import Record
from bot.organisation import Person
from bot.services import words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from bot.services.speaking import who
from rules.instants import say_instant

REACHED = "reached-by-phone"


def answered_id(duty: Duty) -> str:
    """The input for whether a call was answered."""
    return f"phone.{duty.id.rpartition(':')[2].lower()}.answered"


def phoned(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Record a call. Answered: the duty is met. No answer: it stays open, and the next number is shown."""
    duty = work.duty(press.id)
    record = work.record(duty.notification or "") if duty is not None else None
    if duty is None or duty.kind is not DutyKind.PHONE or record is None:
        return WordsScreen(words.gone())
    about = replace(press, id=record.notification.id)
    if not takes_part(record, press.actor.id, authority.organisation):
        return WordsScreen(words.not_your_role())
    if not duty.is_open:
        return shown(record, about, authority, words.done_before())
    answer = press.inputs.get(answered_id(duty), "").strip().lower()
    if answer not in ("yes", "no"):
        return shown(record, about, authority, words.did_they_answer().at(answered_id(duty)))
    called = whom_to_call(record, duty, authority)
    name = called.name if called else authority.organisation.role_title(duty.about)
    stands = standing(duty, press.actor.id, record.notification.within(authority.organisation))
    acting, covers = (stands.acting, stands.covers) if stands else ("", "")
    if answer == "yes":
        after = replace(
            duty.met(at, press.actor.id, acting=acting, covers=covers, outcome=REACHED, reason=duty.reason),
            step=duty.step,
        )
        said = words.reached(name)
    else:
        tried = f"No answer from {name} at {say_instant(at)} ({press.actor.name})."
        after = replace(
            duty, reason=f"{duty.reason} {tried}".strip(), next_at=next_window(duty, authority.organisation, at)
        )
        said = words.no_answer(name)
    work.save_duty(after)
    work.save_notification(replace(record.notification, version=record.notification.version + 1))
    work.journal(
        record.notification.id,
        at,
        press.actor.id,
        "phoned",
        name=press.actor.name,
        role=duty.about,
        whom=name,
        answered=answer,
        covers=who(covers, authority) if covers else "",
    )
    current = work.record(record.notification.id)
    assert current is not None
    return shown(current, about, authority, said)


def whom_to_call(record: Record, duty: Duty, authority: Authority) -> Person | None:
    """Who is to be called next: the role's holders, then their cover, in turn after each call unanswered."""
    organisation = record.notification.within(authority.organisation)
    people = list(dict.fromkeys((*organisation.told(duty.about, duty.created_at), *organisation.cover(duty.about))))
    return people[tries(duty) % len(people)] if people else None


def tries(duty: Duty) -> int:
    """How many calls were not answered."""
    return duty.reason.count("No answer from ")
