"""The decision: what a pack says about facts at an instant, and its form as plain data (docs/decide.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from rules.instants import as_rfc3339, parse_instant
from rules.pack import Route
from rules.timescale import WindowKind

Status = Literal["reportable", "not-yet", "unknown"]
LimitKind = Literal["procedure", "local"]


@dataclass(frozen=True, slots=True)
class TriggerDecision:
    """One row that matches, will match, or cannot be ruled out. Instants are UTC.

    `reportable_from`: the later of awareness and threshold. `limit`: where notify_by comes from. `any_hour`: the limit
    counts at night too. `immediate`: never shown as late. `overdue`: notify_by had passed when this was decided.
    `why` names the row in plain words, `working` says how notify_by came about, `source` where the row stands.
    `missing` are the ids of the facts that keep it unknown. `window` is the kind of acknowledgement window.
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
class Recipient:
    """A role that is told, its earliest limit (UTC) and the row that sets it."""

    role: str
    notify_by: datetime
    trigger: str


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """Something that somebody must do: "notify", "notify:ROLE", "acknowledge:ROLE" or "decide:ROLE"; due in UTC."""

    id: str
    owner: str
    due: datetime


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
        "duties": [{"id": duty.id, "owner": duty.owner, "due": as_rfc3339(duty.due)} for duty in decision.duties],
    }


def decision_from_data(data: Mapping[str, Any]) -> Decision:
    """The decision that decision_as_data wrote; keys that it did not write are ignored. Raises KeyError."""
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
        duties=tuple(PlannedDuty(duty["id"], duty["owner"], parse_instant(duty["due"])) for duty in data["duties"]),
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
        },
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
        route=Route(tuple(route["always"]), tuple(route["decides"]), route["about"], tuple(route["also"])),
        missing=tuple(row["missing"]),
    )
