"""The authority at work: its policy pack and its organisation file, read once at start-up."""

from dataclasses import dataclass

from bot.organisation import Organisation
from rules.limits import Limits
from rules.pack import Pack


@dataclass(frozen=True)
class Authority:
    """Whose rules apply."""

    pack: Pack
    organisation: Organisation

    @property
    def limits(self) -> Limits:
        """The organisation's local limits and office hours."""
        return self.organisation.limits
