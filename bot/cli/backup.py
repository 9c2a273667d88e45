"""`needtoknow backup` and `needtoknow restore`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.audit import heads_in, say
from bot.cli.where import store_of
from rules.errors import NeedToKnowError

if TYPE_CHECKING:
    from bot.store.backup import Backup


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add both commands to the command line."""
    backup = subparsers.add_parser(
        "backup",
        help="copy the store, while the bot runs",
        description="Writes the store as it is at one instant to a new file of its owner's, and checks its journal.",
    )
    backup.add_argument("destination", type=Path, metavar="DEST", help="a file that does not exist yet")
    backup.set_defaults(run=run_backup)
    restore = subparsers.add_parser(
        "restore",
        help="put a backup in the place of a lost store",
        description="Checks the backup's journal, then puts it into a data folder that holds no store.",
    )
    restore.add_argument("backup", type=Path, metavar="FILE")
    restore.add_argument("--digest", type=Path, action="append", default=[], metavar="FILE", help="as `audit verify`")
    restore.add_argument("--even-if-wrong", action="store_true", help="also when the journal does not hold")
    restore.set_defaults(run=run_restore)
    for each in (backup, restore):
        each.add_argument("--data", type=Path, help="the data folder; default: NTK_DATABASE or NTK_DATA")


def run_backup(args: argparse.Namespace) -> int:
    """0 when written and sound, 1 when its journal does not hold, 2 with one sentence when it was not written."""
    where = store_of(args.data)
    try:
        if isinstance(where, Path):
            from bot.store.backup import back_up

            return _said(back_up(where, args.destination), "Backed up to")
        from bot.store.dump import dump  # only here: a file needs no driver

        return _said(dump(where, args.destination), "Backed up to")
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2


def run_restore(args: argparse.Namespace) -> int:
    """0 when restored and sound, 1 when its journal does not hold, 2 with one sentence when it was not restored."""
    from bot.store.backup import Unsound, restore

    where = store_of(args.data)
    try:
        kept = [head for path in args.digest for head in heads_in(path)]
        if isinstance(where, Path):
            made = restore(args.backup, where, kept, even_if_wrong=args.even_if_wrong)
            status = _said(made, "Restored to")
        else:
            from bot.store.dump import undump

            status = _said(undump(args.backup, where, kept), "Restored from")
    except Unsound as error:
        say(error.audited)
        print(str(error), file=sys.stderr)
        return 1
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    print("What was reported after the backup was made is not in it: compare with the Need-to-Know inbox.")
    return status


def _said(made: Backup, words: str) -> int:
    print(f"{words} {made.path} ({made.size} bytes, schema {made.revision}).")
    return say(made.audited)
