"""A small policy for tests: a pack file's data that each test changes, and what it decides."""

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rules.decide import Decision, decide
from rules.facts import read_facts
from rules.instants import as_rfc3339, parse_instant
from rules.limits import DEFAULT_LIMITS, Limits
from rules.load import read_pack
from rules.pack import Pack, PackDuty

AT = "2026-11-18T10:00"
POLICY: dict[str, Any] = {
    "id": "our-council",
    "version": "1",
    "title": "Telling the director",
    "source": "Our procedure",
    "roles": [
        {"id": "DCS", "title": "Director"},
        {"id": "SD", "title": "Service Director"},
        {"id": "SM", "title": "Service Manager"},
        {"id": "on-call SM", "title": "on-call Service Manager", "reached": "on-call"},
        {"id": "Need-to-Know inbox", "title": "Need-to-Know inbox", "reached": "inbox"},
    ],
    "triggers": [
        {
            "id": "our-death",
            "title": "Death of a child",
            "when": "a child has died",
            "about": ["child"],
            "condition": {"happened": "death"},
            "route": {"always": ["DCS"]},
            "timescale": "1 working day",
            "source": {"section": 1, "row": 1},
        }
    ],
    "form": [
        {
            "section": "account",
            "title": "What happened",
            "source": "the form",
            "fields": [{"id": "details", "label": "What happened", "type": "long-text"}],
        }
    ],
}
DUTY: dict[str, Any] = {
    "id": "our-review",
    "title": "Review",
    "what": "The Service Manager reviews it.",
    "owner": ["SM"],
    "source": {"section": 2, "row": 1},
}
DEATH: dict[str, Any] = {"kind": "child", "happened": "death", "media.interest": "none"}


def pack(*duties: dict[str, Any], row: dict[str, Any] | None = None, **top: Any) -> Pack:
    """The small policy with these duties, its row changed by `row`, and further keys at the top."""
    data = copy.deepcopy(POLICY)
    data["triggers"][0].update(row or {})
    if duties:
        data["duties"] = [{**DUTY, **duty} for duty in duties]
    return read_pack({**data, **top}, "ours.yaml")


def decided(
    policy: Pack,
    facts: dict[str, Any],
    at: str = AT,
    limits: Limits = DEFAULT_LIMITS,
    overlay: Sequence[PackDuty] = (),
) -> Decision:
    """What the policy says about the facts."""
    return decide(policy, read_facts(facts), parse_instant(at), limits, overlay)


def due(instant: datetime | None) -> str | None:
    """An instant as London writes it."""
    return None if instant is None else as_rfc3339(instant)
