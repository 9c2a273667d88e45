"""A report left at every step of each authority's form, the bot killed there, taken up elsewhere: all is there."""

from pathlib import Path

import pytest

from bot.rehearsal.shipped import organisation_file, shipped_organisations
from tests.harness import Message, Person, Rehearsal
from tests.scenarios.reporting.writing import Writing, answer, reference, told

CHOSEN = {"subject.kind": "child", "happened": "other", "child.status": "none", "about.staff": "no"}
MOST_STEPS = 8


def typed_on(card: Message, step: int) -> dict[str, str]:
    """An answer to every text of a step, and to the choices that every authority has: each its own words."""
    texts = {
        field["id"]: f"Words {step}-{number}"
        for number, field in enumerate(card.data["fields"])
        if field["type"] == "Input.Text" and "phone" not in field["id"]
    }
    return {**texts, **{key: value for key, value in CHOSEN.items() if key in card.inputs}}


def shown_on(card: Message, typed: dict[str, str]) -> dict[str, str]:
    """What stands in those inputs now."""
    return {key: card.value(key) for key in typed}


def taken_up(person: Person) -> Message:
    """The draft, opened from the list as somebody does who sits at another device."""
    person.says("my reports")
    person.presses(person.sees("personal")[-1], "resume", number=0)
    return person.sees("personal")[-1]


@pytest.mark.timeout(600)  # the bot dies and starts again at each of the steps
@pytest.mark.parametrize("authority", shipped_organisations())
def test_left_at_every_step_killed_and_taken_up_elsewhere_nothing_is_lost(tmp_path: Path, authority: str) -> None:
    with Rehearsal(tmp_path, at="2026-11-24T10:00:00+00:00", organisation=organisation_file(authority)) as tenant:
        rowan = tenant.person("rowan")
        card = Writing(rowan).opened().card("tell-now")
        first = {"incident.details": "The first words."}
        assert "Your draft is saved" in answer(rowan.presses(card, "close", first))
        tenant.kill_bot()
        tenant.start_bot()
        card = taken_up(rowan)
        assert card.value("incident.details") == "The first words."
        rowan.presses(card, "start")

        steps = 0
        while "next" in (card := Writing(rowan).card()).actions:
            steps += 1
            assert steps <= MOST_STEPS, "the form comes to its end"
            typed = typed_on(card, steps)
            left = rowan.presses(card, "close", typed)
            assert "Your draft is saved" in answer(left), answer(left)
            tenant.kill_bot()
            tenant.start_bot()
            elsewhere = taken_up(rowan)
            assert shown_on(elsewhere, typed) == typed, f"step {steps}"
            went_on = rowan.presses(elsewhere, "next")
            assert "fix" not in answer(went_on)
        assert steps >= 3

        change = next(a for a in Writing(rowan).card("send").actions if a == "change-account")
        rowan.presses(Writing(rowan).card("send"), change)
        earlier = Writing(rowan).card("next")
        assert earlier.value("incident.details"), "the account is still there"
        tenant.kill_bot()
        tenant.start_bot()
        rowan.presses(earlier, "next", {"incident.details": "The last words, changed from the check."})
        checked = Writing(rowan).card("send")
        assert "The last words, changed from the check." in checked.words
        report = reference(rowan.presses(checked, "send"))
        assert "The last words, changed from the check." in told(rowan, report)[-1].words
