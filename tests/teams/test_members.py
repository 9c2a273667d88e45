"""Who is a member: the organisation file's people, then what the conversation's roster says, kept for an hour."""

import asyncio
import json
from typing import Any

import pytest

from bot.teams.connector import ConnectorCredentials, Connectors
from bot.teams.members import KEEP, Members, Membership
from tests.engine.council import authority
from tests.fakes.doors import Seconds
from tests.teams.whole import APP, ROWAN, SERVICE, TENANT, Microsoft

AAD = "99999999-0000-4000-8000-000000000001"
GOOD: dict[str, Any] = {"id": "29:x", "objectId": AAD, "aadObjectId": AAD, "tenantId": TENANT, "userRole": "user"}


class Asked:
    """Membership with a roster that answers as told."""

    def __init__(self, status: int = 200, answer: object = None) -> None:
        self.microsoft = Microsoft(refuse=(status, json.dumps(GOOD if answer is None else answer)))
        self.seconds = Seconds()
        credentials = ConnectorCredentials(APP, TENANT, "secret", self.microsoft.session)
        connectors = Connectors(credentials, ("smba.trafficmanager.net",), self.microsoft.session)
        self.members = Members(connectors, authority().organisation, TENANT, self.seconds)

    def of(self, aad: str = AAD) -> Membership:
        """How this person stands to the tenant."""
        return asyncio.run(self.members.membership(aad, "29:x", "a:1", SERVICE))

    @property
    def calls(self) -> int:
        """How often the roster was asked."""
        return len(self.microsoft.to("smba.trafficmanager.net"))


def test_somebody_the_organisation_file_names_is_a_member_without_a_question() -> None:
    asked = Asked(500)
    assert asked.of(ROWAN) is Membership.MEMBER
    assert asked.calls == 0


def test_an_ordinary_user_of_our_tenant_is_a_member_and_asked_about_once_an_hour() -> None:
    asked = Asked()
    assert [asked.of() for _ in range(3)] == [Membership.MEMBER] * 3
    assert asked.calls == 1
    asked.seconds.now += KEEP
    assert asked.of() is Membership.MEMBER
    assert asked.calls == 2


@pytest.mark.parametrize(
    "change",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous"},
        {"userRole": None},
        {"tenantId": "f0f0e1d2-9c3b-4a5e-8d7f-1a2b3c4d5e6f"},
        {"tenantId": None},
        {"objectId": ROWAN, "aadObjectId": ROWAN},
        {"objectId": None, "aadObjectId": None},
    ],
    ids=str,
)
def test_a_guest_a_federated_user_and_somebody_else_are_strangers(change: dict[str, Any]) -> None:
    answer = {k: v for k, v in {**GOOD, **change}.items() if v is not None}
    assert Asked(answer=answer).of() is Membership.STRANGER


@pytest.mark.parametrize("status", [403, 404])
def test_somebody_whom_the_roster_does_not_have_is_a_stranger(status: int) -> None:
    assert Asked(status, {"error": {"code": "MemberNotFoundInConversation"}}).of() is Membership.STRANGER


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_while_the_roster_cannot_be_reached_nobody_is_confirmed_and_it_is_asked_again(status: int) -> None:
    asked = Asked(status, {"error": {}})
    assert asked.of() is Membership.UNCONFIRMED
    before = asked.calls
    asked.microsoft.refuse = (200, json.dumps(GOOD))
    assert asked.of() is Membership.MEMBER
    assert asked.calls == before + 1


def test_a_roster_that_answers_nonsense_confirms_nobody() -> None:
    assert Asked(answer=[1, 2]).of() is not Membership.MEMBER
    asked = Asked()
    asked.microsoft.refuse = (200, "not JSON")
    assert asked.of() is not Membership.MEMBER
