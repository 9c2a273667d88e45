"""One look at what an administrator has set up: the sign-in, the mailbox, what the app may do besides, its own API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from msal.exceptions import MsalError
from O365 import Account

from bot.outlook.graph import SCOPE, SignInRefused, account, sign_in
from bot.outlook.mailer import failure
from bot.services.delivering import Failed

UNREACHED = (requests.RequestException, MsalError, ValueError, KeyError)
"""What msal and requests raise where Entra is out of reach, or answers what it never does."""
NO_SUCH_API = 500011
"""Entra's code (AADSTS500011) where no app of the tenant has this Application ID URI."""


@dataclass(frozen=True)
class Seen:
    """What was found. Nothing is written anywhere.

    `code` is "" where sign-in and mailbox work, else "sign-in" or a code as the mailer's. `everywhere` are permissions
    on mail that the app has in the whole tenant. `api`: does the app have this Application ID URI; None: not known.
    """

    code: str
    everywhere: tuple[str, ...] = ()
    api: bool | None = None


def look(
    app_id: str,
    tenant: str,
    credential: str | dict[str, str],
    mailbox: str,
    http: Callable[[], requests.Session],
    api: str = "",
) -> Seen:
    """Sign in, ask for one draft's id, and, where `api` is given, for a token of the app's own API."""
    try:
        signed = account(app_id, tenant, credential, mailbox, http)
        sign_in(signed)
        everywhere = _mail_everywhere(signed)
    except (SignInRefused, *UNREACHED):
        return Seen("sign-in")
    return Seen(_mailbox(signed, mailbox), everywhere, _knows(signed, api) if api else None)


def _mailbox(signed: Account, mailbox: str) -> str:
    url = f"https://graph.microsoft.com/v1.0/users/{mailbox}/mailFolders/Drafts/messages"
    try:
        signed.con.get(url, params={"$top": "1", "$select": "id"})
    except requests.HTTPError as error:
        found: Failed = failure(error.response)
        return found.code
    except (requests.RequestException, ValueError):
        return "connection"
    return ""


def _mail_everywhere(signed: Account) -> tuple[str, ...]:
    """Permissions on mail in our own token: RBAC for Applications puts none there, a tenant-wide consent does."""
    found: dict[str, Any] = signed.con.msal_client.acquire_token_for_client(scopes=[SCOPE])
    try:
        claims = jwt.decode(str(found.get("access_token", "")), options={"verify_signature": False})
    except jwt.PyJWTError:
        return ()  # Graph's tokens need not be readable to us
    roles = claims.get("roles")
    return tuple(str(role) for role in roles if str(role).startswith("Mail")) if isinstance(roles, list) else ()


def _knows(signed: Account, api: str) -> bool | None:
    try:
        found: dict[str, Any] = signed.con.msal_client.acquire_token_for_client(scopes=[f"{api}/.default"])
    except UNREACHED:
        return None
    if "access_token" in found:
        return True
    return False if NO_SUCH_API in (found.get("error_codes") or []) else None
