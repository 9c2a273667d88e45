"""`make bench`: our complete "send report" turn beside a stock botbuilder echo turn and bare aiohttp.

Every server has its own process and this one makes the load. Rounds alternate between the servers, because the machine
may slow down at any time, and the medians of the rounds are compared. Processor time is shown beside them, because it
holds still when the machine is busy with something else. Exits 1 when a target is missed.
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.load import Measured, as_bytes, load
from bench.reports import activity

AT_ONCE = 32
TARGETS = (("p50", 0.7), ("p99", 1.0), ("requests/s", 2.0))
"""Ours divided by the stock echo's: p50 and p99 at most this, requests/s at least this."""


@dataclass(frozen=True)
class Batch:
    """Requests to be measured, and those that come before them and do not count."""

    measured: Sequence[bytes]
    before: Sequence[bytes] = ()


@dataclass(frozen=True)
class Contender:
    """A server under load: `requests(count)` makes that many that it has not seen; `answers` is in each good answer."""

    name: str
    process: int
    port: int
    requests: Callable[[int], Batch]
    answers: bytes = b""


@dataclass(frozen=True)
class Result:
    """The medians of a contender's rounds: alone, one request at a time; rate, with 32 at once; cpu, ms a request."""

    p50: float
    p99: float
    alone: float
    rate: float
    cpu: float


@contextmanager
def server(module: str, *arguments: str) -> Iterator[tuple[int, list[str]]]:
    """Run a bench server in its own process; gives its process id and what it says when ready (its port first)."""
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said = process.stdout.readline().split()
        if said[:1] != ["ready"]:
            raise SystemExit(f"{module} did not start; run python -m {module} to see why.")
        yield process.pid, said[1:]
    finally:
        process.kill()
        process.wait()


def echo_requests(service_url: str) -> Callable[[int], Batch]:
    """Messages for the stock echo bot (and, as JSON to read, for bare aiohttp)."""

    def make(count: int) -> Batch:
        return Batch([as_bytes(json.dumps(_message(number, service_url)).encode()) for number in range(count)])

    return make


def our_requests(token: str) -> Callable[[int], Batch]:
    """Presses of "Send", each on a report of its own that nobody has sent yet."""
    numbers = itertools.count()

    def pressed(reports: Sequence[int], verb: str) -> Sequence[bytes]:
        return [as_bytes(json.dumps(activity(number, verb)).encode(), f"Bearer {token}") for number in reports]

    def make(count: int) -> Batch:
        waiting = list(itertools.islice(numbers, count))
        # The reporter has just written the report: the step before is what has made them known to the bot.
        return Batch(pressed(waiting, "send"), pressed(waiting, "resume"))

    return make


def _message(number: int, service_url: str) -> dict[str, object]:
    return {
        "type": "message",
        "id": str(number),
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": "29:rowan", "name": "Rowan Reporter"},
        "recipient": {"id": "28:bot", "name": "Need to Know"},
        "conversation": {"id": "a:rowan", "conversationType": "personal"},
        "text": "report",
    }


def measure(contenders: Sequence[Contender], rounds: int, alone: int, together: int) -> list[Result]:
    """Alternate rounds over the contenders, after a round each that does not count."""
    seen: list[tuple[list[Measured], list[Measured]]] = [([], []) for _ in contenders]
    for number in range(rounds + 1):
        for contender, (ones, many) in zip(contenders, seen, strict=True):
            one, lot = (_round(contender, count, at_once) for count, at_once in ((alone, 1), (together, AT_ONCE)))
            if number:
                ones.append(one)
                many.append(lot)
    return [
        Result(
            statistics.median(one.p50 for one in ones),
            statistics.median(one.p99 for one in ones),
            statistics.median(one.rate for one in ones),
            statistics.median(lot.rate for lot in many),
            statistics.median(lot.cpu for lot in many),
        )
        for ones, many in seen
    ]


def _round(contender: Contender, count: int, at_once: int) -> Measured:
    batch = contender.requests(count)
    if batch.before:
        asyncio.run(load(contender.port, batch.before, AT_ONCE))
    before = _processor_ms(contender.process)
    measured = asyncio.run(load(contender.port, batch.measured, at_once, contender.answers))
    return replace(measured, cpu=(_processor_ms(contender.process) - before) / count)


def _processor_ms(process: int) -> float:
    """Processor time that a process has used, in milliseconds; 0 where the system does not say (not Linux)."""
    try:
        spent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return sum(map(int, spent)) * 1000 / os.sysconf("SC_CLK_TCK")


def report(contenders: Sequence[Contender], results: Sequence[Result]) -> None:
    """A line per contender."""
    print(f"{'':26}{'p50 ms':>9}{'p99 ms':>9}{'1 at once/s':>13}{f'{AT_ONCE} at once/s':>15}{'cpu ms':>9}")
    for contender, result in zip(contenders, results, strict=True):
        print(
            f"{contender.name:26}{result.p50:9.2f}{result.p99:9.2f}{result.alone:13.0f}{result.rate:15.0f}{result.cpu:9.2f}"
        )


def verdict(ours: Result, stock: Result) -> bool:
    """Print each ratio with its target; True when all are met."""
    ratios = (ours.p50 / stock.p50, ours.p99 / stock.p99, ours.rate / stock.rate)
    met = (ratios[0] <= TARGETS[0][1], ratios[1] <= TARGETS[1][1], ratios[2] >= TARGETS[2][1])
    for (name, target), ratio, good, bound in zip(TARGETS, ratios, met, ("most", "most", "least"), strict=True):
        print(f"ours / stock  {name:12}{ratio:6.2f}   target: at {bound} {target}   {'met' if good else 'MISSED'}")
    return all(met)


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--report-only", action="store_true", help="exit 0 even when a target is missed")
    chosen = parser.parse_args()
    rounds, alone, together = (3, 50, 96) if chosen.short else (5, 100, 160)
    with ExitStack() as running:
        data = running.enter_context(tempfile.TemporaryDirectory(prefix="need-to-know-bench-"))
        (bare, [bare_port]), (_, [connector_port]), (stock, [stock_port]) = (
            running.enter_context(server(module)) for module in ("bench.bare", "bench.bare", "bench.stock_echo")
        )
        count = str((alone + together) * (rounds + 1))
        ours, (our_port, token) = running.enter_context(server("bench.our_bot", count, data))
        echoes = echo_requests(f"http://127.0.0.1:{connector_port}/")
        contenders = [
            Contender("bare aiohttp", bare, int(bare_port), echoes),
            Contender("stock botbuilder echo", stock, int(stock_port), echoes),
            Contender("ours, send report", ours, int(our_port), our_requests(token), b"NTK-"),
        ]
        results = measure(contenders, rounds, alone, together)
    report(contenders, results)
    good = verdict(results[2], results[1])
    return 0 if good or chosen.report_only else 1


if __name__ == "__main__":
    sys.exit(main())
