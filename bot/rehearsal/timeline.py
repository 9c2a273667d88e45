"""What happened, in people's words, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.rehearsal.clock import in_london, iso


@dataclass(frozen=True)
class Moment:
    """One thing that happened at an instant of the rehearsal."""

    id: int
    at: datetime
    words: str

    def as_data(self) -> dict[str, object]:
        """This moment for `GET timeline`."""
        return {"id": self.id, "at": iso(self.at), "london": in_london(self.at), "words": self.words}


class Timeline:
    """The moments of this rehearsal, oldest first."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._moments: list[Moment] = []

    def tell(self, words: str) -> None:
        """This happened now."""
        self._moments.append(Moment(len(self._moments) + 1, self._now(), words))

    def since(self, number: int = 0) -> list[Moment]:
        """The moments after this one."""
        return self._moments[max(number, 0) :]
