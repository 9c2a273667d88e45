"""The statutory overlay: public duties that an organisation switches on row by row, and confirms for itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from rules.pack import CountsFrom, OwnHomes, Pack, PackDuty, PackError


@dataclass(frozen=True, slots=True)
class Statutory:
    """What an organisation switched on: rows by id or all of them (off by default).

    `own_homes`: it runs children's homes itself, so that the registered person's duty is its own.
    `rapid_review_from`: from when a limit that may count from either is counted.
    """

    rows: tuple[str, ...] | Literal["all"] = ()
    own_homes: bool = False
    rapid_review_from: CountsFrom = "awareness"


def switched_on(overlay: Pack, chosen: Statutory) -> tuple[PackDuty, ...]:
    """The rows of `overlay` that are switched on, as they read for this organisation.

    Raises PackError for a row that the overlay does not have. A row that begins after another brings that one.
    """
    known = {duty.id: duty for duty in overlay.duties}
    wanted = list(known) if chosen.rows == "all" else list(chosen.rows)
    for row in wanted:
        if row not in known:
            sentence = f'"{row}" is not one of its rows: name some of {", ".join(known)}, or say all'
            raise PackError(overlay.id, "", sentence)
    for row in wanted:
        after = known[row].after
        if after is not None and after not in wanted:
            wanted.append(after)
    otherwise = dict(overlay.otherwise)
    return tuple(_reads(duty, chosen, otherwise) for duty in overlay.duties if duty.id in wanted)


def _reads(duty: PackDuty, chosen: Statutory, otherwise: Mapping[str, OwnHomes]) -> PackDuty:
    if "counts_from" in duty.options:
        duty = replace(duty, counts_from=chosen.rapid_review_from)
    if "own_homes" in duty.options and not chosen.own_homes:
        other = otherwise[duty.id]
        duty = replace(duty, title=other.title, what=other.what, owner=other.owner, closed_by=other.closed_by)
    return duty


def with_statutory(pack: Pack, overlay: Pack, chosen: Statutory) -> Pack:
    """`pack` with the overlay's rows that are switched on among its duties, and the roles they name.

    The hash stays that of the policy: each such duty cites its own source.
    """
    duties = switched_on(overlay, chosen)
    named = {role for duty in duties for role in (*duty.owner, *duty.phone)}
    roles = tuple(role for role in overlay.roles if role.id in named and role.id not in pack.by_role)
    return replace(pack, duties=(*pack.duties, *duties), roles=(*pack.roles, *roles))
