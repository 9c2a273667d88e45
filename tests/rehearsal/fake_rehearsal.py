"""A rehearsal whose bot is the fake one: `python -m tests.rehearsal.fake_rehearsal --port 0 --data DIR ...`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from bot.rehearsal.clock import read_instant
from bot.rehearsal.server import Server, serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--at")
    args = parser.parse_args()
    server = Server(
        port=args.port,
        data=args.data,
        organisation=Path(__file__).parent / "organisation.yaml",
        at=read_instant(args.at),
        bot_command=(sys.executable, "-m", "tests.rehearsal.fake_bot"),
    )
    asyncio.run(serve(server))
