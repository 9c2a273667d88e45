"""A director, or any manager who was told, asks; whoever is asked owes the answer, and answers where they read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness import NotSeen
from tests.scenarios.directing.at_work import (
    REFERENCE,
    card,
    does,
    does_by_mail,
    form,
    own_mail,
    person_id,
    said,
    verbs,
)
from tests.scenarios.telling.council import LOOKED_AFTER_MISSING, TUESDAY_TEN, Council

QUESTION = "Who saw Child K-104 last?"


@pytest.fixture
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with Council(tmp_path_factory.mktemp("asking"), at=TUESDAY_TEN) as opened:
        opened.report(LOOKED_AFTER_MISSING)
        yield opened


def ask(council: Council, whom: str, who: str = "dana", when: str = "working") -> str:
    return does(council, who, "Ask", {"ask.whom": whom, "ask.what": QUESTION, "ask.when": when})


def test_the_reporter_is_asked_and_answers_and_both_stand_on_everybodys_card(council: Council) -> None:
    rowan = council.person("rowan")
    before = council.count("rowan")
    assert "Your question is sent to Rowan Reporter." in ask(council, person_id(council, "rowan"))

    assert council.count("rowan") == before + 1, "a card of its own asks for it"
    asked = rowan.card(action="done")
    assert "Answer question 1, asked by Dana Director" in asked.words
    assert QUESTION in asked.words
    assert "Dana Director asks this of you." in asked.words
    for who in ("dana", "charlie"):
        words = card(council, who).words
        assert "Question 1 to Rowan Reporter, by Dana Director, Tue 24 Nov 10:00" in words, who
        assert "Answer due Tue 24 Nov 14:00" in words
    assert QUESTION not in council.post().words

    assert "It is not saved yet." in said(rowan.presses(asked, "done"))
    answer = {"question.1.answer": "The bus driver, at nine."}
    assert "Whoever required it is told." in said(rowan.presses(rowan.card(action="done"), "done", answer))

    for who in ("rowan", "dana", "charlie"):
        words = card(council, who).words
        assert "Answer to question 1, by Rowan Reporter" in words, who
        assert "The bus driver, at nine." in words
    assert "Your question 1 is answered: see below." in card(council, "dana").words
    done = [verb for verb, _ in verbs(council)]
    assert done.index("question-asked") < done.index("question-answered")
    with pytest.raises(NotSeen):
        rowan.card(action="done")


def test_it_is_asked_and_answered_from_mails_alone(council: Council) -> None:
    inputs = {"ask.whom": person_id(council, "charlie"), "ask.what": QUESTION, "ask.when": "working"}
    assert "Your question is sent to Charlie City-Manager." in does_by_mail(council, "dana", "Ask", inputs)

    mail = own_mail(council, "charlie")
    assert QUESTION in mail["text"], "a mail of its own"
    assert QUESTION not in mail["subject"]
    council.press_mail("charlie", mail, "done", {"question_1_answer": "Nobody knows yet."})

    answered = own_mail(council, "dana")
    assert "Nobody knows yet." in answered["text"], "the answer comes to whoever asked, by mail too"
    assert "Nobody knows yet." in card(council, "rowan").words


def test_a_role_is_asked_and_its_cover_answers_as_cover(council: Council) -> None:
    council.person("charlie").says("I am away until Friday, Avery covers for me")
    council.person("charlie").presses(council.person("charlie").card(action="confirm-away"), "confirm-away")
    ask(council, "role:CM")
    avery = council.person("avery")
    assert QUESTION in avery.card(action="done").words
    avery.presses(avery.card(action="done"), "done", {"question.1.answer": "The carer."})
    assert "Answer to question 1, by Avery Assistant-City-Manager as cover for Charlie City-Manager" in (
        card(council, "dana").words
    )


def test_a_late_answer_reminds_then_tells_whoever_asked_and_goes_up_until_it_comes(council: Council) -> None:
    ask(council, person_id(council, "rowan"))
    council.runs_to("2026-11-24T12:01")
    assert "REMINDER" in card(council, "rowan").words, "halfway"
    council.runs_to("2026-11-24T14:01")
    assert "A question to Rowan Reporter is not answered in time." in card(council, "dana").words
    assert "LATE: answer due" in card(council, "charlie").words
    assert "LATE" in card(council, "rowan").words
    council.runs_to("2026-11-25T12:01")
    morgan = council.person("morgan").card(action="done")
    assert "A question to Rowan Reporter is not answered in time." in morgan.words, "the manager, who may answer"
    council.runs_to("2026-11-26T17:00")
    assert "A question to Rowan Reporter is not answered in time." in card(council, "charlie").words, "the chain"
    council.person("morgan").presses(morgan, "done", {"question.1.answer": "Her aunt, on Monday."})
    assert "Answer to question 1, by Morgan Team-Manager" in card(council, "dana").words


def test_a_question_that_is_not_needed_any_more_is_taken_back_with_a_reason(council: Council) -> None:
    ask(council, person_id(council, "rowan"))
    question = council.person("rowan").card(action="done")
    opened = form(council, "dana", "Take it back")
    which = next(f["choices"][0]["value"] for f in opened.data["fields"] if f["id"] == "take-back.which")
    taken = council.person("dana").presses(opened, "do", {"take-back.which": which, "take-back.why": "I know it now."})
    assert "Nobody is asked for it any more." in said(taken)

    assert "I know it now." in card(council, "rowan").words
    assert "done" not in card(council, "rowan").actions
    refused = council.person("rowan").presses(question, "done", {"question.1.answer": "Late."})
    assert "Late." not in said(refused)
    council.advance("3d")
    assert "not answered in time" not in card(council, "dana").words


def test_nobody_who_only_reports_asks_and_nothing_is_asked_without_words(council: Council) -> None:
    rowan = council.person("rowan")
    rowan.presses(rowan.card(action="more"), "more")
    offered = [each["title"] for each in rowan.card(text="What else you can do").data["actions"]]
    assert "Ask" not in offered
    assert "Require it" not in offered
    again = does(council, "dana", "Ask", {"ask.whom": "nobody", "ask.what": "", "ask.when": "unknown"})
    assert "3 answers need another look" in again
    assert REFERENCE in again
