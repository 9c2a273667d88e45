"""Reading a scenario file for `needtoknow rehearse --play`. The format is described in docs/rehearsal.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.shipped import FIRST


@dataclass(frozen=True)
class Say:
    """Somebody writes to the bot."""

    person: str
    text: str
    place: str | None


@dataclass(frozen=True)
class Press:
    """Somebody presses a button of the newest card they see that has it (and has the words in `on`)."""

    person: str
    action: str
    on: tuple[str, ...]
    place: str | None
    extra: Mapping[str, Any]


@dataclass(frozen=True)
class Do:
    """A call of the control API as it is: the clock, a fault, the bot's life."""

    what: str
    request: Mapping[str, Any]


@dataclass(frozen=True)
class Note:
    """A sentence for whoever reads the timeline."""

    text: str


@dataclass(frozen=True)
class Sees:
    """Somebody sees a message with all these words and, if named, this button; or sees none such."""

    person: str
    words: tuple[str, ...]
    action: str | None
    place: str | None
    wanted: bool


@dataclass(frozen=True)
class Mail:
    """An address received a mail with these words; with `count`, exactly so many."""

    address: str
    words: tuple[str, ...]
    count: int | None


@dataclass(frozen=True)
class Answered:
    """The bot's last answer had this HTTP status."""

    status: int


class _PlainWords(yaml.SafeLoader):
    """YAML in which yes, no, on and off are words, and instants stay as they are written."""


_PlainWords.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or letter in "tTfF")
    ]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

Step = Say | Press | Do | Note | Sees | Mail | Answered


@dataclass(frozen=True)
class Play:
    """A scenario: where the clock stands at the start, what happens then, and in which council (shipped.py)."""

    title: str
    at: str
    steps: tuple[Step, ...] = field(default=())
    organisation: str = FIRST


def read_play(path: Path) -> Play:
    """The scenario in this file. Raises RehearsalError naming the file, the step and what is wrong with it."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_PlainWords)
    except OSError as error:
        raise RehearsalError(f"The scenario {path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise RehearsalError(f"The scenario {path} is not YAML: {error}.") from error
    if not isinstance(data, dict):
        raise RehearsalError(f"{path}: a scenario is a mapping with title, at and steps.")
    unknown = set(data) - {"title", "at", "steps", "organisation"}
    if unknown:
        named = ", ".join(sorted(map(str, unknown)))
        raise RehearsalError(f"{path}: a scenario has title, organisation, at and steps, not {named}.")
    rows = data.get("steps")
    if not isinstance(rows, list) or not rows:
        raise RehearsalError(f"{path}: `steps` must be a list with at least one step.")
    steps = tuple(_step(row, f"{path}: step {number}") for number, row in enumerate(rows, 1))
    council = str(data.get("organisation") or FIRST)
    return Play(str(data.get("title") or path.stem), _instant(data.get("at"), f"{path}: at"), steps, council)


def _step(row: object, where: str) -> Step:
    if not isinstance(row, dict):
        raise RehearsalError(f"{where} must be a mapping such as `say: report`.")
    kinds = [kind for kind in ("say", "press", "clock", "expect", "fault", "bot", "note") if kind in row]
    if len(kinds) != 1:
        raise RehearsalError(f"{where} must be one of say, press, clock, expect, fault, bot or note.")
    kind = kinds[0]
    value = row[kind]
    if kind == "say":
        _only(row, {"say", "as", "in"}, where)
        return Say(_text(row, "as", where), str(value), _optional(row, "in"))
    if kind == "press":
        _only(row, {"press", "as", "on", "in", "inputs", "via", "title", "number", "raw"}, where)
        extra = {name: row[name] for name in ("inputs", "via", "title", "number", "raw") if name in row}
        if "inputs" in extra:
            extra["inputs"] = _inputs(extra["inputs"], where)
        return Press(_text(row, "as", where), str(value), _words(row.get("on")), _optional(row, "in"), extra)
    _only(row, {kind}, where)
    if kind == "note":
        return Note(str(value))
    if kind == "expect":
        return _expectation(value, where)
    if kind == "clock":
        return Do("clock", _clock(value, where))
    if kind == "bot" and value in ("kill", "start"):
        return Do("bot", {value: True})
    if not isinstance(value, dict):
        raise RehearsalError(f"{where}: `{kind}` must be a mapping, as in the control API.")
    return Do(kind, value)


def _expectation(value: object, where: str) -> Step:
    if not isinstance(value, dict):
        raise RehearsalError(f"{where}: `expect` must be a mapping.")
    if "mail" in value:
        _only(value, {"mail", "words", "count"}, where)
        count = value.get("count")
        if count is not None and (isinstance(count, bool) or not isinstance(count, int)):
            raise RehearsalError(f"{where}: `count` must be a whole number.")
        return Mail(str(value["mail"]), _words(value.get("words")), count)
    if "status" in value:
        _only(value, {"status"}, where)
        return Answered(int(value["status"]))
    if ("sees" in value) == ("never" in value):
        raise RehearsalError(f"{where}: expect `sees` or `never` (of a person), `mail` or `status`.")
    _only(value, {"as", "sees", "never", "action", "in"}, where)
    wanted = "sees" in value
    words = _words(value["sees"] if wanted else value["never"])
    return Sees(_text(value, "as", where), words, _optional(value, "action"), _optional(value, "in"), wanted)


def _clock(value: object, where: str) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    if isinstance(value, str | int | float):
        return {"advance": value}
    raise RehearsalError(f"{where}: write the clock like `clock: 2h` or `clock: {{to: 2026-11-20T18:00}}`.")


def _inputs(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise RehearsalError(f"{where}: `inputs` must be a mapping of input ids to values.")
    return {str(name): item for name, item in value.items()}


def _instant(value: object, where: str) -> str:
    if isinstance(value, str):
        return value
    raise RehearsalError(f"{where} must be the instant at which the scenario begins.")


def _only(row: Mapping[str, object], known: set[str], where: str) -> None:
    unknown = set(row) - known
    if unknown:
        raise RehearsalError(f"{where} does not know {', '.join(sorted(map(str, unknown)))}.")


def _text(row: Mapping[str, object], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise RehearsalError(f"{where} must say `{name}`: the key of a person.")
    return value


def _optional(row: Mapping[str, object], name: str) -> str | None:
    value = row.get(name)
    return None if value is None else str(value)


def _words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)
