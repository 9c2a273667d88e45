"""What a fact is: its type, its question, its choices, and what follows from its answer."""

from dataclasses import dataclass
from typing import Literal

FactType = Literal["yes-no", "choice", "choices", "instant", "text"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed list: the id is contract, the label is what people read.

    `means` says more where the label alone could be misread: what belongs here and what does not.
    """

    id: str
    label: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known about an incident.

    `scope` is "incident" (once) or "subject" (about each person, place or case; given once, it holds for all).
    `kinds` are the subject kinds it is asked of, () = any. `safety` questions are always asked. `general` facts are
    wanted in every report. `implies` is the `happened` choice that follows when this is answered yes, or known: a
    report that says "charged with a serious crime" says "charged", whether or not that box was ticked.

    `presumed` is what holds while nobody has answered, used only where that errs toward telling somebody. `otherwise`
    is a fact whose answer counts while this one is not answered. `until`, of an instant from which rules count, is the
    instant at which that ended: what ended before a threshold never reached it.
    """

    id: str
    type: FactType
    question: str
    choices: tuple[Choice, ...] = ()
    scope: Literal["incident", "subject"] = "incident"
    kinds: tuple[str, ...] = ()
    safety: bool = False
    hint: str = ""
    general: bool = False
    implies: str | None = None
    presumed: bool | None = None
    otherwise: str | None = None
    until: str | None = None
