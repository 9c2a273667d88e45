"""security.md 15: a restricted report is whole for the named few; everybody else sees the anonymised version alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.notifications.notification import Notification
from bot.notifications.restriction import RESTRICTED
from bot.outlook.message import compose
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.teams.rendering import Renderer
from tests.engine.council import Council, authority_of
from tests.security.test_kept_from import ALLEGATION

CANARY = "zanzibar"
REPORT = {
    **ALLEGATION,
    "incident.details": f"{CANARY}: what is alleged.",
    "basic.child_name": f"{CANARY} K-104",
    "judgement.reason": f"{CANARY}: why.",
    "contact.key_contact": f"{CANARY} contact",
}


@dataclass
class Told:
    council: Council
    notification: Notification
    sent: list[Parcel]

    def words_of(self, parcel: Parcel) -> str:
        """Everything that one message holds, whatever way it goes."""
        now = self.council.clock.now()
        if parcel.delivery.via == "mail":
            assert parcel.record is not None
            return repr(compose(parcel.record, parcel.delivery.purpose, parcel.delivery.recipient, self.authority, now))
        return repr(Renderer(self.authority).parcel(parcel, now))

    @property
    def authority(self) -> Authority:
        return self.council.authority


@pytest.fixture(scope="module", params=["yes", "unknown", ""])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    council = Council(tmp_path_factory.mktemp("restricted"), authority=authority_of("luton"))
    notification = council.report("rowan", {**REPORT, RESTRICTED: request.param})
    sent = council.deliver()
    council.press("sam", "needed", notification.id, 1)
    sent += council.deliver()
    yield Told(council, notification, sent)
    council.close()


def test_no_message_to_anybody_but_the_named_few_holds_a_word_of_it(told: Told) -> None:
    few = {told.council.actor(who).id for who in ("rowan", "lee")}
    reached = {p.delivery.recipient for p in told.sent}
    assert told.council.actor("sid").id in reached
    for parcel in told.sent:
        whole = CANARY in told.words_of(parcel)
        assert whole is (parcel.delivery.recipient in few), parcel.delivery.key


def test_what_is_asked_of_them_they_may_still_do(told: Told) -> None:
    for verb in ("acknowledge", "tell", "do-not-tell"):
        tried = told.council.attempt("sid", verb, told.notification.id, 1, inputs={"reason": "So."})
        assert tried.kind == "do", verb
        card = repr(Renderer(told.authority).screen(tried.screen, told.council.clock.now()))
        assert CANARY not in card
        assert told.notification.reference in card


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    opened = Council(tmp_path, authority=authority_of("luton"))
    yield opened
    opened.close()


def test_a_plain_no_restricts_nothing(council: Council) -> None:
    notification = council.report("rowan", {**REPORT, RESTRICTED: "no"})
    assert not notification.is_restricted
    sent = council.deliver()
    told = Told(council, notification, sent)
    assert [p for p in sent if p.delivery.recipient == council.actor("sam").id and CANARY in told.words_of(p)]
