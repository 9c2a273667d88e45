"""The Teams app package: valid by Microsoft's own schema, the same bytes each time, and made with one line."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.__main__ import main
from bot.teams.app_package import Council, PackageError, package

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "manifest"
SCHEMA = ROOT / "node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
BOT = "5D1F8A52-7c40-4f0e-9a53-6f2d9c1b7e10"
PAGE = "https://council.example/need-to-know"
COUNCIL = Council("Rehearsal Council", PAGE, f"{PAGE}/privacy", f"{PAGE}/terms")


def opened(content: bytes) -> tuple[list[str], dict[str, Any]]:
    """The names in the zip, and its manifest."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.namelist(), json.loads(archive.read("manifest.json"))


def mistakes(manifest: dict[str, Any]) -> list[str]:
    """What Microsoft's schema of version 1.25 finds wrong."""
    assert SCHEMA.is_file(), "The manifest's schema is not installed: run make setup."
    validator = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(manifest)]


def test_it_follows_microsofts_schema() -> None:
    _, manifest = opened(package(SOURCES, BOT, COUNCIL, "1.4.0"))
    assert mistakes(manifest) == []
    assert mistakes(json.loads((SOURCES / "manifest.json").read_text(encoding="utf-8"))) == []


def test_the_schema_would_notice() -> None:
    _, manifest = opened(package(SOURCES, BOT, COUNCIL, "1.4.0"))
    manifest["name"]["short"] = "Need to Know, the director's notice"
    manifest["bots"][0]["scopes"] = ["personnel"]
    assert len(mistakes(manifest)) == 2


def test_it_holds_the_manifest_and_the_icons_at_its_root_and_nothing_else() -> None:
    names, manifest = opened(package(SOURCES, BOT, COUNCIL, "1.4.0"))
    assert names == ["manifest.json", "color.png", "outline.png"]
    assert {manifest["icons"]["color"], manifest["icons"]["outline"]} == set(names[1:])


def test_the_same_council_gets_the_same_bytes() -> None:
    made = package(SOURCES, BOT, COUNCIL, "1.4.0")
    assert made == package(SOURCES, BOT.lower(), COUNCIL, "1.4.0")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {(each.date_time, each.create_system, each.external_attr >> 16) for each in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3, 0o100644)
        }, "no clock, system or umask of the machine"


def test_the_bots_id_stands_wherever_the_bot_does_and_the_app_keeps_an_id_of_its_own() -> None:
    _, first = opened(package(SOURCES, BOT, COUNCIL, "1.4.0"))
    _, later = opened(package(SOURCES, BOT, COUNCIL, "1.5.0"))
    _, other = opened(package(SOURCES, "00000000-0000-0000-0000-000000000009", COUNCIL, "1.4.0"))
    assert first["bots"][0]["botId"] == first["composeExtensions"][0]["botId"] == BOT.lower()
    assert first["id"] == later["id"]
    assert first["id"] not in (BOT.lower(), other["id"])
    assert (first["version"], later["version"]) == ("1.4.0", "1.5.0")
    assert first["developer"]["name"] == "Rehearsal Council"
    assert first["developer"]["privacyUrl"] == f"{PAGE}/privacy"


@pytest.mark.parametrize(
    ("bot", "council", "version", "sentence"),
    [
        ("", COUNCIL, "1.4.0", "application .client. id"),
        ("the bot", COUNCIL, "1.4.0", "--app-id 00000000"),
        (BOT, Council("", PAGE, PAGE, PAGE), "1.4.0", "--council NAME"),
        (BOT, Council("The County Borough Council of Rehearsal", PAGE, PAGE, PAGE), "1.4.0", "at most 32 characters"),
        (BOT, Council("C", "http://council.example", PAGE, PAGE), "1.4.0", "https:// as --website"),
        (BOT, Council("C", PAGE, "", PAGE), "1.4.0", "https:// as --privacy"),
        (BOT, Council("C", PAGE, PAGE, "https://"), "1.4.0", "https:// as --terms"),
        (BOT, COUNCIL, "1.4", "three numbers, like 1.4.0, not '1.4'"),
        (BOT, COUNCIL, "1.04.0", "three numbers"),
    ],
)
def test_what_is_missing_or_wrong_is_named(bot: str, council: Council, version: str, sentence: str) -> None:
    with pytest.raises(PackageError, match=sentence):
        package(SOURCES, bot, council, version)


def test_without_its_sources_it_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="run this from a checkout of the project"):
        package(tmp_path, BOT, COUNCIL, "1.4.0")


def test_an_administrator_makes_it_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = ["package", "--app-id", BOT, "--council", "Rehearsal Council", "--website", PAGE, "--into", str(tmp_path)]
    assert main([*line, "--app-version", "2.0.0"]) == 0
    made = tmp_path / "need-to-know-2.0.0.zip"
    assert capsys.readouterr().out.startswith(f"Made {made}. Upload it")
    _, manifest = opened(made.read_bytes())
    assert manifest["developer"]["termsOfUseUrl"] == PAGE


def test_the_settings_say_what_the_line_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NTK_APP_ID", BOT)
    monkeypatch.setenv("NTK_ORGANISATION", str(ROOT / "bot/rehearsal/organisations/informing-the-director.yaml"))
    assert main(["package", "--website", PAGE, "--app-version", "2.0.0", "--into", str(tmp_path)]) == 0
    _, manifest = opened((tmp_path / "need-to-know-2.0.0.zip").read_bytes())
    assert manifest["developer"]["name"] == "Rehearsal Council"
    assert manifest["bots"][0]["botId"] == BOT.lower()


def test_an_example_is_called_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["package", "--example", "--into", str(tmp_path)]) == 0
    assert "do not upload it" in capsys.readouterr().out
    (made,) = tmp_path.iterdir()
    assert made.name.endswith("-example.zip")
    assert mistakes(opened(made.read_bytes())[1]) == []


def test_a_mistake_on_the_line_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["package", "--app-id", BOT, "--council", "C", "--into", str(tmp_path / "dist")]) == 2
    assert "--website" in capsys.readouterr().err
    assert not (tmp_path / "dist").exists()
