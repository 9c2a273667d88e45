"""`needtoknow policy`: check, show, test and replay, for whoever writes a policy (docs/adding-an-authority.md)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.cli import policy_replay
from rules.errors import NeedToKnowError
from rules.load import OVERLAY, load_overlay, load_pack, pack_file, shipped_packs
from rules.pack import Pack


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "policy",
        help="check, show, try and compare policies",
        description="Tools for whoever writes a policy file. Nothing is changed, nothing is sent.",
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    check = actions.add_parser("check", help="find every mistake in a policy file")
    check.add_argument("file", nargs="?", help="a policy's id or file; the shipped ones when left out")
    check.set_defaults(run=run_check)
    show = actions.add_parser("show", help="show a policy as a table, to read beside the procedure")
    show.add_argument("file", metavar="POLICY", help="a policy's id or file")
    show.add_argument("--html", action="store_true", help="as a web page")
    show.set_defaults(run=run_show)
    test = actions.add_parser("test", help="run the scenario table beside a policy")
    test.add_argument("file", nargs="?", metavar="POLICY", help="a policy's id or file; the shipped ones when left out")
    test.set_defaults(run=run_test)
    policy_replay.register(actions)


def run_check(args: argparse.Namespace) -> int:
    """0 when all hold together; 2 with one sentence for each mistake, on the error output."""
    from rules.check import check_file

    wrong = 0
    for name in [args.file] if args.file else _shipped():
        pack, problems = check_file(name)
        for problem in problems:
            print(" ".join(str(problem).split()), file=sys.stderr)
        wrong += len(problems)
        if pack is not None and not problems:
            print(f"{pack.id} version {pack.version}: {_counted(pack)}; no mistakes found")
    return 2 if wrong else 0


def run_show(args: argparse.Namespace) -> int:
    """Print the policy as a table."""
    from bot.documents.policy import as_page, as_text

    try:
        pack = _any(args.file)
    except NeedToKnowError as error:
        return _refused(error)
    print(as_page(pack) if args.html else as_text(pack))
    return 0


def run_test(args: argparse.Namespace) -> int:
    """0 when everything comes out as the tables say; 1 when something does not; 2 when a file cannot be used."""
    from rules.coverage import gaps
    from rules.scenarios import differences, read_whole_table

    different = refused = 0
    try:
        for name in [args.file] if args.file else _shipped():
            pack = _any(name)
            overlay = pack if pack.kind == "overlay" else None
            table, problems = read_whole_table(name, pack, overlay)
            for problem in problems:
                print(" ".join(str(problem).split()), file=sys.stderr)
            if table is None or problems:
                refused += 1
                continue
            said = [(scenario, differences(table, scenario)) for scenario in table.scenarios]
            for scenario, sentences in said:
                for sentence in sentences:
                    print(f"{table.file}, line {scenario.line}: {scenario.name}: {sentence}")
            missing = gaps(table) if overlay is None else ()
            for gap in missing:
                print(f"{table.file}: {gap}")
            wrong = sum(1 for _, sentences in said if sentences)
            different += wrong + len(missing)
            verdict = "all as they say" if not wrong else f"{wrong} otherwise"
            print(f"{pack.id} version {pack.version}: {len(said)} scenarios, {verdict}")
    except NeedToKnowError as error:
        return _refused(error)
    return 2 if refused else 1 if different else 0


def _refused(error: NeedToKnowError) -> int:
    print(" ".join(str(error).split()), file=sys.stderr)
    return 2


def _shipped() -> tuple[str, ...]:
    return (*shipped_packs(), *([OVERLAY] if pack_file(OVERLAY).exists() else []))


def _any(name: str | Path) -> Pack:
    """A policy or an overlay."""
    if name == OVERLAY:
        return load_overlay()
    try:
        return load_pack(name)
    except NeedToKnowError as refused:
        try:
            return load_overlay(name)
        except NeedToKnowError:
            raise refused from None


def _counted(pack: Pack) -> str:
    parts = []
    if pack.triggers:
        parts.append(_many(len(pack.triggers), "row"))
    if pack.duties:
        parts.append(_many(sum(pack.is_built(duty) for duty in pack.duties), "duty", "duties"))
    if pack.form:
        parts.append(_many(len(pack.form), "field"))
    if waiting := len(pack.not_built) + sum(not pack.is_built(duty) for duty in pack.duties):
        parts.append(f"{waiting} not built yet")
    return ", ".join(parts)


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"
