"""The anonymised version as a duty: who owes it and by when, what is asked of them, where it goes once it is approved.

It is owed while a report is restricted and no version is shown. Writing and approving it: version_writing.py.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.notifications.access import reads_whole, standing
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners, started
from bot.notifications.notification import Notification, Record
from bot.notifications.restriction import Restriction
from bot.notifications.telling import counted, personal
from bot.organisation import Organisation
from bot.services.asked import Asked, Button
from bot.services.authority import Authority
from bot.services.ports import Work
from rules.limits import window_due
from rules.timescale import WindowKind

WRITE, APPROVE = "anonymise", "approve-version"
"""The deeds, by their ids."""


def owe(work: Work, authority: Authority, notification: Notification, at: datetime) -> None:
    """Bring the duty to write up to the notification: owed while it is restricted and no version is shown."""
    record = work.record(notification.id)
    assert record is not None
    restriction, mine = notification.restriction, record.open_duties(DutyKind.ANONYMISE, DutyKind.APPROVE)
    if restriction is None or not restriction.on:
        for duty in mine:
            work.save_duty(duty.superseded(at, "not restricted any more"))
        return
    if restriction.shown is None and not mine and not notification.drill:
        ask_to_write(work, authority, record, restriction, at)


def ask_to_write(work: Work, authority: Authority, record: Record, restriction: Restriction, at: datetime) -> Duty:
    duty = _duty(record, DutyKind.ANONYMISE, authority, at, role=",".join(restriction.writes))
    work.add_duty(duty)
    _tell(work, record.notification, duty, authority, at)
    return duty


def ask_to_approve(
    work: Work, authority: Authority, record: Record, restriction: Restriction, by: str, at: datetime
) -> Duty:
    """Whoever of the policy's roles did not write it; else the reader named first, else the reporter."""
    notification = record.notification
    if not is_of_the_roles(by, notification, restriction, authority.organisation):
        duty = _duty(record, DutyKind.APPROVE, authority, at, role=",".join(restriction.writes))
    else:
        other = next(p for p in (*restriction.people, notification.reporter) if p != by)
        duty = _duty(record, DutyKind.APPROVE, authority, at, person=other)
    work.add_duty(duty)
    _tell(work, notification, duty, authority, at)
    return duty


def _duty(
    record: Record,
    kind: DutyKind,
    authority: Authority,
    at: datetime,
    *,
    role: str | None = None,
    person: str | None = None,
) -> Duty:
    """Its limit is the window of the row that counts first: whoever decides waits for it."""
    notification = record.notification
    rows = sorted(counted(notification), key=lambda row: row.notify_by)
    window: WindowKind = rows[0].window if rows else "working"
    limits, rule = authority.limits, authority.pack.restriction
    number = sum(duty.kind is kind for duty in record.duties) + 1
    duty = Duty(
        id=f"{notification.id}:{kind}:{number}",
        kind=kind,
        due=window_due(window, at, limits.calendar, limits),
        any_hour=window == "any_hour",
        window_kind=window,
        created_at=at,
        notification=notification.id,
        role=role,
        person=person,
        trigger=rule.duty if rule else "",
        source=rule.source if rule else "",
    )
    return started(duty, notification.within(authority.organisation))


def _tell(work: Work, notification: Notification, duty: Duty, authority: Authority, at: datetime) -> None:
    """A card for whoever owes it, beside what they have: nothing else would make them look."""
    for person in owners(duty, notification.within(authority.organisation), at):
        card = personal(
            notification, person, Purpose.TASK, at, urgent=duty.any_hour, duty=duty.id, mark=duty.id.partition(":")[2]
        )
        if person != notification.reporter or duty.kind is DutyKind.APPROVE:
            work.add_delivery(card)


def asked(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """To write it, or to approve what somebody wrote, from whoever owes that and sees the whole."""
    if not record.notification.is_restricted or not reads_whole(record, person, authority.organisation):
        return ()
    organisation, found = record.notification.within(authority.organisation), []
    for duty in record.open_duties(DutyKind.ANONYMISE, DutyKind.APPROVE):
        if standing(duty, person, organisation) is not None:
            found.append(_asked(record, duty))
    return tuple(found)


def _asked(record: Record, duty: Duty) -> Asked:
    late, subject = duty.late_since is not None, record.notification.id
    if duty.kind is DutyKind.ANONYMISE:
        button = Button("begin", "Write it", "positive", about=f"{subject}:{WRITE}")
        note = "Until it is shown, everybody else sees the reference and whom to phone. Write it anew: copy nothing."
        return Asked("Write", "Write the anonymised version", duty.due, late, note, buttons=(button,))
    button = Button("begin", "Read and approve", "positive", about=f"{subject}:{APPROVE}")
    note = "It stands above. Nobody else sees it before you approve it."
    return Asked("Approve", "Approve the anonymised version", duty.due, late, note, buttons=(button,))


def show(work: Work, authority: Authority, record: Record, at: datetime) -> None:
    """Cards follow by themselves; a mail stands as it was sent, so the version goes out in a further one."""
    for mail in _latest_mails(record):
        key = f"{mail.notification}:{mail.purpose}:{record.notification.version + 2}{mail.recipient}"
        work.add_delivery(
            Delivery(
                id=key,
                key=key,
                via=Via.MAIL,
                purpose=mail.purpose,
                recipient=mail.recipient,
                urgent=mail.urgent,
                created_at=at,
                notification=mail.notification,
                next_at=at,
            )
        )


def _latest_mails(record: Record) -> Iterable[Delivery]:
    mails = (d for d in record.deliveries if d.purpose in (Purpose.INBOX, Purpose.DIRECTOR) and d.via is Via.MAIL)
    return {(mail.purpose, mail.recipient): mail for mail in mails}.values()


def is_of_the_roles(
    person: str, notification: Notification, restriction: Restriction, organisation: Organisation
) -> bool:
    """Does this person hold, or cover, a role that writes it?"""
    matter = notification.within(organisation)
    found = matter.person(person)
    return found is not None and any(matter.may_act_as(role, found) for role in restriction.writes)
