"""Deciding whether the director is told: with a reason, once, by whoever is first; and without anybody, in time."""

from pathlib import Path

from tests.scenarios.telling.council import AT_RISK_MISSING, CHARGED, TUESDAY_TEN, Council

REASON = "The press has the story"


def test_a_decision_to_tell_needs_a_reason_and_tells_the_director_who_then_owes_an_acknowledgement(
    tmp_path: Path,
) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(AT_RISK_MISSING)
        assert not council.cards("dana", reference), "the director is told by decision alone"
        [of_charlie] = council.cards("charlie", reference)
        assert {"tell", "do-not-tell"} <= set(of_charlie.actions)

        refused = council.decides("alex", "tell")
        assert refused.count("Please give a reason.") == 2, "above the card, and at the input, where alex looks"
        assert "Please correct" not in refused, "nothing was answered that could be corrected"
        assert not council.cards("dana", reference)

        assert "You decided that" in council.decides("alex", "tell", REASON)
        [card] = council.cards("dana", reference)
        assert "acknowledge" in card.actions
        assert REASON in card.words
        assert REASON not in council.post().words, "a reason is free text: not for the channel"
        assert "Alex Assistant-City-Manager decided" in council.newest("rowan").words

        second = council.decides("charlie", "do-not-tell", "No need", card=of_charlie)
        assert "Alex Assistant-City-Manager decided at Tue 24 Nov 10:00" in second
        assert not {"tell", "do-not-tell"} & set(council.newest("charlie").actions)
        assert "No need" not in council.newest("dana").words

        council.advance("30m")
        assert council.cards("deputy", reference), "the director's acknowledgement has a window of its own"
        council.acknowledges("dana")
        assert "acknowledged by Dana Director" in council.newest("rowan").words


def test_a_decision_not_to_tell_is_kept_with_its_reason_and_tells_nobody(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(CHARGED)
        council.decides("charlie", "do-not-tell", "Already known to her from court")
        assert not council.cards("dana", reference)
        assert "Already known to her from court" in council.newest("alex").words
        outcome = council.advance("7d")
        assert outcome.settled
        assert outcome.next_due is None
        assert not council.cards("dana", reference)
        assert not council.cards("deputy", reference)


def test_nobody_decides_so_cover_is_asked_and_then_the_director_is_told_without_a_decision(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(AT_RISK_MISSING)
        council.advance("15m")
        assert len(council.came("alex", reference)) == 2, "one reminder, halfway"
        council.advance("15m")
        [asked] = council.cards("avery", reference)
        assert "tell" in asked.actions
        assert not council.cards("dana", reference)
        council.advance("30m")
        [told] = council.cards("dana", reference)
        assert "acknowledge" in told.actions
        assert "Not yet decided by the Assistant City Manager or the City Manager" in told.words
        assert "told without it" in told.words
        assert "Must be told by Tue 24 Nov 11:00" in told.words, "told at the limit, not after it"

        council.acknowledges("dana")
        before = {who: council.count(who) for who in ("alex", "charlie", "avery", "dana")}
        outcome = council.advance("1d")
        assert outcome.settled
        assert {who: council.count(who) for who in before} == before, "she knows: there is nothing left to decide"
        assert "not decided" in council.newest("rowan").words.lower(), "and it stays marked as undecided"


def test_a_decision_after_the_director_was_told_without_it_does_not_claim_that_she_was_not(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(AT_RISK_MISSING)
        council.advance("1h")
        assert council.cards("dana", reference)
        council.decides("alex", "do-not-tell", "Found already")
        for screen in (council.newest("rowan"), council.newest("dana"), council.newest("charlie")):
            assert "Director of Children's Services is not told" not in screen.words
        assert len(council.cards("dana", reference)) == 1
        assert "acknowledge" in council.newest("dana").actions, "she was told, and still acknowledges"
