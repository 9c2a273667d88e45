"""Guests, federated users, people without an object id, members without a role, and somebody who floods."""

from collections.abc import Iterator

import pytest

from tests.faults.story import begin, references, tell
from tests.harness import Rehearsal
from tests.security.kept import counts, door_refusals, rows

FOREIGN = "f0f0e1d2-9c3b-4a5e-8d7f-1a2b3c4d5e6f"


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path_factory.mktemp("strangers")) as running:
        tell(running, begin(running))
        yield running


def kept(tenant: Rehearsal) -> dict[str, int]:
    return {name: n for name, n in counts(tenant.folder).items() if name not in ("journal", "received")}


@pytest.mark.parametrize("text", ["report", "my reports", "help", "NTK-2026-0001"])
def test_a_guest_is_refused_politely_journalled_and_shown_nothing(tenant: Rehearsal, text: str) -> None:
    before, refusals = kept(tenant), len(door_refusals(tenant.folder))
    outcome = tenant.person("guest").says(text, "group")
    assert outcome.status in (200, 202)
    assert kept(tenant) == before
    assert door_refusals(tenant.folder)[refusals:] == ["not-a-member"]
    said = [m for m in outcome.messages if m.sender == "bot"]
    assert len(said) == 1
    assert "members of the organisation" in said[0].words
    assert "NTK-" not in said[0].words
    assert "999" in said[0].words


def test_a_guests_press_is_refused_as_well(tenant: Rehearsal) -> None:
    identity = rows(tenant.folder, "SELECT id FROM notifications")[0]["id"]
    for verb in ("open", "acknowledge", "report", "tell"):
        value = {"action": {"type": "Action.Execute", "data": {"verb": verb, "id": identity, "version": 1}}}
        change = {"type": "invoke", "name": "adaptiveCard/action", "value": value, "id": f"guest-{verb}"}
        sent = tenant.send(change=change, **{"as": "guest", "in": "group"})
        assert sent.status == 200
        assert "NTK-" not in str(sent.answer)
        assert "members of the organisation" in str(sent.answer)


def test_somebody_of_another_tenant_in_a_shared_chat_is_refused(tenant: Rehearsal) -> None:
    before, refusals = kept(tenant), len(door_refusals(tenant.folder))
    assert tenant.person("foreign").says("report", "group").status in (200, 202)
    assert kept(tenant) == before
    assert door_refusals(tenant.folder)[refusals:] == ["not-a-member"]


def test_somebody_of_another_tenant_in_a_chat_of_their_own_does_not_get_past_the_door(tenant: Rehearsal) -> None:
    conversation = {"id": "a:1", "conversationType": "personal", "tenantId": FOREIGN}
    refusals = len(door_refusals(tenant.folder))
    sent = tenant.send(change={"conversation": conversation}, **{"as": "foreign", "in": "group", "text": "report"})
    assert sent.status == 403
    assert door_refusals(tenant.folder)[refusals:] == ["tenant"]


@pytest.mark.parametrize("sender", [{"id": "29:x", "name": "X"}, {"id": "29:x", "aadObjectId": ""}, {}], ids=str)
def test_somebody_without_an_object_id_is_refused_and_journalled(tenant: Rehearsal, sender: dict[str, str]) -> None:
    before, refusals = kept(tenant), len(door_refusals(tenant.folder))
    sent = tenant.send(change={"from": sender}, **{"as": "rowan", "text": "report"})
    assert sent.status in (200, 202)
    assert kept(tenant) == before
    assert door_refusals(tenant.folder)[refusals:] == ["no-object-id"]


def test_a_name_does_not_make_anybody_somebody_else(tenant: Rehearsal) -> None:
    """The object id counts, not the name, and a guest who calls herself Dana Director stays a guest."""
    guest = next(p for p in tenant.people() if p["key"] == "guest")
    sender = {"id": guest["id"], "name": "Dana Director", "aadObjectId": guest["aad"]}
    refusals = len(door_refusals(tenant.folder))
    tenant.send(change={"from": sender}, **{"as": "guest", "in": "group", "text": "report"})
    assert door_refusals(tenant.folder)[refusals:] == ["not-a-member"]


def test_a_member_without_a_role_reports_and_sees_their_own_and_nothing_else(tenant: Rehearsal) -> None:
    member = tenant.person("member")
    theirs = references(tenant)
    member.says("my reports")
    assert "NTK-" not in member.sees("personal")[-1].words
    for reference in theirs:
        member.says(reference)
        assert "not yours to open" in member.sees("personal")[-1].words
    tell(tenant, begin(tenant, "member"), "member")
    (own,) = set(references(tenant)) - set(theirs)
    member.says("my reports")
    listed = member.sees("personal")[-1].words
    assert own in listed
    assert not any(reference in listed for reference in theirs)


def test_somebody_not_entitled_does_not_learn_whether_a_reference_exists(tenant: Rehearsal) -> None:
    sasha = tenant.person("sasha")
    sasha.says(references(tenant)[0])
    existing = sasha.sees("personal")[-1].words
    sasha.says("NTK-2026-9999")
    assert sasha.sees("personal")[-1].words == existing


def test_a_flood_is_slowed_down_and_delays_nobody_else(tenant: Rehearsal) -> None:
    flood = tenant.person("billie").says("report")
    tenant.repeat(flood.wire[0], 90, together=True)
    assert any("too much at once" in m.words for m in tenant.person("billie").sees("personal"))
    before = references(tenant)
    outcome = tell(tenant, begin(tenant))
    assert outcome.settled
    (reference,) = set(references(tenant)) - set(before)
    assert tenant.person("dana").card(text=reference, place="personal")
