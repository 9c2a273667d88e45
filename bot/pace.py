"""A limit for one person on what creates things: commands, and lines of the journal. Deliveries are not touched."""

import time
from collections.abc import Callable

BURST = 60
PER_SECOND = 1.0
MOST_PEOPLE = 10_000


class Pace:
    """A token bucket a person: 60 at once, then one a second, or `per_second`, by the wall clock."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, per_second: float = PER_SECOND) -> None:
        self._monotonic, self._per_second = monotonic, per_second
        self._left: dict[str, tuple[float, float]] = {}

    def may(self, person: str) -> bool:
        """May this person create one more thing now?"""
        now = self._monotonic()
        left, seen = self._left.get(person, (float(BURST), now))
        left = min(float(BURST), left + (now - seen) * self._per_second)
        if len(self._left) > MOST_PEOPLE:
            self._left.clear()
        self._left[person] = (max(0.0, left - 1), now)
        return left >= 1
