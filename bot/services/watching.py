"""Watching the clock: the duties that are due take their next step. The system is the actor.

A step reminds its owners, tells their cover, then the next role, the last step repeating. What may wait
for the morning joins one digest per person at the opening of the office.
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import Step, take
from bot.notifications.hours import in_office_hours, is_office_opening
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification
from bot.notifications.telling import personal
from bot.organisation import Person
from bot.services.authority import Authority
from bot.services.deciding import tell_about
from bot.services.ports import Work

BATCH = 200


def act_on_due(work: Work, authority: Authority, at: datetime) -> int:
    """Take the next step of every duty that is due at `at` (UTC). Returns how many were."""
    due = work.due_duties(at, BATCH)
    digests: dict[str, list[str]] = {}
    changed: dict[str, Notification] = {}
    cards: dict[tuple[str, str, bool], Delivery] = {}
    for duty in due:
        if duty.kind is DutyKind.NOTIFY:
            _not_told_in_time(work, authority, duty, at)
            continue
        reaches = duty.kind is DutyKind.REACH
        waited = not reaches and _waited_for_the_morning(duty, authority)
        step, after = take(duty, authority.organisation, at)
        work.save_duty(after)
        subject = duty.notification or duty.draft or duty.id
        verb = "escalated" if step.escalates_to or step.moves_on else "reminded"
        work.journal(
            subject,
            at,
            SYSTEM,
            verb,
            duty=duty.kind,
            role=duty.role or "",
            told=", ".join(p.name for p in (*step.reminds, *step.escalates_to)),
        )
        if duty.draft:
            _about_draft(work, duty, step, at)
        elif duty.notification and (notification := work.notification(duty.notification)):
            if waited:
                for person in step.reminds:
                    digests.setdefault(person.id, []).append(notification.id)
            for card in _cards(notification, duty, replace(step, reminds=()) if waited else step, at):
                place = (notification.id, card.recipient, reaches)
                if place not in cards or card.purpose is Purpose.ESCALATION:
                    cards[place] = card
            if step.moves_on:
                tell_about(work, authority, notification, duty, at)
                work.journal(notification.id, at, SYSTEM, "moved-on", undecided=duty.role or "", told=duty.about)
            if after.late_since and not duty.late_since or step.moves_on:
                changed[notification.id] = notification
    for (subject, recipient, _), card in cards.items():
        work.add_delivery(card)
        digests[recipient] = [other for other in digests.get(recipient, ()) if other != subject]
    for notification in changed.values():
        work.save_notification(replace(notification, version=notification.version + 1))
    for recipient, notifications in digests.items():
        if notifications:
            work.add_delivery(_digest(recipient, tuple(dict.fromkeys(notifications)), at))
    return len(due)


def _waited_for_the_morning(duty: Duty, authority: Authority) -> bool:
    return not duty.any_hour and duty.next_at is not None and is_office_opening(duty.next_at, authority.limits)


def _cards(notification: Notification, duty: Duty, step: Step, at: datetime) -> tuple[Delivery, ...]:
    """The cards of one step. Several duties of one notification may fall due together: each person gets one card."""
    mark = f"{duty.kind}-{duty.about or duty.role or ''}-{duty.step}"
    reminded = {p.id for p in step.reminds}
    told = {p.id: Purpose.REMINDER for p in step.reminds} | {
        p.id: Purpose.ESCALATION for p in step.escalates_to if p.id not in reminded
    }
    return tuple(
        personal(notification, recipient, purpose, at, urgent=duty.any_hour, duty=duty.id, mark=mark)
        for recipient, purpose in told.items()
    )


def _about_draft(work: Work, duty: Duty, step: Step, at: datetime) -> None:
    """The author is reminded; their manager learns that a draft waits, by its row alone, and may send it."""
    for recipient, purpose in (
        (duty.person or "", Purpose.DRAFT),
        *((p.id, Purpose.ESCALATION) for p in step.escalates_to if p.id != duty.person),
    ):
        key = f"{duty.draft}:{purpose}:{recipient}:{duty.step}"
        work.add_delivery(
            Delivery(
                id=key,
                key=key,
                via=Via.PERSONAL,
                purpose=purpose,
                recipient=recipient,
                urgent=duty.any_hour,
                created_at=at,
                draft=duty.draft,
                duty=duty.id,
                next_at=at,
            )
        )


def _not_told_in_time(work: Work, authority: Authority, duty: Duty, at: datetime) -> None:
    """No delivery to this role has been sent by its limit: a person is asked to reach them. Sending goes on."""
    work.save_duty(replace(duty, late_since=duty.due, next_at=None, step=duty.step + 1))
    if duty.notification is None or (record := work.record(duty.notification)) is None:
        return
    work.journal(duty.notification, at, SYSTEM, "not-told-in-time", role=duty.role or "")
    for person in authority.organisation.told(duty.role or "", at):
        raise_reach(work, authority, record.notification, person.id, duty.role or "", at, urgent=duty.any_hour)


def raise_reach(
    work: Work, authority: Authority, notification: Notification, whom: str, role: str, at: datetime, *, urgent: bool
) -> None:
    """A duty of a person: reach somebody whom no message reached. One per person who is to be reached."""
    duty_id = f"{notification.id}:{DutyKind.REACH}:{whom}"
    if work.duty(duty_id) is not None:
        return
    helper = _helper(authority, notification, whom, at)
    limits = authority.limits
    duty = Duty(
        id=duty_id,
        kind=DutyKind.REACH,
        due=at + limits.windows.any_hour,
        any_hour=urgent,
        window_kind="any_hour" if urgent else "working",
        created_at=at,
        notification=notification.id,
        person=helper.id,
        about=whom,
        source=role,
    )
    work.add_duty(replace(duty, next_at=duty.due))
    work.add_delivery(personal(notification, helper.id, Purpose.REACH, at, urgent=True, duty=duty_id, mark=whom))
    work.journal(notification.id, at, SYSTEM, "reach-asked", asked=helper.name, whom=_name(authority, whom))


def _helper(authority: Authority, notification: Notification, whom: str, at: datetime) -> Person:
    """Who is asked to phone: the reporter's manager in office hours, on-call at night, never the unreachable one."""
    organisation = authority.organisation
    manager = organisation.manager_of(notification.reporter)
    asked = [manager, organisation.on_call(at), organisation.people[organisation.default_manager]]
    if not in_office_hours(at, authority.limits):
        asked.insert(0, organisation.on_call(at))
    asked += [p for role in organisation.escalation_chain for p in organisation.told(role, at)]
    return next((p for p in asked if p.id != whom), manager)


def _name(authority: Authority, whom: str) -> str:
    person = authority.organisation.person(whom)
    return person.name if person else whom


def _digest(person: str, notifications: tuple[str, ...], at: datetime) -> Delivery:
    key = f"digest:{person}:{at.isoformat()}"
    return Delivery(
        id=key,
        key=key,
        via=Via.PERSONAL,
        purpose=Purpose.DIGEST,
        recipient=person,
        urgent=False,
        created_at=at,
        about=notifications,
        next_at=at,
    )
