"""What follows from the answers: implied, presumed, shared by two questions, and of whom an incident tells."""

from pathlib import Path
from typing import Any

import pytest

from rules.facts import read_facts
from rules.implied import completed
from rules.matching import Scene
from rules.vocabulary import VOCABULARY

FACTS_PAGE = Path(__file__).parents[2] / "docs" / "facts.md"


def seen(data: dict[str, Any]) -> dict[str, Any]:
    """The view of the first subject of these facts."""
    return dict(Scene.of(read_facts(data)).subjects[0][1])


def test_the_subjects_kind_is_a_fact_like_any_other() -> None:
    assert seen({"kind": "staff"})["subject.kind"] == "staff"
    assert "subject.kind" not in seen({"happened": ["other"]})


def test_a_moment_that_is_given_says_that_it_happened() -> None:
    assert seen({"kind": "staff", "sick.since": "2026-11-01"})["happened"] == ("unknown", "off-sick")
    assert seen({"kind": "child", "found.at": "2026-11-01", "happened": ["missing"]})["happened"] == (
        "missing",
        "found",
    )


def test_no_is_never_implied() -> None:
    assert seen({"kind": "child", "risk.serious_harm": "no"}).get("happened") is None
    assert seen({"kind": "child", "risk.serious_harm": "yes"})["happened"] == ("unknown", "significant-harm")


@pytest.mark.parametrize("fact", [fact for fact in VOCABULARY.values() if fact.presumed is not None])
def test_what_is_presumed_holds_until_somebody_answers(fact: Any) -> None:
    assert completed({})[fact.id] is fact.presumed
    assert completed({fact.id: None})[fact.id] is fact.presumed
    assert completed({fact.id: not fact.presumed})[fact.id] is not fact.presumed


def test_only_what_errs_toward_telling_is_presumed() -> None:
    presumed = {fact.id: fact.presumed for fact in VOCABULARY.values() if fact.presumed is not None}

    assert presumed == {"media.adverse": True, "connection.looked_after": True, "area.ours": True}


def test_two_questions_for_one_thing_share_their_answer_until_each_has_its_own() -> None:
    assert seen({"kind": "child", "offence.serious": "yes"})["charge.serious"] is True
    assert seen({"kind": "child", "charge.serious": "no"})["offence.serious"] is False
    both = seen({"kind": "child", "charge.serious": "no", "offence.serious": "yes"})
    assert (both["charge.serious"], both["offence.serious"]) == (False, True)


def test_a_serious_crime_is_not_yet_a_charge() -> None:
    assert seen({"kind": "child", "happened": ["arrested"], "offence.serious": "yes"})["happened"] == ("arrested",)


def test_what_began_stands_for_the_moment_that_a_rule_counts_from() -> None:
    assert seen({"kind": "staff", "happened": ["off-sick"], "began": "2026-11-01"})["sick.since"] is not None
    assert seen({"kind": "staff", "began": "2026-11-01"}).get("happened") is None
    both = seen({"kind": "child", "began": "2026-11-01", "missing.last_seen": "2026-11-02"})
    assert both["missing.last_seen"] != both["began"]


def test_an_incident_without_subjects_is_about_a_child_when_a_fact_says_so() -> None:
    assert Scene.of(read_facts({"child.status": ["cla"]})).subjects[0][0] == "child"
    assert Scene.of(read_facts({"happened": ["arson"]})).subjects[0][0] is None
    assert Scene.of(read_facts({"subjects": [{"child.status": ["cla"]}]})).subjects[0][0] is None


def test_the_page_about_facts_lists_all_that_is_implied() -> None:
    page = FACTS_PAGE.read_text(encoding="utf-8")

    for fact in VOCABULARY.values():
        if fact.implies is not None:
            assert f"- `{fact.id}`: `{fact.implies}`\n" in page
        if fact.presumed is not None:
            assert f"`{fact.id}` (" in page


def test_what_is_only_asked_of_children_says_nothing_of_a_member_of_staff() -> None:
    subjects = [{"kind": "child"}, {"kind": "staff", "happened": ["other"]}]
    child, staff = Scene.of(read_facts({"risk.serious_harm": "yes", "subjects": subjects})).subjects
    assert child[1]["happened"] == ("unknown", "significant-harm")
    assert staff[1]["happened"] == ("other",)
