"""Each import contract is seen to bite: a copy of the packages with one wrong import in it is refused by name."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.structure.tree import ROOT

CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}

# contract, file that is made or added to, the line that must not be there
WRONG = [
    ("packages", "rules/wrong.py", "import cards"),
    ("packages", "cards/wrong.py", "import bot.settings"),
    ("layers", "bot/stray.py", ""),
    ("layers", "bot/settings.py", "import bot.tokens"),
    ("layers", "bot/clock.py", "import bot.settings"),
    ("layers", "bot/notifications/wrong.py", "import bot.services"),
    ("layers", "bot/services/wrong.py", "import bot.engine"),
    ("layers", "bot/engine/wrong.py", "import bot.tokens"),
    ("layers", "bot/tokens/wrong.py", "import bot.teams"),
    ("layers", "bot/store/wrong.py", "import bot.teams"),
    ("layers", "bot/teams/wrong.py", "import bot.outlook"),
    ("layers", "bot/teams/wrong.py", "import bot.app"),
    ("layers", "bot/rehearsal/wrong.py", "import bot.cli"),
    ("rehearsal", "bot/app.py", "import bot.rehearsal"),
    ("rehearsal", "bot/__main__.py", "import bot.rehearsal"),
    ("cards", "bot/services/wrong.py", "import cards"),
    ("cards", "bot/app.py", "import cards"),
    *(
        ("pure", f"{package}/wrong.py", f"import {vendor}")
        for package, vendor in (
            ("rules", "sqlalchemy"),
            ("cards", "botbuilder.core"),
            ("bot/notifications", "aiohttp"),
            ("bot/services", "requests"),
            ("bot/engine", "O365"),
            ("bot/engine", "msal"),
            ("bot/engine", "jwt"),
        )
    ),
    ("botbuilder", "bot/outlook/wrong.py", "import botbuilder.core"),
    ("botbuilder", "bot/tokens/wrong.py", "from botframework.connector.auth import JwtTokenValidation"),
    ("botbuilder", "bot/app.py", "import msrest"),
    ("sqlalchemy", "bot/app.py", "import sqlalchemy"),
    ("sqlalchemy", "bot/cli/wrong.py", "import alembic"),
    ("sqlalchemy", "bot/outlook/wrong.py", "import sqlite3"),
    ("outlook", "bot/app.py", "import O365"),
    ("outlook", "bot/teams/wrong.py", "import O365"),
    ("msal", "bot/app.py", "import msal"),
    ("msal", "bot/rehearsal/wrong.py", "import msal"),
]


def _lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache", *options]
    quiet = {"NO_COLOR": "1", "COLUMNS": "400", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=os.environ | quiet, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    for package in ("bot", "cards", "rules"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_packages_as_they_are_keep_every_contract(copy: Path) -> None:
    said = _lint(copy)
    assert said.returncode == 0, said.stdout
    for name in CONTRACTS.values():
        assert f"{name} KEPT" in said.stdout


def test_every_contract_is_tried() -> None:
    assert {contract for contract, _, _ in WRONG} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "place", "line"), WRONG)
def test_a_wrong_import_breaks_its_contract(copy: Path, contract: str, place: str, line: str) -> None:
    changed = copy / place
    before = changed.read_text(encoding="utf-8") if changed.exists() else None
    changed.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        said = _lint(copy, "--contract", contract)
    finally:
        if before is None:
            changed.unlink()
        else:
            changed.write_text(before, encoding="utf-8")
    assert said.returncode == 1, said.stdout
    assert f"{CONTRACTS[contract]} BROKEN" in said.stdout
