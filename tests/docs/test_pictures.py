"""The pictures are there, small, and named where somebody who cannot see them is told what they show."""

import re
import struct

from tests.docs.wordings import ROOT
from tests.structure.tree import project_files

NAMED = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LARGEST = 100_000


def test_every_picture_that_the_readme_names_exists_and_is_described() -> None:
    named = NAMED.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(named) >= 3
    for described, path in named:
        assert (ROOT / path).is_file(), path
        assert len(described) > 20, path


def test_every_picture_is_a_small_png() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("*"))
    assert len(pictures) >= 30
    for path in pictures:
        picture = path.read_bytes()
        assert path.suffix == ".png"
        assert picture.startswith(b"\x89PNG\r\n\x1a\n"), path.name
        assert len(picture) <= LARGEST, path.name
        width, height = struct.unpack(">II", picture[16:24])
        assert width <= 1280, path.name
        assert height >= 80, path.name


def test_every_picture_that_the_script_makes_is_kept_and_listed() -> None:
    script = (ROOT / "tests/docs/pictures.py").read_text(encoding="utf-8")
    cards = set(re.findall(r'studio\.card\(\s*"([a-z-]+)"', script))
    others = set(re.findall(r'studio\.(?:page|mail)\(\s*"([a-z-]+)"', script))
    kept = {path.stem for path in project_files() if path.parts[:2] == ("docs", "pictures")}
    assert kept == others | cards | {f"{name}-phone" for name in cards}
    page = (ROOT / "docs/cards.md").read_text(encoding="utf-8")
    for name in cards:
        assert f"(pictures/{name}.png)" in page, name
        assert f"(pictures/{name}-phone.png)" in page, name
