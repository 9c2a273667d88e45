"""Why somebody is told, whom the row tells, and by when: the same sentences on command line, card and mail.

A card and a mail say beside each time how far off it is.
"""

import json
from html import unescape
from pathlib import Path

import pytest

from bot.__main__ import main as needtoknow
from bot.services.speaking import timed_text
from rules.instants import parse_instant
from tests.scenarios.telling.council import INBOX, LOOKED_AFTER_MISSING, TUESDAY_TEN, Council


def test_the_card_and_the_mail_say_why_in_the_words_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facts = tmp_path / "facts.json"
    known = {"kind": "child", "happened": ["missing"], "child.status": ["cla"], "media.interest": "none"}
    facts.write_text(json.dumps({**known, "aware": TUESDAY_TEN}), encoding="utf-8")
    words = ["decide", "--policy", "informing-the-director", "--facts", str(facts), "--at", TUESDAY_TEN, "--json"]
    assert needtoknow(words) == 0
    (row,) = json.loads(capsys.readouterr().out)["triggers"]

    with Council(tmp_path, at=TUESDAY_TEN) as council:
        reference = council.report(LOOKED_AFTER_MISSING)
        [card] = council.cards("dana", reference)
        [mail] = council.mail_to(INBOX)

    now = parse_instant(TUESDAY_TEN)
    for sentence in (row["why"], row["route_why"], f"{timed_text(row['working'], now)}."):
        assert sentence in card.words
        assert sentence in unescape(mail["body"])
    for read in (card.words, unescape(mail["body"])):
        assert read.count(row["source"]) == 1, "the source is said once"
        assert read.count("section 2, row 2") == 1
