"""The token tables of both doors: what each accepts, and that everything else is refused and nothing crashes."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.tokens import OUTLOOK_ACTIONS_APP, ConnectorDoor, OutlookDoor, TokenRefused, outlook_expectation
from tests.fakes.doors import (
    APPROVER,
    AUDIENCE,
    DOORS,
    OTHER_TENANT,
    OUTLOOK,
    SERVICE,
    TENANT,
    At,
    connector,
    outlook,
)
from tests.fakes.keys import ABSENT, published, signed
from tests.security.token_table import EACH, Row


@pytest.fixture(params=list(DOORS))
def at(request: pytest.FixtureRequest) -> At:
    return DOORS[request.param]()


# Genuine tokens.


def test_a_genuine_token_is_admitted_with_its_claims(at: At) -> None:
    assert at.admit(at.token()) == at.claims


def test_a_token_for_several_audiences_is_admitted_when_ours_is_among_them(at: At) -> None:
    at.admit(at.token({"aud": ["https://elsewhere.example", at.claims["aud"]]}))


@pytest.mark.parametrize("times", [{"exp": timedelta(minutes=-4)}, {"nbf": timedelta(minutes=4)}], ids=str)
def test_clocks_may_differ_by_less_than_five_minutes(at: At, times: dict[str, Any]) -> None:
    at.admit(at.token(times))


def test_the_scheme_is_recognised_in_any_letter_case(at: At) -> None:
    at.present(f"bearer {at.token()}")


def test_a_trailing_slash_of_the_service_url_does_not_matter() -> None:
    at = connector()
    at.admit(at.token({"serviceurl": SERVICE.rstrip("/")}))


def test_a_version_1_token_of_our_tenant_is_admitted_at_the_outlook_door() -> None:
    at = outlook()
    at.admit(at.token({"iss": OUTLOOK.issuers[0], "azp": ABSENT, "appid": OUTLOOK_ACTIONS_APP, "ver": "1.0"}))


def test_one_of_several_scopes_is_enough() -> None:
    at = outlook()
    at.admit(at.token({"scp": "openid Actions.Invoke"}))


# The table of both doors.


@pytest.mark.parametrize(("door", "row"), EACH, ids=str)
def test_a_token_with_one_thing_wrong_is_refused_for_that(door: str, row: Row) -> None:
    at = {"teams": connector, "outlook": outlook}[door]()
    assert at.refusal(at.token(dict(row.claims), dict(row.header))) == row.reason


def test_a_token_signed_by_a_stranger_in_the_name_of_a_known_key_is_refused(at: At) -> None:
    assert at.refusal(at.token(key="rogue", header={"kid": at.key})) == "wrong-signature"


def test_a_token_whose_claims_were_changed_after_signing_is_refused(at: At) -> None:
    head, _, signature = at.token().split(".")
    _, changed, _ = at.token({"exp": timedelta(days=30)}).split(".")
    assert at.refusal(f"{head}.{changed}.{signature}") == "wrong-signature"


def test_a_key_that_the_token_brings_along_is_not_used(at: At) -> None:
    brought = {"jwk": published("rogue"), "jku": "https://keys.example/"}
    assert at.refusal(at.token(key="rogue", header=brought)) == "unknown-key"
    assert at.refusal(at.token(key="rogue", header=brought | {"kid": at.key})) == "wrong-signature"


MALFORMED = [
    "Bearer ",
    "Bearer",
    "Bearer x",
    "Bearer a.b.c",
    "Bearer ..",
    "Bearer \N{SNOWMAN}.b.c",
    "Bearer bnVsbA.bnVsbA.bnVsbA",
    "Basic dXNlcjpwYXNzd29yZA==",
    "Bearer " + "a" * 20_000,
    "Bearer W" + "1tb" * 4000 + ".e30.e30",
]


@pytest.mark.parametrize("header", MALFORMED, ids=lambda value: value[:20])
def test_what_is_no_token_is_refused(at: At, header: str) -> None:
    assert at.refusal_of(header) == "malformed"


def test_a_token_longer_than_any_of_microsofts_is_refused_unread(at: At) -> None:
    assert at.refusal(at.token({"padding": "a" * 20_000})) == "malformed"


@pytest.mark.parametrize("header", [None, ""])
def test_a_request_without_a_token_is_refused(at: At, header: str | None) -> None:
    assert at.refusal_of(header) == "no-token"


@pytest.mark.parametrize("payload", ["bnVsbA", "W10", "Ingi", "e30x", "gICA"])
def test_a_signed_payload_that_is_no_object_is_refused(at: At, payload: str) -> None:
    head, _, signature = at.token().split(".")
    assert at.refusal(f"{head}.{payload}.{signature}") in {"malformed", "wrong-signature"}


@pytest.mark.parametrize(("door", "other"), [(connector, outlook), (outlook, connector)])
def test_a_token_for_the_other_door_is_refused(door: Callable[[], At], other: Callable[[], At]) -> None:
    assert door().refusal(other().token()) == "unknown-key"
    assert door().refusal(signed(other().claims, key=door().key)) in {"wrong-issuer", "wrong-audience"}


def test_a_refusal_repeats_nothing_of_the_token(at: At) -> None:
    token = at.token({"aud": "a secret"})
    with pytest.raises(TokenRefused) as refused:
        at.admit(token)
    assert token not in str(refused.value)
    assert "a secret" not in str(refused.value)
    assert refused.value.__cause__ is None


# The Teams door's own rows.


@pytest.mark.parametrize(
    ("claim", "asked", "reason"),
    [
        (ABSENT, SERVICE, "missing-serviceurl"),
        ("", SERVICE, "missing-serviceurl"),
        ("https://attacker.example/", SERVICE, "wrong-serviceurl"),
        (SERVICE, "https://attacker.example/", "wrong-serviceurl"),
        (SERVICE, None, "wrong-serviceurl"),
        (SERVICE, "", "wrong-serviceurl"),
        (SERVICE, {"url": SERVICE}, "wrong-serviceurl"),
    ],
    ids=str,
)
def test_the_service_url_of_token_and_activity_must_be_there_and_agree(
    claim: object, asked: object, reason: str
) -> None:
    at = connector()
    at.bound = {"serviceurl": asked}
    assert at.refusal(at.token({"serviceurl": claim})) == reason


@pytest.mark.parametrize("channel", ["slack", "", None, 7, ["msteams"]], ids=str)
def test_a_key_that_is_not_endorsed_for_the_channel_is_refused(channel: object) -> None:
    at = connector()
    at.channel = channel
    assert at.refusal(at.token()) == "wrong-channel"


def test_a_key_without_endorsements_opens_no_channel() -> None:
    at = connector()
    at.server.keys = [published("connector")]
    assert at.refusal(at.token()) == "wrong-channel"


def test_the_teams_door_reads_service_url_and_channel_from_the_activity() -> None:
    at = connector()
    door = at.door
    assert isinstance(door, ConnectorDoor)
    header = f"Bearer {at.token()}"
    activity = {"serviceUrl": SERVICE, "channelId": "msteams"}
    assert asyncio.run(door.admit(header, activity)) == at.claims
    for wrong in ({}, activity | {"channelId": "slack"}, activity | {"serviceUrl": "https://attacker.example/"}):
        with pytest.raises(TokenRefused):
            asyncio.run(door.admit(header, wrong))


# The Outlook door's own rows.


def test_another_tenants_perfect_token_is_refused() -> None:
    at = outlook()
    theirs = outlook_expectation(OTHER_TENANT, OUTLOOK.audiences)
    claims = {"iss": theirs.issuers[1], "tid": OTHER_TENANT}
    assert at.refusal(at.token(claims, key="their-tenant")) == "unknown-key"
    assert at.refusal(at.token(claims)) == "wrong-issuer"


def test_without_a_named_scope_any_delegated_token_of_the_service_is_admitted_but_no_application_token() -> None:
    at = outlook()
    door = OutlookDoor(outlook_expectation(TENANT, (AUDIENCE,)), at.server.http, monotonic=at.seconds)
    assert asyncio.run(door.admit(f"Bearer {at.token({'scp': 'Anything'})}", approver=APPROVER))
    with pytest.raises(TokenRefused, match="wrong-scp"):
        asyncio.run(door.admit(f"Bearer {at.token({'scp': ' '})}", approver=APPROVER))
    with pytest.raises(TokenRefused, match="missing-scp"):
        asyncio.run(door.admit(f"Bearer {at.token({'scp': ABSENT})}", approver=APPROVER))
    with pytest.raises(TokenRefused, match="wrong-oid"):
        asyncio.run(door.admit(f"Bearer {at.token()}", approver=OTHER_TENANT))
