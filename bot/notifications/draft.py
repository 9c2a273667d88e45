"""A draft: a report that is still being written. Its author's alone until it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class DraftStatus(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Draft:
    """One report in the making. `answers` are the inputs as typed, by input id; instants are aware and UTC.

    `step` is the name of the form's step (form.STEPS); `person` the subject in hand, from 1; `people` how many.
    `asked` are the questions, by input id, that the facts step has asked, so that they stay there.
    `changing`: this step is being changed from the check, and the next press goes back there. `beside` holds what was
    typed on an older card where the draft says something else since, by input id; `earlier` the fingerprints of
    answers that were replaced, so that an old answer on an older card is not taken for a new one.
    `notification` is set once sent; `completes` names the "Tell now" notification whose rest it gives.
    """

    id: str
    author: str
    author_name: str
    created_at: datetime
    updated_at: datetime
    step: str = "first"
    person: int = 1
    people: int = 1
    answers: Mapping[str, str] | None = None
    asked: tuple[str, ...] = ()
    status: DraftStatus = DraftStatus.OPEN
    notification: str | None = None
    completes: str | None = None
    changing: bool = False
    beside: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Sequence[str]] = field(default_factory=dict)
    version: int = 1

    @property
    def given(self) -> Mapping[str, str]:
        """The answers, never None."""
        return self.answers or {}

    @property
    def holds_something(self) -> bool:
        """Was anything typed yet?"""
        return any(answer.strip() for answer in self.given.values())
