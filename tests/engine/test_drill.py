"""A drill is never counted as real."""

from pathlib import Path

from bot.cli.policy_replay import _stored
from bot.organisation_parts import Operator
from bot.services import drilling
from tests.engine.council import Council

OPERATOR = Operator(address="it-service@rehearsal.example")


def test_a_drill_matches_no_report_is_not_replayed_and_takes_no_reports_number(tmp_path: Path, database: str) -> None:
    council = Council(tmp_path, database=database)
    at = council.clock.now()
    drill = council.run(lambda work: drilling.begin(work, council.authority, OPERATOR, at))
    real = council.report("rowan")
    assert (drill.reference, real.reference) == ("DRILL-2026-0001", "NTK-2026-0001")
    assert council.run(lambda work: work.notifications_that_say("incident.details", drilling.SAYS, 9)) == ()
    assert [incident.name for incident in _stored(database or tmp_path)] == ["NTK-2026-0001"]
    council.close()


def test_a_drill_is_acknowledged_only_once_every_message_of_it_was_taken(tmp_path: Path, database: str) -> None:
    council = Council(tmp_path, database=database)
    at = council.clock.now()
    person = OPERATOR.model_copy(update={"person": "billie"})
    council.run(lambda work: work.begin_routine(drilling.ROUTINE, at, at))
    drill = council.run(lambda work: drilling.begin(work, council.authority, person, at))
    council.run(lambda work: drilling.acknowledge(work, council.authority, at))
    assert "acknowledged" not in council.verbs(drill.id)
    council.deliver()
    assert council.run(lambda work: drilling.acknowledge(work, council.authority, at))
    assert council.verbs(drill.id)[-1] == "acknowledged"
    assert not council.run(lambda work: drilling.acknowledge(work, council.authority, at)), "once"
    assert council.record(drill.id).status == "acknowledged"
    council.close()
