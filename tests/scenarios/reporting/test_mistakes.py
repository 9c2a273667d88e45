"""What is wrong is named beside its field, and nothing typed is lost. Discarding and stale cards."""

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import (
    ACCOUNT,
    CLA_MISSING,
    INBOX,
    NOT_ABOUT_STAFF,
    Writing,
    answer,
    reference,
    told,
)

KEPT = {"subject.kind": "child", "happened": "missing", "child.status": "cla"}

MISTAKES = {
    "a date that is none": ({"aware": "2026-13-45"}, "When did our organisation first know?", "Give a date"),
    "a time that is none": ({"aware": "2026-11-20", "aware.time": "25:99"}, "When did our", "Give a date"),
    "a date in the future": ({"aware": "2026-11-21"}, "When did our organisation first know?", "in the future"),
    "an hour in the future": ({"aware": "2026-11-20", "aware.time": "14:01"}, "When did our", "in the future"),
    "a choice that is not on the list": (
        {"happened": "missing,vanished"},
        "What has happened?",
        "Choose from the list",
    ),
    "somebody who is not on the list": ({"subject.kind": "alien"}, "Who is this about?", "Choose from the list"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_answer_is_named_beside_its_field_and_nothing_is_lost(front_door: Rehearsal, mistake: str) -> None:
    """Each mistake is made, and mended, in the same report by the same person."""
    inputs, label, sentence = MISTAKES[mistake]
    rowan = front_door.person("rowan")
    writing = Writing(rowan).started()

    writing.press("next", {**KEPT, **inputs}, raw=True)

    card = writing.card("next")
    assert "Step 1 of 5" in card.words
    assert "One answer needs another look" in card.words
    assert sentence in card.words
    assert label in card.words
    for key, value in {**KEPT, **inputs}.items():
        assert card.value(key) == value, "what was typed stands as it was typed"

    writing.press("next", {**KEPT, "aware": "2026-11-20", "aware.time": "13:00"})

    assert "Step 2 of 5" in writing.card("next").words
    writing.discard()


def test_a_time_without_a_date_is_not_silently_dropped(front_door: Rehearsal) -> None:
    sasha = front_door.person("sasha")
    writing = Writing(sasha).started()

    writing.press("next", {**KEPT, "aware.time": "13:00"})

    assert "Give a date" in writing.card("next").words
    writing.discard()


def test_far_too_long_an_account_is_kept_and_named(front_door: Rehearsal) -> None:
    morgan = front_door.person("morgan")
    writing = Writing(morgan).started()
    writing.press("next", CLA_MISSING)
    writing.press("next", NOT_ABOUT_STAFF)

    writing.press("next", {**ACCOUNT, "incident.details": "word " * 1500}, raw=True)

    card = writing.card("next")
    assert "Shorten this to 6,000 characters: it has 7,500 now." in card.words
    assert card.value("basic.child_name") == "Child K-104"
    assert card.value("incident.details") == "word " * 1500
    writing.discard()


def test_short_answers_and_telephone_numbers_have_their_own_bounds(front_door: Rehearsal) -> None:
    """One bound for the card and the server, for what the reporter fills in as well."""
    dana = front_door.person("dana")
    writing = Writing(dana).started()
    writing.press("next", CLA_MISSING)
    writing.press("next", NOT_ABOUT_STAFF)
    given = {**ACCOUNT, "basic.child_name": "K" * 501, "basic.date_of_birth": "2015-02-31"}

    writing.press("next", given, raw=True)

    card = writing.card("next")
    assert "Step 3 of 5" in card.words
    assert "2 answers need another look" in card.words
    assert "Shorten this to 500 characters" in card.words
    assert "Give a date, or choose one from the calendar." in card.words
    assert {key: card.value(key) for key in given} == given
    writing.press("next", {**given, "basic.child_name": "K" * 500, "basic.date_of_birth": "2015-02-28"})
    writing.press("next", {"contact.telephone": "0" * 61}, raw=True)
    assert "Shorten this to 60 characters" in writing.card("next").words
    bounds = {part["id"]: part.get("maxLength") for part in (writing.card("next").card or {})["body"] if "id" in part}
    assert bounds["contact.telephone"] == 61, "what was typed is never cut"
    assert bounds["contact.key_contact"] == 500
    writing.discard()


def test_a_discarded_report_is_told_to_nobody_and_its_card_does_nothing(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    writing = Writing(rowan)
    rowan.says("report")
    rowan.says("report")
    first, second = rowan.sees("personal")[-3::2]
    rowan.presses(first, "start", {"incident.details": "Child K-104 was hurt."})
    writing.press("next", CLA_MISSING)

    outcome = writing.discard()

    assert "The draft is discarded" in answer(outcome)
    assert "Nobody was told" in answer(outcome)
    late = rowan.presses(second, "tell-now", {"incident.details": "Once more"})
    assert "discarded" in answer(late)
    tenant.advance("4d")
    assert tenant.mail_to(INBOX) == []
    assert not any("NTK-" in m.words for m in tenant.person("dana").sees())
    assert not any("not sent" in m.words for m in tenant.person("morgan").sees("personal")), "its duty is gone"


@pytest.mark.parametrize("via", ["execute", "submit"])
def test_a_card_of_an_older_step_is_answered_with_the_current_one(tenant: Rehearsal, via: str) -> None:
    person = tenant.person({"execute": "billie", "submit": "ola"}[via])
    person.says("report")
    person.says("report")
    older, newer = person.sees("personal")[-3::2]
    person.presses(newer, "start", {"incident.details": "Child K-104"}, via=via)
    Writing(person, via).press("next", CLA_MISSING)

    outcome = person.presses(older, "start", {"incident.details": "something else"}, via=via)

    assert "out of date" in answer(outcome)
    assert "Step 2 of 5" in answer(outcome)
    assert "something else" in answer(outcome), "what was typed on it is not lost"
    for _ in range(2):
        person.presses(older, "back", via=via)
    assert Writing(person, via).card("start").value("incident.details") == "Child K-104", "and overwrote nothing"
    person.presses(older, "leave-other", via=via)


def test_a_new_report_begins_on_an_empty_first_card_while_another_waits_half_written(front_door: Rehearsal) -> None:
    """An older draft does not stand in the way of Tell now, nor is it lost."""
    alex = front_door.person("alex")
    writing = Writing(alex).started()
    writing.press("next", CLA_MISSING)

    alex.says("report")
    alex.presses(alex.sees("personal")[-1], "new")

    fresh = alex.sees("personal")[-1]
    assert {"tell-now", "start", "close"} <= set(fresh.actions)
    assert fresh.value("incident.details") == ""
    report = reference(alex.presses(fresh, "tell-now", {"incident.details": "Another child altogether."}))
    (card,) = told(front_door.person("dana"), report)
    assert "Another child altogether" in card.words
    alex.says("my reports")
    alex.presses(alex.card(action="resume"), "resume")
    assert "Step 2 of 5" in alex.sees("personal")[-1].words
