"""Answers as typed into a card, by input id, and the facts they stand for.

An input id is the fact's or field's id; for the second, third ... person it is followed by "#2", "#3".
An instant is a date with that id and a time with the id + ".time", in London time; an RFC 3339
instant in the date's place is understood too. Nothing typed is ever dropped because it is wrong.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from rules.facts import VOCABULARY, Fact, Facts, Subject, Value
from rules.instants import LONDON
from rules.plausible import FOUND, LAST_SEEN, found_too_early

UNKNOWN = "unknown"
TIME = ".time"


class AnswerError(ValueError):
    """One answer cannot be used; the text says what to do, and never repeats the answer."""


def input_id(fact: str, person: int) -> str:
    """The input id of a fact for a person, counted from 1."""
    return fact if person == 1 else f"{fact}#{person}"


def instant_text(answers: Mapping[str, str], key: str) -> str:
    """Date and time inputs as one text, "YYYY-MM-DDTHH:MM", or whatever was typed."""
    day = answers.get(key, "").strip()
    clock = answers.get(time_id(key), "").strip()
    return f"{day}T{clock}" if day and clock and "T" not in day else day


def time_id(key: str) -> str:
    """The id of the time input beside a date input."""
    return key + TIME


def read_instant(text: str) -> datetime:
    """An aware UTC instant from "YYYY-MM-DD", "YYYY-MM-DDTHH:MM" (London) or RFC 3339. Raises AnswerError."""
    try:
        if "T" not in text and " " not in text:
            return datetime.combine(date.fromisoformat(text), time(0), LONDON).astimezone(UTC)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise AnswerError("Give a date, and a time if you know it, or choose a date from the calendar.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=LONDON)).astimezone(UTC)


def fact_value(fact: Fact, answers: Mapping[str, str], key: str) -> Value:
    """The typed value of one fact, None for unknown. Raises AnswerError."""
    raw = instant_text(answers, key) if fact.type == "instant" else answers.get(key, "").strip()
    if fact.type == "instant" and not raw and answers.get(time_id(key), "").strip():
        raise AnswerError("Give a date as well, or leave the time empty.")
    if not raw or raw.lower() == UNKNOWN:
        return None
    if fact.type == "instant":
        return read_instant(raw)
    if fact.type == "yes-no":
        if raw.lower() not in ("yes", "no"):
            raise AnswerError("Choose yes, no or not known.")
        return raw.lower() == "yes"
    if fact.type in ("choice", "choices"):
        known = {c.id for c in fact.choices} | ({UNKNOWN} if fact.type == "choices" else set())
        parts = tuple(part.strip().lower() for part in raw.split(",") if part.strip())
        if not parts or any(part not in known for part in parts) or (fact.type == "choice" and len(parts) > 1):
            raise AnswerError("Choose from the list, or not known.")
        if parts == (UNKNOWN,):
            return None
        return parts[0] if fact.type == "choice" else parts
    return raw


def unusable(kind: str, choices: tuple[str, ...], answer: str) -> str:
    """What is wrong with the answer to a field of a form, as a sentence; "" when it can be used."""
    raw = answer.strip().lower()
    if not raw or raw == UNKNOWN:
        return ""
    parts = [part.strip() for part in raw.split(",")]
    if kind == "date":
        try:
            date.fromisoformat(raw)
        except ValueError:
            return "Give a date, or choose one from the calendar."
    elif kind == "yes-no" and raw not in ("yes", "no"):
        return "Choose yes, no or not known."
    elif kind in ("choice", "choices") and not {*parts} <= {UNKNOWN, *(choice.lower() for choice in choices)}:
        return "Choose from the list, or not known."
    return ""


def read_answers(answers: Mapping[str, str], people: int, at: datetime) -> tuple[Facts, Mapping[str, str]]:
    """The facts in these answers, and what is wrong, by input id. A wrong answer counts as not known.

    `at` is now (aware, UTC): nothing that is asked about can lie in the future.
    """
    problems: dict[str, str] = {}

    def value(fact: Fact, key: str) -> Value:
        try:
            found = fact_value(fact, answers, key)
        except AnswerError as error:
            problems[key] = str(error)
            return None
        if fact.type == "instant" and isinstance(found, datetime) and found > at:
            problems[key] = "This is in the future: check the date and time."
            return None
        return found

    incident = {
        fact.id: value(fact, fact.id)
        for fact in VOCABULARY.values()
        if fact.scope == "incident" and _answered(fact, fact.id, answers) and fact.id != "aware"
    }
    subjects = []
    for person in range(1, people + 1):
        kind = value(VOCABULARY["subject.kind"], input_id("subject.kind", person))
        facts = {
            fact.id: value(fact, input_id(fact.id, person))
            for fact in VOCABULARY.values()
            if fact.scope == "subject"
            and fact.id != "subject.kind"
            and _answered(fact, input_id(fact.id, person), answers)
        }
        if found_too_early(facts.get(LAST_SEEN), facts.get(FOUND)):
            problems[input_id(FOUND, person)] = "This is before they were last seen: correct one of the two."
            del facts[FOUND]
        if facts or answers.get(input_id("subject.kind", person), "").strip():
            subjects.append(Subject(kind=kind if isinstance(kind, str) else None, facts=facts))
    aware = value(VOCABULARY["aware"], "aware")
    return Facts(
        aware=aware if isinstance(aware, datetime) else None,
        incident={k: v for k, v in incident.items() if v is not None},
        subjects=tuple(Subject(s.kind, {k: v for k, v in s.facts.items() if v is not None}) for s in subjects),
    ), problems


def _answered(fact: Fact, key: str, answers: Mapping[str, str]) -> bool:
    return key in answers or (fact.type == "instant" and time_id(key) in answers)
