"""An absence: somebody is away until an instant, and has named who covers, or nobody. Said by themselves alone.

Pure. What is due for them is resolved when it matters (Organisation.with_leaves); here is only how an absence stands,
what it passes on when it begins, and what is handed back when it ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.leave import Leave
from bot.notifications.access import may_ever_see
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import roles_of
from bot.notifications.hours import speak_at
from bot.notifications.notification import Record
from bot.organisation import Organisation, Person
from rules.limits import Limits


class AbsenceStatus(StrEnum):
    """proposed (understood, not confirmed) -> planned (begins later) -> running -> over; dropped when another took its
    place, or when somebody stays after all."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    DROPPED = "dropped"


FILE = "file"
"""The source of an absence that only the organisation file says."""


@dataclass(frozen=True)
class Absence:
    """One absence. `person` and `cover` are Entra object ids; instants are aware and UTC.

    `begins` is when they go, None for at once; `until` when they are back; `next_at` when it begins or is handed back,
    which waits for office hours. `by_role` says who covers in one of their roles instead of `cover`: "" there means
    the organisation's own order. `cannot` holds those named who cannot, and how that is known: what is due from them
    falls back on the role's own cover.
    """

    id: str
    person: str
    created_at: datetime
    until: datetime
    cover: str = ""
    begins: datetime | None = None
    by_role: Mapping[str, str] = field(default_factory=dict)
    cannot: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    status: AbsenceStatus = AbsenceStatus.PROPOSED
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    next_at: datetime | None = None
    version: int = 1

    @property
    def is_running(self) -> bool:
        """Does it count now, handed back not yet?"""
        return self.status is AbsenceStatus.RUNNING

    @property
    def is_planned(self) -> bool:
        """Is it confirmed, and begins later?"""
        return self.status is AbsenceStatus.PLANNED

    @property
    def is_agreed(self) -> bool:
        """Does it count now or later?"""
        return self.is_running or self.is_planned

    @property
    def named(self) -> tuple[str, ...]:
        """Everybody named."""
        return tuple(dict.fromkeys(aad for aad in (self.cover, *self.by_role.values()) if aad))

    @property
    def covers(self) -> tuple[str, ...]:
        """Everybody named who has not said, or shown, that they cannot."""
        return tuple(aad for aad in self.named if aad not in self.cannot)

    def cover_in(self, role: str = "") -> str:
        """Who covers in a role, or in what is theirs by name: "" where nobody is named, or they cannot."""
        named = self.by_role.get(role, self.cover)
        return "" if named in self.cannot else named

    def running(self, at: datetime, limits: Limits) -> "Absence":
        """This absence, begun at `at`."""
        return replace(
            self,
            status=AbsenceStatus.RUNNING,
            started_at=at,
            next_at=hand_back_at(self.until, limits),
            version=self.version + 1,
        )

    def planned(self) -> "Absence":
        """This absence, confirmed: it begins by itself."""
        return replace(self, status=AbsenceStatus.PLANNED, next_at=self.begins, version=self.version + 1)

    def changed(self, to: "Absence", limits: Limits) -> "Absence":
        """This absence with the times and covers of another. Whoever is named again is asked again."""
        return replace(
            self,
            begins=to.begins if self.is_planned else self.begins,
            until=to.until,
            cover=to.cover,
            by_role=to.by_role,
            cannot={},
            source=to.source,
            next_at=to.begins if self.is_planned else hand_back_at(to.until, limits),
            version=self.version + 1,
        )

    def without_cover(self, aad: str, why: str) -> "Absence":
        """This absence after somebody named said they cannot ("declined"), could not be reached ("refused"), or left
        the organisation file ("gone")."""
        return replace(self, cannot={**self.cannot, aad: why}, version=self.version + 1)

    def over(self, at: datetime, by: str) -> "Absence":
        """This absence, ended at `at` by the person themselves, or by the clock ("system")."""
        return replace(
            self,
            status=AbsenceStatus.OVER,
            ended_at=at,
            ended_by=by,
            next_at=None,
            version=self.version + 1,
        )

    def dropped(self) -> "Absence":
        """This proposal or plan, after another took its place, or after they stay."""
        return replace(self, status=AbsenceStatus.DROPPED, next_at=None, version=self.version + 1)


def hand_back_at(until: datetime, limits: Limits) -> datetime:
    """When an absence is handed back: at its end within office hours, else at the next opening."""
    return speak_at(until, limits, any_hour=False)


def leaves(absences: Iterable[Absence], organisation: Organisation) -> tuple[Leave, ...]:
    """Running and planned absences as the organisation takes them, by the people's keys."""
    keys = {person.id: key for key, person in organisation.people.items()}
    return tuple(
        Leave(
            keys[a.person],
            a.started_at or a.begins or a.created_at,
            a.until,
            keys.get(a.cover_in(), ""),
            {role: keys.get(a.cover_in(role), "") for role in a.by_role},
            begun=a.is_running,
        )
        for a in absences
        if a.is_agreed and a.person in keys
    )


def may_cover(person: Person, whom: Person, organisation: Organisation, at: datetime, until: datetime) -> bool:
    """May this person be named: somebody else of the file, who is here from `at` up to `until` (aware, UTC)?

    Not an assistant of whoever is away: an assistant never acts for the person.
    """
    if person.id == whom.id or person.key in whom.assistants:
        return False
    return not organisation.is_away_within(person.key, at, until)


def own_roles(person: Person, organisation: Organisation) -> frozenset[str]:
    """The roles that a person holds. What they only cover stays with its holder: cover is not passed on."""
    return frozenset(role for role in organisation.roles if person in organisation.holders(role))


def is_theirs(duty: Duty, person: Person, roles: frozenset[str]) -> bool:
    """Is this duty due from the person: through a role they hold, or by name?"""
    if duty.role is None:
        return duty.person == person.id
    return not roles.isdisjoint(roles_of(duty))


@dataclass(frozen=True)
class Matter:
    """One notification as it stands for somebody who was away: what others did in their place, what is still theirs."""

    record: Record
    done: tuple[Duty, ...]
    open: tuple[Duty, ...]


def matters(records: Iterable[Record], person: Person, organisation: Organisation, since: datetime) -> list[Matter]:
    """What came, or was still open, since `since` (aware, UTC): the open ones first, the soonest due first."""
    roles, found = own_roles(person, organisation), []
    for record in records:
        if not may_ever_see(record, person.id):
            continue
        duties = [d for d in record.duties if d.kind is not DutyKind.NOTIFY and is_theirs(d, person, roles)]
        still = tuple(sorted((d for d in duties if d.is_open), key=lambda d: d.due))
        done = tuple(d for d in duties if not d.is_open and d.met_at and d.met_at >= since)
        if still or done:
            found.append(Matter(record, done, still))
    return sorted(found, key=lambda m: (not m.open, m.open[0].due if m.open else m.record.notification.created_at))
