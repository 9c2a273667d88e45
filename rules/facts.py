"""Facts: typed answers about one incident, read from and written to plain data.

A fact that is absent, null or "unknown" is not known, which is a third truth value and never "no". The shape of a
facts file is described in docs/facts.md.
"""

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from rules.errors import NeedToKnowError
from rules.instants import InstantError, as_instant, as_rfc3339, parse_instant
from rules.vocabulary import CHILD_KINDS, SUBJECT_KINDS, VOCABULARY, Choice, Fact

__all__ = [
    "CHILD_KINDS",
    "MOST_SUBJECTS",
    "REST_UNKNOWN",
    "SUBJECT_KINDS",
    "VOCABULARY",
    "Choice",
    "Fact",
    "Facts",
    "FactsError",
    "Subject",
    "Value",
    "facts_as_data",
    "read_facts",
]

Value = bool | str | tuple[str, ...] | datetime | date | None
"""The answer to one fact; None = not known. Instants are aware and in UTC."""

REST_UNKNOWN = "unknown"
"""Among several choices: the ones given hold, whether any other does is not known."""

MOST_SUBJECTS = 200
"""More subjects than this in one incident are refused: it is a slip, not an incident."""

_MANY = 15
"""More choices than this are not listed where the nearest can be named."""

_ALONE = "none"
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class FactsError(NeedToKnowError):
    """The facts cannot be read; `key` is where, the message says what and how to mend it."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(f"{key}: {sentence}" if key else sentence)
        self.key = key


@dataclass(frozen=True, slots=True)
class Subject:
    """One person, place or case that an incident is about; `kind` None = not known.

    A fact given here holds instead of the incident's answer to the same fact, also when it is given as unknown.
    """

    kind: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known: `aware` is when the reporter's organisation first knew (UTC), None = not given.

    `incident` holds the facts given once; those of subject scope among them are the default of every subject.
    """

    aware: datetime | None = None
    incident: Mapping[str, Value] = field(default_factory=dict)
    subjects: tuple[Subject, ...] = ()


def read_facts(data: Mapping[str, object]) -> Facts:
    """The facts in `data` (the content of a facts file). Raises FactsError naming the key."""
    if not isinstance(data, Mapping):
        raise FactsError("", 'facts are an object with fact ids as keys, like {"happened": ["missing"]}')
    incident: dict[str, Value] = {}
    kind: str | None = None
    listed: object = ()
    for key, given in data.items():
        if key == "subjects":
            listed = given
        elif key in ("kind", "subject.kind"):
            kind = _kind(str(key), given)
        else:
            fact = _known(key, "", subject=False)
            incident[fact.id] = _value(fact, fact.id, given)
    if not isinstance(listed, list | tuple):
        raise FactsError("subjects", f'{_short(listed)} is not a list: write [{{"kind": "child"}}]')
    if len(listed) > MOST_SUBJECTS:
        raise FactsError("subjects", f"{len(listed)} subjects are more than one incident can have ({MOST_SUBJECTS})")
    subjects = tuple(_subject(f"subjects[{n}]", given, kind, incident) for n, given in enumerate(listed))
    if kind is not None and not subjects:
        subjects = (Subject(kind),)
    aware = incident.pop("aware", None)
    return Facts(aware if isinstance(aware, datetime) else None, incident, subjects)


def facts_as_data(facts: Facts) -> dict[str, object]:
    """`facts` as plain data that read_facts reads back to the same; instants with the London offset."""
    data: dict[str, object] = {}
    if facts.aware is not None:
        data["aware"] = as_rfc3339(facts.aware)
    data.update((key, _plain(value)) for key, value in facts.incident.items())
    if facts.subjects:
        data["subjects"] = [
            {"kind": subject.kind or "unknown", **{key: _plain(value) for key, value in subject.facts.items()}}
            for subject in facts.subjects
        ]
    return data


def _subject(where: str, given: object, kind: str | None, incident: dict[str, Value]) -> Subject:
    """The subject in `given`. A fact about the whole incident that stands in it is added to `incident`."""
    if not isinstance(given, Mapping):
        raise FactsError(where, f'{_short(given)} is not a subject: write it like {{"kind": "child"}}')
    facts: dict[str, Value] = {}
    for key, value in given.items():
        if key in ("kind", "subject.kind"):
            kind = _kind(f"{where}.{key}", value)
        else:
            fact = _known(key, where, subject=True)
            answer = _value(fact, f"{where}.{fact.id}", value)
            if fact.scope == "subject":
                facts[fact.id] = answer
            elif incident.get(fact.id) is None:
                incident[fact.id] = answer
            elif answer is not None and answer != incident[fact.id]:
                sentence = "this is about the whole incident, and is answered otherwise elsewhere: give it once"
                raise FactsError(f"{where}.{fact.id}", sentence)
    return Subject(kind, facts)


def _known(key: object, where: str, *, subject: bool) -> Fact:
    fact = VOCABULARY.get(key) if isinstance(key, str) else None
    if fact is None:
        known = ["kind", *VOCABULARY] if subject else ["kind", "subjects", *VOCABULARY]
        near = get_close_matches(str(key)[:80], known, n=3, cutoff=0.5)
        mend = f"did you mean {_either(near)}?" if near else "`needtoknow facts` lists the known ones."
        raise FactsError(where, f'there is no fact "{str(key)[:80]}"; {mend}')
    return fact


def _kind(where: str, given: object) -> str | None:
    value = _value(VOCABULARY["subject.kind"], where, given)
    return value if isinstance(value, str) else None


def _value(fact: Fact, where: str, given: object) -> Value:
    if given is None or (isinstance(given, str) and given.strip().lower() in ("unknown", "")):
        return None
    if fact.type == "yes-no":
        return _yes_no(where, given)
    if fact.type == "choice":
        return _one(fact, where, given)
    if fact.type == "choices":
        return _several(fact, where, given)
    if fact.type == "instant":
        return _instant(where, given)
    if isinstance(given, str):
        return given.strip()
    raise FactsError(where, f"{_short(given)} is not text")


def _yes_no(where: str, given: object) -> bool:
    if isinstance(given, bool):
        return given
    answer = _YES_NO.get(given.strip().lower()) if isinstance(given, str) else None
    if answer is None:
        raise FactsError(where, f'{_short(given)} is not "yes", "no" or "unknown"')
    return answer


def _one(fact: Fact, where: str, given: object) -> str:
    ids = [choice.id for choice in fact.choices]
    chosen = given.strip().lower() if isinstance(given, str) else None
    if chosen is None or chosen not in ids:
        near = get_close_matches(chosen, ids, n=1) if chosen else []
        hint = f'; did you mean "{near[0]}"?' if near else ""
        if chosen is not None and chosen.startswith("not"):  # "not known" is nearly "known", and says the opposite
            near, hint = [], f'; if nobody can say, write "{REST_UNKNOWN}"'
        if near and len(ids) > _MANY:
            raise FactsError(where, f"{_short(given)} is no answer to it{hint} `needtoknow facts` lists them all.")
        raise FactsError(where, f"{_short(given)} is not one of {', '.join([*ids, 'unknown'])}{hint}")
    return chosen


def _several(fact: Fact, where: str, given: object) -> Value:
    """None for an empty list: a question with nothing ticked was not answered."""
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list | tuple):
        raise FactsError(where, f"{_short(given)} is not a list of {', '.join(c.id for c in fact.choices)}")
    chosen: list[str] = []
    for entry in listed:
        unknown = entry is None or (isinstance(entry, str) and entry.strip().lower() == REST_UNKNOWN)
        choice = REST_UNKNOWN if unknown else _one(fact, where, entry)
        if choice not in chosen:
            chosen.append(choice)
    if _ALONE in chosen and len(chosen) > 1:
        others = _either([c for c in chosen if c != _ALONE])
        raise FactsError(where, f'"{_ALONE}" cannot stand beside {others}; list people who differ as separate subjects')
    return tuple(chosen) if chosen and chosen != [REST_UNKNOWN] else None


def _instant(where: str, given: object) -> datetime:
    try:
        if isinstance(given, str):
            return parse_instant(given)
        if isinstance(given, date):
            return as_instant(given)
    except InstantError as error:
        raise FactsError(where, str(error)) from None
    raise FactsError(where, f"{_short(given)} is not a date and time: write it like 2026-05-01T16:30")


def _plain(value: Value) -> object:
    if value is None:
        return "unknown"
    if isinstance(value, datetime):
        return as_rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _either(words: list[str]) -> str:
    return " or ".join(f'"{word}"' for word in words)


def _short(value: object) -> str:
    shown = reprlib.Repr()
    shown.maxlevel, shown.maxstring, shown.maxother = 2, 60, 60
    return shown.repr(value).replace("'", '"')
