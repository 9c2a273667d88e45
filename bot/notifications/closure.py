"""Is a notification closed? Derived from what was added to it: the last closing, unless it was opened again."""

from collections.abc import Iterable

from bot.notifications.addition import Addition, of_kind

CLOSING, REOPENING = "closing", "reopening"
"""Kinds of additions: why it is considered resolved; why it was opened again."""


def closing(additions: Iterable[Addition]) -> Addition | None:
    """The closing that holds now; None while it is open."""
    last = _last(additions)
    return last if last is not None and last.kind == CLOSING else None


def reopening(additions: Iterable[Addition]) -> Addition | None:
    """Why it was opened again; None where it was not, or is closed since."""
    last = _last(additions)
    return last if last is not None and last.kind == REOPENING else None


def _last(additions: Iterable[Addition]) -> Addition | None:
    found = of_kind(additions, CLOSING, REOPENING)
    return found[-1] if found else None
