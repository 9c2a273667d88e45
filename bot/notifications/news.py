"""What updates say of the facts: that somebody died, was charged, was found. The answers with all of it. Pure.

An update keeps what it says beside its words (`said["happened"]`: "1:death,2:charged", the people counted from 1), so
that details which somebody corrects later never lose it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.addition import of_kind
from bot.notifications.answers import input_id, instant_text, time_id
from bot.notifications.children import FOUND, FOUND_AT, Child, events, people
from bot.notifications.notification import Notification
from rules.instants import LONDON

HAPPENED = "happened"


def said_of(persons: Iterable[int], happened: Iterable[str]) -> str:
    """What an addition keeps: these events of these people."""
    every = tuple(happened)
    return ",".join(dict.fromkeys(f"{person}:{event}" for person in persons for event in every))


def with_news(notification: Notification) -> Mapping[str, str]:
    """The answers with what every update said of the facts; what they say already stays as it is."""
    answers = dict(notification.answers)
    for added in notification.additions:
        for part in added.said.get(HAPPENED, "").split(","):
            person, _, event = part.partition(":")
            if person.isdigit() and event:
                _add(answers, int(person), event)
    said = {key for added in of_kind(notification.additions, FOUND) for key in added.about.split(",")}
    by_number: dict[int, list[Child]] = {}
    for child in people(replace(notification, answers=answers)):
        by_number.setdefault(child.person, []).append(child)
    for number, children in by_number.items():
        if not any(child.key in said for child in children):
            continue
        _add(answers, number, FOUND)
        times = [child.found.at for child in children if child.found is not None and child.found.at is not None]
        key = input_id(FOUND_AT, number)
        if len(times) == len(children) and not instant_text(answers, key):
            answers |= _instant(key, max(times))
    return answers


def _add(answers: dict[str, str], person: int, event: str) -> None:
    happened = [part for part in events(answers, person) if part != "unknown"]
    answers[input_id("happened", person)] = ",".join(dict.fromkeys((*happened, event)))


def _instant(key: str, at: datetime) -> dict[str, str]:
    local = at.astimezone(LONDON)
    return {key: f"{local:%Y-%m-%d}", time_id(key): f"{local:%H:%M}"}
