"""Scenario files: read strictly, played through the HTTP doors, and failing with the expectation that did."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from bot.rehearsal.play import play
from bot.rehearsal.play_file import Press, read_play
from bot.rehearsal.problem import RehearsalError
from bot.rehearsal.shipped import organisation_file, shipped_organisations

GOOD = """
title: A question and its answer
at: 2026-11-20T16:00:00+00:00
steps:
  - note: Rowan asks for the card.
  - {say: card, as: rowan}
  - expect: {as: rowan, sees: A question, action: answer}
  - {press: answer, as: rowan, on: A question, inputs: {what: a fire}}
  - expect: {status: 200}
  - expect: {as: rowan, sees: [Thank you, a fire]}
  - expect: {as: dana, never: A question}
  - {say: later, as: rowan}
  - clock: 2h
  - expect: {as: rowan, sees: It is later.}
  - {say: mail, as: rowan}
  - expect: {mail: inbox@rehearsal.example, words: K-104, count: 1}
"""


def perform(tmp_path: Path, text: str) -> tuple[int, str]:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(text, encoding="utf-8")
    out = io.StringIO()
    command = (sys.executable, "-m", "tests.rehearsal.fake_bot")
    organisation = Path(__file__).parent / "organisation.yaml"
    return play(scenario, organisation=organisation, out=out, bot_command=command), out.getvalue()


def test_a_scenario_prints_its_timeline_and_ends_well(tmp_path: Path) -> None:
    code, printed = perform(tmp_path, GOOD)
    assert code == 0
    assert "Fri 20 Nov 2026, 18:00  The bot posted “It is later.” in Rowan Reporter's chat." in printed
    assert printed.endswith("Everything expected came true (12 steps).\n")


def test_a_failed_expectation_is_named_with_what_there_was(tmp_path: Path) -> None:
    code, printed = perform(tmp_path, GOOD.replace("sees: It is later.", "sees: It is too late."))
    assert code == 1
    assert "FAILED at step 10: rowan sees nothing with 'It is too late.'." in printed
    assert '"It is later."' in printed


PLAYS = Path(__file__).parents[2] / "bot" / "rehearsal" / "plays"


@pytest.mark.parametrize("name", sorted(path.stem for path in PLAYS.glob("*.yaml")))
def test_every_shipped_story_comes_true(name: str) -> None:
    out = io.StringIO()
    assert play(PLAYS / f"{name}.yaml", out=out) == 0, out.getvalue()


def test_every_shipped_council_has_a_story() -> None:
    assert {read_play(path).organisation for path in PLAYS.glob("*.yaml")} == set(shipped_organisations())


def test_a_council_is_found_by_name_or_path_and_a_wrong_one_is_answered_with_the_names(tmp_path: Path) -> None:
    assert organisation_file("luton").is_file()
    own = tmp_path / "own.yaml"
    own.write_text("name: ours")
    assert organisation_file(str(own)) == own
    with pytest.raises(RehearsalError, match="lutton is no rehearsal council: give informing-the-director, knowsley"):
        organisation_file("lutton")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "a scenario is a mapping"),
        ("at: 2026-11-20T16:00:00+00:00", "`steps` must be a list"),
        ("{at: 2026-11-20T16:00:00+00:00, steps: [{shout: x}]}", "step 1 must be one of say, press"),
        ("{at: 2026-11-20T16:00:00+00:00, steps: [{say: x}]}", "step 1 must say `as`"),
        ("{at: 2026-11-20T16:00:00+00:00, steps: [{say: x, as: y, to: z}]}", "step 1 does not know to"),
        ("{at: 2026-11-20T16:00:00+00:00, steps: [{expect: {as: y}}]}", "step 1: expect `sees` or `never`"),
        ("{steps: [{note: x}]}", "at must be the instant"),
        ("{at: x, when: y, steps: [{note: x}]}", "a scenario has title, organisation, at and steps, not when"),
    ],
)
def test_a_mistake_in_a_scenario_names_the_file_and_the_step(tmp_path: Path, text: str, sentence: str) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(text, encoding="utf-8")
    with pytest.raises(RehearsalError, match=sentence):
        read_play(scenario)


def test_a_bare_yes_in_a_scenario_is_the_choice_yes(tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text("{at: x, steps: [{press: a, as: b, inputs: {danger.now: no, when: 2026-11-20}}]}")
    (step,) = read_play(scenario).steps
    assert isinstance(step, Press)
    assert step.extra == {"inputs": {"danger.now": "no", "when": "2026-11-20"}}
