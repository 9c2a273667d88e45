"""The full report, step by step: the same on a phone that knows Execute and on one that does not."""

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import (
    ACCOUNT,
    CLA_MISSING,
    NOT_ABOUT_STAFF,
    Writing,
    mails,
    posts,
    reference,
    told,
)

AGENCIES = {
    "agencies.police.involved": "yes",
    "agencies.police.name": "Constable P-1",
    "agencies.police.email": "p1@police.example",
    "contact.key_contact": "Sasha Social-Worker",
    "contact.telephone": "01632 960 002",
}


@pytest.mark.parametrize("via", ["execute", "submit"])
def test_the_full_report_reaches_everybody_who_must_know(front_door: Rehearsal, via: str) -> None:
    rowan = front_door.person("rowan")
    writing = Writing(rowan, via)
    writing.to_check(CLA_MISSING, agencies=AGENCIES)

    outcome = writing.press("send")

    assert outcome.settled
    report = reference(outcome)
    for role_holder in ("dana", "charlie"):
        (card,) = told(front_door.person(role_holder), report)
        assert "Child looked after missing" in card.words
        assert "Constable P-1" in card.words
        assert "acknowledge" in card.actions
    assert told(front_door.person("alex"), report) == [], "no row that an ACM decides is still open"
    assert len(posts(front_door, report)) == 1
    (mail,) = mails(front_door, report)
    assert "Child K-104" in mail["body"]
    assert "p1@police.example" in mail["body"]
    assert len(told(rowan, report)) == 1, "the card that was filled in has become the receipt"
    assert "send" not in rowan.sees("personal")[-1].actions


def test_the_check_shows_who_is_told_by_when_and_by_which_row(front_door: Rehearsal) -> None:
    before = len(front_door.person("dana").sees())

    check = Writing(front_door.person("rowan")).to_check(CLA_MISSING, {"about.staff": "no"})

    assert "Director of Children's Services and City Manager" in check.words
    assert "By Mon 23 Nov 17:00" in check.words
    assert "A child looked after is missing." in check.words
    assert "significant media interest" in check.words, "what cannot be ruled out is told as well, and says so"
    assert "How much media interest is there?" in check.words
    changes = ("change-who", "change-facts", "change-account", "change-agencies")
    assert check.actions == (*changes, "send", "back", "close", "discard")
    assert len(front_door.person("dana").sees()) == before, "nothing is sent before the last press"


def test_going_back_keeps_what_was_answered_on_every_step(front_door: Rehearsal) -> None:
    writing = Writing(front_door.person("rowan"))
    writing.to_check(CLA_MISSING, {"danger.now": "yes", "whereabouts": "With an uncle", **NOT_ABOUT_STAFF}, ACCOUNT)

    writing.press("back")
    writing.press("back", {"contact.key_contact": "Typed, then back"})
    assert writing.card("next").value("basic.child_name") == "Child K-104"
    writing.press("back")
    facts = writing.card("next")
    assert (facts.value("danger.now"), facts.value("whereabouts")) == ("yes", "With an uncle")
    assert facts.value("media.interest") == "none", "a question once asked does not vanish because it is answered"
    writing.press("back")
    who = writing.card("next")
    assert (who.value("subject.kind"), who.value("happened"), who.value("child.status")) == ("child", "missing", "cla")
    writing.press("back")
    assert writing.card("tell-now").value("incident.details") == "Did not come back from school."
    for _ in range(5):
        card = writing.card()
        writing.press("next" if "next" in card.actions else "start")
    assert "Typed, then back" in writing.card("send").words


def test_a_report_about_three_people_asks_about_each_of_them(front_door: Rehearsal) -> None:
    rowan = front_door.person("rowan")
    writing = Writing(rowan).started()
    writing.press("add-person", {"subject.kind": "child", "happened": "missing", "child.status": "cla"})
    assert {"subject.kind#2", "happened#2", "child.status#2"} <= set(writing.card("next").inputs)
    writing.press("add-person", {"subject.kind#2": "child", "happened#2": "missing", "child.status#2": "none"})
    writing.press("next", {"subject.kind#3": "staff", "happened#3": "violence-against-staff"})

    facts = writing.card("next")
    assert {"risk.serious_harm", "risk.serious_harm#2"} & set(facts.inputs) == {"risk.serious_harm#2"}, (
        "only what can still change the answer is asked, of the child whose status leaves it open"
    )
    writing.press("next", {**NOT_ABOUT_STAFF, "risk.serious_harm#2": "yes"})
    writing.press("next", ACCOUNT)
    writing.press("next")
    check = writing.card("send")

    for row in ("section 2, row 2", "section 2, row 5", "section 3, row 1"):
        assert row in check.words
    third = check.words.partition("Person 3\n")[2]
    assert "A member of staff" in third
    assert "Serious violence against staff" in third
    report = reference(writing.press("send"))
    assert told(front_door.person("alex"), report)
    assert posts(front_door, report) == [], "one of the three is a member of staff: it stays out of the channel"


def test_going_back_through_the_people_keeps_each_of_them(front_door: Rehearsal) -> None:
    writing = Writing(front_door.person("rowan")).started()
    writing.press("add-person", CLA_MISSING)
    writing.press("next", {"subject.kind#2": "child", "happened#2": "death", "child.status#2": "cin"})

    writing.press("back")
    second = writing.card("next")
    writing.press("back")
    first = writing.card("next")

    assert (second.value("happened#2"), second.value("child.status#2")) == ("death", "cin")
    assert (first.value("happened"), first.value("child.status")) == ("missing", "cla")


def test_not_known_everywhere_is_sent_and_tells_everybody(front_door: Rehearsal) -> None:
    rowan = front_door.person("rowan")
    writing = Writing(rowan).started()
    for _ in range(4):
        card = writing.card("next")
        unknown = {
            entry["id"]: "unknown"
            for entry in card.data["fields"]
            if any(choice["value"] == "unknown" for choice in entry.get("choices") or ())
        }
        writing.press("next", unknown)

    outcome = writing.press("send")

    report = reference(outcome)
    for role_holder in ("dana", "charlie", "alex"):
        assert len(told(front_door.person(role_holder), report)) == 1
    assert posts(front_door, report) == []


def test_a_row_of_each_kind_of_incident_can_be_reached_through_the_form(front_door: Rehearsal) -> None:
    stories = {
        "rowan": (
            {"subject.kind": "children", "happened": "organised-abuse", "child.status": "none"},
            NOT_ABOUT_STAFF,
            "Organised abuse suspected",
        ),
        "sasha": (
            {"subject.kind": "position-of-trust", "happened": "abuse-allegation"},
            {
                "about.staff": "yes",
                "media.interest": "none",
                "lado.department_staff": "yes",
                "lado.substantiated": "yes",
            },
            "LADO case, substantiated or of high rank",
        ),
        "morgan": (
            {"subject.kind": "child", "happened": "left-uk", "child.status": "cla"},
            {**NOT_ABOUT_STAFF, "left_uk.unplanned": "yes"},
            "Child looked after out of the UK, unplanned",
        ),
    }
    for key, (who, facts, row) in stories.items():
        report = reference(Writing(front_door.person(key)).sent(who, facts))

        (card,) = told(front_door.person("charlie"), report)
        assert row in card.words


def test_what_is_not_required_yet_is_never_do_nothing(front_door: Rehearsal) -> None:
    """Out of education for 27 days under a rule of four weeks."""
    rowan, alex = front_door.person("rowan"), front_door.person("alex")
    writing = Writing(rowan)
    check = writing.to_check(
        {"subject.kind": "child", "happened": "out-of-education", "child.status": "cla"},
        {**NOT_ABOUT_STAFF, "education.out_since": "2026-10-24"},
    )

    assert "Not required yet" in check.words
    assert "Required from Sat 21 Nov" in check.words
    assert "The rule does not require this until Sat 21 Nov" in check.words
    assert {"police.told", "manager.told", "judgement.reason"} <= set(check.inputs)
    assert "Sat 24 Oct 2026" in check.words
    assert "Send now" in check.words

    report = reference(writing.press("send", {"judgement.reason": "He has no friends left"}))

    (card,) = told(alex, report)
    assert "by judgement" in card.words
    assert "Reason given: He has no friends left." in card.words
    assert "tell" in card.actions
    assert told(front_door.person("dana"), report) == [], "the director is told when somebody decides so"
