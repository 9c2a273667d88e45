"""The decision: what a pack says about facts at an instant, and its form as plain data (docs/decide.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from rules.instants import as_rfc3339, parse_instant
from rules.pack import ClosedBy, CountsFrom, Route
from rules.timescale import WindowKind

Status = Literal["reportable", "not-yet", "unknown"]
DutyStatus = Literal["certain", "unknown"]
LimitKind = Literal["procedure", "local"]


@dataclass(frozen=True, slots=True)
class TriggerDecision:
    """One row that matches, will match, or cannot be ruled out. Instants are UTC.

    `reportable_from`: the later of awareness and threshold. `limit`: where notify_by comes from. `any_hour`: the limit
    counts at night too. `immediate`: never shown as late. `overdue`: notify_by had passed when this was decided.
    `why` names the row in plain words, `working` says how notify_by came about, `source` where the row stands.
    `missing` are the ids of the facts that keep it unknown, or that would tell since when a row counts that is taken
    as reportable meanwhile. `window` is the kind of acknowledgement window.
    `route_why` says why these roles. `by` are the roles that own the duty to notify, () = the reporter's manager.
    `phone`: whoever is told is phoned as well. `follow_on` are the duties of the pack that come with the row.
    """

    id: str
    title: str
    status: Status
    reportable_from: datetime
    notify_by: datetime
    limit: LimitKind
    any_hour: bool
    immediate: bool
    overdue: bool
    window: WindowKind
    why: str
    working: str
    source: str
    route: Route
    missing: tuple[str, ...]
    route_why: str = ""
    by: tuple[str, ...] = ()
    phone: bool = False
    follow_on: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Whether somebody is told now: it is reportable, or it cannot be ruled out."""
        return self.status != "not-yet"


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that would settle something, with the question that asks for it."""

    fact: str
    question: str


@dataclass(frozen=True, slots=True)
class NextFact:
    """The fact to ask next; `settles` is how many rows and duties its answer settles, the mean over its answers."""

    fact: str
    question: str
    settles: float


@dataclass(frozen=True, slots=True)
class Recipient:
    """A role that is told, its earliest limit (UTC) and the row that sets it."""

    role: str
    notify_by: datetime
    trigger: str


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """Something that somebody must do. `due` is in UTC, None where no time is stated or it is not running yet.

    The decision's own are "notify", "notify:ROLE", "acknowledge:ROLE", "decide:ROLE" (whether that role is told) and
    "decide-whether" (whether anybody is). All others bear the id of the pack's or overlay's duty, and say `what` must
    be done, whether it is `certain`, how it is `closed_by`, and `after` which duty it begins. `owner` is a role, roles
    joined by " or ", "reporter" or "reporter's manager". `missing` are the facts on which it, or its deadline, waits.
    `timescale` is the limit as written, for counting it from when `after` was done (`counts_from` "notification").
    `since` is the fact whose moment it is counted from. With `until` it comes again each period, for each missing child
    until found.
    """

    id: str
    owner: str
    due: datetime | None
    title: str = ""
    what: str = ""
    why: str = ""
    working: str = ""
    source: str = ""
    status: DutyStatus | None = None
    closed_by: ClosedBy | None = None
    after: str | None = None
    phone: tuple[str, ...] = ()
    immediate: bool = False
    any_hour: bool = False
    window: WindowKind | None = None
    limit: LimitKind | None = None
    overdue: bool = False
    timescale: str | None = None
    counts_from: CountsFrom | None = None
    same_as: tuple[str, ...] = ()
    statutory: bool = False
    missing: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the pack `policy` (its version and hash) says at the instant `at` (UTC)."""

    policy: str
    version: str
    pack_hash: str
    at: datetime
    triggers: tuple[TriggerDecision, ...]
    missing_facts: tuple[MissingFact, ...]
    recipients: tuple[Recipient, ...]
    duties: tuple[PlannedDuty, ...]
    next: NextFact | None = None


def decision_as_data(decision: Decision) -> dict[str, Any]:
    """The decision as plain data, the documented contract; instants are RFC 3339 with the London offset."""
    return {
        "policy": decision.policy,
        "version": decision.version,
        "pack_hash": decision.pack_hash,
        "at": as_rfc3339(decision.at),
        "triggers": [_trigger_data(row) for row in decision.triggers],
        "missing_facts": [{"fact": gap.fact, "question": gap.question} for gap in decision.missing_facts],
        "recipients": [
            {"role": told.role, "notify_by": as_rfc3339(told.notify_by), "trigger": told.trigger}
            for told in decision.recipients
        ],
        "duties": [_duty_data(duty) for duty in decision.duties],
        "next": None
        if decision.next is None
        else {
            "fact": decision.next.fact,
            "question": decision.next.question,
            "settles": decision.next.settles,
        },
    }


def decision_from_data(data: Mapping[str, Any]) -> Decision:
    """The decision that decision_as_data wrote; keys that it did not write are ignored. Raises KeyError.

    A decision stored before duties said why and what reads with those left empty.
    """
    asked = data.get("next")
    return Decision(
        policy=data["policy"],
        version=data["version"],
        pack_hash=data["pack_hash"],
        at=parse_instant(data["at"]),
        triggers=tuple(_trigger_from(row) for row in data["triggers"]),
        missing_facts=tuple(MissingFact(gap["fact"], gap["question"]) for gap in data["missing_facts"]),
        recipients=tuple(
            Recipient(told["role"], parse_instant(told["notify_by"]), told["trigger"]) for told in data["recipients"]
        ),
        duties=tuple(_duty_from(duty) for duty in data["duties"]),
        next=None if asked is None else NextFact(asked["fact"], asked["question"], asked["settles"]),
    )


def _trigger_data(row: TriggerDecision) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "reportable_from": as_rfc3339(row.reportable_from),
        "notify_by": as_rfc3339(row.notify_by),
        "limit": row.limit,
        "any_hour": row.any_hour,
        "immediate": row.immediate,
        "overdue": row.overdue,
        "window": row.window,
        "why": row.why,
        "working": row.working,
        "source": row.source,
        "route": {
            "always": list(row.route.always),
            "decides": list(row.route.decides),
            "about": row.route.about,
            "also": list(row.route.also),
            "first": list(row.route.first),
        },
        "route_why": row.route_why,
        "by": list(row.by),
        "phone": row.phone,
        "follow_on": list(row.follow_on),
        "missing": list(row.missing),
    }


def _trigger_from(row: Mapping[str, Any]) -> TriggerDecision:
    route = row["route"]
    return TriggerDecision(
        id=row["id"],
        title=row["title"],
        status=row["status"],
        reportable_from=parse_instant(row["reportable_from"]),
        notify_by=parse_instant(row["notify_by"]),
        limit=row["limit"],
        any_hour=row["any_hour"],
        immediate=row["immediate"],
        overdue=row["overdue"],
        window=row["window"],
        why=row["why"],
        working=row["working"],
        source=row["source"],
        route=Route(
            tuple(route["always"]),
            tuple(route["decides"]),
            route["about"],
            tuple(route["also"]),
            tuple(route.get("first", ())),
        ),
        missing=tuple(row["missing"]),
        route_why=row.get("route_why", ""),
        by=tuple(row.get("by", ())),
        phone=row.get("phone", False),
        follow_on=tuple(row.get("follow_on", ())),
    )


_DUTY = fields(PlannedDuty)
_LISTED = ("phone", "same_as", "missing")


def _duty_data(duty: PlannedDuty) -> dict[str, Any]:
    data = {field.name: getattr(duty, field.name) for field in _DUTY}
    return {
        **data,
        "due": None if duty.due is None else as_rfc3339(duty.due),
        **{name: list(data[name]) for name in _LISTED},
    }


def _duty_from(data: Mapping[str, Any]) -> PlannedDuty:
    given = {field.name: data[field.name] for field in _DUTY if field.name in data}
    due = data["due"]
    given["due"] = None if due is None else parse_instant(due)
    return PlannedDuty(**given | {name: tuple(data.get(name, ())) for name in _LISTED})
