"""`make bench`: decisions per second of each policy, and what more rows cost. Processor time of one thread, no I/O.

Each policy decides an ordinary report, one about several people, and one in which nothing is known yet (the worst:
every row stays open, and what to ask next is worked out over all of them). Exits 1 when a target is missed.
"""

import argparse
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle, islice

from rules.decide import decide
from rules.facts import Facts, read_facts
from rules.instants import parse_instant
from rules.load import load_overlay, load_pack, shipped_packs
from rules.overlay import Statutory, with_statutory
from rules.pack import Pack

AT = parse_instant("2026-11-18T10:00")
MOST_MS = 1.0
"""What any decision of the largest shipped policy may take at most, the worst one with every statutory row as well."""
LINEAR = 1.5
"""Ten times the rows may cost at most ten times this: room for what is noise."""
SIZES = (10, 100, 1000)

INCIDENTS: Mapping[str, Facts] = {
    name: read_facts(facts)
    for name, facts in {
        "ordinary": {
            "aware": "2026-11-18T09:00",
            "media.interest": "none",
            "abuse.suspected": "no",
            "subjects": [
                {
                    "kind": "child",
                    "happened": ["missing"],
                    "child.status": ["cla"],
                    "missing.last_seen": "2026-11-17T08:00",
                }
            ],
        },
        "several": {
            "media.interest": "likely",
            "subjects": [
                {"kind": "child", "happened": ["missing", "abducted"], "child.status": ["cla", "cp"]},
                {"kind": "child", "happened": ["death"], "child.status": ["cin"]},
                {"kind": "staff", "happened": ["violence-against-staff"]},
            ],
        },
        "nothing known": {},
    }.items()
}


def milliseconds(pack: Pack, facts: Facts, seconds: float) -> float:
    """The least mean of several rounds: processor time of one decision."""
    decide(pack, facts, AT)
    begun = time.process_time()
    decide(pack, facts, AT)
    count = max(1, int(seconds / 5 / max(time.process_time() - begun, 1e-5)))
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(count):
            decide(pack, facts, AT)
        rounds.append((time.process_time() - begun) / count)
    return min(rounds) * 1000


def grown(pack: Pack, rows: int) -> Pack:
    """`pack` with its rows taken again and again, each under an id of its own, until there are that many."""
    taken = islice(cycle(pack.triggers), rows)
    return replace(
        pack, triggers=tuple(replace(row, id=f"{row.id}-{n}") for n, row in enumerate(taken)), judgement=None
    )


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="shorter rounds")
    parser.add_argument("--report-only", action="store_true", help="exit 0 even when a target is missed")
    chosen = parser.parse_args()
    seconds = 0.2 if chosen.short else 1.0
    packs = [load_pack(name) for name in shipped_packs()]
    largest = max(packs, key=lambda pack: len(pack.triggers))
    every = with_statutory(largest, load_overlay(), Statutory("all"))
    print(f"{'decisions':32}{'rows':>6}" + "".join(f"{f'{name}, ms':>20}{'/s':>8}" for name in INCIDENTS))
    slowest = 0.0
    for title, pack in [*((pack.id, pack) for pack in packs), (f"{largest.id}, all statutory rows", every)]:
        spent = [milliseconds(pack, facts, seconds) for facts in INCIDENTS.values()]
        print(f"{title:32}{len(pack.triggers):6}" + "".join(f"{ms:20.3f}{1000 / ms:8.0f}" for ms in spent))
        slowest = max(slowest, *spent)
    good = slowest < MOST_MS
    print(f"the slowest of all these: {slowest:.3f} ms   target: under {MOST_MS:g}   {'met' if good else 'MISSED'}")
    return 0 if _linear(largest, seconds) and good or chosen.report_only else 1


def _linear(pack: Pack, seconds: float) -> bool:
    """Print what 10, 100 and 1,000 rows cost; True when no step costs more than linearly."""
    good = True
    for name, facts in INCIDENTS.items():
        spent = [milliseconds(grown(pack, size), facts, seconds) for size in SIZES]
        steps = [after / before / 10 for before, after in zip(spent, spent[1:], strict=False)]
        met = max(steps) <= LINEAR
        good = good and met
        cost = ", ".join(f"{size} rows {ms:.3f} ms" for size, ms in zip(SIZES, spent, strict=True))
        per_row = " and ".join(f"{step:.2f}" for step in steps)
        print(f"{name:14} {cost}; a row costs {per_row} times as much   {'met' if met else 'MISSED'}")
    return good


if __name__ == "__main__":
    sys.exit(main())
