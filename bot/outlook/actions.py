"""POST /api/outlook/actions: a press in a mail. Who presses, in which mail, until when; then the same door as Teams'.

In this order: the body is an object; Outlook's token is genuine and its bearer the person the mail was sent to; the
button is one that we sealed, for this mail and verb, and not too old; and, in the transaction that acts, the mail is
one that we sent to them. Then the press is a press like any other: every use case authorises again.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.incoming import BodyRefused, read_object
from bot.notifications.commands import OUTLOOK, Actor, Place, Press
from bot.notifications.delivery import Via
from bot.organisation import Person
from bot.outlook.card import MailCards, reader_of
from bot.outlook.nonce import Permit, SealBroken, check, permit_in
from bot.pace import Pace
from bot.refusals import UNKNOWN, Refusals
from bot.services import outlook_words, pressing, words
from bot.services.authority import Authority
from bot.services.ports import Clock, Store, Work
from bot.services.screens import BesideScreen, DeedScreen, DeedsScreen, NotificationScreen, Screen, WordsScreen
from bot.services.words import Words
from bot.tokens import KeysUnavailable, OutlookDoor, TokenRefused
from cards.actions import SubmissionError, parse_submission
from cards.outlook import REFRESH

log = logging.getLogger(__name__)

STATUS_HEADER = "CARD-ACTION-STATUS"
UPDATE_HEADER = "CARD-UPDATE-IN-BODY"
LONGEST_STATUS = 200
_LEFT = re.compile(r"\{\{\w+\.value\}\}")
_PLAIN = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2026": "..."})


@dataclass
class _Refused(Exception):
    """Not let in. `reason` is a stable code for log and journal; `said` is for the person, without content.

    `who` is an Entra object id once a token has said it.
    """

    status: int
    reason: str
    said: Words
    who: str = UNKNOWN


class OutlookActions:
    """The door that Outlook's action service knocks at."""

    def __init__(
        self,
        door: OutlookDoor,
        key: bytes,
        cards: MailCards,
        authority: Authority,
        store: Store,
        clock: Clock,
        refusals: Refusals,
        wake: Callable[[], None],
    ) -> None:
        self._door, self._key, self._cards, self._authority = door, key, cards, authority
        self._store, self._clock, self._refusals, self._wake = store, clock, refusals, wake
        self._pace = Pace()

    async def handle(self, request: web.Request) -> web.Response:
        """One press. 200 with the card as it is now; 4xx or 503 with plain words in the header, and no content."""
        try:
            body = await read_object(request)
        except BodyRefused as refused:
            await self._refusals.note("body", door=OUTLOOK)
            return _answer(refused.status, outlook_words.not_understood())
        try:
            permit = await self._admitted(request, body)
        except _Refused as refused:
            await self._refusals.note(refused.reason, refused.who, door=OUTLOOK)
            return _answer(refused.status, refused.said)
        try:
            submission = parse_submission({**_inputs(body), "verb": permit.verb, "id": permit.id})
        except SubmissionError:
            await self._refusals.note("malformed", permit.to, door=OUTLOOK)
            return _answer(400, outlook_words.not_understood())
        reader = self._authority.organisation.person(permit.to)
        if reader is None:
            await self._refusals.note("not-in-the-organisation", permit.to, door=OUTLOOK)
            return _answer(403, outlook_words.not_yours())
        if permit.verb != REFRESH and not self._pace.may(reader.id):
            await self._refusals.note("too-many", permit.to, door=OUTLOOK)
            return _answer(429, words.too_many())
        press = Press(
            Actor(reader.id, reader.name),
            Place(OUTLOOK, ""),
            permit.verb,
            permit.id,
            permit.version,
            submission.inputs,
            "" if permit.verb == REFRESH else _key(body),
        )
        now = self._clock.now()

        def unit(work: Work) -> Screen | None:
            mail = work.delivery(permit.delivery)
            sent_to = reader_of(mail, self._authority) if mail is not None and mail.via is Via.MAIL else None
            if sent_to is None or sent_to.id != reader.id:
                work.journal("door", now, reader.id, "refused", why="not-the-addressee", door=OUTLOOK)
                return None
            return pressing.press(work, self._authority, press, now)

        try:
            screen = await self._store.run(unit)
        except Exception as error:
            log.error("not saved", extra={"action": "unit.failed", "kind": type(error).__name__})
            return _answer(503, outlook_words.not_saved(self._authority.organisation.phone))
        self._wake()
        if screen is None:
            return _answer(403, outlook_words.not_yours())
        return self._shown(screen, permit, reader)

    async def _admitted(self, request: web.Request, body: Mapping[str, Any]) -> Permit:
        try:
            permit = permit_in(dict(body))
        except SealBroken as broken:
            raise _Refused(400, broken.reason, outlook_words.not_understood()) from None
        header = request.headers.get("Action-Authorization") or request.headers.get("Authorization")
        try:
            await self._door.admit(header, approver=permit.to)
        except TokenRefused as error:
            log.warning("token refused", extra={"action": "door.refused", "reason": error.reason, "via": OUTLOOK})
            raise _Refused(error.status, error.reason, outlook_words.not_yours()) from None
        except KeysUnavailable:
            log.warning("keys unavailable", extra={"action": "door.keys-unavailable", "via": OUTLOOK})
            raise _Refused(503, "keys-unavailable", outlook_words.later()) from None
        try:
            check(permit, str(body["nonce"]), self._key, self._clock.now())
        except SealBroken as broken:
            too_old = broken.reason == "expired"
            said = outlook_words.too_old() if too_old else outlook_words.not_yours()
            raise _Refused(403, broken.reason, said, permit.to) from None
        return permit

    def _shown(self, screen: Screen, permit: Permit, reader: Person) -> web.Response:
        """The card as it is now in place of the one that was pressed."""
        if isinstance(screen, BesideScreen):
            screen = screen.shown
        if isinstance(screen, DeedsScreen | DeedScreen):
            form = self._cards.deeds(screen, permit.delivery, reader, self._clock.now())
            return _answer(200, screen.words if isinstance(screen, DeedScreen) else None, form)
        now = self._clock.now()
        if isinstance(screen, NotificationScreen):
            said = screen.words
            card = self._cards.card(screen.record, permit.delivery, reader, now, said.text if said else "")
            return _answer(200, said, card)
        if isinstance(screen, WordsScreen):
            refused = screen.words.code in pressing.REFUSALS
            card = self._cards.words(screen.words.title, screen.words.next)
            return _answer(403, screen.words) if refused else _answer(200, screen.words, card)
        # No button of a mail leads to any other screen: only a press that was put together asks for one.
        return _answer(400, outlook_words.not_understood())


def _inputs(body: Mapping[str, Any]) -> dict[str, Any]:
    """The answers. One that Outlook left as its placeholder was not on the card that was pressed."""
    given = body.get("inputs", {})
    if not isinstance(given, dict):
        raise SubmissionError("The answers are no object.")
    return {name: value for name, value in given.items() if not (isinstance(value, str) and _LEFT.fullmatch(value))}


def _key(body: Mapping[str, Any]) -> str:
    """The identity of a press: the same button of the same mail, with the same answers, counts once."""
    inputs = json.dumps(body.get("inputs", {}), sort_keys=True, default=str)
    return f"outlook|{body['nonce']}|{hashlib.sha256(inputs.encode('utf-8', 'replace')).hexdigest()}"


def _answer(status: int, said: Words | None, card: Mapping[str, object] | None = None) -> web.Response:
    headers = {}
    if said is not None:
        text = said.text if len(said.text) <= LONGEST_STATUS else said.title
        headers[STATUS_HEADER] = text.translate(_PLAIN).encode("ascii", "replace").decode()[:LONGEST_STATUS]
    if card is None:
        return web.Response(status=status, headers=headers)
    return web.json_response(card, status=status, headers={**headers, UPDATE_HEADER: "true"})
