"""Cover: who may see and act, for whom and how long; nobody takes it for themselves, and it shows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.documents.sheet import printed
from bot.notifications.absence import Absence, AbsenceStatus
from bot.notifications.delivery import Purpose
from bot.organisation_parts import Outlook
from bot.outlook.message import compose
from bot.services import cover_words, handing_over
from bot.services.authority import Authority
from bot.services.delivering import Failed
from bot.services.ports import Work
from bot.services.progress import told_lines
from bot.services.screens import CoverScreen, OpenedScreen, WordsScreen
from bot.store.unit_of_work import SqlStore
from tests.engine.absent import SERIOUS, TUESDAY, cards, goes_away, says, told
from tests.engine.council import PRACTICE, Council, Standing, authority


@pytest.fixture
def council(tmp_path: Path) -> Iterator[Council]:
    made = Council(tmp_path, clock=Standing(TUESDAY))
    yield made
    made.close()


# -- who may see and act, and how long --------------------------------------------------------------


def test_after_the_handing_back_the_cover_keeps_what_they_were_told_or_did_and_nothing_more(council: Council) -> None:
    older = council.report("sasha")
    council.deliver()
    for who in ("dana", "charlie"):
        council.press(who, "acknowledge", older.id, older.version)
    absence = goes_away(council, "dana", "I am away until tomorrow, Billie covers for me")
    came = council.report("rowan")
    council.deliver()
    assert council.attempt("billie", "acknowledge", came.id, came.version).changed
    assert isinstance(council.press("billie", "open", older.id), OpenedScreen), "sees what Dana sees"
    council.deliver()
    assert council.attempt("dana", "i-am-back", absence.id).code == "back-saved"
    council.press("dana", "i-am-back", absence.id)
    assert isinstance(council.attempt("billie", "open", came.id).screen, OpenedScreen), "was told of it"
    assert not council.attempt("billie", "acknowledge", came.id, came.version).changed
    assert council.attempt("billie", "open", older.id).code == "not-your-role", "was neither told nor acted"
    version = council.record(older.id).notification.version
    council.press("dana", "comment", older.id, version, inputs={"director.dcs_comment": "Noted."})
    [opened] = [words for words in cards(council, council.deliver(), "billie") if older.reference in words]
    assert "Nothing is asked of you any more" in opened, "what they opened shows nothing further"
    assert "Did not come back from school" not in opened
    later = council.report("rowan")
    assert "billie" not in told(council, later.id)
    assert council.attempt("billie", "open", later.id).code == "not-your-role"


def test_what_a_cover_did_they_may_see_again(council: Council) -> None:
    practice = council.report("rowan", PRACTICE)
    council.deliver()
    council.press("alex", "tell", practice.id, practice.version, inputs={"reason": "She must know."})
    absence = goes_away(council, "dana", "I am away until tomorrow, Sasha covers for me")
    version = council.record(practice.id).notification.version
    council.press("sasha", "acknowledge", practice.id, version)
    council.press("dana", "i-am-back", absence.id)
    assert isinstance(council.attempt("sasha", "open", practice.id).screen, OpenedScreen)


def test_nobody_can_make_themselves_or_anybody_else_cover(council: Council) -> None:
    """Whatever a card carries, it is the presser's own absence: another's, proposed or running, is refused."""
    screen = says(council, "dana", "I am away until Monday, Avery covers for me")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    for who in ("sasha", "avery", "member"):
        tried = council.attempt(who, "confirm-away", screen.proposal.id, screen.proposal.version)
        assert not tried.changed
        assert tried.code in ("not-yours", "gone")
    running = goes_away(council, "dana", "I am away until Monday, Avery covers for me")
    for verb, inputs in (("away", {"away.until": "2026-12-03", "away.cover": "sasha"}), ("i-am-back", {})):
        tried = council.attempt("sasha", verb, running.id, running.version, inputs=inputs)
        assert not tried.changed, verb
    assert council.attempt("sasha", "cannot-cover", running.id, running.version).code == "not-your-role"
    assert council.authority.organisation.stand_in("dana", TUESDAY) == council.authority.organisation.people["avery"]
    for sentence in ("Sasha covers for Dana", "Sasha covers for Dana until Friday"):
        other = says(council, "sasha", sentence)
        assert isinstance(other, CoverScreen)
        assert other.words is not None
        assert other.words.code == "cover-is-ones-own"


@pytest.mark.parametrize("place", ["channel", "groupChat"])
@pytest.mark.parametrize("verb", ["cover", "away", "confirm-away", "i-am-back", "cannot-cover"])
def test_a_press_about_an_absence_counts_in_ones_own_chat_alone(council: Council, verb: str, place: str) -> None:
    running = goes_away(council, "dana", "I am away until Monday, Avery covers for me")
    who = "avery" if verb == "cannot-cover" else "dana"
    tried = council.attempt(who, verb, running.id, running.version, place=place)
    assert (tried.code, tried.changed) == ("own-chat-only", False)


@pytest.mark.parametrize("chosen", ["dana", "nobody-here", "charlie"])
def test_the_card_cannot_name_oneself_a_stranger_or_somebody_away(council: Council, chosen: str) -> None:
    goes_away(council, "charlie", "I am away until Friday")
    inputs = {"away.until": "2026-11-26", "away.cover": chosen}
    tried = council.attempt("dana", "away", inputs=inputs)
    assert not tried.changed
    assert isinstance(tried.screen, CoverScreen)
    assert "away.cover" in tried.screen.problems


def test_of_two_people_with_one_name_the_card_asks_which(tmp_path: Path) -> None:
    usual = authority()
    both = {**usual.organisation.people}
    both["ola"] = both["ola"].model_copy(update={"name": "Avery On-Call"})
    organisation = usual.organisation.model_copy(update={"people": both})
    council = Council(tmp_path, clock=Standing(TUESDAY), authority=Authority(usual.pack, organisation))
    screen = says(council, "dana", "I am away until Friday, Avery covers for me")
    assert isinstance(screen, CoverScreen)
    assert (screen.words, screen.proposal) == (cover_words.cover_several(), None)
    assert screen.given is not None
    assert screen.given["away.until"] == "2026-11-27", "what was understood stands on the card"
    council.close()


# -- declined, unreachable, repeated, out of date ---------------------------------------------------


def test_a_cover_whom_no_message_reaches_is_no_cover(council: Council) -> None:
    missing = council.report("rowan")
    council.deliver()
    screen = says(council, "dana", "I am away until Friday, Ola covers for me")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    council.press("dana", "confirm-away", screen.proposal.id, screen.proposal.version)
    ola = council.actor("ola").id
    sent = council.deliver(lambda p: Failed("http-403", permanent=True) if p.delivery.recipient == ola else None)
    assert "deputy" in told(council, missing.id)
    assert any("Ola On-Call cannot cover for you" in words for words in cards(council, sent, "dana"))


def test_a_declined_cover_can_be_asked_again(council: Council) -> None:
    first = goes_away(council, "dana", "I am away until Friday, Billie covers for me")
    council.press("billie", "cannot-cover", first.id, first.version)
    council.deliver()
    assert council.attempt("billie", "cannot-cover", first.id, first.version).code == "done-before"
    assert council.authority.organisation.stand_in("dana", TUESDAY) is None
    goes_away(council, "dana", "Billie covers for me")
    stand_in = council.authority.organisation.stand_in("dana", TUESDAY)
    assert stand_in is not None
    assert stand_in.key == "billie"


def test_the_same_press_again_changes_nothing_and_is_answered_alike(council: Council) -> None:
    screen = says(council, "dana", "I am away until Friday, Avery covers for me")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    first = council.press("dana", "confirm-away", screen.proposal.id, screen.proposal.version, key="one")
    again = council.attempt("dana", "confirm-away", screen.proposal.id, screen.proposal.version, key="one")
    assert not again.changed
    assert isinstance(first, CoverScreen)
    assert isinstance(again.screen, CoverScreen)
    assert again.screen.words == first.words
    twice = council.attempt("dana", "confirm-away", screen.proposal.id, screen.proposal.version)
    assert (twice.changed, twice.code) == (False, "stale")


def test_an_older_proposal_and_an_older_card_are_out_of_date(council: Council) -> None:
    older = says(council, "dana", "I am away until Friday, Avery covers for me")
    newer = says(council, "dana", "I am away until Thursday, Avery covers for me")
    assert isinstance(older, CoverScreen)
    assert isinstance(newer, CoverScreen)
    assert older.proposal is not None
    assert newer.proposal is not None
    assert council.attempt("dana", "confirm-away", older.proposal.id, older.proposal.version).code == "stale"
    council.press("dana", "confirm-away", newer.proposal.id, newer.proposal.version)
    assert council.attempt("dana", "away", inputs={"away.until": "2026-12-03"}).code == "stale"
    assert council.attempt("dana", "i-am-back", "an-older-absence", 1).code == "stale"


def test_a_proposal_confirmed_too_late_is_refused(council: Council) -> None:
    screen = says(council, "dana", "I am away until 10:30, Avery covers for me")
    assert isinstance(screen, CoverScreen)
    assert screen.proposal is not None
    council.clock.at += timedelta(hours=1)
    tried = council.attempt("dana", "confirm-away", screen.proposal.id, screen.proposal.version)
    assert (tried.code, tried.changed) == ("until-past", False)


# -- what is said -----------------------------------------------------------------------------------


def test_the_summary_says_what_came_who_acted_and_what_is_open(council: Council) -> None:
    handled = council.report("rowan", SERIOUS)
    council.deliver()
    goes_away(council, "dana", "I am away until 16:00, Billie covers for me")
    council.press("billie", "acknowledge", handled.id, council.record(handled.id).notification.version)
    waiting = council.report("sasha")
    council.deliver()
    council.clock.at = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)
    council.run(lambda work: handing_over.turn_due(work, council.authority, council.clock.now()))
    [summary] = [words for words in cards(council, council.deliver(), "dana") if "While you were away" in words]
    assert f"{waiting.reference}: " in summary
    assert summary.index(waiting.reference) < summary.index(handled.reference), "what is open comes first"
    assert "1 still open, and yours again." in summary
    assert "Billie Business-Support (as your cover) acknowledged at Tue 24 Nov 10:00 (6 hours ago)." in summary


def test_it_shows_as_cover_on_the_card_the_lines_and_the_sheet(council: Council) -> None:
    missing = council.report("rowan")
    council.deliver()
    goes_away(council, "dana", "I am away until Friday, Billie covers for me")
    council.press("billie", "acknowledge", missing.id, council.record(missing.id).notification.version)
    record = council.record(missing.id)
    assert any(
        "Billie Business-Support (as cover for Dana Director)" in line for line in told_lines(record, council.authority)
    )
    sheet = printed(record, council.authority)
    assert "Billie Business-Support: acknowledged (role: DCS; acting: cover; as cover for: Dana Director)" in sheet
    assert "passed on to whoever covers (to: Billie Business-Support; as cover for: Dana Director)" in sheet


def test_it_shows_as_cover_in_a_mail_of_ones_own_too(tmp_path: Path) -> None:
    """A role whose mails carry a card: whoever is told in its place gets one, and it says in whose."""
    usual = authority()
    with_cards = usual.organisation.model_copy(update={"outlook": Outlook(cards=("DCS",))})
    council = Council(tmp_path, clock=Standing(TUESDAY), authority=Authority(usual.pack, with_cards))
    missing = council.report("rowan")
    council.deliver()
    goes_away(council, "dana", "I am away until Friday, Billie covers for me")
    record = council.record(missing.id)
    address = with_cards.people["billie"].mail
    assert any(d.purpose is Purpose.DIRECTOR and d.recipient == address for d in record.deliveries)
    mail = compose(record, Purpose.DIRECTOR, address, council.authority, council.clock.now())
    assert "You act as cover for Dana Director." in mail.html
    council.close()


def test_who_set_it_changed_it_and_ended_it_is_in_the_journal(council: Council) -> None:
    absence = goes_away(council, "dana", "I am away until Friday, Billie covers for me")
    goes_away(council, "dana", "I am away until Thursday")
    council.press("billie", "cannot-cover", absence.id, 1)
    council.press("dana", "i-am-back", absence.id)
    entries = council.run(lambda work: work.entries(absence.id))
    verbs = [(e.verb, e.actor) for e in entries if e.verb.startswith("absence.")]
    dana, billie = council.actor("dana").id, council.actor("billie").id
    assert verbs == [
        ("absence.begun", dana),
        ("absence.changed", dana),
        ("absence.cover-declined", billie),
        ("absence.over", dana),
    ]
    assert entries[0].content is not None
    assert entries[0].content["cover"] == "Billie Business-Support"


# -- kept -------------------------------------------------------------------------------------------


def test_a_store_opened_again_knows_who_is_away_before_its_first_unit(council: Council) -> None:
    goes_away(council, "dana", "I am away until Friday, Billie covers for me")
    council.store.close()
    council.authority.follow(())
    council.store = SqlStore(council.engine, council.steps.append, council.authority.follow)
    missing = council.report("rowan")
    assert "billie" in told(council, missing.id)


def test_an_absence_that_was_not_saved_does_not_count(council: Council) -> None:
    def unit(work: Work) -> None:
        proposal = Absence("a", council.actor("dana").id, TUESDAY, TUESDAY + timedelta(days=1))
        work.add_absence(replace(proposal, status=AbsenceStatus.RUNNING, started_at=TUESDAY))
        assert council.authority.organisation.is_away("dana", TUESDAY)
        raise RuntimeError("a defect")

    with pytest.raises(RuntimeError, match="a defect"):
        council.run(unit)
    council.run(lambda work: work.next_due())
    assert not council.authority.organisation.is_away("dana", TUESDAY)


def test_somebody_whom_a_newer_file_does_not_name_is_left_out(council: Council) -> None:
    gone = Absence("a", "99999999-0000-4000-8000-00000000000f", TUESDAY, TUESDAY + timedelta(days=1))
    running = gone.running(TUESDAY, council.authority.limits)
    council.run(lambda work: work.add_absence(running))
    missing = council.report("rowan")
    assert "dana" in told(council, missing.id)
    council.advance(timedelta(days=2))
    kept = council.run(lambda work: work.absence("a"))
    assert kept is not None
    assert kept.status is AbsenceStatus.OVER


def test_a_member_whom_the_file_does_not_name_has_no_cover(council: Council) -> None:
    tried = council.attempt("member", "cover")
    assert isinstance(tried.screen, WordsScreen)
    assert tried.code == "no-role"
