"""The Outlook door of a bot in one process: a director's mail in the store, presses with any token, body, header."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot.fitting import load_governing
from bot.notifications.delivery import Via
from bot.notifications.notification import Notification
from bot.organisation import load_organisation
from bot.outlook.card import PATH, MailCards
from bot.outlook.message import OWN
from bot.outlook.nonce import LIFE, Permit
from bot.pace import Pace
from bot.rehearsal.outlook_service import card_data, filled
from bot.services.authority import Authority
from bot.settings import OutlookSettings
from bot.tokens import OUTLOOK_ACTIONS_APP
from tests.engine.council import FRIDAY, MISSING, ORGANISATION, Council
from tests.fakes.doors import Seconds
from tests.fakes.keys import lifetime, signed
from tests.security.kept import counts, door_lines, door_refusals
from tests.teams.whole import APP, TENANT, Microsoft, Whole

PROVIDER = "55555555-5555-4555-8555-555555555555"
AUDIENCE = f"api://auth-am-{PROVIDER}/{APP}"
KEY = b"a key for tests alone, long enough for a seal"
SETTINGS = OutlookSettings(PROVIDER, "https://need-to-know.example", KEY, (AUDIENCE, APP), scopes=("Actions.Invoke",))
CANARY = "zanzibar"


class OutlookDoor:
    """A notification about a missing child, told to its directors by card and mail, and the door that they press at."""

    def __init__(
        self,
        folder: Path,
        answers: Mapping[str, str] = MISSING,
        *,
        keys: int = 200,
        organisation: Path = ORGANISATION,
        by: str = "rowan",
        prepare: Callable[[Council, Notification], None] = lambda council, _: None,
    ) -> None:
        """`keys`: the status with which our tenant's key server answers; `prepare`: what happens after the report."""
        self.folder, self._closed = folder, False
        made = load_organisation(organisation)
        council = Council(folder / "bot", authority=Authority(load_governing(made), made))
        self.authority = council.authority
        self.people = {key: council.actor(key).id for key in made.people}
        reported = council.report(by, {**answers, "basic.child_name": f"{CANARY} K-104"})
        council.deliver()
        prepare(council, reported)
        council.deliver()
        self.notification = reported.id
        record = council.record(self.notification)
        self.version = record.notification.version
        own = [d for d in record.deliveries if d.via is Via.MAIL and d.purpose in OWN]
        self.mails = {delivery.recipient: delivery.id for delivery in own}
        self.cards = MailCards(council.authority, SETTINGS, APP)
        people = {person.mail: person for person in made.people.values()}
        self.shown = {
            people[address].key: self.cards.card(record, mail, people[address], council.clock.now())
            for address, mail in self.mails.items()
        }
        council.close()
        self._runner = asyncio.Runner()
        microsoft = Microsoft()
        microsoft.directory.status = keys
        self.bot = Whole(folder / "bot", microsoft, SETTINGS, organisation, council.clock)
        self._runner.run(self.bot.__aenter__())

    def close(self) -> None:
        """Stop the bot."""
        if not self._closed:
            self._closed = True
            self._runner.run(self.bot.__aexit__(None, None, None))
            self._runner.close()

    # -- what a press is made of ------------------------------------------------------------------

    def permit(self, **change: Any) -> Permit:
        """Dana's button to acknowledge, but for this change."""
        fields: dict[str, Any] = {
            "id": self.notification,
            "delivery": self.mails["dana@rehearsal.example"],
            "to": self.people["dana"],
            "verb": "acknowledge",
            "version": self.version,
            "expires": FRIDAY + LIFE,
        }
        return Permit(**{**fields, **change})

    def body(self, inputs: Mapping[str, Any] | None = None, **change: Any) -> dict[str, Any]:
        """The body of a press, sealed as ours are."""
        return {**self.permit(**change).sealed(KEY), "inputs": dict(inputs or {})}

    def token(
        self, claims: Mapping[str, Any] | None = None, header: Mapping[str, Any] | None = None, key: str = "tenant"
    ) -> str:
        """Dana's token from Outlook's service, but for these claims, this header, this key."""
        good = {
            "iss": f"https://login.microsoftonline.com/{TENANT}/v2.0",
            "aud": AUDIENCE,
            "tid": TENANT,
            "azp": OUTLOOK_ACTIONS_APP,
            "scp": "Actions.Invoke",
            "oid": self.people.get("dana"),  # another authority has no Dana: its tests say who presses
            "ver": "2.0",
        }
        return signed({**good, **lifetime(), **(claims or {})}, key=key, header=header)

    # -- pressing ---------------------------------------------------------------------------------

    def press(
        self, body: object, token: str | None = None, *, header: str = "Action-Authorization"
    ) -> tuple[int, str, str]:
        """(status, CARD-ACTION-STATUS, body) of one press. Without a token none is sent."""
        return self.together(body, token, times=1, header=header)[0]

    def presses(self, who: str, action: str, inputs: Mapping[str, object] | None = None) -> tuple[int, str]:
        """Somebody presses a button of the card in their mail, as Outlook's service does it: (status, words)."""
        _, body = filled(self.shown[who], action, inputs or {})
        status, said, text = self.press(body, self.token({"oid": self.people[who]}))
        if text:
            self.shown[who] = json.loads(text)
        return status, said

    def offers(self, who: str) -> list[str]:
        """The buttons of the card in somebody's mail."""
        offered = card_data(self.shown[who])["actions"]
        assert isinstance(offered, list)
        return [str(each["id"]) for each in offered]

    def together(
        self, body: object, token: str | None, *, times: int, header: str = "Action-Authorization"
    ) -> list[tuple[int, str, str]]:
        """The same press several times at once."""
        raw = body if isinstance(body, str) else json.dumps(body)
        headers = {"Content-Type": "application/json", **({header: f"Bearer {token}"} if token is not None else {})}

        async def one() -> tuple[int, str, str]:
            answer = await self._client.post(PATH, data=raw.encode(), headers=headers)
            return answer.status, answer.headers.get("CARD-ACTION-STATUS", ""), await answer.text()

        async def several() -> list[tuple[int, str, str]]:
            return list(await asyncio.gather(*(one() for _ in range(times))))

        return self._runner.run(several())

    def calm(self) -> None:
        """Nobody pressed or was refused lately, and no time passes: the bounds on both are far, and exact."""
        for route in self.bot.application.web.router.routes():
            if route.resource is not None and route.resource.canonical == PATH:
                actions = route.handler.__self__  # type: ignore[attr-defined]
                actions._pace = Pace(Seconds())
                actions._refusals._pace = Pace(Seconds())

    def request(self, method: str, path: str = PATH) -> int:
        """The status of any request."""

        async def ask() -> int:
            headers = {"Action-Authorization": f"Bearer {self.token()}"}
            return int((await self._client.request(method, path, headers=headers)).status)

        return self._runner.run(ask())

    @property
    def _client(self) -> Any:
        return self.bot._client

    # -- what came of it ----------------------------------------------------------------------------

    def state(self) -> dict[str, int]:
        """How many rows each table holds, but the journal, and the notification's version."""
        return {table: number for table, number in counts(self.folder).items() if table != "journal"}

    def journal(self) -> int:
        """How many lines the journal has."""
        return counts(self.folder)["journal"]

    def door_lines(self) -> list[dict[str, str]]:
        """What the journal says of everybody whom the door refused, oldest first."""
        return door_lines(self.folder)

    def refusals(self) -> list[str]:
        """Why the door refused, oldest first."""
        return door_refusals(self.folder)
