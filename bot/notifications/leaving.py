"""What somebody writes about being away: "I am away until Friday, Avery covers for me", "I am back". Pure.

A sentence is understood whole or not at all: half of one, taken for the whole, would leave somebody untold.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.notifications.until import Unclear, read_until
from bot.organisation import Organisation, Person


class Wants(StrEnum):
    """What a sentence about being away asks for."""

    CARD = "card"  # only to see who covers
    AWAY = "away"
    BACK = "back"
    FOR_ANOTHER = "for-another"  # cover for somebody else: nobody may say that but they


class Who(StrEnum):
    """Why a name is not taken for a person."""

    NOBODY = "nobody"
    SEVERAL = "several"


@dataclass(frozen=True)
class Said:
    """One sentence, understood. `until` and `cover` are None where it does not say; `unclear` where it cannot be read.

    `until` is aware and UTC.
    """

    wants: Wants
    until: datetime | None = None
    cover: Person | None = None
    unclear: Unclear | Who | None = None


CARD = frozenset({"cover", "my cover", "away", "i am away", "i'm away", "im away", "who covers for me"})
BACK = frozenset({"i am back", "i'm back", "im back", "back", "i am back now", "i'm back now"})

_UNTIL = r"(?:until|till|til)"
_AWAY = re.compile(
    r"(?:(?:i am|i'm|im|i will be|i'll be) )?(?:away|out of (?:the )?office|on (?:annual )?leave|on holiday)\b"
    rf"(?: {_UNTIL} (?P<until>.+))?(?P<other>.*)"
)
_NAME = r"(?:(?!\b(?:and|until|till|til|away|i)\b)[^,;]){2,60}?"
_COVER = re.compile(
    rf"(?:^|[,;] ?(?:and )?|\band )(?P<name>{_NAME}) (?:covers|cover|will cover|is covering|can cover) for "
    rf"(?P<whom>me|{_NAME})(?: {_UNTIL} (?P<until>.+?))?(?=$|[,;] ?(?:and )?i(?:'m| am)\b| and i(?:'m| am)\b)"
)


def hear(text: str, organisation: Organisation, now: datetime) -> Said | None:
    """What is said about being away; None where the text is about something else. `now` is aware."""
    written = " ".join(text.lower().replace("\u2019", "'").split()).strip(" .!?")
    if written in CARD:
        return Said(Wants.CARD)
    if written in BACK:
        return Said(Wants.BACK)
    covers = _COVER.search(written)
    if covers is None:
        return _away(written, organisation, now) if _AWAY.match(written) else None
    if covers["whom"] != "me":
        known = isinstance(person_named(covers["whom"], organisation), Person)
        return Said(Wants.FOR_ANOTHER) if known else None
    rest = (written[: covers.start()] + written[covers.end() :]).strip(" ,;")
    rest = rest.removeprefix("and ").removesuffix(" and").strip(" ,;")
    away = _away(rest, organisation, now) if rest else Said(Wants.AWAY)
    if rest and not _AWAY.match(rest):
        return Said(Wants.AWAY, unclear=Unclear.UNREADABLE)
    until = _until(covers["until"], organisation, now) if covers["until"] else None
    if away.unclear or isinstance(until, Unclear):
        return Said(Wants.AWAY, unclear=away.unclear or (until if isinstance(until, Unclear) else None))
    if until and away.until and until != away.until:
        return Said(Wants.AWAY, unclear=Unclear.TWO_DAYS)
    person = person_named(covers["name"], organisation)
    if isinstance(person, Who):
        return Said(Wants.AWAY, until or away.until, unclear=person)
    return Said(Wants.AWAY, until or away.until, person)


def person_named(name: str, organisation: Organisation) -> Person | Who:
    """The one person of the organisation file with this name: the whole name, the first or the last of it, or the key.

    A whole name counts before a part of one.
    """
    wanted = " ".join(name.lower().split())
    people = organisation.people.values()
    whole = [p for p in people if wanted == p.name.lower()]
    parts = [p for p in people if wanted in (p.key.lower(), *p.name.lower().split()[:1], *p.name.lower().split()[-1:])]
    found = whole or parts
    if not found:
        return Who.NOBODY
    return found[0] if len(found) == 1 else Who.SEVERAL


def _away(written: str, organisation: Organisation, now: datetime) -> Said:
    found = _AWAY.fullmatch(written)
    if found is None or found["other"].strip() or not found["until"]:
        return Said(Wants.AWAY, unclear=Unclear.UNREADABLE)
    until = _until(found["until"], organisation, now)
    return Said(Wants.AWAY, unclear=until) if isinstance(until, Unclear) else Said(Wants.AWAY, until)


def _until(text: str, organisation: Organisation, now: datetime) -> datetime | Unclear:
    return read_until(text, now, organisation.limits)
