"""Wigan: somebody is phoned as well. The call is recorded with whether it was answered, and stays open until it is."""

from datetime import UTC, datetime
from pathlib import Path

from bot.notifications.duty import DutyKind
from tests.engine.council import Council, Standing, authority_of
from tests.scenarios.authorities.test_first_decider import INJURED

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def test_a_call_is_recorded_with_whether_it_was_answered(tmp_path: Path) -> None:
    council = Council(tmp_path, Standing(TUESDAY_TEN), authority_of("wigan"))
    report = council.report("rowan", INJURED)
    calls = [duty for duty in council.record(report.id).duties if duty.kind is DutyKind.PHONE]
    assert calls
    answered = f"phone.{calls[0].id.rpartition(':')[2].lower()}.answered"

    assert council.attempt("rowan", "phoned", calls[0].id).code == "did-they-answer"
    assert council.attempt("rowan", "phoned", calls[0].id, inputs={answered: "no"}).code == "no-answer"
    council.press("rowan", "phoned", calls[0].id, inputs={answered: "no"})
    assert council.record(report.id).open_duties(DutyKind.PHONE)
    council.press("rowan", "phoned", calls[0].id, inputs={answered: "yes"})
    assert calls[0].id not in {duty.id for duty in council.record(report.id).open_duties(DutyKind.PHONE)}
    council.close()
