"""What somebody writes about being away: "I am away until Friday, Avery covers for me", "I am back". Pure.

A sentence is understood whole or not at all: half of one, taken for the whole, would leave somebody untold.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.notifications.until import Unclear, read_from, read_until
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
    ROLE = "role"  # no role of this name


@dataclass(frozen=True)
class Said:
    """One sentence, understood. What it does not say is None or ""; `unclear` where it cannot be read.

    `begins` and `until` are aware and UTC; `role` is the one role that it is about; `own_order` where nobody shall
    cover, so that the organisation's own order applies.
    """

    wants: Wants
    until: datetime | None = None
    cover: Person | None = None
    unclear: Unclear | Who | None = None
    begins: datetime | None = None
    role: str = ""
    own_order: bool = False


CARD = frozenset({"cover", "my cover", "away", "i am away", "i'm away", "im away", "who covers for me"})
BACK = frozenset({"i am back", "i'm back", "im back", "back", "i am back now", "i'm back now"})

_UNTIL = r"(?:until|till|til)"
_AWAY = re.compile(
    r"(?:(?:i am|i'm|im|i will be|i'll be) )?(?:away|out of (?:the )?office|on (?:annual )?leave|on holiday)\b"
    rf"(?: from (?P<begins>.+?)(?= (?:{_UNTIL}|to) |$))?(?: (?:{_UNTIL}|to) (?P<until>.+))?(?P<other>.*)"
)
_NOBODY = frozenset({"nobody", "no one", "noone"})
_NAME = r"(?:(?!\b(?:and|until|till|til|away|i)\b)[^,;]){2,60}?"
_COVER = re.compile(
    rf"(?:^|[,;] ?(?:and )?|\band )(?P<name>{_NAME}) (?:covers|cover|will cover|is covering|can cover) for "
    rf"(?P<whom>me|{_NAME})(?: as (?:the )?(?P<role>[^,;]+?))?(?: {_UNTIL} (?P<until>.+?))?"
    rf"(?=$|[,;] ?(?:and )?i(?:'m| am)\b| and i(?:'m| am)\b)"
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
    role = role_named(covers["role"], organisation) if covers["role"] else ""
    if role is None:
        return Said(Wants.AWAY, until or away.until, unclear=Who.ROLE)
    said = Said(Wants.AWAY, until or away.until, begins=away.begins, role=role)
    if covers["name"] in _NOBODY:
        return replace(said, own_order=True)
    person = person_named(covers["name"], organisation)
    return replace(said, unclear=person) if isinstance(person, Who) else replace(said, cover=person)


def role_named(name: str, organisation: Organisation) -> str | None:
    """The role with this name or this short form."""
    wanted = " ".join(name.lower().split())
    return next((r for r in organisation.roles if wanted in (r.lower(), organisation.role_title(r).lower())), None)


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
    if found is None or found["other"].strip() or not (found["until"] or found["begins"]):
        return Said(Wants.AWAY, unclear=Unclear.UNREADABLE)
    begins = read_from(found["begins"], now) if found["begins"] else None
    if isinstance(begins, Unclear):
        return Said(Wants.AWAY, unclear=begins)
    # "From Friday until Monday" is the Monday after that Friday.
    until = _until(found["until"], organisation, begins or now) if found["until"] else None
    if isinstance(until, Unclear):
        return Said(Wants.AWAY, unclear=until)
    return Said(Wants.AWAY, until, begins=begins)


def _until(text: str, organisation: Organisation, now: datetime) -> datetime | Unclear:
    return read_until(text, now, organisation.limits)
