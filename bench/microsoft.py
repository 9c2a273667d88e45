"""Microsoft as the measured bot sees it: keys that verify real tokens, and a connector that takes everything at once.

It lives in the bot's process, behind the sessions that the bot is handed, so that no other process is measured with it.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm
from requests.adapters import BaseAdapter

from bench.reports import APP, SERVICE, TENANT, author
from bot.clock import SystemClock
from bot.tokens import OUTLOOK_ACTIONS_APP


class Microsoft(BaseAdapter):
    """Answers every call of the bot's sessions."""

    def __init__(self) -> None:
        super().__init__()
        self._key = generate_private_key(public_exponent=65537, key_size=2048)

    def http(self) -> requests.Session:
        """A session all of whose calls end here."""
        session = requests.Session()
        session.trust_env = False
        session.mount("https://", self)
        return session

    def token(self) -> str:
        """A connector token, good for an hour of wall time, as Teams sends it with call after call."""
        return self._signed({"iss": "https://api.botframework.com", "aud": APP, "serviceurl": SERVICE})

    def outlook_token(self, oid: str) -> str:
        """The token with which Outlook's service calls for this person, good for an hour of wall time."""
        issuer = f"https://login.microsoftonline.com/{TENANT}/v2.0"
        claims = {"iss": issuer, "aud": APP, "tid": TENANT, "azp": OUTLOOK_ACTIONS_APP, "scp": "access", "oid": oid}
        return self._signed(claims)

    def _signed(self, claims: Mapping[str, str]) -> str:
        now = SystemClock().now()
        times = {"iat": now, "nbf": now - timedelta(minutes=5), "exp": now + timedelta(hours=1)}
        return jwt.encode({**claims, **times}, self._key, algorithm="RS256", headers={"kid": "bench"})

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """The answer, without a socket."""
        address = urlsplit(request.url or "")
        response = requests.Response()
        response.request = request
        response.url = request.url or ""
        response.status_code = 200
        response.headers["Content-Type"] = "application/json"
        response._content = json.dumps(self._answer(address.netloc, address.path)).encode()
        return response

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, host: str, path: str) -> Mapping[str, object]:
        if path.endswith("openidconfiguration"):
            return {"jwks_uri": f"https://{host}/keys"}
        if path.endswith("/keys"):
            public: dict[str, Any] = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
            public.pop("key_ops", None)
            return {"keys": [public | {"kid": "bench", "endorsements": ["msteams"]}]}
        if path.endswith("openid-configuration"):
            here = f"https://{host}/{TENANT}"
            endpoints = {name: f"{here}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            return endpoints | {"issuer": here, "jwks_uri": f"{here}/keys"}
        if path.endswith("/token_endpoint"):
            return {"token_type": "Bearer", "expires_in": 3599, "access_token": "the bot's own"}
        if "/members/" in path:
            user = unquote(path.rsplit("/", 1)[1])
            found = author(int(user.removeprefix("29:")))
            return {"id": user, "tenantId": TENANT, "objectId": found, "aadObjectId": found, "userRole": "user"}
        return {"id": "1"}
