"""A notification in words, for cards, mails and the sheet: the same sentences on every surface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.form import answered
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import counted
from bot.services.authority import Authority
from bot.services.speaking import deadline, moment, who
from rules.decision import Decision, TriggerDecision

SHOWN = 3
"""Rows named of those that cannot be ruled out; the rest are counted."""

_ORDER = (
    DutyKind.NOTIFY,
    DutyKind.DECIDE,
    DutyKind.REACH,
    DutyKind.COMPLETE,
    DutyKind.ACKNOWLEDGE,
    DutyKind.SEND,
)


@dataclass(frozen=True)
class Line:
    """A label and a value, under a section."""

    label: str
    value: str
    section: str = ""


@dataclass(frozen=True)
class Reason:
    """One row of the policy at work: who is told, by when, and why."""

    who: str
    by: str
    why: str
    source: str
    limit: str
    urgent: bool


def headline(notification: Notification) -> str:
    """What it is, in the pack's words. Told from the first card, before anybody could say more, it says so."""
    rows = [t for t in counted(notification) if t.status == "reportable"] or list(counted(notification))
    if notification.told_now and not any(t.status == "reportable" for t in counted(notification)):
        return "Told at once; details follow"
    titles = list(dict.fromkeys(t.title for t in rows))
    return titles[0] if len(titles) == 1 else f"{titles[0]} (and {len(titles) - 1} more)"


def reporter(notification: Notification) -> str:
    """Who reported it; and who sent it, where a manager had to."""
    sent = f" (sent, unfinished, by {notification.sent_by})" if notification.sent_by else ""
    return f"{notification.reporter_name}{sent}"


def answers(notification: Notification, authority: Authority) -> tuple[Line, ...]:
    """Everything the reporter answered, in reading order."""
    people = max([1, *(int(k.partition("#")[2].partition(".")[0]) for k in notification.answers if "#" in k)])
    draft = Draft(
        id="",
        author="",
        author_name="",
        created_at=notification.created_at,
        updated_at=notification.created_at,
        people=people,
        answers=notification.answers,
    )
    lines = []
    # The account comes first: whoever opens this wants to know what happened before how it was classed.
    for ask, words in sorted(answered(draft, authority.pack), key=lambda row: not row[0].id.startswith("incident.")):
        person = ask.id.partition("#")[2].partition(".")[0]
        section = ask.section or (f"Person {person}" if person else "What happened")
        lines.append(Line(ask.label, words, section))
    return tuple(lines)


def reasons(
    decision: Decision, authority: Authority, now: datetime | None
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """The rows that tell somebody now, and the rows that do not require it yet, each explained.

    Rows that match stand by themselves, the earliest limit first. Rows that only cannot be ruled out are
    gathered by whom they tell: somebody in a hurry reads one sentence, not fifteen.
    """
    sure = [t for t in decision.triggers if t.status == "reportable"]
    told = frozenset(r for t in decision.triggers if t.live for r in (*t.route.always, *t.route.also))
    later = [_reason(t, authority, now, told) for t in decision.triggers if t.status == "not-yet"]
    telling = [_reason(t, authority, now, told) for t in sorted(sure, key=lambda t: t.notify_by)]
    open_rows: dict[str, list[TriggerDecision]] = {}
    for trigger in sorted(decision.triggers, key=lambda t: t.notify_by):
        if trigger.status == "unknown":
            open_rows.setdefault(_whom(trigger, authority, told), []).append(trigger)
    telling += [_gathered(rows, authority, now, told) for rows in open_rows.values()]
    return tuple(telling), tuple(later)


def told_lines(record: Record, authority: Authority) -> tuple[str, ...]:
    """One line a role: told when, acknowledged by whom; what was decided; what is still open."""
    lines = []
    roles = authority.pack.told_roles
    for duty in sorted(record.duties, key=lambda d: (_ORDER.index(d.kind), _place(d.role, roles))):
        if duty.kind is DutyKind.NOTIFY:
            lines.append(_role_line(record, duty, authority))
        elif duty.kind is DutyKind.DECIDE:
            lines.append(_decision_line(record, duty, authority))
        elif duty.kind is DutyKind.REACH and duty.is_open:
            lines.append(f"{who(duty.about, authority)} could not be reached by a message; a person is asked to phone.")
        elif duty.kind is DutyKind.COMPLETE:
            state = "given" if not duty.is_open else f"due by {moment(duty.due)}"
            lines.append(f"The rest of the details: {state}.")
    return tuple(lines)


def _place(role: str | None, roles: tuple[str, ...]) -> int:
    return roles.index(role) if role in roles else len(roles)


def next_deadline(
    record: Record, authority: Authority, now: datetime | None, mine: tuple[Duty, ...] = ()
) -> tuple[str, bool]:
    """What is due next, in words, and whether it is late: the reader's own duties first, else whom it waits for."""
    own = [d for d in mine if d.is_open]
    waiting = own or list(record.open_duties(DutyKind.DECIDE, DutyKind.ACKNOWLEDGE))
    if not waiting:
        return "", False
    duty = min(waiting, key=lambda d: d.due)
    late = duty.late_since is not None
    if own:
        what = "Decide" if duty.kind is DutyKind.DECIDE else "Acknowledge"
        return f"{what} by {deadline(duty.due, now)}", late
    what = "decide" if duty.kind is DutyKind.DECIDE else "acknowledge"
    owners = _owners(duty, [d for d in waiting if d.kind is duty.kind and d.due == duty.due], authority)
    return f"Waiting for the {owners} to {what} by {deadline(duty.due, now)}", late


def _owners(first: Duty, together: list[Duty], authority: Authority) -> str:
    """Whom it waits for: every role that owes an acknowledgement by then, or any one of those who decide."""
    title = authority.organisation.role_title
    if first.kind is DutyKind.DECIDE:
        return " or ".join(title(role) for role in (first.role or "").split(","))
    known = authority.pack.told_roles
    return " and the ".join(title(d.role or "") for d in sorted(together, key=lambda d: _place(d.role, known)))


def notify_line(record: Record) -> str:
    """The policy's limit, and how it was kept: "Must be told by ...; told 3 minutes after awareness"."""
    rows = counted(record.notification)
    if not rows:
        return ""
    earliest = min(rows, key=lambda t: t.notify_by)
    limit = "" if earliest.limit == "procedure" else " (local limit, not in the procedure)"
    if earliest.immediate:
        return "Must be told immediately."
    return f"Must be told by {moment(earliest.notify_by)}{limit}."


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


def _whom(trigger: TriggerDecision, authority: Authority, told: frozenset[str]) -> str:
    """Whom a row tells. Nobody need decide about a role that is told anyway (`told`)."""
    title = authority.organisation.role_title
    route = trigger.route
    parts = [" and ".join(title(r) for r in (*route.always, *route.also))] if route.always or route.also else []
    if route.decides and route.about:
        deciding = " or ".join(title(r) for r in route.decides)
        about = f", who decides whether the {title(route.about)} is told"
        parts.append(" and ".join(title(r) for r in route.decides) if route.about in told else f"{deciding}{about}")
    return "; ".join(parts)


def _reason(trigger: TriggerDecision, authority: Authority, now: datetime | None, told: frozenset[str]) -> Reason:
    by = "at once" if trigger.immediate else deadline(trigger.notify_by, now)
    if trigger.status == "not-yet":
        by = deadline(trigger.reportable_from, now)
    return Reason(
        who=_whom(trigger, authority, told),
        by=by,
        why=f"{trigger.why} {trigger.working}.".replace("..", "."),
        source=trigger.source,
        limit="",
        urgent=trigger.any_hour or trigger.immediate,
    )


def _gathered(rows: list[TriggerDecision], authority: Authority, now: datetime | None, told: frozenset[str]) -> Reason:
    if len(rows) == 1:
        return _reason(rows[0], authority, now, told)
    named = "; ".join(f"{row.title} ({row.source.partition(', ')[2]})" for row in rows[:SHOWN])
    titles = named if len(rows) <= SHOWN else f"{named}; and {len(rows) - SHOWN} more rows"
    first = _reason(rows[0], authority, now, told)
    return Reason(
        who=first.who,
        by=first.by,
        why=f"None of these can be ruled out yet: {titles}. The earliest limit counts: {rows[0].working}.",
        source=rows[0].source.partition(", ")[0],
        limit="",
        urgent=first.urgent,
    )


def _role_line(record: Record, duty: Duty, authority: Authority) -> str:
    role = duty.role or ""
    title = authority.organisation.role_title(role)
    told = f"told {moment(duty.met_at)}" if duty.status is DutyStatus.MET and duty.met_at else "being told"
    if duty.is_open and duty.late_since:
        told = "NOT REACHED in time; somebody is asked to phone them"
    ack = next((d for d in record.duties if d.kind is DutyKind.ACKNOWLEDGE and d.role == role), None)
    if ack is None:
        return f"{title}: {told}."
    if ack.status is DutyStatus.MET and ack.met_at:
        cover = " (as cover)" if ack.met_as == "cover" else ""
        return f"{title}: {told}; acknowledged by {who(ack.met_by or '', authority)}{cover} at {moment(ack.met_at)}."
    late = "; LATE" if ack.late_since else ""
    return f"{title}: {told}; not acknowledged yet, due {moment(ack.due)}{late}."


def _decision_line(record: Record, duty: Duty, authority: Authority) -> str:
    about = authority.organisation.role_title(duty.about)
    owners = " or ".join(authority.organisation.role_title(r) for r in (duty.role or "").split(","))
    if duty.status is DutyStatus.MET and duty.met_at:
        by = who(duty.met_by or "", authority) + (" (as cover)" if duty.met_as == "cover" else "")
        when = f"{by} decided at {moment(duty.met_at)}"
        told = next((d for d in record.duties if d.kind is DutyKind.NOTIFY and d.role == duty.about), None)
        if told and (told.created_at < duty.met_at or duty.outcome != "tell"):
            need = "to tell" if duty.outcome == "tell" else "no need to tell"
            return f"{when}, after the {about} had been told without a decision: {need}. Reason: {duty.reason}"
        outcome = "is told" if duty.outcome == "tell" else "is not told"
        return f"{when}: the {about} {outcome}. Reason: {duty.reason}"
    if duty.status is DutyStatus.SUPERSEDED:
        return f"Not decided by {owners}; the {about} was told without it."
    moved = any(d.kind is DutyKind.ACKNOWLEDGE and d.role == duty.about for d in record.duties)
    mark = f" The {about} was told without it." if moved else ""
    late = " LATE." if duty.late_since else ""
    return f"Not yet decided by {owners}; due {moment(duty.due)}.{late}{mark}"


def channel_rows(record: Record, authority: Authority) -> Mapping[str, str]:
    """The minimum for the channel, by the organisation's choice; never a name or a word of the account."""
    shows = authority.organisation.channels["managers"].shows
    notification = record.notification
    rows: dict[str, str] = {}
    if "reporter" in shows:
        rows["Reported by"] = reporter(notification)
    if "reported" in shows:
        rows["Reported"] = moment(notification.created_at)
    return rows


def sent_to(record: Record) -> tuple[Delivery, ...]:
    """The deliveries that reached somebody."""
    return tuple(d for d in record.deliveries if d.sent_at is not None)


def refused(record: Record) -> tuple[Delivery, ...]:
    """The deliveries that were refused for good."""
    return tuple(
        d
        for d in record.deliveries
        if d.status is DeliveryStatus.REFUSED
        and d.error != "moot"
        and d.purpose is not Purpose.RECEIPT
        and d.via in Via
    )
