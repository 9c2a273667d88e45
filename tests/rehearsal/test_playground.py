"""The rehearsal between the bot and Microsoft's Playground: what goes over, by which ids, and what when it refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.rehearsal.people import Cast, read_cast
from bot.rehearsal.playground import Playground, message_id
from bot.rehearsal.playground_file import configuration, set_up
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.server import ORGANISATION
from bot.rehearsal.wire import Answer, Asked
from tests.fakes.playground import FakePlayground, listening
from tests.harness import Rehearsal

CHANNEL = "19:managers-rehearsal@thread.tacv2"


@pytest.fixture
def cast() -> Cast:
    """The rehearsal's own council."""
    return read_cast(ORGANISATION)


@pytest.fixture
def theirs() -> Iterator[FakePlayground]:
    """A Playground that listens."""
    with listening() as fake:
        yield fake


def asked(method: str, *path: str, **body: object) -> Asked:
    """A call of the bot to Teams' connector."""
    content = json.dumps(body).encode()
    return Asked(method, "smba.trafficmanager.net", ("uk", "v3", "conversations", *path), {}, {}, content)


class Sitting:
    """Dana's Playground, asked in this thread."""

    def __init__(self, cast: Cast, port: int) -> None:
        self.told: list[str] = []
        self.person = cast.person("dana")
        self.playground = Playground(cast, self.person, port, self.told.append)

    def carries(self, call: Asked) -> Answer | None:
        """What the Playground answers to the bot's call."""
        return asyncio.run(self.playground.carry(call))


@pytest.fixture
def dana(cast: Cast, theirs: FakePlayground) -> Sitting:
    """Dana, in front of the Playground that listens."""
    return Sitting(cast, theirs.port)


def test_the_file_has_one_who_sits_there_and_five_without_whom_no_story_goes(cast: Cast) -> None:
    file = yaml.safe_load(configuration(cast, cast.person("rowan")))
    assert file["currentUser"]["aadObjectId"] == cast.person("rowan").aad
    names = [each["name"].partition(" ")[0] for each in file["users"]]
    assert names == ["Morgan", "Alex", "Charlie", "Dana", "Ola"]
    assert file["team"]["channels"] == [{"id": CHANNEL, "name": "Need to Know managers"}]


def test_whoever_sits_there_the_reporter_is_among_the_five(cast: Cast) -> None:
    file = yaml.safe_load(configuration(cast, cast.person("dana")))
    names = [each["name"].partition(" ")[0] for each in file["users"]]
    assert names == ["Rowan", "Morgan", "Alex", "Charlie", "Ola"]


def test_the_line_that_starts_it_lets_it_call_nobody(cast: Cast, tmp_path: Path) -> None:
    said = set_up(cast, cast.person("dana"), 56151, "http://127.0.0.1:8100/", tmp_path)
    line = said.rstrip().splitlines()[-1]
    assert "TEAMSAPPTESTER_BROWSER=none" in line
    assert """APPLICATIONINSIGHTS_CONFIGURATION_CONTENT='{"disableAppInsights":true}'""" in line
    assert line.endswith("-e http://127.0.0.1:8100/playground/dana/api/messages -c msteams -p 56151 --dt")
    file = tmp_path / "playground-dana" / ".m365agentsplayground.yml"
    assert file.read_text(encoding="utf-8") == configuration(cast, cast.person("dana"))


def test_an_organisation_of_too_few_is_told_how_many_it_needs(tmp_path: Path) -> None:
    few = tmp_path / "few.yaml"
    few.write_text("people: {rowan: {name: Rowan Reporter, aad: a, mail: r@rehearsal.example}}", encoding="utf-8")
    cast = read_cast(few)
    with pytest.raises(RehearsalError, match="needs 6 people, and this organisation has 3"):
        configuration(cast, cast.person("rowan"))


def test_a_card_for_the_person_who_sits_there_goes_to_the_playground(dana: Sitting, theirs: FakePlayground) -> None:
    answer = dana.carries(asked("POST", dana.person.conversation_id, "activities", type="message"))
    assert message_id(answer) == "theirs-1"
    assert theirs.last[1] == f"/_connector/v3/conversations/{dana.person.conversation_id}/activities"


def test_a_card_for_anybody_else_does_not(cast: Cast, dana: Sitting, theirs: FakePlayground) -> None:
    rowans = cast.person("rowan").conversation_id
    assert dana.carries(asked("POST", rowans, "activities", type="message")) is None
    assert theirs.asked == []


def test_a_post_in_the_channel_and_its_update_go_by_the_playgrounds_own_ids(
    dana: Sitting, theirs: FakePlayground
) -> None:
    post = dana.carries(asked("POST", isGroup=True, channelData={"channel": {"id": CHANNEL}}, activity={}))
    dana.playground.remember(message_id(post), "ours-7")
    dana.carries(asked("PUT", f"{CHANNEL};messageid=ours-7", "activities", "ours-7", id="ours-7"))
    method, path, body = theirs.last
    assert (method, path) == ("PUT", f"/_connector/v3/conversations/{CHANNEL}/activities/theirs-1")
    assert body["id"] == "theirs-1"
    dana.carries(asked("POST", f"{CHANNEL};messageid=ours-7", "activities", "ours-7", replyToId="ours-7"))
    _, path, body = theirs.last
    assert path == f"/_connector/v3/conversations/{CHANNEL};messageid=theirs-1/activities"
    assert body["replyToId"] == "theirs-1"


@pytest.mark.parametrize("known", ["never seen", "seen by one that was started again"])
def test_the_newer_version_of_a_message_it_does_not_know_is_posted(
    dana: Sitting, theirs: FakePlayground, known: str
) -> None:
    if known != "never seen":
        dana.playground.remember("theirs-of-before", "ours-7")
    conversation = dana.person.conversation_id
    answer = dana.carries(asked("PUT", conversation, "activities", "ours-7", id="ours-7", type="message"))
    assert theirs.last[0] == "POST"
    assert theirs.last[2] == {"type": "message"}
    assert answer is not None
    assert answer.status == 201


def test_it_cannot_delete_and_that_is_teams_refusal(dana: Sitting, theirs: FakePlayground) -> None:
    conversation = dana.person.conversation_id
    assert dana.carries(asked("DELETE", conversation, "activities", "ours-7")) is None, "it never had this one"
    dana.playground.remember("theirs-1", "ours-7")
    answer = dana.carries(asked("DELETE", conversation, "activities", "ours-7"))
    assert theirs.last[:2] == ("DELETE", f"/_connector/v3/conversations/{conversation}/activities/theirs-1")
    assert answer is not None
    assert answer.status == 501


def test_a_refusal_is_answered_and_told(dana: Sitting, theirs: FakePlayground) -> None:
    theirs.refuses = 400
    answer = dana.carries(asked("POST", dana.person.conversation_id, "activities", type="message"))
    assert answer is not None
    assert answer.status == 400
    assert message_id(answer) == ""
    assert dana.told == [
        "Dana Director's Playground refused a message of the bot: "
        '{"error": {"code": "BadArgument", "message": "Invalid input"}}'
    ]


def test_nobody_listening_is_no_refusal(cast: Cast) -> None:
    with listening() as gone:
        port = gone.port
    assert Sitting(cast, port).carries(asked("POST", cast.person("dana").conversation_id, "activities")) is None


def test_what_comes_in_has_teams_address_and_our_message_ids(dana: Sitting) -> None:
    dana.playground.remember("theirs-1", "ours-7")
    pressed = {
        "type": "invoke",
        "serviceUrl": "http://localhost:56150/_connector",
        "replyToId": "theirs-1",
        "conversation": {"id": f"{CHANNEL};messageid=theirs-1", "isGroup": True},
    }
    assert dana.playground.inward(pressed) == {
        "type": "invoke",
        "serviceUrl": "https://smba.trafficmanager.net/uk/",
        "replyToId": "ours-7",
        "conversation": {"id": f"{CHANNEL};messageid=ours-7", "isGroup": True},
    }


def written(cast: Cast, text: str, change: dict[str, Any] | None = None) -> dict[str, Any]:
    """A message as the Playground sends it (seen in version 0.2.28)."""
    rowan = cast.person("rowan")
    tenant = "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22"
    return {
        "type": "message",
        "id": "9dc7ab96-6cc2-481b-8a0a-72150716b31f",
        "text": text,
        "from": {"id": rowan.teams_id, "name": rowan.name, "aadObjectId": rowan.aad},
        "serviceUrl": "http://localhost:56150/_connector",
        "conversation": {"conversationType": "personal", "tenantId": tenant, "id": rowan.conversation_id},
        "recipient": {"id": "28:5d1f8a52-7c40-4f0e-9a53-6f2d9c1b7e10", "name": "Need to Know"},
        "channelData": {"tenant": {"id": tenant}},
        "channelId": "msteams",
        **(change or {}),
    }


def test_the_door_signs_what_a_playground_sends_and_the_bot_refuses_it_unsigned(
    tmp_path: Path, cast: Cast, theirs: FakePlayground
) -> None:
    options = ("--playground", "rowan", "--playground-port", str(theirs.port))
    with Rehearsal(tmp_path / "data", options=options) as tenant:
        door = f"{tenant.address}playground/rowan/api/messages"
        assert requests.get(door, timeout=30).status_code == 200
        assert requests.post(tenant.about()["bot"], json=written(cast, "help"), timeout=30).status_code == 401
        assert requests.post(door, json=written(cast, "my reports"), timeout=30).status_code == 200
        assert [message.text for message in tenant.person("rowan").sees()][-2] == "my reports"
        assert [path for _, path, _ in theirs.asked][-1].startswith("/_connector/v3/conversations/")
        assert requests.post(door, data="[]", timeout=30).status_code == 400
        strange = written(cast, "help", {"channelId": "emulator"})
        assert requests.post(door, json=strange, timeout=30).status_code == 403
        assert requests.post(door.replace("rowan", "dana"), json={}, timeout=30).status_code == 404


def test_a_refusal_of_the_playground_is_teams_refusal_to_the_bot(
    tmp_path: Path, cast: Cast, theirs: FakePlayground
) -> None:
    options = ("--playground", "--playground-port", str(theirs.port))
    with Rehearsal(tmp_path / "data", options=options) as tenant:
        theirs.refuses = 400
        before = len(tenant.person("rowan").sees())
        tenant.person("rowan").says("help")
        assert len(tenant.person("rowan").sees()) == before + 1, "only what Rowan wrote"
        assert [row["status"] for row in tenant.wire() if row["service"] == "connector"][-1] == 400


def test_a_rehearsal_without_the_playground_has_no_such_door(tmp_path: Path, cast: Cast) -> None:
    with Rehearsal(tmp_path / "data") as tenant:
        door = f"{tenant.address}playground/rowan/api/messages"
        assert requests.post(door, json=written(cast, "help"), timeout=30).status_code == 404
