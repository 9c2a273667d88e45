"""Writes docs/policies/: for every row, step and duty of each procedure, the scenario that shows that it is kept.

python -m tests.docs.policies

A row, and a duty of the law, is shown by the scenarios of its table (`needtoknow policy test`); everything else by a
test that says so with `@pytest.mark.shows("id", ...)`. What is not built yet is listed as such.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from rules.load import load_overlay, load_pack, pack_file, shipped_packs
from rules.pack import Pack
from rules.scenarios import read_table, table_file

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "policies"
TESTS = ROOT / "tests"
MOST = 3
"""Scenarios of a table that are named for one row; the rest are counted."""
SECTIONS = {
    "triggers": "What is notified",
    "workflow": "The steps of the procedure",
    "duties": "What is owed besides",
    "expectations": "What is expected at regular times",
    "national_alert": "National alerts",
}


@dataclass(frozen=True)
class Statement:
    """One statement of a procedure: where it stands in the policy's file, its id, what it says, whether it is built."""

    section: str
    id: str
    says: str
    built: bool


def policies() -> tuple[Pack, ...]:
    """The policies that are shipped, and the statutory duties."""
    return (*(load_pack(name) for name in shipped_packs()), load_overlay())


def statements(pack: Pack) -> tuple[Statement, ...]:
    """Everything of a policy that has an id, in the order of its file. An id that stands twice is one statement."""
    data = yaml.safe_load(pack_file(pack.id).read_text(encoding="utf-8"))
    later = {one.id for one in pack.later} | {duty.id for duty in pack.duties if not pack.is_built(duty)}
    built = {row.id for row in pack.triggers} | {duty.id for duty in pack.duties if pack.is_built(duty)}
    found: dict[str, Statement] = {}
    for section in SECTIONS:
        for item in data.get(section, ()):
            says = item.get("title") or item.get("what", "")
            there = item["id"] in built or item["id"] not in later
            found.setdefault(item["id"], Statement(section, item["id"], says, there))
    return tuple(found.values())


def in_tables(pack: Pack) -> Mapping[str, tuple[str, ...]]:
    """The scenarios of a policy's table by the row that they show: it is to be notified; a duty of the law is owed."""
    overlay = pack if pack.kind == "overlay" else None
    found: dict[str, list[str]] = {}
    for scenario in read_table(pack.id, load_pack(shipped_packs()[0]) if overlay else pack, overlay).scenarios:
        says = scenario.duties if overlay else scenario.says or {}
        for row, said in says.items():
            if said in ("reportable", "certain") or isinstance(said, datetime):
                found.setdefault(row, []).append(scenario.name)
    return {row: tuple(names) for row, names in found.items()}


def marked() -> Mapping[str, tuple[tuple[Path, str], ...]]:
    """The tests that show a statement, by its id: the file, and the test's name. Found in the code itself."""
    found: dict[str, list[tuple[Path, str]]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for id in _shown(node):
                    found.setdefault(id, []).append((file.relative_to(ROOT), node.name))
    return {id: tuple(sorted(places)) for id, places in found.items()}


def unshown(pack: Pack) -> tuple[str, ...]:
    """The ids that are built and that nothing shows."""
    tables, tests = in_tables(pack), marked()
    return tuple(one.id for one in statements(pack) if one.built and one.id not in tables and one.id not in tests)


def document(pack: Pack) -> str:
    """The page of one policy."""
    tables, tests = in_tables(pack), marked()
    parts = [
        f"# {pack.title}",
        "",
        "Which scenario shows each statement of this procedure.",
        "Made by `python -m tests.docs.policies`; a test compares.",
        f"The policy itself: `needtoknow policy show {pack.id}`, or [the file](../../{_relative(pack)}).",
    ]
    for section, title in SECTIONS.items():
        rows = [one for one in statements(pack) if one.section == section]
        if rows:
            parts += ["", f"## {title}", "", "| Id | What it says | Shown by |", "|---|---|---|"]
            parts += [f"| `{one.id}` | {_cell(one.says)} | {_shown_by(one, pack, tables, tests)} |" for one in rows]
    return "\n".join(parts) + "\n"


def index() -> str:
    """The first page: every policy, how many statements it has, and how many are not built yet."""
    parts = [
        "# The procedures, statement by statement",
        "",
        "Every row, step and duty of the procedures that are shipped, with the scenario that shows that it is kept.",
        "",
        "| Procedure | Statements | Not built yet |",
        "|---|---|---|",
    ]
    for pack in policies():
        every = statements(pack)
        left = [f"`{one.id}`" for one in every if not one.built]
        parts.append(f"| [{_cell(pack.title)}]({pack.id}.md) | {len(every)} | {', '.join(left) or 'none'} |")
    return "\n".join(parts) + "\n"


def pages() -> Mapping[str, str]:
    """Every page by its file name."""
    return {"README.md": index(), **{f"{pack.id}.md": document(pack) for pack in policies()}}


def _shown_by(
    one: Statement,
    pack: Pack,
    tables: Mapping[str, tuple[str, ...]],
    tests: Mapping[str, tuple[tuple[Path, str], ...]],
) -> str:
    if not one.built:
        return "**not built yet**"
    named = [f"“{_cell(name)}”" for name in tables.get(one.id, ())]
    more = f" and {len(named) - MOST} more" if len(named) > MOST else ""
    table = f"[the table](../../{table_file(pack.id).relative_to(ROOT).as_posix()}): " if named else ""
    found = [f"{table}{', '.join(named[:MOST])}{more}"] if named else []
    found += [f"[{_sentence(name)}](../../{file.as_posix()})" for file, name in tests.get(one.id, ())]
    return "; ".join(found) or "**nothing**"


def _shown(test: ast.FunctionDef) -> Iterator[str]:
    """The ids of a test's marks `pytest.mark.shows(...)`."""
    for mark in test.decorator_list:
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.shows":
            yield from (str(ast.literal_eval(argument)) for argument in mark.args)


def _relative(pack: Pack) -> str:
    return pack_file(pack.id).relative_to(ROOT).as_posix()


def _sentence(name: str) -> str:
    return name.removeprefix("test_").replace("_", " ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, text in pages().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
    print(f"Written: {FOLDER.relative_to(ROOT)}")
