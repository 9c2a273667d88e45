"""What people ask of the bot: one press of a card, or one message. Authenticated and parsed, nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Actor:
    """Who asks: the Entra object id and the name that Teams gives. `confirmed`: the tenant's roster was asked."""

    id: str
    name: str
    confirmed: bool = True


@dataclass(frozen=True)
class Place:
    """Where it was asked: the kind of conversation, its id, and the card's activity id for a press."""

    kind: str
    conversation: str
    activity: str = ""


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
