"""Policy packs: one authority's rows, routes, timescales, duties and form, as data with their sources."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from rules.afterwards import Afterwards
from rules.condition import Condition
from rules.errors import NeedToKnowError
from rules.restriction import RestrictionRule
from rules.timescale import Timescale
from rules.vocabulary.news import NEWS, News

FieldType = Literal["text", "long-text", "date", "yes-no", "phone", "choices"]
PackKind = Literal["policy", "overlay"]
Reached = Literal["person", "on-call", "inbox"]
ClosedBy = Literal["done", "reference", "decision", "update"]
CountsFrom = Literal["awareness", "notification"]

AFTER_ACTION = "action"
"""What a duty comes after that arises each time an action that somebody required is done."""

REPORTER = "reporter"
REPORTERS_MANAGER = "reporter's manager"
"""Who owns the duty to notify where a row names nobody."""

OWNERS_WITHOUT_ROLE = (REPORTER, REPORTERS_MANAGER)
"""Owners of a duty that are found by who reported, not by a role of the pack."""


class PackError(NeedToKnowError):
    """A pack cannot be used; `file`, `line` (from 1, None = not known) and `key` are where, the message the mend."""

    def __init__(self, file: str, key: str, sentence: str, line: int | None = None) -> None:
        where = file if line is None else f"{file}, line {line}"
        super().__init__(f"{where}: {key}: {sentence}" if key else f"{where}: {sentence}")
        self.file = file
        self.key = key
        self.sentence = sentence
        self.line = line


@cache
def say_place(section: str, row: str) -> str:
    """Where something stands in its procedure: "section 2, row 2"; where sections have names, "media, row 2"."""
    numbered = f"section {section}" if section[:1].isdigit() else section
    return f"{numbered}, row {row}" if row[:1].isdigit() else f"{numbered}, {row}"


@dataclass(frozen=True, slots=True)
class Role:
    """A role in the procedure's own words; `note` says what the procedure leaves open about it.

    `reached`: through the people who hold it, through whoever is on call by the organisation's rota, or through the
    Need-to-Know inbox (which reads nothing and acknowledges nothing).
    """

    id: str
    title: str
    note: str = ""
    reached: Reached = "person"


@dataclass(frozen=True, slots=True)
class Route:
    """Who is told: each of `always` and `also`; any one of `decides` decides whether `about` is told.

    Any one of `first` decides before that whether the route applies at all; if nobody does in their window it applies
    all the same.
    """

    always: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    about: str | None = None
    also: tuple[str, ...] = ()
    first: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """The roles told by this route, those who decide among them, each once."""
        return tuple(dict.fromkeys((*self.first, *self.always, *self.decides, *self.also)))

    @property
    def named(self) -> tuple[str, ...]:
        """Every role that this route names, each once."""
        return tuple(dict.fromkeys((*self.told, *((self.about,) if self.about is not None else ()))))


@dataclass(frozen=True, slots=True)
class Variant:
    """A timescale that holds under a condition (None = always); `since` is the fact from which a threshold counts.

    `harm` are the classes of harm that count while this timescale does, where the row itself names none.
    """

    condition: Condition | None
    timescale: Timescale
    since: str | None = None
    harm: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row of the procedure: when it matches, and what then.

    `condition` is asked of every subject of the kinds `about` (() = any); `when` says it in plain words. `variants`
    are its timescales, tried in order: mostly one. `harm` are the classes of harm that give the row an urgent local
    limit. `by` are the roles that own the duty to notify, () = the reporter's manager. `phone`: whoever is told is
    phoned as well. `follow_on` are the duties of the pack that come with the row.
    """

    id: str
    title: str
    when: str
    about: tuple[str, ...]
    condition: Condition
    route: Route
    variants: tuple[Variant, ...]
    harm: tuple[str, ...]
    by: tuple[str, ...]
    section: str
    row: str
    source: str
    route_why: str
    phone: bool = False
    follow_on: tuple[str, ...] = ()
    note: str = ""

    @property
    def place(self) -> str:
        """Where the row stands: "section 2, row 2"."""
        return say_place(self.section, self.row)

    @property
    def timescale(self) -> Timescale:
        """The first of its timescales, the only one of nearly every row."""
        return self.variants[0].timescale

    @property
    def since(self) -> str | None:
        """The fact from which the first timescale's threshold counts."""
        return self.variants[0].since

    @property
    def timescale_text(self) -> str:
        """All its timescales as the pack writes them."""
        return "; or ".join(dict.fromkeys(variant.timescale.text for variant in self.variants))

    @property
    def owner(self) -> str:
        """Who owns the duty to notify, any one of them."""
        return " or ".join(self.by) or REPORTERS_MANAGER


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where a matter goes that no row names but that worries somebody; `why` says it to people.

    `trigger` is the row that stands for it (None = the procedure has no such row): that row matches only when somebody
    has judged so, and a judgement that nobody has made is no missing fact.
    """

    why: str
    route: Route
    source: str
    trigger: str | None = None


@dataclass(frozen=True, slots=True)
class PackDuty:
    """Something that somebody must do besides notifying, as a policy or an overlay declares it.

    It arises when `condition` holds or cannot be ruled out (for a subject of the kinds `about`), or with the rows
    `follows` (`follows_any`: with any row; `about` without a condition then says whom the incident must concern).
    `because` says in plain words when that is (left out: the rows, or the title). `after` is the duty that must be done
    before, or AFTER_ACTION: it arises anew with each required action that is done; `since` the fact of an instant from
    which `timescale` counts (None = awareness); `counts_from`
    "notification" = from when `after` was done. `phone` are the roles to be called.
    A duty that is not `built` is shown as such and never arises. `same_as` are duties to do the same act under
    another rule: the earliest limit counts, all are shown. `options` are what an organisation may choose about an
    overlay's row. Closed by an "update" it comes again each period, for each missing child `until` found; `kinds` are
    what an update may be about (rules.vocabulary.news). `completes`: whoever owns it gives the rest of a report that
    was told at once, as its reporter may.
    """

    id: str
    title: str
    what: str
    owner: tuple[str, ...]
    section: str
    row: str
    source: str
    about: tuple[str, ...] = ()
    condition: Condition | None = None
    follows: tuple[str, ...] = ()
    follows_any: bool = False
    timescale: Timescale | None = None
    since: str | None = None
    after: str | None = None
    closed_by: ClosedBy = "done"
    phone: tuple[str, ...] = ()
    harm: tuple[str, ...] = ()
    built: bool = True
    note: str = ""
    same_as: tuple[str, ...] = ()
    counts_from: CountsFrom = "awareness"
    statutory: bool = False
    options: tuple[str, ...] = ()
    because: str = ""
    until: str | None = None
    kinds: tuple[str, ...] = ()
    completes: bool = False

    @property
    def place(self) -> str:
        """Where the duty stands: "section 3, row 1"."""
        return say_place(self.section, self.row)

    @property
    def arises(self) -> bool:
        """Whether something can make it arise by itself: a condition, rows, or another duty."""
        return self.condition is not None or bool(self.follows) or self.follows_any or self.after is not None


@dataclass(frozen=True, slots=True)
class OwnHomes:
    """How an overlay's duty reads where the organisation does not run the children's home itself."""

    title: str
    what: str
    owner: tuple[str, ...]
    closed_by: ClosedBy


@dataclass(frozen=True, slots=True)
class Later:
    """Something the procedure also has that is not built yet: a step, an alert's rule, an expectation."""

    list: Literal["workflow", "national_alert", "expectations"]
    id: str
    what: str
    timescale: Timescale | None
    by: tuple[str, ...]
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the procedure's form. `by` is "reporter", or the role that fills it in on its own card.

    `group` is the agency that several fields are about, "" for a field by itself. `fact` is the fact whose answer
    answers this field as well, "" for none: whoever has answered it is not asked again.
    """

    id: str
    section: str
    section_title: str
    label: str
    type: FieldType
    choices: tuple[str, ...] = ()
    hint: str = ""
    by: str = REPORTER
    group: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Pack:
    """A policy pack. `hash` is the SHA-256 of its data in canonical form: it changes with every change of meaning.

    `duties` are those of the procedure, or the rows of an overlay (`kind`); `otherwise` says how an overlay's duty
    reads for homes that are not the organisation's own. `factors` are shown when a pattern is judged. `restriction`
    says how the policy restricts who reads a report, None where it does not.
    `afterwards` says who sends a notification on, who closes it, and who watches over all.
    """

    id: str
    title: str
    version: str
    hash: str
    source: str
    roles: tuple[Role, ...]
    triggers: tuple[Trigger, ...]
    judgement: Judgement | None
    form: tuple[FormField, ...]
    kind: PackKind = "policy"
    duties: tuple[PackDuty, ...] = ()
    otherwise: tuple[tuple[str, OwnHomes], ...] = ()
    factors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    later: tuple[Later, ...] = ()
    restriction: RestrictionRule | None = None
    afterwards: Afterwards = Afterwards()

    @cached_property
    def told_roles(self) -> tuple[str, ...]:
        """The roles that some row tells, or may tell, in the pack's order."""
        named = {role for trigger in self.triggers for role in trigger.route.named}
        return tuple(role.id for role in self.roles if role.id in named)

    @cached_property
    def by_role(self) -> dict[str, Role]:
        """The roles by id, in the pack's order."""
        return {role.id: role for role in self.roles}

    def role_title(self, role: str) -> str:
        """The title of `role`, or the id itself for a role the pack does not name."""
        return self.by_role[role].title if role in self.by_role else role

    def reached(self, role: str) -> Reached:
        """How `role` is reached; a role the pack does not name is a person."""
        return self.by_role[role].reached if role in self.by_role else "person"

    def is_built(self, duty: PackDuty) -> bool:
        """Does something do this duty: it arises by itself, or restricting who reads a report brings it?"""
        return duty.built or (self.restriction is not None and self.restriction.duty == duty.id)

    @property
    def not_built(self) -> tuple[Later, ...]:
        """What is built later; without what a duty of the same id does already."""
        built = {duty.id for duty in self.duties if self.is_built(duty)}
        return tuple(one for one in self.later if one.id not in built)

    @cached_property
    def update_kinds(self) -> tuple[News, ...]:
        """What an update may be about: what the policy names, otherwise everything."""
        named = next((duty.kinds for duty in self.duties if duty.kinds), ())
        return tuple(news for news in NEWS if not named or news.id in named)

    @property
    def standing(self) -> tuple[PackDuty, ...]:
        """The duties that always stand: nothing makes them arise, and no row brings them."""
        brought = {duty for trigger in self.triggers for duty in trigger.follow_on}
        return tuple(duty for duty in self.duties if not duty.arises and duty.id not in brought)
