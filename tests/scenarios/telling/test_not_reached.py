"""When a message does not arrive: another way, a person who phones, and nothing twice."""

from pathlib import Path

from tests.scenarios.telling.council import INBOX, SERIOUS_INJURY, TUESDAY_TEN, Council, organisation, words_of


def test_somebody_whom_teams_refuses_for_good_gets_a_mail_and_a_person_is_asked_to_phone(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN, organisation=organisation(tmp_path, outlook={"cards": []})) as council:
        council.fault("connector", status=403, code="MessageWritesBlocked", times=99, match=council.chat_of("dana"))
        before = council.count("dana")
        reference = council.report(SERIOUS_INJURY)
        assert council.count("dana") == before

        [mail] = council.mail_to("dana@rehearsal.example")
        assert reference in mail["subject"]
        for hidden in ("Child K-104", "swimming", "injur"):
            assert hidden not in mail["subject"] + mail["body"]
        assert "01632 960 999" in mail["body"], "a number to ring"

        asked = council.person("morgan").card(action="done", place="personal")
        assert "Dana Director" in asked.words
        assert "01632 960 007" in asked.words
        assert reference in asked.words
        assert "Child K-104" not in asked.words, "whoever phones is not told what it is about"

        assert "Director of Children's Services: being told" in council.newest("rowan").words, (
            "a mail that says nothing of what happened has told nobody"
        )

        council.advance("5m")
        outcome = council.person("morgan").presses(asked, "done")
        assert outcome.status == 200
        assert "recorded as done" in words_of(outcome.card)
        assert "could not be reached" not in council.newest("rowan").words
        assert "Director of Children's Services: told Tue 24 Nov 10:05" in council.newest("rowan").words
        outcome = council.person("morgan").presses(asked, "done")
        assert "already done" in words_of(outcome.card)

        council.acknowledges("charlie")
        council.advance("30m")
        assert council.cards("deputy", reference), "she was phoned, but has not acknowledged: cover is told"


def test_nobody_need_phone_once_the_role_has_acknowledged(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.fault("connector", status=403, code="MessageWritesBlocked", times=99, match=council.chat_of("dana"))
        council.report(SERIOUS_INJURY)
        council.acknowledges("charlie", place="managers")
        council.acknowledges("dana", place="managers")
        assert "acknowledged by Dana Director" in council.newest("rowan").words
        assert "could not be reached" not in council.newest("rowan").words
        assert not any("done" in m.actions for m in council.person("morgan").sees("personal"))
        outcome = council.advance("1d")
        assert outcome.settled
        assert outcome.next_due is None


def test_nobody_phones_so_the_next_person_is_asked(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.fault("connector", status=403, code="MessageWritesBlocked", times=99, match=council.chat_of("dana"))
        council.report(SERIOUS_INJURY)
        council.advance("30m")
        council.advance("30m")
        asked = [who for who in ("alex", "charlie", "ola") if _has(council, who, "done")]
        assert asked, "the duty to phone escalates like every other"


def test_the_inbox_mail_waits_for_outlook_and_arrives_once(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.fault("graph", status=503, times=6)
        reference = council.report(SERIOUS_INJURY)
        assert not council.mail_to(INBOX)
        assert council.cards("dana", reference), "Teams does not wait for Outlook"
        council.advance("30m")
        [mail] = council.mail_to(INBOX)
        assert reference in mail["subject"]
        council.advance("1h")
        assert len(council.mail_to(INBOX)) == 1


def test_an_unclear_answer_from_outlook_makes_no_second_mail(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        council.fault("graph", cut="after", match="/send")
        council.report(SERIOUS_INJURY)
        council.advance("30m")
        assert len(council.mail_to(INBOX)) == 1


def _has(council: Council, who: str, action: str) -> bool:
    return any(action in m.actions for m in council.person(who).sees("personal"))
