"""The statutory overlay: rows an organisation switches on, as they read for it; the command; the organisation file."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import main as needtoknow
from bot.fitting import check_against_pack
from bot.organisation import OrganisationError
from rules.load import load_overlay, load_pack, read_pack
from rules.overlay import Statutory, switched_on, with_statutory
from rules.pack import Pack, PackError
from tests.notifications.small_council import council
from tests.rules.small_pack import DEATH, DUTY, decided, due, pack

ROWS: list[dict[str, Any]] = [
    {"id": "sta-panel", "when": {"abuse.suspected": True}, "timescale": "5 working days"},
    {
        "id": "sta-review",
        "after": "sta-panel",
        "timescale": "15 working days",
        "options": {"counts_from": ["awareness", "notification"]},
    },
    {
        "id": "sta-home",
        "when": {"happened": "home-incident"},
        "timescale": "immediately",
        "options": {"own_homes": [True, False]},
        "otherwise": {
            "title": "Has the provider notified?",
            "what": "Ask the provider.",
            "owner": "reporter's manager",
        },
    },
]


def overlay() -> Pack:
    """An overlay of three rows."""
    source = {"document": "An Act", "section": 1, "row": 1}
    data = {
        "kind": "overlay",
        "id": "our-duties",
        "version": "1",
        "title": "Statutory duties",
        "source": "Public law",
        "roles": [{"id": "SM", "title": "Service Manager"}, {"id": "LADO", "title": "LADO"}],
        "duties": [{**DUTY, "source": source, **row} for row in ROWS],
    }
    return read_pack(data, "duties.yaml")


def test_no_row_is_on_until_it_is_switched_on() -> None:
    assert switched_on(overlay(), Statutory()) == ()
    assert [duty.id for duty in switched_on(overlay(), Statutory("all"))] == [row["id"] for row in ROWS]


def test_a_row_that_begins_after_another_brings_that_one() -> None:
    assert [duty.id for duty in switched_on(overlay(), Statutory(("sta-review",)))] == ["sta-panel", "sta-review"]


def test_a_row_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(PackError, match='"sta-x" is not one of its rows: name some of sta-panel, sta-review'):
        switched_on(overlay(), Statutory(("sta-x",)))


def test_switched_on_rows_are_duties_of_the_decision_with_their_own_source() -> None:
    governing = with_statutory(pack(), overlay(), Statutory(("sta-panel",)))
    duties = {duty.id: duty for duty in decided(governing, {**DEATH, "abuse.suspected": True}).duties}

    assert (duties["sta-panel"].statutory, duties["sta-panel"].source) == (True, "An Act, section 1, row 1")
    assert due(duties["sta-panel"].due) == "2026-11-25T17:00:00+00:00"
    assert governing.hash == pack().hash
    assert governing.role_title("SM") == "Service Manager"


def test_a_limit_counts_from_awareness_or_from_when_the_first_was_done_as_the_council_chose() -> None:
    facts = {**DEATH, "abuse.suspected": True}

    def review(counts_from: Any) -> Any:
        rows = switched_on(overlay(), Statutory("all", rapid_review_from=counts_from))
        return next(duty for duty in decided(pack(), facts, overlay=rows).duties if duty.id == "sta-review")

    assert due(review("awareness").due) == "2026-12-09T17:00:00+00:00"
    later = review("notification")
    assert (later.due, later.counts_from, later.timescale) == (None, "notification", "15 working days")
    assert later.working == "15 working days, counted from when sta-panel is done"


def test_a_row_for_our_own_homes_reads_otherwise_for_a_providers() -> None:
    ours = switched_on(overlay(), Statutory(("sta-home",), own_homes=True))[0]
    theirs = switched_on(overlay(), Statutory(("sta-home",)))[0]

    assert (ours.title, ours.owner) == ("Review", ("SM",))
    assert (theirs.title, theirs.owner) == ("Has the provider notified?", ("reporter's manager",))


def test_an_overlay_is_no_policy_and_a_policy_no_overlay(tmp_path: Path) -> None:
    file = tmp_path / "duties.yaml"
    file.write_text(yaml.safe_dump({"kind": "overlay", "id": "x"}), encoding="utf-8")

    with pytest.raises(PackError):
        load_pack(file)
    with pytest.raises(PackError, match="this is a policy, not an overlay"):
        load_overlay("informing-the-director")


def test_every_owner_and_everybody_to_be_phoned_must_be_in_the_organisation_file() -> None:
    policy = pack({"follows": "any", "owner": ["SD"], "phone": ["DCS"]}, row={"route": {"always": ["DCS"]}})

    with pytest.raises(OrganisationError, match="roles has no 'SD', who owns a duty of the policy"):
        check_against_pack(council(), policy)


def test_whoever_is_on_call_and_the_inbox_need_no_holders() -> None:
    policy = pack(row={"route": {"always": ["DCS", "Need-to-Know inbox"], "also": ["on-call SM"]}})

    check_against_pack(council(), policy)


def test_the_command_says_that_nobody_else_was_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({**DEATH, "child.status": "cla", "abuse.suspected": True}), encoding="utf-8")
    words = ["decide", "--policy", "informing-the-director", "--facts", str(facts), "--at", "2026-11-18T10:00"]

    assert needtoknow([*words, "--statutory", "sta-panel"]) == 0
    said = capsys.readouterr().out
    assert "sta-panel: certain" in said
    assert said.endswith("Statutory duties are for the council to confirm. Nothing here has told any other body.\n")
    assert needtoknow([*words, "--statutory", "none"]) == 0
    assert "sta-panel" not in capsys.readouterr().out
    assert needtoknow([*words, "--statutory", "sta-pannel"]) == 2
    assert "is not one of its rows" in capsys.readouterr().err
