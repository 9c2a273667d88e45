"""Cover: where what is due goes while somebody is away; somebody is always told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.documents.sheet import printed
from bot.notifications.duty import DutyKind
from bot.services.delivering import Failed
from bot.services.screens import CoverScreen
from tests.engine.absent import SERIOUS, TUESDAY, cards, goes_away, says, told
from tests.engine.council import MISSING, Council, Standing


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    made = Council(tmp_path, clock=Standing(TUESDAY))
    yield made
    made.close()


# -- where what is due goes -------------------------------------------------------------------------


def test_a_cover_covers_what_its_holder_holds_and_nothing_that_they_only_cover(council: Council) -> None:
    """Avery holds nothing of CM and ACM, only covers: whoever covers for Avery gets neither."""
    goes_away(council, "avery", "I am away until Friday, Billie covers for me")
    goes_away(council, "charlie", "I am away until Friday")
    missing = council.report("rowan")
    assert "billie" not in told(council, missing.id)
    assert council.attempt("billie", "open", missing.id).code == "not-your-role"
    assert told(council, missing.id) >= {"dana", "charlie"}, "with nobody left the holder is told all the same"


def test_two_who_cover_for_each_other_end_with_the_roles_own_cover(council: Council) -> None:
    goes_away(council, "dana", "I am away until Monday, Charlie covers for me")
    screen = says(council, "charlie", "I am away until Friday, Dana covers for me")
    assert isinstance(screen, CoverScreen)
    assert screen.words is not None
    assert screen.words.code == "cover-not-free"
    goes_away(council, "charlie", "I am away until Friday")
    missing = council.report("rowan")
    assert {"deputy", "avery"} <= told(council, missing.id)


def test_a_cover_who_goes_away_is_none_any_more_and_whoever_is_away_hears_of_it(council: Council) -> None:
    missing = council.report("rowan")
    council.deliver()
    goes_away(council, "dana", "I am away until Monday, Billie covers for me")
    assert "deputy" not in told(council, missing.id)
    screen = says(council, "billie", "I am away until Thursday")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    council.press("billie", "confirm-away", screen.proposal.id, screen.proposal.version)
    sent = council.deliver()
    assert "deputy" in told(council, missing.id)
    assert any("Billie Business-Support cannot cover for you" in words for words in cards(council, sent, "dana"))


def test_a_report_is_never_told_through_its_own_reporter_as_cover(council: Council) -> None:
    goes_away(council, "dana", "I am away until Monday, Rowan covers for me")
    own, other = council.report("rowan"), council.report("sasha")
    assert "deputy" in told(council, own.id)
    assert "rowan" not in told(council, own.id)
    assert "rowan" in told(council, other.id)
    assert not council.attempt("rowan", "acknowledge", own.id, own.version).changed
    assert council.attempt("rowan", "acknowledge", other.id, other.version).changed


def test_a_deputy_who_reports_is_not_told_in_the_directors_place(council: Council) -> None:
    goes_away(council, "dana", "I am away until Monday")
    missing = council.report("deputy")
    assert "dana" in told(council, missing.id)


def test_what_a_manager_is_asked_goes_to_whom_they_named(council: Council) -> None:
    goes_away(council, "morgan", "I am away until Friday, Billie covers for me")
    draft = council.draft("rowan", {}, "first").draft
    council.press("rowan", "start", draft.id, draft.version)
    council.press("rowan", "next", draft.id, draft.version + 1, inputs=SERIOUS)
    council.advance(timedelta(hours=8))
    assert council.attempt("billie", "send-now", draft.id, 1).changed
    assert not council.attempt("morgan", "send-now", draft.id, 1).changed


def test_a_draft_that_waits_already_goes_to_whom_its_author_or_their_manager_names(council: Council) -> None:
    draft = council.draft("rowan", {}, "first").draft
    council.press("rowan", "start", draft.id, draft.version)
    council.press("rowan", "next", draft.id, draft.version + 1, inputs=SERIOUS)
    council.advance(timedelta(hours=5))
    assert council.attempt("morgan", "send-now", draft.id, 1).changed
    goes_away(council, "morgan", "I am away until Friday, Billie covers for me")
    goes_away(council, "rowan", "I am away until Friday, Sasha covers for me")
    for who in ("billie", "sasha"):
        assert council.attempt(who, "send-now", draft.id, 1).changed
        assert council.attempt(who, "resume", draft.id, 1).code == "not-yours", "what is written stays its author's"


def test_the_rest_of_a_report_can_be_given_by_whom_its_reporter_named(council: Council) -> None:
    sent = council.tell_now("rowan")
    council.deliver()
    assert council.attempt("sasha", "complete", sent.id, sent.version).code == "not-yours"
    goes_away(council, "rowan", "I am away until Friday, Sasha covers for me")
    assert "sasha" in told(council, sent.id)
    version = council.record(sent.id).notification.version
    assert council.attempt("sasha", "complete", sent.id, version).changed
    council.press("rowan", "i-am-back", council.run(lambda w: w.absences_of(council.actor("rowan").id))[0].id)
    assert council.attempt("sasha", "complete", sent.id, version).code == "not-yours"


def test_a_manager_who_is_away_and_named_nobody_passes_it_up(council: Council) -> None:
    organisation = council.authority.organisation
    goes_away(council, "morgan", "I am away until Friday")
    now = council.authority.organisation
    rowan = council.actor("rowan").id
    assert organisation.manager_of(rowan).key == "morgan"
    assert now.manager_of(rowan, TUESDAY).key == "alex"
    assert now.manager_of(rowan, TUESDAY + timedelta(days=4)).key == "morgan"


def test_whoever_is_on_call_and_away_is_stood_in_for(council: Council) -> None:
    goes_away(council, "ola", "I am away until Friday, Sasha covers for me")
    assert council.authority.organisation.on_call(TUESDAY).key == "sasha"
    assert council.authority.organisation.on_call(TUESDAY + timedelta(days=4)).key == "ola"


def test_a_phone_duty_goes_along(council: Council) -> None:
    missing = council.report("rowan")
    unreachable = council.actor("charlie").id
    council.deliver(lambda p: Failed("http-403", permanent=True) if p.delivery.recipient == unreachable else None)
    duty = next(d for d in council.record(missing.id).duties if d.kind is DutyKind.REACH)
    assert duty.person == council.actor("morgan").id
    assert not council.attempt("billie", "done", duty.id, 1).changed
    goes_away(council, "morgan", "I am away until Friday, Billie covers for me")
    council.press("billie", "done", duty.id, 1)
    assert "whom Charlie City-Manager; as cover for Morgan Team-Manager" in printed(
        council.record(missing.id), council.authority
    ).replace(": ", " ")


def test_what_is_kept_and_watched_is_asked_of_whom_its_reporter_named(council: Council) -> None:
    """A row that counts after four weeks: tomorrow at eleven, somebody says whether it still holds."""
    since = {"happened": "out-of-education", "child.status": "cp", "education.out_since": "2026-10-28"}
    draft = council.draft("rowan", {**MISSING, **since, "education.out_since.time": "11:00"}).draft
    council.press("rowan", "keep", draft.id, draft.version)
    kept = council.of_draft(draft.id)
    assert not council.attempt("sasha", "still", kept.id, 1).changed
    goes_away(council, "rowan", "I am away until Friday, Sasha covers for me")
    council.advance(timedelta(days=1, hours=1))
    version = council.record(kept.id).notification.version
    assert council.attempt("sasha", "still", kept.id, version).changed
    assert not council.attempt("billie", "still", kept.id, version).changed
