"""Playing a scenario file: a fresh rehearsal, every step through its HTTP doors, and a timeline to read."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

import requests

from bot.rehearsal.bot_child import BOT
from bot.rehearsal.clock import read_instant
from bot.rehearsal.play_file import Answered, Do, Mail, Note, Play, Press, Say, Sees, Step, read_play
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.server import Server
from bot.rehearsal.shipped import organisation_file

_PATIENCE = 900.0


class Disappointed(RehearsalError):
    """An expectation of the scenario did not come true; the sentence says which, and what there was instead."""


def play(
    path: Path,
    *,
    data: Path | None = None,
    organisation: Path | None = None,
    out: TextIO = sys.stdout,
    bot_command: tuple[str, ...] = BOT,
) -> int:
    """Play a scenario and print its timeline: 0 when everything expected came true, 1 when something did not.

    It is played in `organisation`; left out, in the council that the scenario names, or the first of those that come
    with the software. Raises RehearsalError when the file cannot be played at all.
    """
    scenario = read_play(path)
    at = read_instant(scenario.at)
    council = organisation or organisation_file(scenario.organisation)
    with tempfile.TemporaryDirectory(prefix="needtoknow-play-") as temporary:
        server = Server(port=0, data=data or Path(temporary), organisation=council, at=at, bot_command=bot_command)
        return asyncio.run(_perform(server, scenario, out))


async def _perform(server: Server, scenario: Play, out: TextIO) -> int:
    try:
        await server.start()
        return await asyncio.to_thread(Player(server.address, out).perform, scenario)
    finally:
        await server.stop()


class Player:
    """Performs a scenario against the rehearsal at this address."""

    def __init__(self, address: str, out: TextIO) -> None:
        self._address = address
        self._out = out
        self._session = requests.Session()
        self._session.trust_env = False
        self._moment = 0
        self._status: int | None = None

    def perform(self, scenario: Play) -> int:
        """Every step in order, until one fails. 0: all came true. 1: an expectation failed, or a step was refused."""
        print(scenario.title, file=self._out)
        with self._session:
            # What the bot does when it is installed is not part of the story.
            self._moment = max((moment["id"] for moment in self._get("timeline")), default=0)
            for number, step in enumerate(scenario.steps, 1):
                try:
                    self._take(step)
                    self._print_news()
                except RehearsalError as error:
                    self._print_news()
                    print(f"FAILED at step {number}: {error}", file=self._out, flush=True)
                    return 1
        print(f"Everything expected came true ({len(scenario.steps)} steps).", file=self._out, flush=True)
        return 0

    def _take(self, step: Step) -> None:
        match step:
            case Note():
                self._line(f"-- {step.text}")
            case Say():
                self._change("say", {"as": step.person, "text": step.text, "in": step.place})
            case Press():
                message = self._find(step.person, step.on, step.action, step.place)
                if message is None:
                    raise Disappointed(
                        f"{step.person} sees no card with the button {step.action!r}"
                        f"{_with(step.on)}. {self._there_is(step.person)}"
                    )
                request = {"as": step.person, "message": message["message"], "action": step.action, **step.extra}
                self._change("press", request)
            case Do():
                self._change(step.what, step.request)
            case Sees():
                self._expect_seen(step)
            case Mail():
                self._expect_mail(step)
            case Answered():
                if self._status != step.status:
                    raise Disappointed(f"The bot answered {self._status}, not {step.status}.")
                self._line(f"   as expected: the bot answered {step.status}")

    def _expect_seen(self, step: Sees) -> None:
        found = self._find(step.person, step.words, step.action, step.place)
        button = f" and the button {step.action!r}" if step.action else ""
        if step.wanted and found is None:
            raise Disappointed(f"{step.person} sees nothing{_with(step.words)}{button}. {self._there_is(step.person)}")
        if not step.wanted and found is not None:
            raise Disappointed(f"{step.person} sees “{found['headline']}”, which was not expected{_with(step.words)}.")
        verb = "sees" if step.wanted else "sees nothing with"
        self._line(f"   as expected: {step.person} {verb} {', '.join(step.words) or 'a message'}{button}")

    def _expect_mail(self, step: Mail) -> None:
        mails = self._get("mail", to=step.address)
        found = [mail for mail in mails if _holds(f"{mail['subject']}\n{mail['body']}", step.words)]
        if (step.count is None and not found) or (step.count is not None and len(found) != step.count):
            wanted = "a mail" if step.count is None else f"{step.count} mails"
            subjects = "; ".join(mail["subject"] for mail in mails) or "none"
            raise Disappointed(
                f"{step.address} should have received {wanted}{_with(step.words)}, and received {len(found)} such. "
                f"There is: {subjects}."
            )
        self._line(f"   as expected: {len(found)} mail to {step.address}{_with(step.words)}")

    def _find(
        self, person: str, words: tuple[str, ...], action: str | None, place: str | None
    ) -> dict[str, Any] | None:
        """The newest message of the bot on this person's screen with these words and this button."""
        for message in reversed(self._get("seen", by=person)):
            if message["from"] != "bot" or (place is not None and message["place"] != place):
                continue
            if action is not None and action not in [button["id"] for button in message["actions"]]:
                continue
            if _holds(message["words"], words):
                return dict(message)
        return None

    def _there_is(self, person: str) -> str:
        seen = self._get("seen", by=person)
        if not seen:
            return "There is nothing."
        last = seen[-1]
        buttons = ", ".join(button["id"] for button in last["actions"]) or "none"
        return f"The newest message there reads: {json.dumps(last['words'], ensure_ascii=False)} (buttons: {buttons})."

    def _change(self, what: str, request: Mapping[str, Any]) -> None:
        response = self._session.post(f"{self._address}rehearsal/{what}", json=dict(request), timeout=_PATIENCE)
        data = response.json()
        if response.status_code != 200:
            raise RehearsalError(str(data.get("error", response.status_code)))
        self._status = data["status"]

    def _get(self, what: str, **query: str) -> list[dict[str, Any]]:
        response = self._session.get(f"{self._address}rehearsal/{what}", params=query, timeout=_PATIENCE)
        data = response.json()
        if response.status_code != 200:
            raise RehearsalError(str(data.get("error", response.status_code)))
        return list(data)

    def _print_news(self) -> None:
        for moment in self._get("timeline", since=str(self._moment)):
            self._moment = moment["id"]
            print(f"{moment['london']}  {moment['words']}", file=self._out)

    def _line(self, words: str) -> None:
        self._print_news()
        print(words, file=self._out)


def _holds(text: str, words: tuple[str, ...]) -> bool:
    folded = text.casefold()
    return all(word.casefold() in folded for word in words)


def _with(words: tuple[str, ...]) -> str:
    return f" with {' and '.join(repr(word) for word in words)}" if words else ""
