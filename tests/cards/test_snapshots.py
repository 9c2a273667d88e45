"""Golden cards: a change in what people see is a change in a file, looked at before it is committed.

After looking at what changed:  python -m tests.cards.test_snapshots
"""

import json
from pathlib import Path

import pytest

from tests.cards.examples import EXAMPLES

FOLDER = Path(__file__).parent / "snapshots"
GOLDEN = tuple(EXAMPLES)


def text_of(name: str) -> str:
    return json.dumps(EXAMPLES[name](), indent=1, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", GOLDEN)
def test_the_card_looks_as_it_did(name: str) -> None:
    assert text_of(name) == (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def test_no_snapshot_is_left_over() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(GOLDEN)


if __name__ == "__main__":
    for each in GOLDEN:
        (FOLDER / f"{each}.json").write_text(text_of(each), encoding="utf-8")
