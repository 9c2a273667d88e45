"""The organisation file: who holds which role, who covers, where messages go, and when.

One YAML file a council writes for itself (docs/organisation.md). Read with pydantic, so that the
schema, the checks and the documentation are one thing; every error names the key and the mend.
Times of day are Europe/London.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal
from uuid import UUID

from pydantic import Field, PrivateAttr, ValidationError, model_validator

from bot.file_values import Mail
from bot.leave import Leave, Leaves
from bot.mends import first_mistake
from bot.organisation_parts import (
    Absence,
    AcknowledgementWindows,
    Channel,
    Inbox,
    LocalLimits,
    OfficeHours,
    Operator,
    Outlook,
    OutOfHours,
    Part,
    Statutory,
)
from rules.errors import NeedToKnowError
from rules.instants import LONDON, at_london
from rules.limits import Limits, LimitsError, Windows
from rules.overlay import Statutory as Chosen
from rules.pack import Pack, Reached
from rules.pack import Role as PackRole
from rules.strict_yaml import YamlError, read_yaml


class OrganisationError(NeedToKnowError):
    """The organisation file cannot be used; the sentence names the key and what to do."""


class Person(Part):
    """Somebody the file names. `aad` is their Microsoft Entra object id.

    `assistants` read what this person is told, and act in nothing for them (notifications/assistants.py).
    """

    key: str = ""
    name: str = Field(min_length=1, max_length=100)
    aad: UUID
    mail: Mail
    manager: str | None = None
    phone: str = ""
    assistants: tuple[str, ...] = ()

    @cached_property
    def id(self) -> str:
        """The Entra object id as Teams writes it."""
        return str(self.aad)


class Role(Part):
    """A role of the pack: who holds it, and who covers when a holder is away or does not answer.

    `stands_in` is who takes its place in a matter that its holders must not know of (keeping_out.py).
    """

    name: str = ""
    holders: tuple[str, ...] = Field(min_length=1)
    cover: tuple[str, ...] = ()
    stands_in: tuple[str, ...] = ()


class Organisation(Part):
    """The whole file, checked as a whole: every name in it resolves."""

    name: str = Field(min_length=1, max_length=80)
    policy: str
    phone: str = Field(min_length=3, max_length=80)
    people: dict[str, Person] = Field(min_length=1)
    roles: dict[str, Role] = Field(min_length=1)
    default_manager: str
    escalation_chain: tuple[str, ...] = Field(min_length=1)
    channels: dict[str, Channel]
    inbox: Inbox
    operator: Operator | None = None
    away: tuple[Absence, ...] = ()
    office_hours: OfficeHours = OfficeHours()
    out_of_hours: OutOfHours
    local_limits: LocalLimits = LocalLimits()
    acknowledgement_windows: AcknowledgementWindows = AcknowledgementWindows()
    statutory: Statutory = Statutory()
    outlook: Outlook = Outlook()
    _nobodys: Mapping[str, PackRole] = PrivateAttr(default_factory=dict)
    _leaves: Leaves = PrivateAttr(default=Leaves())
    _kept_out: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def _everything_named_exists(self) -> "Organisation":
        for where, key in self._names():
            if key not in self.people:
                raise ValueError(f"{where} names {key!r}, which is not under people: add the person or correct the key")
        for i, role in enumerate(self.escalation_chain):
            if role not in self.roles:
                raise ValueError(f"escalation_chain.{i} names {role!r}, which is not under roles: add the role there")
        for i, role in enumerate(self.outlook.cards):
            if role not in self.roles:
                raise ValueError(f"outlook.cards.{i} names {role!r}, which is not under roles: add the role there")
        for i, absence in enumerate(self.away):
            if absence.end < absence.start:
                raise ValueError(f"away.{i}.end is before its start: correct one of them (both days are included)")
        if "managers" not in self.channels:
            raise ValueError("channels has no 'managers': name the managers' private channel")
        ids = [p.id for p in self.people.values()]
        for key, person in self.people.items():
            if ids.count(person.id) > 1:
                raise ValueError(f"people.{key}.aad is used twice: every person has an Entra object id of their own")
        for key, role, i in self._assistants_who_act():
            raise ValueError(
                f"people.{key}.assistants.{i} names {self.people[key].assistants[i]!r}, who {role}: an assistant reads "
                "and never acts for the person; name somebody else, or take one of the two away"
            )
        if self.office_hours.open >= self.office_hours.close:
            raise ValueError("office_hours.open is not before office_hours.close: swap or correct them")
        try:
            _ = self.limits
        except LimitsError as error:
            raise ValueError(f"local_limits: {error}") from None
        return self

    def _names(self) -> Iterator[tuple[str, str]]:
        for key, person in self.people.items():
            if person.manager is not None:
                yield f"people.{key}.manager", person.manager
            for i, assistant in enumerate(person.assistants):
                yield f"people.{key}.assistants.{i}", assistant
        for name, role in self.roles.items():
            for group in ("holders", "cover", "stands_in"):
                for i, key in enumerate(getattr(role, group)):
                    yield f"roles.{name}.{group}.{i}", key
        yield "default_manager", self.default_manager
        for name, channel in self.channels.items():
            for i, key in enumerate(channel.members):
                yield f"channels.{name}.members.{i}", key
        if self.operator is not None and self.operator.person:
            yield "operator.person", self.operator.person
        for i, key in enumerate(self.inbox.members):
            yield f"inbox.members.{i}", key
        for i, absence in enumerate(self.away):
            yield f"away.{i}.person", absence.person
        for i, duty in enumerate(self.out_of_hours.rota):
            yield f"out_of_hours.rota.{i}.person", duty.person
        yield "out_of_hours.otherwise", self.out_of_hours.otherwise

    def _assistants_who_act(self) -> Iterator[tuple[str, str, int]]:
        """Assistants who would act for the person all the same: as themselves, or through a role of the person's."""
        for key, person in self.people.items():
            held = [name for name, role in self.roles.items() if key in role.holders]
            for i, assistant in enumerate(person.assistants):
                if assistant == key:
                    yield key, "is the person", i
                for name in held:
                    if assistant in (*self.roles[name].holders, *self.roles[name].cover):
                        yield key, f"holds or covers {name} as well", i

    # -- questions the services ask -----------------------------------------------------------

    @cached_property
    def limits(self) -> Limits:
        """The local limits, office hours and acknowledgement windows in the form that rules.decide takes."""
        windows = self.acknowledgement_windows
        return Limits(
            office_open=self.office_hours.open,
            office_close=self.office_hours.close,
            urgent=self.local_limits.urgent,
            otherwise=self.local_limits.otherwise,
            triggers=dict(self.local_limits.triggers),
            classes=dict(self.local_limits.classes),
            windows=Windows(any_hour=windows.any_hour, working=windows.working, longer=windows.longer),
        )

    @cached_property
    def chosen_statutory(self) -> Chosen:
        """The statutory rows switched on, in the form that rules.overlay takes."""
        return Chosen(self.statutory.rows, self.statutory.own_homes, self.statutory.rapid_review_from)

    def person(self, aad: str) -> Person | None:
        """The person with this Entra object id, or None for any other member of the tenant."""
        return next((p for p in self.people.values() if p.id == aad), None)

    def assisted_by(self, aad: str) -> tuple[Person, ...]:
        """Whose registered assistant this is."""
        assistant = self.person(aad)
        return tuple(p for p in self.people.values() if assistant is not None and assistant.key in p.assistants)

    # -- who is here ----------------------------------------------------------------------------

    def with_leaves(self, leaves: tuple[Leave, ...]) -> "Organisation":
        """This file, with the absences that people have said in the chat. Somebody it does not name is left out."""
        known = tuple(leave for leave in leaves if leave.person in self.people)
        return self._with(Leaves(tuple(replace(r, cover=r.cover if self._may_cover(r) else "") for r in known)))

    def _may_cover(self, leave: Leave) -> bool:
        """Is the one named in the file still, and not an assistant of whoever is away: they never act for them."""
        return leave.cover in self.people and leave.cover not in self.people[leave.person].assistants

    def for_report_of(self, aad: str) -> "Organisation":
        """The same for what this person reported: nobody is told of it through its own reporter, as cover."""
        reporter = self.person(aad)
        if reporter is None or not (
            self._leaves.relied_on_by(reporter.key) or any(reporter.key in r.cover for r in self.roles.values())
        ):
            return self
        return self._with(replace(self._leaves, but=reporter.key))

    def _with(self, leaves: Leaves) -> "Organisation":
        merged = self.model_copy()
        merged._leaves = leaves
        return merged

    def keeping_out(self, keys: frozenset[str], parts: Mapping[str, object]) -> "Organisation":
        """This file in a matter that these people must not know of, with what changes by that (keeping_out.py)."""
        merged = self.model_copy(update=dict(parts))
        merged._leaves, merged._kept_out = self._leaves.without(keys), keys
        return merged

    def is_kept_out(self, aad: str) -> bool:
        """Must this person not know of the matter that this is the organisation for?"""
        person = self.person(aad)
        return person is not None and person.key in self._kept_out

    def reader(self, address: str) -> Person | None:
        """Whose own mailbox this address is; None for the shared inbox, or an address of nobody's."""
        return next((p for p in self.people.values() if p.mail == address), None)

    def is_away(self, key: str, at: datetime) -> bool:
        """Is this person away at this instant, by the file (London days) or by what they said in the chat?"""
        day = at.astimezone(LONDON).date()
        return any(a.person == key and a.covers(day) for a in self.away) or self._leaves.away(key, at)

    def is_away_within(self, key: str, start: datetime, until: datetime) -> bool:
        """Is this person away at any time between two instants (aware)?"""
        first, last = start.astimezone(LONDON).date(), until.astimezone(LONDON).date()
        by_file = any(a.person == key and a.start <= last and first <= a.end for a in self.away)
        return by_file or self._leaves.away_within(key, start, until)

    def back_at(self, key: str, at: datetime) -> datetime | None:
        """When somebody who is away is back (aware, UTC): by the file, the morning after its last day."""
        found = (self.away_by_file_until(key, at), self._leaves.until(key, at))
        return max(filter(None, found), default=None)

    def away_by_file_until(self, key: str, at: datetime) -> datetime | None:
        """When somebody whom the file calls away is back (aware, UTC): the morning after the last day."""
        day = at.astimezone(LONDON).date()
        ends = [at_london(a.end + timedelta(days=1), time()) for a in self.away if a.person == key and a.covers(day)]
        return max(ends, default=None)

    def stand_in(self, key: str, at: datetime, role: str = "") -> Person | None:
        """Whom somebody who is away has named (in a role of theirs), if they are here. Cover is not passed on."""
        named = self._leaves.named_by(key, at, role)
        return self.people[named] if named and not self.is_away(named, at) else None

    def in_place_of(self, person: Person, at: datetime) -> Person:
        """The person, or whom they named while they are away; the person all the same where nobody stands in."""
        return (self.stand_in(person.key, at) or person) if self.is_away(person.key, at) else person

    def covered_by(self, person: Person, role: str = "") -> tuple[Person, ...]:
        """For whom this person acts, in a role or in what is theirs by name, because they were named in the chat."""
        return tuple(self.people[key] for key in self._leaves.covered_by(person.key, role))

    def relied_on_by(self, person: Person) -> tuple[Person, ...]:
        """For whom this person covers in anything, because they were named in the chat."""
        return tuple(self.people[key] for key in self._leaves.relied_on_by(person.key))

    def holders(self, role: str) -> tuple[Person, ...]:
        """The people who hold a role, away or not; none for a role the file does not have, or for a mailbox."""
        if self.reached(role) == "on-call":
            turns = (*(turn.person for turn in self.out_of_hours.rota), self.out_of_hours.otherwise)
            return tuple(self.people[key] for key in dict.fromkeys(turns))
        return tuple(self.people[k] for k in self.roles[role].holders) if role in self.roles else ()

    def cover(self, role: str) -> tuple[Person, ...]:
        """The people who cover a role by the file."""
        return tuple(self.people[k] for k in self.roles[role].cover) if role in self.roles else ()

    def told(self, role: str, at: datetime) -> tuple[Person, ...]:
        """Who is told when this role is told at this instant: the holders who are here, and whom the others named;
        otherwise the role's cover. With everybody away the holders are told all the same: somebody must be.
        """
        if self.reached(role) == "on-call":
            return (self.on_call(at),)
        holders = self.holders(role)
        here = (self.stand_in(p.key, at, role) if self.is_away(p.key, at) else p for p in holders)
        cover = tuple(p for p in self.cover(role) if not self.is_away(p.key, at) and p.key != self._leaves.but)
        return tuple({p.key: p for p in here if p is not None}.values()) or cover or holders or self.cover(role)

    def may_act_as(self, role: str, person: Person) -> Literal["holder", "cover"] | None:
        """Does this person hold the role, cover it (by the file, or named by a holder who is away), or neither?"""
        if person.key in self._kept_out:
            return None
        if person in self.holders(role):
            return "holder"
        named = person in self.cover(role) or any(p in self.holders(role) for p in self.covered_by(person, role))
        return "cover" if named else None

    def manager_of(self, aad: str, at: datetime | None = None) -> Person:
        """The manager of a person, or the default manager for somebody the file does not name.

        With `at`, whoever answers for them at that instant: whom a manager who is away has named; else the next
        manager up who is here; else the manager all the same.
        """
        person = self.person(aad)
        first = self.people[person.manager if person and person.manager else self.default_manager]
        found, seen = first, {first.key}
        while at is not None and self.is_away(found.key, at):
            if (named := self.stand_in(found.key, at)) is not None:
                return named
            found = self.people[found.manager or self.default_manager]
            if found.key in seen:
                return first
            seen.add(found.key)
        return found

    def on_call(self, at: datetime) -> Person:
        """Who is on call at this instant, by the rota; whom they named, while they are away."""
        day = at.astimezone(LONDON).date()
        turns = sorted((d for d in self.out_of_hours.rota if d.start <= day), key=lambda d: d.start)
        return self.in_place_of(self.people[turns[-1].person if turns else self.out_of_hours.otherwise], at)

    def role_title(self, role: str) -> str:
        """The role's name in words, where the file gives one; of a role that nobody holds, the policy's."""
        name = self.roles[role].name if role in self.roles else ""
        return name or (self._nobodys[role].title if role in self._nobodys else role)

    def reaching(self, pack: Pack) -> "Organisation":
        """This file, knowing the pack's roles that nobody holds: whoever is on call, and the Need-to-Know inbox."""
        merged = self.model_copy()
        merged._nobodys = {role.id: role for role in pack.roles if role.reached != "person"}
        return merged

    def reached(self, role: str) -> Reached:
        """How a role is reached: through its holders, through whoever is on call, or by the mail to the inbox."""
        return self._nobodys[role].reached if role in self._nobodys else "person"


def load_organisation(path: Path) -> Organisation:
    """Read and check an organisation file. Raises OrganisationError with the key and the mend."""
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise OrganisationError(f"{path} cannot be read ({error.strerror}): check the path.") from None
    except UnicodeDecodeError:
        raise OrganisationError(f"{path.name} is not text in UTF-8: save it as UTF-8.") from None
    except YamlError as error:
        raise OrganisationError(f"{path.name}: {error}: check the indentation and the quotes there.") from None
    if not isinstance(data, dict):
        raise OrganisationError(f"{path.name} must hold keys and values: start from docs/organisation.md.")
    people = data.get("people")
    if isinstance(people, dict):
        data = {**data, "people": {k: ({**v, "key": k} if isinstance(v, dict) else v) for k, v in people.items()}}
    try:
        return Organisation.model_validate(data)
    except ValidationError as error:
        raise OrganisationError(f"{path.name}: {first_mistake(error)}") from None
