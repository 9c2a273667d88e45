"""Faults: what goes wrong at Microsoft's side, on request.

A fault waits for a matching call of the bot. Then it answers with a status, drops the connection, never answers or
answers garbage, each before or after the call took effect; or only delays it. It is used up after `times` calls (one,
unless said otherwise). A storm (bot.rehearsal.storm) befalls a share of all calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.rehearsal.identity import SERVICES
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.wire import Answer, Asked

Break = Literal["cut", "hang", "garbage"]
Effect = Literal["before", "after"]
BREAKS: tuple[Break, ...] = ("cut", "hang", "garbage")
"""What may come instead of the answer: a connection that drops, nothing until the bot gives up, or nonsense."""

_KEYS = {"service", "status", "retry_after", "code", *BREAKS, "delay", "times", "match"}


@dataclass
class Fault:
    """One thing to go wrong. `delay` and `retry_after` are wall-clock seconds. `broken`: how, and whether the call took
    effect before it or not at all."""

    service: str
    status: int | None = None
    broken: tuple[Break, Effect] | None = None
    delay: float = 0.0
    times: int = 1
    match: str = ""
    retry_after: int | None = None
    code: str = ""

    def as_data(self) -> dict[str, object]:
        """This fault as it was asked for."""
        data: dict[str, object] = {"service": self.service, "times": self.times, "match": self.match}
        for name in ("status", "delay", "retry_after", "code"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        if self.broken:
            data[self.broken[0]] = self.broken[1]
        return data

    def answer(self) -> Answer | None:
        """The refusal, in the shape of the service that is failing."""
        if self.status is None:
            return None
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after is not None else {}
        if self.service == "signin":
            code = self.code or ("invalid_client" if self.status in (400, 401) else "temporarily_unavailable")
            return Answer(self.status, {"error": code, "error_description": "AADSTS90033: a rehearsed fault."}, headers)
        code = self.code or _CODES.get((self.service, self.status), "RehearsedFault")
        return Answer(self.status, {"error": {"code": code, "message": "A rehearsed fault."}}, headers)


_CODES = {
    ("connector", 403): "MessageWritesBlocked",
    ("connector", 404): "ConversationNotFound",
    ("connector", 412): "PreconditionFailed",
    ("connector", 429): "TooManyRequests",
    ("connector", 502): "ServiceError",
    ("connector", 503): "ServiceUnavailable",
    ("graph", 400): "ErrorInvalidRequest",
    ("graph", 403): "ErrorAccessDenied",
    ("graph", 404): "ErrorItemNotFound",
    ("graph", 413): "ErrorMessageSizeExceeded",
    ("graph", 429): "ApplicationThrottled",
    ("graph", 503): "ServiceUnavailable",
}


def read_fault(data: Mapping[str, object]) -> Fault:
    """The fault described by the control API. Raises RehearsalError with one sentence."""
    unknown = set(data) - _KEYS
    if unknown:
        raise RehearsalError(f"A fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(_KEYS))}.")
    service = data.get("service")
    if service not in SERVICES.values():
        raise RehearsalError(f"A fault is in one of {', '.join(sorted(SERVICES.values()))}, not in {service!r}.")
    status = _whole(data, "status")
    if status is not None and not 200 <= status <= 599:
        raise RehearsalError("The status of a fault is between 200 and 599.")
    broken = _broken(data)
    delay = data.get("delay") or 0
    if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= 300:
        raise RehearsalError("A delay is a number of seconds up to 300.")
    if status is None and broken is None and not delay:
        raise RehearsalError("Say what goes wrong: a status, a cut, a hang, garbage or a delay.")
    times = _whole(data, "times")
    if times is not None and times < 1:
        raise RehearsalError("A fault happens at least once.")
    return Fault(
        service=str(service),
        status=status,
        broken=broken,
        delay=float(delay),
        times=1 if times is None else times,
        match=str(data.get("match") or ""),
        retry_after=_whole(data, "retry_after"),
        code=str(data.get("code") or ""),
    )


def _broken(data: Mapping[str, object]) -> tuple[Break, Effect] | None:
    asked = [(name, data[name]) for name in BREAKS if data.get(name) is not None]
    if not asked:
        return None
    name, effect = asked[0]
    if len(asked) > 1 or effect not in ("before", "after"):
        raise RehearsalError("A connection is cut, hangs or brings garbage before or after the call takes effect.")
    return name, "before" if effect == "before" else "after"


class Befalling(Protocol):
    """What befalls a share of all calls."""

    def take(self, service: str, asked: Asked) -> Fault | None:
        """The fault that befalls this call, or None."""
        ...

    def as_data(self) -> dict[str, object]:
        """As it was asked for."""
        ...


class Faults:
    """The faults that are waiting, oldest first, and a storm while one lasts."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._storm: Befalling | None = None

    def add(self, fault: Fault) -> None:
        """Let this go wrong at the next matching call."""
        self._waiting.append(fault)

    def begin(self, storm: Befalling) -> None:
        """Let this befall every call until everything is cleared."""
        self._storm = storm

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._waiting.clear()
        self._storm = None

    def as_data(self) -> list[dict[str, object]]:
        """The faults not used up, and the storm."""
        return [each.as_data() for each in (*self._waiting, *([self._storm] if self._storm else ()))]

    def take(self, service: str, asked: Asked) -> Fault | None:
        """The fault that befalls this call, used up by one, or None."""
        words = f"{asked.method} /{'/'.join(asked.path)}\n{asked.body.decode('utf-8', 'replace')}".casefold()
        for fault in self._waiting:
            if fault.service == service and fault.match.casefold() in words:
                fault.times -= 1
                if fault.times < 1:
                    self._waiting.remove(fault)
                return fault
        return self._storm.take(service, asked) if self._storm else None


def _whole(data: Mapping[str, object], name: str) -> int | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise RehearsalError(f"The {name} of a fault is a whole number.")
    return value
