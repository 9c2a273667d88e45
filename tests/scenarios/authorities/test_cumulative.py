"""Knowsley: frequent incidents about one child are judged together, with what was reported before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.services.asking import asked_of
from tests.engine.council import Council, Standing, authority_of, kept_report

OFTEN = {
    "subject.kind": "child",
    "happened": "frequent-incidents",
    "child.status": "cin",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "no",
    "danger.now": "no",
    "basic.child_name": "Child K-104",
    "incident.details": "Another fight at school.",
}


def note(council: Council, report: str) -> str:
    """What the service manager's card says about the decision."""
    asked = asked_of(council.record(report), council.actor("sam").id, council.authority)
    (found,) = [f"{ask.note} {ask.so_far}" for ask in asked if ask.what == "Decide"]
    return found


def test_whoever_judges_sees_the_factors_and_the_earlier_reports_of_the_child_kept_ones_too(tmp_path: Path) -> None:
    knowsley = Council(tmp_path, Standing(datetime(2026, 11, 24, 10, 0, tzinfo=UTC)), authority_of("knowsley"))
    first = knowsley.report("rowan", OFTEN)
    assert "There is no earlier report of this child." in note(knowsley, first.id)
    assert "Weigh: age of the child, frequency of the incidents" in note(knowsley, first.id)
    knowsley.clock.at += timedelta(minutes=5)
    kept = kept_report(knowsley, "sasha", {**OFTEN, "happened": "other", "judgement.other": "no"})
    staff = knowsley.report("sasha", {**OFTEN, "about.staff": "yes"})
    other = knowsley.report("sasha", {**OFTEN, "basic.child_name": "Child K-1"})

    again = knowsley.report("rowan", OFTEN)

    said = note(knowsley, again.id)
    assert f"{kept.reference}, Tue 24 Nov 2026 10:05: Kept: no row requires it; {first.reference}" in said
    assert staff.reference not in said, "a matter about staff is shown to nobody through another report"
    assert other.reference not in said
    knowsley.press("sam", "tell", again.id, 1, inputs={"reason": "The third this month."})
    (duty,) = [d for d in knowsley.record(again.id).duties if d.kind == "decide"]
    assert duty.reason == "The third this month."
    knowsley.close()
