"""Looking for notifications: what is asked for, as it is typed in the chat or on the search card. Pure.

Nothing here decides what anybody may see: what is found is shown by what its reader may see (services/looking_up.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from bot.notifications.duty import DutyKind
from bot.notifications.notification import Notification, Record
from rules.pack import Pack


class Stands(StrEnum):
    """How a notification stands, as far as somebody looks for it by that."""

    OPEN = "open"
    CLOSED = "closed"
    LATE = "late"
    WAITING = "waiting"  # for an acknowledgement or a decision


STANDS: Mapping[Stands, str] = {
    Stands.OPEN: "Not closed",
    Stands.CLOSED: "Closed",
    Stands.LATE: "Late",
    Stands.WAITING: "Waiting for an acknowledgement or a decision",
}
LONGEST = 120
"""Characters of what is looked for in words."""
_TYPED = re.compile(r"(?:find|search(?: for)?|look for)\b ?(?P<what>.*)", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Search:
    """What is looked for; what is empty does not count. `words` are all to be found, in any order.

    `row` is the id of a row of the policy; `since` and `until` are days in London, both included, when it was reported.
    """

    words: str = ""
    row: str = ""
    stands: str = ""
    since: str = ""
    until: str = ""

    @property
    def is_empty(self) -> bool:
        """Is nothing looked for?"""
        return self == Search()

    @property
    def parts(self) -> tuple[str, ...]:
        """The single words, in small letters."""
        return tuple(self.words.lower().split())


def hear(text: str, pack: Pack) -> Search | None:
    """What somebody types: "find K-104", "find closed", "find a row's id"; None where it is about something else."""
    said = _TYPED.fullmatch(text.strip())
    if said is None:
        return None
    search, rest = Search(), []
    rows = {trigger.id for trigger in pack.triggers}
    for word in said["what"].strip(" .!?").split():
        if word in set(Stands) and not search.stands:
            search = replace(search, stands=word)
        elif word in rows:
            search = replace(search, row=word)
        else:
            rest.append(word)
    return replace(search, words=" ".join(rest)[:LONGEST])


def of_inputs(inputs: Mapping[str, str]) -> Search:
    """What the search card asks for; its inputs are "find." and the names of the fields."""
    given = {each.name: inputs.get(f"find.{each.name}", "").strip() for each in fields(Search)}
    return Search(**{**given, "words": given["words"][:LONGEST]})


def problems(search: Search, pack: Pack) -> dict[str, str]:
    """What of it cannot be used, by input id."""
    found = {}
    if search.row and search.row not in {trigger.id for trigger in pack.triggers}:
        found["find.row"] = "Choose a row from the list."
    if search.stands and search.stands not in set(Stands):
        found["find.stands"] = "Choose from the list."
    for name in ("since", "until"):
        day = getattr(search, name)
        try:
            if day and (not _DAY.fullmatch(day) or not date.fromisoformat(day)):
                raise ValueError
        except ValueError:
            found[f"find.{name}"] = "Give a date, or choose one from the calendar."
    if not found and search.since and search.until and search.since > search.until:
        found["find.until"] = "This is before the first day: correct one of the two."
    return found


def says(notification: Notification, parts: tuple[str, ...]) -> bool:
    """Are these words all in what was answered, the reference or the reporter's name? For a reader of the whole."""
    answers = (said for key, said in notification.answers.items() if not key.startswith("kept."))
    text = " ".join((notification.reference, notification.reporter_name, *answers)).lower()
    return all(part in text for part in parts)


def is_named(notification: Notification, parts: tuple[str, ...]) -> bool:
    """Is its reference the one thing looked for? All that somebody may find by who may not read the whole."""
    return parts == (notification.reference.lower(),)


def stands_so(record: Record, stands: str) -> bool:
    """Does it stand as is looked for?"""
    match stands:
        case Stands.OPEN:
            return record.notification.closed is None
        case Stands.CLOSED:
            return record.notification.closed is not None
        case Stands.LATE:
            return any(duty.late_since for duty in record.open_duties())
        case Stands.WAITING:
            return bool(record.open_duties(DutyKind.ACKNOWLEDGE, DutyKind.DECIDE, DutyKind.FIRST))
    return True
