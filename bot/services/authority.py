"""The authority at work: its policy pack and its organisation file, read once at start-up."""

from dataclasses import dataclass

from bot.organisation import Organisation
from rules.limits import Limits
from rules.pack import Pack


@dataclass(frozen=True)
class Authority:
    """Whose rules apply. The organisation learns from the pack which roles nobody holds: on call, and the inbox."""

    pack: Pack
    organisation: Organisation

    def __post_init__(self) -> None:
        if any(role.reached != self.organisation.reached(role.id) for role in self.pack.roles):
            object.__setattr__(self, "organisation", self.organisation.reaching(self.pack))

    @property
    def limits(self) -> Limits:
        """The organisation's local limits and office hours."""
        return self.organisation.limits
