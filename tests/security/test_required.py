"""Questions and actions: who may answer whose, every cell; what is restricted is asked of its readers alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.notifications.duty import DutyKind
from bot.notifications.restriction import RESTRICTED
from bot.services.deeds import offered
from bot.services.requiring import whom
from tests.engine.council import Council, authority_of
from tests.security.test_authorising import PEOPLE
from tests.security.test_kept_from import ALLEGATION
from tests.security.test_restricted import REPORT


@dataclass(frozen=True)
class World:
    council: Council
    id: str
    duties: dict[str, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Dana asks Charlie's role and Rowan, and requires something of Alex, who was not told before."""
    council = Council(tmp_path_factory.mktemp("required"))
    report = council.report("rowan")
    council.deliver()
    for token, person in (("role", "role:CM"), ("own", council.actor("rowan").id)):
        asked = {"ask.whom": person, "ask.what": "Who saw him?", "ask.when": "working"}
        council.press("dana", "do", f"{report.id}:ask:{token}", inputs=asked)
        council.clock.at += timedelta(minutes=1)
    required = {"require.whom": council.actor("alex").id, "require.what": "Ring them.", "require.when": "working"}
    council.press("dana", "do", f"{report.id}:require:other", inputs=required)
    council.deliver()
    duties = {d.trigger: d.id for d in council.record(report.id).duties if d.kind in ("answer", "action")}
    yield World(council, report.id, duties)
    council.close()


MAY = {"role": {"charlie", "avery"}, "own": {"rowan"}, "other": {"alex"}}
INPUTS = {
    "role": {"question.1.answer": "Nobody."},
    "own": {"question.2.answer": "Nobody."},
    "other": {"action.1.note": "Done so."},
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("thing", sorted(MAY))
def test_whoever_owes_it_answers_and_nobody_else(world: World, thing: str, who: str) -> None:
    tried = world.council.attempt(who, "done", world.duties[thing], 1, inputs=INPUTS[thing])
    assert tried.changed is (who in MAY[thing]), tried.code
    if not tried.changed:
        assert "refused" in tried.verbs
        told = {"rowan", "charlie", "avery", "dana", "deputy", "alex"}
        assert "Who saw him?" not in repr(tried.screen) or who in told


def test_whoever_is_told_that_it_is_late_may_answer_but_not_whoever_asked(world: World) -> None:
    world.council.advance(timedelta(days=4))
    for who, may in (("dana", False), ("morgan", True), ("billie", False), ("sasha", False)):
        assert world.council.attempt(who, "done", world.duties["own"], 1, inputs=INPUTS["own"]).changed is may, who


@pytest.fixture
def luton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    council = Council(tmp_path_factory.mktemp("luton"), authority=authority_of("luton"))
    yield council
    council.close()


def test_what_is_restricted_is_asked_by_those_who_read_it_whole_of_those_who_do(luton: Council) -> None:
    report = luton.report("rowan", {**REPORT, RESTRICTED: "yes"})
    luton.deliver()
    luton.press("sam", "needed", report.id, 1)
    luton.deliver()
    record = luton.record(report.id)
    for who in ("sam", "sid", "dana", "ola"):
        deeds = {deed.id for deed in offered(record, luton.actor(who).id, luton.authority)}
        assert not deeds & {"ask", "require"}, who
        typed = {"ask.whom": luton.actor("lee").id, "ask.what": "Who?", "ask.when": "working"}
        assert not luton.attempt(who, "do", f"{report.id}:ask:x", inputs=typed).changed
    reads = {luton.actor(who).id for who in ("rowan", "lee")}
    named = {choice for choice, _ in whom(record, luton.actor("lee").id, luton.authority)}
    assert named <= {*reads, "role:LADO"}


def test_whoever_must_not_know_is_nobody_to_ask(luton: Council) -> None:
    report = luton.report("rowan", {**ALLEGATION, "kept.from": luton.actor("sid").id})
    luton.deliver()
    luton.press("sam", "needed", report.id, 1)
    record = luton.record(report.id)
    sid = luton.actor("sid").id
    assert sid not in {choice for choice, _ in whom(record, luton.actor("sam").id, luton.authority)}
    assert not any(d.person == sid for d in record.duties if d.kind is DutyKind.ANSWER)
    typed = {"ask.whom": sid, "ask.what": "Who?", "ask.when": "working"}
    assert not luton.attempt("sam", "do", f"{report.id}:ask:x", inputs=typed).changed
