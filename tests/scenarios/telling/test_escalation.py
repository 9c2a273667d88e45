"""Nobody acknowledges: a reminder, cover, the next role, again and again, until somebody does."""

from pathlib import Path

from tests.scenarios.telling.council import LOOKED_AFTER_MISSING, SERIOUS_INJURY, TUESDAY_TEN, Council

NOT_BY_DCS = "Not acknowledged by the Director of Children's Services in time. Please act, or reach them."


def test_reminder_then_cover_then_the_next_role_then_every_window_until_somebody_acknowledges(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        council.acknowledges("charlie")

        council.runs_to("2026-11-24T10:14")
        assert len(council.came("dana", reference)) == 1
        council.runs_to("2026-11-24T10:15")
        assert len(council.came("dana", reference)) == 2, "one reminder, halfway through the window"
        assert "REMINDER" in council.newest("dana").headline
        assert "LATE" not in council.post().words

        council.runs_to("2026-11-24T10:29")
        assert not council.cards("deputy", reference)
        council.runs_to("2026-11-24T10:30")
        [asked] = council.cards("deputy", reference)
        assert NOT_BY_DCS in asked.words
        assert "acknowledge" in asked.actions
        for late in (council.post(), council.newest("dana"), council.newest("rowan")):
            assert "LATE" in late.words, "what became late shows it where it was shown before"

        assert len(council.came("charlie", reference)) == 1
        council.runs_to("2026-11-24T11:00")
        of_charlie = council.cards("charlie", reference)
        assert len(council.came("charlie", reference)) == 2
        assert NOT_BY_DCS in of_charlie[-1].words
        assert "acknowledge" not in of_charlie[-1].actions, "the next role acts; it cannot acknowledge for the director"

        council.runs_to("2026-11-24T12:30")
        assert len(council.came("charlie", reference)) == 5, "the last step repeats every window"
        assert len(council.came("deputy", reference)) == 1
        assert not council.cards("alex", reference)

        council.acknowledges("deputy")
        before = {who: council.count(who) for who in ("dana", "charlie", "deputy", "avery", "ola")}
        outcome = council.advance("2d")
        assert outcome.settled
        assert outcome.next_due is None
        assert {who: council.count(who) for who in before} == before, "silence"
        for who in ("charlie", "dana"):
            [newest] = council.cards(who, reference)
            for card in (newest, council.post()):
                assert "(as cover)" in card.words, "every card that counts shows how it stands"
                assert NOT_BY_DCS not in card.words
                assert "REMINDER" not in card.headline
                assert "LATE" not in card.headline


def test_two_roles_that_are_both_late_never_cost_anybody_two_cards_at_once(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        seen = {who: len(council.came(who, reference)) for who in ("dana", "charlie", "deputy", "avery")}
        for at in ("10:15", "10:30", "11:00", "11:30", "12:00"):
            council.runs_to(f"2026-11-24T{at}")
            now = {who: len(council.came(who, reference)) for who in seen}
            assert all(now[who] - seen[who] <= 1 for who in seen), (at, seen, now)
            seen = now
        assert seen == {"dana": 6, "charlie": 6, "deputy": 1, "avery": 1}


def test_a_limit_of_a_working_day_leaves_four_office_hours_for_each_step(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        council.acknowledges("charlie")
        assert "Acknowledge by Tue 24 Nov 14:00" in council.newest("dana").words
        assert "Must be told by Wed 25 Nov 17:00" in council.newest("dana").words
        council.runs_to("2026-11-24T12:00")
        assert len(council.came("dana", reference)) == 2
        council.runs_to("2026-11-24T14:00")
        assert council.cards("deputy", reference)
        council.runs_to("2026-11-25T09:59")
        assert len(council.came("charlie", reference)) == 1, "three of the four hours fall today, one tomorrow"
        council.runs_to("2026-11-25T10:00")
        assert len(council.came("charlie", reference)) == 2


def test_whoever_stands_in_for_two_roles_reads_one_sentence_about_them(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(SERIOUS_INJURY)
        council.runs_to("2026-11-24T12:30")
        newest = council.cards("dana", reference)[-1].words
        assert newest.count("Please act, or reach them.") == 1
