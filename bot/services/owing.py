"""Tasks and calls of a notification: stored with it, and a card for whoever owes one and is not told anyway."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import Delivery, Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners, roles_of, standing_in
from bot.notifications.hours import speak_at
from bot.notifications.keeping_up import brought_up
from bot.notifications.notification import Notification, Record
from bot.notifications.tasks import declared, follows_rows, revised, tasks
from bot.notifications.telling import personal
from bot.services.authority import Authority
from bot.services.ports import Work


def owe(
    work: Work,
    authority: Authority,
    notification: Notification,
    at: datetime,
    cards: Iterable[Delivery] = (),
    before: Record | None = None,
    *,
    waits: bool = False,
    only_new: bool = False,
) -> None:
    """Create the tasks and calls of a decision, or bring those of `before` up to it. `cards` are being sent anyway.

    `only_new` leaves those there are as they are. While it `waits` for somebody to decide whether it is notified, what
    comes with notifying it waits too.
    """
    organisation = authority.organisation
    held = follows_rows(authority.pack) if waits else frozenset()
    if before is None:
        arising = tasks(notification, organisation, at, held=held)
    else:
        arising = revised(before, notification, organisation, at, held)
        cards = (*cards, *before.deliveries)
    arising = (*arising, *brought_up(before.duties if before else (), notification, organisation, at, held))
    known = {d.id for d in before.duties} if before else set()
    arising = tuple(d for d in arising if not (only_new and d.id in known))
    for duty in arising:
        if duty.id in known:
            work.save_duty(duty)
        else:
            work.add_duty(duty)
    told = {d.recipient for d in cards if d.purpose in (Purpose.TELL, Purpose.TASK)} | {notification.reporter}
    ask(work, authority, notification, [d for d in arising if d.is_open and d.id not in known], at, told)


def ask(
    work: Work,
    authority: Authority,
    notification: Notification,
    duties: Iterable[Duty],
    at: datetime,
    told: Iterable[str] = (),
) -> None:
    """A card for each owner who has none yet.

    What only cannot be ruled out waits for its reminder. So does a role about whom somebody decides whether it is told:
    a card about a duty would tell it; once it is told, its card asks for the duty too.
    """
    decided_about = {row.route.about for row in notification.decision.triggers if row.live}
    sure = {planned.id for planned in declared(notification) if planned.status == "certain"}
    organisation = notification.within(authority.organisation)
    asked = set(told)
    for duty in duties:
        roles = set(roles_of(duty))
        if duty.kind is not DutyKind.PHONE and (duty.trigger not in sure or (roles and roles <= decided_about)):
            continue
        named = (p.id for p in standing_in(duty, organisation, at))
        for person in (*owners(duty, organisation, at), *named):
            if person in asked:
                continue
            asked.add(person)
            card = personal(
                notification, person, Purpose.TASK, at, urgent=duty.any_hour, duty=duty.id, mark=duty.trigger
            )
            when = speak_at(at, authority.limits, any_hour=duty.any_hour)
            work.add_delivery(replace(card, next_at=when))
