"""Scenario tests in the domain's language: a rehearsal tenant with the real bot in it, driven over its control API.

    with Rehearsal(tmp_path, at="2026-11-20T16:00:00+00:00") as tenant:
        rowan = tenant.person("rowan")
        rowan.says("report")
        rowan.presses(rowan.card(action="tell-now"), "tell-now", {"account": "..."})
        assert tenant.person("dana").card(text="Acknowledge")
        tenant.advance("30m")

Everything that changes something returns an `Outcome` once all that is due has been done. A call that the rehearsal
refuses raises `Refused` with its sentence. When the block fails, the end of the bot's log is printed; when it ends
well, the log must hold no ERROR that the test did not allow.
"""

from __future__ import annotations

import re
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

import requests

REHEARSE = (sys.executable, "-m", "bot", "rehearse")
_START = 60.0
_PATIENCE = 900.0
"""Wall-clock seconds to wait for `ready`, and for one call."""


class Refused(AssertionError):
    """The rehearsal cannot do that; the sentence says why."""


class NotSeen(AssertionError):
    """Nobody's screen, or mailbox, shows what the test looked for."""


@dataclass(frozen=True)
class Outcome:
    """What came of one call. `status` is the bot's HTTP status: 0 when it gave none, None when nothing was sent."""

    settled: bool
    still: tuple[str, ...]
    status: int | None
    card: dict[str, Any] | None
    messages: tuple[Message, ...]
    answer: Any
    statuses: tuple[int, ...]
    wire: tuple[int, ...]
    at: str
    next_due: str | None
    data: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Message:
    """A message on somebody's screen. `words` is everything a person reads on it, `actions` the buttons' ids."""

    id: str
    place: str
    sender: str
    text: str
    summary: str
    headline: str
    words: str
    card: dict[str, Any] | None = field(repr=False)
    actions: tuple[str, ...]
    inputs: tuple[str, ...]
    updated: str | None
    data: Mapping[str, Any] = field(repr=False)

    def value(self, input_id: str) -> str:
        """What stands in an input of the card."""
        for entry in self.data["fields"]:
            if entry["id"] == input_id:
                return str(entry["value"])
        raise NotSeen(f"There is no input {input_id!r} on the card; there are {', '.join(self.inputs) or 'none'}.")


class Person:
    """Somebody in the rehearsal, at their Teams."""

    def __init__(self, tenant: Rehearsal, key: str) -> None:
        self._tenant = tenant
        self.key = key

    def says(self, text: str, place: str | None = None) -> Outcome:
        """Write to the bot: in the personal chat, a channel (by its key) or the `group`."""
        return self._tenant.change("say", {"as": self.key, "text": text, "in": place})

    def sees(self, place: str | None = None, **ever: str) -> tuple[Message, ...]:
        """What this person's Teams shows, newest last; with `place` (`personal`, a channel key, `group`) only there;
        with ever="1" also what was taken away since, as it last stood there."""
        rows = self._tenant.read("seen", by=self.key, **ever)
        return tuple(message for message in map(_message, rows) if place in (None, message.place))

    def card(self, *, text: str | None = None, action: str | None = None, place: str | None = None) -> Message:
        """The newest card with these words and this button. Raises NotSeen, telling what there is."""
        seen = self.sees(place)
        for message in reversed(seen):
            if message.card is None or message.sender != "bot":
                continue
            if (text is None or text in message.words) and (action is None or action in message.actions):
                return message
        there = "\n".join(f"- {m.place}: {m.headline} [{', '.join(m.actions)}]" for m in seen)
        raise NotSeen(
            f"{self.key} sees no card with text={text!r} action={action!r}. There is:\n{there or '(nothing)'}"
        )

    def presses(
        self,
        message: Message | str,
        action: str,
        inputs: Mapping[str, object] | None = None,
        *,
        via: str | None = None,
        title: str | None = None,
        number: int | None = None,
        raw: bool = False,
        process: str | None = None,
    ) -> Outcome:
        """Press a button of a card. Several with the same id are told apart by `title` or `number` (from 0).

        `process` names the process of the bot that the press comes to, where there are several.
        """
        request: dict[str, object] = {
            "as": self.key,
            "message": message.id if isinstance(message, Message) else message,
            "action": action,
            "inputs": dict(inputs or {}),
        }
        extra = {"via": via, "title": title, "number": number, "raw": raw or None, "process": process}
        return self._tenant.change("press", {**request, **{k: v for k, v in extra.items() if v is not None}})

    def reports_message(self, message: Message | str, *, html: str | None = None) -> Outcome:
        """Choose “Report as Need to Know” on a message; `html` is its body, if not the text as typed."""
        identifier = message.id if isinstance(message, Message) else message
        request = {"as": self.key, "message": identifier, "html": html}
        return self._tenant.change("message-action", {k: v for k, v in request.items() if v is not None})

    def presses_dialog(self, action: str, inputs: Mapping[str, object] | None = None, *, raw: bool = False) -> Outcome:
        """Press a button of the dialog that is open over a message."""
        request = {"as": self.key, "action": action, "inputs": dict(inputs or {}), "raw": raw}
        return self._tenant.change("dialog", request)


class Rehearsal:
    """A rehearsal of its own: started on a free port, ended with the block."""

    usual: ClassVar[tuple[str, int]] = ("", 1)
    """The database and the processes of those that name none: a story that was written for one runs on the other."""

    def __init__(
        self,
        folder: Path,
        at: str = "2026-11-20T16:00:00+00:00",
        *,
        organisation: Path | None = None,
        allowed_errors: Sequence[str] = (),
        command: Sequence[str] = REHEARSE,
        options: Sequence[str] = (),
        database: str = "",
        processes: int = 1,
    ) -> None:
        """`allowed_errors`: regular expressions for lines of the bot's log that may say ERROR in this test; `options`:
        more of the command line; `database` and `processes`: so many processes of the bot on this PostgreSQL."""
        self.folder = folder
        self.address = ""
        self._allowed = [re.compile(pattern) for pattern in allowed_errors]
        self._command = [*command, "--port", "0", "--data", str(folder), "--at", at, *options]
        if not database:
            database, processes = self.usual
        if database:
            self._command += ["--database", database, "--processes", str(processes)]
        if organisation is not None:
            self._command += ["--organisation", str(organisation)]
        self._process: subprocess.Popen[str] | None = None
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "rehearsal.log").open("w") as log:
            self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log, text=True)
        self.address = self._ready(self._process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()
        self._stop()
        if error is not None:
            print(f"--- the end of the bot's log ---\n{self.bot_log()[-6000:]}")
            return
        wrong = [
            line
            for line in self.bot_log().splitlines()
            if re.search(r"\b(ERROR|CRITICAL)\b", line) and not any(p.search(line) for p in self._allowed)
        ]
        if wrong:
            print(f"--- the end of the bot's log ---\n{self.bot_log()[-6000:]}")
            raise AssertionError("The bot logged an error that this test did not allow: " + wrong[0])

    def person(self, key: str) -> Person:
        """Somebody, by their key in the organisation file (or `guest`, `foreign`, `member`)."""
        return Person(self, key)

    def people(self) -> list[dict[str, Any]]:
        """Everybody, with their roles."""
        return list(self.read("people"))

    def about(self) -> dict[str, Any]:
        """The bot's address, the app and tenant ids, and the clock."""
        return dict(self.read(""))

    def mail_to(self, address: str) -> list[dict[str, Any]]:
        """The mails that arrived for an address, newest last."""
        return list(self.read("mail", to=address))

    def press_mail(
        self, who: str, mail: Mapping[str, Any] | str, action: str, inputs: Mapping[str, object] | None = None
    ) -> Outcome:
        """Press a button of a mail's card: Outlook's service calls the bot for whoever presses."""
        identity = mail if isinstance(mail, str) else mail["mail"]
        return self.change("mail/press", {"as": who, "mail": identity, "action": action, "inputs": dict(inputs or {})})

    def wire(self, since: int = 0) -> list[dict[str, Any]]:
        """Every exchange between the bot and Microsoft."""
        return list(self.read("wire", since=str(since)))

    def timeline(self) -> list[str]:
        """What happened, in words."""
        return [f"{row['london']}  {row['words']}" for row in self.read("timeline")]

    def clock(self) -> dict[str, Any]:
        """Where the clock stands (`at`) and when something is due next (`next_due`)."""
        return dict(self.read("clock"))

    def advance(self, span: str | float) -> Outcome:
        """Move the clock on, through every instant at which something is due: `30m`, `2h`, `3d`, or seconds."""
        return self.change("clock", {"advance": span})

    def advance_to(self, instant: str) -> Outcome:
        """Move the clock to an instant (London time when it has no offset)."""
        return self.change("clock", {"to": instant})

    def fault(
        self,
        service: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        code: str | None = None,
        cut: str | None = None,
        hang: str | None = None,
        garbage: str | None = None,
        delay: float | None = None,
        times: int = 1,
        match: str | None = None,
    ) -> Outcome:
        """Let something go wrong at `connector`, `graph`, `signin` or `keys`, for the next matching calls."""
        fault = {
            "service": service,
            "status": status,
            "retry_after": retry_after,
            "code": code,
            "cut": cut,
            "hang": hang,
            "garbage": garbage,
            "delay": delay,
            "times": times,
            "match": match,
        }
        return self.change("fault", {name: value for name, value in fault.items() if value is not None})

    def storm(self, share: float, seed: int) -> Outcome:
        """Let a share of all calls go wrong, until faults are cleared."""
        return self.change("fault", {"storm": share, "seed": seed})

    def faults(self) -> list[dict[str, Any]]:
        """The faults not used up, and how many calls a storm has met."""
        return list(self.read("fault"))

    def clear_faults(self) -> None:
        """Nothing goes wrong any more."""
        self._answered(self._session.delete(f"{self.address}rehearsal/fault", timeout=_PATIENCE))

    def kill_bot(self, at: str | None = None, nth: int = 1, process: str | None = None) -> Outcome:
        """Kill the bot, or one process, now, or arm its death at a step (before-commit, after-commit, ...)."""
        return self.change("bot", {"kill": True, "process": process} | ({} if at is None else {"at": at, "nth": nth}))

    def start_bot(self, process: str | None = None) -> Outcome:
        """Start the bot, or one process, again after it died."""
        return self.change("bot", {"start": True, "process": process})

    def repeat(self, wire: int, times: int = 1, *, together: bool = False) -> Outcome:
        """Send the identical bytes of an earlier request to the bot again."""
        return self.change("repeat", {"wire": wire, "times": times, "together": together})

    def sign(
        self,
        claims: Mapping[str, object] | None = None,
        header: Mapping[str, object] | None = None,
        key: str = "trusted",
    ) -> str:
        """A token towards the bot: good, but for these claims (None takes one away), this header and this key."""
        request = {"claims": dict(claims or {}), "header": dict(header or {}), "key": key}
        return str(self._answered(self._post("sign", request))["token"])

    def rotate_keys(self, *, announced: bool = True) -> str:
        """Retire the signing key in use and use the next, published one (or one nobody saw before). Returns its id."""
        return str(self._answered(self._post("rotate", {"announced": announced}))["key"])

    def send(self, **request: Any) -> Outcome:
        """Send any `activity` (or `raw` text) with any `token` (None: none) to the bot's door."""
        return self.change("send", request)

    def bot_log(self) -> str:
        """What the bot has logged so far."""
        log = self.folder / "bot.log"
        return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""

    def read(self, what: str, **query: str) -> Any:
        """GET from the control API."""
        return self._answered(self._session.get(f"{self.address}rehearsal/{what}", params=query, timeout=_PATIENCE))

    def change(self, what: str, request: Mapping[str, object]) -> Outcome:
        """POST to the control API. Raises Refused with the rehearsal's sentence."""
        data = self._answered(self._post(what, request))
        return Outcome(
            settled=data["settled"],
            still=tuple(data["still"]),
            status=data["status"],
            card=data["card"],
            messages=tuple(_message(row) for row in data["messages"]),
            answer=data["answer"],
            statuses=tuple(data["statuses"]),
            wire=tuple(data["wire"]),
            at=data["at"],
            next_due=data["next_due"],
            data=data,
        )

    def _post(self, what: str, request: Mapping[str, object]) -> requests.Response:
        return self._session.post(f"{self.address}rehearsal/{what}", json=dict(request), timeout=_PATIENCE)

    def _answered(self, response: requests.Response) -> Any:
        if response.status_code == 400:
            raise Refused(response.json()["error"])
        if response.status_code != 200:
            raise AssertionError(f"The rehearsal answered {response.status_code}: {response.text[:2000]}")
        return response.json()

    def _ready(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], _START)
        line = process.stdout.readline() if ready else ""
        if not line.startswith("ready "):
            self._stop()
            errors = (self.folder / "rehearsal.log").read_text(encoding="utf-8")
            raise AssertionError(f"The rehearsal did not start.\n{errors}\n{self.bot_log()[-4000:]}")
        return line.split(" ", 1)[1].strip()

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        id=row["message"],
        place=row["place"],
        sender=row["from"],
        text=row["text"],
        summary=row["summary"],
        headline=row["headline"],
        words=row["words"],
        card=row["card"],
        actions=tuple(action["id"] for action in row["actions"]),
        inputs=tuple(row["inputs"]),
        updated=row["updated"],
        data=row,
    )
