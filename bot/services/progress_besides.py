"""How the other duties stand, in words: what the clock is watched for, whether it is notified, calls, tasks."""

from datetime import datetime

from bot.notifications.children import name_of
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.escalation import roles_of
from bot.notifications.first import NEEDED, NOT_DECIDED, NOT_NEEDED
from bot.notifications.notification import Record
from bot.notifications.tasks import DECIDED_NOT_TO, DONE, planned_of, title_of
from bot.notifications.watch import NOT_CONFIRMED, SENT_BEFORE, STILL, STOOD_DOWN
from bot.services.authority import Authority
from bot.services.speaking import timed, timed_text, who
from bot.services.still import still_words


def watch_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """What the clock is watched for, who was asked, and what came of it."""
    still = still_words(authority.pack, duty.trigger)
    if duty.outcome == STILL and duty.met_at:
        return f"{still.now} at {timed(duty.met_at, now)}: {who(duty.met_by or '', authority)} confirmed it."
    if duty.outcome == STOOD_DOWN and duty.met_at:
        return f"Stood down by {who(duty.met_by or '', authority)} at {timed(duty.met_at, now)}: {duty.reason}"
    if duty.outcome == NOT_CONFIRMED and duty.met_at:
        return f"Nobody could confirm by {timed(duty.met_at, now)} whether it was {still.asked}: told all the same."
    if duty.outcome == SENT_BEFORE and duty.met_at:
        return f"Sent by {who(duty.met_by or '', authority)} at {timed(duty.met_at, now)}, before a row required it."
    if not duty.is_open:
        return ""
    asked = [d for d in record.deliveries if d.duty == duty.id and d.sent_at is not None]
    if not asked:
        return f"Not required before {timed(duty.due, now)} ({duty.source}). We ask then: {still.asked}?"
    names = ", ".join(dict.fromkeys(who(d.recipient, authority) for d in asked))
    return f"Required from {timed(duty.due, now)} ({duty.source}). Asked: {names}. No answer yet: {still.asked}?"


def first_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """Who decides first whether it is notified, and what they decided."""
    if duty.outcome == NOT_DECIDED and duty.met_at:
        return f"Not decided by {_owner(duty, authority)}; notified without it at {timed(duty.met_at, now)}."
    if said := decided_first(duty, authority, now):
        return f"{said} Reason: {duty.reason}" if duty.reason else said
    if not duty.is_open:
        return ""
    late = " LATE." if duty.late_since else ""
    return f"Not yet decided by {_owner(duty, authority)} whether it is notified; due {timed(duty.due, now)}.{late}"


def decided_first(duty: Duty, authority: Authority, now: datetime | None) -> str:
    """Whether somebody decided that it is notified, who, and when, without the reason; "" where nobody has."""
    if not duty.met_at or duty.outcome not in (NEEDED, NOT_NEEDED):
        return ""
    outcome = "it is notified" if duty.outcome == NEEDED else "it need not be notified"
    return f"{_signed(duty, authority)} decided at {timed(duty.met_at, now)}: {outcome}."


def phone_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """Whether a role was phoned, by whom, and how often nobody answered."""
    title = authority.organisation.role_title(duty.about)
    tried = f" {timed_text(duty.reason, now)}" if duty.reason else ""
    if duty.status is DutyStatus.MET and duty.met_at:
        return f"{title}: phoned and reached by {_signed(duty, authority)} at {timed(duty.met_at, now)}.{tried}"
    if not duty.is_open:
        return ""
    late = " LATE." if duty.late_since else ""
    return f"{title}: to be phoned by {_owner(duty, authority)}, due {timed(duty.due, now)}.{late}{tried}"


def task_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """What else must be done, by whom and when; or what came of it, signed."""
    planned = planned_of(record.notification, duty)
    if planned is None:
        return ""
    title = title_of(record.notification, duty)
    if duty.met_at and duty.outcome == DONE:
        reference = f" Reference or note: {duty.reason}" if duty.reason else ""
        return f"{title}: done, says {_signed(duty, authority)}, {timed(duty.met_at, now)}.{reference}"
    if duty.met_at and duty.outcome == DECIDED_NOT_TO:
        by = _signed(duty, authority)
        return f"{title}: {by} decided not to, {timed(duty.met_at, now)}. Reason: {duty.reason}"
    if not duty.is_open:
        return ""
    by = f", due {timed(duty.limit, now)}" if duty.limit else ", no time stated"
    unsure = "" if planned.status == "certain" else " Not certain yet."
    late = " LATE." if duty.late_since else ""
    return f"{title}: {_owner(duty, authority)} must do this{by}.{unsure}{late}"


def update_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """Which update about a missing child is due; those that came stand among the updates."""
    if not duty.is_open:
        return ""
    late = " LATE." if duty.late_since else ""
    if record.notification.is_veiled:  # that somebody is missing is not for everybody
        return f"An update, from {_owner(duty, authority)}, due {timed(duty.due, now)}.{late}"
    name = name_of(record.notification, duty.about)
    whom = f" about {name}" if name else ""
    return f"Still missing: the next update{whom}, from {_owner(duty, authority)}, due {timed(duty.due, now)}.{late}"


def _owner(duty: Duty, authority: Authority) -> str:
    titles = [authority.organisation.role_title(role) for role in roles_of(duty)]
    return " or ".join(f"the {title}" for title in titles) or who(duty.person or "", authority)


def _signed(duty: Duty, authority: Authority) -> str:
    """Who closed it, in which role, and whether as cover."""
    titles = [authority.organisation.role_title(role) for role in roles_of(duty)]
    covered = who(duty.met_for, authority) if duty.met_for else " or ".join(titles)
    capacity = f" ({'cover for ' if duty.met_as == 'cover' else ''}{covered})" if covered else ""
    return f"{who(duty.met_by or '', authority)}{capacity}"


def version_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """Whether the anonymised version is written, or approved, while that is owed."""
    if not duty.is_open:
        return ""
    owed = "written" if duty.kind is DutyKind.ANONYMISE else "approved"
    owner = (
        f"the {authority.organisation.role_title(roles_of(duty)[0])}"
        if duty.role
        else who(duty.person or "", authority)
    )
    late = " LATE." if duty.late_since else ""
    return f"The anonymised version is not {owed} yet by {owner}; due {timed(duty.due, now)}.{late}"
