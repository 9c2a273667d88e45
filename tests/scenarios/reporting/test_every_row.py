"""Every row of the procedure can be reached by answering the questions that the form asks, and no others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.notifications.draft import Draft
from bot.notifications.form import asks, questions_to_ask, read
from rules.limits import DEFAULT_LIMITS
from rules.load import load_pack
from rules.vocabulary import VOCABULARY

AT = datetime(2026, 11, 18, 10, tzinfo=UTC)
PACK = load_pack("informing-the-director")

CHILD = {"subject.kind": "child"}
STORIES = {
    "itd-death-or-serious-injury-child": {**CHILD, "happened": "serious-injury", "child.status": "early-help"},
    "itd-cla-missing": {**CHILD, "happened": "missing", "child.status": "cla"},
    "itd-cp-missing": {**CHILD, "happened": "left-uk", "child.status": "cp", "left_uk.unplanned": "yes"},
    "itd-organised-abuse": {**CHILD, "happened": "organised-abuse", "child.status": "none"},
    "itd-violence-against-staff": {"subject.kind": "staff", "happened": "violence-against-staff"},
    "itd-accident-at-work": {"subject.kind": "staff", "happened": "accident-at-work,serious-injury"},
    "itd-gross-misconduct": {"subject.kind": "staff", "happened": "gross-misconduct"},
    "itd-other-missing-at-risk": {
        **CHILD,
        "happened": "missing",
        "child.status": "care-leaver",
        "risk.serious_harm": "yes",
    },
    "itd-cla-charged": {**CHILD, "happened": "charged", "child.status": "cla", "charge.serious": "yes"},
    "itd-cla-left-uk": {**CHILD, "happened": "left-uk", "child.status": "cla", "left_uk.unplanned": "yes"},
    "itd-media-interest": {"subject.kind": "service", "happened": "other", "media.interest": "significant"},
    "itd-cp-homeless": {"subject.kind": "sibling-group", "happened": "homeless", "child.status": "cp"},
    "itd-out-of-education": {
        **CHILD,
        "happened": "out-of-education",
        "child.status": "cp",
        "education.out_since": "2026-10-01",
    },
    "itd-practice-concern": {
        "subject.kind": "service",
        "happened": "practice-concern",
        "practice.unresolved": "yes",
    },
    "itd-lado-substantiated": {
        "subject.kind": "position-of-trust",
        "happened": "abuse-allegation",
        "lado.high_ranking": "yes",
    },
}


def _answered(story: dict[str, str]) -> tuple[Draft, set[str]]:
    """The draft after each question of the story was answered where the form asked it; and all that was asked."""
    draft = Draft(
        id="d", author="a", author_name="Rowan Reporter", created_at=AT, updated_at=AT, step="who", answers={}
    )
    asked: set[str] = set()
    for step in ("who", "facts", "facts", "facts"):
        draft = replace(draft, step=step)
        if step == "facts":
            draft = replace(draft, asked=questions_to_ask(draft, PACK, DEFAULT_LIMITS, AT))
        here = {ask.id for ask in asks(draft, PACK, DEFAULT_LIMITS, AT)}
        asked |= here
        draft = replace(draft, answers={**draft.given, **{k: v for k, v in story.items() if k in here}})
    return draft, asked


def test_there_is_a_story_for_every_row() -> None:
    assert set(STORIES) == {trigger.id for trigger in PACK.triggers}


@pytest.mark.parametrize("row", STORIES)
def test_the_row_is_reached_by_the_questions_that_are_asked(row: str) -> None:
    draft, asked = _answered({"media.interest": "none", **STORIES[row]})

    reading = read(draft, PACK, DEFAULT_LIMITS, AT)

    assert set(STORIES[row]) <= asked
    assert not reading.problems
    assert {t.id: t.status for t in reading.decision.triggers}.get(row) == "reportable"


@pytest.mark.parametrize("row", STORIES)
def test_every_answer_not_known_leaves_the_row_open(row: str) -> None:
    draft, _ = _answered(dict.fromkeys(STORIES[row], "unknown"))

    reading = read(draft, PACK, DEFAULT_LIMITS, AT)

    assert not reading.problems, "not known is never wrong"
    assert {t.id: t.status for t in reading.decision.triggers}.get(row) == "unknown"


@pytest.mark.parametrize("row", STORIES)
def test_the_safety_questions_are_asked_whatever_happened(row: str) -> None:
    _, asked = _answered(STORIES[row])

    assert {"danger.now", "emergency.called", "whereabouts", "abuse.suspected", "about.staff"} <= asked


@pytest.mark.parametrize("row", STORIES)
def test_a_question_that_cannot_change_the_answer_is_not_asked(row: str) -> None:
    """Once the row is reached and media interest is out, nothing about other rows is left to ask, but for judgement."""
    draft, _ = _answered({"media.interest": "none", **STORIES[row]})
    still_missing = {fact.fact for fact in read(draft, PACK, DEFAULT_LIMITS, AT).decision.missing_facts}

    left = set(questions_to_ask(replace(draft, asked=()), PACK, DEFAULT_LIMITS, AT))

    assert {key for key in left if not VOCABULARY[key].general} <= {*still_missing, "aware", "judgement.other"}


def test_of_everybody_missing_it_is_asked_when_they_were_last_seen() -> None:
    """No row rests on it, but nobody who is told of a missing child can do without it."""
    missing, _ = _answered({**STORIES["itd-cla-missing"], "media.interest": "none"})
    hurt, _ = _answered(STORIES["itd-death-or-serious-injury-child"])

    assert "missing.last_seen" in {ask.id for ask in asks(missing, PACK, DEFAULT_LIMITS, AT)}
    assert "missing.last_seen" not in {ask.id for ask in asks(hurt, PACK, DEFAULT_LIMITS, AT)}


def test_of_several_people_only_those_are_asked_for_whom_it_matters() -> None:
    answers = {
        "subject.kind": "child",
        "happened": "missing",
        "child.status": "cla",
        "subject.kind#2": "child",
        "happened#2": "missing",
        "child.status#2": "none",
        "subject.kind#3": "child",
        "happened#3": "charged",
        "child.status#3": "cla",
        "media.interest": "none",
    }
    draft = Draft(
        id="d", author="a", author_name="R", created_at=AT, updated_at=AT, step="facts", people=3, answers=answers
    )

    found = {ask.id for ask in asks(draft, PACK, DEFAULT_LIMITS, AT)}

    assert {"risk.serious_harm#2", "charge.serious#3"} <= found
    assert not {"risk.serious_harm", "risk.serious_harm#3", "charge.serious", "charge.serious#2"} & found
