"""The part of Microsoft Graph's mail that O365 2.1.10 calls: drafts, sending, and looking for what was sent.

Addresses as O365 builds them: `/v1.0/users/{mailbox}/mailFolders/{folder}/messages`, `/messages/{id}`,
`/messages/{id}/send`, `/sendMail`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.rehearsal.identity import GRAPH_HOST
from bot.rehearsal.mailboxes import FOLDER_IDS, Folder, Mail, Mailboxes
from bot.rehearsal.signin import GRAPH_AUDIENCE, SignIn
from bot.rehearsal.wire import Answer, Asked

_EXTENDED = re.compile(
    r"singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id\s+eq\s+'((?:[^']|'')*)'"
    r"\s+and\s+\1/value\s+eq\s+'((?:[^']|'')*)'\s*\)",
    re.IGNORECASE,
)
_HEADER = re.compile(r"x-", re.IGNORECASE)


class Graph:
    """Answers the bot's calls to Graph and moves its mail."""

    def __init__(
        self, mailboxes: Mailboxes, sign_in: SignIn, now: Callable[[], datetime], tell: Callable[[str], None]
    ) -> None:
        self._mailboxes = mailboxes
        self._sign_in = sign_in
        self._now = now
        self._tell = tell

    def answer(self, asked: Asked) -> Answer:
        """The answer to one call; 401 without a token that this rehearsal issued for Graph."""
        if not self._sign_in.holds(asked.bearer, GRAPH_AUDIENCE):
            return _refusal(401, "InvalidAuthenticationToken", "Access token is empty or invalid.")
        if len(asked.path) < 4 or asked.path[0] != "v1.0" or asked.path[1] != "users":
            return _refusal(404, "ResourceNotFound", "Resource not found for the segment.")
        mailbox = asked.path[2]
        if not self._mailboxes.known(mailbox):
            return _refusal(404, "ErrorInvalidUser", f"The requested user '{mailbox}' is invalid.")
        match (asked.method, asked.path[3:]):
            case ("POST", ("messages",)):
                return self._create(asked, mailbox)
            case ("POST", ("mailFolders", name, "messages")):
                if _folder(name) != "drafts":
                    return _refusal(400, "ErrorInvalidRequest", "The rehearsal keeps drafts in the Drafts folder only.")
                return self._create(asked, mailbox)
            case ("GET", ("messages",)):
                return self._list(asked, mailbox, None)
            case ("GET", ("mailFolders", name, "messages")):
                folder = _folder(name)
                if folder is None:
                    return Answer(200, {"value": []}) if name.casefold() == "inbox" else _not_found()
                return self._list(asked, mailbox, folder)
            case ("POST", ("sendMail",)):
                return self._send_at_once(asked, mailbox)
            case (_, ("messages", identifier, *rest)):
                mail = self._mailboxes.find(mailbox, identifier)
                return _not_found() if mail is None else self._one(asked, mail, tuple(rest))
        return _refusal(404, "ResourceNotFound", "The rehearsal's Graph does not have this.")

    def _one(self, asked: Asked, mail: Mail, rest: tuple[str, ...]) -> Answer:
        match (asked.method, rest):
            case ("GET", ()):
                return Answer(200, mail.as_graph(expand=_expands(asked)))
            case ("PATCH", ()):
                refused = _headers_refused(asked.json())
                if refused:
                    return refused
                mail.content.update(asked.json())
                return Answer(200, mail.as_graph(expand=False))
            case ("DELETE", ()):
                self._mailboxes.discard(mail)
                return Answer(204)
            case ("POST", ("send",)):
                return self._send(mail)
            case ("POST", ("attachments",)):
                mail.attachments.append(asked.json())
                return Answer(201, {**asked.json(), "id": f"AAtt{len(mail.attachments)}"})
            case ("GET", ("attachments",)):
                return Answer(200, {"value": mail.attachments})
        return _refusal(404, "ResourceNotFound", "The rehearsal's Graph does not have this.")

    def _create(self, asked: Asked, mailbox: str) -> Answer:
        content = asked.json()
        refused = _headers_refused(content)
        if refused:
            return refused
        mail = self._mailboxes.draft(mailbox, content, self._now(), immutable=_wants_immutable(asked))
        return Answer(201, mail.as_graph(expand=False))

    def _send(self, mail: Mail) -> Answer:
        if mail.sent is not None:
            return _refusal(400, "ErrorInvalidRequest", "The message has already been sent.")
        if not mail.recipients():
            return _refusal(400, "ErrorInvalidRecipients", "At least one recipient is not valid.")
        self._mailboxes.send(mail, self._now())
        self._tell(f"Mail to {', '.join(mail.addresses('to'))}: {mail.content.get('subject') or '(no subject)'}.")
        return Answer(202)

    def _send_at_once(self, asked: Asked, mailbox: str) -> Answer:
        content = asked.json().get("message")
        if not isinstance(content, dict):
            return _refusal(400, "ErrorInvalidRequest", "The message is missing.")
        refused = _headers_refused(content)
        if refused:
            return refused
        return self._send(self._mailboxes.draft(mailbox, content, self._now(), immutable=_wants_immutable(asked)))

    def _list(self, asked: Asked, mailbox: str, folder: Folder | None) -> Answer:
        mails = self._mailboxes.within(mailbox, folder)
        wanted = asked.query.get("$filter")
        if wanted:
            found = _EXTENDED.search(wanted)
            if found is None:
                return _refusal(
                    400, "ErrorInvalidUrlQueryFilter", "The rehearsal filters by an extended property only."
                )
            pair = {"id": found[2].replace("''", "'"), "value": found[3].replace("''", "'")}
            mails = [mail for mail in mails if _has(mail, pair)]
        try:
            top, skip = int(asked.query.get("$top") or 10), int(asked.query.get("$skip") or 0)
        except ValueError:
            return _refusal(400, "ErrorInvalidUrlQuery", "$top and $skip are numbers.")
        page = [mail.as_graph(expand=_expands(asked)) for mail in mails[skip : skip + top]]
        data: dict[str, object] = {"value": page}
        if skip + top < len(mails):
            path = "/".join(asked.path)
            data["@odata.nextLink"] = f"https://{GRAPH_HOST}/{path}?$top={top}&$skip={skip + top}"
        return Answer(200, data)


def _has(mail: Mail, pair: Mapping[str, str]) -> bool:
    return any(
        row["id"].casefold() == pair["id"].casefold() and row["value"] == pair["value"] for row in mail.extended()
    )


def _folder(name: str) -> Folder | None:
    for folder, identifier in FOLDER_IDS.items():
        if name == identifier or name.casefold() == folder:
            return folder
    return None


def _expands(asked: Asked) -> bool:
    return "singleValueExtendedProperties" in asked.query.get("$expand", "")


def _wants_immutable(asked: Asked) -> bool:
    return "immutableid" in asked.header("Prefer").casefold()


def _headers_refused(content: Mapping[str, object]) -> Answer | None:
    """Graph takes custom headers only when their names start with `x-`."""
    rows = content.get("internetMessageHeaders")
    for row in rows if isinstance(rows, list) else ():
        name = str(row.get("name", "")) if isinstance(row, dict) else ""
        if not _HEADER.match(name):
            return _refusal(
                400,
                "InvalidInternetMessageHeader",
                f"The internet message header name '{name}' should start with 'x-' or 'X-'.",
            )
    return None


def _not_found() -> Answer:
    return _refusal(404, "ErrorItemNotFound", "The specified object was not found in the store.")


def _refusal(status: int, code: str, sentence: str) -> Answer:
    return Answer(status, {"error": {"code": code, "message": sentence}})
