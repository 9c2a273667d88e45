"""The authority at work: its policy pack, its organisation file, and who of its people is away just now."""

from collections.abc import Iterable

from bot.notifications.absence import Absence, leaves
from bot.organisation import Organisation
from rules.limits import Limits
from rules.pack import Pack


class Authority:
    """Whose rules apply. The organisation learns from the pack which roles nobody holds: on call, and the inbox.

    `organisation` is the file, read once at start-up, merged with the absences that people have said in the chat. The
    store says who is away (`follow`) before its first unit of work and in the unit that changes it, so that every unit
    asks the organisation as it is at that moment and nobody pays for it on a turn.
    """

    def __init__(self, pack: Pack, organisation: Organisation) -> None:
        self.pack = pack
        if any(role.reached != organisation.reached(role.id) for role in pack.roles):
            organisation = organisation.reaching(pack)
        self.organisation = self._file = organisation

    def follow(self, absences: Iterable[Absence]) -> None:
        """From now on these absences count."""
        self.organisation = self._file.with_leaves(leaves(absences, self._file))

    @property
    def limits(self) -> Limits:
        """The organisation's local limits and office hours."""
        return self.organisation.limits
