"""The tenant's mailboxes: drafts, what was sent, and what arrived where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.rehearsal.clock import iso, zulu
from bot.rehearsal.identity import steady_id

Folder = Literal["drafts", "sentitems"]

FOLDER_IDS: dict[Folder, str] = {"drafts": "AQMkDrafts", "sentitems": "AQMkSentItems"}


@dataclass
class Mail:
    """One message in a mailbox. `content` is Graph's own JSON as the bot gave it; instants are the rehearsal's."""

    id: str
    immutable: bool
    mailbox: str
    folder: Folder
    content: dict[str, Any]
    created: datetime
    sent: datetime | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)

    def recipients(self) -> list[str]:
        """Every address it goes to, lower case."""
        return [address.casefold() for part in ("to", "cc", "bcc") for address in self.addresses(part)]

    def addresses(self, part: str) -> list[str]:
        """The addresses in `to`, `cc` or `bcc`."""
        rows = self.content.get(f"{part}Recipients") or []
        return [str(row.get("emailAddress", {}).get("address", "")) for row in rows if isinstance(row, dict)]

    def extended(self) -> list[dict[str, str]]:
        """Its single-value extended properties."""
        rows = self.content.get("singleValueExtendedProperties") or []
        return [{"id": str(row.get("id", "")), "value": str(row.get("value", ""))} for row in rows]

    def as_graph(self, *, expand: bool) -> dict[str, object]:
        """The message as Graph returns it; extended properties only when they were asked for."""
        at = self.sent or self.created
        hidden = ("singleValueExtendedProperties", "attachments", "internetMessageHeaders")
        data: dict[str, object] = {
            **{name: value for name, value in self.content.items() if name not in hidden},
            "id": self.id,
            "isDraft": self.folder == "drafts",
            "createdDateTime": zulu(self.created),
            "lastModifiedDateTime": zulu(at),
            "receivedDateTime": zulu(at),
            "sentDateTime": zulu(at),
            "hasAttachments": bool(self.attachments),
            "parentFolderId": FOLDER_IDS[self.folder],
            "internetMessageId": f"<{steady_id('mail', self.id)}@rehearsal.example>",
            "conversationId": f"AAQk{steady_id('thread', self.id)}",
            "webLink": f"https://outlook.office365.com/owa/?ItemID={self.id}",
        }
        if "internetMessageHeaders" in self.content:
            data["internetMessageHeaders"] = self.content["internetMessageHeaders"]
        if expand:
            data["singleValueExtendedProperties"] = self.extended()
        return data

    def as_received(self) -> dict[str, object]:
        """The message for `GET mail`."""
        body = self.content.get("body") or {}
        headers = self.content.get("internetMessageHeaders") or []
        return {
            "mail": self.id,
            "at": iso(self.sent or self.created),
            "from": self.mailbox,
            "to": self.addresses("to"),
            "cc": self.addresses("cc"),
            "bcc": self.addresses("bcc"),
            "subject": str(self.content.get("subject") or ""),
            "importance": str(self.content.get("importance") or "normal"),
            "type": str(body.get("contentType") or "text").casefold(),
            "body": str(body.get("content") or ""),
            "headers": {str(row.get("name")): str(row.get("value")) for row in headers if isinstance(row, dict)},
            "properties": {row["id"]: row["value"] for row in self.extended()},
            "attachments": [str(row.get("name", "")) for row in self.attachments],
        }


class Mailboxes:
    """Every mailbox of the tenant, in memory."""

    def __init__(self, addresses: frozenset[str]) -> None:
        self._addresses = addresses
        self._mails: list[Mail] = []
        self._made = 0

    def known(self, address: str) -> bool:
        """Whether our tenant has this mailbox."""
        return address.casefold() in self._addresses

    def new_id(self, kind: str) -> str:
        """A message id in Graph's style."""
        self._made += 1
        return f"AAMk{kind}{steady_id('message', str(self._made)).replace('-', '')}="

    def draft(self, mailbox: str, content: Mapping[str, Any], at: datetime, *, immutable: bool) -> Mail:
        """Keep a new draft. `immutable` when the caller asked for ids that survive a move."""
        mail = Mail(self.new_id("I" if immutable else "D"), immutable, mailbox.casefold(), "drafts", dict(content), at)
        mail.attachments.extend(content.get("attachments") or [])
        self._mails.append(mail)
        return mail

    def find(self, mailbox: str, identifier: str) -> Mail | None:
        """The message of this id in this mailbox."""
        for mail in self._mails:
            if mail.id == identifier and mail.mailbox == mailbox.casefold():
                return mail
        return None

    def send(self, mail: Mail, at: datetime) -> None:
        """Send it: it moves to Sent Items, under another id unless its id is immutable, and is delivered."""
        mail.folder, mail.sent = "sentitems", at
        if not mail.immutable:
            mail.id = self.new_id("S")

    def discard(self, mail: Mail) -> None:
        """Delete it."""
        self._mails.remove(mail)

    def within(self, mailbox: str, folder: Folder | None) -> list[Mail]:
        """The messages of a mailbox (of one folder), newest first, as Graph lists them."""
        found = [m for m in self._mails if m.mailbox == mailbox.casefold() and folder in (None, m.folder)]
        return list(reversed(found))

    def delivered(self, address: str | None = None) -> list[Mail]:
        """What arrived for an address (for anybody without one), newest last."""
        return [
            mail
            for mail in sorted((m for m in self._mails if m.sent), key=lambda m: m.sent or m.created)
            if address is None or address.strip().casefold() in mail.recipients()
        ]
