"""The connector's side of Microsoft's Playground: it gives its own message ids, and knows only those messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote


@dataclass
class FakePlayground:
    """What it was asked (method, path, body), and the refusal it answers with, if any."""

    port: int
    asked: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    refuses: int | None = None

    def answer(self, method: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer one call of the connector."""
        self.asked.append((method, path, body))
        if method == "DELETE":  # seen in version 0.2.28
            return 501, {"error": {"code": "DeleteActivityAPINotImplemented", "message": "not implemented yet"}}
        if self.refuses is not None:
            return self.refuses, {"error": {"code": "BadArgument", "message": "Invalid input"}}
        if method == "PUT":
            known = path.rpartition("/")[2] in {f"theirs-{number}" for number in range(len(self.asked))}
            return (200, {"id": path.rpartition("/")[2]}) if known else (404, {"error": {"code": "MessageNotFound"}})
        identifier = f"theirs-{len(self.asked)}"
        if path.endswith("/conversations"):
            place = body["channelData"].get("channel", {}).get("id", "personal")
            return 201, {"id": f"{place};messageid={identifier}", "activityId": identifier}
        return 201, {"id": identifier}

    @property
    def last(self) -> tuple[str, str, dict[str, Any]]:
        """The latest call."""
        return self.asked[-1]


@contextmanager
def listening() -> Iterator[FakePlayground]:
    """A fake Playground on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            status, answer = fake.answer(self.command, unquote(self.path), body)
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_PUT = do_DELETE = _do  # noqa: N815  # http.server's own names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake = FakePlayground(int(server.server_address[1]))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
