"""What somebody adds to a notification after it was sent: an update, an action asked for, a closing account.

Additions are append-only: nobody's words overwrite anybody's, and what takes something back is a further addition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Addition:
    """One of them. `by` and `covers` are Entra object ids; `at` is aware and UTC.

    `id` is the form's that it was written on: the same form sent twice adds once. `kind` is the deed's id
    (services/deed.py). `said` are its answers by field, without the deed's name before them. `role` is what the person
    acted as, "" where they hold none here; `acting` "holder" or "cover"; `covers` whoever is away and named them.
    `about` is what it is about, where that is one of several: a duty's id, an addition's, the number of a person.
    """

    id: str
    kind: str
    by: str
    name: str
    at: datetime
    said: Mapping[str, str] = field(default_factory=dict)
    role: str = ""
    acting: str = ""
    covers: str = ""
    about: str = ""


def of_kind(additions: Iterable[Addition], *kinds: str) -> tuple[Addition, ...]:
    """Those of these kinds, the oldest first."""
    return tuple(addition for addition in additions if addition.kind in kinds)


def addition_as_data(addition: Addition) -> dict[str, object]:
    """An addition in plain values, for storage."""
    return {**vars(addition), "at": addition.at.isoformat(), "said": dict(addition.said)}


def addition_from_data(data: dict[str, object]) -> Addition:
    """An addition as it was stored."""
    return Addition(**{**data, "at": datetime.fromisoformat(str(data["at"]))})  # type: ignore[arg-type]  # as stored
