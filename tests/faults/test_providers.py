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
    *(
        {how: effect, "times": 1, **where}
        for how in ("hang", "garbage")
        for effect in ("before", "after")
        for where in ({}, {"match": "/send"})
    ),
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
    ({"hang": "before", "times": 1}, True),
    ({"hang": "after", "times": 1}, True),
    ({"garbage": "before", "times": 1}, True),
    ({"garbage": "after", "times": 1}, True),
]


@pytest.mark.parametrize(("fault", "unclear"), CONNECTOR, ids=str)
def test_whatever_teams_does_everybody_is_told_and_a_second_card_says_repeat(
    tenant: Rehearsal, fault: dict[str, Any], unclear: bool
) -> None:
    reference = reported(tenant, {"service": "connector", "match": "Need to Know: ", **fault})
    tenant.advance("2m")
    cards, again = cards_of(tenant, reference), repeated(tenant, reference)
    for place in (*TOLD, "managers"):
        assert cards[place] == 1 or ("after" in fault.values() and cards[place] == 2 and place in again), place
    assert bool(again) == unclear


def test_of_a_card_that_stands_twice_either_counts_for_the_one_notification(tenant: Rehearsal) -> None:
    """Teams took the first and its answer was lost: posted again, marked as a repeat, counted in journal and log."""
    before = tenant.bot_log().count("delivery.posted-again")
    reference = reported(tenant, {"service": "connector", "match": "Need to Know: ", "cut": "after", "times": 4})
    tenant.advance("10s")
    twice = [who for who in TOLD if cards_of(tenant, reference)[who] == 2]
    assert len(twice) >= 2
    assert set(twice) <= set(repeated(tenant, reference))
    counted = "SELECT count(*) AS n FROM journal j JOIN notifications n ON n.id = j.subject WHERE n.reference = ? "
    (row,) = rows(tenant.folder, counted + "AND j.verb = 'posted-again'", reference)
    assert row["n"] == tenant.bot_log().count("delivery.posted-again") - before
    assert row["n"] == 4
    for who, which in zip(("dana", "charlie"), (0, 1), strict=True):  # one presses the first, one the repeat
        person = tenant.person(who)
        both = [m for m in person.sees("personal") if reference in m.words and "acknowledge" in m.actions]
        person.presses(both[which], "acknowledge", {})
    acknowledged = rows(tenant.folder, counted + "AND j.verb = 'acknowledged'", reference)
    assert acknowledged[0]["n"] == 2
    told = tenant.person("rowan").card(text=reference, place="personal").words
    assert "acknowledged by Dana Director" in told
    assert "acknowledged by Charlie" in told


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


SIGN_IN: list[dict[str, Any]] = [
    {"status": 429, "retry_after": 30},
    {"status": 500},
    {"status": 502},
    {"status": 504},
    {"status": 401},
    *({how: effect} for how in ("cut", "hang", "garbage") for effect in ("before", "after")),
]


def test_whatever_sign_in_does_nothing_is_lost_or_repeated(tenant: Rehearsal) -> None:
    """Everything in a row, for a bot that has just started and holds no token. Nothing was called without one, so
    nothing is unclear."""
    tenant.clear_faults()
    before, card = references(tenant), begin(tenant)
    tenant.kill_bot()
    tenant.start_bot()
    for fault in SIGN_IN:
        tenant.fault("signin", **fault, match="/token")
    tell(tenant, card)
    (reference,) = set(references(tenant)) - set(before)
    assert not mails_of(tenant, reference)
    tenant.advance("12m")
    assert tenant.faults() == []
    assert mails_of(tenant, reference) == 1
    assert {place: cards_of(tenant, reference)[place] for place in (*TOLD, "managers")} == dict.fromkeys(
        (*TOLD, "managers"), 1
    )
    assert repeated(tenant, reference) == []


def test_while_sign_in_refuses_nothing_is_sent_and_with_a_new_credential_everything_is_once(tenant: Rehearsal) -> None:
    """Refused for good, for hours: nobody can be told. The report is kept, and nothing is given up."""
    tenant.clear_faults()
    before, card = references(tenant), begin(tenant)
    tenant.kill_bot()
    tenant.start_bot()
    tenant.fault("signin", status=401, match="/token", times=100_000)
    tell(tenant, card)
    tenant.advance("1h")
    (reference,) = set(references(tenant)) - set(before)
    assert set(cards_of(tenant, reference)) <= {"rowan"}
    assert mails_of(tenant, reference) == 0
    tenant.clear_faults()
    tenant.advance("20m")
    cards = cards_of(tenant, reference)
    assert set(cards) >= {*TOLD, "managers"}
    assert mails_of(tenant, reference) == 1
    assert repeated(tenant, reference) == []


def test_while_the_key_server_is_away_presses_are_answered_503_and_come_again(tenant: Rehearsal) -> None:
    """Teams sends again what was answered 503: nobody is let in, nobody is called a liar, nothing is lost. Every other
    way in which the key server fails is a row of tests/security/test_token_keys.py."""
    before, card = references(tenant), begin(tenant)
    tenant.kill_bot()
    tenant.fault("keys", hang="before", times=1000)
    tenant.start_bot()
    refused = tell(tenant, card)
    assert refused.status == 503
    assert references(tenant) == before
    tenant.clear_faults()
    for _ in range(5000):  # the key server is asked again a second after it failed
        if tenant.repeat(refused.wire[0]).status == 200:
            break
    assert len(references(tenant)) == len(before) + 1


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
    assert "The card in Teams was refused: the bot is blocked or was removed there." in helper.words
    assert "could not be reached" in tenant.person("rowan").card(text=reference, place="personal").words
    since = len(tenant.wire())
    tenant.advance("30m")
    assert not [e for e in calls(tenant, "connector", since) if reference in str(e["body"]) and "Dana" in e["url"]]
    newest = tenant.person("morgan").card(
        text=f"{reference}", action="done"
    )  # the first was taken away with the second
    tenant.person("morgan").presses(newest, "done", {})
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
