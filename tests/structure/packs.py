"""`make check`: every shipped policy and the overlay hold together, so that a slip is seen before any test is run."""

import sys

from rules.check import check_file
from rules.load import OVERLAY, pack_file, shipped_packs


def main() -> int:
    """Check each shipped pack; each mistake names file, line and key."""
    names = (*shipped_packs(), *([OVERLAY] if pack_file(OVERLAY).exists() else []))
    checked = [check_file(name) for name in names]
    for problem in (problem for _, problems in checked for problem in problems):
        print(problem, file=sys.stderr)
    said = ", ".join(f"{pack.id} {pack.version}" for pack, problems in checked if pack is not None and not problems)
    print(f"Policy packs as they should be: {said}.")
    return 1 if any(problems for _, problems in checked) else 0


if __name__ == "__main__":
    sys.exit(main())
