"""Teams is down for hours: the other way is taken for everybody, and afterwards nobody is flooded."""

from pathlib import Path

from tests.scenarios.telling.council import SERIOUS_INJURY, Council

OUTAGE = r"delivery failed|answer not sent|sender defect"


def test_with_teams_down_cover_has_a_mail_and_afterwards_only_what_still_matters_arrives(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-11-24T10:00:00+00:00", allowed_errors=[OUTAGE]) as council:
        before = {who: council.count(who) for who in ("dana", "deputy", "charlie", "morgan", "alex", "avery", "ola")}
        rowan = council.person("rowan")
        rowan.says("report")
        card = rowan.card(action="tell-now")
        council.fault(service="connector", status=503, times=99999)
        rowan.presses(card, "tell-now", {"incident.details": "A child was hurt.", "about.staff": "no"})
        council.runs_to("2026-11-24T13:00")
        for who in ("dana", "charlie", "deputy", "avery"):
            assert council.mail_to(f"{who}@rehearsal.example"), f"{who} has nothing"

        council.clear_faults()
        council.runs_to("2026-11-24T13:20")
        for who, had in before.items():
            # The notification, and one card for what they must do; the older of the two says that there is a newer one.
            assert council.count(who) - had <= 2, f"{who} is flooded"
        assert "could not be reached" not in council.newest("dana").words
        assert council.newest("dana").actions.count("acknowledge") == 1


def test_a_killed_bot_that_comes_back_after_the_limit_sends_before_it_asks_anybody_to_phone(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-11-24T10:00:00+00:00") as council:
        rowan = council.person("rowan")
        rowan.says("report")
        council.kill_bot(at="after-commit")
        rowan.presses(
            rowan.card(action="tell-now"), "tell-now", {"incident.details": "A child was hurt.", "about.staff": "no"}
        )
        council.advance("2h")
        council.start_bot()
        assert council.cards("dana", "NTK-")
        assert not [m for m in council.mail_to("dana@rehearsal.example") if "please open Teams" in m["subject"]]
        assert not council.mail_to("morgan@rehearsal.example"), "nobody need phone somebody who has just been told"


def test_the_channel_offers_acknowledge_only_while_somebody_owes_it(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-11-24T10:00:00+00:00") as council:
        council.report(SERIOUS_INJURY)
        assert "acknowledge" in council.post().actions
        council.acknowledges("dana")
        assert "City Manager to acknowledge" in council.post().words
        council.acknowledges("charlie")
        assert "acknowledge" not in council.post().actions
