"""Absences that people have said in the chat, and whom each named to cover. Pure; people are their keys.

The organisation file is merged with these (Organisation.with_leaves), so that whoever asks it who is told, who may act
or who manages somebody is answered for this moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class Leave:
    """Somebody is away from `start` up to `until` (aware, UTC); one that has not `begun` is only planned.

    `cover` stands in for them, "" where nobody is named, or they cannot; `roles` says who does in one of their roles
    instead, "" where the organisation's own order applies.
    """

    person: str
    start: datetime
    until: datetime
    cover: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    begun: bool = True

    def cover_in(self, role: str = "") -> str:
        """Who stands in in a role; without one, in what is theirs by name."""
        return self.roles.get(role, self.cover)

    def without(self, people: frozenset[str]) -> "Leave":
        """The same absence, where none of these people covers."""
        roles = {role: "" if cover in people else cover for role, cover in self.roles.items()}
        return replace(self, cover="" if self.cover in people else self.cover, roles=roles)

    def counts(self, person: str, at: datetime) -> bool:
        """Is it this person's, and are they away at this instant?"""
        return self.begun and self.person == person and self.start <= at < self.until


@dataclass(frozen=True)
class Leaves:
    """Everybody's absences that are not handed back yet.

    After `until` the person counts as here; their cover may still act until the handing back in office hours.
    """

    rows: tuple[Leave, ...] = ()
    but: str = ""
    """Somebody who covers nobody here: whoever reported an incident does not stand in for those who are told of it."""

    def without(self, people: frozenset[str]) -> "Leaves":
        """The same absences, where none of these people covers for anybody."""
        return replace(self, rows=tuple(r.without(people) for r in self.rows))

    def away(self, person: str, at: datetime) -> bool:
        """Is this person away at this instant?"""
        return any(leave.counts(person, at) for leave in self.rows)

    def away_within(self, person: str, start: datetime, until: datetime) -> bool:
        """Is this person away at any time from `start` up to `until`, as far as is known and planned?"""
        return any(r.person == person and r.start < until and start < r.until for r in self.rows)

    def until(self, person: str, at: datetime) -> datetime | None:
        """When this person is back, None for somebody who is here."""
        return max((leave.until for leave in self.rows if leave.counts(person, at)), default=None)

    def named_by(self, person: str, at: datetime, role: str = "") -> str:
        """Whom this person, away at this instant, has named for a role, or for themselves; "" for nobody."""
        found = [r.cover_in(role) for r in self.rows if r.counts(person, at)]
        return next((cover for cover in found if cover and cover != self.but), "")

    def covered_by(self, person: str, role: str = "") -> tuple[str, ...]:
        """For whom this person may act in a role, or in what is theirs by name. Cover does not pass on."""
        if person == self.but:
            return ()
        return tuple(r.person for r in self.rows if r.begun and r.cover_in(role) == person)

    def relied_on_by(self, person: str) -> tuple[str, ...]:
        """For whom this person covers in anything."""
        return tuple(r.person for r in self.rows if r.begun and person in (r.cover, *r.roles.values()))
