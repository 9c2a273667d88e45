"""The scenario tables that lie beside the policies: each comes out as it says, and each row is tried."""

import pytest

from rules.coverage import gaps
from rules.facts import VOCABULARY
from rules.load import OVERLAY, load_overlay, load_pack, pack_file, shipped_packs
from rules.scenarios import Scenario, Table, differences, read_table


def table(pack: str) -> Table:
    """The scenario table of a shipped policy or the overlay."""
    if pack == OVERLAY:
        return read_table(OVERLAY, load_pack("informing-the-director"), load_overlay())
    return read_table(pack, load_pack(pack))


SHIPPED = (*shipped_packs(), *([OVERLAY] if pack_file(OVERLAY).exists() else []))
TABLES = {pack: table(pack) for pack in SHIPPED}
CASES = [
    pytest.param(pack, scenario, id=f"{pack}: {scenario.name}")
    for pack, read in TABLES.items()
    for scenario in read.scenarios
]


@pytest.mark.parametrize(("pack", "scenario"), CASES)
def test_a_policy_says_what_its_scenarios_say(pack: str, scenario: Scenario) -> None:
    assert differences(TABLES[pack], scenario) == ()

    for row in TABLES[pack].decided(scenario).triggers:
        assert row.status != "reportable" or all(VOCABULARY[fact].type == "instant" for fact in row.missing)
        assert row.status != "unknown" or row.missing


@pytest.mark.parametrize("policy", shipped_packs())
def test_every_row_of_a_policy_has_a_match_a_near_miss_and_both_sides_of_its_threshold(policy: str) -> None:
    assert gaps(TABLES[policy]) == ()


@pytest.mark.parametrize("policy", shipped_packs())
def test_every_row_of_a_policy_has_an_unknown_unless_it_is_a_judgement(policy: str) -> None:
    read = TABLES[policy]
    judgement = read.pack.judgement.trigger if read.pack.judgement else None
    unknown = {
        row.id for one in read.scenarios for row in read.decided(one).triggers if row.status == "unknown" or row.missing
    }

    assert {trigger.id for trigger in read.pack.triggers} - unknown <= {judgement}
