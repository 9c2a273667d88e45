"""Policy packs: one authority's rows, routes, timescales and form, as data with their sources."""

from dataclasses import dataclass
from typing import Literal

from rules.condition import Condition
from rules.errors import NeedToKnowError
from rules.timescale import Timescale

FieldType = Literal["text", "long-text", "date", "yes-no", "phone", "choices"]


class PackError(NeedToKnowError):
    """A pack cannot be used; `file` and `key` are where, the message says what and how to mend it."""

    def __init__(self, file: str, key: str, sentence: str) -> None:
        super().__init__(f"{file}: {key}: {sentence}" if key else f"{file}: {sentence}")
        self.file = file
        self.key = key


@dataclass(frozen=True, slots=True)
class Role:
    """A role in the procedure's own words; `note` says what the procedure leaves open about it."""

    id: str
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Who is told: each of `always` and `also`; any one of `decides` decides whether `about` is told."""

    always: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    about: str | None = None
    also: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The roles told at once, those who decide among them."""
        return (*self.always, *self.decides, *self.also)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row of the procedure: when it matches, and what then.

    `condition` is asked of every subject of the kinds `about` (() = any); `when` says it in plain words. `since` is
    the fact from which a threshold counts. `harm` are the classes of harm that give the row an urgent local limit.
    `by` are the roles that own the duty to notify, () = the reporter's manager.
    """

    id: str
    title: str
    when: str
    about: tuple[str, ...]
    condition: Condition
    route: Route
    timescale: Timescale
    since: str | None
    harm: tuple[str, ...]
    by: tuple[str, ...]
    section: str
    row: str
    source: str

    @property
    def place(self) -> str:
        """Where the row stands: "section 2, row 2"."""
        return f"section {self.section}, row {self.row}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a matter goes that no row names but that worries somebody. It is no trigger; `why` says it to people."""

    why: str
    route: Route
    source: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the procedure's form. `by` is "reporter", or the role that fills it in on its own card."""

    id: str
    section: str
    section_title: str
    label: str
    type: FieldType
    choices: tuple[str, ...] = ()
    hint: str = ""
    by: str = "reporter"


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy pack. `hash` is the SHA-256 of its data in canonical form: it changes with every change of meaning."""

    id: str
    title: str
    version: str
    hash: str
    source: str
    roles: tuple[Role, ...]
    triggers: tuple[Trigger, ...]
    judgement: Judgement | None
    form: tuple[FormField, ...]

    @property
    def told_roles(self) -> tuple[str, ...]:
        """The roles that some row tells, or may tell, in the pack's order."""
        routes = [trigger.route for trigger in self.triggers]
        named = {role for route in routes for role in (*route.told, route.about)}
        return tuple(role.id for role in self.roles if role.id in named)

    def role_title(self, role: str) -> str:
        """The title of `role`, or the id itself for a role the pack does not name."""
        return next((known.title for known in self.roles if known.id == role), role)
