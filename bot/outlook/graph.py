"""The account that speaks to Graph: O365 with msal, our sessions, a bounded wait, tokens in memory alone."""

import logging
from collections.abc import Callable
from typing import Any

import requests
from msal import ConfidentialClientApplication
from O365 import Account
from O365.connection import Connection
from O365.utils.token import MemoryTokenBackend

from bot.outgoing import TIMEOUT, BoundedSession

SCOPE = "https://graph.microsoft.com/.default"

# O365's own log holds the bearer token and the subject.
logging.getLogger("O365").setLevel(logging.CRITICAL)


class SignInRefused(Exception):
    """Microsoft gave no token for the mailbox."""


def refuse_what_graph_never_says(response: requests.Response, **_: Any) -> None:
    """A proxy's page with status 200 is no answer of Graph's: sending is answered 202, everything else by JSON.

    Raises InvalidJSONError, a RequestException: whether the call was taken is unclear then.
    """
    if response.status_code != 200:
        return
    sending = response.request.method == "POST" and (response.request.url or "").endswith("/send")
    if sending or "json" not in response.headers.get("Content-Type", ""):
        raise requests.exceptions.InvalidJSONError("not an answer of Graph's", response=response)


def account(
    app_id: str,
    tenant: str,
    credential: str | dict[str, str],
    mailbox: str,
    http: Callable[[], requests.Session],
) -> Account:
    """An O365 account for one mailbox. Nothing is called yet."""

    class OurConnection(Connection):
        """O365's connection on sessions from outside; nothing is retried here, the engine's table decides."""

        _ours: Any = None

        def get_session(self, load_token: bool = False) -> requests.Session:
            session = http()
            session.hooks["response"].append(refuse_what_graph_never_says)
            token = self.token_backend.get_access_token(username=self.username)
            if token is not None:
                session.headers["Authorization"] = f"Bearer {token['secret']}"
            return session

        def get_naive_session(self) -> requests.Session:
            return http()

        @property
        def msal_client(self) -> Any:
            if self._ours is None:
                self._ours = ConfidentialClientApplication(
                    client_id=self.auth[0],
                    client_credential=self.auth[1],
                    authority=f"https://login.microsoftonline.com/{tenant}",
                    token_cache=self.token_backend,
                    http_client=BoundedSession(http()),
                )
            return self._ours

    class OurAccount(Account):
        """O365's account with our connection."""

        connection_constructor = OurConnection

    return OurAccount(
        (app_id, credential),
        auth_flow_type="credentials",
        tenant_id=tenant,
        main_resource=mailbox,
        token_backend=MemoryTokenBackend(),
        timeout=TIMEOUT,
        request_retries=0,
        requests_delay=0,
        default_headers={"Prefer": 'IdType="ImmutableId"'},
    )


def sign_in(signed: Account) -> None:
    """Make sure that the account holds a token that lives. Raises SignInRefused, or requests' exceptions."""
    client = signed.con.msal_client
    found = client.acquire_token_for_client(scopes=[SCOPE])
    if "access_token" not in found:
        raise SignInRefused
    if signed.con.session is None:
        signed.con.session = signed.con.get_session()
    signed.con.session.headers["Authorization"] = f"Bearer {found['access_token']}"
