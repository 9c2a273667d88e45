"""Scenario tables: what a policy must say about given facts, as data beside the pack (docs/adding-an-authority.md).

A table is read strictly, like a pack; running it says in plain words what came out differently.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rules.decide import decide
from rules.decision import Decision
from rules.facts import Facts, FactsError, read_facts
from rules.instants import InstantError, as_instant, parse_instant, say_instant
from rules.limits import DEFAULT_LIMITS, Limits
from rules.load import load_overlay, load_pack, pack_file
from rules.overlay import Statutory, with_statutory
from rules.pack import CountsFrom, Pack, PackError
from rules.pack_data import Part, Reading
from rules.strict_yaml import YamlError, lines_of, read_noting

STATUSES = ("reportable", "not-yet", "unknown")
DUTY_STATUSES = ("certain", "unknown")
NOT_HERE = "none"
_OVERLAY_KEYS = ("statutory", "own_homes", "rapid_review_from")
_SCENARIO = ("says", "missing", "at", "due", "not_before", "duties", "told", "next", *_OVERLAY_KEYS)

Expected = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One line of a table: facts, an instant (UTC), and what must come out; None = the table does not say.

    `says` are all rows with their status. `missing`, `due`, `not_before` are about rows, `duties` about declared
    duties: a status, an instant, or "none" for one that must not arise. `told` are all roles told, `next` the fact to
    ask next.
    """

    name: str
    line: int | None
    facts: Facts
    at: datetime
    says: Mapping[str, str] | None
    missing: Mapping[str, tuple[str, ...]]
    due: Mapping[str, datetime]
    not_before: Mapping[str, datetime]
    duties: Mapping[str, str | datetime | None]
    told: tuple[str, ...] | None
    next: str | None
    statutory: Statutory


@dataclass(frozen=True, slots=True)
class Table:
    """The scenarios of a pack; an overlay's are decided with the policy that its table names."""

    file: str
    pack: Pack
    overlay: Pack | None
    scenarios: tuple[Scenario, ...]

    def decided(self, scenario: Scenario, limits: Limits = DEFAULT_LIMITS) -> Decision:
        """What the pack says about a scenario."""
        return decide(self.governing(scenario), scenario.facts, scenario.at, limits)

    def governing(self, scenario: Scenario) -> Pack:
        """The policy with the statutory rows that a scenario switches on."""
        if not scenario.statutory.rows:
            return self.pack
        return with_statutory(self.pack, self.overlay or load_overlay(), scenario.statutory)


def table_file(id_or_path: str | Path) -> Path:
    """Where the scenarios of a pack lie: beside it, named PACK.scenarios.yaml; or the table itself."""
    if str(id_or_path).endswith(".scenarios.yaml"):
        return Path(id_or_path)
    return pack_file(id_or_path).with_suffix(".scenarios.yaml")


def read_table(id_or_path: str | Path, pack: Pack, overlay: Pack | None = None) -> Table:
    """The scenarios beside a pack. Raises PackError, the first mistake, naming file, line and key."""
    table, problems = read_whole_table(id_or_path, pack, overlay)
    if table is None or problems:
        raise problems[0]
    return table


def read_whole_table(
    id_or_path: str | Path, pack: Pack, overlay: Pack | None = None
) -> tuple[Table | None, tuple[PackError, ...]]:
    """The scenarios beside a pack, and everything that is wrong with the table; None when there is no table at all.

    For an overlay, `overlay` is it and `pack` is any policy; the table's `policy` counts.
    """
    path = table_file(id_or_path)
    try:
        text = path.read_text(encoding="utf-8")
        data, twice = read_noting(text)
    except (OSError, UnicodeDecodeError):
        sentence = "there is no scenario table beside the policy: write one, in UTF-8"
        return None, (PackError(path.name, "", sentence),)
    except YamlError as error:
        return None, (PackError(path.name, "", error.sentence, error.line),)
    reading = Reading(path.name, lines_of(text))
    reading.problems.extend(PackError(path.name, "", one.sentence, one.line) for one in twice)
    top = Part.of(reading, "", data)
    top.only("at", "scenarios", optional=("policy", *_OVERLAY_KEYS))
    if top.has("policy"):
        try:
            pack = load_pack(top.text("policy"))
        except PackError as error:
            top.wrong("policy", str(error))
    at = _instant(top, "at")
    scenarios = tuple(_scenario(part, at, top) for part in top.parts("scenarios"))
    top.unique("scenarios", [scenario.name for scenario in scenarios], "name")
    problems = sorted(reading.problems, key=lambda problem: problem.line or 0)
    return Table(path.name, pack, overlay, scenarios), tuple(problems)


def differences(table: Table, scenario: Scenario) -> tuple[str, ...]:
    """What comes out otherwise than the scenario says, each in one sentence; () = all as it says."""
    decision = table.decided(scenario)
    return tuple(_differences(scenario, decision, table.governing(scenario)))


def _differences(scenario: Scenario, decision: Decision, pack: Pack) -> Iterator[str]:
    rows = {row.id: row for row in decision.triggers}
    known = {trigger.id for trigger in pack.triggers}
    if scenario.says is not None:
        for row, status in scenario.says.items():
            if row not in known:
                yield f'"{row}" is not a row of {pack.id}: correct the id'
            elif row not in rows:
                yield f"{row} should be {status}, but it is ruled out"
            elif rows[row].status != status:
                yield f"{row} should be {status}, but it is {rows[row].status}"
        for row in rows:
            if row not in scenario.says:
                yield f"{row} comes out as {rows[row].status}, but the scenario does not name it"
    for row, facts in scenario.missing.items():
        said = rows[row].missing if row in rows else ()
        for fact in facts:
            if fact not in said:
                yield f"{row} should say that {fact} is missing; it says {', '.join(said) or 'that nothing is'}"
    for what, wanted, found in (
        ("be due", scenario.due, {row.id: row.notify_by for row in decision.triggers}),
        ("be required from", scenario.not_before, {row.id: row.reportable_from for row in decision.triggers}),
    ):
        for row, instant in wanted.items():
            if row not in found:
                yield f"{row} should {what} {say_instant(instant)}, but it is ruled out"
            elif found[row] != instant:
                yield f"{row} should {what} {_exact(instant)}, but it is {_exact(found[row])}"
    yield from _duty_differences(scenario, decision, pack)
    told = {one.role for one in decision.recipients}
    if scenario.told is not None and told != set(scenario.told):
        yield f"{_list(scenario.told)} should be told, but {_list(sorted(told))} would be"
    asked = decision.next.fact if decision.next is not None else NOT_HERE
    if scenario.next is not None and asked != scenario.next:
        yield f"{scenario.next} should be asked next, but it is {asked}"


def _duty_differences(scenario: Scenario, decision: Decision, pack: Pack) -> Iterator[str]:
    duties = {duty.id: duty for duty in decision.duties}
    known = {duty.id for duty in (*pack.duties, *load_overlay().duties)}
    for duty, wanted in scenario.duties.items():
        found = duties.get(duty)
        if found is None and duty not in known:
            yield f'"{duty}" is not a duty of {pack.id}: correct the id'
        elif wanted == NOT_HERE:
            if found is not None:
                yield f"{duty} should not arise, but it does ({found.status or 'certain'})"
        elif found is None:
            yield f"{duty} should arise, but it does not"
        elif isinstance(wanted, str):
            if found.status != wanted:
                yield f"{duty} should be {wanted}, but it is {found.status}"
        elif found.due != wanted:
            yield f"{duty} should be due {_exact(wanted)}, but it is due {_exact(found.due)}"


def _scenario(part: Part, at: datetime, top: Part) -> Scenario:
    part.only("name", "facts", optional=_SCENARIO)
    facts = Facts()
    try:
        facts = read_facts(part.part("facts").data)
    except FactsError as error:
        part.wrong("facts", str(error))
    line = part.reading.lines.get(part.key)
    return Scenario(
        name=part.text("name"),
        line=line,
        facts=facts,
        at=_instant(part, "at") if part.has("at") else at,
        says=_words(part, "says", STATUSES) if part.has("says") else None,
        missing={name: _listed(part, f"missing.{name}", value) for name, value in _items(part, "missing")},
        due=_instants(part, "due"),
        not_before=_instants(part, "not_before"),
        duties={name: _duty(part, name, value) for name, value in _items(part, "duties")},
        told=part.words("told") if part.has("told") else None,
        next=part.text("next") if part.has("next") else None,
        statutory=_statutory(part, top),
    )


def _statutory(part: Part, top: Part) -> Statutory:
    def holder(name: str) -> Part:
        return part if part.has(name) else top

    rows = holder("statutory").words("statutory")
    where = holder("rapid_review_from").one_of("rapid_review_from", ("awareness", "notification"), "awareness")
    own = holder("own_homes").yes("own_homes", False)
    counts: CountsFrom = "notification" if where == "notification" else "awareness"
    return Statutory("all" if rows == ("all",) else rows, own, counts)


def _items(part: Part, name: str) -> list[tuple[str, object]]:
    return list(part.part(name).data.items()) if part.has(name) and part.data[name] != {} else []


def _words(part: Part, name: str, known: tuple[str, ...]) -> dict[str, str]:
    for row, word in _items(part, name):
        if word not in known:
            part.wrong(f"{name}.{row}", f'"{word}" is not one of {", ".join(known)}')
    return {row: str(word) for row, word in _items(part, name)}


def _listed(part: Part, name: str, value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(word, str) for word in listed):
        part.wrong(name, "this must be a list of facts")
        return ()
    return tuple(listed)


def _instants(part: Part, name: str) -> dict[str, datetime]:
    return {row: _read(part, f"{name}.{row}", value) for row, value in _items(part, name)}


def _duty(part: Part, name: str, value: object) -> str | datetime | None:
    if value is None or (isinstance(value, str) and value in (*DUTY_STATUSES, NOT_HERE)):
        return value
    return _read(part, f"duties.{name}", value)


def _instant(part: Part, name: str) -> datetime:
    return _read(part, name, part.data.get(name))


def _read(part: Part, name: str, value: object) -> datetime:
    try:
        if isinstance(value, str):
            return parse_instant(value)
        if value is not None:
            return as_instant(value)  # type: ignore[arg-type]
    except (InstantError, AttributeError):
        pass
    part.wrong(name, f'"{value}" is not a date and time: write it like 2026-05-01T16:30')
    return parse_instant("2026-01-01")


def _exact(instant: datetime | None) -> str:
    """To the second where that matters: the end of a day is 23:59:59."""
    if instant is None:
        return "at no stated time"
    return say_instant(instant) + (f":{instant.second:02}" if instant.second else "")


def _list(words: tuple[str, ...] | list[str]) -> str:
    return ", ".join(words) or "nobody"
