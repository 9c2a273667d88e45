"""The Teams app package keeps the schema's limits that are easily broken, and its icons are what Teams asks for."""

import json
import struct
from typing import Any

import pytest

from tests.structure.tree import ROOT

FOLDER = ROOT / "manifest"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))


def test_the_texts_fit_their_places() -> None:
    assert len(MANIFEST["name"]["short"]) <= 30
    assert len(MANIFEST["name"]["full"]) <= 100
    assert len(MANIFEST["description"]["short"]) <= 80
    assert len(MANIFEST["description"]["full"]) <= 4000


def test_one_bot_serves_personal_chats_teams_and_group_chats() -> None:
    (bot,) = MANIFEST["bots"]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    (commands,) = bot["commandLists"]
    assert all(len(each["title"]) <= 32 and len(each["description"]) <= 128 for each in commands["commands"])


@pytest.mark.parametrize(("icon", "size"), [("color", 192), ("outline", 32)])
def test_the_icons_have_their_size_and_transparency(icon: str, size: int) -> None:
    image = (FOLDER / MANIFEST["icons"][icon]).read_bytes()
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colours = struct.unpack(">IIBB", image[16:26])
    assert (width, height, depth, colours) == (size, size, 8, 6)
