"""docs/cards.md is a contract: it lists the verbs as the code has them."""

import re
from pathlib import Path

from cards.actions import VERBS

DOCUMENT = Path(__file__).parents[2] / "docs" / "cards.md"


def test_the_document_lists_every_verb_with_what_it_does() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+?) \|$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert dict(rows) == {verb.value: meaning for verb, meaning in VERBS.items()}
