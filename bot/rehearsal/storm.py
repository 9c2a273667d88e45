"""A storm: a share of all calls to Microsoft goes wrong, in every way there is, while it lasts.

Chance is seeded: the same call (by service, method, path and how often it came) meets the same fate in every run.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

from bot.rehearsal.faults import BREAKS, Fault
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.wire import Asked

FATES: tuple[Fault, ...] = (
    Fault("", status=429, retry_after=20),
    *(Fault("", status=status) for status in (500, 502, 503, 504)),
    *(Fault("", broken=(how, effect)) for how in BREAKS for effect in ("before", "after")),
)
"""Everything that passes: a refusal for good is a fault of its own."""


class Storm:
    """Befalls `share` of all calls (0 to 1)."""

    def __init__(self, share: float, seed: int) -> None:
        self._share, self._seed = share, seed
        self._came: Counter[str] = Counter()
        self.befell: Counter[str] = Counter()

    def as_data(self) -> dict[str, object]:
        """What was asked for, and how many calls of each service it has met."""
        return {"storm": self._share, "seed": self._seed, "befell": dict(self.befell), "calls": self._came.total()}

    def take(self, service: str, asked: Asked) -> Fault | None:
        """The fault that befalls this call, or None."""
        call = f"{service} {asked.method} {'/'.join(asked.path)}"
        self._came[call] += 1
        chance = random.Random(f"{self._seed}:{call}:{self._came[call]}")
        if chance.random() >= self._share:
            return None
        self.befell[service] += 1
        fate = chance.choice(FATES)
        return Fault(service, status=fate.status, broken=fate.broken, retry_after=fate.retry_after)


def read_storm(data: Mapping[str, object]) -> Storm:
    """The storm described by the control API. Raises RehearsalError with one sentence."""
    share, seed = data.get("storm"), data.get("seed", 1)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share <= 1:
        raise RehearsalError("A storm befalls a share of all calls: above 0, up to 1.")
    if isinstance(seed, bool) or not isinstance(seed, int) or set(data) - {"storm", "seed"}:
        raise RehearsalError("A storm has a share (`storm`) and a whole number (`seed`), nothing else.")
    return Storm(float(share), seed)
