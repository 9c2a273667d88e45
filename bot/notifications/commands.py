"""What people ask of the bot: one press of a card, or one message. Authenticated and parsed, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """Who asks: the Entra object id and the name that Teams gives. `confirmed`: the tenant's roster was asked."""

    id: str
    name: str
    confirmed: bool = True


OUTLOOK = "outlook"


@dataclass(frozen=True)
class Place:
    """Where it was asked: the kind of conversation, its id, and the card's activity id for a press.

    A press in a person's own mail is of the kind OUTLOOK, and in no conversation.
    """

    kind: str
    conversation: str
    activity: str = ""

    @property
    def is_private(self) -> bool:
        """Does one person alone see what is answered here?"""
        return self.kind in ("personal", OUTLOOK)


@dataclass(frozen=True)
class Press:
    """One press of a card's button. `key` is the activity's identity: the same activity again changes nothing."""

    actor: Actor
    place: Place
    verb: str
    id: str
    version: int
    inputs: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
