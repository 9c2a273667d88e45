"""A report about the director: she learns nothing of it in any place, and somebody stands in."""

import subprocess
import sys
from pathlib import Path

from tests.scenarios.telling.council import SHIPPED, TUESDAY_TEN, Council

DANA = "11111111-0000-4000-8000-000000000007"
ACCOUNT = "An allegation about the way Dana Director spoke to Child K-104."
TYPED = {"incident.details": ACCOUNT, "about.staff": "yes", "kept.from": DANA, "contact.telephone": "01632 960 001"}


def told_now(council: Council) -> str:
    """Rowan tells now, and says who must not know. Returns the reference."""
    rowan = council.person("rowan")
    rowan.says("report")
    first = rowan.card(action="tell-now", place="personal")
    assert "Must somebody not know of this?" in first.words
    outcome = rowan.presses(first, "tell-now", TYPED)
    assert outcome.settled, outcome.still
    return council.reference_on(rowan.card(text="NTK-", place="personal"))


def test_the_director_learns_nothing_and_the_chief_executive_acknowledges_in_her_place(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        before = {who: council.count(who) for who in ("dana", "deputy")}
        reference = told_now(council)
        assert council.cards("casey", reference), "told in the director's place"
        assert council.cards("charlie", reference)
        card = council.newest("casey")
        assert "You are told in place of the Director of Children's Services, who must not know of this." in card.words
        assert "Must not know of this" in card.words
        assert "Dana Director" in card.words

        said = council.acknowledges("casey")
        assert "You acknowledged this as cover for the Director of Children's Services" in said
        council.advance("2h")

        after = {who: council.count(who) for who in before}
        assert after == before, "no card, no reminder, no list; and her deputy answers to her"
        assert not council.posted()
        assert council.mail_to("dana@rehearsal.example") == []
        [mail] = council.mail_to("need-to-know@rehearsal.example")
        assert mail["subject"] == f"Need to Know {reference}: restricted"
        assert not [word for word in ("K-104", "Dana", "Casey", "spoke") if word in mail["body"]]

        dana = council.person("dana")
        for wants in (reference, "my reports", "what waits for me"):
            dana.says(wants)
            words = dana.sees("personal")[-1].words
            assert ACCOUNT not in words
            assert wants == reference or reference not in words


def test_the_sheet_says_from_whom_it_was_kept(tmp_path: Path) -> None:
    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = told_now(council)
        command = [sys.executable, "-m", "bot", "sheet", reference, "--data", str(council.folder / "bot")]
        done = subprocess.run([*command, "--organisation", str(SHIPPED)], capture_output=True, text=True, check=False)
        assert "Rowan Reporter: said who must not know of it" in done.stdout, done.stderr
        assert "Dana Director: told" not in done.stdout
