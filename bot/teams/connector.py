"""Calling Teams: one kept connector client per service host, our own credentials, our own transport.

botbuilder builds two clients a turn and spends 7 ms on it; the clients are kept here. Its own transport
retries updates in silence and waits for 100 s; this one does neither: the engine's table decides.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)
from botframework.connector.bot_framework_sdk_client_async import BotFrameworkConnectorConfiguration
from msal import ConfidentialClientApplication
from msal.exceptions import MsalError
from msrest.authentication import Authentication
from msrest.pipeline import AsyncPipeline  # type: ignore[attr-defined]  # msrest exports it at run time
from msrest.pipeline.async_requests import AsyncPipelineRequestsHTTPSender
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http.async_requests import AsyncRequestsClientResponse

from bot.outgoing import TIMEOUT, BoundedSession
from rules.errors import NeedToKnowError

SCOPE = "https://api.botframework.com/.default"
USER_AGENT = "need-to-know"

# msrest writes unknown JSON keys and whole bodies into its log; both can hold what somebody typed.
for _name in ("msrest", "msrest.serialization", "msrest.universal_http", "msrest.http_logger", "msrest.pipeline"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class HostRefused(NeedToKnowError):
    """A service host that is not on the allow-list."""


class SignInFailed(NeedToKnowError):
    """No token for the connector: tried again later."""


def allowed(service_url: str, hosts: tuple[str, ...]) -> bool:
    """Is this an https address of a host on the list, without user, port or query?"""
    try:
        parts = urlsplit(service_url)
    except ValueError:  # a bracket that never closes
        return False
    return (
        parts.scheme == "https"
        and parts.netloc.lower() in hosts
        and parts.hostname == parts.netloc.lower()
        and not parts.query
        and not parts.fragment
    )


class ConnectorCredentials(Authentication):
    """The bot's own token for the connector, by certificate or secret, kept in memory by msal."""

    def __init__(
        self, app_id: str, tenant: str, credential: str | dict[str, str], http: Callable[[], requests.Session]
    ) -> None:
        super().__init__()
        self._app_id, self._tenant, self._credential, self._http = app_id, tenant, credential, http
        self._client: ConfidentialClientApplication | None = None

    def token(self) -> str:
        """A token for the connector. Blocks while it is fetched. Raises SignInFailed without what the server said."""
        try:
            if self._client is None:
                self._client = ConfidentialClientApplication(
                    self._app_id,
                    authority=f"https://login.microsoftonline.com/{self._tenant}",
                    client_credential=self._credential,
                    http_client=BoundedSession(self._http()),
                )
            found = self._client.acquire_token_for_client(scopes=[SCOPE])
        except (requests.RequestException, MsalError, ValueError, KeyError):
            self._client = None  # msal would answer a minute from memory: when to try again is our own table
            raise SignInFailed("Sign-in to Microsoft could not be reached.") from None
        if "access_token" not in found:
            self._client = None
            raise SignInFailed("Sign-in to Microsoft was refused: check the bot's credential.")
        return str(found["access_token"])

    def signed_session(self, session: requests.Session | None = None) -> requests.Session:
        """msrest's hook; not used, since the transport asks for the token itself."""
        return session or requests.Session()


class Transport:
    """msrest's asynchronous sender on `requests` in threads: a timeout, a token, and no retry of its own."""

    def __init__(self, credentials: ConnectorCredentials, http: Callable[[], requests.Session]) -> None:
        self._credentials = credentials
        self.session = http()

    async def __aenter__(self) -> "Transport":
        return self

    async def __aexit__(self, *_: object) -> None:
        """The session is kept."""

    async def send(self, request: Any, **_: Any) -> AsyncRequestsClientResponse:
        """Send one request. Raises requests.RequestException and SignInFailed as they are."""
        response = await asyncio.to_thread(self._send, request)
        return AsyncRequestsClientResponse(request, response)  # type: ignore[no-untyped-call]  # msrest is half typed

    def _send(self, request: Any) -> requests.Response:
        headers = {**request.headers, "Authorization": f"Bearer {self._credentials.token()}", "User-Agent": USER_AGENT}
        response = self.session.request(
            request.method, request.url, headers=headers, data=request.data, timeout=TIMEOUT, allow_redirects=False
        )
        return _refusal_that_can_be_read(response)


def _refusal_that_can_be_read(response: requests.Response) -> requests.Response:
    """A gateway's refusal has a page for a body, at which msrest fails before it looks at the status: it is emptied."""
    if response.status_code >= 400:
        try:
            response.json()
        except ValueError:
            response._content = b"{}"
            response.headers["Content-Type"] = "application/json"
    return response


class Connectors(ConnectorFactory):
    """One connector client per allowed service address, made once. Raises HostRefused for any other."""

    def __init__(
        self, credentials: ConnectorCredentials, hosts: tuple[str, ...], http: Callable[[], requests.Session]
    ) -> None:
        self._credentials, self._hosts, self._http = credentials, hosts, http
        self._clients: dict[str, ConnectorClient] = {}
        self._transport: Transport | None = None

    async def create(self, service_url: str, audience: str | None = None) -> ConnectorClient:
        """The client for a service address."""
        return self.client(service_url)

    def client(self, service_url: str) -> ConnectorClient:
        """The kept client for a service address on the allow-list."""
        if not allowed(service_url, self._hosts):
            raise HostRefused("That service address is not on the list of allowed hosts (NTK_SERVICE_HOSTS).")
        key = service_url.rstrip("/") + "/"
        if key not in self._clients:
            if self._transport is None:
                self._transport = Transport(self._credentials, self._http)
            transport = self._transport
            configuration = BotFrameworkConnectorConfiguration(
                self._credentials,
                key,
                pipeline_type=lambda _: _pipeline(transport),
            )
            self._clients[key] = ConnectorClient(self._credentials, base_url=key, custom_configuration=configuration)
        return self._clients[key]

    @property
    def default_service(self) -> str:
        """The service address to use for somebody who has never spoken to the bot."""
        return f"https://{self._hosts[0]}/teams/"


def _pipeline(transport: Transport) -> Any:
    """msrest's pipeline, without its logging, retrying and signing policies."""
    sender = AsyncPipelineRequestsHTTPSender(transport)  # type: ignore[arg-type]  # the sender of msrest's own shape
    return AsyncPipeline([RawDeserializer()], sender)


class KeptAuthentication(BotFrameworkAuthentication):
    """What botbuilder asks of its surroundings: our verifier has let the request in already, the clients are kept."""

    def __init__(self, app_id: str, connectors: Connectors) -> None:
        self.app_id = app_id
        self._connectors = connectors
        claims = {"aud": app_id, "appid": app_id}
        self.admitted = AuthenticateRequestResult()
        self.admitted.claims_identity = ClaimsIdentity(claims, True)
        self.admitted.connector_factory = connectors
        self.admitted.audience = "https://api.botframework.com"

    async def authenticate_request(self, activity: Any, auth_header: str) -> AuthenticateRequestResult:
        """Never used: requests come in through bot.teams.http alone."""
        raise PermissionError("requests are authenticated by bot.tokens")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        """Streaming is not offered."""
        raise PermissionError("streaming is not offered")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """The kept clients."""
        return self._connectors

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> Any:
        """Nobody signs in through the bot: there is no user token client, and none is built each turn."""
        return None
