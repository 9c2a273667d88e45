"""Every HTTP exchange between the bot and the rehearsal, in order, with the bytes needed to send one again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl

from bot.rehearsal.clock import iso
from bot.rehearsal.problem import RehearsalError

Direction = Literal["to-bot", "from-bot"]

_SECRET_HEADERS = ("authorization", "x-rehearsal-secret")
_SECRET_FIELDS = ("client_secret", "client_assertion", "access_token")


@dataclass(frozen=True)
class Asked:
    """A request the bot made, as one of Microsoft's services sees it. `path` is decoded, one part per segment."""

    method: str
    host: str
    path: tuple[str, ...]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """The body as a JSON object; empty for anything else."""
        read = read_json(self.body)
        return read if isinstance(read, dict) else {}

    @property
    def bearer(self) -> str | None:
        """The token of the Authorization header, if there is one."""
        value = next((v for k, v in self.headers.items() if k.casefold() == "authorization"), "")
        scheme, _, token = value.partition(" ")
        return token.strip() if scheme.casefold() == "bearer" and token else None

    def header(self, name: str) -> str:
        """A header's value, or an empty string."""
        return next((v for k, v in self.headers.items() if k.casefold() == name.casefold()), "")


@dataclass(frozen=True)
class Answer:
    """What a service answers; a body that is None is sent as no bytes at all."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def content(self) -> bytes:
        """The bytes of the body."""
        return b"" if self.body is None else json.dumps(self.body).encode()


@dataclass
class Exchange:
    """One request and its answer. Status 0 means that no answer arrived."""

    id: int
    at: datetime
    direction: Direction
    service: str
    method: str
    url: str
    headers: Mapping[str, str]
    sent: bytes
    status: int | None = None
    answer: bytes = b""
    note: str = ""

    def as_data(self) -> dict[str, object]:
        """This exchange for `GET wire`, without its secrets."""
        return {
            "id": self.id,
            "at": iso(self.at),
            "direction": self.direction,
            "service": self.service,
            "method": self.method,
            "url": self.url,
            "headers": {
                name: "(hidden)" if name.casefold() in _SECRET_HEADERS else value
                for name, value in self.headers.items()
            },
            "body": _readable(self.sent),
            "status": self.status,
            "answer": _readable(self.answer),
            "note": self.note,
        }


class Wire:
    """The exchanges of this rehearsal, oldest first."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []

    def begin(
        self,
        at: datetime,
        direction: Direction,
        service: str,
        method: str,
        url: str,
        headers: Mapping[str, str],
        sent: bytes,
    ) -> Exchange:
        """Note a request before it is answered; fill in `status` and `answer` afterwards."""
        exchange = Exchange(len(self._exchanges) + 1, at, direction, service, method, url, dict(headers), sent)
        self._exchanges.append(exchange)
        return exchange

    def since(self, number: int = 0) -> list[Exchange]:
        """The exchanges whose id is greater than this."""
        return self._exchanges[max(number, 0) :]

    def to_repeat(self, number: object) -> Exchange:
        """The request to the bot with this id. Raises RehearsalError when there is none."""
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= len(self._exchanges):
            exchange = self._exchanges[number - 1]
            if exchange.direction == "to-bot":
                return exchange
            raise RehearsalError(f"Wire {number} was sent by the bot; only requests to the bot can be repeated.")
        raise RehearsalError(f"There is no exchange {number!r} on the wire.")


def read_json(content: bytes) -> object:
    """The JSON in these bytes, or None."""
    try:
        return json.loads(content)
    except (ValueError, UnicodeDecodeError, RecursionError):
        return None


def _readable(content: bytes) -> object:
    if not content:
        return None
    read = read_json(content)
    if isinstance(read, dict):
        return {key: "(hidden)" if key in _SECRET_FIELDS else value for key, value in read.items()}
    if read is not None:
        return read
    text = content.decode("utf-8", "replace")
    if any(f"{name}=" in text for name in _SECRET_FIELDS):
        return {key: "(hidden)" if key in _SECRET_FIELDS else value for key, value in parse_qsl(text)}
    return text
