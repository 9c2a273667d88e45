"""docs/security.md names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_test_that_the_security_table_names_exists() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    cells = re.findall(r"`(tests/[\w/]+\.py)`(?: \(((?:`test_\w+`(?:, )?)+)\))?", text)
    assert len(cells) > 20
    for path, names in cells:
        source = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", names):
            assert f"def {name}(" in source, (path, name)


def test_every_item_of_the_list_has_its_line() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == list(range(1, 23))
