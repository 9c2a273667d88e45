"""The inputs of one's own cover card: from when, until when, who covers, and who does in one role of several."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from bot.notifications.absence import Absence, own_roles
from bot.notifications.until import Unclear, read_inputs
from bot.organisation import Person
from bot.services.authority import Authority
from rules.instants import LONDON

FROM, FROM_TIME = "away.from", "away.from.time"
UNTIL, TIME, COVER = "away.until", "away.until.time", "away.cover"
NOBODY = "nobody"
"""The choice to name nobody: the organisation's own order stands."""
SAME = "same"
"""The choice for one role: whoever covers for everything."""


def role_input(role: str) -> str:
    """The input for who covers in one role."""
    return f"away.cover.{role.lower()}"


def roles_asked(person: Person, authority: Authority) -> tuple[str, ...]:
    """The roles for which somebody else may be named: where a person holds several."""
    organisation = authority.organisation
    roles = tuple(sorted(r for r in own_roles(person, organisation) if organisation.reached(r) == "person"))
    return roles if len(roles) > 1 else ()


@dataclass(frozen=True)
class Filled:
    """What the card says, or the problem with each input that cannot be used, by input id."""

    begins: datetime | None = None
    until: datetime | None = None
    cover: str = ""
    by_role: Mapping[str, str] = field(default_factory=dict)
    unclear: Mapping[str, Unclear] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read(given: Mapping[str, str], person: Person, authority: Authority, at: datetime) -> Filled:
    """The card's inputs, read: object ids for people, aware instants in UTC."""
    people, unclear, unknown = authority.organisation.people, {}, []
    begins: datetime | Unclear | None = None
    if given.get(FROM, "").strip():
        begins = read_inputs(given[FROM], given.get(FROM_TIME, ""), at, time())
        if begins is Unclear.PAST and given[FROM].strip() == f"{at.astimezone(LONDON):%Y-%m-%d}":
            begins = None  # today, without a time or with one that has passed: at once
    until = read_inputs(given.get(UNTIL, ""), given.get(TIME, ""), at, authority.limits.office_open)
    for key, read_as in ((FROM, begins), (UNTIL, until)):
        if isinstance(read_as, Unclear):
            unclear[key] = read_as

    def named(key: str) -> str:
        chosen = given.get(key, "")
        if chosen in ("", NOBODY):
            return ""
        if chosen not in people:
            unknown.append(key)
            return ""
        return people[chosen].id

    by_role = {
        role: named(role_input(role))
        for role in roles_asked(person, authority)
        if given.get(role_input(role), SAME) not in ("", SAME)
    }
    return Filled(
        None if isinstance(begins, Unclear) else begins,
        None if isinstance(until, Unclear) else until,
        named(COVER),
        by_role,
        unclear,
        tuple(unknown),
    )


def given_by(absence: Absence, authority: Authority) -> dict[str, str]:
    """The card's inputs as an absence fills them: London dates and times, people by their keys."""
    return given_for(authority, absence.begins, absence.until, absence.cover_in(), absence.by_role)


def given_for(
    authority: Authority,
    begins: datetime | None,
    until: datetime | None,
    cover: str,
    by_role: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The card's inputs for these instants (aware) and people (object ids)."""
    found: dict[str, str] = {COVER: _key(cover, authority)}
    for day, clock, instant in ((FROM, FROM_TIME, begins), (UNTIL, TIME, until)):
        if instant is not None:
            local = instant.astimezone(LONDON)
            found |= {day: f"{local:%Y-%m-%d}", clock: f"{local:%H:%M}"}
    return {**found, **{role_input(role): _key(aad, authority) for role, aad in (by_role or {}).items()}}


def _key(aad: str, authority: Authority) -> str:
    person = authority.organisation.person(aad) if aad else None
    return person.key if person else NOBODY
