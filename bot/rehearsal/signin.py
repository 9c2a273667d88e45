"""The Bot Framework's OpenID keys and the directory's sign-in, as far as the bot uses them.

Client credentials only: by secret, or by a signed client assertion, whose issuer must be the app (its signature is
not checked: the rehearsal holds no certificate of the bot). Access tokens last an hour of the machine's time.
"""

from __future__ import annotations

from urllib.parse import parse_qs

import jwt

from bot.rehearsal.clock import machine_seconds
from bot.rehearsal.identity import APP_ID, KEYS_HOST, SIGN_IN_HOST, TENANT_ID, steady_id
from bot.rehearsal.keys import ISSUER, KeyRing, encode
from bot.rehearsal.wire import Answer, Asked

BOT_AUDIENCE = "https://api.botframework.com"
GRAPH_AUDIENCE = "https://graph.microsoft.com"

_TENANTS = (TENANT_ID, "botframework.com")
"""Tenants that have this app: ours, and the Bot Framework's own, which multi-tenant bots sign in to."""


class SignIn:
    """Issues tokens and recognises its own."""

    def __init__(self, keys: KeyRing, secret: str) -> None:
        self._keys = keys
        self._secret = secret

    def holds(self, token: str | None, audience: str) -> bool:
        """Whether this is an unexpired token of ours for that audience (a machine-time check)."""
        if token is None:
            return False
        try:
            claims = jwt.decode(
                token, self._keys.directory.private.public_key(), algorithms=["RS256"], audience=audience
            )
        except jwt.PyJWTError:
            return False
        return bool(claims.get("appid") == APP_ID)

    def keys_answer(self, asked: Asked) -> Answer:
        """login.botframework.com: the metadata and the key set."""
        if asked.path[-1:] == ("openidconfiguration",) or asked.path[-1:] == ("openid-configuration",):
            return Answer(
                200,
                {
                    "issuer": ISSUER,
                    "authorization_endpoint": "https://invalid.botframework.com",
                    "jwks_uri": f"https://{KEYS_HOST}/v1/.well-known/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
                },
            )
        if asked.path[-1:] == ("keys",):
            return Answer(200, self._keys.published(), {"Cache-Control": "max-age=86400"})
        return Answer(404, {"error": {"code": "NotFound", "message": "No such document."}})

    def sign_in_answer(self, asked: Asked) -> Answer:
        """login.microsoftonline.com: discovery, the directory's keys and the token endpoint."""
        if asked.path[-2:] == ("discovery", "instance"):
            return Answer(200, _instances())
        tenant = asked.path[0] if asked.path else ""
        if tenant not in (*_TENANTS, "common", "organizations"):
            return _refused(
                400,
                "invalid_tenant",
                90002,
                f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID.",
            )
        if asked.path[-1] == "openid-configuration":
            return Answer(200, _discovery(tenant))
        if asked.path[-1] == "keys":
            return Answer(200, {"keys": [self._keys.directory.published()]})
        if asked.path[-1] == "token" and asked.method == "POST":
            return self._token(asked, tenant)
        return Answer(404, {"error": "not_found"})

    def _token(self, asked: Asked, tenant: str) -> Answer:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode("utf-8", "replace")).items()}
        client, secret = form.get("client_id"), form.get("client_secret")
        if form.get("grant_type") != "client_credentials":
            return _refused(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        if client != APP_ID:
            return _refused(
                400,
                "unauthorized_client",
                700016,
                f"Application with identifier '{client}' was not found in the directory.",
            )
        if "client_assertion" in form:
            if not _asserted(form["client_assertion"]):
                return _refused(
                    401, "invalid_client", 700027, "The certificate with the given identifier is not registered."
                )
        elif secret is None:
            return _refused(
                401, "invalid_client", 7000216, "'client_assertion', 'client_secret' or 'request' is required."
            )
        elif secret != self._secret:
            return _refused(
                401,
                "invalid_client",
                7000215,
                "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
                f"value, not the client secret ID, for a secret added to app '{APP_ID}'.",
            )
        audience = (form.get("scope") or form.get("resource") or "").removesuffix("/.default").rstrip("/")
        if audience not in (BOT_AUDIENCE, GRAPH_AUDIENCE):
            return _refused(
                400,
                "invalid_scope",
                70011,
                f"The provided value for the input parameter 'scope' is not valid: {audience}.",
            )
        return Answer(
            200,
            {
                "token_type": "Bearer",
                "expires_in": 3599,
                "ext_expires_in": 3599,
                "access_token": self._issue(audience, tenant),
            },
        )

    def _issue(self, audience: str, tenant: str) -> str:
        now = int(machine_seconds())
        key = self._keys.directory
        claims = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant}/",
            "iat": now,
            "nbf": now - 300,
            "exp": now + 3600,
            "appid": APP_ID,
            "appidacr": "1",
            "oid": steady_id("service principal"),
            "tid": tenant,
            "roles": ["Mail.ReadWrite", "Mail.Send"] if audience == GRAPH_AUDIENCE else [],
            "ver": "1.0",
        }
        return encode({"typ": "JWT", "alg": "RS256", "kid": key.kid, "x5t": key.kid}, claims, key)


def _asserted(assertion: str) -> bool:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        return False
    return claims.get("iss") == APP_ID and claims.get("sub") == APP_ID


def _refused(status: int, error: str, code: int, sentence: str) -> Answer:
    trace, correlation = steady_id("trace", str(code)), steady_id("correlation", str(code))
    return Answer(
        status,
        {
            "error": error,
            "error_description": f"AADSTS{code}: {sentence} Trace ID: {trace} Correlation ID: {correlation}",
            "error_codes": [code],
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"https://{SIGN_IN_HOST}/error?code={code}",
        },
    )


def _discovery(tenant: str) -> dict[str, object]:
    base = f"https://{SIGN_IN_HOST}/{tenant}"
    return {
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
    }


def _instances() -> dict[str, object]:
    return {
        "tenant_discovery_endpoint": f"https://{SIGN_IN_HOST}/{TENANT_ID}/v2.0/.well-known/openid-configuration",
        "api-version": "1.1",
        "metadata": [
            {
                "preferred_network": SIGN_IN_HOST,
                "preferred_cache": "login.windows.net",
                "aliases": [SIGN_IN_HOST, "login.windows.net", "login.microsoft.com", "sts.windows.net"],
            }
        ],
    }
