"""The field's abbreviations, and what they stand for: whoever is new reads a card without asking a colleague.

A procedure's own letters are kept where its form has them; what it does not spell out is not guessed at.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

ABBREVIATIONS: Mapping[str, str] = MappingProxyType(
    {
        "ACM": "assistant city manager",
        "AD": "assistant director",
        "CAMHS": "child and adolescent mental health services",
        "CIN": "child in need",
        "CLA": "child looked after",
        "CM": "city manager",
        "CP": "child protection",
        "DCS": "director of children's services",
        "DMT": "directorate management team",
        "EDT": "emergency duty team",
        "HoS": "head of service",
        "HV": "health visitor",
        "ICPC": "initial child protection conference",
        "ICS": "integrated children's system",
        "LAC": "looked-after child",
        "LADO": "local authority designated officer",
        "MAPPA": "multi-agency public protection arrangements",
        "MASH": "multi-agency safeguarding hub",
        "NTK": "need to know",
        "PM": "practice manager",
        "PRU": "pupil referral unit",
        "RCPC": "review child protection conference",
        "SD": "service director",
        "SGO": "special guardianship order",
        "SLT": "senior leadership team",
        "SM": "service manager",
        "SW": "social worker",
        "TAC": "team around the child",
        "TM": "team manager",
        "YOS": "youth offending service",
    }
)
"""Each abbreviation with its words, in small letters as they stand inside a sentence."""

_EVERYDAY = frozenset({"ID", "MP", "UK"})
"""In everybody's dictionary, and shorter to read than their words."""
_NOT_SPELLED_OUT = re.compile(r"as the procedure's form has it", re.IGNORECASE)
"""What a hint says where the procedure does not spell its letters out."""
_ABBREVIATION = re.compile(r"\b([A-Z]{2,}|[A-Z][a-z][A-Z]+)s?\b")


@cache
def unexplained(text: str, beside: str = "") -> tuple[str, ...]:
    """The abbreviations of `text` that neither it nor what stands `beside` it spells out, in their order."""
    said = f"{text} {beside}".casefold()
    as_the_form_has_it = _NOT_SPELLED_OUT.search(beside) is not None
    return tuple(
        each
        for each in dict.fromkeys(_ABBREVIATION.findall(text))
        if each not in _EVERYDAY
        and not (ABBREVIATIONS[each].casefold() in said if each in ABBREVIATIONS else as_the_form_has_it)
    )


@cache
def meanings(text: str, beside: str = "") -> str:
    """What the abbreviations of `text` stand for, as a short sentence each; "" where all of them are explained."""
    return " ".join(f"{each}: {ABBREVIATIONS[each]}." for each in unexplained(text, beside) if each in ABBREVIATIONS)
