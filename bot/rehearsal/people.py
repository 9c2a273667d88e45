"""Who is in the rehearsal: the organisation file's people, and three who should be refused something.

Only what Microsoft would know is read here (names, ids, addresses, which channel somebody is in). The bot reads
the same file itself, checks all of it, and explains what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from bot.rehearsal.identity import FOREIGN_TENANT_ID, TENANT_ID, steady_id
from bot.rehearsal.problem import RehearsalError


@dataclass(frozen=True)
class Person:
    """Somebody with Teams; `user_role` is Teams' word (`user` or `guest`), `roles` are the organisation's."""

    key: str
    name: str
    aad: str
    mail: str
    tenant: str = TENANT_ID
    user_role: str = "user"
    roles: tuple[str, ...] = ()
    cover_for: tuple[str, ...] = ()
    stands_in_for: tuple[str, ...] = ()
    manager: str | None = None
    assists: tuple[str, ...] = ()
    reads_inbox: bool = False
    installed: bool = True

    @property
    def teams_id(self) -> str:
        """The id Teams gives this person towards this bot."""
        return f"29:1{_short('user', self.aad)}{_short('user, second half', self.aad)}"

    @property
    def conversation_id(self) -> str:
        """The personal conversation between this person and the bot."""
        return f"a:1{_short('personal', self.aad)}{_short('personal, second half', self.aad)}"

    def as_data(self) -> dict[str, object]:
        """This person for `GET people`."""
        kind = "guest" if self.user_role == "guest" else "member" if self.tenant == TENANT_ID else "foreign"
        return {
            "key": self.key,
            "name": self.name,
            "mail": self.mail,
            "aad": self.aad,
            "id": self.teams_id,
            "tenant": self.tenant,
            "kind": kind,
            "roles": list(self.roles),
            "cover_for": list(self.cover_for),
            "stands_in_for": list(self.stands_in_for),
            "manager": self.manager,
            "assists": list(self.assists),
            "reads_inbox": self.reads_inbox,
        }


@dataclass(frozen=True)
class Channel:
    """A channel of a team with the bot in it; `team` is the team's id, `members` are keys of people."""

    key: str
    id: str
    name: str
    team: str
    members: tuple[str, ...]

    @property
    def team_id(self) -> str:
        """The team's own conversation id (its General channel)."""
        return self.team if self.team.startswith("19:") else f"19:{_short('team', self.team)}@thread.tacv2"

    @property
    def team_name(self) -> str:
        """What people call the team."""
        return f"{self.name} (team)" if self.team.startswith("19:") else self.team

    @property
    def group_id(self) -> str:
        """The id of the Microsoft 365 group behind the team."""
        return steady_id("group", self.team)


@dataclass(frozen=True)
class Cast:
    """Everybody and every place; `people` is in the order of the file, the three extra people last."""

    organisation: str
    people: Mapping[str, Person]
    channels: Mapping[str, Channel]
    inbox: str | None
    titles: Mapping[str, str] = field(default_factory=dict)  # the roles' names in words
    on_call: str | None = None

    @property
    def group_id(self) -> str:
        """The one group chat with everybody in it."""
        return f"19:{_short('group chat')}@thread.v2"

    def person(self, name: object) -> Person:
        """The person of this key, name, mail address or directory id. Raises RehearsalError for a stranger."""
        if isinstance(name, str):
            wanted = name.strip().casefold()
            for person in self.people.values():
                known = (person.key, person.name, person.mail, person.aad, person.teams_id)
                if wanted in {word.casefold() for word in known}:
                    return person
        keys = ", ".join(self.people)
        raise RehearsalError(f"Nobody in this rehearsal is called {name!r}; there are {keys}.")

    def by_account(self, account: str) -> Person | None:
        """The person behind a Teams id or a directory id, or None."""
        wanted = account.removeprefix("8:orgid:").casefold()
        for person in self.people.values():
            if wanted in (person.teams_id.casefold(), person.aad.casefold()):
                return person
        return None

    def mailboxes(self) -> frozenset[str]:
        """Addresses (lower case) that Graph finds a mailbox for: our tenant's people and the inbox."""
        own = {person.mail.casefold() for person in self.people.values() if person.tenant == TENANT_ID}
        return frozenset(own | ({self.inbox.casefold()} if self.inbox else set()))


def read_cast(path: Path) -> Cast:
    """The cast of this organisation file. Raises RehearsalError when people cannot be read from it."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RehearsalError(f"The organisation file {path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise RehearsalError(f"The organisation file {path} is not YAML: {error}.") from error
    if not isinstance(data, dict):
        raise RehearsalError(f"The organisation file {path} must be a mapping with `people` in it.")
    return _cast(data, str(path))


def _cast(data: Mapping[str, object], where: str) -> Cast:
    rows = _mapping(data.get("people"), f"{where}: people")
    roles = _mapping(data.get("roles") or {}, f"{where}: roles")
    people: dict[str, Person] = {}
    for key, row in rows.items():
        detail = _mapping(row, f"{where}: people.{key}")
        for name in ("name", "aad", "mail"):
            if not isinstance(detail.get(name), str):
                raise RehearsalError(f"{where}: people.{key}.{name} is missing.")
        manager = detail.get("manager")
        people[key] = Person(
            key=key,
            name=str(detail["name"]),
            aad=str(detail["aad"]),
            mail=str(detail["mail"]),
            roles=_roles_of(key, roles, "holders"),
            cover_for=_roles_of(key, roles, "cover"),
            stands_in_for=_roles_of(key, roles, "stands_in"),
            manager=str(manager) if manager else None,
            assists=_roles_of(key, rows, "assistants"),
        )
    own = tuple(people)
    for extra in _extras():
        people.setdefault(extra.key, extra)
    channels = {
        key: _channel(key, _mapping(row, f"{where}: channels.{key}"), own)
        for key, row in _mapping(data.get("channels") or {}, f"{where}: channels").items()
    }
    inbox = data.get("inbox")
    address = inbox.get("address") if isinstance(inbox, dict) else inbox
    for key in _readers(inbox, people.values()) & people.keys():
        people[key] = replace(people[key], reads_inbox=True)
    titles = {role: str(row["name"]) for role, row in roles.items() if isinstance(row, dict) and row.get("name")}
    night = data.get("out_of_hours")
    on_call = night.get("otherwise") if isinstance(night, dict) else None
    return Cast(
        str(data.get("name") or "Rehearsal"),
        people,
        channels,
        str(address) if address else None,
        titles,
        str(on_call) if on_call else None,
    )


def _readers(inbox: object, people: Iterable[Person]) -> set[str]:
    """The keys of those who may open the Need-to-Know inbox: its `members`, or else whoever holds or covers a role."""
    listed = inbox.get("members") if isinstance(inbox, dict) else None
    if isinstance(listed, list):
        return {str(member) for member in listed}
    return {person.key for person in people if person.roles or person.cover_for}


def _channel(key: str, row: Mapping[str, object], everybody: tuple[str, ...]) -> Channel:
    members = row.get("members")
    listed = tuple(str(member) for member in members) if isinstance(members, list) and members else everybody
    identifier = str(row.get("id") or f"19:{_short('channel', key)}@thread.tacv2")
    return Channel(key, identifier, str(row.get("name") or key), str(row.get("team") or key), listed)


def _extras() -> Iterable[Person]:
    yield Person("member", "Marlow Member", steady_id("member"), "marlow.member@rehearsal.example")
    yield Person(
        "guest",
        "Glen Guest",
        steady_id("guest"),
        "glen.guest@partner.example",
        user_role="guest",
        installed=False,
    )
    yield Person(
        "foreign",
        "Frankie Foreign",
        steady_id("foreign"),
        "frankie.foreign@elsewhere.example",
        tenant=FOREIGN_TENANT_ID,
        installed=False,
    )


def _roles_of(key: str, roles: Mapping[str, object], part: str) -> tuple[str, ...]:
    found = []
    for role, row in roles.items():
        listed = row.get(part) if isinstance(row, dict) else row if part == "holders" else None
        if listed == key or (isinstance(listed, list) and key in listed):
            found.append(str(role))
    return tuple(found)


def _mapping(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise RehearsalError(f"{where} must be a mapping.")
    return {str(key): item for key, item in value.items()}


def _short(*parts: str) -> str:
    return steady_id(*parts).replace("-", "")
