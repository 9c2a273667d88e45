"""`needtoknow policy replay OLD NEW`: stored or sample incidents through a proposed policy.

Of stored incidents nothing personal is shown: their references, and the policy's own words.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.where import store_of
from rules.errors import NeedToKnowError
from rules.limits import DEFAULT_LIMITS, Limits
from rules.load import load_pack
from rules.pack import Pack

if TYPE_CHECKING:
    from bot.store.reader import Where
    from rules.replay import Incident, Replayed

MOST_INCIDENTS = 10_000
"""The newest of a store that are replayed."""


def register(actions: argparse._SubParsersAction[Any]) -> None:
    """Add the action to `needtoknow policy`."""
    parser = actions.add_parser("replay", help="who would be told differently by a proposed policy")
    parser.add_argument("old", metavar="OLD", help="the present policy: its id or file")
    parser.add_argument("new", metavar="NEW", help="the proposed policy: its id or file")
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        nargs="?",
        default=False,
        help="replay the incidents stored in the bot's data folder; without DIR: in NTK_DATABASE or NTK_DATA",
    )
    source.add_argument(
        "--samples", metavar="FILE", help="replay the scenarios of this file; default: the table beside OLD"
    )
    parser.add_argument("--organisation", type=Path, metavar="FILE", help="take local limits from this file")
    parser.add_argument("--json", action="store_true", help="print the differences as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when replayed, whatever differs; 2 with one sentence for bad input."""
    from rules.replay import replay

    try:
        old, new = load_pack(args.old), load_pack(args.new)
        stored = args.data is not False
        incidents = _stored(store_of(args.data)) if stored else _samples(args.samples or args.old, old)
        found = replay(old, new, incidents, _limits(args.organisation))
    except NeedToKnowError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    print(_json(old, new, found) if args.json else _table(old, new, found))
    return 0


def _samples(name: str, old: Pack) -> Sequence[Incident]:
    from rules.replay import Incident
    from rules.scenarios import read_table

    return [Incident(one.name, one.facts, one.at) for one in read_table(name, old).scenarios]


def _stored(where: Where) -> Sequence[Incident]:
    from bot.notifications.answers import read_answers
    from bot.store.reader import read_newest
    from rules.facts import Facts
    from rules.replay import Incident

    incidents = []
    for record in reversed(read_newest(where, MOST_INCIDENTS)):
        told = record.notification
        if told.drill:
            continue
        people = max([1, *(int(n) for key in told.answers if (n := key.partition("#")[2].partition(".")[0]).isdigit())])
        facts, _ = read_answers(told.answers, people, told.created_at)
        known = Facts(facts.aware or told.aware, facts.incident, facts.subjects)
        # Which rows change says what happened: whose report it is stays out of what is printed and passed on.
        name = "a restricted report" if told.is_restricted or told.kept_from else told.reference
        incidents.append(Incident(name, known, told.created_at))
    return incidents


def _limits(path: Path | None) -> Limits:
    if path is None:
        return DEFAULT_LIMITS
    from bot.organisation import load_organisation

    return load_organisation(path).limits


def _json(old: Pack, new: Pack, found: Sequence[Replayed]) -> str:
    from rules.replay import as_data

    data = {
        "old": {"id": old.id, "version": old.version, "hash": old.hash},
        "new": {"id": new.id, "version": new.version, "hash": new.hash},
        "changed_rows": {
            row: {"what": what, "tried": tried} for row, (what, tried) in _changed(old, new, found).items()
        },
        "incidents": [as_data(one) for one in found],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _table(old: Pack, new: Pack, found: Sequence[Replayed]) -> str:
    from rules.instants import say_instant
    from rules.replay import as_lines

    lines = [f"{old.id} version {old.version}, as it is now, and {new.id} version {new.version}, as proposed", ""]
    for one in found:
        said = as_lines(one)
        if said:
            lines += [f"{one.name} ({say_instant(one.at)})", *(f"  {line}" for line in said), ""]
    otherwise = sum(1 for one in found if not one.same)
    rows = sum(1 for one in found if one.same and one.rows)
    many = "incident" if len(found) == 1 else "incidents"
    lines.append(f"{len(found)} {many}: {otherwise} would be told or owed otherwise, {rows} by other rows alone,")
    lines.append(f"and {len(found) - otherwise - rows} as now.")
    for row, (what, tried) in _changed(old, new, found).items():
        lines.append(f"Row {row} differs ({what}){'' if tried else ': no incident here tries it'}.")
    if old.hash != new.hash and (old.id, old.version) == (new.id, new.version):
        lines.append(f"Both say version {old.version}: give the proposed one a version of its own.")
    return "\n".join(lines)


def _changed(old: Pack, new: Pack, found: Sequence[Replayed]) -> dict[str, tuple[str, bool]]:
    """The rows that decide otherwise: what differs, and whether any incident tried it."""
    from rules.replay import changed_rows

    tried = frozenset(row for one in found for row in one.tried)
    return {row: (what, row in tried) for row, what in changed_rows(old, new).items()}
