"""What speaks at night and what waits, over weekends, bank holidays, Christmas and both clock changes."""

from pathlib import Path

from tests.scenarios.telling.council import (
    FRIDAY_FOUR,
    LOOKED_AFTER_MISSING,
    SERIOUS_INJURY,
    Council,
)

EVERYBODY = ("dana", "deputy", "charlie", "avery", "alex", "ola", "morgan")


def counts(council: Council) -> dict[str, int]:
    return {who: council.count(who) for who in EVERYBODY}


def test_what_may_wait_is_silent_over_the_weekend_and_comes_as_one_list_a_person_on_monday(tmp_path: Path) -> None:
    with Council(tmp_path, at=FRIDAY_FOUR) as council:
        references = [council.report(LOOKED_AFTER_MISSING, by=by) for by in ("rowan", "sasha", "rowan")]
        assert len(set(references)) == 3
        before = counts(council)
        assert "Acknowledge by Mon 23 Nov 12:00" in council.newest("dana").words

        council.runs_to("2026-11-23T08:59")
        assert counts(council) == before, "not a word at night or at the weekend"

        council.runs_to("2026-11-23T09:00")
        assert counts(council) == before | {"dana": before["dana"] + 1, "charlie": before["charlie"] + 1}
        for who in ("dana", "charlie"):
            digest = council.newest(who)
            assert "This morning" in digest.headline
            assert all(reference in digest.words for reference in references)
            assert digest.actions == ("open", "open#2", "open#3")

        council.acknowledges("dana")
        council.runs_to("2026-11-23T11:59")
        assert council.count("deputy") == before["deputy"]
        council.runs_to("2026-11-23T12:00")
        assert council.count("deputy") == before["deputy"] + 2, "one was acknowledged in time, two were not"


def test_what_went_to_cover_overnight_is_in_covers_one_list_and_is_theirs_to_open(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-11-20T13:00:00+00:00") as council:
        references = [council.report(LOOKED_AFTER_MISSING, by=by) for by in ("rowan", "sasha")]
        before = council.count("deputy")
        council.runs_to("2026-11-23T08:59")
        assert council.count("deputy") == before, "the window closed with the office on Friday; the night is silent"

        council.runs_to("2026-11-23T09:00")
        assert council.count("deputy") == before + 1, "one list, not a card for each"
        digest = council.newest("deputy")
        assert all(reference in digest.words for reference in references)

        deputy = council.person("deputy")
        deputy.presses(digest, "open", number=0)
        opened = council.newest("deputy")
        assert "Who is told" in opened.words
        assert "acknowledge" in opened.actions
        assert "This morning" in deputy.card(text="This morning").headline, "the list stays"


def test_a_limit_that_runs_at_any_hour_speaks_at_two_in_the_morning(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-11-21T02:00:00+00:00") as council:
        reference = council.report(SERIOUS_INJURY)
        assert council.cards("dana", reference)
        assert council.cards("ola", reference), "whoever is on call is told too"
        assert "Must be told by Sat 21 Nov 03:00" in council.newest("dana").words
        council.runs_to("2026-11-21T02:30")
        assert council.cards("deputy", reference)
        assert "LATE" in council.newest("dana").words


def test_a_bank_holiday_monday_belongs_to_the_weekend(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-08-28T15:00:00+00:00") as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        words = council.newest("dana").words
        assert "Must be told by Tue 1 Sep 17:00" in words
        assert "Acknowledge by Tue 1 Sep 12:00" in words
        assert "bank holiday" in words
        before = counts(council)
        council.runs_to("2026-09-01T08:59")
        assert counts(council) == before
        council.runs_to("2026-09-01T09:00")
        assert council.count("dana") == before["dana"] + 1
        assert reference in council.newest("dana").words


def test_an_hour_is_an_hour_when_the_clocks_go_back_and_office_hours_follow_the_wall_clock(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-10-23T15:00:00+00:00") as council:
        calm = council.report(LOOKED_AFTER_MISSING)
        assert "Acknowledge by Mon 26 Oct 12:00" in council.newest("dana").words
        # Sunday 25 October, 01:30 for the first time; half an hour later it is 01:00 again.
        council.runs_to("2026-10-25T00:30:00+00:00")
        urgent = council.report(SERIOUS_INJURY, by="sasha")
        words = council.newest("dana").words
        assert "Must be told by Sun 25 Oct 01:30 GMT" in words
        assert "Acknowledge by Sun 25 Oct 01:00 GMT" in words
        assert "Sun 25 Oct 01:30 BST" in words, "an hour that comes twice says which it is"
        before = counts(council)
        council.runs_to("2026-10-25T00:59:00+00:00")
        assert council.count("deputy") == before["deputy"]
        council.runs_to("2026-10-25T01:00:00+00:00")
        assert council.count("deputy") == before["deputy"] + 1, "30 minutes of elapsed time"
        for who in ("dana", "charlie"):
            council.acknowledges(who, card=council.cards(who, urgent)[-1])
        before = counts(council)
        council.runs_to("2026-10-26T08:59:00+00:00")
        assert counts(council) == before
        council.runs_to("2026-10-26T09:00:00+00:00")
        assert calm in council.newest("charlie").words


def test_the_clocks_go_forward_over_easter(tmp_path: Path) -> None:
    with Council(tmp_path, at="2027-03-25T16:00:00+00:00") as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        words = council.newest("dana").words
        assert "Must be told by Tue 30 Mar 17:00" in words
        assert "Acknowledge by Tue 30 Mar 12:00" in words
        before = counts(council)
        council.runs_to("2027-03-30T07:59:00+00:00")
        assert counts(council) == before, "08:59 in British Summer Time"
        council.runs_to("2027-03-30T08:00:00+00:00")
        assert reference in council.newest("dana").words
        assert council.count("dana") == before["dana"] + 1
        council.runs_to("2027-03-30T11:00:00+00:00")
        assert council.count("deputy") == before["deputy"] + 1, "12:00 in British Summer Time"


def test_christmas_is_waited_out(tmp_path: Path) -> None:
    with Council(tmp_path, at="2026-12-24T16:00:00+00:00") as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        words = council.newest("dana").words
        assert "Must be told by Tue 29 Dec 17:00" in words
        assert "Acknowledge by Tue 29 Dec 12:00" in words
        before = counts(council)
        council.runs_to("2026-12-29T08:59")
        assert counts(council) == before
        council.runs_to("2026-12-29T09:00")
        assert reference in council.newest("charlie").words
        assert council.count("charlie") == before["charlie"] + 1
