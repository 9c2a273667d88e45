"""The names and numbers of the rehearsal's Microsoft tenant.

They are fixed, so that a data folder kept from one rehearsal fits the next: the bot stores conversation and user ids.
"""

from __future__ import annotations

from uuid import UUID, uuid5

APP_ID = "5d1f8a52-7c40-4f0e-9a53-6f2d9c1b7e10"
TENANT_ID = "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22"
FOREIGN_TENANT_ID = "f0f0e1d2-9c3b-4a5e-8d7f-1a2b3c4d5e6f"
BOT_ID = f"28:{APP_ID}"
BOT_NAME = "Need to Know"
OUTLOOK_PROVIDER = "5e0b1c2d-7a4f-4d3e-9b8c-6f1a2d3c4e5f"
PUBLIC_ADDRESS = "https://need-to-know.rehearsal.example"
"""Where the bot would stand on the internet; Outlook's service is played here and finds it on this machine."""
SERVICE_URL = "https://smba.trafficmanager.net/uk/"

CONNECTOR_HOST = "smba.trafficmanager.net"
KEYS_HOST = "login.botframework.com"
SIGN_IN_HOST = "login.microsoftonline.com"
GRAPH_HOST = "graph.microsoft.com"

SERVICES: dict[str, str] = {
    CONNECTOR_HOST: "connector",
    KEYS_HOST: "keys",
    SIGN_IN_HOST: "signin",
    GRAPH_HOST: "graph",
}
"""Each host the bot calls, and the name a fault gives it."""

_NAMESPACE = UUID("0b7d3f5a-61c2-4e8d-b94f-7a1e5c3d2f68")


def steady_id(*parts: str) -> str:
    """The same UUID for the same words in every rehearsal."""
    return str(uuid5(_NAMESPACE, "/".join(parts)))
