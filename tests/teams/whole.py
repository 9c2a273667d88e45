"""The whole bot in one process, as bot.app.build wires it, with Microsoft's hosts played by one adapter.

For what a rehearsal cannot show: which timeouts a call was given, in which thread it ran, how often a client was made.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

import requests
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from requests.adapters import BaseAdapter

from bot.app import Application, Outside, build
from bot.settings import OutlookSettings, Part, Settings
from bot.tokens import CONNECTOR_ISSUER
from bot.tokens.expectation import CONNECTOR_METADATA
from tests.engine.council import ORGANISATION, Standing
from tests.fakes.keys import KeyServer, lifetime, published, signed

APP = "5d1f8a52-7c40-4f0e-9a53-6f2d9c1b7e10"
TENANT = "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22"
SERVICE = "https://smba.trafficmanager.net/uk/"
ROWAN = "11111111-0000-4000-8000-000000000001"
DIRECTORY = f"https://login.microsoftonline.com/{TENANT}/v2.0/.well-known/openid-configuration"
KEYS = "https://login.microsoftonline.com/keys"
"""Where Entra names the keys of our tenant: those of the tokens with which Outlook's service comes."""


@dataclass
class Call:
    """One call of the bot: what it asked, with which options, in which thread."""

    method: str
    url: str
    body: str
    options: dict[str, Any]
    thread: str
    headers: Mapping[str, str]


@dataclass
class Microsoft:
    """Answers every host; `refuse` makes the connector answer with this status and body instead."""

    keys: KeyServer = field(
        default_factory=lambda: KeyServer(CONNECTOR_METADATA, [published("one", endorsements=("msteams",))])
    )
    directory: KeyServer = field(default_factory=lambda: KeyServer(DIRECTORY, [published("tenant")]))
    calls: list[Call] = field(default_factory=list)
    refuse: tuple[int, str] | None = None

    def session(self) -> requests.Session:
        """A session all of whose calls end here."""
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", _Adapter(self))
        session.mount("http://", _Adapter(self))
        return session

    def to(self, host: str) -> list[Call]:
        """The calls to one host."""
        return [call for call in self.calls if f"https://{host}/" in call.url]

    def answer(self, request: requests.PreparedRequest, options: dict[str, Any]) -> requests.Response:
        """The answer to one call."""
        url, raw = str(request.url), request.body or b""
        body = raw.decode() if isinstance(raw, bytes) else str(raw)
        thread = threading.current_thread().name
        self.calls.append(Call(str(request.method), url, body, options, thread, dict(request.headers)))
        if url.startswith("https://login.botframework.com/"):
            return self.keys.answer(request, options.get("timeout"))
        if url == DIRECTORY and self.directory.status == 200:
            return _json(request, 200, {**_sign_in(url), "jwks_uri": KEYS})
        if url in (DIRECTORY, KEYS):
            return self.directory.answer(request, options.get("timeout"))
        if url.startswith("https://login.microsoftonline.com/"):
            return _json(request, 200, _sign_in(url))
        if url.startswith(SERVICE):
            if self.refuse is not None:
                return _respond(request, self.refuse[0], self.refuse[1].encode())
            return _json(request, 201, {"id": "activity-1", "activityId": "activity-1"})
        return _json(request, 503, {"error": {"code": "x", "message": "x"}})


def _sign_in(url: str) -> dict[str, object]:
    base = f"https://login.microsoftonline.com/{TENANT}"
    if "openid-configuration" in url:
        return {
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "issuer": f"{base}/v2.0",
        }
    return {"access_token": "a-token", "token_type": "Bearer", "expires_in": 3600}


class _Adapter(BaseAdapter):
    def __init__(self, microsoft: Microsoft) -> None:
        super().__init__()
        self._microsoft = microsoft

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        return self._microsoft.answer(request, options)

    def close(self) -> None:
        """Nothing is open."""


def _json(request: requests.PreparedRequest, status: int, body: object) -> requests.Response:
    return _respond(request, status, json.dumps(body).encode())


def _respond(request: requests.PreparedRequest, status: int, body: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.headers["Content-Type"] = "application/json"
    if status == 302:
        response.headers["Location"] = "https://evil.example/"
    response.raw = BytesIO(body)
    response._content = body
    response.request = request
    response.url = str(request.url)
    return response


class Whole:
    """The bot, listening on loopback for as long as the block lasts."""

    def __init__(
        self,
        folder: Path,
        microsoft: Microsoft | None = None,
        outlook: OutlookSettings | None = None,
        organisation: Path = ORGANISATION,
        clock: Standing | None = None,
        database: str = "",
        part: Part = Part.ALL,
    ) -> None:
        self.microsoft = microsoft or Microsoft()
        settings = Settings(
            app_id=APP,
            tenant_id=TENANT,
            service_hosts=("smba.trafficmanager.net",),
            organisation=organisation,
            data=folder,
            database=database,
            app_password="not-a-secret",
            outlook=outlook,
        )
        self.clock = clock or Standing()
        self.application: Application = build(settings, Outside(clock=self.clock, http=self.microsoft.session), part)
        self._number = 0

    async def __aenter__(self) -> "Whole":
        self._client = TestClient(TestServer(self.application.web))
        await self._client.start_server()
        await self.application.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.application.stop()
        await self._client.close()

    def token(self, key: str = "one") -> str:
        """A good token."""
        return signed({"iss": CONNECTOR_ISSUER, "aud": APP, "serviceurl": SERVICE} | lifetime(), key=key)

    async def send(self, change: Mapping[str, Any], *, token: str | None = None) -> tuple[int, Any]:
        """An activity of Rowan's, but for this change: (status, answer)."""
        return await self.knock(token or self.token(), change)

    async def knock(self, token: str | None, change: Mapping[str, Any] | None = None) -> tuple[int, Any]:
        """The same with this token, or with none."""
        self._number += 1
        activity = {
            "type": "message",
            "id": f"activity-{self._number}",
            "serviceUrl": SERVICE,
            "channelId": "msteams",
            "from": {"id": "29:rowan", "name": "Rowan Reporter", "aadObjectId": ROWAN},
            "conversation": {"id": "a:rowan", "conversationType": "personal", "tenantId": TENANT},
            "recipient": {"id": f"28:{APP}", "name": "Need to Know"},
            "text": "help",
            **(change or {}),
        }
        answer = await self.request("POST", "/api/messages", json=activity, token=token)
        text = await answer.text()
        return answer.status, json.loads(text) if text else None

    async def request(self, method: str, path: str, *, json: Any = None, token: str | None = None) -> ClientResponse:
        """Any request."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self._client.request(method, path, json=json, headers=headers)


def execute(data: Mapping[str, Any]) -> dict[str, Any]:
    """The change that makes an activity an Action.Execute."""
    return {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "text": None,
        "value": {"action": {"type": "Action.Execute", "data": dict(data)}},
        "replyToId": "card-1",
    }
