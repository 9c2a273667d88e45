"""One's own cover card stays true where it stands; an absence may begin later; and a refused list goes by mail."""

from pathlib import Path

from tests.harness import Message
from tests.scenarios.cover.leaving import acknowledgeable, goes_away, said_to
from tests.scenarios.telling.council import SERIOUS_INJURY, TUESDAY_TEN, Council, words_of


def own_cards(council: Council, who: str) -> list[Message]:
    """Somebody's live cards about their own cover: those with something to press."""
    return [m for m in council.person(who).sees("personal") if {"away", "confirm-away"} & set(m.actions)]


def test_of_ones_own_cover_there_is_one_live_card_and_it_follows(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        said_to(council, "dana", "cover")
        [first] = own_cards(council, "dana")
        said_to(council, "dana", "cover")
        [card] = own_cards(council, "dana")
        assert "You are here." in card.words
        assert [m.words for m in council.came("dana", "newer card")] == [
            "There is a newer card about your cover in this chat"
        ]
        assert not council.cards("dana", "newer card")

        # A phone that was off still shows the first one: a press there counts, and what follows shows on the newest.
        council.person("dana").presses(first, "away", {"away.until": "2026-11-25", "away.cover": "ola"}, raw=True)
        [same] = own_cards(council, "dana")
        assert same.id == card.id
        assert "You are away until Wed 25 Nov" in same.words
        said_to(council, "dana", "I am back")

        goes_away(council, "dana", "I am away until tomorrow, Billie covers for me")
        [card] = own_cards(council, "dana")
        assert "You are away until Wed 25 Nov 09:00" in card.words
        declining = council.person("billie")
        declining.presses(declining.card(action="cannot-cover"), "cannot-cover")
        [card] = own_cards(council, "dana")
        assert "Billie Business-Support cannot cover for you." in card.words

        council.runs_to("2026-11-25T09:00")
        [card] = own_cards(council, "dana")
        assert "You are here." in card.words
        assert "You are away" not in card.words
        assert card.actions == ("away",)


def test_a_later_absence_is_planned_begins_by_itself_and_the_cards_follow(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        saved = goes_away(council, "dana", "I am away from Thursday until Monday, Billie covers for me")
        assert "Saved: this counts from then on, by itself." in saved
        assert "You will be away from Thu 26 Nov 00:00 (in 38 hours) until Mon 30 Nov 09:00 (in 6 days)" in saved
        assert council.cards(
            "billie",
            "You cover for Dana Director from Thu 26 Nov 00:00 (in 38 hours) until Mon 30 Nov 09:00 (in 6 days)",
        )
        assert council.cards("dana", council.report(SERIOUS_INJURY)), "until then she is told herself"

        council.runs_to("2026-11-26T00:00")
        [card] = own_cards(council, "dana")
        assert "You are away until Mon 30 Nov 09:00" in card.words
        live = [m for m in council.person("billie").sees("personal") if "cannot-cover" in m.actions]
        assert len(live) == 1, "told again when it begins, and the older card gives way"
        assert "You cover for Dana Director until Mon 30 Nov 09:00" in live[0].words
        came = council.report(SERIOUS_INJURY)
        assert council.cards("billie", came)
        assert not council.cards("dana", came)
        for who in ("billie", "charlie"):
            while acknowledgeable(council, who, "NTK-"):
                council.acknowledges(who)
        council.runs_to("2026-11-30T09:00")
        assert any("While you were away" in m.words for m in council.person("dana").sees("personal"))


def test_a_plan_on_the_card_is_changed_and_called_off(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        dana = council.person("dana")
        said_to(council, "dana", "cover")
        dates = {"away.from": "2026-11-30", "away.until": "2026-11-27", "away.cover": "billie"}
        wrong = dana.presses(dana.card(action="away"), "away", dates)
        assert "You would be back before you go." in words_of(wrong.card)
        saved = dana.presses(dana.card(action="away"), "away", {**dates, "away.until": "2026-12-04"})
        assert "You will be away from Mon 30 Nov 00:00 (in 6 days) until Fri 4 Dec 09:00 (in 10 days)" in words_of(
            saved.card
        )
        changed = dana.presses(dana.card(action="away"), "away", {"away.until.time": "12:00", "away.cover": "deputy"})
        assert "until Fri 4 Dec 12:00" in words_of(changed.card)
        assert "You no longer cover for Dana Director" in council.newest("billie").words
        off = dana.presses(dana.card(action="i-am-back"), "i-am-back")
        assert "Saved: you stay, and nothing is passed on." in words_of(off.card)
        assert "Dana Director stays: you need not cover" in council.newest("deputy").words
        council.runs_to("2026-12-01T10:00")
        assert council.cards("dana", council.report(SERIOUS_INJURY))


def test_a_list_that_teams_refuses_goes_by_mail_without_content(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        chat = council.chat_of("dana")
        goes_away(council, "dana", "I am away until 16:00, Billie covers for me")
        reference = council.report(SERIOUS_INJURY)
        council.fault("connector", status=403, code="MessageWritesBlocked", times=50, match=chat)
        council.runs_to("2026-11-24T16:00")
        mails = [m for m in council.mail_to("dana@rehearsal.example") if "while you were away" in m["subject"]]
        assert len(mails) == 1
        text = str(mails[0])
        assert reference in text
        assert "what waits for me" in text
        assert "K-104" not in text
        assert "swimming" not in text
