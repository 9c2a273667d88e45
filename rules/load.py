"""Loading a policy pack: every key known, every fact and choice in the vocabulary, every row with its source."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from rules.condition import Always
from rules.limits import HARM_CLASSES
from rules.pack import Judgement, Pack, PackError, Role, Route, Trigger
from rules.pack_condition import read_condition
from rules.pack_data import Part
from rules.pack_form import read_form
from rules.strict_yaml import YamlError, read_yaml
from rules.timescale import Timescale, TimescaleError, parse
from rules.vocabulary import SUBJECT_KINDS, VOCABULARY

_SHIPPED = Path(__file__).parent / "packs"


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs that come with the software."""
    return tuple(sorted(path.stem for path in _SHIPPED.glob("*.yaml")))


def load_pack(id_or_path: str | Path) -> Pack:
    """The pack with this id, or in this file, checked as a whole. Raises PackError naming file and key."""
    name = str(id_or_path)
    shipped = name in shipped_packs()
    path = _SHIPPED / f"{name}.yaml" if shipped else Path(id_or_path)
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = ", ".join(shipped_packs())
        raise PackError(name, "", f"there is no such policy; the ones here are {known}, or give a pack file") from None
    except YamlError as error:
        raise PackError(path.name, "", str(error)) from None
    pack = read_pack(data, path.name)
    if shipped and pack.id != name:
        raise PackError(path.name, "id", f'this is "{pack.id}", but the file is named for "{name}"')
    return pack


def read_pack(data: object, file: str) -> Pack:
    """The pack in `data` (the content of a pack file). Raises PackError naming `file` and the key."""
    top = Part.of(file, "", data)
    top.only("id", "version", "title", "source", "roles", "triggers", "judgement", "form", optional=("judgement",))
    source = top.text("source")
    roles = tuple(_role(part) for part in top.parts("roles"))
    top.unique("roles", [role.id for role in roles])
    known = tuple(role.id for role in roles)
    triggers = tuple(_trigger(part, known, source) for part in top.parts("triggers"))
    top.unique("triggers", [trigger.id for trigger in triggers])
    form = read_form(top, known)
    return Pack(
        id=top.text("id"),
        title=top.text("title"),
        version=top.text("version"),
        hash=pack_hash(top.data),
        source=source,
        roles=roles,
        triggers=triggers,
        judgement=_judgement(top.part("judgement"), known, source) if "judgement" in top.data else None,
        form=form,
    )


def pack_hash(data: Mapping[str, object]) -> str:
    """SHA-256 of the data in canonical form (sorted keys): comments and layout do not count."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _role(part: Part) -> Role:
    part.only("id", "title", "note", optional=("note",))
    return Role(part.text("id"), part.text("title"), part.text("note") if "note" in part.data else "")


def _trigger(part: Part, roles: tuple[str, ...], pack_source: str) -> Trigger:
    optional = ("about", "condition", "since", "harm", "by")
    part.only("id", "title", "when", "route", "timescale", "source", *optional, optional=optional)
    timescale = _timescale(part)
    place = part.part("source")
    place.only("section", "row")
    section, row = place.text("section"), place.text("row")
    return Trigger(
        id=part.text("id"),
        title=part.text("title"),
        when=part.text("when"),
        about=part.among("about", [kind.id for kind in SUBJECT_KINDS]),
        condition=read_condition(part, "condition") if "condition" in part.data else Always(),
        route=_route(part.part("route"), roles),
        timescale=timescale,
        since=_since(part, timescale),
        harm=part.among("harm", HARM_CLASSES),
        by=part.among("by", roles),
        section=section,
        row=row,
        source=f"{pack_source}, section {section}, row {row}",
    )


def _timescale(part: Part) -> Timescale:
    try:
        return parse(part.text("timescale"))
    except TimescaleError as error:
        raise part.wrong("timescale", str(error)) from None


def _since(part: Part, timescale: Timescale) -> str | None:
    if timescale.threshold is None:
        if "since" in part.data:
            raise part.wrong("since", 'only a timescale with "after ..." counts from a fact')
        return None
    if "since" not in part.data:
        raise part.wrong("since", f'"{timescale.text}" needs the fact from which it counts')
    since = part.text("since")
    fact = VOCABULARY.get(since)
    if fact is None or fact.type != "instant" or fact.id == "aware":
        known = [f.id for f in VOCABULARY.values() if f.type == "instant" and f.id != "aware"]
        raise part.wrong("since", f'"{since}" is not a fact that is a moment: use {" or ".join(known)}')
    return since


def _route(part: Part, roles: tuple[str, ...]) -> Route:
    part.only("always", "decides", "about", "also", optional=("always", "decides", "about", "also"))
    about = part.text("about") if "about" in part.data else None
    if about is not None and about not in roles:
        raise part.wrong("about", f'"{about}" is not one of the roles {", ".join(roles)}')
    route = Route(part.among("always", roles), part.among("decides", roles), about, part.among("also", roles))
    if not route.told:
        raise part.wrong("", "nobody is told: name roles under always or decides")
    if bool(route.decides) != (route.about is not None):
        raise part.wrong("about", "decides and about belong together: name who decides, and about whom")
    return route


def _judgement(part: Part, roles: tuple[str, ...], pack_source: str) -> Judgement:
    part.only("why", "route", "source")
    return Judgement(part.text("why"), _route(part.part("route"), roles), f"{pack_source}, {part.text('source')}")
