"""`needtoknow audit verify` and `audit digest`: does the journal hold, and where does it stand now."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.where import store_of
from rules.errors import NeedToKnowError

if TYPE_CHECKING:
    from bot.notifications.digest import Head
    from bot.store.journal_reader import Audited


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the commands to the command line."""
    parser = subparsers.add_parser(
        "audit",
        help="check the journal, or write down where it stands",
        description="The journal says who knew what, when. The bot may be running.",
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    verify = actions.add_parser(
        "verify",
        help="find and locate what was changed, removed or cut off",
        description="Checks every line of every journal. Give the digests that you kept (mails, logs, or the output of "
        "`audit digest`): without them, a tail that was cut off together with the newest digests does not show.",
    )
    verify.add_argument("--digest", type=Path, action="append", default=[], metavar="FILE", help="may be repeated")
    verify.set_defaults(run=run_verify)
    digest = actions.add_parser(
        "digest", help="print the newest hash of every journal", description="Keep the output elsewhere."
    )
    digest.set_defaults(run=run_digest)
    for each in (verify, digest):
        each.add_argument("--data", type=Path, help="the data folder; default: NTK_DATABASE or NTK_DATA")


def run_verify(args: argparse.Namespace) -> int:
    """0 when everything holds, 1 when something does not, 2 with one sentence when it cannot be checked."""
    from bot.store.journal_reader import audit

    try:
        kept = [head for path in args.digest for head in heads_in(path)]
        found = audit(store_of(args.data), kept)
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    status = say(found)
    if not args.digest:
        print("No digest was given: what was cut off together with the newest digests does not show.")
    return status


def say(found: Audited) -> int:
    """Print what an audit found. 0 when everything holds, otherwise 1."""
    for flaw in found.flaws:
        print(f"WRONG  {flaw}")
    print(
        f"{found.journals} journals, {found.lines} lines ({found.erased} of them erased), "
        f"{found.digests} digests in the store, {found.kept} heads from elsewhere."
    )
    print(f"{len(found.flaws)} things are wrong." if found.flaws else "Everything holds.")
    return 1 if found.flaws else 0


def run_digest(args: argparse.Namespace) -> int:
    """0 when printed; 2 with one sentence when it cannot be."""
    from bot.notifications.digest import written
    from bot.store.journal_reader import heads

    try:
        print(written(heads(store_of(args.data))))
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0


def heads_in(path: Path) -> tuple[Head, ...]:
    """The heads in a file. Raises NeedToKnowError where there are none: a wrong file must not look like a good one."""
    from bot.notifications.digest import read

    try:
        found = tuple(read(path.read_text(encoding="utf-8", errors="replace")))
    except OSError as error:
        raise NeedToKnowError(f"{path} cannot be read ({error.strerror}): check the path.") from None
    if not found:
        raise NeedToKnowError(f"There is no digest in {path}: it holds no line like 'head ID NUMBER HASH'.")
    return found
