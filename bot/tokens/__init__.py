"""Tokens at both doors, Teams and Outlook: one verifier, two expectations.

Authentication has no off switch. Whatever is wrong with a token, verifying raises one of two typed errors:
TokenRefused (answer 401 or 403, without content) or KeysUnavailable (answer 503: whether the caller
is genuine cannot be told now, so nobody is let in).
"""

from bot.tokens.doors import ConnectorDoor, OutlookDoor
from bot.tokens.errors import KeysUnavailable, TokenRefused
from bot.tokens.expectation import (
    CONNECTOR_ISSUER,
    OUTLOOK_ACTIONS_APP,
    Expectation,
    connector_expectation,
    outlook_expectation,
)
from bot.tokens.keys import KeySet, SigningKey
from bot.tokens.verifier import TokenVerifier

__all__ = [
    "CONNECTOR_ISSUER",
    "OUTLOOK_ACTIONS_APP",
    "ConnectorDoor",
    "Expectation",
    "KeySet",
    "KeysUnavailable",
    "OutlookDoor",
    "SigningKey",
    "TokenRefused",
    "TokenVerifier",
    "connector_expectation",
    "outlook_expectation",
]
