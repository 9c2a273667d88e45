"""Sending mail through Graph: a draft with our key, then send; after an unclear answer, look for the key first."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType

import requests
from msal.exceptions import MsalError
from O365 import Account

from bot.outgoing import pause_asked
from bot.outlook.absence import compose_about
from bot.outlook.card import MailCards, reader_of, teams_link
from bot.outlook.graph import SignInRefused, account, sign_in
from bot.outlook.message import OWN, Mail, compose, to_operator
from bot.services import ways
from bot.services.authority import Authority
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Clock

log = logging.getLogger(__name__)

KEY = "String {3f0d6a4e-6f0c-4b0e-9d52-6a1d3c1f7a55} Name NeedToKnowDeliveryKey"
"""The extended property that holds our delivery key, since Graph's send has no idempotency key."""

PERMANENT = frozenset({400, 403, 404, 413})
UNCLEAR = frozenset({500, 502, 504})
_MEANS: Mapping[tuple[int, str], str] = MappingProxyType(
    {
        (403, "ErrorAccessDenied"): "mailbox-denied",
        (404, "MailboxNotEnabledForRESTAPI"): "mailbox-not-licensed",
        (404, "ErrorInvalidUser"): "mailbox-unknown",
        (404, "ResourceNotFound"): "mailbox-unknown",
        (403, "ErrorQuotaExceeded"): "mailbox-full",
        (507, ""): "mailbox-full",
        (413, ""): "mail-too-large",
    }
)
"""What a person can mend, by Graph's status and code."""


class Mailer:
    """Sends one mail at a time from the Need-to-Know mailbox; its thread has the connection to itself."""

    def __init__(
        self,
        app_id: str,
        tenant: str,
        credential: str | dict[str, str],
        authority: Authority,
        clock: Clock,
        http: Callable[[], requests.Session],
        cards: MailCards | None = None,
    ) -> None:
        self._authority = authority
        self._clock = clock
        self._cards = cards
        self._link = teams_link(app_id)
        self._new: Callable[[], Account] = lambda: account(
            app_id, tenant, credential, authority.organisation.inbox.address, http
        )
        self._account: Account | None = None
        self._one_at_a_time = threading.Lock()

    async def send(self, parcel: Parcel) -> Sent | Failed:
        """Send. Never raises for what Graph answers."""
        return await asyncio.to_thread(self._send, parcel, self._mail(parcel))

    def _mail(self, parcel: Parcel) -> Mail:
        """The mail, and under a director's own the card; without settings for Outlook it says how to act in Teams."""
        record, delivery = parcel.record, parcel.delivery
        if parcel.absence is not None:
            return compose_about(parcel, parcel.absence, self._authority, self._link)
        if parcel.notice is not None:
            return to_operator(parcel.notice, delivery.recipient)
        assert record is not None
        card, now = "", self._clock.now()
        reader = reader_of(delivery, self._authority)
        if delivery.purpose in OWN and reader is not None and self._cards is not None:
            card = json.dumps(self._cards.card(record, delivery.id, reader, now))
        return compose(record, delivery.purpose, delivery.recipient, self._authority, now, link=self._link, card=card)

    def _send(self, parcel: Parcel, mail: Mail) -> Sent | Failed:
        with self._one_at_a_time:
            try:
                if self._account is None:
                    self._account = self._new()
                sign_in(self._account)
            except (SignInRefused, requests.RequestException, MsalError, ValueError, KeyError):
                self._account = None  # msal would answer a minute from memory: when to try again is our own table
                return Failed("sign-in")
            try:
                return self._deliver(self._account, parcel, mail)
            except requests.HTTPError as error:
                return failure(error.response)
            except requests.ConnectTimeout:
                return Failed("connect-timeout")
            except (requests.RequestException, ValueError, KeyError, TypeError):
                # TypeError, KeyError and ValueError: an answer that is not what Graph gives. It may have been taken.
                return Failed("connection", unclear=True)

    def _deliver(self, signed: Account, parcel: Parcel, mail: Mail) -> Sent | Failed:
        delivery = parcel.delivery
        mailbox = signed.mailbox()
        message = None
        if delivery.unclear or delivery.attempt > 1:
            if found := self._find(signed, "SentItems", delivery.key):
                return Sent(found)
            if found := self._find(signed, "Drafts", delivery.key):
                message = mailbox.get_message(object_id=found)
        if message is None:
            message = mailbox.new_message()
            message.to.add(mail.to)
            message.subject = mail.subject
            message.body = mail.html
            message.importance = "high" if mail.urgent else "normal"
            if mail.flag:  # Graph takes headers of our own only before the draft exists, and only as "x-..."
                message.message_headers = [{"name": "X-Message-Flag", "value": mail.flag}]
            message.single_value_extended_properties.append({"id": KEY, "value": delivery.key})
            if not message.save_draft():
                return Failed("draft", unclear=True)
        identity = str(message.object_id)
        if not message.send():
            return Failed("send", unclear=True)
        return Sent(identity)

    def _find(self, signed: Account, folder: str, key: str) -> str:
        """The id of the message with our key in a folder, "" if there is none. Keys hold no quotes."""
        url = f"https://graph.microsoft.com/v1.0/users/{signed.main_resource}/mailFolders/{folder}/messages"
        wanted = f"singleValueExtendedProperties/Any(ep: ep/id eq '{KEY}' and ep/value eq '{key.replace(chr(39), '')}')"
        answer = signed.con.get(url, params={"$filter": wanted, "$select": "id"})
        found = answer.json().get("value", []) if answer else []
        return str(found[0]["id"]) if found else ""


def failure(response: requests.Response | None) -> Failed:
    """What Graph's refusal means: tried again, or for good, and then with a code that says what to mend."""
    if response is None:
        return Failed("connection", unclear=True)
    status, after = response.status_code, pause_asked(response.headers)
    code = _MEANS.get((status, _error(response))) or _MEANS.get((status, ""))
    if code:
        log.warning(ways.operator(code), extra={"action": "mailbox.refused", "code": code})
        return Failed(code, permanent=True)
    if status in PERMANENT:
        return Failed(f"http-{status}", permanent=True)
    return Failed(f"http-{status}", unclear=status in UNCLEAR, retry_after=after)


def _error(response: requests.Response) -> str:
    """Graph's code of the error. Its message may repeat what the mail held, and is not read."""
    try:
        return str(response.json()["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""
