"""`needtoknow rehearse`: a whole Teams tenant on this machine, to try the bot in, to drill, or to play a scenario."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.rehearsal.clock import read_instant
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.server import ORGANISATION, PLAYGROUND_PORT, Server, serve
from bot.rehearsal.shipped import organisation_file, shipped_organisations


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "rehearse",
        help="try the bot on this machine, without a Microsoft tenant",
        description="Starts a rehearsal tenant and the bot in it, both on this machine only, and prints its address.",
    )
    parser.add_argument("--port", type=int, default=8100, help="the page's port; 0 picks a free one (default: 8100)")
    parser.add_argument("--data", type=Path, help="folder for the bot's data and log")
    parser.add_argument(
        "--organisation",
        metavar="NAME|FILE",
        help=f"the council to rehearse: {', '.join(shipped_organisations())}, or an organisation file "
        "(default: the play's own, or the first of these)",
    )
    parser.add_argument("--database", default="", metavar="ADDRESS", help="run the bot on this PostgreSQL")
    parser.add_argument("--processes", type=int, default=1, help="with --database: so many processes of the bot")
    parser.add_argument("--at", help="where the clock stands at the start, for example 2026-11-20T16:00:00+00:00")
    parser.add_argument(
        "--drill-at",
        default="off",
        metavar="TIME",
        help="let the bot drill itself every day at this time, like 07:00; the organisation file names its operator",
    )
    parser.add_argument(
        "--play", type=Path, metavar="FILE", help="play this scenario file, print what happens, and end"
    )
    parser.add_argument(
        "--playground",
        nargs="*",
        metavar="PERSON",
        help="let Microsoft 365 Agents Playground take part, with these people in it (the first of the file if none is "
        "named), and print its configuration file and how to start it",
    )
    parser.add_argument(
        "--playground-port",
        type=int,
        default=PLAYGROUND_PORT,
        help=f"the Playground's port; a second Playground has the next one (default: {PLAYGROUND_PORT})",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command: 0 when it ended as asked, 1 when a play's expectation failed, 2 for bad input."""
    try:
        organisation = None if args.organisation is None else organisation_file(args.organisation)
        if args.play is not None:
            from bot.rehearsal.play import play  # only a play needs the player

            return play(args.play, data=args.data, organisation=organisation)
        if args.data is None:
            raise RehearsalError("Say where the rehearsal keeps its data: --data FOLDER.")
        at = read_instant(args.at) if args.at else None
        server = Server(
            port=args.port,
            data=args.data,
            organisation=organisation or ORGANISATION,
            at=at,
            drill_at=args.drill_at,
            playground=args.playground,
            playground_port=args.playground_port,
            database=args.database,
            processes=args.processes,
        )
        asyncio.run(serve(server))
    except RehearsalError as error:
        print(error, file=sys.stderr)
        return 2
    return 0
