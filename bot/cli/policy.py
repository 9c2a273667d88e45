"""`needtoknow policy check`: does a policy file hold together? Without a file: the shipped ones."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from rules.errors import NeedToKnowError
from rules.load import load_pack, shipped_packs


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("policy", help="check a policy file")
    parser.add_argument("action", choices=["check"])
    parser.add_argument("file", nargs="?", help="a policy's id or file; the shipped ones when left out")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when all hold together; 2 with one sentence for the first that does not."""
    try:
        for name in [args.file] if args.file else shipped_packs():
            pack = load_pack(name)
            print(
                f"{pack.id} version {pack.version}: {len(pack.triggers)} rows, {len(pack.form)} fields, as it should be"
            )
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0
