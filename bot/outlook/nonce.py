"""The seal on a button in a mail: bound to what it is about, to whom it was sent, to one verb, and to an end.

Outlook's token says who presses; it does not say which mail the press came from. The seal does (HMAC-SHA256), so that a
press cannot be made up, moved to another notification, another person or another verb, or kept for ever. Pure.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LIFE = timedelta(days=30)
"""A card's buttons end with Outlook's own: "actions expire after about a month"."""
_FIELDS = ("id", "delivery", "to", "verb", "version", "expires")


class SealBroken(Exception):
    """The press did not come from a mail of ours as it was sent; `reason` is a stable code for log and journal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Permit:
    """What one button of one mail may ask for.

    `id` is the notification (or the duty the verb is about), `delivery` the mail, `to` the Entra object id of its
    addressee, `verb` one of cards.actions, `version` the notification's as the card showed it, `expires` aware, UTC.
    """

    id: str
    delivery: str
    to: str
    verb: str
    version: int
    expires: datetime

    def sealed(self, key: bytes) -> dict[str, Any]:
        """The permit as the fields of a request's body, with its seal."""
        fields = self._fields()
        return {**fields, "nonce": _seal(fields, key)}

    def _fields(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "delivery": self.delivery,
            "to": self.to,
            "verb": self.verb,
            "version": self.version,
            "expires": int(self.expires.timestamp()),
        }


def permit_in(body: dict[str, Any]) -> Permit:
    """The permit that a body claims, not believed yet. Raises SealBroken("malformed")."""
    texts = [body.get(name) for name in ("id", "delivery", "to", "verb", "nonce")]
    version, expires = body.get("version"), body.get("expires")
    whole = all(isinstance(n, int) and not isinstance(n, bool) and 0 <= n < 2**40 for n in (version, expires))
    if not whole or not all(isinstance(text, str) and 0 < len(text) <= 300 for text in texts):
        raise SealBroken("malformed")
    identity, delivery, to, verb, _ = (str(text) for text in texts)
    return Permit(identity, delivery, to.lower(), verb, int(version or 0), datetime.fromtimestamp(expires or 0, UTC))


def check(permit: Permit, nonce: str, key: bytes, at: datetime) -> None:
    """Hold the permit against its seal and the clock (aware, UTC). Raises SealBroken: "nonce" or "expired"."""
    if not hmac.compare_digest(_seal(permit._fields(), key).encode(), nonce.encode("utf-8", "replace")):
        raise SealBroken("nonce")
    if at >= permit.expires:
        raise SealBroken("expired")


def _seal(fields: dict[str, Any], key: bytes) -> str:
    # Lengths stand before the values, so that no value can reach over into the next.
    text = "".join(f"{len(str(fields[name]))}:{fields[name]};" for name in _FIELDS)
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
