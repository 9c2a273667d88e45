"""The control API under `/rehearsal/`, by which pages, tests and plays drive the rehearsal. See docs/rehearsal.md.

What changes something answers once everything then due has settled:
`{"settled", "still", "status", "card", "messages", ...}`. A request that cannot be done is answered 400 with
`{"error": "one sentence"}`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.rehearsal.bot_child import Rest
from bot.rehearsal.bots import ask_for_process
from bot.rehearsal.clock import in_london, iso
from bot.rehearsal.faults import read_fault
from bot.rehearsal.identity import APP_ID, SERVICE_URL, TENANT_ID
from bot.rehearsal.outlook_service import card_data
from bot.rehearsal.outside import STEPS
from bot.rehearsal.people import Person
from bot.rehearsal.plain_text import plain_text
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.storm import read_storm
from bot.rehearsal.tenant import Knocked, Tenant

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def explain_bad_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever the rehearsal cannot do is answered 400 with one sentence."""
    try:
        return await handler(request)
    except RehearsalError as error:
        return web.json_response({"error": str(error)}, status=400)


class Control:
    """The control API of one tenant; `address` is the rehearsal's own, known once it listens."""

    def __init__(self, tenant: Tenant, address: Callable[[], str]) -> None:
        self._tenant = tenant
        self._address = address

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Add every door of the control API."""
        router.add_get("/rehearsal", self._about)
        router.add_get("/rehearsal/", self._about)
        router.add_get("/rehearsal/.", self._about)  # for clients that send the dot as it stands
        for name, handler in {
            "people": self._people,
            "places": self._places,
            "seen": self._seen,
            "posted": self._posted,
            "mail": self._mail,
            "clock": self._clock,
            "wire": self._wire,
            "timeline": self._timeline,
            "knowledge": self._knowledge,
            "news": self._news,
            "policy": self._policy,
            "idle": self._idle,
            "fault": self._faults,
        }.items():
            router.add_get(f"/rehearsal/{name}", handler)
        for name, handler in {
            "say": self._say,
            "press": self._press,
            "message-action": self._message_action,
            "dialog": self._press_dialog,
            "clock": self._move_clock,
            "fault": self._fault,
            "repeat": self._repeat,
            "sign": self._sign,
            "rotate": self._rotate,
            "send": self._send,
            "bot": self._bot,
            "mail/press": self._press_mail,
        }.items():
            router.add_post(f"/rehearsal/{name}", handler)
        router.add_delete("/rehearsal/fault", self._clear_faults)

    async def _about(self, request: web.Request) -> web.Response:
        tenant = self._tenant
        return web.json_response(
            {
                "bot": tenant.bot.url,
                "bot_base": tenant.bot.base,
                "running": tenant.bot.alive,
                "processes": tenant.bot.processes,
                "app": APP_ID,
                "app_id": APP_ID,
                "tenant": TENANT_ID,
                "tenant_id": TENANT_ID,
                "service_url": SERVICE_URL,
                "organisation": tenant.cast.organisation,
                "inbox": tenant.cast.inbox,
                "clock": iso(tenant.clock.now()),
                "steps": list(STEPS),
                "keys": tenant.keys.names(),
            }
        )

    async def _people(self, request: web.Request) -> web.Response:
        """Who they are, in facts: the page says them in words."""
        tenant, now = self._tenant, self._tenant.clock.now()
        on_call, away = await asyncio.to_thread(lambda: (tenant.kept.on_call(now), tenant.kept.away(now)))
        titles = tenant.cast.titles
        rows = [
            {
                **person.as_data(),
                "titles": [titles.get(role, role) for role in person.roles],
                "cover_titles": [titles.get(role, role) for role in person.cover_for],
                "stand_in_titles": [titles.get(role, role) for role in person.stands_in_for],
                "on_call": person.key == on_call,
                "away": person.key in away,
            }
            for person in tenant.cast.people.values()
        ]
        return web.json_response(rows)

    async def _places(self, request: web.Request) -> web.Response:
        rows = [
            {"key": place.key, "kind": place.kind, "name": place.name, "id": place.id, "members": list(place.members)}
            for place in self._tenant.screens.places()
            if place.kind != "personal"
        ]
        return web.json_response(rows)

    async def _seen(self, request: web.Request) -> web.Response:
        person = self._tenant.cast.person(request.query.get("by"))
        screens = self._tenant.screens
        seen = screens.came_to(person) if "ever" in request.query else screens.seen_by(person)
        return web.json_response([message.as_seen(person) for message in seen])

    async def _posted(self, request: web.Request) -> web.Response:
        """Every message of the bot as it arrived, for a witness of what arrived twice."""
        return web.json_response([message.as_posted() for message in self._tenant.screens.posted()])

    async def _mail(self, request: web.Request) -> web.Response:
        reader = request.query.get("to")
        rows = []
        for mail in self._tenant.mailboxes.delivered(reader):
            row = mail.as_received()
            card = self._tenant.outlook.card(mail, reader or mail.recipients()[0])
            rows.append({**row, "text": plain_text(str(row["body"])), **(card_data(card) if card else {"card": None})})
        return web.json_response(rows)

    async def _clock(self, request: web.Request) -> web.Response:
        rest = await self._tenant.bot.rest()
        coming = await asyncio.to_thread(self._tenant.kept.coming)
        return web.json_response({**self._time(rest), "coming": coming})

    async def _knowledge(self, request: web.Request) -> web.Response:
        now = self._tenant.clock.now()
        return web.json_response(await asyncio.to_thread(self._tenant.kept.knowledge, now))

    async def _policy(self, request: web.Request) -> web.Response:
        policy = await asyncio.to_thread(self._tenant.kept.policy)
        if policy is None:
            raise RehearsalError("This rehearsal's organisation file names no policy that can be shown.")
        return web.json_response(policy)

    async def _news(self, request: web.Request) -> web.Response:
        """What was new last, for everybody: by person and place, the number of the newest change."""
        return web.json_response(self._tenant.news())

    async def _wire(self, request: web.Request) -> web.Response:
        exchanges = self._tenant.wire.since(_number(request.query.get("since", "0")))
        return web.json_response([exchange.as_data() for exchange in exchanges])

    async def _timeline(self, request: web.Request) -> web.Response:
        moments = self._tenant.timeline.since(_number(request.query.get("since", "0")))
        return web.json_response([moment.as_data() for moment in moments])

    async def _idle(self, request: web.Request) -> web.Response:
        rest = await self._tenant.bot.rest()
        return web.json_response({"idle": rest.settled, **self._time(rest)})

    async def _faults(self, request: web.Request) -> web.Response:
        return web.json_response(self._tenant.faults.as_data())

    async def _say(self, request: web.Request) -> web.Response:
        data = await _body(request)
        person = self._tenant.cast.person(data.get("as"))
        text = data.get("text")
        if not isinstance(text, str):
            raise RehearsalError("Say what the person writes in `text`.")
        before = self._tenant.screens.changes
        return await self._done(before, await self._tenant.say(person, text, data.get("in")), person)

    async def _press(self, request: web.Request) -> web.Response:
        data = await _body(request)
        person = self._tenant.cast.person(data.get("as"))
        before = self._tenant.screens.changes
        return await self._done(before, await self._tenant.press(person, data.get("message"), data), person)

    async def _press_mail(self, request: web.Request) -> web.Response:
        data = await _body(request)
        person = self._tenant.cast.person(data.get("as"))
        before = self._tenant.screens.changes
        inputs = _object(data, "inputs")
        return await self._done(
            before, await self._tenant.press_mail(person, data.get("mail"), data.get("action"), inputs)
        )

    async def _message_action(self, request: web.Request) -> web.Response:
        data = await _body(request)
        person = self._tenant.cast.person(data.get("as"))
        before = self._tenant.screens.changes
        knocked = await self._tenant.message_action(person, data.get("message"), data.get("html"))
        return await self._done(before, knocked, person)

    async def _press_dialog(self, request: web.Request) -> web.Response:
        data = await _body(request)
        person = self._tenant.cast.person(data.get("as"))
        before = self._tenant.screens.changes
        return await self._done(before, await self._tenant.press_dialog(person, data), person)

    async def _move_clock(self, request: web.Request) -> web.Response:
        data = await _body(request)
        target = self._tenant.clock.target(advance=data.get("advance"), to=data.get("to"))
        before = self._tenant.screens.changes
        rest = await self._tenant.move_clock(target)
        return await self._done(before, Knocked(), None, rest)

    async def _fault(self, request: web.Request) -> web.Response:
        data = await _body(request)
        before = self._tenant.screens.changes
        if "storm" in data:
            self._tenant.faults.begin(read_storm(data))
        else:
            self._tenant.faults.add(read_fault(data))
        return await self._done(before, Knocked())

    async def _clear_faults(self, request: web.Request) -> web.Response:
        before = self._tenant.screens.changes
        self._tenant.faults.clear()
        return await self._done(before, Knocked())

    async def _repeat(self, request: web.Request) -> web.Response:
        data = await _body(request)
        exchange = self._tenant.wire.to_repeat(data.get("wire"))
        times = data.get("times", 1)
        if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= 1000:
            raise RehearsalError("Repeat it from 1 to 1000 times.")
        before = self._tenant.screens.changes
        return await self._done(before, await self._tenant.repeat(exchange, times, bool(data.get("together"))))

    async def _sign(self, request: web.Request) -> web.Response:
        data = await _body(request)
        token = self._tenant.keys.sign(
            _object(data, "claims"), _object(data, "header"), str(data.get("key") or "trusted")
        )
        return web.json_response({"token": token})

    async def _rotate(self, request: web.Request) -> web.Response:
        announced = (await _body(request)).get("announced", True)
        return web.json_response({"key": self._tenant.keys.rotate(announced=bool(announced))})

    async def _send(self, request: web.Request) -> web.Response:
        """Anything with any token: `token` absent means a good one, null means none."""
        data = await _body(request)
        token = data.get("token", "")
        if token is not None and not isinstance(token, str):
            raise RehearsalError("A token is text, or null for none.")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token or self._tenant.keys.to_bot()}"
        headers.update({name: str(value) for name, value in _object(data, "headers").items()})
        before = self._tenant.screens.changes
        return await self._done(before, await self._tenant.knock_with(self._content(data), headers))

    def _content(self, data: dict[str, Any]) -> bytes:
        """The bytes to send: `raw` text as it is, else `activity`, else what `as` would send by writing `text`."""
        if isinstance(data.get("raw"), str):
            return str(data["raw"]).encode()
        if "activity" in data:
            return json.dumps(data["activity"]).encode()
        person = self._tenant.cast.person(data.get("as", next(iter(self._tenant.cast.people))))
        place = self._tenant.screens.place_for(person, data.get("in"))
        activity = self._tenant.written(person, place, str(data.get("text") or "help"))
        activity.update(_object(data, "change"))
        return json.dumps({name: value for name, value in activity.items() if value is not None}).encode()

    async def _bot(self, request: web.Request) -> web.Response:
        data = await _body(request)
        order, step = _order(data)
        before = self._tenant.screens.changes
        if order == "start":
            rest = await self._tenant.start_bot(self._address())
            return await self._done(before, Knocked(), None, rest)
        if step is None:
            await self._tenant.kill_bot()
        else:
            nth = data.get("nth", 1)
            if isinstance(nth, bool) or not isinstance(nth, int) or nth < 1:
                raise RehearsalError("The bot dies at the first or a later arrival: nth is 1 or more.")
            if step not in STEPS:
                raise RehearsalError(f"There is no step {step!r}; there are {', '.join(STEPS)}.")
            await self._tenant.bot.arm(step, nth)
        return await self._done(before, Knocked())

    async def _done(
        self, before: int, knocked: Knocked, person: Person | None = None, rest: Rest | None = None
    ) -> web.Response:
        rest = rest or await self._tenant.bot.rest()
        screens = self._tenant.screens
        if person is not None:
            messages = [message.as_seen(person) for message in screens.seen_by(person, before)]
        else:
            messages = []
            for message in screens.changed(before):
                viewer = self._tenant.cast.people[message.place.members[0]]
                messages.append({**message.as_seen(viewer), "seen_by": list(message.place.members)})
        return web.json_response(
            {
                "settled": rest.settled,
                "still": list(rest.still),
                "status": knocked.status,
                "card": knocked.card,
                "messages": messages,
                "answer": knocked.answer,
                "statuses": list(knocked.statuses),
                "wire": list(knocked.wire),
                **self._time(rest),
            }
        )

    def _time(self, rest: Rest) -> dict[str, object]:
        now = self._tenant.clock.now()
        return {
            "at": iso(now),
            "clock": iso(now),
            "london": in_london(now),
            "next_due": iso(rest.next_due) if rest.next_due else None,
            "settled": rest.settled,
            "still": list(rest.still),
            "running": self._tenant.bot.alive,
            "processes": self._tenant.bot.processes,
        }


def _order(data: dict[str, Any]) -> tuple[str, str | None]:
    """`{"kill": true}`, `{"kill": true, "at": STEP}`, `{"kill": STEP}` or `{"start": true}`."""
    asked = [name for name in ("kill", "start") if data.get(name) or data.get("do") == name]
    if len(asked) != 1:
        raise RehearsalError('Say either {"kill": true} or {"start": true}.')
    step = data.get("at")
    if step is None and isinstance(data.get("kill"), str) and data["kill"] != "bot":
        step = data["kill"]
    return asked[0], None if step is None else str(step)


async def _body(request: web.Request) -> dict[str, Any]:
    content = await request.read()
    if not content.strip():
        return {}
    try:
        data = json.loads(content)
    except ValueError:
        raise RehearsalError("The request is not JSON.") from None
    if not isinstance(data, dict):
        raise RehearsalError("The request must be a JSON object.")
    ask_for_process(data.get("process"))
    return data


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RehearsalError(f"`{name}` must be a JSON object.")
    return value


def _number(text: str) -> int:
    if not text.isdigit():
        raise RehearsalError(f"`since` is a number, not {text!r}.")
    return int(text)
