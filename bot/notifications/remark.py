"""What somebody who was told adds to a notification on their own card: a comment, a date for review.

A comment stands for ever, below the ones before it: nobody's words overwrite anybody's. What is chosen, such as a date,
can only be one at a time: the newest counts, and the ones before stay here and in the journal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Remark:
    """One field of a role, filled in once. `by` and `covers` are Entra object ids; `at` is aware and UTC.

    `acting` is "holder" or "cover", `covers` whoever is away and named them. `version` is the notification's from which
    on cards show it: a card of an earlier one was drawn before.
    """

    field: str
    said: str
    by: str
    name: str
    at: datetime
    version: int
    acting: str = ""
    covers: str = ""


def newest(remarks: Iterable[Remark], field: str) -> Remark | None:
    """What was filled in last."""
    return max((r for r in remarks if r.field == field), key=lambda r: r.version, default=None)


def since(remarks: Iterable[Remark], field: str, version: int) -> Remark | None:
    """What was filled in last that a card of this version does not show yet."""
    last = newest(remarks, field)
    return last if last is not None and last.version > version else None


def remark_as_data(remark: Remark) -> dict[str, object]:
    """A remark in plain values, for storage."""
    return {**vars(remark), "at": remark.at.isoformat()}


def remark_from_data(data: dict[str, object]) -> Remark:
    """A remark as it was stored."""
    return Remark(**{**data, "at": datetime.fromisoformat(str(data["at"]))})  # type: ignore[arg-type]  # as stored
