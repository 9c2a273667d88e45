"""The scenario tables: what each policy must say about given facts, written as data beside the pack's name."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from rules.decide import decide
from rules.facts import read_facts
from rules.instants import as_instant, parse_instant
from rules.load import load_pack, shipped_packs
from rules.strict_yaml import read_yaml

TABLES = Path(__file__).parents[2] / "rules" / "packs"


def table(policy: str) -> dict[str, Any]:
    """The scenario table of a policy."""
    data = read_yaml((TABLES / f"{policy}.scenarios.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def moment(written: Any) -> datetime:
    """The instant of a table, which YAML may have read as text or as a moment."""
    return parse_instant(written) if isinstance(written, str) else as_instant(written)


CASES = [
    pytest.param(policy, moment(table(policy)["at"]), scenario, id=f"{policy}: {scenario['name']}")
    for policy in shipped_packs()
    for scenario in table(policy)["scenarios"]
]


@pytest.mark.parametrize(("policy", "at", "scenario"), CASES)
def test_a_policy_says_what_its_scenarios_say(policy: str, at: datetime, scenario: dict[str, Any]) -> None:
    decision = decide(load_pack(policy), read_facts(scenario["facts"]), at)

    assert {row.id: row.status for row in decision.triggers} == scenario["says"]
    rows = {row.id: row for row in decision.triggers}
    for trigger, missing in scenario.get("missing", {}).items():
        assert set(rows[trigger].missing) >= set(missing), trigger
    for row in decision.triggers:
        assert row.status != "reportable" or not row.missing
        assert row.status != "unknown" or row.missing


@pytest.mark.parametrize("policy", shipped_packs())
def test_every_row_of_a_policy_has_a_match_a_near_miss_and_an_unknown(policy: str) -> None:
    said = [scenario["says"] for scenario in table(policy)["scenarios"]]
    for trigger in load_pack(policy).triggers:
        seen = {says.get(trigger.id) for says in said}
        assert {"reportable", "unknown", None} <= seen, trigger.id
