"""Absences that begin later, a cover for one role of several, and those that the organisation file says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.notifications.absence import Absence
from bot.organisation import Organisation
from bot.organisation_parts import Absence as FileAbsence
from bot.services import file_absences, handing_over
from bot.services.authority import Authority
from bot.services.screens import CoverScreen
from bot.store.database import open_store
from bot.store.unit_of_work import SqlStore
from tests.engine.absent import SERIOUS, TUESDAY, cards, goes_away, says, told
from tests.engine.council import Council, Standing, authority


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    made = Council(tmp_path, clock=Standing(TUESDAY))
    yield made
    made.close()


def council_of(folder: Path, at: datetime = TUESDAY, **changes: object) -> Council:
    """A council whose organisation file says something else."""
    usual = authority()
    return Council(folder, Standing(at), Authority(usual.pack, usual.organisation.model_copy(update=changes)))


def running(council: Council, who: str) -> Absence | None:
    found = council.run(lambda work: work.absences_of(council.actor(who).id))
    return next((a for a in found if a.is_running), None)


def follow_file(council: Council) -> None:
    """What the bot does at its start."""
    council.run(lambda work: file_absences.follow_file(work, council.authority, council.clock.now()))
    council.advance(timedelta(0))


def reloads(council: Council, **changes: object) -> None:
    """The bot stops and starts with another organisation file."""
    council.store.close()
    organisation: Organisation = council.authority.organisation.with_leaves(()).model_copy(update=changes)
    council.authority = Authority(council.authority.pack, organisation)
    council.engine = open_store(council.lock)
    council.store = SqlStore(council.engine, council.steps.append, council.authority.follow)
    council.run(lambda work: file_absences.follow_file(work, council.authority, council.clock.now()))


# -- later -----------------------------------------------------------------------------------------


def test_an_absence_that_begins_later_counts_from_then_and_is_handed_back(council: Council) -> None:
    planned = goes_away(council, "dana", "I am away from Friday until Monday, Billie covers for me")
    assert planned.is_planned
    before = council.report("rowan")
    council.deliver()
    assert "dana" in told(council, before.id)
    assert "billie" not in told(council, before.id)
    assert council.attempt("billie", "open", before.id).code == "not-your-role", "no right before it begins"
    council.advance(timedelta(days=2, hours=14))  # Friday, 00:00
    assert running(council, "dana") is not None
    assert "billie" in told(council, before.id), "what is open is passed on"
    after = council.report("sasha")
    council.deliver()
    assert "billie" in told(council, after.id)
    assert "dana" not in told(council, after.id)
    council.advance(timedelta(days=3, hours=9))  # Monday, 09:00
    assert running(council, "dana") is None
    assert not council.attempt("billie", "acknowledge", after.id, 1).changed


def test_whoever_covers_knows_ahead_and_may_decline_ahead(council: Council) -> None:
    screen = says(council, "dana", "I am away from Friday until Monday, Billie covers for me")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    council.press("dana", "confirm-away", screen.proposal.id, screen.proposal.version)
    [asked] = cards(council, council.deliver(), "billie")
    assert "You cover for Dana Director from Fri 27 Nov 00:00 (in 3 days) until Mon 30 Nov 09:00 (in 6 days)" in asked
    council.press("billie", "cannot-cover", screen.proposal.id, 2)
    [changed] = [words for words in cards(council, council.deliver(), "dana") if "Choose somebody else" in words]
    assert "Billie Business-Support cannot cover for you" in changed
    assert "Devon Deputy-Director" in changed
    council.advance(timedelta(days=3))
    serious = council.report("rowan", SERIOUS)
    assert "deputy" in told(council, serious.id)


def test_somebody_planned_to_be_away_cannot_be_named_for_that_time(council: Council) -> None:
    goes_away(council, "billie", "I am away from Thursday until Monday")
    refused = says(council, "dana", "I am away until Friday, Billie covers for me")
    assert isinstance(refused, CoverScreen)
    assert refused.words is not None
    assert refused.words.code == "cover-not-free"
    assert goes_away(council, "dana", "I am away until tomorrow, Billie covers for me").is_running


def test_a_cover_who_goes_away_before_it_begins_is_said_when_it_begins(council: Council) -> None:
    goes_away(council, "dana", "I am away from Friday until Monday, Billie covers for me")
    goes_away(council, "billie", "I am away until Thursday 3 December")
    council.clock.at = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    council.advance(timedelta(minutes=1))
    [absence] = [a for a in council.run(lambda work: work.agreed_absences()) if a.person == council.actor("dana").id]
    purposes = [c.delivery.purpose for c in council.deliver()]
    assert absence.is_running
    assert purposes == [], "everything went out"
    serious = council.report("rowan", SERIOUS)
    assert "deputy" in told(council, serious.id)


def test_two_absences_that_overlap_become_one_until_the_later_end(council: Council) -> None:
    goes_away(council, "dana", "I am away from tomorrow until Friday, Billie covers for me")
    goes_away(council, "dana", "I am away until Thursday, Avery covers for me")
    council.advance(timedelta(days=1))
    now = running(council, "dana")
    assert now is not None
    assert now.until == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert now.cover == council.actor("billie").id, "the later word counts from when it begins"
    assert [a.person for a in council.run(lambda work: work.agreed_absences())] == [council.actor("dana").id]


def test_what_is_planned_is_called_off_and_the_cover_hears_so(council: Council) -> None:
    planned = goes_away(council, "dana", "I am away from Friday until Monday, Billie covers for me")
    council.press("dana", "i-am-back", planned.id, planned.version)
    assert any("Dana Director stays: you need not cover" in w for w in cards(council, council.deliver(), "billie"))
    council.advance(timedelta(days=4))
    assert running(council, "dana") is None


@pytest.mark.parametrize(
    ("now", "sentence", "begins", "ends"),
    [
        (
            datetime(2026, 10, 23, 9, 0, tzinfo=UTC),
            "I am away from Saturday until Monday",
            datetime(2026, 10, 23, 23, 0, tzinfo=UTC),  # summer time: midnight in London is 23:00
            datetime(2026, 10, 26, 9, 0, tzinfo=UTC),
        ),
        (
            datetime(2027, 3, 26, 10, 0, tzinfo=UTC),
            "I am away from Saturday until Monday",
            datetime(2027, 3, 27, 0, 0, tzinfo=UTC),
            datetime(2027, 3, 30, 8, 0, tzinfo=UTC),  # Easter Monday: the list waits for Tuesday, 09:00 in summer time
        ),
    ],
)
def test_an_absence_across_a_change_of_the_clocks_keeps_londons_days(
    tmp_path: Path, now: datetime, sentence: str, begins: datetime, ends: datetime
) -> None:
    council = Council(tmp_path, clock=Standing(now))
    planned = goes_away(council, "dana", f"{sentence}, Billie covers for me")
    assert planned.begins == begins
    council.advance(begins - now)
    started = running(council, "dana")
    assert started is not None
    assert started.next_at == ends
    council.advance(ends - begins)
    assert running(council, "dana") is None
    council.close()


# -- roles -----------------------------------------------------------------------------------------


@pytest.fixture
def two_roles(tmp_path: Path) -> Iterator[Council]:
    """Charlie holds CM and ACM; both have Avery as their own cover."""
    roles = authority().organisation.roles
    both = {**roles, "ACM": roles["ACM"].model_copy(update={"holders": ("charlie",)})}
    made = council_of(tmp_path, roles=both)
    yield made
    made.close()


def test_another_covers_in_one_role_and_the_rest_goes_to_whom_was_named_for_all(two_roles: Council) -> None:
    goes_away(two_roles, "charlie", "I am away until Friday, Billie covers for me")
    goes_away(two_roles, "charlie", "Sasha covers for me as Assistant City Manager")
    organisation = two_roles.authority.organisation
    assert [p.key for p in organisation.told("CM", TUESDAY)] == ["billie"]
    assert [p.key for p in organisation.told("ACM", TUESDAY)] == ["sasha"]
    people = organisation.people
    assert organisation.may_act_as("ACM", people["sasha"]) == "cover"
    assert organisation.may_act_as("CM", people["sasha"]) is None
    assert organisation.may_act_as("ACM", people["billie"]) is None
    missing = two_roles.report("rowan")
    assert "billie" in told(two_roles, missing.id)
    assert "sasha" not in told(two_roles, missing.id)


def test_without_a_cover_for_one_role_the_organisations_own_order_applies_and_it_is_said(two_roles: Council) -> None:
    goes_away(two_roles, "charlie", "I am away until Friday, Billie covers for me")
    screen = says(two_roles, "charlie", "Nobody covers for me as ACM")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    two_roles.press("charlie", "confirm-away", screen.proposal.id, screen.proposal.version)
    organisation = two_roles.authority.organisation
    assert [p.key for p in organisation.told("ACM", TUESDAY)] == ["avery"]
    assert [p.key for p in organisation.told("CM", TUESDAY)] == ["billie"]


def test_the_card_names_one_for_all_or_another_for_a_role(two_roles: Council) -> None:
    chosen = {"away.until": "2026-11-27", "away.cover": "billie", "away.cover.acm": "nobody", "away.cover.cm": "same"}
    two_roles.press("charlie", "away", inputs=chosen)
    now = running(two_roles, "charlie")
    assert now is not None
    assert (now.cover, dict(now.by_role)) == (two_roles.actor("billie").id, {"ACM": ""})
    wrong = two_roles.attempt("charlie", "away", now.id, now.version, inputs={**chosen, "away.cover.cm": "charlie"})
    assert isinstance(wrong.screen, CoverScreen)
    assert wrong.screen.problems["away.cover.cm"].startswith("You cannot cover for yourself.")


def test_one_of_two_who_cover_declines_and_the_other_stays(two_roles: Council) -> None:
    goes_away(two_roles, "charlie", "I am away until Friday, Billie covers for me")
    absence = goes_away(two_roles, "charlie", "Sasha covers for me as ACM")
    two_roles.press("sasha", "cannot-cover", absence.id, absence.version)
    organisation = two_roles.authority.organisation
    assert [p.key for p in organisation.told("ACM", TUESDAY)] == ["avery"]
    assert [p.key for p in organisation.told("CM", TUESDAY)] == ["billie"]
    assert two_roles.attempt("sasha", "cannot-cover", absence.id, absence.version).code == "done-before"


# -- by the organisation file ----------------------------------------------------------------------


def dana_away(first: date, last: date) -> tuple[FileAbsence, ...]:
    return (FileAbsence(person="dana", start=first, end=last),)


def test_an_absence_of_the_organisation_file_brings_a_list_on_return(tmp_path: Path) -> None:
    council = council_of(tmp_path, away=dana_away(date(2026, 11, 25), date(2026, 11, 27)))
    follow_file(council)
    council.advance(timedelta(hours=13, minutes=50))
    open_before = council.report("rowan")
    council.deliver()
    assert "deputy" not in told(council, open_before.id)
    council.advance(timedelta(minutes=10))  # Wednesday, 00:00
    assert "deputy" in told(council, open_before.id), "what is open is passed on when it begins"
    came = council.report("sasha", SERIOUS)
    council.deliver()
    follow_file(council)
    council.advance(timedelta(days=3))  # Saturday, 00:00: back, outside office hours
    council.clock.at = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    council.run(lambda work: handing_over.turn_due(work, council.authority, council.clock.now()))
    sent = [w for w in cards(council, council.deliver(), "dana") if "While you were away" in w]
    assert len(sent) == 1
    assert "You were away from Wed 25 Nov 00:00 (" in sent[0]
    assert came.reference in sent[0]
    assert open_before.reference in sent[0]
    council.close()


def test_a_file_that_ends_an_absence_sooner_or_takes_it_out_is_followed(tmp_path: Path) -> None:
    away = dana_away(date(2026, 11, 23), date(2026, 12, 4))
    council = council_of(tmp_path, away=away)
    follow_file(council)
    assert running(council, "dana") is not None

    reloads(council, away=dana_away(date(2026, 11, 23), date(2026, 11, 26)))
    now = running(council, "dana")
    assert now is not None
    assert now.until == datetime(2026, 11, 27, tzinfo=UTC)
    reloads(council, away=())
    assert running(council, "dana") is None
    assert not council.authority.organisation.is_away("dana", TUESDAY)
    council.close()


def test_a_cover_whom_a_newer_file_does_not_name_is_none_and_whoever_is_away_is_told(council: Council) -> None:
    absence = goes_away(council, "dana", "I am away until Monday, Sasha covers for me")
    people = {key: person for key, person in council.authority.organisation.people.items() if key != "sasha"}
    reloads(council, people=people)
    after = council.run(lambda work: work.absence(absence.id))
    assert after is not None
    assert list(after.cannot.values()) == ["gone"]
    [changed] = [words for words in cards(council, council.deliver(), "dana") if "Choose somebody else" in words]
    assert "Devon Deputy-Director" in changed


def test_following_the_file_again_changes_nothing(tmp_path: Path) -> None:
    council = council_of(tmp_path, away=dana_away(date(2026, 11, 23), date(2026, 12, 4)))
    follow_file(council)
    before = running(council, "dana")
    follow_file(council)
    assert before is not None
    assert running(council, "dana") == before
    council.close()
