"""What lists and searches need of a unit of work: ids in order, from a place on. Who may see them is asked after."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.notifications.searching import Search

Place = tuple[datetime, str]
"""Where in a list somebody is: the instant that it is ordered by (aware, UTC), and the notification's id."""


class ListedWork(Protocol):
    """The part of a transaction that lists and searches read."""

    def near(
        self, person: str, roles: Collection[str], search: Search, before: Place | None, limit: int
    ) -> tuple[Place, ...]:
        """What this person reported, has a card of, or owes something of (themselves, or in one of these `roles`), and
        that may be what they look for: the newest first, older than `before`. Drills are left out.

        More than they may see, and more than holds what they look for: whoever asks judges each.
        """
        ...

    def late(self, after: Place | None, limit: int) -> tuple[Place, ...]:
        """What has something late, the latest for longest first, with since when, after `after`."""
        ...

    def unresolved(self, tasks: Collection[str], after: Place | None, limit: int) -> tuple[Place, ...]:
        """What is not closed, or owes one of these tasks (by their ids in the policy), the oldest first, after `after`.
        Drills are left out."""
        ...
