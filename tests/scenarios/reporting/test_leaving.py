"""A report can be left at any step and taken up anywhere; nothing typed is lost, and nothing is thrown away unasked."""

import json

import pytest

from tests.harness import Message, Person, Rehearsal
from tests.scenarios.reporting.writing import ACCOUNT, CLA_MISSING, CP_MISSING, NOT_ABOUT_STAFF, Writing, answer, told

STEPS = {
    "who": ([], {"subject.kind": "child", "happened": "missing"}),
    "facts": ([CLA_MISSING], {"whereabouts": "With an uncle", "about.staff": "no"}),
    "account": ([CLA_MISSING, NOT_ABOUT_STAFF], {"basic.child_name": "Child K-104"}),
    "agencies": ([CLA_MISSING, NOT_ABOUT_STAFF, ACCOUNT], {"contact.key_contact": "Sasha Social-Worker"}),
}


def left_at(person: Person, answers: list[dict[str, str]]) -> Writing:
    """A report on the step after these answers."""
    writing = Writing(person).started()
    for each in answers:
        writing.press("next", each)
    return writing


def said_again(person: Person) -> Message:
    """What the person is shown when they type "report" once more."""
    person.says("report")
    return person.sees("personal")[-1]


def open_drafts(person: Person) -> list[str]:
    """The drafts in somebody's list of their own reports."""
    person.says("my reports")
    listing = person.sees("personal")[-1]
    return [line for line in listing.words.splitlines() if "A draft, not sent" in line]


# -- one waits already ---------------------------------------------------------------------------


def test_with_a_draft_that_holds_something_the_word_report_offers_it_first(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    left_at(rowan, [CLA_MISSING, NOT_ABOUT_STAFF])
    tenant.advance("3h")

    card = said_again(rowan)

    assert card.headline == "You have a report that is not sent"
    for part in (
        "You have a report that is not sent",
        "call 999 first",
        "It is about: Somebody is missing.",
        "You began it on Fri 20 Nov 14:00 (3 hours ago) and left it at step 3 of 5: The account.",
        "What it says must be reported by Mon 23 Nov 17:00 (in 3 days).",
    ):
        assert part in card.words
    assert card.actions == ("resume", "new", "discard")
    rowan.presses(card, "resume")
    assert "Step 3 of 5" in rowan.sees("personal")[-1].words


def test_the_button_offers_it_as_well_and_a_late_limit_is_called_late(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    left_at(rowan, [CP_MISSING])
    tenant.advance("90m")
    rowan.says("help")

    rowan.presses(rowan.card(action="report"), "report")

    words = rowan.card(action="new").words
    assert "It is late: what it says had to be reported by Fri 20 Nov 15:00 (30 minutes ago)." in words


def test_an_empty_draft_stands_in_nobodys_way(tenant: Rehearsal) -> None:
    avery = tenant.person("avery")
    Writing(avery).opened()
    assert "tell-now" in said_again(avery).actions


def test_a_new_one_leaves_the_other_and_both_are_counted(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    left_at(rowan, [CLA_MISSING])
    rowan.presses(said_again(rowan), "new")
    Writing(rowan).press("start", {"incident.details": "Another child, Child K-200"})

    card = said_again(rowan)

    assert "It is about: Another child, Child K-200." in card.words, "the one written last"
    assert "You have 1 other draft as well: see My reports." in card.words
    assert card.actions == ("resume", "new", "discard", "my-reports")
    assert len(open_drafts(rowan)) == 2


def test_the_same_word_sent_again_and_a_new_one_pressed_twice_make_one_draft(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    left_at(rowan, [CLA_MISSING])
    card = said_again(rowan)
    first = rowan.presses(card, "new")
    tenant.repeat(first.wire[0], 3, together=True)
    Writing(rowan).press("start", {"incident.details": "Child K-200"})

    assert len(open_drafts(rowan)) == 2


# -- leaving -------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("via", ["execute", "submit"])
def test_every_step_can_be_left_with_what_was_typed_on_it(front_door: Rehearsal, step: str, via: str) -> None:
    person = front_door.person({"execute": "deputy", "submit": "billie"}[via])
    before, typed = STEPS[step]
    left_at(person, before)

    outcome = Writing(person, via).press("close", typed)

    for part in ("Your draft is saved, and not sent", "nobody is told", "To come back", "my reports"):
        assert part in answer(outcome)
    person.presses(person.card(text="Your draft is saved", action="resume"), "resume")
    card = Writing(person).card("next")
    assert f"Step {len(before) + 1} of 5" in card.words
    assert {key: card.value(key) for key in typed} == typed
    Writing(person).discard()


def test_a_wrong_answer_is_kept_too_when_one_leaves(front_door: Rehearsal) -> None:
    charlie = front_door.person("charlie")
    writing = left_at(charlie, [])
    writing.press("close", {**CLA_MISSING, "aware": "2026-11-21"})
    charlie.presses(charlie.card(text="Your draft is saved", action="resume"), "resume")
    assert writing.card("next").value("aware") == "2026-11-21"
    writing.discard()


def test_the_check_and_the_first_card_can_be_left(tenant: Rehearsal) -> None:
    dana = tenant.person("dana")
    writing = Writing(dana).opened()
    writing.press("close", {"incident.details": "Child K-104"})
    dana.presses(said_again(dana), "resume")
    assert writing.card("tell-now").value("incident.details") == "Child K-104"
    writing.press("start")
    for answers in (CLA_MISSING, NOT_ABOUT_STAFF, ACCOUNT, {}):
        writing.press("next", answers)
    assert "Your draft is saved" in answer(writing.press("close"))
    dana.presses(said_again(dana), "resume")
    assert "send" in writing.card().actions
    writing.discard()


def test_closing_an_empty_report_says_that_there_is_nothing_to_keep(front_door: Rehearsal) -> None:
    assert "Nothing was typed, so nothing is kept." in answer(
        Writing(front_door.person("avery")).opened().press("close")
    )


# -- discarding ----------------------------------------------------------------------------------


def test_discarding_asks_first_and_whoever_keeps_it_has_lost_nothing(tenant: Rehearsal) -> None:
    alex = tenant.person("alex")
    writing = left_at(alex, [CLA_MISSING, NOT_ABOUT_STAFF])

    asked = writing.press("discard", {"basic.child_name": "Child K-104"})

    for part in ("Discard this report?", "Somebody is missing", "is lost and cannot be brought back"):
        assert part in answer(asked)
    alex.presses(alex.card(action="discard-it"), "resume")
    assert writing.card("next").value("basic.child_name") == "Child K-104"
    assert "The draft is discarded" in answer(writing.discard())
    assert open_drafts(alex) == []


def test_a_draft_somebody_was_told_of_is_not_discarded_behind_their_back(tenant: Rehearsal) -> None:
    rowan, morgan = tenant.person("rowan"), tenant.person("morgan")
    left_at(rowan, [CP_MISSING])
    tenant.advance("61m")
    card = morgan.card(action="send-now")

    asked = rowan.presses(said_again(rowan), "discard")

    assert "Morgan Team-Manager had been told that it waits, and will see that you discarded it." in answer(asked)
    said = rowan.presses(rowan.card(action="discard-it"), "discard-it")
    assert "Morgan Team-Manager had been told that it waits: their card now says that you discarded it." in answer(said)
    (seen,) = [m for m in morgan.sees("personal") if m.id == card.id]
    assert "Rowan Reporter discarded this report" in seen.words
    assert "It was not sent" in seen.words
    assert "send-now" not in seen.actions


def test_an_old_question_whether_to_discard_does_not_discard_what_was_written_since(tenant: Rehearsal) -> None:
    ola = tenant.person("ola")
    writing = left_at(ola, [CLA_MISSING])
    writing.press("discard")
    question = ola.card(action="discard-it")
    ola.presses(said_again(ola), "resume")
    writing.press("next", NOT_ABOUT_STAFF)

    late = ola.presses(question, "discard-it")

    assert "Please check it, then press again" in answer(late)
    assert len(open_drafts(ola)) == 1
    writing.discard()


# -- changing a step from the check --------------------------------------------------------------


CHANGES = {
    "change-who": ("Step 1 of 5", {"aware": "2026-11-19"}),
    "change-facts": ("Step 2 of 5", {"whereabouts": "With an uncle"}),
    "change-account": ("Step 3 of 5", {"incident.details": "Did not come back from the pool."}),
    "change-agencies": ("Step 4 of 5", {"contact.key_contact": "Sasha Social-Worker"}),
}


@pytest.mark.parametrize("action", CHANGES)
def test_a_step_is_changed_from_the_check_and_straight_back(front_door: Rehearsal, action: str) -> None:
    morgan = front_door.person("morgan")
    writing = Writing(morgan)
    writing.to_check(CLA_MISSING)
    step, typed = CHANGES[action]

    writing.press(action)

    assert step in writing.card("next").words
    assert "Back to the check" in writing.card("next").words
    writing.press("next", typed)
    assert "Check, then send" in writing.card("send").words
    writing.press(action)
    assert {key: writing.card("next").value(key) for key in typed} == typed
    writing.press("next")
    writing.discard()


def test_changing_who_it_is_about_goes_through_the_people_and_no_further(front_door: Rehearsal) -> None:
    sasha = front_door.person("sasha")
    writing = Writing(sasha).started()
    writing.press("add-person", CLA_MISSING)
    for answers in ({"subject.kind#2": "child", "happened#2": "missing"}, NOT_ABOUT_STAFF, ACCOUNT, {}):
        writing.press("next", answers)

    writing.press("change-who")
    writing.press("next")
    assert "(person 2)" in writing.card("next").words
    writing.press("next", {"child.status#2": "cp"})

    assert "Check, then send" in writing.card("send").words
    assert "Child protection plan" in writing.card("send").words
    writing.discard()


def test_a_change_that_cannot_be_used_is_named_before_one_comes_back(front_door: Rehearsal) -> None:
    morgan = front_door.person("morgan")
    writing = Writing(morgan)
    writing.to_check(CLA_MISSING)
    writing.press("change-who")
    writing.press("next", {"aware": "2026-11-21"})
    assert "in the future" in writing.card("next").words
    writing.press("next", {"aware": "2026-11-19"})
    assert "send" in writing.card("send").actions
    writing.discard()


def test_an_answer_that_is_no_longer_asked_is_kept_and_there_when_it_is_asked_again(front_door: Rehearsal) -> None:
    morgan = front_door.person("morgan")
    writing = Writing(morgan)
    writing.to_check(
        CLA_MISSING, {**NOT_ABOUT_STAFF, "missing.last_seen": "2026-11-20", "missing.last_seen.time": "09:00"}
    )
    writing.press("change-who")
    writing.press("next", {"happened": "homeless"})
    writing.press("change-who")
    writing.press("next", {"happened": "missing"})

    writing.press("change-facts")

    card = writing.card("next")
    assert card.value("missing.last_seen") == "2026-11-20"
    assert card.value("missing.last_seen.time") == "09:00"
    writing.press("next")
    writing.discard()


# -- two devices ---------------------------------------------------------------------------------


def two_devices(person: Person) -> tuple[Message, Message]:
    """The same report open on a telephone and on a computer, on its third step."""
    left_at(person, [CLA_MISSING, NOT_ABOUT_STAFF])
    phone = Writing(person).card("next")
    person.says("my reports")
    person.presses(person.card(action="resume", text="My reports"), "resume", number=0)
    return phone, Writing(person).card("next")


def test_what_was_typed_on_the_older_card_can_be_taken_over(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    phone, computer = two_devices(rowan)
    rowan.presses(computer, "next", {"incident.details": "Did not come back from school.", "basic.pod": "Pod 4"})

    late = rowan.presses(
        phone, "next", {"incident.details": "Seen at the station.", "basic.pod": "Pod 5", "basic.csw": "Casey"}
    )

    said = answer(late)
    for part in (
        "What you typed on it is kept",
        "Typed on your other card",
        "Seen at the station.",
        "Pod 5",
        "Step 4 of 5",
    ):
        assert part in said
    rowan.presses(phone, "use-other")
    rowan.presses(phone, "back")
    card = next(m for m in rowan.sees("personal") if m.id == phone.id)
    assert card.value("incident.details") == "Did not come back from school.\nSeen at the station.", "an account grows"
    assert card.value("basic.pod") == "Pod 5"
    assert card.value("basic.csw") == "Casey", "where there was no answer the older card gives one"
    assert "Typed on your other card" not in card.words


def test_or_left_out(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    phone, computer = two_devices(rowan)
    rowan.presses(computer, "next", {"incident.details": "Did not come back from school."})
    rowan.presses(phone, "close", {"incident.details": "Seen at the station."})

    rowan.presses(phone, "leave-other")
    rowan.presses(phone, "back")

    card = next(m for m in rowan.sees("personal") if m.id == phone.id)
    assert card.value("incident.details") == "Did not come back from school."


def test_what_only_stood_on_the_older_card_is_not_called_typed(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    writing = left_at(rowan, [CLA_MISSING, NOT_ABOUT_STAFF])
    writing.press("next", {"incident.details": "First words."})
    writing.press("back")
    phone = writing.card("next")
    rowan.presses(said_again(rowan), "resume")
    rowan.presses(Writing(rowan).card("next"), "next", {"incident.details": "Second words."})

    late = rowan.presses(phone, "next")

    assert "What is on it is saved already" in answer(late)
    assert "Typed on your other card" not in answer(late)


def test_a_draft_sent_on_one_device_is_answered_as_sent_on_the_other(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    phone, computer = two_devices(rowan)
    for answers in (ACCOUNT, {}):
        rowan.presses(computer, "next", answers)
    rowan.presses(computer, "send")

    late = rowan.presses(phone, "next", {"incident.details": "Too late."})

    assert "already sent as NTK-2026-0001" in answer(late)
    assert len(told(tenant.person("dana"), "NTK-2026-0001")) == 1


def test_tell_now_on_an_older_card_sends_everything_that_either_says(tenant: Rehearsal) -> None:
    rowan = tenant.person("rowan")
    rowan.says("report")
    rowan.says("report")
    older, newer = [m for m in rowan.sees("personal") if "tell-now" in m.actions]
    rowan.presses(
        newer,
        "start",
        {"incident.details": "Child K-104 is gone.", "whereabouts": "unknown to us", "about.staff": "no"},
    )

    rowan.presses(
        older,
        "tell-now",
        {"incident.details": "Seen at the station.", "whereabouts": "the station", "about.staff": "yes"},
    )

    words = told(tenant.person("dana"), "NTK-2026-0001")[0].words
    for part in ("Child K-104 is gone.", "Seen at the station.", "Also said, on another card:", "the station"):
        assert part in words
    assert "NTK-2026-0001" not in json.dumps([m.words for m in tenant.person("morgan").sees("managers")]), (
        "staff: unsure"
    )
