"""A token held against a door's expectation, check by check, for an administrator who sets the door up.

The door itself stops at the first thing that is wrong and says little; this says everything, and which setting to
change. Nothing of the token is kept, and no part of it is repeated but the claims that name applications and tenants.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.tokens.expectation import Expectation
from bot.tokens.verifier import ALGORITHM, LEEWAY

_SETTING = {
    "iss": "NTK_OUTLOOK_ISSUERS",
    "aud": "NTK_OUTLOOK_AUDIENCES",
    "tid": "NTK_TENANT_ID",
    "azp": "NTK_OUTLOOK_CALLER",
    "scp": "NTK_OUTLOOK_SCOPES",
}


@dataclass(frozen=True)
class Finding:
    """One check: `passed` is None where it could not be made; `words` say what was found, `change` what to do."""

    check: str
    passed: bool | None
    words: str
    change: str = ""


def diagnose(token: str, expectation: Expectation, at: datetime) -> tuple[Finding, ...]:
    """Every check that needs no key; `at` is wall time (aware). A token that cannot be read has one finding."""
    parts = token.strip().removeprefix("Bearer ").strip().split(".")
    head, claims = (_object(part) for part in (parts + ["", ""])[:2])
    if len(parts) != 3 or head is None or claims is None:
        return (Finding("form", False, "This is no token.", "Paste the header's value as it came, all of it."),)
    seconds = at.timestamp()
    return (
        _algorithm(head),
        _among("iss", claims.get("iss"), expectation.issuers),
        _audience(claims.get("aud"), expectation.audiences),
        _until("exp", claims.get("exp"), seconds),
        _until("nbf", claims.get("nbf"), seconds),
        *(_rule(rule.names, rule.allowed, rule.words, claims) for rule in expectation.claims),
        Finding("oid", True, "names a person")
        if isinstance(claims.get("oid"), str) and claims["oid"]
        else Finding("oid", False, "is missing", "The token is not for a person: ask for a delegated scope."),
    )


def person_of(token: str) -> str:
    """The Entra object id in a token, not believed; "" where there is none."""
    parts = token.strip().removeprefix("Bearer ").strip().split(".")
    claims = _object(parts[1]) if len(parts) == 3 else None
    found = (claims or {}).get("oid")
    return found.lower() if isinstance(found, str) else ""


def _algorithm(head: Mapping[str, Any]) -> Finding:
    if head.get("alg") == ALGORITHM and isinstance(head.get("kid"), str):
        return Finding("alg", True, f"{ALGORITHM}, with the name of its key")
    return Finding("alg", False, "is not RS256 with a key's name", "Only Entra's own signature is accepted.")


def _among(name: str, value: object, allowed: tuple[str, ...]) -> Finding:
    if isinstance(value, str) and value in allowed:
        return Finding(name, True, _shown(value))
    return _wrong(name, value, allowed)


def _audience(value: object, allowed: tuple[str, ...]) -> Finding:
    given = value if isinstance(value, list) else [value]
    return Finding("aud", True, _shown(value)) if any(v in allowed for v in given) else _wrong("aud", value, allowed)


def _rule(names: tuple[str, ...], allowed: tuple[str, ...], words: bool, claims: Mapping[str, Any]) -> Finding:
    name = names[0]
    values = [claims[each] for each in names if each in claims]
    kept = [value.split() if words and isinstance(value, str) else [value] for value in values]
    good = bool(kept) and all(any(w and isinstance(w, str) and (not allowed or w in allowed) for w in k) for k in kept)
    return Finding(name, True, _shown(values[0])) if good else _wrong(name, values[0] if values else None, allowed)


def _wrong(name: str, value: object, allowed: tuple[str, ...]) -> Finding:
    found = "is missing" if value is None else f"is {_shown(value)}"
    wanted = f"expected {' or '.join(allowed)}" if allowed else "expected any value"
    setting = _SETTING.get(name, "")
    change = f"If you are sure that it is Outlook's, put it in {setting}." if setting and value is not None else ""
    return Finding(name, False, f"{found}; {wanted}", change)


def _until(name: str, value: object, seconds: float) -> Finding:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return Finding(name, False, "is missing or no time")
    try:
        when = datetime.fromtimestamp(value, UTC).strftime("%d %b %Y %H:%M UTC")
    except (ValueError, OverflowError, OSError):
        return Finding(name, False, "is missing or no time")
    wrong = value + LEEWAY <= seconds if name == "exp" else value - LEEWAY > seconds
    what = f"{'ends' if name == 'exp' else 'begins'} {when}"
    return Finding(name, not wrong, what, "A token lives for about an hour: take a fresh one." if wrong else "")


def _shown(value: object) -> str:
    """A claim's value as one short line of plain characters."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text)[:120]


def _object(part: str) -> dict[str, Any] | None:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return found if isinstance(found, dict) else None
