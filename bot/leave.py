"""Absences that people have said in the chat, and whom each named to cover. Pure; people are their keys.

The organisation file is merged with these (Organisation.with_leaves), so that whoever asks it who is told, who may act
or who manages somebody is answered for this moment.
"""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Leave:
    """Somebody is away from `start` up to `until` (aware, UTC). `cover` is "" where nobody is named, or they cannot."""

    person: str
    start: datetime
    until: datetime
    cover: str = ""


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
        return replace(self, rows=tuple(replace(r, cover="") if r.cover in people else r for r in self.rows))

    def away(self, person: str, at: datetime) -> bool:
        """Is this person away at this instant?"""
        return any(leave.person == person and leave.start <= at < leave.until for leave in self.rows)

    def away_within(self, person: str, start: datetime, until: datetime) -> bool:
        """Is this person away at any time from `start` up to `until`?"""
        return any(r.person == person and r.start < until and start < r.until for r in self.rows)

    def until(self, person: str, at: datetime) -> datetime | None:
        """When this person is back, None for somebody who is here."""
        found = [leave.until for leave in self.rows if leave.person == person and leave.start <= at < leave.until]
        return max(found, default=None)

    def named_by(self, person: str, at: datetime) -> str:
        """Whom this person, away at this instant, has named; "" for nobody."""
        found = [r.cover for r in self.rows if r.person == person and r.start <= at < r.until and r.cover]
        return found[0] if found and found[0] != self.but else ""

    def covered_by(self, person: str) -> tuple[str, ...]:
        """For whom this person may act. Cover does not pass on: it is for what these people hold themselves."""
        return () if person == self.but else tuple(r.person for r in self.rows if r.cover == person)
