"""Telling somebody in a further role who has a card of the notification already, because they decided first for one."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import Delivery
from bot.notifications.duty import DutyKind
from bot.notifications.journal import SYSTEM
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.speaking import who


def tell_further(work: Work, authority: Authority, delivery: Delivery, at: datetime) -> None:
    """Send this, or, where the same message is there already, let it tell in these roles as well.

    One that arrived tells at once: it is brought up to date with what it asks for now.
    """
    known = work.delivery(delivery.id)
    if known is None:
        work.add_delivery(delivery)
        return
    work.save_delivery(replace(known, roles=tuple(dict.fromkeys((*known.roles, *delivery.roles)))))
    owed = [work.duty(f"{delivery.notification}:{DutyKind.NOTIFY}:{role}") for role in delivery.roles]
    told = [duty for duty in owed if duty is not None and duty.is_open] if known.sent_at is not None else []
    for duty in told:
        work.save_duty(duty.met(at, SYSTEM))
    if told and delivery.notification:
        roles, to = ", ".join(duty.role or "" for duty in told), who(delivery.recipient, authority)
        work.journal(
            delivery.notification, at, SYSTEM, "told", purpose=delivery.purpose, via=delivery.via, roles=roles, to=to
        )
