"""What is only presumed is asked once a row rests on it, and never keeps anything waiting."""

from collections.abc import Mapping

from rules.decide import decide, next_questions
from rules.facts import read_facts
from rules.instants import parse_instant
from rules.load import load_pack

AT = parse_instant("2026-11-18T10:00")
LUTON = load_pack("luton")
ARSON = {"media.interest": "none", "kind": "premises", "happened": ["arson"]}


def asked(facts: Mapping[str, object]) -> list[str]:
    """The questions asked next."""
    return [question.fact for question in next_questions(LUTON, read_facts(facts), AT)]


def test_a_row_that_rests_on_what_is_presumed_holds_and_its_question_is_asked() -> None:
    decision = decide(LUTON, read_facts(ARSON), AT)

    assert [(row.id, row.status) for row in decision.triggers] == [("lut-premises-arson", "reportable")]
    assert decision.missing_facts == ()
    assert "connection.looked_after" in asked(ARSON)


def test_once_answered_it_is_not_asked_again() -> None:
    assert "connection.looked_after" not in asked({**ARSON, "connection.looked_after": "yes"})
    assert "connection.looked_after" not in asked({**ARSON, "connection.looked_after": "no"})


def test_it_is_not_asked_when_no_row_that_holds_rests_on_it() -> None:
    death = {"media.interest": "none", "kind": "child", "child.status": ["cla"], "happened": ["death"]}

    assert "connection.looked_after" not in asked({**death, "circumstances": ["none"]})
