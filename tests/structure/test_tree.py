"""Where things may lie, and what no file may say."""

import re
from pathlib import Path

import pytest

from tests.structure.tree import ROOT, project_files

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "bench",
    "bot",
    "cards",
    "docs",
    "infra",
    "manifest",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements",
    "rules",
    "tests",
}

# Put together from parts, so that this file does not say them either.
MACHINE_PATHS = ["/" + folder + "/" for folder in ("work", "root", "opt", "home", "tmp", "Users")]
SHARED = [".." + "/shared", "issues" + " show"]
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("debian", "org"),
        ("golang", "org"),
    )
]
NOT_TEXT = {".png", ".ico", ".gz", ".zip", ".pdf", ".woff2"}
IDEALESS = re.compile(r"(^|_)(utils?|helpers?|common|manager|misc)(_|$)")


def _python_files() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".py"]


def test_nothing_stray_lies_at_the_top() -> None:
    assert {path.parts[0] for path in project_files()} - TOP_LEVEL == set()


@pytest.mark.parametrize("word", MACHINE_PATHS + SHARED + REGISTRIES)
def test_no_file_names_a_machines_path_or_a_registry(word: str) -> None:
    pattern = re.compile(rf"(?<![\w.<>$}}-]){re.escape(word)}" if word.startswith("/") else re.escape(word))
    saying = [
        f"{path}:{number}"
        for path in project_files()
        if path.suffix not in NOT_TEXT
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert saying == []


def test_every_locked_package_has_hashes_and_an_exact_version() -> None:
    for lock in ("runtime", "dev", "node"):
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            assert re.match(r"[a-z0-9-]+(\[\w+\])?==\S+ (; .+? )? +--hash=sha256:[0-9a-f]{64}", line), line


def test_no_python_file_passes_400_lines() -> None:
    assert [str(path) for path in _python_files() if len((ROOT / path).read_text().splitlines()) > 400] == []


def test_every_module_is_named_for_an_idea() -> None:
    named_for_none = [str(path) for path in _python_files() if any(map(IDEALESS.search, (*path.parts[:-1], path.stem)))]
    assert named_for_none == []


def test_every_folder_of_code_is_a_package_that_the_import_contracts_can_see() -> None:
    folders = {path.parent for path in _python_files() if path.parts[0] in ("bot", "cards", "rules")}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []
