"""The tools of whoever writes a policy, on a sixth authority's file in a folder of its own; and what is shipped."""

import json
import re
from pathlib import Path

import pytest

from bot.__main__ import main as needtoknow
from rules.load import OVERLAY, shipped_packs

DOCUMENT = Path(__file__).parents[2] / "docs" / "adding-an-authority.md"


@pytest.fixture
def sixth(tmp_path: Path) -> Path:
    """The documented example: a policy and its scenario table, as somebody would copy them."""
    policy, table = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "our-council.scenarios.yaml").write_text(table, encoding="utf-8")
    file = tmp_path / "our-council.yaml"
    file.write_text(policy, encoding="utf-8")
    return file


def changed(file: Path, old: str, new: str) -> Path:
    """The file with one place changed, where it lies."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_a_sixth_policy_is_checked_shown_tried_and_decided_with_as_it_is(
    sixth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = sixth.with_name("facts.yaml")
    facts.write_text("kind: child\nhappened: death\n", encoding="utf-8")

    assert needtoknow(["policy", "check", str(sixth)]) == 0
    assert needtoknow(["policy", "test", str(sixth)]) == 0
    assert needtoknow(["policy", "show", str(sixth)]) == 0
    said = capsys.readouterr()
    assert "our-council version 1: 3 rows, 1 duty, 1 field; no mistakes found" in said.out
    assert "our-council version 1: 5 scenarios, all as they say" in said.out
    assert said.err == ""

    assert (
        needtoknow(["decide", "--policy", str(sixth), "--facts", str(facts), "--at", "2026-11-21T00:10", "--json"]) == 0
    )
    decision = json.loads(capsys.readouterr().out)
    (row,) = decision["triggers"]
    assert (row["id"], row["status"], row["phone"], row["by"]) == ("our-death", "reportable", True, ["HoS"])
    assert row["notify_by"] == "2026-11-21T00:10:00+00:00"
    assert {duty["id"]: duty["due"] for duty in decision["duties"]}["our-review"] == "2026-12-04T17:00:00+00:00"


def test_every_mistake_is_said_on_the_error_output_and_ends_with_2(
    sixth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(changed(sixth, "happened: death", "happened: deth"), "owner: [HoS]", "owner: [Head]")

    assert needtoknow(["policy", "check", str(sixth)]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith(
        'our-council.yaml, line 18: triggers[0].condition.happened: "deth" is not known here; did you'
    )
    assert second.startswith("our-council.yaml, line 48: duties[0].owner: ")


def test_what_comes_out_otherwise_than_a_scenario_says_is_said_in_plain_words(
    sixth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(changed(sixth, "after 24 hours", "after 25 hours"), "    follow_on: [our-review]\n", "")

    assert needtoknow(["policy", "test", str(sixth)]) == 1
    said = capsys.readouterr().out
    table = "our-council.scenarios.yaml, line "
    assert f"{table}4: a child has died: our-review should arise, but it does not\n" in said
    assert (
        f"{table}15: a child is missing for exactly a day: our-missing should be reportable, but it is not-yet\n"
        in said
    )
    assert "our-missing should be required from Wed 18 Nov 2026 10:01, but it is Wed 18 Nov 2026 11:01" in said
    assert "our-council version 1: 5 scenarios, 3 otherwise" in said


def test_a_row_that_no_scenario_tries_is_named(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = sixth.with_suffix(".scenarios.yaml")
    text = table.read_text(encoding="utf-8")
    table.write_text(text[: text.index("  - name: a child is missing, one minute")], encoding="utf-8")

    assert needtoknow(["policy", "test", str(sixth)]) == 1
    said = capsys.readouterr().out
    assert "our-missing: no scenario matches it: add one that does" in said
    assert "our-missing: no scenario is just before its threshold: add one that is not-yet" in said
    assert "our-death: no" not in said


TABLE_MISTAKES = [
    (
        "says: {our-death: reportable}",
        "says: {our-death: reported}",
        'line 6: scenarios[0].says.our-death: "reported" is not one of',
    ),
    ("happened: [death]", "happend: [death]", "line 5: scenarios[0].facts: subjects[0]: there is no fact"),
    ("at: 2026-11-18T10:00", "at: noon", 'line 2: at: "noon" is not a date and time'),
    ("name: a child has died", "nam: a child has died", 'there is no key "nam" here; did you mean name?'),
]


@pytest.mark.parametrize(("old", "new", "sentence"), TABLE_MISTAKES)
def test_a_mistake_in_a_table_is_refused_with_its_line(
    sixth: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, sentence: str
) -> None:
    changed(sixth.with_suffix(".scenarios.yaml"), old, new)

    assert needtoknow(["policy", "test", str(sixth)]) == 2
    assert sentence in capsys.readouterr().err


def test_every_mistake_in_a_table_is_said_at_once(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = sixth.with_suffix(".scenarios.yaml")
    changed(table, "says: {our-death: reportable}", "says: {our-death: certainly}")
    changed(table, "happened: [serious-injury]", "happened: [serious-injure]")
    changed(table, "due: {our-missing: 2026-11-19T17:00}", "dew: {our-missing: 2026-11-19T17:00}")

    assert needtoknow(["policy", "test", str(sixth)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert [line.partition(": ")[0] for line in said] == [f"our-council.scenarios.yaml, line {n}" for n in (6, 9, 18)]


def test_a_policy_without_a_table_is_told_to_write_one(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sixth.with_suffix(".scenarios.yaml").unlink()

    assert needtoknow(["policy", "test", str(sixth)]) == 2
    assert "there is no scenario table beside the policy" in capsys.readouterr().err


def test_a_proposed_policy_is_replayed_against_the_present_one(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposed = sixth.with_name("proposed.yaml")
    proposed.write_text(sixth.read_text(encoding="utf-8"), encoding="utf-8")
    changed(proposed, "timescale: immediately", "timescale: same day")
    changed(proposed, "route: {decides: [HoS], about: DCS}", "route: {always: [DCS]}")
    changed(proposed, "    follow_on: [our-review]\n", "")

    assert needtoknow(["policy", "replay", str(sixth), str(proposed)]) == 0
    said = capsys.readouterr().out
    assert (
        "a child has died (Wed 18 Nov 2026 10:00)\n"
        "  DCS would be told later: by Wed 18 Nov 2026 23:59, now by Wed 18 Nov 2026 10:00\n"
        "  inbox would be told later: by Wed 18 Nov 2026 23:59, now by Wed 18 Nov 2026 10:00\n"
        "  our-review would no longer be owed\n"
    ) in said
    assert (
        "a child is missing for exactly a day (Wed 18 Nov 2026 10:00)\n"
        "  DCS would be told, by Thu 19 Nov 2026 17:00\n"
        "  HoS would no longer be told (now by Thu 19 Nov 2026 17:00)\n"
        "  whether DCS is told would no longer be decided (now by HoS)\n"
    ) in said
    assert said.endswith(
        "5 incidents: 2 would be told or owed otherwise, 0 by other rows alone,\nand 3 as now.\n"
        "Row our-death differs (timescale, follow_on).\n"
        "Row our-missing differs (route).\n"
        "Both say version 1: give the proposed one a version of its own.\n"
    )

    assert needtoknow(["policy", "replay", str(sixth), str(proposed), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["same"] for one in data["incidents"]] == [False, True, True, False, True]
    assert data["incidents"][3]["told"] == {"DCS": "2026-11-19T17:00:00+00:00"}


def test_a_changed_row_that_no_incident_tries_is_named(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """ "0 would be told otherwise" must not be signed for a change that nothing tried."""
    proposed = sixth.with_name("proposed.yaml")
    proposed.write_text(sixth.read_text(encoding="utf-8"), encoding="utf-8")
    changed(proposed, "timescale: immediately", "timescale: same day")
    samples = sixth.with_name("samples.scenarios.yaml")
    samples.write_text(
        "at: 2026-11-18T10:00\nscenarios:\n  - {name: arson, facts: {kind: premises, happened: arson}}\n",
        encoding="utf-8",
    )

    assert needtoknow(["policy", "replay", str(sixth), str(proposed), "--samples", str(samples)]) == 0
    said = capsys.readouterr().out
    assert "1 incident: 0 would be told or owed otherwise" in said
    assert "Row our-death differs (timescale): no incident here tries it." in said


def test_rows_gained_and_lost_are_said(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proposed = sixth.with_name("proposed.yaml")
    proposed.write_text(sixth.read_text(encoding="utf-8"), encoding="utf-8")
    changed(proposed, "condition: {happened: death}", "condition: {happened: serious-injury}")

    assert needtoknow(["policy", "replay", str(sixth), str(proposed)]) == 0
    said = capsys.readouterr().out
    assert "row our-death would no longer come out (now reportable)" in said
    assert "row our-death would come out (reportable)" in said


@pytest.mark.parametrize("policy", [*shipped_packs(), OVERLAY])
def test_every_shipped_policy_can_be_shown_as_text_and_as_a_page(
    policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert needtoknow(["policy", "show", policy]) == 0
    text = capsys.readouterr().out
    assert needtoknow(["policy", "show", policy, "--html"]) == 0
    page = capsys.readouterr().out

    assert all(len(line) <= 110 for line in text.splitlines())
    assert page.startswith('<!doctype html><html lang="en-GB">')
    assert page.count("<h1>") == 1
    assert "<script" not in page


def test_show_has_the_sections_in_the_order_of_the_procedure_with_what_each_row_says(
    sixth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert needtoknow(["policy", "show", str(sixth)]) == 0
    said = capsys.readouterr().out

    assert (
        said.index("Section 2\n=") < said.index("our-death\n") < said.index("our-missing\n") < said.index("Duties\n=")
    )
    row = said[said.index("our-missing\n") : said.index("our-other\n")]
    for part in (
        "when     a child has been missing for more than 24 hours",
        "[happened is missing]",
        "who      Head of Service decides whether Director of Children's Services is told",
        "by when  next working day after 24 hours, since missing.last_seen",
        "owner    reporter's manager",
        "source   section 2, row 2",
    ):
        assert part in row


def test_markup_in_a_policy_is_inert_on_its_page(sixth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(sixth, "title: Death of a child", "title: '<script>alert(1)</script>'")
    changed(sixth, "when: a child has died", "when: '<b>a child</b> has died'")

    assert needtoknow(["policy", "show", str(sixth), "--html"]) == 0
    page = capsys.readouterr().out
    assert "<script" not in page
    assert "&lt;b&gt;a child&lt;/b&gt;" in page
