"""What a policy says about a notification once it was told: sending it on, closing it, and who watches over all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Consulted:
    """Who is asked before a matter of the rows `rows` goes on, whose view is `waits` for: without their yes nothing
    goes. Otherwise it goes at once and they are asked all the same."""

    role: str
    rows: tuple[str, ...]
    waits: bool = True


@dataclass(frozen=True, slots=True)
class CirculationRule:
    """Who may send a notification on to further people, on a need-to-know basis.

    `may`: these roles; () = whoever was told of it. `duty` is the duty of the policy that this does.
    """

    may: tuple[str, ...]
    consulted: Consulted | None
    duty: str


@dataclass(frozen=True, slots=True)
class ClosingRule:
    """How a notification is closed: any one of `by` says why, the roles `tells` are told of it.

    Any one of `debrief` decides on a debriefing; any one of `asks` may ask for a fuller analysis, which any one of
    `analyses` gives. `duty` and `analysis` are the duties of the policy that this does.
    """

    by: tuple[str, ...]
    tells: tuple[str, ...]
    debrief: tuple[str, ...]
    asks: tuple[str, ...]
    analyses: tuple[str, ...]
    duty: str
    analysis: str = ""


@dataclass(frozen=True, slots=True)
class MonitoringRule:
    """The roles that watch over all notifications: updates overdue, not yet closed, records not confirmed.

    `records` are the duties of the policy whose doing is a confirmed record. `duty` is the duty that this does.
    """

    by: tuple[str, ...]
    records: tuple[str, ...]
    duty: str


@dataclass(frozen=True, slots=True)
class Afterwards:
    """All of it; None for what the policy does not speak of."""

    circulation: CirculationRule | None = None
    closing: ClosingRule | None = None
    monitoring: MonitoringRule | None = None
