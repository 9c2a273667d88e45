"""The Teams door as a whole, over HTTP: whatever is wrong with a request, it is refused and no turn runs."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness import Rehearsal
from tests.security.kept import counts, door_refusals

HOUR = 3600
FOREIGN = "f0f0e1d2-9c3b-4a5e-8d7f-1a2b3c4d5e6f"


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path_factory.mktemp("door")) as running:
        yield running


def state(tenant: Rehearsal) -> tuple[object, ...]:
    """What a turn would have changed: the store, the screens, what was sent to Microsoft."""
    called = [e["url"] for e in tenant.wire() if e["direction"] == "from-bot" and e["service"] != "keys"]
    seen = [m.id for person in ("rowan", "dana", "guest", "foreign", "member") for m in tenant.person(person).sees()]
    return counts(tenant.folder), called, seen


@pytest.mark.parametrize("key", ["rogue", "rehearsal-webchat"])
def test_a_strangers_signature_and_a_key_for_another_channel_are_refused(tenant: Rehearsal, key: str) -> None:
    before = state(tenant)
    assert tenant.send(token=tenant.sign(key=key), **{"as": "rowan", "text": "report"}).status in (401, 403)
    assert state(tenant) == before


def test_a_header_longer_than_the_server_reads_is_refused_and_no_part_of_it_is_logged(tenant: Rehearsal) -> None:
    assert tenant.send(token="tokenpart" * 2000, **{"as": "rowan", "text": "report"}).status in (400, 401)
    assert "tokenpart" not in tenant.bot_log()


def test_the_directorys_own_token_for_the_bot_is_refused(tenant: Rehearsal) -> None:
    """A token that the bot itself uses towards Microsoft opens nothing here."""
    tenant.person("rowan").says("help")
    token = tenant.sign({"iss": "https://sts.windows.net/" + tenant.about()["tenant"] + "/", "tid": "x"})
    assert tenant.send(token=token, **{"as": "rowan", "text": "report"}).status == 401


PLACES: list[tuple[dict[str, Any], str]] = [
    ({"channelId": "webchat"}, "token"),
    ({"channelId": "emulator"}, "token"),
    ({"channelId": None}, "token"),
    ({"channelId": ["msteams"]}, "token"),
    ({"channelId": "directline"}, "channel"),
    ({"serviceUrl": None}, "token"),
    ({"serviceUrl": ["https://smba.trafficmanager.net/uk/"]}, "token"),
    ({"serviceUrl": "https://evil.example/"}, "service-host"),
    ({"serviceUrl": "https://smba.trafficmanager.net@evil.example/"}, "service-host"),
    ({"serviceUrl": "https://smba.trafficmanager.net:443@evil.example/uk/"}, "service-host"),
    ({"serviceUrl": "https://user@smba.trafficmanager.net/uk/"}, "service-host"),
    ({"serviceUrl": "https://smba.trafficmanager.net.evil.example/uk/"}, "service-host"),
    ({"serviceUrl": "https://evil.example\\@smba.trafficmanager.net/"}, "service-host"),
    ({"serviceUrl": "https://evil.example#smba.trafficmanager.net/"}, "service-host"),
    ({"serviceUrl": "https://evil.example?smba.trafficmanager.net/"}, "service-host"),
    ({"serviceUrl": "https://smba.trafficmanager.net:8443/uk/"}, "service-host"),
    ({"serviceUrl": "http://smba.trafficmanager.net/uk/"}, "service-host"),
    ({"serviceUrl": "//smba.trafficmanager.net/uk/"}, "service-host"),
    ({"serviceUrl": "file:///etc/passwd"}, "service-host"),
    ({"serviceUrl": "https://[::1/"}, "service-host"),
    ({"serviceUrl": "https://smba.trafficmanager.net/uk/?to=https://evil.example"}, "service-host"),
    ({"serviceUrl": "https://\uff53mba.trafficmanager.net/uk/"}, "service-host"),
    ({"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": FOREIGN}}, "tenant"),
    ({"channelData": {"tenant": {"id": FOREIGN}}}, "tenant"),
    ({"conversation": {"id": "a:1", "conversationType": "personal"}, "channelData": None}, "tenant"),
    ({"conversation": {"id": "a:1", "tenantId": {"id": 1}}}, "tenant"),
    ({"conversation": "a:1", "channelData": "x"}, "tenant"),
]


@pytest.mark.parametrize(("change", "why"), PLACES, ids=lambda v: json.dumps(v)[:80])
def test_another_channel_host_or_tenant_is_refused_with_a_perfect_token(
    tenant: Rehearsal, change: dict[str, Any], why: str
) -> None:
    before, refused = state(tenant), door_refusals(tenant.folder)
    service = change.get("serviceUrl", "https://smba.trafficmanager.net/uk/")
    token = tenant.sign({"serviceurl": service} if isinstance(service, str) else {})
    sent = tenant.send(token=token, change=change, **{"as": "rowan", "text": "report"})
    assert sent.status in (401, 403)
    assert door_refusals(tenant.folder)[len(refused) :] == ([] if why == "token" else [why])
    after = state(tenant)
    assert after[1:] == before[1:]
    assert {**counts(tenant.folder), "journal": 0} == {**before[0], "journal": 0}  # type: ignore[dict-item]


def test_no_call_ever_went_to_a_host_that_a_request_named(tenant: Rehearsal) -> None:
    hosts = {e["url"].split("/")[2] for e in tenant.wire() if e["direction"] == "from-bot"}
    assert hosts <= {"smba.trafficmanager.net", "login.botframework.com", "login.microsoftonline.com"}


def test_a_host_in_capitals_on_the_list_is_the_same_host(tenant: Rehearsal) -> None:
    url = "https://SMBA.trafficmanager.net/uk/"
    sent = tenant.send(token=tenant.sign({"serviceurl": url}), change={"serviceUrl": url}, **{"as": "rowan"})
    assert sent.status in (200, 202, 403)


BODIES: list[tuple[str, int]] = [
    ("", 400),
    ("not json", 400),
    ("{", 400),
    ("[]", 400),
    ("null", 400),
    ('"text"', 400),
    ("7", 400),
    ('{"a": ' * 200 + "1" + "}" * 200, 400),
    ("[" * 100_000, 400),
    ('{"a": ' * 30_000, 400),
    (json.dumps({"text": "x" * 40_000}), 400),
    (json.dumps({f"k{n}": n for n in range(600)}), 400),
    (json.dumps({"k" * 300: 1}), 400),
    (json.dumps({"text": "x" * 300_000}), 413),
    ("9" * 10_000, 400),
    ('{"type": 1e999}', 401),
]


@pytest.mark.parametrize(("raw", "status"), BODIES, ids=lambda v: str(v)[:30])
def test_a_body_that_is_no_activity_or_is_too_large_is_refused(tenant: Rehearsal, raw: str, status: int) -> None:
    before = state(tenant)
    assert tenant.send(raw=raw).status in ({400, 401, 403} if status == 401 else {status})
    assert state(tenant) == before


WRONG_TYPES: list[dict[str, Any]] = [
    {"type": None},
    {"type": 7},
    {"type": ["message"]},
    {"from": None},
    {"from": "rowan"},
    {"from": {"id": 7, "aadObjectId": 7, "name": 7}},
    {"from": {"id": ["x"], "aadObjectId": ["x"]}},
    {"from": {"aadObjectId": "x" * 500}},
    {"from": {"id": "29:1", "aadObjectId": "\ud800"}},
    {"id": "\ud800"},
    {"id": {"x": 1}},
    {"id": None},
    {"text": 7},
    {"text": {"x": 1}},
    {"text": None},
    {"text": "\ud800"},
    {"value": 7},
    {"value": "x"},
    {"value": ["x"]},
    {"value": {"verb": "no-such-verb"}},
    {"value": {"verb": ["send"], "id": {"x": 1}, "version": "1"}},
    {"value": {"verb": "send", "id": "x", "version": "1"}},
    {"value": {"verb": "send", "id": "' OR 1=1 --", "version": 1}},
    {"value": {"verb": "next", "id": "x", "version": 1, "happened": {"deep": [1]}}},
    {"value": {"verb": "next", "id": "x", "version": 10**400}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": None},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": 7}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": ["x"]}}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"verb": "no-such-verb"}}}},
    {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"verb": "send", "version": "1"}}}},
    {"type": "invoke", "name": ["adaptiveCard/action"]},
    {"type": "invoke", "name": None},
    {"type": "invoke", "name": "task/fetch", "value": {}},
    {"type": "invoke", "name": "composeExtension/query", "value": {}},
    {"type": "conversationUpdate", "membersAdded": "x"},
    {"type": "conversationUpdate", "membersAdded": [7]},
    {"type": "installationUpdate", "action": 7, "from": None},
    {"type": "messageReaction"},
    {"type": "event", "name": "continueConversation"},
    {"type": "endOfConversation"},
    {"timestamp": "yesterday"},
    {"entities": "x"},
    {"attachments": {"x": 1}},
    {"recipient": "bot"},
    {"recipient": None},
    {"replyToId": 7},
    {"conversation": {"id": 7, "tenantId": "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22"}},
    {"conversation": {"id": "", "tenantId": "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22"}},
    {
        "conversation": {
            "id": "a:1",
            "conversationType": ["personal"],
            "tenantId": "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22",
        }
    },
]


@pytest.mark.parametrize("change", WRONG_TYPES, ids=lambda v: json.dumps(v)[:80])
def test_fields_of_a_wrong_type_and_unknown_verbs_are_answered_and_never_with_500(
    tenant: Rehearsal, change: dict[str, Any]
) -> None:
    before = counts(tenant.folder)
    sent = tenant.send(change=change, **{"as": "rowan", "text": "nothing"})
    assert sent.status in (200, 202, 400, 403, 501)
    after = counts(tenant.folder)
    for table in ("drafts", "notifications", "duties", "deliveries"):
        assert after[table] == before[table]


@pytest.mark.parametrize("data", [None, 7, [], {}, {"verb": "no-such-verb"}, {"verb": "send", "version": "1"}], ids=str)
def test_an_execute_that_no_card_of_ours_sends_is_answered_400_in_words(tenant: Rehearsal, data: object) -> None:
    change = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": data}}}
    sent = tenant.send(change=change, **{"as": "rowan"})
    assert sent.status == 400
    assert sent.answer["value"]["message"]


def test_the_door_still_works_after_all_that(tenant: Rehearsal) -> None:
    outcome = tenant.person("rowan").says("report")
    assert outcome.status in (200, 202)
    assert tenant.person("rowan").card(action="tell-now")
    assert counts(tenant.folder)["drafts"] == 1


def test_while_the_key_server_is_down_a_token_with_an_unknown_key_gets_503_or_401_and_known_keys_serve(
    tenant: Rehearsal,
) -> None:
    tenant.fault("keys", status=500, times=5)
    assert tenant.send(token=tenant.sign(header={"kid": "new"}), **{"as": "rowan"}).status in (401, 503)
    assert tenant.person("rowan").says("help").status in (200, 202)
    tenant.clear_faults()
