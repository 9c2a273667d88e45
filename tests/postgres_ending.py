"""Ends the tests' PostgreSQL with the process that chose its folder, however that process ends: by kill -9, too.

A process of its own, started by tests/postgres.py. Its standard input is a pipe of which the tests hold the other end,
and nobody writes into it: it is read to its end, which comes when the tests close it or are no more.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 10.0
"""Seconds within which a server that was asked to stop at once has stopped."""


def end(data: Path) -> None:
    """Stop the server in this folder, if there is one, and remove the folder it lies in."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        server = int((data / "postmaster.pid").read_text().splitlines()[0])
        _ask(server)
    shutil.rmtree(data.parent, ignore_errors=True)


def _ask(server: int) -> None:
    """At once (SIGQUIT): nobody wants what it holds. Raises ProcessLookupError once it is gone."""
    until = time.monotonic() + PATIENCE
    os.kill(server, signal.SIGQUIT)
    while time.monotonic() < until:
        os.kill(server, 0)
        time.sleep(0.05)
    os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    end(Path(sys.argv[1]))
