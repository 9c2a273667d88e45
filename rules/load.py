"""Loading a policy pack: every key known, every fact and choice in the vocabulary, every row with its source."""

import hashlib
import json
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from rules.condition import Always
from rules.limits import HARM_CLASSES
from rules.pack import Judgement, Pack, PackDuty, PackError, Role, Route, Trigger
from rules.pack_afterwards import KEYS as AFTERWARDS
from rules.pack_afterwards import read_afterwards
from rules.pack_condition import read_condition
from rules.pack_data import Part, Reading, read_id
from rules.pack_duties import read_duties, read_later, read_otherwise, read_place
from rules.pack_form import read_form
from rules.pack_restriction import read_restriction
from rules.pack_route import read_role, read_route, read_variants, say_route
from rules.strict_yaml import YamlError, lines_of, read_noting
from rules.vocabulary import SUBJECT_KINDS

OVERLAY = "statutory-england"
"""The overlay that comes with the software: public duties that an organisation switches on row by row."""

_SHIPPED = Path(__file__).parent / "packs"
_TOP = (
    *("kind", "route_default", "judgement", "factors", "notes", "duties", "workflow", "national_alert"),
    *("expectations", "triggers", "form", "restriction"),
    *AFTERWARDS,
)


@cache
def shipped_packs() -> tuple[str, ...]:
    """The ids of the policies that come with the software; the overlay is none of them."""
    files = {path.stem for path in _SHIPPED.glob("*.yaml") if "." not in path.stem}
    return tuple(sorted(files - {OVERLAY}))


def pack_file(id_or_path: str | Path) -> Path:
    """The file of a shipped pack or overlay, or the path itself."""
    name = str(id_or_path)
    return _SHIPPED / f"{name}.yaml" if name in (*shipped_packs(), OVERLAY) else Path(id_or_path)


def load_pack(id_or_path: str | Path) -> Pack:
    """The policy with this id, or in this file, checked as a whole. Raises PackError naming file, line and key."""
    pack = _loaded(id_or_path)
    if pack.kind == "overlay":
        raise PackError(
            str(id_or_path), "kind", "this is an overlay, not a policy: switch its rows on with --statutory"
        )
    return pack


def load_overlay(id_or_path: str | Path = OVERLAY) -> Pack:
    """The overlay with this id, or in this file. Raises PackError naming file, line and key."""
    pack = _loaded(id_or_path)
    if pack.kind != "overlay":
        raise PackError(str(id_or_path), "kind", 'this is a policy, not an overlay: an overlay says "kind: overlay"')
    return pack


def read_file(id_or_path: str | Path) -> tuple[Pack | None, tuple[PackError, ...]]:
    """The pack (a policy or an overlay) in a file, and everything that is wrong with it.

    None when the file holds no pack at all.
    """
    path, name = pack_file(id_or_path), str(id_or_path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None, (PackError(path.name, "", "this is not text in UTF-8: save it as UTF-8"),)
    except (OSError, ValueError):
        if "." in name or "/" in name:
            return None, (PackError(name, "", "there is no such file, or it may not be read: check its path"),)
        near = get_close_matches(name, shipped_packs(), n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        ours = ", ".join(shipped_packs())
        known = f"there is no such policy; {hint}the ones here are {ours}, or give the file of a policy"
        return None, (PackError(name, "", known.replace("? the", "? The")),)
    try:
        data, twice = read_noting(text)
    except YamlError as error:
        return None, (PackError(path.name, "", error.sentence, error.line),)
    reading = Reading(path.name, lines_of(text))
    if not isinstance(data, dict):
        return None, (PackError(path.name, "", "this must be keys with values: start with id, version and title", 1),)
    reading.problems.extend(PackError(path.name, "", one.sentence, one.line) for one in twice)
    pack = _read(Part.of(reading, "", data))
    if path.parent == _SHIPPED and pack.id != path.stem:
        reading.wrong("id", f'this is "{pack.id}", but the file is named for "{path.stem}": make them the same')
    return pack, tuple(reading.problems)


def read_pack(data: object, file: str) -> Pack:
    """The pack in `data` (the content of a pack file). Raises PackError naming `file` and the key."""
    reading = Reading(file)
    pack = _read(Part.of(reading, "", data))
    if reading.problems:
        raise reading.problems[0]
    return pack


def pack_hash(data: Mapping[str, object]) -> str:
    """SHA-256 of the data in canonical form (sorted keys): comments and layout do not count."""
    canonical = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _loaded(id_or_path: str | Path) -> Pack:
    pack, problems = read_file(id_or_path)
    if problems or pack is None:
        raise problems[0]
    return pack


def _read(top: Part) -> Pack:
    overlay = top.one_of("kind", ("policy", "overlay"), "policy") == "overlay"
    if overlay:
        top.only("id", "version", "title", "source", "roles", "duties", optional=("kind", "notes"))
    else:
        top.only("id", "version", "title", "source", "roles", "triggers", "form", optional=_TOP)
    source = top.text("source")
    roles = tuple(read_role(part) for part in top.parts("roles"))
    known = tuple(role.id for role in roles)
    top.reading.titles.update({role.title.lower(): role.id for role in roles})
    top.unique("roles", known, "id")
    rows = () if overlay else _triggers(top, roles, source)
    duties = read_duties(top, known, tuple(row.id for row in rows), source)
    for n, row in enumerate(rows):
        _follow_on(Part.of(top.reading, f"triggers[{n}]", {}), row, duties)
    read_id(top, "our-council")
    return Pack(
        id=top.text("id"),
        title=top.text("title"),
        version=top.text("version"),
        hash=_hash(top),
        source=source,
        roles=roles,
        triggers=rows,
        judgement=_judgement(top, known, rows, source) if top.has("judgement") else None,
        form=read_form(top, known) if not overlay else (),
        kind="overlay" if overlay else "policy",
        duties=duties,
        otherwise=read_otherwise(top, known) if overlay else (),
        factors=top.words("factors"),
        notes=top.words("notes"),
        later=read_later(top, known, source),
        restriction=None
        if overlay
        else read_restriction(top, known, tuple(row.id for row in rows), tuple(duty.id for duty in duties), source),
        afterwards=read_afterwards(top, known, tuple(row.id for row in rows), tuple(duty.id for duty in duties)),
    )


def _hash(top: Part) -> str:
    try:
        return pack_hash(top.data)
    except (ValueError, RecursionError, TypeError):
        top.wrong("", "the file refers to itself: write out what the reference stands for")
        return ""


def _triggers(top: Part, roles: tuple[Role, ...], source: str) -> tuple[Trigger, ...]:
    known = tuple(role.id for role in roles)
    titles = {role.id: role.title for role in roles}
    default = read_route(top.part("route_default"), known) if top.has("route_default") else None
    triggers = tuple(_trigger(part, known, titles, default, source) for part in top.parts("triggers"))
    top.unique("triggers", [trigger.id for trigger in triggers], "id")
    return triggers


def _trigger(
    part: Part, roles: tuple[str, ...], titles: dict[str, str], default: Route | None, pack_source: str
) -> Trigger:
    optional = ("about", "condition", "since", "harm", "by", "timescale", "phone", "follow_on", "note", "route")
    part.only("id", "title", "when", "source", *(() if default else ("route",)), optional=optional)
    section, row, source = read_place(part, pack_source)
    route = read_route(part.part("route"), roles) if part.has("route") else default or Route()
    return Trigger(
        id=read_id(part, "our-death"),
        title=part.text("title"),
        when=part.text("when"),
        about=part.among("about", [kind.id for kind in SUBJECT_KINDS]),
        condition=read_condition(part, "condition") if part.has("condition") else Always(),
        route=route,
        variants=read_variants(part),
        harm=part.among("harm", HARM_CLASSES),
        by=part.among("by", roles),
        section=section,
        row=row,
        source=source,
        route_why=say_route(route, titles),
        phone=part.yes("phone", False),
        follow_on=part.words("follow_on"),
        note=part.text("note", ""),
    )


def _follow_on(part: Part, row: Trigger, duties: tuple[PackDuty, ...]) -> None:
    for duty in row.follow_on:
        if duty not in [known.id for known in duties]:
            part.wrong("follow_on", f'"{duty}" is not one of the duties of this file: add it there, or correct the id')


def _judgement(top: Part, roles: tuple[str, ...], rows: tuple[Trigger, ...], pack_source: str) -> Judgement | None:
    part = top.part("judgement")
    if not part.has("trigger"):
        part.only("why", "route", "source")
        route = read_route(part.part("route"), roles)
        return Judgement(part.text("why"), route, f"{pack_source}, {part.text('source')}")
    part.only("trigger")
    row = next((row for row in rows if row.id == part.data["trigger"]), None)
    if row is None:
        part.wrong(
            "trigger", f'"{part.data["trigger"]}" is not one of the triggers of this file: name the row to judge by'
        )
        return None
    return Judgement(row.when, row.route, row.source, row.id)
