"""What people do by themselves, behind "More ...": in Teams and from a mail, once for each form, nothing typed lost."""

from collections.abc import Iterator

import pytest

from bot.store.reader import read_record
from tests.harness import Message
from tests.scenarios.outlook.test_from_a_mail import own_mail
from tests.scenarios.telling.council import SERIOUS_INJURY, TUESDAY_TEN, Council

NEWS = {"update.kind": "better", "update.what": "She is awake and talking."}


@pytest.fixture
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with Council(tmp_path_factory.mktemp("more"), at=TUESDAY_TEN) as opened:
        opened.report(SERIOUS_INJURY)
        yield opened


def form_of(council: Council, who: str) -> Message:
    """Somebody opens the form of an update from their card; it is a message of its own."""
    person = council.person(who)
    person.presses(person.card(action="more"), "more")
    outcome = person.presses(person.card(text="What else you can do"), "begin")
    assert "The form is in a new message below." in "".join(message.words for message in outcome.messages)
    return person.card(action="do")


def test_an_update_stands_first_on_every_card_and_in_the_journal(council: Council) -> None:
    form = form_of(council, "rowan")
    assert "Add an update: NTK-2026-0001" in form.words
    council.person("rowan").presses(form, "do", NEWS)

    for who in ("rowan", "dana", "charlie"):
        words = council.person(who).card(text="NTK-2026-0001", action="refresh").words
        assert "Update: Health or situation better, by Rowan Reporter, Tue 24 Nov 10:00" in words, who
        assert "She is awake and talking." in words
    journal = read_record(council.folder / "bot", "NTK-2026-0001").journal
    [entry] = [each for each in journal if each.verb == "update"]
    assert (entry.content or {})["said.what"] == "She is awake and talking."
    assert "The update is saved." in council.person("rowan").card(text="The update is saved.").words


def test_what_is_missing_is_named_and_what_was_typed_is_still_there(council: Council) -> None:
    form = form_of(council, "rowan")
    council.person("rowan").presses(form, "do", {"update.what": "She is awake."})
    again = council.person("rowan").card(action="do")
    assert "Please choose one." in again.words
    assert again.value("update.what") == "She is awake."
    council.person("rowan").presses(again, "do", NEWS)
    assert len(read_record(council.folder / "bot", "NTK-2026-0001").notification.additions) == 1


def test_the_same_form_sent_twice_adds_once(council: Council) -> None:
    form = form_of(council, "rowan")
    council.person("rowan").presses(form, "do", NEWS)
    council.person("rowan").presses(form, "do", NEWS)
    assert len(read_record(council.folder / "bot", "NTK-2026-0001").notification.additions) == 1


def test_a_form_left_does_nothing(council: Council) -> None:
    form = form_of(council, "dana")
    council.person("dana").presses(form, "leave", NEWS)
    assert "Nothing was done." in council.person("dana").card(text="Nothing was done.").words
    assert read_record(council.folder / "bot", "NTK-2026-0001").notification.additions == ()


def test_the_director_adds_an_update_from_a_mail(council: Council) -> None:
    council.press_mail("dana", own_mail(council), "more")
    council.press_mail("dana", own_mail(council), "begin")
    refused = council.press_mail("dana", own_mail(council), "do", {"update.what": "The press has rung."})
    assert "One answer needs another look." in str(refused.answer["value"])
    council.press_mail("dana", own_mail(council), "do", {"update.kind": "other", "update.what": "The press has rung."})
    assert "The press has rung." in council.person("charlie").card(text="NTK-2026-0001", action="refresh").words
