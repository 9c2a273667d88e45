"""Tell now: a few answers, sent at once to everybody whom no answer rules out; the rest is owed."""

import pytest

from tests.harness import Rehearsal
from tests.scenarios.reporting.writing import (
    ACCOUNT,
    CP_MISSING,
    NOT_ABOUT_STAFF,
    Writing,
    answer,
    mails,
    posts,
    reference,
    reports_of,
    told,
)

SHORT = {
    "incident.details": "Child K-104 ran away from the home.",
    "whereabouts": "Not known",
    "emergency.called": "yes",
    "contact.telephone": "01632 960 001",
}


def test_tell_now_without_a_word_of_what_happened_names_the_field_and_keeps_the_rest(front_door: Rehearsal) -> None:
    writing = Writing(front_door.person("rowan")).opened()
    before = len(front_door.person("dana").sees())

    writing.press("tell-now", {**SHORT, "incident.details": "   "})

    card = writing.card("tell-now")
    assert "Say in a few words what happened" in card.words
    assert card.value("emergency.called") == "yes"
    assert card.value("contact.telephone") == "01632 960 001"
    assert card.value("whereabouts") == "Not known"
    assert len(front_door.person("dana").sees()) == before

    sent = writing.press("tell-now", {"incident.details": "Child K-104 ran away."})

    (told_to_dana,) = told(front_door.person("dana"), reference(sent))
    assert "01632 960 001" in told_to_dana.words, "the same card, mended, is sent with all of it"


def test_tell_now_is_sent_at_once_to_everybody_whom_no_answer_rules_out(front_door: Rehearsal) -> None:
    rowan = front_door.person("rowan")

    outcome = Writing(rowan).opened().press("tell-now", SHORT)

    assert outcome.settled
    report = reference(outcome)
    assert f"Saved as {report}" in answer(outcome)
    for role_holder in ("dana", "charlie", "alex"):
        (card,) = told(front_door.person(role_holder), report)
        assert "Child K-104 ran away from the home." in card.words
        assert "01632 960 001" in card.words
    assert len(mails(front_door, report)) == 1
    (receipt,) = told(rowan, report)
    assert "Director of Children's Services: told Fri 20 Nov 14:00" in receipt.words
    assert "complete" in receipt.actions
    assert told(front_door.person("sasha"), report) == []


@pytest.mark.parametrize("about_staff", ["", "unknown", "yes", "no"])
def test_tell_now_stays_out_of_the_channel_until_staff_is_ruled_out(front_door: Rehearsal, about_staff: str) -> None:
    sent = Writing(front_door.person("sasha")).opened().press("tell-now", {**SHORT, "about.staff": about_staff})

    found = posts(front_door, reference(sent))

    assert len(found) == (1 if about_staff == "no" else 0)
    assert not any("K-104" in post.words for post in found), "the channel learns no name and no word of the account"


def test_the_rest_of_tell_now_is_given_later_and_tells_nobody_twice(tenant: Rehearsal) -> None:
    rowan, dana = tenant.person("rowan"), tenant.person("dana")
    writing = Writing(rowan).opened()
    report = reference(writing.press("tell-now", SHORT))
    rowan.presses(rowan.card(action="complete"), "complete")
    fields = []
    for answers in (CP_MISSING, NOT_ABOUT_STAFF, {}, {}):
        fields += [str(entry["value"]) for entry in writing.card("next").data["fields"]]
        writing.press("next", answers)
    assert "added to what you told before" in writing.card("send").words
    assert {SHORT["incident.details"], "yes", "01632 960 001"} <= set(fields), "the form holds what was told"
    assert "back" not in _first_step_actions(writing)

    assert f"The details are saved with {report}" in answer(writing.press("send"))

    for key in ("dana", "charlie", "alex"):
        assert len(told(tenant.person(key), report)) == 1
    assert "Child with a child protection plan missing" in dana.card(action="acknowledge", place="personal").words
    assert len(posts(tenant, report)) == 1, "staff is now ruled out: the channel is told, once"
    assert reports_of(rowan) == [report]
    assert "The rest of the details: given." in told(rowan, report)[-1].words
    tenant.advance("2d")
    assert not any("complete" in m.actions for m in rowan.sees("personal")), "nothing is owed any more"
    assert all("LATE" in m.words for m in told(rowan, report)), "every card of the reporter is kept up to date"


def test_the_details_that_are_owed_are_asked_for_again(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    Writing(rowan).opened().press("tell-now", SHORT)
    cards = len(rowan.sees("personal"))

    tenant.advance("4d")

    assert any("complete" in m.actions for m in rowan.sees("personal")[cards:])


def test_details_that_are_thrown_away_leave_what_was_told_and_what_is_owed(front_door: Rehearsal) -> None:
    morgan = front_door.person("morgan")
    report = reference(Writing(morgan).opened().press("tell-now", SHORT))
    morgan.presses(morgan.card(action="complete", text=report), "complete")

    outcome = Writing(morgan).discard()

    assert "What you told before stays as it is" in answer(outcome)
    assert "Nobody was told" not in answer(outcome)
    morgan.presses(morgan.card(action="complete", text=report), "complete")
    assert "Step 1 of 5" in Writing(morgan).card("next").words


def test_a_role_that_only_the_details_require_is_told_then_and_everybody_stays_in(tenant: Rehearsal) -> None:
    """Two people, told of by an author who sent the draft as it was."""
    rowan, alex = tenant.person("rowan"), tenant.person("alex")
    writing = Writing(rowan).started()
    writing.press("add-person", {"subject.kind": "staff", "happened": "gross-misconduct"})
    writing.press("next", {"subject.kind#2": "staff", "happened#2": "violence-against-staff"})
    writing.press("next", {"media.interest": "none", "about.staff": "yes"})
    tenant.advance_to("2026-11-23T10:00")
    report = reference(rowan.presses(rowan.card(action="send-now"), "send-now"))
    assert told(tenant.person("dana"), report)
    assert told(alex, report) == []

    rowan.presses(rowan.card(action="complete"), "complete")
    writing.press("next")
    assert writing.card("next").value("happened#2") == "violence-against-staff"
    writing.press("next")
    writing.press("next", {"media.interest": "significant"})
    writing.press("next", ACCOUNT)
    writing.press("next")
    writing.press("send")

    (card,) = told(alex, report)
    for row in ("section 2, row 5", "section 2, row 7", "section 3, row 4"):
        assert row in card.words
    assert posts(tenant, report) == []


def _first_step_actions(writing: Writing) -> tuple[str, ...]:
    """The buttons of the first step of the details: the first card was sent, there is no way back to it."""
    for _ in range(4):
        writing.press("back")
    found = writing.card("next").actions
    for _ in range(4):
        writing.press("next")
    return found


def test_tell_now_on_the_older_first_card_of_another_device_is_sent_and_overwrites_nothing(
    tenant: Rehearsal,
) -> None:
    rowan = tenant.person("rowan")
    first = Writing(rowan).opened().card("tell-now")
    rowan.presses(first, "start", {"incident.details": "Written on the computer."})

    outcome = rowan.presses(first, "tell-now", {"incident.details": "Written on the phone.", "about.staff": "no"})

    assert "Saved as NTK-" in str(outcome.card)
    assert "Written on the computer." in str(outcome.card)
    assert "Written on the phone." in str(outcome.card)
