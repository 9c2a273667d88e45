"""The doors of Microsoft's services: `/microsoft/<host>/...`, where the bot's sessions carry its calls.

Each call is written down on the wire, may meet a fault, and is answered by the service whose host it asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from urllib.parse import unquote

from aiohttp import web

from bot.rehearsal.faults import Break, Fault, Faults
from bot.rehearsal.identity import SERVICES
from bot.rehearsal.outside import HANGS
from bot.rehearsal.wire import Answer, Asked, Exchange, Wire

Service = Callable[[Asked], Awaitable[Answer]]
Before = Callable[[Asked, Service], Awaitable[Answer]]

_GARBAGE = b"<html><body>Please sign in to the proxy \xff\x00</body></html>"
_BROKEN: Mapping[Break, str] = {
    "cut": "the connection to {} broke",
    "hang": "{} never answered,",
    "garbage": "{} answered garbage,",
}


class Microsoft:
    """Receives what the bot sends to Microsoft. `services` answers by the names that faults use."""

    def __init__(
        self,
        services: Mapping[str, Callable[[Asked], Answer]],
        faults: Faults,
        wire: Wire,
        now: Callable[[], datetime],
        tell: Callable[[str], None],
    ) -> None:
        self._services: dict[str, Service] = {name: _at_once(answer) for name, answer in services.items()}
        self._faults = faults
        self._wire = wire
        self._now = now
        self._tell = tell

    def put_before(self, name: str, before: Before) -> None:
        """Let this answer for a service; it is given the service itself. Faults come before both."""
        service = self._services[name]
        self._services[name] = lambda asked: before(asked, service)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of the bot."""
        asked = await _read(request)
        service = SERVICES.get(asked.host)
        if service is None:
            return web.json_response({"error": f"{asked.host} is not part of the rehearsal."}, status=421)
        address = f"https://{asked.host}/{request.rel_url.raw_path.split('/', 3)[3]}"
        if request.rel_url.raw_query_string:
            address += f"?{request.rel_url.raw_query_string}"
        exchange = self._wire.begin(self._now(), "from-bot", service, asked.method, address, asked.headers, asked.body)
        fault = self._faults.take(service, asked)
        if fault is not None:
            return await self._go_wrong(fault, service, asked, exchange, request)
        return _respond(exchange, await self._services[service](asked))

    async def _go_wrong(
        self, fault: Fault, service: str, asked: Asked, exchange: Exchange, request: web.Request
    ) -> web.StreamResponse:
        exchange.note = "rehearsed fault"
        if fault.delay:
            self._tell(f"Fault: {service} answers {fault.delay:g} seconds late.")
            await asyncio.sleep(fault.delay)
        if fault.broken:
            how, effect = fault.broken
            if effect == "after":
                exchange.answer = (await self._services[service](asked)).content()
            self._tell(f"Fault: {_BROKEN[how].format(service)} {effect} the call took effect.")
            return _break(how, exchange, request)
        refusal = fault.answer()
        if refusal is not None:
            self._tell(f"Fault: {service} answered {refusal.status}.")
            return _respond(exchange, refusal)
        return _respond(exchange, await self._services[service](asked))


def _at_once(answer: Callable[[Asked], Answer]) -> Service:
    async def answered(asked: Asked) -> Answer:
        return answer(asked)

    return answered


def _respond(exchange: Exchange, answer: Answer) -> web.Response:
    exchange.status, exchange.answer = answer.status, answer.content()
    headers = dict(answer.headers)
    if answer.body is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    return web.Response(status=answer.status, body=exchange.answer or None, headers=headers)


def _break(how: Break, exchange: Exchange, request: web.Request) -> web.Response:
    """Drop the connection without a byte; or say that nothing came (the bot's outside makes that a timeout at once,
    so that nobody waits for one); or answer what no service of Microsoft's answers."""
    if how == "garbage":
        exchange.status, exchange.answer = 200, _GARBAGE
        return web.Response(status=200, body=_GARBAGE, headers={"Content-Type": "text/html"})
    exchange.status = 0
    if how == "hang":
        return web.Response(status=504, headers={HANGS: "1"})
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)  # aiohttp wants one; it goes nowhere


async def _read(request: web.Request) -> Asked:
    parts = request.rel_url.raw_path.split("/")[2:]
    return Asked(
        method=request.method,
        host=parts[0],
        path=tuple(unquote(part) for part in parts[1:] if part),
        query=dict(request.rel_url.query),
        headers=dict(request.headers),
        body=await request.read(),
    )
