"""How far a notification has come, in words: who was told, who has acknowledged, what is due next."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.escalation import roles_of
from bot.notifications.notification import Record
from bot.notifications.telling import counted
from bot.services.added import last_update
from bot.services.asked import Asked
from bot.services.assisting import oral_lines
from bot.services.authority import Authority
from bot.services.progress_besides import (
    decided_first,
    first_line,
    phone_line,
    task_line,
    update_line,
    version_line,
    watch_line,
)
from bot.services.required_lines import required_line
from bot.services.speaking import timed, who
from bot.services.summary import reporter


def told_lines(record: Record, authority: Authority, now: datetime | None = None) -> tuple[str, ...]:
    """One line a role: told when, acknowledged by whom; what was decided; what is still open; who was told orally.

    `now` as in `timed`.
    """
    return (*_duty_lines(record, authority, now), *oral_lines(record, authority, now))


def _duty_lines(record: Record, authority: Authority, now: datetime | None) -> tuple[str, ...]:
    roles = authority.pack.told_roles
    known = [d for d in record.duties if d.kind in LINES]
    ordered = sorted(known, key=lambda d: (list(LINES).index(d.kind), _place(d.role, roles)))
    return tuple(line for duty in ordered if (line := LINES[duty.kind](record, duty, authority, now)))


def besides_lines(record: Record, authority: Authority, now: datetime | None = None) -> tuple[str, ...]:
    """The same for what is owed besides telling and acknowledging: first decisions, watches, calls and tasks."""
    kinds = (DutyKind.FIRST, DutyKind.WATCH, DutyKind.PHONE, DutyKind.TASK, DutyKind.UPDATE)
    shown = (d for d in record.duties if d.kind in (*kinds, DutyKind.ANSWER, DutyKind.ACTION))
    return _duty_lines(replace(record, duties=tuple(shown)), authority, now)


def _place(role: str | None, roles: tuple[str, ...]) -> int:
    return roles.index(role) if role in roles else len(roles)


def next_deadline(
    record: Record, authority: Authority, now: datetime | None, asked: tuple[Asked, ...] = ()
) -> tuple[str, bool]:
    """What is due next, in words, and whether it is late: what is asked of the reader first, else whom it waits for."""
    own = next((each for each in asked if each.what), None)
    if own is not None:
        return (f"{own.what} by {timed(own.due, now)}" if own.timed else own.what), own.late
    waiting = list(record.open_duties(DutyKind.FIRST, DutyKind.DECIDE, DutyKind.ACKNOWLEDGE))
    if not waiting:
        return "", False
    duty = min(waiting, key=lambda d: d.due)
    what = _WAITED_FOR[duty.kind]
    owners = _owners(duty, [d for d in waiting if d.kind is duty.kind and d.due == duty.due], authority)
    return f"Waiting for the {owners} to {what} by {timed(duty.due, now)}", duty.late_since is not None


def status_line(record: Record, authority: Authority, now: datetime) -> str:
    """How it stands when nothing is due; what was decided, by whom and when, where somebody has decided."""
    decided = [d for d in record.duties if d.kind is DutyKind.DECIDE and d.status is DutyStatus.MET and d.met_at]
    said = [_decided(record, duty, authority, now) for duty in decided]
    said += [line for d in record.duties if d.kind is DutyKind.FIRST and (line := decided_first(d, authority, now))]
    return " ".join((f"Status: {record.status}.", *said)) if said else f"Status: {record.status}"


def how_pressing(record: Record, asked: tuple[Asked, ...]) -> tuple[int, float]:
    """Where it stands in somebody's list: late before due of them before waiting for others before done; soonest first.

    Of what is done, the newest comes first.
    """
    waiting = record.open_duties(DutyKind.FIRST, DutyKind.DECIDE, DutyKind.ACKNOWLEDGE)
    own = [each for each in asked if each.what]
    late = any(each.late for each in own) or any(duty.late_since for duty in waiting)
    due = [*(each.due for each in own), *(duty.due for duty in waiting)]
    if not due:
        return 3, -record.notification.created_at.timestamp()
    return 0 if late else 1 if own else 2, min(due).timestamp()


_WAITED_FOR: Mapping[DutyKind, str] = MappingProxyType(
    {
        DutyKind.FIRST: "decide whether it is notified",
        DutyKind.DECIDE: "decide",
        DutyKind.ACKNOWLEDGE: "acknowledge",
    }
)


def _owners(first: Duty, together: list[Duty], authority: Authority) -> str:
    """Whom it waits for: every role that owes an acknowledgement by then, or any one of those who decide."""
    title = authority.organisation.role_title
    if first.kind is not DutyKind.ACKNOWLEDGE:
        return " or the ".join(title(role) for role in roles_of(first)) or "next manager"
    known = authority.pack.told_roles
    return " and the ".join(title(d.role or "") for d in sorted(together, key=lambda d: _place(d.role, known)))


def notify_line(record: Record, now: datetime | None = None) -> str:
    """The policy's limit, and how it was kept: "Must be told by ...; told 3 minutes after awareness"."""
    rows = counted(record.notification)
    if not rows:
        return ""
    earliest = min(rows, key=lambda t: t.notify_by)
    limit = "" if earliest.limit == "procedure" else " (local limit, not in the procedure)"
    if earliest.immediate:
        return "Must be told immediately."
    return f"Must be told by {timed(earliest.notify_by, now)}{limit}."


def awareness_line(record: Record) -> str:
    """How long after the organisation first knew the first person was told."""
    first = min((d.sent_at for d in record.deliveries if d.sent_at and d.roles), default=None)
    if first is None:
        return "Nobody has been told yet."
    rows = [t for t in counted(record.notification) if not t.immediate]
    limit = min((t.notify_by for t in rows), default=first)
    if first - record.notification.aware < timedelta(minutes=1):
        return "First person told less than a minute after we knew."
    late = f", {_span(first - limit)} after the limit" if first > limit else ""
    return f"First person told {_span(first - record.notification.aware)} after we knew{late}."


def _span(length: timedelta) -> str:
    """A length of time in whole minutes or hours: "1 minute", "3 hours"."""
    minutes = int(length.total_seconds() // 60)
    number, unit = (minutes, "minute") if minutes < 120 else (minutes // 60, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _role_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    role = duty.role or ""
    title = authority.organisation.role_title(role)
    told = f"told {timed(duty.met_at, now)}" if duty.status is DutyStatus.MET and duty.met_at else "being told"
    if duty.is_open and duty.late_since:
        told = "NOT REACHED in time; somebody is asked to phone them"
    acks = [d for d in record.duties if d.kind is DutyKind.ACKNOWLEDGE and d.role == role]
    ack = max(acks, key=lambda d: (d.is_open, d.created_at), default=None)  # further news is acknowledged anew
    if ack is None:
        return f"{title}: {told}."
    if ack.status is DutyStatus.MET and ack.met_at:
        cover = as_cover(ack, authority)
        return (
            f"{title}: {told}; acknowledged by {who(ack.met_by or '', authority)}{cover} at {timed(ack.met_at, now)}."
        )
    late = "; LATE" if ack.late_since else ""
    return f"{title}: {told}; not acknowledged yet, due {timed(ack.due, now)}{late}."


def as_cover(duty: Duty, authority: Authority) -> str:
    """ " (as cover for Dana Director)", " (as cover)" for a role's own cover, nothing for a holder."""
    if duty.met_as != "cover":
        return ""
    return f" (as cover for {who(duty.met_for, authority)})" if duty.met_for else " (as cover)"


def _decision_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    about = authority.organisation.role_title(duty.about)
    owners = " or ".join(f"the {authority.organisation.role_title(r)}" for r in (duty.role or "").split(","))
    if duty.status is DutyStatus.MET and duty.met_at:
        return f"{_decided(record, duty, authority, now)} Reason: {duty.reason}"
    if duty.status is DutyStatus.SUPERSEDED:
        return f"Not decided by {owners}; the {about} was told without it."
    moved = any(d.kind is DutyKind.ACKNOWLEDGE and d.role == duty.about for d in record.duties)
    mark = f" The {about} was told without it." if moved else ""
    late = " LATE." if duty.late_since else ""
    return f"Not yet decided by {owners}; due {timed(duty.due, now)}.{late}{mark}"


def _decided(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """What a person decided, who, and when; without the reason."""
    assert duty.met_at is not None
    about = authority.organisation.role_title(duty.about)
    by = who(duty.met_by or "", authority) + as_cover(duty, authority)
    when = f"{by} decided at {timed(duty.met_at, now)}"
    told = next((d for d in record.duties if d.kind is DutyKind.NOTIFY and d.role == duty.about), None)
    if told and (told.created_at < duty.met_at or duty.outcome != "tell"):
        need = "to tell" if duty.outcome == "tell" else "no need to tell"
        return f"{when}, after the {about} had been told without a decision: {need}."
    outcome = "is told" if duty.outcome == "tell" else "is not told"
    return f"{when}: the {about} {outcome}."


def _reach_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    if not duty.is_open:
        return ""
    return f"{who(duty.about, authority)} could not be reached by a message; a person is asked to phone."


def _complete_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    return f"The rest of the details: {f'due by {timed(duty.due, now)}' if duty.is_open else 'given'}."


LINES: Mapping[DutyKind, Callable[[Record, Duty, Authority, datetime | None], str]] = MappingProxyType(
    {
        DutyKind.WATCH: watch_line,
        DutyKind.FIRST: first_line,
        DutyKind.NOTIFY: _role_line,
        DutyKind.DECIDE: _decision_line,
        DutyKind.REACH: _reach_line,
        DutyKind.PHONE: phone_line,
        DutyKind.TASK: task_line,
        DutyKind.ANSWER: required_line,
        DutyKind.ACTION: required_line,
        DutyKind.ANONYMISE: version_line,
        DutyKind.APPROVE: version_line,
        DutyKind.UPDATE: update_line,
        DutyKind.COMPLETE: _complete_line,
    }
)
"""The line of each kind of duty, in the order of reading; an acknowledgement stands in its role's line."""


def channel_rows(record: Record, authority: Authority, now: datetime) -> Mapping[str, str]:
    """The minimum for the channel, by the organisation's choice; never a name or a word of the account."""
    shows = authority.organisation.channels["managers"].shows
    notification = record.notification
    rows: dict[str, str] = {}
    if "reporter" in shows:
        rows["Reported by"] = reporter(notification)
    if "reported" in shows:
        rows["Reported"] = timed(notification.created_at, now)
    if "status" in shows and (news := last_update(notification)) is not None:
        rows["Last update"] = timed(news, now)
    return rows
