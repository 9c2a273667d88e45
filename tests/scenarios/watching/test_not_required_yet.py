"""What no row requires yet: kept with a reference, watched, asked about at its instant, told or stood down."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenarios.telling.council import CALM, CHILD, Council

OUT_OF_EDUCATION = {
    **CALM,
    "happened": "out-of-education",
    "child.status": "cp",
    "education.out_since": "2026-10-28",
    "education.out_since.time": "11:00",
    "aware": "2026-11-20",
    "aware.time": "11:00",
}
"""A row that counts after four weeks: from Wednesday 25 November 2026, 11:00. It is told to whoever decides."""
TUESDAY_TEN = "2026-11-24T10:00:00+00:00"
THE_INSTANT = "2026-11-25T11:00"


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    """A council on a Tuesday, a day before four weeks are over."""
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        yield council


def kept(council: Council, by: str = "rowan") -> str:
    """A report that is kept, not sent. Returns its reference."""
    person = council.person(by)
    council.to_check(OUT_OF_EDUCATION, by)
    outcome = person.presses(person.card(action="keep", place="personal"), "keep")
    assert outcome.settled, outcome.still
    return council.reference_on(person.card(text="NTK-", place="personal"))


def test_it_says_until_when_and_that_sending_is_always_possible(council: Council) -> None:
    card = council.to_check(OUT_OF_EDUCATION, "rowan")

    assert "does not require this until Wed 25 Nov 11:00" in card.words
    assert "Worried? Send it now, and say why" in card.words
    assert {"send", "keep"} <= set(card.actions)
    assert {"police.told", "manager.told", "judgement.reason"} <= set(card.inputs)


def test_whether_the_police_and_the_manager_know_is_asked_kept_and_shown_to_whoever_is_asked(council: Council) -> None:
    rowan = council.person("rowan")
    card = council.to_check(OUT_OF_EDUCATION, "rowan")
    rowan.presses(card, "keep", {"police.told": "yes", "judgement.reason": ""})
    assert "Told so far: the police: yes; the manager: not known." in council.newest("rowan").words

    council.runs_to(THE_INSTANT)

    assert "Told so far: the police: yes; the manager: not known." in council.newest("rowan").words
    council.person("rowan").presses(council.newest("rowan"), "still")
    told = council.cards("alex")[0].words
    assert "Have the police been told?" in told


def test_sending_what_no_row_requires_needs_a_reason_which_everybody_told_reads(council: Council) -> None:
    rowan = council.person("rowan")
    card = council.to_check(OUT_OF_EDUCATION, "rowan")

    refused = rowan.presses(card, "send", {"police.told": "no"})
    assert "Say in a few words why you send it" in str(refused.card)
    assert not council.cards("alex")
    again = rowan.card(action="send", place="personal")
    done = rowan.presses(again, "send", {"judgement.reason": "Her cousin was exploited the same way"})

    assert "Saved as NTK-" in str(done.card)
    assert "Reason given: Her cousin was exploited the same way." in council.cards("alex")[0].words
    mail = council.mail_to("need-to-know@rehearsal.example")[0]["body"]
    assert "Reason given: Her cousin was exploited the same way." in mail
    assert "Have the police been told?" in mail


def test_nobody_is_told_then_it_is_asked_and_yes_tells_everybody(council: Council) -> None:
    reference = kept(council)
    assert f"Kept as {reference}. Nobody has been told." in council.newest("rowan").words
    assert "nobody is told, and the clock is watched" in council.newest("rowan").words
    assert not council.mail_to("need-to-know@rehearsal.example")
    assert not council.posted()

    council.runs_to(THE_INSTANT)

    asked = council.newest("rowan")
    assert {"still", "stand-down"} <= set(asked.actions)
    assert "Still out of" in asked.words
    assert not council.cards("alex", reference), "nobody is told by the clock alone"

    council.person("rowan").presses(asked, "still")

    assert {"tell", "do-not-tell"} <= set(council.cards("alex", reference)[0].actions)
    assert CHILD in council.mail_to("need-to-know@rehearsal.example")[0]["body"]
    assert "Rowan Reporter confirmed it" in council.newest("rowan").words


def test_no_stands_down_with_what_happened_and_tells_nobody(council: Council) -> None:
    reference = kept(council)
    council.runs_to(THE_INSTANT)
    rowan = council.person("rowan")

    refused = rowan.presses(council.newest("rowan"), "stand-down")
    assert "Please say what happened" in str(refused.card)
    done = rowan.presses(
        council.newest("rowan"), "stand-down", {"stand-down.what": "A place was found at Hill School."}
    )
    assert "Nobody further is told" in str(done.card)

    words = council.newest("rowan").words
    assert "Stood down by Rowan Reporter at Wed 25 Nov 11:00 (now): A place was found at Hill School." in words
    assert council.advance("7d").next_due is None
    assert not council.cards("alex", reference)
    rowan.says("my reports")
    assert f"{reference}" in council.newest("rowan").words
    assert "stood down" in council.newest("rowan").words


def test_nobody_answers_so_the_manager_then_on_call_are_asked_and_it_is_reported_by_itself(council: Council) -> None:
    reference = kept(council)
    council.runs_to(THE_INSTANT)
    assert not council.cards("morgan", reference)

    council.runs_to("2026-11-25T15:00")
    assert "still" in council.cards("morgan", reference)[0].actions
    assert "Rowan Reporter was asked and has not answered" in council.cards("morgan", reference)[0].words
    assert not council.cards("ola", reference)

    council.runs_to("2026-11-26T11:00")
    assert "still" in council.cards("ola", reference)[0].actions
    assert not council.cards("alex", reference)

    council.runs_to("2026-11-26T17:00")
    told = council.cards("alex", reference)
    assert told, "told at the row's limit, by itself"
    assert "Nobody could confirm" in told[-1].words
    assert "still" not in council.cards("morgan", reference)[0].actions


def test_the_manager_answers_for_the_reporter(council: Council) -> None:
    reference = kept(council)
    council.runs_to("2026-11-25T15:00")

    council.person("morgan").presses(council.cards("morgan", reference)[0], "still")

    assert council.cards("alex", reference)
    assert "Morgan Team-Manager confirmed it" in council.newest("rowan").words
    assert "still" not in council.newest("rowan").actions


def test_it_is_sent_at_any_time_by_whoever_worries(council: Council) -> None:
    reference = kept(council)

    refused = council.person("rowan").presses(council.newest("rowan"), "send-now")
    assert "Please say why you send it" in str(refused.card)
    assert not council.cards("alex", reference)
    council.person("rowan").presses(council.newest("rowan"), "send-now", {"judgement.reason": "It feels wrong"})

    assert council.cards("alex", reference), "the judgement route decides"
    assert "before a row required it" in council.newest("rowan").words
    council.runs_to("2026-11-25T12:00")
    assert "still" not in council.newest("rowan").actions


def test_facts_known_later_move_the_watch(council: Council) -> None:
    reference = kept(council)
    rowan = council.person("rowan")

    council.changes(reference, {"education.out_since": "2026-10-29", "education.out_since.time": "11:00"}, "keep")
    assert "before Thu 26 Nov 11:00" in council.newest("rowan").words

    council.runs_to("2026-11-25T12:00")
    assert "still" not in council.newest("rowan").actions
    council.runs_to("2026-11-26T11:00")
    assert "still" in council.newest("rowan").actions

    council.changes(reference, {"education.out_since": "2026-10-01"}, "send")
    assert council.cards("alex", reference), "the row requires it on the facts as they are now"
    assert "still" not in rowan.card(text=reference, place="personal").actions


def test_a_report_whose_time_came_while_the_card_lay_there_is_not_kept(council: Council) -> None:
    rowan = council.person("rowan")
    council.to_check(OUT_OF_EDUCATION, "rowan")
    council.runs_to(THE_INSTANT)

    outcome = rowan.presses(rowan.card(action="keep", place="personal"), "keep")

    assert "This must be told now" in str(outcome.card)
    assert "NTK-" not in council.newest("rowan").words


def test_what_no_row_will_ever_require_is_kept_too(council: Council) -> None:
    rowan = council.person("rowan")
    council.to_check({**CALM, "happened": "other", "child.status": "cin"}, "rowan")
    outcome = rowan.presses(rowan.card(action="keep", place="personal"), "keep")

    assert "It stays in your reports" in str(outcome.card)
    assert council.advance("30d").next_due is None
    rowan.says("my reports")
    assert "kept; nobody is told" in council.newest("rowan").words
