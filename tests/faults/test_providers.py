"""What Microsoft's side can do to us: every fault ends in one card, one mail, or a person who is asked to phone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.story import INBOX, TOLD, begin, cards_of, mails_of, references, repeated, tell
from tests.harness import NotSeen, Rehearsal
from tests.security.kept import rows


@pytest.fixture(scope="module")
def tenant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    with Rehearsal(tmp_path_factory.mktemp("providers"), at="2026-11-18T10:00:00+00:00") as running:
        yield running


def reported(tenant: Rehearsal, *faults: dict[str, Any]) -> str:
    """A report while these things go wrong; the reference of its notification."""
    tenant.clear_faults()
    before, card = references(tenant), begin(tenant)
    for fault in faults:
        tenant.fault(**fault)
    tell(tenant, card)
    (reference,) = set(references(tenant)) - set(before)
    return reference


def calls(tenant: Rehearsal, service: str, since: int) -> list[dict[str, Any]]:
    return [e for e in tenant.wire(since) if e["direction"] == "from-bot" and e["service"] == service]


GRAPH: list[dict[str, Any]] = [
    {"status": 429, "times": 1},
    {"status": 500, "times": 1},
    {"status": 502, "times": 1},
    {"status": 503, "times": 2},
    {"status": 504, "times": 1},
    {"cut": "before", "times": 1},
    {"cut": "after", "times": 1},
    {"cut": "after", "times": 1, "match": "/send"},
    {"cut": "before", "times": 1, "match": "/send"},
    {"status": 504, "times": 1, "match": "/send"},
]


@pytest.mark.parametrize("fault", GRAPH, ids=str)
def test_whatever_graph_does_one_mail_arrives(tenant: Rehearsal, fault: dict[str, Any]) -> None:
    """After an unclear answer the mail is looked for by its key, in Sent and in Drafts, before it is sent again."""
    reference = reported(tenant, {"service": "graph", **fault})
    tenant.advance("2m")
    assert mails_of(tenant, reference) == 1
    drafts = [m for m in tenant.mail_to(INBOX) if reference in m["subject"]]
    assert len(drafts) == 1


CONNECTOR: list[tuple[dict[str, Any], bool]] = [
    ({"status": 429, "times": 2}, False),
    ({"status": 412, "times": 1}, False),
    ({"status": 500, "times": 2}, True),
    ({"status": 502, "times": 1}, True),
    ({"status": 503, "times": 1}, False),
    ({"status": 504, "times": 1}, True),
    ({"cut": "before", "times": 1}, True),
    ({"cut": "after", "times": 1}, True),
]


@pytest.mark.parametrize(("fault", "unclear"), CONNECTOR, ids=str)
def test_whatever_teams_does_everybody_is_told_and_a_second_card_says_repeat(
    tenant: Rehearsal, fault: dict[str, Any], unclear: bool
) -> None:
    reference = reported(tenant, {"service": "connector", "match": "Need to Know: ", **fault})
    tenant.advance("2m")
    cards, again = cards_of(tenant, reference), repeated(tenant, reference)
    for place in (*TOLD, "managers"):
        assert cards[place] == 1 or (fault.get("cut") == "after" and cards[place] == 2 and place in again), place
    assert bool(again) == unclear


def test_a_retry_after_is_honoured_and_never_shortened(tenant: Rehearsal) -> None:
    reference = reported(tenant, {"service": "graph", "status": 429, "retry_after": 240, "times": 3})
    tenant.advance(230)
    assert mails_of(tenant, reference) == 0
    tenant.advance(11)
    assert mails_of(tenant, reference) == 1


def test_a_retry_after_of_teams_is_honoured(tenant: Rehearsal) -> None:
    fault = {"service": "connector", "status": 429, "retry_after": 120, "times": 1, "match": "managers-rehearsal"}
    reference = reported(tenant, fault)
    tenant.advance(115)
    assert cards_of(tenant, reference)["managers"] == 0
    tenant.advance(6)
    assert cards_of(tenant, reference)["managers"] == 1
    assert repeated(tenant, reference) == []


def test_while_sign_in_is_down_nothing_is_lost(tenant: Rehearsal) -> None:
    reference = reported(tenant, {"service": "signin", "status": 500, "times": 3})
    tenant.advance("5m")
    assert mails_of(tenant, reference) == 1
    assert set(cards_of(tenant, reference)) >= {*TOLD, "managers"}


def test_a_person_who_cannot_be_reached_in_teams_gets_a_mail_without_content_and_somebody_phones(
    tenant: Rehearsal,
) -> None:
    dana = next(p for p in tenant.people() if p["key"] == "dana")
    before, card = references(tenant), begin(tenant)
    conversation = rows(tenant.folder, "SELECT conversation FROM conversations WHERE key = ?", dana["aad"])
    tenant.fault("connector", status=403, times=1000, match=conversation[0]["conversation"])
    tell(tenant, card)
    (reference,) = set(references(tenant)) - set(before)
    (mail,) = [m for m in tenant.mail_to(dana["mail"]) if f"{reference}: please open Teams" in m["subject"]]
    assert "did not come back" not in mail["body"]
    assert "01632 960 999" in mail["body"]
    helper = tenant.person("morgan").card(text=f"{reference}", action="done")
    assert "Dana Director" in helper.words
    assert "could not be reached" in tenant.person("rowan").card(text=reference, place="personal").words
    since = len(tenant.wire())
    tenant.advance("30m")
    assert not [e for e in calls(tenant, "connector", since) if reference in str(e["body"]) and "Dana" in e["url"]]
    tenant.person("morgan").presses(helper, "done", {})
    with pytest.raises(NotSeen):
        tenant.person("morgan").card(text=f"Please reach Dana Director about {reference}", action="done")
    tenant.clear_faults()


def test_a_mailbox_that_refuses_for_good_becomes_a_persons_duty(tenant: Rehearsal) -> None:
    reference = reported(tenant, {"service": "graph", "status": 403, "times": 1000})
    tenant.advance("2m")
    assert mails_of(tenant, reference) == 0
    query = (
        "SELECT d.kind, d.about FROM duties d JOIN notifications n ON n.id = d.notification "
        "WHERE n.reference = ? AND d.kind = 'reach'"
    )
    assert [row["about"] for row in rows(tenant.folder, query, reference)] == [INBOX]
    assert set(cards_of(tenant, reference)) >= {*TOLD, "managers"}
    tenant.clear_faults()


def test_an_update_that_fails_is_tried_again_and_posts_nothing_new(tenant: Rehearsal) -> None:
    reference = reported(tenant)
    before = cards_of(tenant, reference)
    tenant.fault("connector", status=502, times=2, match="put /")
    charlie = tenant.person("charlie")
    charlie.presses(charlie.card(text=reference, action="acknowledge", place="personal"), "acknowledge", {})
    tenant.advance("1m")
    assert cards_of(tenant, reference) == before
    assert repeated(tenant, reference) == []
    for who, place in (("dana", "personal"), ("dana", "managers"), ("rowan", "personal")):
        assert "acknowledged by Charlie" in tenant.person(who).card(text=reference, place=place).words


def test_an_update_is_never_sent_twice_by_a_library(tenant: Rehearsal) -> None:
    """botbuilder retries a PUT in silence on 429 and 5xx; our transport does not: the engine's table decides."""
    reference = reported(tenant)
    tenant.fault("connector", status=429, retry_after=60, times=1, match="put /")
    charlie = tenant.person("charlie")
    since = len(tenant.wire())
    charlie.presses(charlie.card(text=reference, action="acknowledge", place="personal"), "acknowledge", {})
    refused = [e for e in calls(tenant, "connector", since) if e["status"] == 429]
    assert len(refused) == 1
    assert sum(e["url"] == refused[0]["url"] and e["method"] == "PUT" for e in calls(tenant, "connector", since)) == 1
    tenant.advance("2m")


def test_every_call_carries_the_ids_that_survive_a_move(tenant: Rehearsal) -> None:
    headers = [e["headers"] for e in calls(tenant, "graph", 0)]
    assert headers
    assert all("ImmutableId" in str(h.get("Prefer") or h.get("prefer")) for h in headers)
