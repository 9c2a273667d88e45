"""An absence: somebody is away until an instant, and has named who covers, or nobody. Said by themselves alone.

Pure. What is due for them is resolved when it matters (Organisation.with_leaves); here is only how an absence stands,
what it passes on when it begins, and what is handed back when it ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    """proposed (understood from a sentence, not confirmed) -> running -> over; dropped when another took its place."""

    PROPOSED = "proposed"
    RUNNING = "running"
    OVER = "over"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Absence:
    """One absence. `person` and `cover` are Entra object ids; instants are aware and UTC.

    `until` is when they are back; `next_at` when it is handed back, which waits for office hours. `declined` is not
    empty where the person named cannot (it says how that is known): what is due falls back on the role's own cover.
    """

    id: str
    person: str
    created_at: datetime
    until: datetime
    cover: str = ""
    declined: str = ""
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
    def covered_by(self) -> str:
        """Who covers: nobody where nobody is named, or they cannot."""
        return "" if self.declined else self.cover

    def running(self, at: datetime, limits: Limits) -> "Absence":
        """This absence, begun at `at`."""
        return replace(self, status=AbsenceStatus.RUNNING, started_at=at, next_at=hand_back_at(self.until, limits))

    def changed(self, until: datetime, cover: str, limits: Limits) -> "Absence":
        """This running absence with another end or another cover. Naming the same person again asks them again."""
        return replace(
            self,
            until=until,
            cover=cover,
            declined="",
            next_at=hand_back_at(until, limits),
            version=self.version + 1,
        )

    def without_cover(self, why: str) -> "Absence":
        """This absence after the person named said they cannot ("declined"), or could not be reached ("refused")."""
        return replace(self, declined=why, version=self.version + 1)

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
        """This proposal, after another took its place."""
        return replace(self, status=AbsenceStatus.DROPPED, version=self.version + 1)


def hand_back_at(until: datetime, limits: Limits) -> datetime:
    """When an absence is handed back: at its end within office hours, else at the next opening."""
    return speak_at(until, limits, any_hour=False)


def leaves(absences: Iterable[Absence], organisation: Organisation) -> tuple[Leave, ...]:
    """Running absences as the organisation takes them, by the people's keys."""
    keys = {person.id: key for key, person in organisation.people.items()}
    return tuple(
        Leave(keys[a.person], a.started_at or a.created_at, a.until, keys.get(a.covered_by, ""))
        for a in absences
        if a.is_running and a.person in keys
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
