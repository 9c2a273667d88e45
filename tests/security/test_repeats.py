"""The same submission several times or at once, cards that are out of date, and changed card data."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.story import begin, cards_of, mails_of, references, tell
from tests.harness import Rehearsal
from tests.security.kept import counts, rows


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path_factory.mktemp("repeats")) as running:
        yield running


@pytest.mark.parametrize("via", ["execute", "submit"])
@pytest.mark.parametrize("together", [False, True], ids=["after-another", "at-once"])
def test_the_same_submission_again_makes_one_notification_one_post_one_mail(
    tenant: Rehearsal, via: str, together: bool
) -> None:
    before = references(tenant)
    first = tell(tenant, begin(tenant), via=via)
    again = tenant.repeat(first.wire[0], 3, together=together)
    assert set(again.statuses) <= {200, 202}
    (reference,) = set(references(tenant)) - set(before)
    assert mails_of(tenant, reference) == 1
    assert set(cards_of(tenant, reference).values()) == {1}


def test_a_report_asked_for_three_times_at_once_begins_one_draft(tenant: Rehearsal) -> None:
    before = counts(tenant.folder)["drafts"]
    first = tenant.person("sasha").says("report")
    tenant.repeat(first.wire[0], 3, together=True)
    assert counts(tenant.folder)["drafts"] == before + 1
    assert sum("tell-now" in m.actions for m in tenant.person("sasha").sees()) == 1


def test_a_card_pressed_twice_is_sent_once_and_says_so(tenant: Rehearsal) -> None:
    """Two presses are two activities; the second meets a draft that was sent."""
    card = begin(tenant)
    typed = {"incident.details": "A child is missing.", "about.staff": "no"}
    press = {"action": {"type": "Action.Execute", "data": _data(card.card, "tell-now") | typed}}
    before = references(tenant)
    for number in range(2):
        _execute(tenant, "rowan", card.id, press, f"press-{number}")
    assert len(set(references(tenant)) - set(before)) == 1


def test_a_stale_card_cannot_overwrite(tenant: Rehearsal) -> None:
    card = begin(tenant)
    rowan = tenant.person("rowan")
    old: dict[str, Any] = {"action": {"type": "Action.Execute", "verb": "start", "data": _data(card.card, "start")}}
    rowan.presses(card, "start", {"incident.details": "The newer words."})
    old["action"]["data"]["incident.details"] = "The older words."
    answer = _execute(tenant, "rowan", card.id, old, "stale-press")
    assert "out of date" in json.dumps(answer.answer)
    kept = rows(tenant.folder, "SELECT answers FROM drafts WHERE status = 'open' AND author_name LIKE 'Rowan%'")
    assert "newer" in kept[0]["answers"]
    assert "older" not in kept[0]["answers"]
    rowan.presses(rowan.card(action="discard"), "discard", {})
    rowan.presses(rowan.card(action="discard-it"), "discard-it", {})


CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("another's draft", {"id": "DRAFT"}),
    ("an unknown id", {"id": "nobody-knows"}),
    ("no id", {"id": None}),
    ("an id of a wrong form", {"id": "../../x; DROP"}),
    ("another's notification", {"id": "NOTIFICATION"}),
    ("the version as text", {"version": "2"}),
    ("a version that is not yet", {"version": 99}),
    ("a negative version", {"version": -1}),
    ("a list as version", {"version": [1]}),
    ("a verb of another card", {"verb": "do-not-tell"}),
    ("a verb of the manager's card", {"verb": "send-now"}),
    ("a verb nobody has", {"verb": "close-all"}),
]


@pytest.mark.parametrize("via", ["execute", "submit"])
@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[c[0] for c in CHANGES])
def test_changed_data_of_a_card_changes_nothing(tenant: Rehearsal, what: str, change: dict[str, Any], via: str) -> None:
    """Sasha changes what the card on her screen would send; Rowan's draft and reports stay as they are."""
    if not references(tenant):
        tell(tenant, begin(tenant))
    begin(tenant)
    tenant.person("sasha").says("report")
    rowans = rows(tenant.folder, "SELECT id FROM drafts WHERE author_name LIKE 'Rowan%' AND status = 'open'")[0]["id"]
    reported = rows(tenant.folder, "SELECT id FROM notifications LIMIT 1")[0]["id"]
    card = tenant.person("sasha").card(action="tell-now")
    forged = {**_data(card.card, "tell-now"), "incident.details": "Forged.", "reason": "Forged."}
    for name, value in change.items():
        forged[name] = {"DRAFT": rowans, "NOTIFICATION": reported}.get(str(value), value)
    before = _state(tenant)
    if via == "execute":
        value = {"action": {"type": "Action.Execute", "verb": "tell-now", "data": forged}}
        answer = _execute(tenant, "sasha", card.id, value, f"forged-{what}-{via}")
    else:
        change_of = {"value": forged, "replyToId": card.id, "text": None, "id": f"forged-{what}-{via}"}
        answer = tenant.send(change=change_of, **{"as": "sasha"})
    assert answer.status in (200, 202, 400)
    assert "did not come back" not in json.dumps(answer.answer)
    if change != {"verb": "send-now"}:  # her own draft, which she may send as it is
        assert _state(tenant) == before


def test_extra_fields_in_a_cards_data_are_not_kept(tenant: Rehearsal) -> None:
    card = begin(tenant)
    data = {
        **_data(card.card, "start"),
        "author": "forged",
        "status": "sent",
        "reporter": "forged",
        "staff_matter": "no",
        "director.comment": "forged",
        "__class__": "forged",
        "incident.details": "Kept.",
    }
    _execute(tenant, "rowan", card.id, {"action": {"type": "Action.Execute", "data": data}}, "extra-fields")
    kept = rows(tenant.folder, "SELECT * FROM drafts WHERE author_name LIKE 'Rowan%' AND status = 'open'")[0]
    assert "Kept." in kept["answers"]
    assert "forged" not in json.dumps(kept)


def _state(tenant: Rehearsal) -> list[Any]:
    tables = ("drafts", "notifications", "duties", "deliveries")
    return [rows(tenant.folder, f"SELECT * FROM {table}") for table in tables]


def _data(card: dict[str, Any] | None, verb: str) -> dict[str, Any]:
    """The data of a button, wherever it stands on the card."""

    def search(node: object) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            data = node.get("data")
            if isinstance(data, dict) and data.get("verb") == verb:
                yield data
            for value in node.values():
                yield from search(value)
        elif isinstance(node, list):
            for value in node:
                yield from search(value)

    return dict(next(search(card)))


def _execute(tenant: Rehearsal, who: str, message: str, value: dict[str, Any], identity: str) -> Any:
    change = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": value,
        "replyToId": message,
        "text": None,
        "id": identity,
    }
    return tenant.send(change=change, **{"as": who})
