"""One act under two rules: both clocks are shown, the earlier counts, and one reference closes both."""

from datetime import UTC, datetime
from pathlib import Path

from bot.notifications.duty import DutyKind
from bot.services.asking import asked_of
from tests.engine.council import Council, Standing, authority_of

WEDNESDAY_TEN = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
DEATH = {
    "subject.kind": "child",
    "happened": "death",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "abuse.suspected": "no",
    "incident.details": "Died in hospital.",
}


def test_the_earlier_of_two_clocks_counts_and_one_reference_closes_both(tmp_path: Path) -> None:
    knowsley = Council(tmp_path, Standing(WEDNESDAY_TEN), authority_of("knowsley"))
    report = knowsley.report("rowan", DEATH)
    found = {d.trigger: d for d in knowsley.record(report.id).open_duties(DutyKind.TASK)}
    pair = ("kno-cla-death-panel", "sta-cla-death")
    assert {found[name].limit for name in pair} == {datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)}
    sam = knowsley.actor("sam").id
    besides = next(
        one.so_far
        for one in asked_of(knowsley.record(report.id), sam, knowsley.authority)
        if one.title == "Tell the national panel of the death"
    )
    assert "One reference closes as well: Tell the Secretary of State and Ofsted of the death, by Wed 25 Nov" in besides

    reference = {"task.kno-cla-death-panel.reference": "CSN-77"}
    knowsley.press("sam", "done", found["kno-cla-death-panel"].id, 1, inputs=reference)

    after = {d.trigger: d for d in knowsley.record(report.id).duties if d.trigger in pair and d.kind is DutyKind.TASK}
    assert {(d.outcome, d.reason) for d in after.values()} == {("done", "CSN-77")}
    knowsley.close()
