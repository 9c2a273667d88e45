"""What the control API says when it is asked for something it cannot do."""

from __future__ import annotations

from rules.errors import NeedToKnowError


class RehearsalError(NeedToKnowError):
    """A sentence for whoever drives the rehearsal; the control API answers 400 with it."""
