"""One look at the mailbox, for an administrator: does the sign-in work, and may the bot read its drafts."""

from collections.abc import Callable

import requests
from msal.exceptions import MsalError

from bot.outlook.graph import SignInRefused, account, sign_in
from bot.outlook.mailer import failure
from bot.services.delivering import Failed


def look(
    app_id: str,
    tenant: str,
    credential: str | dict[str, str],
    mailbox: str,
    http: Callable[[], requests.Session],
) -> str:
    """Sign in and ask for one draft's id; nothing is written. "" when both work, else a code as the mailer's."""
    try:
        signed = account(app_id, tenant, credential, mailbox, http)
        sign_in(signed)
    except (SignInRefused, requests.RequestException, MsalError, ValueError, KeyError):
        return "sign-in"
    url = f"https://graph.microsoft.com/v1.0/users/{mailbox}/mailFolders/Drafts/messages"
    try:
        signed.con.get(url, params={"$top": "1", "$select": "id"})
    except requests.HTTPError as error:
        found: Failed = failure(error.response)
        return found.code
    except (requests.RequestException, ValueError):
        return "connection"
    return ""
