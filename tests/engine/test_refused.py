"""A refusal for good: a person makes sure, the next way is taken at once, and whoever can mend it is told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.notifications.delivery import Purpose, Via
from bot.services import ways
from bot.services.delivering import Failed, Parcel
from bot.teams.rendering import Renderer
from tests.engine.council import Council, with_operator


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    opened = Council(tmp_path, authority=with_operator("ola"))
    yield opened
    opened.close()


def mails_refused(code: str) -> Callable[[Parcel], Failed | None]:
    return lambda parcel: Failed(code, permanent=True) if parcel.delivery.via is Via.MAIL else None


def to_operator(handed: list[Parcel]) -> list[Parcel]:
    return [parcel for parcel in handed if parcel.delivery.purpose is Purpose.OPERATOR]


@pytest.mark.parametrize("code", [code for code in ways.WAYS if code.startswith("mail")])
def test_a_mailbox_that_refuses_is_told_to_the_operator_in_teams_too_and_a_person_tells_the_readers(
    council: Council, code: str
) -> None:
    first, second = council.report("rowan"), council.report("sasha")
    handed = council.deliver(mails_refused(code))
    for missing in (first, second):
        (reach,) = [d for d in council.record(missing.id).open_duties() if d.kind == "reach"]
        assert reach.about == council.authority.organisation.inbox.address
    told = to_operator(handed)
    assert sorted(p.delivery.via for p in told) == [Via.MAIL, Via.PERSONAL], "once, however many mails are refused"
    (card,) = [p for p in told if p.delivery.via is Via.PERSONAL]
    assert card.delivery.recipient == council.authority.organisation.people["ola"].id
    _, view = Renderer(council.authority).parcel(card, council.clock.now())
    assert ways.operator(code) in str(view)
    assert first.reference not in str(view)
    assert "Did not come back" not in str(view)


def test_the_operator_is_not_told_of_each_refusal_and_at_once_of_another_kind(council: Council) -> None:
    council.report("rowan")
    assert len(to_operator(council.deliver(mails_refused("mailbox-full")))) == 2
    council.clock.at += timedelta(minutes=2)
    council.report("rowan")
    assert to_operator(council.deliver(mails_refused("mailbox-full"))) == []
    council.clock.at += timedelta(minutes=2)
    council.report("rowan")
    assert len(to_operator(council.deliver(mails_refused("mailbox-denied")))) == 2


def test_a_person_who_blocked_the_bot_gets_a_mail_at_once_and_the_operator_their_id_and_no_name(
    council: Council,
) -> None:
    dana = council.authority.organisation.people["dana"]
    missing = council.report("rowan")

    def refuse(parcel: Parcel) -> Failed | None:
        return Failed("bot-blocked", permanent=True) if parcel.delivery.recipient == dana.id else None

    handed = council.deliver(refuse)
    assert [p.delivery.recipient for p in handed if p.delivery.purpose is Purpose.STAND_IN] == [dana.mail]
    (reach,) = [d for d in council.record(missing.id).open_duties() if d.kind == "reach"]
    assert reach.about == dana.id
    notice = to_operator(handed)[0].notice
    assert notice is not None
    said = (notice.content or {})["text"]
    assert ways.operator("bot-blocked") in said
    assert dana.id in said
    assert dana.name not in said


def test_what_no_operator_can_mend_is_not_told_to_one(council: Council) -> None:
    council.report("rowan")
    assert to_operator(council.deliver(mails_refused("http-400"))) == []


def test_where_the_operators_own_mail_is_refused_nobody_is_told_of_that(council: Council) -> None:
    """It would be the same again: the card in Teams, the log and the metrics say it."""
    council.report("rowan")
    handed = council.deliver(mails_refused("mailbox-denied"))
    assert len(to_operator(handed)) == 2
