"""A draft: a report that is still being written. Its author's alone until it is sent.

It may be open on two devices. A card that is older than the draft overwrites nothing, and nothing typed on it is lost.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from bot.notifications.conflict import KEPT_FROM, both, for_matter, kept_from
from bot.organisation import Organisation


class DraftStatus(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class Draft:
    """One report in the making. `answers` are the inputs as typed, by input id; instants are aware and UTC.

    `step` is the name of the form's step (form.steps); `person` the subject in hand, from 1; `people` how many.
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
    def kept_from(self) -> frozenset[str]:
        """Who must not know of it, by their Entra object ids (conflict.py)."""
        return kept_from(self.given)

    def within(self, organisation: Organisation) -> Organisation:
        """The organisation as far as this matter goes: whoever must not know of it is not there (conflict.py)."""
        return for_matter(organisation, self.author, self.given)

    @property
    def holds_something(self) -> bool:
        """Was anything typed yet?"""
        return any(answer.strip() for answer in self.given.values())


EARLIER = 12
"""Earlier answers to one question that are told apart from new ones."""


def with_answers(draft: Draft, typed: Mapping[str, str]) -> Draft:
    """The draft with these answers, from its newest card."""
    given, earlier = draft.given, dict(draft.earlier)
    for key, answer in typed.items():
        before = given.get(key, "")
        if before.strip() and before != answer:
            earlier[key] = (*earlier.get(key, ()), _mark(before))[-EARLIER:]
    beside = {key: answer for key, answer in draft.beside.items() if typed.get(key) != answer}
    return replace(draft, answers={**given, **typed}, earlier=earlier, beside=beside)


def with_an_older_card(draft: Draft, typed: Mapping[str, str]) -> Draft:
    """The draft with what an older card adds: an answer where there never was one; any other new one beside."""
    new = new_on_an_older_card(draft, typed)
    if KEPT_FROM in new:
        draft = replace(draft, answers={**draft.given, KEPT_FROM: both(draft.given, new)})
        del new[KEPT_FROM]
    never = {key: answer for key, answer in new.items() if key not in draft.earlier and not draft.given.get(key, "")}
    return replace(
        draft,
        answers={**draft.given, **never},
        beside={**draft.beside, **{key: answer for key, answer in new.items() if key not in never}},
    )


def new_on_an_older_card(draft: Draft, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed there, and not merely stood there: neither the answer now, nor one that it had before."""
    return {
        key: answer
        for key, answer in typed.items()
        if answer.strip() and answer != draft.given.get(key, "") and _mark(answer) not in draft.earlier.get(key, ())
    }


def _mark(answer: str) -> str:
    return hashlib.sha256(answer.encode("utf-8", "replace")).hexdigest()[:16]
