"""`needtoknow` and `python -m bot`: the command line."""

import argparse
import os
import sys
from collections.abc import Sequence

from bot.cli import audit, backup, decide, doctor, facts, package, policy, rehearse, serve, sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0, or 2 with one sentence on the error output."""
    parser = argparse.ArgumentParser(
        prog="needtoknow", description="Need to Know: the right people are told in time, and it can be shown."
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in (serve, rehearse, decide, facts, policy, sheet, audit, backup, package, doctor):
        module.register(commands)
    args = parser.parse_args(arguments)
    try:
        return int(args.run(args))
    except BrokenPipeError:
        # Whoever read our output has seen enough ("needtoknow decide ... | head").
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
