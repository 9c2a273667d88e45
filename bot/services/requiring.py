"""What somebody who was told requires of others: an answer, or an action by a day; and taking either back.

Whoever is asked gets a card (and a mail, where they read theirs), and owes it (required.py). The words stand on
everybody's card. They answer where they read it (replying.py).
"""

from dataclasses import replace
from datetime import date, datetime

from bot.notifications.access import may_ever_see, reads_whole, was_sent
from bot.notifications.delivery import Delivery, Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners, standing_in
from bot.notifications.form import Ask
from bot.notifications.hours import speak_at
from bot.notifications.notification import Notification, Record
from bot.notifications.own_mail import mail_beside
from bot.notifications.required import (
    ASKED,
    REQUIRED,
    TAKEN_BACK,
    Requirement,
    as_choice,
    may_take_back,
    owed,
    received,
    requirements,
    waived,
)
from bot.notifications.telling import personal
from bot.organisation import Organisation
from bot.services import required_words
from bot.services.authority import Authority
from bot.services.deed import Deed, Doing, Outcome, add
from bot.services.ports import Work
from bot.services.speaking import length, moment
from rules.instants import at_london
from rules.limits import window_due
from rules.timescale import WindowKind

WINDOWS: tuple[WindowKind, ...] = ("any_hour", "working", "longer")


def may(record: Record, person: str, authority: Authority) -> bool:
    """A director, or any manager who was told. What is restricted is asked of and by those who read it whole."""
    notification = record.notification
    return received(record, person, authority.organisation) and not (notification.drill or notification.is_veiled)


def whom(record: Record, person: str, authority: Authority) -> tuple[tuple[str, str], ...]:
    """Of whom it may be required: the roles of the policy that somebody holds, then people, those told first.

    Nobody who must not know of it, and not the one who asks.
    """
    matter, notification = record.notification.within(authority.organisation), record.notification
    roles: list[tuple[str, str]] = []
    titles: dict[str, list[str]] = {}
    for role in (one.id for one in authority.pack.roles if one.reached == "person"):
        holders = matter.holders(role)
        for holder in holders:
            titles.setdefault(holder.id, []).append(matter.role_title(role))
        if notification.is_restricted and not all(reads_whole(record, h.id, authority.organisation) for h in holders):
            continue
        if names := ", ".join(holder.name for holder in holders if holder.id != person):
            roles.append((as_choice(role), f"The {matter.role_title(role)} ({names})"))
    told = [notification.reporter, *(d.recipient for d in record.deliveries if was_sent(record, d.recipient))]
    told.append(matter.manager_of(notification.reporter).id)
    people = []
    for aad in dict.fromkeys([*told, *(d.met_by or "" for d in record.duties), *titles]):
        known = matter.person(aad)
        name = known.name if known else notification.reporter_name if aad == notification.reporter else ""
        if not name or aad == person or matter.is_kept_out(aad) or not may_ever_see(record, aad):
            continue
        if not notification.is_restricted or reads_whole(record, aad, authority.organisation):
            people.append((aad, ", ".join((name, *titles.get(aad, ())))))
    return (*roles, *people)


def ask_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """Whom, what, and until when an answer is needed."""
    return (
        Ask("whom", "person", "Whom do you ask?", _READS, choices=whom(record, person, authority), required=True),
        Ask("what", "long-text", "Your question", required=True),
        Ask("when", "choice", "When do you need the answer?", choices=windows(authority), required=True),
    )


def require_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """Of whom, what, and by when: at once, or by a day."""
    return (
        Ask("whom", "person", "Who is to do it?", _READS, choices=whom(record, person, authority), required=True),
        Ask("what", "long-text", "What is to be done?", required=True),
        Ask("day", "date", "By which day?", "By the close of office of that day."),
        Ask("when", "choice", "Or sooner", "Leave this empty if you give a day.", choices=windows(authority)),
    )


_READS = "Whoever you choose reads the whole notification."


def windows(authority: Authority) -> tuple[tuple[str, str], ...]:
    """How soon, by the organisation's windows; at any hour, or in office hours."""
    spans = authority.limits.windows
    return (
        ("any_hour", f"At any hour, within {length(spans.any_hour)}"),
        ("working", f"Within {length(spans.working)} of office time"),
        ("longer", f"Within {length(spans.longer)} of office time"),
    )


def ask(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """A question, and the duty to answer it."""
    due = _due(doing.given["when"], authority, doing.at)
    if due is None:
        return {"when": "Choose when you need it."}
    duty = require(work, authority, doing, DutyKind.ANSWER, *due)
    return required_words.asked(named(duty, doing.notification, authority), moment(duty.due))


def require_action(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """An action, and the duty to do it."""
    chosen, day = doing.given.get("when", ""), doing.given.get("day", "")
    due = _due(chosen, authority, doing.at)
    if due is None and not day:
        return {"day": "Give a day, or choose how soon."}
    close = end_of(day, authority) if due is None else None
    if due is None and (close is None or close <= doing.at):
        return {"day": "This day is over: choose a later one."}
    window: WindowKind = due[1] if due is not None else "longer"
    at = due[0] if due is not None else close
    assert at is not None
    duty = require(work, authority, doing, DutyKind.ACTION, at, window)
    return required_words.required(named(duty, doing.notification, authority), moment(duty.due))


def _due(chosen: str, authority: Authority, at: datetime) -> tuple[datetime, WindowKind] | None:
    window = next((one for one in WINDOWS if one == chosen), None)
    if window is None:
        return None
    return window_due(window, at, authority.limits.calendar, authority.limits), window


def end_of(day: str, authority: Authority) -> datetime | None:
    """The close of office of a London day (aware, UTC); None where it is no day."""
    try:
        return at_london(date.fromisoformat(day), authority.limits.office_close)
    except ValueError:
        return None


def require(work: Work, authority: Authority, doing: Doing, kind: DutyKind, due: datetime, window: WindowKind) -> Duty:
    """Add the words of `doing`, create the duty, and tell whoever owes it. `whom` and `what` are its answers."""
    organisation, notification = authority.organisation, doing.notification
    duty = owed(notification, kind, doing.token, doing.person, doing.given["whom"], organisation, doing.at, due, window)
    work.add_duty(duty)
    said = {"what": doing.given["what"], "whom": named(duty, notification, authority), "due": moment(due)}
    after = add(work, authority, doing, ASKED if kind is DutyKind.ANSWER else REQUIRED, said)
    tell_of(work, authority, after, duty, doing.at)
    return duty


def tell_of(work: Work, authority: Authority, notification: Notification, duty: Duty, at: datetime) -> None:
    """A card for whoever owes it now, at once where it runs at any hour; and the mail of those who read theirs."""
    organisation = notification.within(authority.organisation)
    named_in_place = (person.id for person in standing_in(duty, organisation, at))
    for person in dict.fromkeys((*owners(duty, organisation, at), *named_in_place)):
        card = personal(notification, person, Purpose.TASK, at, urgent=duty.any_hour, duty=duty.id, mark=duty.trigger)
        send(work, organisation, card, speak_at(at, authority.limits, any_hour=duty.any_hour))


def send(work: Work, organisation: Organisation, card: Delivery, when: datetime) -> None:
    """A card, and beside it a mail of its own for whoever reads theirs."""
    for delivery in (card, *mail_beside(card, organisation)):
        work.add_delivery(replace(delivery, next_at=when))


def named(duty: Duty, notification: Notification, authority: Authority) -> str:
    """Who owes it: "the Service Manager", or a person by name."""
    if duty.role:
        return f"the {authority.organisation.role_title(duty.role)}"
    person = authority.organisation.person(duty.person or "")
    return person.name if person is not None else notification.reporter_name


def _own(record: Record, person: str, authority: Authority) -> tuple[Requirement, ...]:
    """What this person requires that is still open."""
    organisation = authority.organisation
    return tuple(r for r in requirements(record) if r.duty.is_open and may_take_back(record, r, person, organisation))


def may_withdraw(record: Record, person: str, authority: Authority) -> bool:
    """Whoever requires something that is still open."""
    return bool(_own(record, person, authority))


def withdraw_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """Which, and why."""
    own = _own(record, person, authority)
    choices = tuple((r.duty.trigger, _titled(r, record.notification, authority)) for r in own)
    return (
        Ask("which", "choice", "What is not needed any more?", choices=choices, required=True),
        Ask("why", "long-text", "Why?", required=True),
    )


def _titled(requirement: Requirement, notification: Notification, authority: Authority) -> str:
    name = requirement.name
    return f"{name[0].upper()}{name[1:]}, of {named(requirement.duty, notification, authority)}"


def withdraw(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """It is owed no more; it stays on the card with the reason."""
    own = _own(doing.record, doing.person, authority)
    chosen = next((r for r in own if r.duty.trigger == doing.given["which"]), None)
    if chosen is None:
        return {"which": "Choose one of these."}
    work.save_duty(waived(chosen.duty, doing.person, doing.at))
    add(work, authority, doing, TAKEN_BACK, {"why": doing.given["why"], "which": chosen.name}, about=chosen.duty.id)
    return required_words.taken_back(chosen.name)


ASK = Deed(
    id="ask",
    title="Ask a question",
    what="They get a card that asks them for the answer. Question and answer stand on everybody's card.",
    button="Ask",
    may=may,
    fields=ask_fields,
    do=ask,
)
REQUIRE = Deed(
    id="require",
    title="Require an action",
    what="They get a card with the action and its time. You are told when it is done, or late.",
    button="Require it",
    may=may,
    fields=require_fields,
    do=require_action,
)
TAKE_BACK = Deed(
    id="take-back",
    title="Take back a question or an action",
    what="It is not asked of them any more. It stays on the card, with your reason.",
    button="Take it back",
    may=may_withdraw,
    fields=withdraw_fields,
    do=withdraw,
)
