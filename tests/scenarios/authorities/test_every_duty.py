"""What each procedure asks for besides telling: the incident that calls for it, who owes it, and what closes it."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.documents.sheet import printed
from bot.notifications.duty import DutyKind
from bot.services.asking import asked_of
from bot.services.progress import told_lines
from tests.engine.council import Council, Standing, authority_of

TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CALM = {"about.staff": "no", "media.interest": "none", "danger.now": "no", "incident.details": "As it was told."}
CHILD = {**CALM, "subject.kind": "child", "child.status": "cla", "abuse.suspected": "no"}
REFERENCE = "MASH-2026-77"


@dataclass(frozen=True)
class Owed:
    """One duty: the incident that calls for it, who reports that, and who owes it."""

    policy: str
    duty: str
    incident: dict[str, str]
    reporter: str
    owner: str


OPEN = {"restricted.name": "no"}
"""A restricted report says on the sheet nothing of what was done: tests/security/test_restricting.py."""
DUTIES = (
    Owed("knowsley", "kno-mash-referral", {**CHILD, "happened": "significant-harm"}, "rowan", "rowan"),
    Owed("knowsley", "kno-cla-death-panel", {**CHILD, "happened": "death"}, "rowan", "sam"),
    Owed("knowsley", "kno-recording", {**CHILD, "happened": "abducted"}, "rowan", "sam"),
    Owed("knowsley", "kno-recording-oversight", {**CHILD, "happened": "abducted"}, "rowan", "dana"),
    Owed("luton", "lut-recording", {**CHILD, "happened": "serious-injury"}, "sam", "tess"),
    Owed("luton", "lut-child-death-cspr", {**CHILD, "happened": "death"}, "sam", "hollis"),
    Owed("luton", "lut-lado-completes", {**CHILD, "happened": "abuse-allegation", **OPEN}, "sam", "lee"),
    Owed("luton", "lut-health-and-safety", {**CALM, "subject.kind": "carer", "happened": "accident"}, "sam", "tess"),
    Owed("wigan", "wig-complaints-log", {**CALM, "subject.kind": "service", "happened": "praise"}, "rowan", "sam"),
    Owed("wigan", "wig-exp-press", {**CHILD, "happened": "other", "media.interest": "likely"}, "rowan", "sam"),
)


@pytest.mark.shows("kno-mash-referral", "kno-cla-death-panel", "kno-recording", "kno-recording-oversight")
@pytest.mark.shows("lut-recording", "lut-child-death-cspr", "lut-lado-completes", "lut-health-and-safety")
@pytest.mark.shows("wig-complaints-log", "wig-exp-press")
@pytest.mark.parametrize("owed", DUTIES, ids=lambda owed: owed.duty)
def test_it_is_owed_by_whom_the_procedure_names_until_it_is_closed_and_everybody_sees_it(
    owed: Owed, tmp_path: Path
) -> None:
    with closing(Council(tmp_path, Standing(TUESDAY_TEN), authority_of(owed.policy))) as council:
        _owed_until_closed(council, owed)


def _owed_until_closed(council: Council, owed: Owed) -> None:
    report = council.report(owed.reporter, owed.incident)
    council.deliver()
    declared = next(duty for duty in council.authority.pack.duties if duty.id == owed.duty)
    (duty,) = [d for d in council.record(report.id).open_duties(DutyKind.TASK) if d.trigger == owed.duty]
    mine = asked_of(council.record(report.id), council.actor(owed.owner).id, council.authority)
    assert declared.title in {asked.title for asked in mine}
    assert declared.title in "\n".join(told_lines(council.record(report.id), council.authority))

    council.press("billie", "done", duty.id, inputs={f"task.{owed.duty}.reference": REFERENCE})
    assert council.record(report.id).open_duties(DutyKind.TASK), "nobody else closes it"
    if declared.closed_by == "reference":
        council.press(owed.owner, "done", duty.id)
        assert duty.id in {d.id for d in council.record(report.id).open_duties()}, "not without its reference"
    council.press(owed.owner, "done", duty.id, inputs={f"task.{owed.duty}.reference": REFERENCE})

    record = council.record(report.id)
    (closed,) = [d for d in record.duties if d.id == duty.id]
    assert (closed.is_open, closed.met_by, closed.reason) == (False, council.actor(owed.owner).id, REFERENCE)
    assert REFERENCE in "\n".join(told_lines(record, council.authority))
    assert REFERENCE in printed(record, council.authority)
