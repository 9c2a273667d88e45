"""What is typed in an update reaches those who may read the whole, inert: no channel, no subject, no lock screen."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.notifications.delivery import Purpose, Via
from bot.notifications.restriction import RESTRICTED
from bot.notifications.sight import Sight, sight
from bot.outlook.message import compose
from bot.services.deeds import offered
from bot.services.delivering import Parcel
from bot.teams.rendering import Renderer
from cards.views import summary
from tests.engine.council import MISSING, Council, authority_of
from tests.scenarios.deeds.by_themselves import does
from tests.security.test_canaries import HOSTILE, texts
from tests.security.test_restricted import REPORT

CANARY = "zanzibar"
TYPED = HOSTILE.replace("\ud83d", "")[:520]  # the doors let no half of a pair in


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    council = Council(tmp_path)
    yield council
    council.close()


def with_news(council: Council) -> list[Parcel]:
    """A child is missing, hostile news comes and the child is found: every message sent since."""
    sent = council.report("rowan", MISSING)
    council.deliver()
    does(council, "rowan", sent.id, "update", kind="worse", what=TYPED)
    handed = council.deliver()
    does(council, "rowan", sent.id, "found", condition="injured", seen=TYPED[:450], what=f"Other {TYPED}")
    return handed + council.deliver()


def test_hostile_news_is_inert_on_every_card_and_the_lock_screen_says_nothing(council: Council) -> None:
    parcels = [p for p in with_news(council) if p.delivery.via is not Via.MAIL]
    assert {p.delivery.purpose for p in parcels} >= {Purpose.UPDATE, Purpose.TELL, Purpose.POST}
    for parcel in parcels:
        card, view = Renderer(council.authority).parcel(parcel, council.clock.now())
        assert CANARY not in summary(view)
        for kind, text in texts(card):
            assert "<at>" not in text
            assert "{{" not in text
            assert "\u202e" not in text
            if kind != "TextRun":
                assert "](http" not in text


def test_the_channel_learns_that_there_was_news_and_not_a_word_of_it(council: Council) -> None:
    posts = [p for p in with_news(council) if p.delivery.via is Via.CHANNEL]
    assert posts
    said = json.dumps([Renderer(council.authority).parcel(p, council.clock.now())[0] for p in posts])
    assert "Last update" in said
    assert CANARY not in said


def test_hostile_news_is_inert_in_mails_and_no_subject_holds_it(council: Council) -> None:
    mails = [p for p in with_news(council) if p.delivery.via is Via.MAIL]
    assert {p.delivery.purpose for p in mails} >= {Purpose.INBOX}
    for parcel in mails:
        assert parcel.record is not None
        mail = compose(
            parcel.record, parcel.delivery.purpose, parcel.delivery.recipient, council.authority, council.clock.now()
        )
        assert CANARY not in mail.subject
        assert "<script" not in mail.html
        assert "\u202e" not in mail.html
    assert any(CANARY in repr(p.record) for p in mails)


@pytest.mark.parametrize("answer", ["yes", "unknown"])
def test_news_of_a_restricted_report_goes_to_its_few_readers_alone(tmp_path: Path, answer: str) -> None:
    luton = Council(tmp_path, authority=authority_of("luton"))
    sent = luton.report("rowan", {**REPORT, RESTRICTED: answer})
    luton.press("sam", "needed", sent.id, 1)
    luton.deliver()
    does(luton, "rowan", sent.id, "update", kind="other", what=f"{CANARY} was seen with him.")
    news = [p for p in luton.deliver() if p.delivery.sent_at is None]
    organisation, record = luton.authority.organisation, luton.record(sent.id)
    for parcel in news:
        if parcel.delivery.via is Via.PERSONAL:
            assert sight(record, parcel.delivery.recipient, organisation) is Sight.WHOLE
    assert not [p for p in news if p.delivery.purpose is Purpose.INBOX]
    for who in ("sid", "sam", "dana", "billie"):
        person = luton.actor(who).id
        assert not {"update", "found"} & {deed.id for deed in offered(record, person, luton.authority)}, who
        tried = luton.attempt(who, "do", f"{sent.id}:update:x", inputs={"update.kind": "other", "update.what": "x"})
        assert not tried.changed
        assert CANARY not in repr(tried.screen.words) if hasattr(tried.screen, "words") else True
    luton.close()
