"""Reaching somebody whom no message reached: the next way at once, and a person who phones and says when it is done."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import standing, was_asked
from bot.notifications.commands import Press
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.hours import in_office_hours
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Notification
from bot.notifications.required import KINDS
from bot.notifications.telling import personal
from bot.organisation import Person
from bot.services import doing, replying, words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import own_card
from bot.services.speaking import who


def done(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Mark a person's duty as done, by its owner or by somebody it was escalated to."""
    duty = work.duty(press.id)
    if duty is not None and duty.kind is DutyKind.TASK:
        return doing.done(work, authority, press, duty, at)
    if duty is not None and duty.kind in KINDS:
        return replying.reply(work, authority, press, duty, at)
    if duty is None or duty.kind is not DutyKind.REACH:
        return WordsScreen(words.gone())
    record = work.record(duty.notification) if duty.notification else None
    escalated = record is not None and was_asked(record, duty, press.actor.id)
    organisation = record.notification.within(authority.organisation) if record else authority.organisation
    stands = standing(duty, press.actor.id, organisation)
    if stands is None and not escalated:
        return WordsScreen(words.not_your_role())
    if not duty.is_open:
        said = words.done_before()
        return WordsScreen(said) if record is None else own_card(record, press, said)
    covers = stands.covers if stands else ""
    work.save_duty(duty.met(at, press.actor.id, acting="cover" if covers else "", covers=covers))
    if record is not None:
        subject = record.notification
        work.journal(
            subject.id,
            at,
            press.actor.id,
            "reached",
            whom=who(duty.about, authority),
            name=press.actor.name,
            covers=who(covers, authority) if covers else "",
        )
        # The role was told by a person: the duty to notify it is met, which a message could not do.
        notify = work.duty(f"{subject.id}:{DutyKind.NOTIFY}:{duty.source}")
        if notify is not None and notify.is_open:
            work.save_duty(notify.met(at, press.actor.id, reason="told by a person"))
        work.save_notification(replace(subject, version=subject.version + 1))
        after = work.record(subject.id)
        assert after is not None
        return own_card(after, press, words.done())
    return WordsScreen(words.done())


def raise_reach(
    work: Work, authority: Authority, notification: Notification, whom: str, role: str, at: datetime, *, urgent: bool
) -> None:
    """A duty of a person: reach somebody whom no message reached. One per person who is to be reached.

    Whoever is asked gets a card and a mail: the way that failed may be the one that the card takes.
    """
    duty_id = f"{notification.id}:{DutyKind.REACH}:{whom}"
    if notification.drill or work.duty(duty_id) is not None:  # nobody is troubled for a drill
        return
    helper = _helper(authority, notification, whom, at)
    duty = Duty(
        id=duty_id,
        kind=DutyKind.REACH,
        due=at + authority.limits.windows.any_hour,
        any_hour=urgent,
        window_kind="any_hour" if urgent else "working",
        created_at=at,
        notification=notification.id,
        person=helper.id,
        about=whom,
        source=role,
    )
    work.add_duty(replace(duty, next_at=duty.due))
    card = personal(notification, helper.id, Purpose.REACH, at, urgent=True, duty=duty_id, mark=whom)
    work.add_delivery(card)
    work.add_delivery(by_mail(card, helper, notification, Purpose.REACH))
    work.journal(notification.id, at, SYSTEM, "reach-asked", asked=helper.name, whom=who(whom, authority))
    # Every card says so, the reporter's among them: a refusal is not silent.
    current = work.notification(notification.id) or notification
    work.save_notification(replace(current, version=current.version + 1))


def by_mail(card: Delivery, person: Person, notification: Notification, purpose: Purpose) -> Delivery:
    """The alternative channel of a personal card: a mail without content to the person's own mailbox.

    It carries no roles: a mail that says nothing of what happened tells nobody, so the duty to notify stays open
    until a card arrives, a person has told them, or they acknowledge.
    """
    key = f"{card.key}:mail"
    return Delivery(
        id=key,
        key=key,
        via=Via.MAIL,
        purpose=purpose,
        recipient=person.mail,
        urgent=card.urgent,
        created_at=card.created_at,
        notification=notification.id,
        duty=card.duty,
        next_at=card.next_at or card.created_at,
        wanted=notification.version,
    )


def _helper(authority: Authority, notification: Notification, whom: str, at: datetime) -> Person:
    """Who is asked to phone: the reporter's manager in office hours, on-call at night, never the unreachable one."""
    organisation = notification.within(authority.organisation)
    manager = organisation.manager_of(notification.reporter, at)
    usual = organisation.in_place_of(organisation.people[organisation.default_manager], at)
    asked = [manager, organisation.on_call(at), usual]
    if not in_office_hours(at, authority.limits):
        asked.insert(0, organisation.on_call(at))
    asked += [p for role in organisation.escalation_chain for p in organisation.told(role, at)]
    asked.sort(key=lambda person: organisation.is_away(person.key, at))
    return next((p for p in asked if p.id != whom), manager)
