"""An older card that a newer one replaced: it says so in a line, then it is deleted; what Teams answers to either."""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
import requests

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Conversation
from bot.teams.connector import ConnectorCredentials, Connectors
from bot.teams.rendering import Renderer
from bot.teams.sender import TeamsSender
from tests.engine.council import Standing, authority_of
from tests.teams.whole import APP, SERVICE, TENANT, Microsoft

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OLDER = Delivery(
    id="morning",
    key="morning",
    via=Via.PERSONAL,
    purpose=Purpose.DIGEST,
    recipient="dana",
    urgent=False,
    created_at=NOW,
    status=DeliveryStatus.TRYING,
    provider_id="1700000000001",
    conversation="a:dana",
    replaced=True,
    sent_at=NOW,
)
DONE = Sent("1700000000001", "a:dana")
CHAT = Conversation("personal", "dana", "a:dana", SERVICE, TENANT)
OK = (200, "{}")
GONE = (404, '{"error": {"code": "ActivityNotFoundInConversation", "message": "x"}}')


@dataclass
class Chat(Microsoft):
    """Teams, with an answer of its own for each method."""

    by_method: dict[str, tuple[int, str]] = field(default_factory=dict)

    def answer(self, request: requests.PreparedRequest, options: dict[str, object]) -> requests.Response:
        """The answer to one call."""
        self.refuse = self.by_method.get(str(request.method)) if str(request.url).startswith(SERVICE) else None
        return super().answer(request, options)


def sending(delivery: Delivery, **by_method: tuple[int, str]) -> tuple[Sent | Failed, list[str]]:
    """What became of it, and the calls that were made to the chat."""
    teams = Chat(by_method={"PUT": OK, "DELETE": OK} | by_method)
    connectors = Connectors(
        ConnectorCredentials(APP, TENANT, "secret", teams.session), ("smba.trafficmanager.net",), teams.session
    )
    authority = authority_of("informing-the-director")
    sender = TeamsSender(connectors, Renderer(authority), authority.organisation, Standing(NOW), APP, TENANT)
    result = asyncio.run(sender.send(Parcel(delivery, conversation=CHAT)))
    return result, [f"{call.method} {call.url.removeprefix(SERVICE)}" for call in teams.to("smba.trafficmanager.net")]


PLACE = "v3/conversations/a%3Adana/activities/1700000000001"


def test_the_line_comes_first_and_then_the_message_is_deleted() -> None:
    assert sending(OLDER) == (DONE, [f"PUT {PLACE}", f"DELETE {PLACE}"])


def test_a_card_that_no_newer_one_replaced_is_never_deleted() -> None:
    _, calls = sending(replace(OLDER, replaced=False))
    assert calls == [f"PUT {PLACE}"]


def test_what_is_gone_already_is_as_wanted_and_is_not_asked_for_again() -> None:
    """An attempt that ended without a clear answer, or a process that died after the call, is tried again."""
    assert sending(OLDER, PUT=GONE) == (DONE, [f"PUT {PLACE}"])
    assert sending(OLDER, DELETE=GONE)[0] == DONE


@pytest.mark.parametrize(
    ("status", "code"), [(501, "DeleteActivityAPINotImplemented"), (403, "Forbidden"), (405, "x"), (400, "BadSyntax")]
)
def test_where_deleting_is_refused_for_good_the_line_stays_and_that_is_noted(status: int, code: str) -> None:
    result, _ = sending(OLDER, DELETE=(status, f'{{"error": {{"code": "{code}", "message": "x"}}}}'))
    assert result == replace(DONE, note=f"http-{status}")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("status", [412, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_from_the_start(method: str, status: int) -> None:
    result, _ = sending(OLDER, **{method: (status, "{}")})
    assert isinstance(result, Failed)
    assert not result.permanent


def test_a_chat_that_is_gone_is_a_refusal_and_nothing_is_deleted() -> None:
    gone = (404, '{"error": {"code": "ConversationNotFound", "message": "x"}}')
    assert sending(OLDER, PUT=gone) == (Failed("chat-gone", permanent=True), [f"PUT {PLACE}"])


def test_a_card_whose_place_was_never_known_is_left_alone() -> None:
    assert sending(replace(OLDER, provider_id="")) == (Sent("", "a:dana"), [])
