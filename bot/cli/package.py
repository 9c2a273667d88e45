"""`needtoknow package`: the file that an administrator uploads to Teams."""

from __future__ import annotations

import argparse
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rules.errors import NeedToKnowError

SOURCES = Path(__file__).parents[2] / "manifest"
EXAMPLE_BOT = "00000000-0000-0000-0000-000000000002"
EXAMPLE_PAGE = "https://council.example"


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "package",
        help="make the Teams app package that an administrator uploads",
        description="Makes the Teams app package: the manifest and two icons in a zip. See docs/app-package.md.",
    )
    parser.add_argument("--app-id", help="the bot's application (client) id; default: NTK_APP_ID")
    parser.add_argument(
        "--council", help="who offers the app; default: the name in the file that NTK_ORGANISATION names"
    )
    parser.add_argument("--website", help="the council's page about the app, https://...")
    parser.add_argument("--privacy", help="its privacy page; default: the website")
    parser.add_argument("--terms", help="its terms of use; default: the website")
    parser.add_argument("--app-version", help="raise it for every upload; default: the project's version")
    parser.add_argument("--into", type=Path, default=Path("dist"), help="the folder to put it in; default: dist")
    parser.add_argument("--example", action="store_true", help="make one to look at, of no council and with no bot")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when made; 2 with one sentence when it cannot be."""
    from bot.teams.app_package import package

    try:
        bot, council = _whose(args)
        number = args.app_version or version("need-to-know")
        made = package(SOURCES, bot, council, number)
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    args.into.mkdir(parents=True, exist_ok=True)
    path = args.into / f"need-to-know-{number}{'-example' if args.example else ''}.zip"
    path.write_bytes(made)
    print(f"Made {path}. ", end="")
    if args.example:
        print("It has no bot behind it: look at it, but do not upload it. docs/app-package.md says how to make yours.")
    else:
        print("Upload it in the Teams admin centre: Teams apps, Manage apps, Upload new app.")
    return 0


def _whose(args: argparse.Namespace) -> tuple[str, Any]:
    from bot.organisation import load_organisation
    from bot.teams.app_package import Council

    if args.example:
        return EXAMPLE_BOT, Council("Example Council", EXAMPLE_PAGE, EXAMPLE_PAGE, EXAMPLE_PAGE)
    file = os.environ.get("NTK_ORGANISATION", "")
    name = args.council or (load_organisation(Path(file)).name if file else "")
    website = args.website or ""
    council = Council(name, website, args.privacy or website, args.terms or website)
    return args.app_id or os.environ.get("NTK_APP_ID", ""), council
