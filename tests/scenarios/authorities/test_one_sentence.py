"""Why somebody is told, whom the row tells, and by when: the same sentences on command line, card and mail."""

import json
from html import unescape
from pathlib import Path

import pytest

from bot.__main__ import main as needtoknow
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

    for sentence in (row["why"], row["route_why"], f"{row['working']}."):
        assert sentence in card.words
        assert sentence in unescape(mail["body"])
    assert row["source"] in card.words
    assert row["source"] in unescape(mail["body"])
