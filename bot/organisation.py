"""The organisation file: who holds which role, who covers, where messages go, and when.

One YAML file a council writes for itself (docs/organisation.md). Read with pydantic, so that the
schema, the checks and the documentation are one thing; every error names the key and the mend.
Times of day are Europe/London.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from rules.errors import NeedToKnowError
from rules.limits import Limits, LimitsError, Windows
from rules.overlay import Statutory as Chosen
from rules.pack import Pack, Reached
from rules.pack import Role as PackRole
from rules.strict_yaml import YamlError, read_yaml

LONDON = ZoneInfo("Europe/London")

ChannelField = Literal["category", "deadline", "reporter", "reported", "status"]


class OrganisationError(NeedToKnowError):
    """The organisation file cannot be used; the sentence names the key and what to do."""


def _mail(value: str) -> str:
    local, _, domain = value.partition("@")
    if not local or not domain or any(c.isspace() or ord(c) < 32 for c in value) or "," in value or ";" in value:
        raise ValueError("give one mail address, like name@council.example")
    return value


def _span(value: object) -> object:
    """Accept "30 minutes", "1 hour", "2 hours" for a timedelta."""
    if isinstance(value, str):
        number, _, unit = value.strip().partition(" ")
        seconds = {"minute": 60, "minutes": 60, "hour": 3600, "hours": 3600}.get(unit.strip())
        if not number.isdigit() or seconds is None or int(number) == 0:
            raise ValueError('give a length of time like "30 minutes" or "1 hour"')
        return timedelta(seconds=int(number) * seconds)
    raise ValueError('give a length of time in quotes, like "30 minutes" or "1 hour"')


def _time_of_day(value: object) -> object:
    """YAML reads 17:00 without quotes as the number 1020, which would be taken for seconds."""
    if isinstance(value, int | float):
        raise ValueError('put the time of day in quotes, like "17:00"')
    return value


Mail = Annotated[str, AfterValidator(_mail)]
Span = Annotated[timedelta, BeforeValidator(_span)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    """Somebody the file names. `aad` is their Microsoft Entra object id."""

    key: str = ""
    name: str = Field(min_length=1, max_length=100)
    aad: UUID
    mail: Mail
    manager: str | None = None
    phone: str = ""

    @cached_property
    def id(self) -> str:
        """The Entra object id as Teams writes it."""
        return str(self.aad)


class Role(_Part):
    """A role of the pack: who holds it, and who covers when a holder is away or does not answer."""

    name: str = ""
    holders: tuple[str, ...] = Field(min_length=1)
    cover: tuple[str, ...] = ()


class Absence(_Part):
    """Somebody is away from `start` to `end`, both days included."""

    person: str
    start: date
    end: date

    def covers(self, day: date) -> bool:
        """Is the person away on this London day?"""
        return self.start <= day <= self.end


class Channel(_Part):
    """A Teams channel that belongs to managers alone: a dedicated private team."""

    id: str
    team: str
    name: str
    shows: tuple[ChannelField, ...] = ("deadline", "status")
    members: tuple[str, ...] = ()


class Inbox(_Part):
    """The Need-to-Know inbox: the shared mailbox that receives the complete mail, and sends it.

    `members` is for the rehearsal alone: who opens it there. In production Exchange decides that.
    """

    address: Mail
    members: tuple[str, ...] = ()


class OfficeHours(_Part):
    """The hours in which people are expected to read messages, on working days, London time."""

    open: TimeOfDay = time(9)
    close: TimeOfDay = time(17)


class Duty(_Part):
    """One turn of the out-of-hours rota: from this London day at 00:00 until the next turn begins."""

    start: date
    person: str


class OutOfHours(_Part):
    """Who is on call outside office hours."""

    rota: tuple[Duty, ...] = ()
    otherwise: str


class LocalLimits(_Part):
    """The organisation's own limits, where the procedure states none ("local limit, not in the procedure")."""

    urgent: Span = timedelta(hours=1)
    otherwise: str = "next working day"
    triggers: dict[str, str] = {}
    classes: dict[str, str] = {}


class AcknowledgementWindows(_Part):
    """How long somebody told has to acknowledge before cover, then the next role, is told.

    `any_hour` for limits that run at any hour; `working` (office time) for limits within a working day;
    `longer` for all others.
    """

    any_hour: Span = timedelta(minutes=30)
    working: Span = timedelta(hours=4)
    longer: Span = timedelta(hours=8)


class Statutory(_Part):
    """The statutory duties that the council has switched on, row by row; it confirms them for itself."""

    rows: tuple[str, ...] | Literal["all"] = ()
    own_homes: bool = False
    rapid_review_from: Literal["awareness", "notification"] = "awareness"


class Organisation(_Part):
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
    away: tuple[Absence, ...] = ()
    office_hours: OfficeHours = OfficeHours()
    out_of_hours: OutOfHours
    local_limits: LocalLimits = LocalLimits()
    acknowledgement_windows: AcknowledgementWindows = AcknowledgementWindows()
    statutory: Statutory = Statutory()
    _nobodys: Mapping[str, PackRole] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _everything_named_exists(self) -> "Organisation":
        for where, key in self._names():
            if key not in self.people:
                raise ValueError(f"{where} names {key!r}, which is not under people: add the person or correct the key")
        for i, role in enumerate(self.escalation_chain):
            if role not in self.roles:
                raise ValueError(f"escalation_chain.{i} names {role!r}, which is not under roles: add the role there")
        for i, absence in enumerate(self.away):
            if absence.end < absence.start:
                raise ValueError(f"away.{i}.end is before its start: correct one of them (both days are included)")
        if "managers" not in self.channels:
            raise ValueError("channels has no 'managers': name the managers' private channel")
        ids = [p.id for p in self.people.values()]
        for key, person in self.people.items():
            if ids.count(person.id) > 1:
                raise ValueError(f"people.{key}.aad is used twice: every person has an Entra object id of their own")
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
        for name, role in self.roles.items():
            for group in ("holders", "cover"):
                for i, key in enumerate(getattr(role, group)):
                    yield f"roles.{name}.{group}.{i}", key
        yield "default_manager", self.default_manager
        for name, channel in self.channels.items():
            for i, key in enumerate(channel.members):
                yield f"channels.{name}.members.{i}", key
        for i, key in enumerate(self.inbox.members):
            yield f"inbox.members.{i}", key
        for i, absence in enumerate(self.away):
            yield f"away.{i}.person", absence.person
        for i, duty in enumerate(self.out_of_hours.rota):
            yield f"out_of_hours.rota.{i}.person", duty.person
        yield "out_of_hours.otherwise", self.out_of_hours.otherwise

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

    def is_away(self, key: str, at: datetime) -> bool:
        """Is this person away at this instant (by London days)?"""
        day = at.astimezone(LONDON).date()
        return any(a.person == key and a.covers(day) for a in self.away)

    def holders(self, role: str) -> tuple[Person, ...]:
        """The people who hold a role, away or not; none for a role the file does not have, or for a mailbox."""
        if self.reached(role) == "on-call":
            turns = (*(turn.person for turn in self.out_of_hours.rota), self.out_of_hours.otherwise)
            return tuple(self.people[key] for key in dict.fromkeys(turns))
        return tuple(self.people[k] for k in self.roles[role].holders) if role in self.roles else ()

    def cover(self, role: str) -> tuple[Person, ...]:
        """The people who cover a role."""
        return tuple(self.people[k] for k in self.roles[role].cover) if role in self.roles else ()

    def told(self, role: str, at: datetime) -> tuple[Person, ...]:
        """Who is told when this role is told at this instant: the holders who are here, otherwise the cover.

        With everybody away the holders are told all the same: somebody must be.
        """
        if self.reached(role) == "on-call":
            return (self.on_call(at),)
        holders = tuple(p for p in self.holders(role) if not self.is_away(p.key, at))
        cover = tuple(p for p in self.cover(role) if not self.is_away(p.key, at))
        return holders or cover or self.holders(role)

    def may_act_as(self, role: str, person: Person) -> Literal["holder", "cover"] | None:
        """Does this person hold the role, cover it, or neither?"""
        if person in self.holders(role):
            return "holder"
        return "cover" if person in self.cover(role) else None

    def manager_of(self, aad: str) -> Person:
        """The manager of a person, or the default manager for somebody the file does not name."""
        person = self.person(aad)
        key = person.manager if person and person.manager else self.default_manager
        return self.people[key]

    def on_call(self, at: datetime) -> Person:
        """Who is on call at this instant, by the rota."""
        day = at.astimezone(LONDON).date()
        turns = sorted((d for d in self.out_of_hours.rota if d.start <= day), key=lambda d: d.start)
        return self.people[turns[-1].person if turns else self.out_of_hours.otherwise]

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
        raise OrganisationError(f"{path.name} cannot be read ({error.strerror}): check the path.") from None
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
        raise OrganisationError(f"{path.name}: {_first(error)}") from None


_MENDS = {
    "uuid": "give the person's Microsoft Entra object id, like 00000000-0000-0000-0000-000000000000",
    "string_type": "give a text; put a number or a yes/no in quotes",
    "date": "give a day, like 2026-12-24",
    "time": 'give a time of day in quotes, like "09:00"',
    "string_too_short": "must not be empty: fill it in",
    "too_short": "must not be empty: name at least one",
    "tuple_type": "give a list, in square brackets",
    "model": "give keys and values, as docs/organisation.md shows",
    "dict_type": "give keys and values, as docs/organisation.md shows",
}
"""What to do about what pydantic found, by the beginning of its error's type."""


def _first(error: ValidationError) -> str:
    """The first problem as 'key: what to do'."""
    item = error.errors()[0]
    where = ".".join(str(part) for part in item["loc"]) or "the file"
    kind, message = item["type"], item["msg"].removeprefix("Value error, ")
    mend = next((text for start, text in _MENDS.items() if kind.startswith(start)), None)
    if kind == "literal_error":
        mend = f"give one of {item.get('ctx', {}).get('expected', 'the words in docs/organisation.md')}"
    if kind == "string_too_long":
        mend = f"give at most {item.get('ctx', {}).get('max_length')} characters"
    if kind == "missing":
        return f"{where} is missing: add it (docs/organisation.md shows how)."
    if kind == "extra_forbidden":
        return f"{where} is not a key of this file: remove it or correct its spelling."
    if not item["loc"]:
        return f"{message}."
    return f"{where}: {mend or message}."
