"""What happens next if nobody does anything, in words: whom the bot reminds, whom it tells, and when.

The engine takes these steps at their instants (watching.py); here the same steps are only said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.notifications.absence import Absence
from bot.notifications.delivery import Delivery
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import Step, roles_of, take
from bot.notifications.notification import Record
from bot.notifications.tasks import planned_of, title_of
from bot.organisation import Organisation
from bot.services.authority import Authority
from bot.services.speaking import moment, who

_TO_DO: Mapping[DutyKind, str] = {
    DutyKind.ACKNOWLEDGE: "to acknowledge {it}",
    DutyKind.DECIDE: "to decide about {it}",
    DutyKind.COMPLETE: "to give the rest of the details of {it}",
    DutyKind.REACH: "to phone {whom} about {it}",
    DutyKind.SEND: "to send a report that must be told by {limit}",
    DutyKind.FIRST: "to decide whether {it} is notified",
    DutyKind.WATCH: "to say whether {it} still holds",
    DutyKind.PHONE: "to phone the {role} about {it}",
    DutyKind.ANSWER: "to answer a question of {whom} about {it}",
    DutyKind.ACTION: "to do what {whom} requires about {it}",
    DutyKind.REVIEW_DAY: "to review {it}",
    DutyKind.ANONYMISE: "to write the anonymised version of {it}",
    DutyKind.APPROVE: "to approve the anonymised version of {it}",
    DutyKind.UPDATE: "to send an update of {it}",
    DutyKind.OPERATE: "to put right what the bot found",
}
_MISSING: Mapping[DutyKind, str] = {
    DutyKind.ACKNOWLEDGE: "has not acknowledged {it}",
    DutyKind.DECIDE: "has not decided about {it}",
    DutyKind.COMPLETE: "has not given the rest of the details of {it}",
    DutyKind.REACH: "has not said that {whom} was reached about {it}",
    DutyKind.SEND: "has not sent a report that must be told by {limit}",
    DutyKind.FIRST: "has not decided whether {it} is notified",
    DutyKind.WATCH: "has not said whether {it} still holds",
    DutyKind.PHONE: "has not recorded a call to the {role} about {it}",
    DutyKind.TASK: "has not done what {it} asks for",
    DutyKind.ANSWER: "has not answered a question of {whom} about {it}",
    DutyKind.ACTION: "has not done what {whom} requires about {it}",
    DutyKind.REVIEW_DAY: "has not reviewed {it}",
    DutyKind.ANONYMISE: "has not written the anonymised version of {it}",
    DutyKind.APPROVE: "has not approved the anonymised version of {it}",
    DutyKind.UPDATE: "has not sent an update of {it}",
    DutyKind.OPERATE: "has not put right what the bot found",
}
"""What is due of an owner, after "is reminded" and after their name; `it` is the notification's reference."""


@dataclass(frozen=True)
class Coming:
    """One thing that is due at an instant (aware, UTC). `reference` is empty for a draft."""

    at: datetime
    words: str
    reference: str = ""


@dataclass(frozen=True)
class Subjects:
    """What the duties are about, by id."""

    records: Mapping[str, Record]
    drafts: Mapping[str, Draft]

    def reference(self, duty_or_delivery: Duty | Delivery) -> str:
        """The reference of a notification; "" for anything else."""
        found = self.records.get(duty_or_delivery.notification or "")
        return found.notification.reference if found else ""

    def organisation(self, duty: Duty, authority: Authority) -> Organisation:
        """The organisation for what a duty is about: nobody is told of it through its own reporter, as cover."""
        record = self.records.get(duty.notification or "")
        return record.notification.within(authority.organisation) if record else authority.organisation

    def told(self, duty: Duty, role: str) -> bool:
        """Is this role told already of what the duty is about?"""
        record = self.records.get(duty.notification or "")
        return record is not None and any(d.kind is DutyKind.NOTIFY and d.role == role for d in record.duties)

    def named(self, aad: str, authority: Authority) -> str:
        """A person's name; the author of a report is named even where the organisation file does not know them."""
        authors = {r.notification.reporter: r.notification.reporter_name for r in self.records.values()}
        authors |= {d.author: d.author_name for d in self.drafts.values()}
        person = authority.organisation.person(aad)
        return person.name if person else authors.get(aad) or who(aad, authority)


def coming(
    duties: Iterable[Duty],
    deliveries: Iterable[Delivery],
    subjects: Subjects,
    authority: Authority,
    absences: Iterable[Absence] = (),
) -> tuple[Coming, ...]:
    """What is due, soonest first, each sentence once."""
    due = [duty for duty in duties if duty.is_open and duty.next_at]
    reminded: dict[tuple[datetime, str, str], list[str]] = {}
    found = []
    for duty in due:
        reference, at = subjects.reference(duty), duty.next_at or duty.due
        if duty.kind is DutyKind.NOTIFY:  # sending is the bot's own: it has no steps
            found.append(Coming(at, _not_reached(duty, reference, authority), reference))
            continue
        step, _ = take(duty, subjects.organisation(duty, authority), at)
        if step.moves_on and not (step.role and subjects.told(duty, step.role)):
            found.append(Coming(at, _moves_on(duty, step, reference, authority), reference))
        elif step.escalates_to:
            found.append(Coming(at, _escalated(duty, step, reference, subjects, authority), reference))
        else:
            names = [subjects.named(person, authority) for person in step.reminds]
            reminded.setdefault((at, reference, _to_do(duty, reference, subjects, authority)), []).extend(names)
    for (at, reference, to_do), names in reminded.items():
        each = list(dict.fromkeys(names))
        found.append(Coming(at, f"{_names(each)} {'are' if len(each) > 1 else 'is'} reminded {to_do}", reference))
    found += [
        Coming(each.next_at, f"{subjects.named(each.person, authority)} is back, and is told what came in")
        for each in absences
        if each.next_at is not None
    ]
    found += [_delivery(delivery, subjects, authority) for delivery in deliveries if delivery.next_at]
    return tuple(dict.fromkeys(sorted(found, key=lambda each: each.at)))


def _not_reached(duty: Duty, reference: str, authority: Authority) -> str:
    role = authority.organisation.role_title(duty.role or "")
    return f"If no message has reached the {role} by then, somebody is asked to phone them about {reference}"


def _moves_on(duty: Duty, step: Step, reference: str, authority: Authority) -> str:
    whom = (
        f"The {authority.organisation.role_title(step.role)} is" if step.role else "Everybody whom the policy names is"
    )
    return (
        f"{whom} told about {reference}, because nobody has {'answered' if duty.kind is DutyKind.WATCH else 'decided'}"
    )


def _escalated(duty: Duty, step: Step, reference: str, subjects: Subjects, authority: Authority) -> str:
    names = _names(p.name for p in step.escalates_to)
    organisation = subjects.organisation(duty, authority)
    cover = [p for role in roles_of(duty) for p in organisation.cover(role)]
    covering = not step.role and any(p in cover for p in step.escalates_to)
    title = authority.organisation.role_title(step.role) if step.role else "cover" if covering else ""
    many = "are" if len(step.escalates_to) > 1 else "is"
    missing = _missing(duty, reference, subjects, authority)
    return f"{names}{f' ({title})' if title else ''} {many} told: {missing}"


def _to_do(duty: Duty, reference: str, subjects: Subjects, authority: Authority) -> str:
    """What its owner is reminded of."""
    task = _task(duty, subjects)
    if duty.kind is DutyKind.TASK:
        return f"to do what {reference} asks for: {task}" if task else f"about {reference}"
    return _filled(_TO_DO.get(duty.kind, "about {it}"), duty, reference, authority)


def _missing(duty: Duty, reference: str, subjects: Subjects, authority: Authority) -> str:
    """What has not been done, to somebody else."""
    role = " or ".join(authority.organisation.role_title(r) for r in roles_of(duty))
    owner = f"the {role}" if role else subjects.named(duty.person or "", authority)
    task = _task(duty, subjects)
    if duty.kind is DutyKind.TASK and task:
        return f"{owner} has not done what {reference} asks for: {task}"
    return f"{owner} {_filled(_MISSING.get(duty.kind, _MISSING[DutyKind.TASK]), duty, reference, authority)}"


def _filled(sentence: str, duty: Duty, reference: str, authority: Authority) -> str:
    return sentence.format(
        it=reference,
        whom=who(duty.about, authority),
        role=authority.organisation.role_title(duty.about),
        limit=moment(duty.limit or duty.due),
    )


def _task(duty: Duty, subjects: Subjects) -> str:
    """What a task is called in its policy; "" where it is not a task."""
    record = subjects.records.get(duty.notification or "")
    planned = planned_of(record.notification, duty) if record else None
    return title_of(record.notification, duty) if record and planned else ""


def _delivery(delivery: Delivery, subjects: Subjects, authority: Authority) -> Coming:
    reference = subjects.reference(delivery)
    about = f" about {reference}" if reference else ""
    what = "The card" if delivery.is_update else "A message"
    doing = "is brought up to date" if delivery.is_update else "is sent" if not delivery.attempt else "is tried again"
    place = subjects.named(delivery.recipient, authority)
    place = place[0].lower() + place[1:] if place.startswith("The ") else place
    return Coming(delivery.next_at or delivery.created_at, f"{what} for {place}{about} {doing}", reference)


def _names(names: Iterable[str]) -> str:
    listed = list(dict.fromkeys(names))
    return " and ".join(filter(None, (", ".join(listed[:-1]), listed[-1]))) if listed else ""
