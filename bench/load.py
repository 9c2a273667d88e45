"""A load generator that costs little itself: requests ready as bytes, one kept connection for each at once."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """One round: milliseconds per request in the middle and near the worst, requests per second, processor time."""

    p50: float
    p95: float
    p99: float
    rate: float
    cpu: float = 0.0


class BadAnswer(Exception):
    """A server answered something else than success: then its speed means nothing."""


def as_bytes(body: bytes, header: str = "", path: str = "/api/messages") -> bytes:
    """One POST, with an Authorization header where one is given."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    if header:
        lines.append(f"Authorization: {header}")
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def load(port: int, requests: Sequence[bytes], at_once: int, answers: bytes = b"") -> Measured:
    """Send every request, `at_once` at a time. Raises BadAnswer at the first that is not 2xx or lacks `answers`."""
    waiting = iter(requests)
    took: list[float] = []

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            began = time.perf_counter()
            writer.write(request)
            answer = await _answer(reader)
            took.append(time.perf_counter() - began)
            if answers not in answer:
                raise BadAnswer(answer.decode(errors="replace"))
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    async with asyncio.TaskGroup() as clients:
        for _ in range(at_once):
            clients.create_task(client())
    elapsed = time.perf_counter() - began
    took.sort()
    p95, p99 = (took[int(len(took) * share) - 1] * 1000 for share in (0.95, 0.99))
    return Measured(statistics.median(took) * 1000, p95, p99, len(took) / elapsed)


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    _, marker, rest = head.partition(b"content-length:")
    body = await reader.readexactly(int(rest.split(b"\r\n", 1)[0])) if marker else b""
    if not head.startswith(b"http/1.1 2"):
        raise BadAnswer((head + body).decode(errors="replace"))
    return body
