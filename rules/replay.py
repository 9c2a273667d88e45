"""Incidents through a present and a proposed policy: who would be told differently, sooner or later, by which rows.

Pure, and without a word of what happened: what comes out are names of incidents, roles, rows, duties and instants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rules.decide import decide
from rules.decision import Decision
from rules.facts import Facts
from rules.instants import as_rfc3339, say_instant
from rules.limits import DEFAULT_LIMITS, Limits
from rules.pack import Pack

Change = tuple[datetime | None, datetime | None]
"""When by the present policy, and when by the proposed one; None = not at all, or at no stated time."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident to be tried: its name, what was known, and when it was decided (UTC)."""

    name: str
    facts: Facts
    at: datetime


@dataclass(frozen=True, slots=True)
class Replayed:
    """What changes for one incident. Roles and duties by id, each with when; rows by id with their statuses."""

    name: str
    at: datetime
    told: Mapping[str, Change]
    not_told: Mapping[str, Change]
    moved: Mapping[str, Change]
    rows: Mapping[str, tuple[str | None, str | None]]
    duties: Mapping[str, Change]
    duties_gained: tuple[str, ...] = ()
    duties_lost: tuple[str, ...] = ()
    decided: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Roles about which it is decided whether they are told: who decides now, and who would."""
    tried: frozenset[str] = frozenset()
    """The rows that came out of either policy, whether or not they say the same."""

    @property
    def same(self) -> bool:
        """Whether the same people are told by the same times and owe the same; rows alone may differ."""
        changes = (self.told, self.not_told, self.moved, self.decided)
        return not any((*changes, self.duties, self.duties_gained, self.duties_lost))


_COMPARED = {
    "about": "about",
    "condition": "condition",
    "route": "route",
    "variants": "timescale",
    "harm": "harm",
    "by": "by",
    "phone": "phone",
    "follow_on": "follow_on",
}
"""What of a row decides something, and its key in the file; its words may change freely."""


def changed_rows(old: Pack, new: Pack) -> Mapping[str, str]:
    """The rows that decide otherwise by the proposed policy, each with what differs in it."""
    before, after = ({row.id: row for row in pack.triggers} for pack in (old, new))
    found = {}
    for row in dict.fromkeys((*before, *after)):
        if row not in after:
            found[row] = "taken away"
        elif row not in before:
            found[row] = "new"
        else:
            keys = [key for part, key in _COMPARED.items() if getattr(before[row], part) != getattr(after[row], part)]
            if keys:
                found[row] = ", ".join(keys)
    return found


def replay(
    old: Pack, new: Pack, incidents: Sequence[Incident], limits: Limits = DEFAULT_LIMITS
) -> tuple[Replayed, ...]:
    """Each incident through both policies, with the same local limits."""
    return tuple(
        compared(one, decide(old, one.facts, one.at, limits), decide(new, one.facts, one.at, limits))
        for one in incidents
    )


def compared(incident: Incident, old: Decision, new: Decision) -> Replayed:
    """What the proposed decision changes of the present one."""
    before = {one.role: one.notify_by for one in old.recipients}
    after = {one.role: one.notify_by for one in new.recipients}
    owed = {duty.id: duty.due for duty in old.duties if duty.status is not None}
    owing = {duty.id: duty.due for duty in new.duties if duty.status is not None}
    rows: dict[str, str] = {row.id: row.status for row in old.triggers}
    found: dict[str, str] = {row.id: row.status for row in new.triggers}
    return Replayed(
        name=incident.name,
        at=incident.at,
        told={role: (None, due) for role, due in after.items() if role not in before},
        not_told={role: (due, None) for role, due in before.items() if role not in after},
        moved={role: (before[role], due) for role, due in after.items() if before.get(role, due) != due},
        rows={
            row: (rows.get(row), found.get(row))
            for row in dict.fromkeys((*rows, *found))
            if rows.get(row) != found.get(row)
        },
        duties={duty: (owed[duty], due) for duty, due in owing.items() if duty in owed and owed[duty] != due},
        duties_gained=tuple(duty for duty in owing if duty not in owed),
        duties_lost=tuple(duty for duty in owed if duty not in owing),
        decided={
            role: (_deciders(old).get(role), _deciders(new).get(role))
            for role in dict.fromkeys((*_deciders(old), *_deciders(new)))
            if _deciders(old).get(role) != _deciders(new).get(role)
        },
        tried=frozenset((*rows, *found)),
    )


def as_lines(replayed: Replayed) -> tuple[str, ...]:
    """What changes, each in one sentence."""
    lines = [f"{role} would be told, by {_when(due)}" for role, (_, due) in replayed.told.items()]
    lines += [f"{role} would no longer be told (now by {_when(due)})" for role, (due, _) in replayed.not_told.items()]
    for role, (was, becomes) in replayed.decided.items():
        if becomes is None:
            lines.append(f"whether {role} is told would no longer be decided (now by {was})")
        else:
            lines.append(f"whether {role} is told would be decided by {becomes}" + (f" (now by {was})" if was else ""))
    for what, changes in (("told", replayed.moved), ("due", replayed.duties)):
        for name, (before, after) in changes.items():
            lines.append(f"{name} would be {what} {_sooner(before, after)}: by {_when(after)}, now by {_when(before)}")
    lines += [f"{duty} would be owed" for duty in replayed.duties_gained]
    lines += [f"{duty} would no longer be owed" for duty in replayed.duties_lost]
    for row, (was, becomes) in replayed.rows.items():
        if was is None:
            lines.append(f"row {row} would come out ({becomes})")
        elif becomes is None:
            lines.append(f"row {row} would no longer come out (now {was})")
        else:
            lines.append(f"row {row} would be {becomes} (now {was})")
    return tuple(lines)


def as_data(replayed: Replayed) -> dict[str, Any]:
    """What changes, as plain data; instants with the London offset."""
    return {
        "name": replayed.name,
        "at": as_rfc3339(replayed.at),
        "same": replayed.same,
        "told": {role: _data(after) for role, (_, after) in replayed.told.items()},
        "no_longer_told": {role: _data(before) for role, (before, _) in replayed.not_told.items()},
        "moved": {role: {"now": _data(was), "then": _data(then)} for role, (was, then) in replayed.moved.items()},
        "decided": {role: {"now": was, "then": then} for role, (was, then) in replayed.decided.items()},
        "rows": {row: {"now": was, "then": then} for row, (was, then) in replayed.rows.items()},
        "duties": {
            "gained": list(replayed.duties_gained),
            "lost": list(replayed.duties_lost),
            "moved": {duty: {"now": _data(was), "then": _data(then)} for duty, (was, then) in replayed.duties.items()},
        },
    }


def _deciders(decision: Decision) -> dict[str, str]:
    """The roles that are told only if somebody decides so, each with who decides."""
    return {duty.id.removeprefix("decide:"): duty.owner for duty in decision.duties if duty.id.startswith("decide:")}


def _when(instant: datetime | None) -> str:
    return "no stated time" if instant is None else say_instant(instant)


def _data(instant: datetime | None) -> str | None:
    return None if instant is None else as_rfc3339(instant)


def _sooner(before: datetime | None, after: datetime | None) -> str:
    if before is None or after is None:
        return "otherwise"
    return "sooner" if after < before else "later"
