"""Somebody is away and has named who covers: what is due goes there, shows as cover, and is handed back with a list."""

from pathlib import Path

from tests.scenarios.cover.leaving import acknowledgeable, goes_away, said_to
from tests.scenarios.telling.council import (
    CHARGED,
    FRIDAY_FOUR,
    LOOKED_AFTER_MISSING,
    SERIOUS_INJURY,
    TUESDAY_TEN,
    Council,
    organisation,
    words_of,
)


def test_a_director_is_away_over_a_weekend_and_everything_goes_to_whom_she_named(tmp_path: Path) -> None:
    with Council(tmp_path, at=FRIDAY_FOUR) as council:
        before = council.report(SERIOUS_INJURY, by="sasha")
        dana = council.person("dana")
        dana.says("I am away until Monday, Billie covers for me")
        asked = council.newest("dana")
        assert "You are away until Mon 23 Nov 09:00 (in 3 days)?" in asked.words
        assert "Billie Business-Support covers for you" in asked.words
        assert not council.cards("billie", "You cover for"), "nothing counts before it is confirmed"
        saved = dana.presses(asked, "confirm-away")
        assert "Saved: this counts from now on." in words_of(saved.card)

        assert council.cards("billie", "You cover for Dana Director until Mon 23 Nov 09:00")
        [passed_on] = council.cards("billie", before)
        assert "You are told as cover for Dana Director, who is away until Mon 23 Nov 09:00 (in " in passed_on.words
        assert "You acknowledged this as cover for Dana Director" in council.acknowledges("billie", card=passed_on)
        for words in (council.cards("dana", before)[0].words, council.post().words):
            assert "acknowledged by Billie Business-Support (as cover for Dana Director)" in words

        council.runs_to("2026-11-21T11:00")
        came = council.report(SERIOUS_INJURY)
        assert council.cards("billie", came)
        assert not council.cards("dana", came), "whoever is away is left alone"
        assert not council.cards("deputy", came)

        council.runs_to("2026-11-23T08:59")
        assert "While you were away" not in council.newest("dana").words
        council.runs_to("2026-11-23T09:00")
        [summary] = [m for m in dana.sees("personal") if "While you were away" in m.words]
        assert "2 came in or were open" in summary.words
        assert "acknowledged at Fri 20 Nov 16:00" in summary.words
        assert council.cards("billie", "Dana Director is back: handed back")
        assert not acknowledgeable(council, "billie", came)
        opened = dana.presses(summary, "open", number=0)
        assert any("acknowledge" in message.actions and came in message.words for message in opened.messages)


def test_whoever_declines_is_out_at_once_and_the_roles_own_cover_stands(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        goes_away(council, "dana", "I am away until Friday, Ola covers for me")
        assert council.cards("ola", reference)
        ola = council.person("ola")
        declined = ola.presses(ola.card(action="cannot-cover"), "cannot-cover")
        assert "Recorded: you do not cover for Dana Director." in words_of(declined.card)
        told = council.newest("dana")
        assert "Ola On-Call cannot cover for you" in told.words
        assert "Devon Deputy-Director" in told.words
        assert council.cards("deputy", reference)
        assert "acknowledge" not in council.cards("ola", reference)[-1].actions
        council.acknowledges("deputy")


def test_a_decision_is_made_as_cover(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "alex", "away until tomorrow, Billie covers for me")
        reference = council.report(CHARGED)
        card = council.person("billie").card(action="tell", place="personal")
        assert "You are told as cover for Alex Assistant-City-Manager" in card.words
        council.decides("billie", "tell", "She must know.", card=card)
        assert "Billie Business-Support (as cover for Alex Assistant-City-Manager) decided" in council.post().words
        assert council.cards("dana", reference)


def test_with_both_away_the_roles_own_cover_is_told_and_with_everybody_away_the_director_all_the_same(
    tmp_path: Path,
) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "dana", "I am away until Monday, Avery covers for me")
        first = council.report(SERIOUS_INJURY)
        assert council.cards("avery", first)
        assert "Dana Director is away in that time too." in said_to(council, "avery", "Dana covers for me until Friday")
        goes_away(council, "avery", "I am away until Friday")
        assert "Avery Assistant-City-Manager cannot cover for you" in council.newest("dana").words
        assert "Devon Deputy-Director" in council.newest("dana").words
        assert council.cards("deputy", first), "what was open falls back on the role's own cover"
        goes_away(council, "deputy", "I am away until Friday")
        second = council.report(SERIOUS_INJURY)
        assert council.cards("dana", second), "somebody must be told"
        council.advance("90m")
        assert council.cards("charlie", second), "and the chain goes on"


def test_an_absence_is_extended_and_ended_early(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "dana", "I am away until tomorrow, Avery covers for me")
        saved = goes_away(council, "dana", "away until Friday 14:00")
        assert "You are away until Fri 27 Nov 14:00" in saved
        assert "Avery Assistant-City-Manager covers for you" in saved, "the cover stays"
        assert council.cards("avery", "You cover for Dana Director until Fri 27 Nov 14:00")
        council.runs_to("2026-11-25T12:00")
        assert not council.cards("dana", "While you were away")
        reference = council.report(LOOKED_AFTER_MISSING)
        assert "Welcome back" in said_to(council, "dana", "I am back!")
        summary = council.newest("dana")
        assert "While you were away" in summary.words
        assert "Still open: acknowledge by Wed 25 Nov 16:00 (" in summary.words
        assert "Dana Director is back: handed back" in council.newest("avery").words
        council.runs_to("2026-11-25T14:00")
        assert council.cards("dana", reference), "the reminder goes to her again"
        assert "You are not away." in said_to(council, "dana", "I am back")


def test_a_summary_is_sent_even_when_nothing_came_in_and_waits_for_office_hours(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "alex", "I am away until Saturday 20:00")
        council.runs_to("2026-11-29T23:00")
        assert "While you were away" not in council.newest("alex").words
        council.runs_to("2026-11-30T09:00")
        assert "Nothing came in while you were away." in council.newest("alex").words


def test_an_absence_survives_a_restart(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        goes_away(council, "dana", "I am away until tomorrow, Avery covers for me")
        council.kill_bot()
        council.start_bot()
        reference = council.report(SERIOUS_INJURY)
        assert council.cards("avery", reference)
        assert not council.cards("dana", reference)
        council.kill_bot()
        council.advance_to("2026-11-25T10:00")
        council.start_bot()
        # Beside it goes the reminder of what is late by then, and which of the two arrives first nobody promised.
        assert any("While you were away" in message.words for message in council.person("dana").sees("personal"))


def test_an_absence_confirmed_as_the_bot_dies_is_whole_or_not_at_all(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        dana = council.person("dana")
        dana.says("I am away until tomorrow, Avery covers for me")
        council.kill_bot(at="before-commit")
        dana.presses(council.newest("dana"), "confirm-away")
        council.start_bot()
        assert not council.cards("avery", "You cover for")
        asked = dana.card(action="confirm-away")
        council.kill_bot(at="after-commit")
        dana.presses(asked, "confirm-away")
        council.start_bot()
        assert len(council.cards("avery", "You cover for")) == 1
        assert council.cards("avery", reference)


def test_the_card_does_the_same_as_the_sentence(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        dana = council.person("dana")
        dana.says("help")
        dana.presses(dana.card(action="cover"), "cover")
        card = dana.card(action="away")
        assert "You are here." in card.words
        wrong = dana.presses(card, "away", {"away.until": "2026-11-20", "away.cover": "avery"})
        assert "That time has passed." in words_of(wrong.card)
        card = dana.card(action="away")
        assert card.value("away.cover") == "avery", "nothing chosen is lost"
        saved = dana.presses(card, "away", {"away.until": "2026-11-27", "away.cover": "avery"})
        assert "You are away until Fri 27 Nov 09:00" in words_of(saved.card)
        dana.presses(dana.card(action="i-am-back"), "away", {"away.until.time": "12:30", "away.cover": "deputy"})
        assert "You cover for Dana Director until Fri 27 Nov 12:30" in council.newest("deputy").words
        assert "You no longer cover for Dana Director" in council.newest("avery").words
        back = dana.presses(dana.card(action="i-am-back"), "i-am-back")
        assert "Welcome back" in words_of(back.card)


def test_what_the_file_says_about_absences_counts_beside_the_chat(tmp_path: Path) -> None:
    away = [{"person": "dana", "start": "2026-11-20", "end": "2026-11-26"}]
    with Council(tmp_path / "data", at=TUESDAY_TEN, organisation=organisation(tmp_path, away=away)) as council:
        assert council.cards("deputy", council.report(SERIOUS_INJURY))
        assert "The organisation file says that you are away until Fri 27 Nov 00:00 (in " in said_to(
            council, "dana", "I am back"
        )
        saved = goes_away(council, "dana", "Avery covers for me")
        assert "away until Fri 27 Nov 00:00" in saved
        assert council.cards("avery", council.report(SERIOUS_INJURY))
        assert "Dana Director is away in that time too." in said_to(council, "alex", "Dana covers for me until Monday")


def test_until_when_and_who_covers_may_be_said_one_after_the_other(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        assert "You are away until Mon 30 Nov 09:00 (in " in said_to(
            council, "dana", "I am away until Monday 30 November"
        )
        both = said_to(council, "dana", "Billie covers for me")
        assert "You are away until Mon 30 Nov 09:00 (in " in both
        assert "Billie Business-Support covers for you" in both
        later = said_to(council, "dana", "I am away until 3 December")
        assert "You are away until Thu 3 Dec 09:00 (in " in later
        assert "Billie Business-Support covers for you" in later
