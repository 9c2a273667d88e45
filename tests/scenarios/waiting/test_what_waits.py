"""What waits for somebody who has a role: one entry an incident, the worst first, each opening the one live card."""

from pathlib import Path

from tests.harness import Message
from tests.scenarios.cover.leaving import goes_away
from tests.scenarios.telling.council import (
    CHARGED,
    LOOKED_AFTER_MISSING,
    SERIOUS_INJURY,
    TUESDAY_TEN,
    Council,
    words_of,
)


def waits(council: Council, who: str) -> Message:
    """The list that answers "what waits for me"."""
    council.person(who).says("what waits for me")
    return council.person(who).card(text="What waits for me", place="personal")


def entries(listing: Message) -> list[str]:
    """The lines of a list that name an incident or a report."""
    return [line for line in listing.words.splitlines() if "NTK-" in line and not line.startswith("Open ")]


def test_a_director_sees_what_is_late_first_then_what_is_due_soonest_and_opens_its_one_card(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        longer = council.report(LOOKED_AFTER_MISSING)
        late = council.report(SERIOUS_INJURY)
        council.advance("45m")
        soon = council.report(SERIOUS_INJURY)

        listing = waits(council, "dana")

        assert "3 things wait for you, the most urgent first. As at Tue 24 Nov 10:45." in listing.words
        assert [next(r for r in (late, soon, longer) if r in line) for line in entries(listing)] == [late, soon, longer]
        assert "LATE" in entries(listing)[0]
        assert "Acknowledge by Tue 24 Nov 10:30 (15 minutes ago)" in listing.words
        assert "Acknowledge by Tue 24 Nov 11:15 (in 30 minutes)" in listing.words
        dana = council.person("dana")
        dana.presses(listing, "open#2")
        live = [card for card in council.cards("dana", soon) if "acknowledge" in card.actions]
        assert len(live) == 1, "the one live card"
        council.acknowledges("dana", card=live[0])
        again = dana.presses(listing, "waiting")
        assert "2 things wait for you" in words_of(again.card)
        assert soon not in words_of(again.card)


def test_a_cover_sees_whose_it_is_and_whoever_is_back_has_it_again(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        assert "Nothing waits for you." in waits(council, "billie").words
        goes_away(council, "dana", "I am away until Friday, Billie covers for me")
        listing = waits(council, "billie")
        assert reference in listing.words
        assert "Acknowledge by Tue 24 Nov 10:30 (in 30 minutes), as cover for Dana Director" in listing.words
        council.person("dana").says("I am back")
        assert reference not in waits(council, "billie").words
        listing = waits(council, "dana")
        assert reference in listing.words
        assert "as cover" not in listing.words


def test_a_roles_own_cover_is_left_alone_until_somebody_is_away_or_late(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        assert reference not in waits(council, "deputy").words
        council.advance("31m")
        listing = waits(council, "deputy")
        assert reference in listing.words
        assert "as cover for the Director of Children's Services" in listing.words


def test_a_decision_waits_for_those_who_decide_and_for_nobody_else(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(CHARGED)
        for who in ("alex", "charlie"):
            assert "Decide by" in waits(council, who).words
        for who in ("dana", "sasha", "rowan", "member"):
            assert reference not in waits(council, who).words
        council.decides("alex", "do-not-tell", "It is settled.")
        assert reference not in waits(council, "charlie").words


def test_a_report_that_is_not_sent_waits_for_its_author_and_then_for_the_manager_who_sends_it(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.to_check(SERIOUS_INJURY)
        listing = waits(council, "rowan")
        assert "Your report is not sent" in listing.words
        assert "It must be told by Tue 24 Nov 11:00 (in 1 hour)" in listing.words
        assert "not sent" not in waits(council, "morgan").words
        council.advance("61m")
        listing = waits(council, "morgan")
        assert "A report by Rowan Reporter was begun and not sent" in listing.words
        assert "K-104" not in listing.words
        sent = council.person("morgan").presses(listing, "send-now")
        assert "Sent as NTK-2026-0001" in words_of(sent.card)
        assert "A report by" not in waits(council, "morgan").words


def test_asked_in_a_channel_the_answer_goes_to_ones_own_chat(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        council.person("dana").says("what waits for me", "managers")
        assert reference in council.person("dana").card(text="What waits for me", place="personal").words
        assert "Acknowledge by" not in council.person("dana").sees("managers")[-1].words
