"""Answers of docs/messages.md that no other scenario asks for, each reached in a rehearsal by what people press."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.services import comment_words, words
from bot.services.words import Words
from tests.harness import Outcome
from tests.scenarios.reporting.writing import answer
from tests.scenarios.telling.council import CHARGED, LOOKED_AFTER_MISSING, TUESDAY_TEN, Council

DIRECTOR = "Director of Children's Services"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council on a Tuesday morning."""
    with Council(tmp_path / "data", at=TUESDAY_TEN) as council:
        yield council


def says(outcome: Outcome, wording: Words) -> bool:
    """Does the answer, or a message that came with it, say this?"""
    shown = answer(outcome) + str(outcome.answer) + "".join(message.words for message in outcome.messages)
    return all(part in shown for part in (wording.title, wording.next))


def test_a_report_is_private_and_answered_in_the_persons_own_chat(council: Council) -> None:
    rowan = council.person("rowan")
    assert says(rowan.says("report", "group"), words.moved_to_personal(True))


def test_a_report_is_sent_once_however_often_it_is_pressed(council: Council) -> None:
    rowan = council.person("rowan")
    rowan.says("report")
    first = rowan.card(action="tell-now")
    told = {"incident.details": "Child K-104 fell.", "about.staff": "no"}
    assert says(rowan.presses(first, "tell-now", told), words.saved("NTK-2026-0001"))
    assert says(rowan.presses(first, "tell-now", told), words.already_sent("NTK-2026-0001"))
    assert says(rowan.presses(rowan.card(action="complete"), "complete"), words.form_below())
    rowan.says("my reports")
    assert says(rowan.presses(rowan.card(action="open"), "open"), words.opened_below())


def test_the_director_comments_and_looks_into_the_details(council: Council) -> None:
    reference = council.report(LOOKED_AFTER_MISSING)
    dana = council.person("dana")
    card = dana.card(text=reference, place="personal")
    assert says(dana.presses(card, "comment", {"director.dcs_comment": "Seen by me."}), comment_words.comment_saved())
    wrong = dana.presses(dana.card(text=reference, place="personal"), "comment", {"director.review_date": "soon"})
    assert says(wrong, words.field_wrong("Date for review"))
    assert says(dana.presses(council.post("dana"), "open"), words.opened_in_personal())


def test_a_decision_that_comes_after_telling_says_so(council: Council) -> None:
    council.report(CHARGED)
    card = council.person("alex").card(action="tell", place="personal")
    council.advance("3d")
    late = council.person("alex").presses(card, "tell", {"reason": "She must know."}, raw=True)
    assert says(late, words.decided_after_telling(DIRECTOR))


def test_when_the_director_has_acknowledged_there_is_nothing_left_to_decide(council: Council) -> None:
    council.report(CHARGED)
    card = council.person("alex").card(action="tell", place="personal")
    council.advance("3d")
    council.acknowledges("dana")
    late = council.person("alex").presses(card, "tell", {"reason": "She must know."}, raw=True)
    assert says(late, words.told_without_decision(DIRECTOR))
