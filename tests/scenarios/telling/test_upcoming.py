"""What the rehearsal says is due next, and who knew what, beside what then happens."""

from pathlib import Path

from tests.scenarios.telling.council import SERIOUS_INJURY, TUESDAY_TEN, Council


def said(council: Council) -> list[str]:
    """What is due at the next instant, in words."""
    clock = council.read("clock")
    return [row["words"] for row in clock["coming"] if row["at"] == clock["next_due"]]


def test_what_is_said_to_come_next_comes_to_the_person_named(tmp_path: Path) -> None:
    with Council(tmp_path / "data", TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        council.acknowledges("dana")
        council.advance_to(council.clock()["next_due"])
        before = {who: council.count(who) for who in ("avery", "charlie", "dana")}
        assert said(council) == [
            f"Avery Assistant-City-Manager (cover) is told: the City Manager has not acknowledged {reference}"
        ]
        council.advance_to(council.clock()["next_due"])
        assert {who for who in before if council.count(who) > before[who]} == {"avery", "charlie"}


def test_who_knew_what_is_read_while_the_bot_is_dead_too(tmp_path: Path) -> None:
    with Council(tmp_path / "data", TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        council.person("dana").presses(council.person("dana").card(action="acknowledge"), "refresh")
        council.acknowledges("dana")
        council.kill_bot()
        [known] = council.read("knowledge")
        dana = next(row for row in known["people"] if row["person"] == "dana")
        assert known["reference"] == reference
        assert dana["told"] == dana["opened"] == dana["acknowledged"] == "2026-11-24T10:00:00+00:00"
        assert [row["people"] for row in known["owed"]] == [["charlie"]]
        assert "acknowledged, as Director of Children's Services" in [row["words"] for row in known["happenings"]]
