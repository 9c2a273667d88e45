"""Outlook's action service, as far as a mail's card meets it: it shows the card, presses a button, replaces the card.

The service, not the person's client, calls the bot: with an Entra token of the tenant for whoever presses, in the
header that the card asked for. What the answer holds under CARD-UPDATE-IN-BODY takes the place of the card.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.clock import machine_seconds
from bot.rehearsal.identity import APP_ID, OUTLOOK_PROVIDER, TENANT_ID, steady_id
from bot.rehearsal.keys import KeyRing, encode
from bot.rehearsal.mailboxes import Mail
from bot.rehearsal.people import Person
from bot.rehearsal.problem import RehearsalError

CALLER = "48af08dc-f6d2-435f-b2a7-069abd99c086"
"""The application as which Outlook's service asks Entra for its tokens."""
AUDIENCE = f"api://auth-am-{OUTLOOK_PROVIDER}/{APP_ID}"

_SCRIPT = re.compile(r'<script type="application/adaptivecard\+json">(.*?)</script>', re.DOTALL)

_PLACE = re.compile(r"\{\{([a-zA-Z0-9_$@]+)\.value\}\}")
"""Where Outlook puts what was typed: an id with any other character, a dot say, it leaves as it stands."""


@dataclass(frozen=True)
class Request:
    """One call to the bot: the path at its address, the body and the headers."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass
class OutlookService:
    """Cards in mailboxes, by mail and reader. Nothing is shown to anybody but a mail's own addressee."""

    keys: KeyRing
    _cards: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def card(self, mail: Mail, reader: str) -> dict[str, Any] | None:
        """The card that this reader's Outlook shows in the mail: the newest answer, else the one that was sent."""
        kept = self._cards.get((mail.id, reader.casefold()))
        return kept or card_in(str((mail.content.get("body") or {}).get("content") or ""))

    def replace(self, mail: Mail, reader: str, card: dict[str, Any]) -> None:
        """The card that an answer brought."""
        self._cards[(mail.id, reader.casefold())] = card

    def press(self, card: Mapping[str, Any], action: object, inputs: Mapping[str, object], person: Person) -> Request:
        """The call for a press by `person`. Raises RehearsalError as `filled` does."""
        found, body = filled(card, action, inputs)
        return Request(urlsplit(str(found.get("url"))).path, body.encode(), self.headers(person.aad, found))

    def headers(self, oid: str, action: Mapping[str, Any]) -> dict[str, str]:
        """The headers of a call: the card's own, and the token where the card asked for it."""
        asked = {str(row.get("name")): str(row.get("value")) for row in action.get("headers") or []}
        token = f"Bearer {self.token({'oid': oid})}"
        moved = asked.pop("Authorization", None) == ""
        where = "Action-Authorization" if moved else "Authorization"
        return {**asked, where: token, "Card-Correlation-Id": steady_id("correlation", oid, str(action.get("id")))}

    def token(self, claims: Mapping[str, object] | None = None) -> str:
        """An Entra token as Outlook's service gets it (version 2), but for these claims. Times are the machine's."""
        now = int(machine_seconds())
        good: dict[str, object] = {
            "iss": f"https://login.microsoftonline.com/{TENANT_ID}/v2.0",
            "aud": AUDIENCE,
            "tid": TENANT_ID,
            "azp": CALLER,
            "scp": "access_as_user",
            "iat": now,
            "nbf": now - 300,
            "exp": now + 3600,
            "ver": "2.0",
        }
        merged = {name: value for name, value in {**good, **(claims or {})}.items() if value is not None}
        key = self.keys.directory
        return encode({"typ": "JWT", "alg": "RS256", "kid": key.kid}, merged, key)


def filled(card: Mapping[str, Any], action: object, inputs: Mapping[str, object]) -> tuple[dict[str, Any], str]:
    """A button of a card, and its request's body with what was typed in its places.

    `inputs` by their ids, or by the names under which their answers are sent. Raises RehearsalError for a button or an
    input that is not on the card.
    """
    found = next((each for each in _requests(card) if each.get("id") == action), None)
    if found is None:
        there = ", ".join(str(each.get("id")) for each in _requests(card)) or "none"
        raise RehearsalError(f"There is no button {action!r} on this mail's card; there are {there}.")
    known, named = _inputs(card), _named(card)
    given = {named.get(name, name): value for name, value in inputs.items()}
    strange = [name for name in given if name not in known]
    if strange:
        there = ", ".join((*known, *named)) or "none"
        raise RehearsalError(f"There is no input {strange[0]!r} on this card; there are {there}.")
    said = {**known, **{name: str(value) for name, value in given.items()}}
    return found, _PLACE.sub(
        lambda place: json.dumps(said[place[1]])[1:-1] if place[1] in said else place[0], str(found.get("body"))
    )


def card_in(html: str) -> dict[str, Any] | None:
    """The card that stands in a mail's head."""
    found = _SCRIPT.search(html)
    card = json.loads(found[1]) if found else None
    return card if isinstance(card, dict) else None


def card_data(card: Mapping[str, Any]) -> dict[str, object]:
    """A mail's card for `GET mail`: itself, its buttons, its inputs, and the words a person reads."""
    return {
        "card": dict(card),
        "actions": [
            {"id": each.get("id"), "title": each.get("title")} for each in _requests(card) if not _hidden(each)
        ],
        "inputs": list(_inputs(card)),
        "words": "\n".join(str(part["text"]) for part in _walk(card.get("body")) if part.get("type") == "TextBlock"),
    }


def _hidden(action: Mapping[str, Any]) -> bool:
    return action.get("id") == "refresh"


def _requests(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = [*_walk(card.get("body")), *_walk(card.get("actions")), *_walk(card.get("autoInvokeAction"))]
    return [part for part in parts if part.get("type") == "Action.Http"]


def _inputs(card: Mapping[str, Any]) -> dict[str, str]:
    parts = _walk(card.get("body"))
    return {str(p.get("id")): str(p.get("value") or "") for p in parts if str(p.get("type")).startswith("Input.")}


def _named(card: Mapping[str, Any]) -> dict[str, str]:
    """The input behind each answer that a button sends: tests and people may name either."""
    answers = [json.loads(str(each.get("body") or "{}")).get("inputs", {}) for each in _requests(card)]
    return {name: found[1] for each in answers for name, value in each.items() if (found := _PLACE.match(value))}


def _walk(part: object) -> list[dict[str, Any]]:
    if isinstance(part, list):
        return [found for each in part for found in _walk(each)]
    if not isinstance(part, dict):
        return []
    return [part, *(found for name in ("items", "actions", "columns") for found in _walk(part.get(name)))]
