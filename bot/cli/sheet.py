"""`needtoknow sheet REF`: who knew what, when, of one notification, from its journal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from rules.errors import NeedToKnowError


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "sheet",
        help="print who knew what, when",
        description="Prints who knew what, when, of one notification. The bot may be running.",
    )
    parser.add_argument("reference", help="like NTK-2026-0001")
    parser.add_argument("--data", type=Path, help="the data folder; default: NTK_DATABASE or NTK_DATA")
    parser.add_argument("--organisation", type=Path, help="the organisation file; default: NTK_ORGANISATION")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when printed; 2 with one sentence when it cannot be."""
    import os

    from bot.cli.where import store_of
    from bot.documents.sheet import printed
    from bot.fitting import load_governing
    from bot.organisation import load_organisation
    from bot.services.authority import Authority
    from bot.store.reader import read_record

    organisation = args.organisation or Path(os.environ.get("NTK_ORGANISATION", ""))
    try:
        loaded = load_organisation(organisation)
        record = read_record(store_of(args.data), args.reference.strip().upper())
        print(printed(record, Authority(load_governing(loaded), loaded)))
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    return 0
