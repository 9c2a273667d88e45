"""The sources of the Teams app package: texts that fit, nothing not needed, and icons as Teams asks for them."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from bot.notifications.leaving import CARD
from bot.teams.typed import TYPED
from manifest.icons import colour_icon, outline_icon
from tests.structure.tree import ROOT

FOLDER = ROOT / "manifest"
MANIFEST: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
(BOT,) = MANIFEST["bots"]

Pixel = tuple[int, int, int, int]


def test_the_texts_fit_their_places() -> None:
    assert len(MANIFEST["name"]["short"]) <= 30
    assert len(MANIFEST["name"]["full"]) <= 100
    assert len(MANIFEST["description"]["short"]) <= 80
    assert len(MANIFEST["description"]["full"]) <= 4000


def test_the_bot_is_offered_in_personal_chats_and_teams_alone() -> None:
    assert BOT["scopes"] == ["personal", "team"]
    assert not BOT["supportsFiles"]
    assert not BOT["isNotificationOnly"]
    assert MANIFEST["permissions"] == ["identity", "messageTeamMembers"]
    assert MANIFEST["validDomains"] == []
    assert not {"staticTabs", "configurableTabs", "connectors", "webApplicationInfo", "authorization"} & MANIFEST.keys()


def test_every_command_is_one_that_the_bot_understands() -> None:
    commands = [each for row in BOT["commandLists"] for each in row["commands"]]
    assert {each["title"] for each in commands} <= TYPED.keys() | CARD
    assert all(len(each["title"]) <= 32 and len(each["description"]) <= 128 for each in commands)


def test_a_message_is_reported_by_an_action_on_it() -> None:
    (extension,) = MANIFEST["composeExtensions"]
    (command,) = extension["commands"]
    assert (command["id"], command["type"], command["context"]) == ("report-message", "action", ["message"])
    assert command["fetchTask"]


@pytest.mark.parametrize("reason_for", [*MANIFEST["permissions"], "personal", "team", "report-message", "validDomains"])
def test_everything_asked_for_has_its_reason_in_the_docs(reason_for: str) -> None:
    assert f"`{reason_for}`" in (ROOT / "docs" / "app-package.md").read_text(encoding="utf-8")


def test_the_colour_icon_fills_its_square_and_keeps_its_sign_in_the_middle() -> None:
    pixels = _pixels(FOLDER / MANIFEST["icons"]["color"], 192)
    assert all(alpha == 255 for row in pixels for *_, alpha in row)
    background = [row[0] for row in pixels]
    sign = [(x, y) for y, row in enumerate(pixels) for x, pixel in enumerate(row) if pixel != background[y]]
    assert min(x for x, _ in sign) >= 36
    assert max(x for x, _ in sign) < 156
    assert min(y for _, y in sign) >= 36
    assert max(y for _, y in sign) < 156


def test_the_outline_is_white_on_nothing() -> None:
    pixels = [pixel for row in _pixels(FOLDER / MANIFEST["icons"]["outline"], 32) for pixel in row]
    assert {colour[:3] for colour in pixels} == {(255, 255, 255)}
    assert sum(alpha == 0 for *_, alpha in pixels) > len(pixels) / 2
    assert sum(alpha == 255 for *_, alpha in pixels) > 100


@pytest.mark.parametrize(("icon", "drawn"), [("color", colour_icon), ("outline", outline_icon)])
def test_the_icons_are_those_that_the_script_draws(icon: str, drawn: Any, tmp_path: Path) -> None:
    again = tmp_path / "again.png"
    again.write_bytes(drawn())
    size = 192 if icon == "color" else 32
    assert _pixels(again, size) == _pixels(FOLDER / MANIFEST["icons"][icon], size)


def _pixels(path: Path, size: int) -> list[list[Pixel]]:
    """The rows of a square picture of eight bits each of red, green, blue and alpha, without PNG filters."""
    image = path.read_bytes()
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">IIBBBBB", image[16:29]) == (size, size, 8, 6, 0, 0, 0)
    (length,) = struct.unpack(">I", image[33:37])
    raw, stride = zlib.decompress(image[41 : 41 + length]), size * 4 + 1
    rows = [raw[at : at + stride] for at in range(0, len(raw), stride)]
    assert {row[0] for row in rows} == {0}
    return [list(zip(row[1::4], row[2::4], row[3::4], row[4::4], strict=True)) for row in rows]
