"""The real O365 and msal against the rehearsal, over the sessions that the bot gets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests
from aiohttp import web
from msal import ConfidentialClientApplication
from O365 import Account, Connection
from O365.utils.token import MemoryTokenBackend

from bot.rehearsal.identity import APP_ID, TENANT_ID
from bot.rehearsal.outside import sessions
from bot.rehearsal.people import read_cast
from bot.rehearsal.tenant import Tenant

ORGANISATION = Path(__file__).parent / "organisation.yaml"
KEY = "String {5d1f8a52-7c40-4f0e-9a53-6f2d9c1b7e10} Name DeliveryKey"


@contextmanager
def microsoft(folder: Path) -> Iterator[tuple[Tenant, str]]:
    """Microsoft's doors alone, without a bot."""
    tenant = Tenant(read_cast(ORGANISATION), ORGANISATION, folder, datetime(2026, 11, 20, 16, tzinfo=UTC))
    loop = asyncio.new_event_loop()
    application = web.Application()
    application.router.add_route("*", "/microsoft/{call:.*}", tenant.microsoft.receive)
    runner = web.AppRunner(application)

    async def listen() -> str:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    address = loop.run_until_complete(listen())
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield tenant, address
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def account(address: str, password: str, mailbox: str, *, immutable: bool = True) -> Account:
    """An O365 account whose HTTP goes to the rehearsal, as platform.md describes."""
    session = sessions(address)

    class LoopbackConnection(Connection):
        def get_session(self, *args: Any, **kwargs: Any) -> requests.Session:
            own: requests.Session = super().get_session(*args, **kwargs)
            own.adapters = session.adapters
            return own

        def get_naive_session(self) -> requests.Session:
            return session

        @property
        def msal_client(self) -> ConfidentialClientApplication:
            return ConfidentialClientApplication(
                APP_ID,
                client_credential=password,
                authority=f"https://login.microsoftonline.com/{TENANT_ID}",
                token_cache=self.token_backend,
                http_client=session,
            )

        @msal_client.setter
        def msal_client(self, value: object) -> None:
            pass

    class LoopbackAccount(Account):
        connection_constructor = LoopbackConnection

    return LoopbackAccount(
        (APP_ID, password),
        auth_flow_type="credentials",
        tenant_id=TENANT_ID,
        main_resource=mailbox,
        token_backend=MemoryTokenBackend(),
        default_headers={"Prefer": 'IdType="ImmutableId"'} if immutable else None,
        timeout=(5, 30),
    )


@pytest.mark.parametrize("immutable", [True, False])
def test_o365_drafts_finds_and_sends(tmp_path: Path, immutable: bool) -> None:
    with microsoft(tmp_path) as (tenant, address):
        box = account(address, tenant.bot.password, "inbox@rehearsal.example", immutable=immutable)
        assert box.authenticate()
        message = box.new_message()
        message.to.add("inbox@rehearsal.example")
        message.subject = "Notification"
        message.body = "<p>Child K-104</p>"
        message.single_value_extended_properties.append({"id": KEY, "value": "delivery-1"})
        assert message.save_draft()
        folder = box.mailbox().drafts_folder()
        query = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq 'delivery-1')"
        assert [found.object_id for found in folder.get_messages(query=query)] == [message.object_id]
        assert list(folder.get_messages(query=query.replace("delivery-1", "another"))) == []
        drafted = message.object_id
        assert message.send()
        (sent,) = box.mailbox().sent_folder().get_messages(query=query)
        assert (sent.object_id == drafted) is immutable
        (mail,) = tenant.mailboxes.delivered("inbox@rehearsal.example")
        assert mail.as_received()["properties"] == {KEY: "delivery-1"}


def test_an_unknown_mailbox_is_answered_as_graph_does(tmp_path: Path) -> None:
    with microsoft(tmp_path) as (tenant, address):
        box = account(address, tenant.bot.password, "nobody@rehearsal.example")
        assert box.authenticate()
        message = box.new_message()
        message.to.add("inbox@rehearsal.example")
        with pytest.raises(requests.HTTPError):
            message.save_draft()
        assert json.loads(tenant.wire.since()[-1].answer)["error"]["code"] == "ErrorInvalidUser"


def test_a_wrong_secret_is_refused_in_the_directorys_words(tmp_path: Path) -> None:
    with microsoft(tmp_path) as (_, address):
        client = ConfidentialClientApplication(
            APP_ID,
            client_credential="wrong",
            authority=f"https://login.microsoftonline.com/{TENANT_ID}",
            http_client=sessions(address),
        )
        answer = client.acquire_token_for_client(["https://graph.microsoft.com/.default"])
        assert answer["error"] == "invalid_client"
        assert answer["error_codes"] == [7000215]


def test_a_token_is_good_only_for_its_own_service(tmp_path: Path) -> None:
    with microsoft(tmp_path) as (tenant, address):
        client = ConfidentialClientApplication(
            APP_ID,
            client_credential=tenant.bot.password,
            authority=f"https://login.microsoftonline.com/{TENANT_ID}",
            http_client=sessions(address),
        )
        token = client.acquire_token_for_client(["https://graph.microsoft.com/.default"])["access_token"]
        session = sessions(address)
        session.headers["Authorization"] = f"Bearer {token}"
        assert session.get("https://graph.microsoft.com/v1.0/users/sam@rehearsal.example/messages").status_code == 200
        assert session.get("https://smba.trafficmanager.net/uk/v3/conversations/x/members").status_code == 401


def test_a_session_reaches_nobody_but_microsoft() -> None:
    for address in ("https://example.com/", "http://127.0.0.1:1/", "https://evil.graph.microsoft.com/"):
        with pytest.raises(requests.ConnectionError, match="not part of the rehearsal"):
            sessions("http://127.0.0.1:1").get(address)
