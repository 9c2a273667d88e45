"""Moments that cannot be as they were written: still to come, or found before last seen. A slip in a year is the cause.

What is not plausible is not decided: with a mistyped year a limit would wait for months.
"""

from collections.abc import Iterator
from datetime import datetime

from rules.facts import VOCABULARY, Facts, FactsError, Subject
from rules.instants import london_day, say_instant

AWARE, FOUND, LAST_SEEN = "aware", "found.at", "missing.last_seen"


def refuse_implausible(facts: Facts, at: datetime) -> None:
    """Raises FactsError for the first moment that lies after `at` (aware, UTC), or that another one contradicts.

    Awareness may lie later on the same day in London: a moment of deciding that is only a date is that day's beginning.
    """
    if facts.aware is not None and london_day(facts.aware) > london_day(at):
        raise FactsError(AWARE, f"{say_instant(facts.aware)} is still to come: correct the date, or the moment (--at)")
    for fact, moment in _moments(facts):
        if moment > max(at, facts.aware or at):
            raise FactsError(fact, f"{say_instant(moment)} is still to come: correct the date")
    for one in facts.subjects or (Subject(),):
        known = {**facts.incident, **one.facts}
        if found_too_early(known.get(LAST_SEEN), known.get(FOUND)):
            raise FactsError(FOUND, f"this is before {LAST_SEEN}: correct one of the two")


def found_too_early(last_seen: object, found: object) -> bool:
    """Was somebody found before they were last seen?"""
    return isinstance(last_seen, datetime) and isinstance(found, datetime) and found < last_seen


def _moments(facts: Facts) -> Iterator[tuple[str, datetime]]:
    for one in (facts.incident, *(subject.facts for subject in facts.subjects)):
        for fact, value in one.items():
            if isinstance(value, datetime) and VOCABULARY[fact].type == "instant":
                yield fact, value
