"""A little bot that speaks the protocol, to try the rehearsal with: `python -m tests.rehearsal.fake_bot`.

It answers `card` with a card, `mail` with a mail, `channel` with a post in the first channel it was added to, and
`later` with a message two hours on. What it must remember over a death it keeps in a file.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import requests
from aiohttp import web

from bot.rehearsal.bot_process import RunningBot, Surroundings, main

CONNECTOR = "https://smba.trafficmanager.net/uk"
SIGN_IN = "https://login.microsoftonline.com"
KEYS = "https://login.botframework.com/v1/.well-known/openidconfiguration"
GRAPH = "https://graph.microsoft.com/v1.0"


@dataclass(frozen=True)
class Rest:
    next_due: datetime | None
    still: tuple[str, ...]
    done: int = 0


class FakeBot:
    def __init__(self, environment: Mapping[str, str], surroundings: Surroundings) -> None:
        self._env = environment
        self._around = surroundings
        self._store = Path(environment["NTK_DATA"]) / "store.json"
        self._kept: dict[str, Any] = {"due": [], "channel": None, "installs": 0}
        if self._store.is_file():
            self._kept = json.loads(self._store.read_text())
        self.web = web.Application()
        self.web.router.add_post("/api/messages", self._receive)

    async def start(self) -> None:
        logging.getLogger(__name__).info("the fake bot works")

    async def stop(self) -> None:
        pass

    async def settle(self) -> Rest:
        now = self._around.clock.now()
        for entry in [e for e in self._kept["due"] if datetime.fromisoformat(e["at"]) <= now]:
            await asyncio.to_thread(self._deliver, entry)
        left = [datetime.fromisoformat(e["at"]) for e in self._kept["due"]]
        still = tuple(f"unsent: {e['error']}" for e in self._kept["due"] if e.get("error"))
        return Rest(min(left, default=None), still)

    def _deliver(self, entry: dict[str, Any]) -> None:
        self._around.reach("before-call")
        status = self._post(f"/v3/conversations/{entry['conversation']}/activities", {"text": entry["text"]})
        self._around.reach("after-call")
        if status < 300:
            self._kept["due"].remove(entry)
        else:
            entry["error"] = status
            entry["at"] = (self._around.clock.now() + timedelta(minutes=1)).isoformat()
        self._keep()

    def _keep(self) -> None:
        self._around.reach("before-commit")
        self._store.write_text(json.dumps(self._kept))
        self._around.reach("after-commit")

    async def _receive(self, request: web.Request) -> web.Response:
        try:
            await asyncio.to_thread(self._check, request.headers.get("Authorization", ""))
        except (jwt.PyJWTError, IndexError, KeyError):
            return web.Response(status=401)
        activity = await request.json()
        if activity["type"] == "invoke":
            card = simple_card(f"Thank you for {activity['value']['action']['data'].get('what', 'nothing')}")
            return web.json_response(
                {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": card}
            )
        try:
            await asyncio.to_thread(self._act, activity)
        except requests.ConnectionError:
            return web.Response(status=500)
        return web.Response(status=202)

    def _check(self, authorization: str) -> None:
        session = self._around.http()
        token = authorization.split(" ")[1]
        keys = session.get(session.get(KEYS, timeout=5).json()["jwks_uri"], timeout=5).json()
        kid = jwt.get_unverified_header(token)["kid"]
        key = next((jwt.PyJWK(k, "RS256") for k in keys["keys"] if k["kid"] == kid), None)
        if key is None:
            raise jwt.InvalidTokenError
        jwt.decode(token, key.key, algorithms=["RS256"], audience=self._env["NTK_APP_ID"])

    def _act(self, activity: dict[str, Any]) -> None:
        conversation = activity["conversation"]["id"]
        if activity["type"] == "installationUpdate":
            self._kept["installs"] += 1
            if activity["conversation"]["conversationType"] == "channel":
                self._kept["channel"] = conversation
            self._keep()
        if activity["type"] != "message":
            return
        if "value" in activity:
            changed = {"type": "message", "attachments": [attached(simple_card(f"Submitted {activity['value']}"))]}
            self._put(f"/v3/conversations/{conversation}/activities/{activity['replyToId']}", changed)
            return
        text = activity["text"].replace("<at>Need to Know</at>", "").strip()
        if text == "card":
            self._post(f"/v3/conversations/{conversation}/activities", {"attachments": [attached(asking_card())]})
        elif text == "channel":
            body = {"isGroup": True, "channelData": {"channel": {"id": self._kept["channel"]}}}
            self._post("/v3/conversations", {**body, "activity": {"attachments": [attached(asking_card())]}})
        elif text == "mail":
            self._mail()
        elif text == "later":
            at = self._around.clock.now() + timedelta(hours=2)
            self._kept["due"].append({"at": at.isoformat(), "conversation": conversation, "text": "It is later."})
            self._keep()
        else:
            self._post(f"/v3/conversations/{conversation}/activities", {"text": f"You said {text}", "summary": "Hello"})

    def _token(self, audience: str) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._env["NTK_APP_ID"],
            "client_secret": self._env["NTK_APP_PASSWORD"],
            "scope": f"{audience}/.default",
        }
        url = f"{SIGN_IN}/{self._env['NTK_TENANT_ID']}/oauth2/v2.0/token"
        return str(self._around.http().post(url, data=form, timeout=5).json()["access_token"])

    def _post(self, path: str, body: dict[str, Any]) -> int:
        headers = {"Authorization": f"Bearer {self._token('https://api.botframework.com')}"}
        activity = {"type": "message", **body}
        return self._around.http().post(CONNECTOR + path, json=activity, headers=headers, timeout=30).status_code

    def _put(self, path: str, body: dict[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {self._token('https://api.botframework.com')}"}
        self._around.http().put(CONNECTOR + path, json=body, headers=headers, timeout=5).raise_for_status()

    def _mail(self) -> None:
        session = self._around.http()
        session.headers["Authorization"] = f"Bearer {self._token('https://graph.microsoft.com')}"
        box = f"{GRAPH}/users/inbox@rehearsal.example"
        message = {
            "subject": "Notification",
            "body": {"contentType": "HTML", "content": "<p>Child K-104</p>"},
            "toRecipients": [{"emailAddress": {"address": "inbox@rehearsal.example"}}],
        }
        draft = session.post(f"{box}/mailFolders/Drafts/messages", json=message, timeout=5).json()
        session.post(f"{box}/messages/{draft['id']}/send", timeout=5).raise_for_status()


def simple_card(text: str) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": text}]}


def asking_card() -> dict[str, Any]:
    data = {"verb": "answer", "id": "N-1"}
    execute = {
        "type": "Action.Execute",
        "id": "answer",
        "title": "Answer",
        "verb": "answer",
        "data": data,
        "fallback": {"type": "Action.Submit", "title": "Answer", "data": data},
    }
    asked = {"type": "Input.Text", "id": "what", "label": "What happened?"}
    switch = {"type": "Input.Toggle", "id": "sure", "title": "Sure"}
    head = {"type": "TextBlock", "text": "A question"}
    return {"type": "AdaptiveCard", "version": "1.5", "body": [head, asked, switch], "actions": [execute]}


def attached(card: dict[str, Any]) -> dict[str, Any]:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}


def build(environment: Mapping[str, str], surroundings: Surroundings) -> RunningBot:
    return FakeBot(environment, surroundings)


if __name__ == "__main__":
    main(build)
