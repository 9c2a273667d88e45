"""`needtoknow decide`: what a policy says about the facts of an incident, for people or as JSON (docs/decide.md)."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from rules.decide import Decision, decide, decision_as_data
from rules.errors import NeedToKnowError
from rules.facts import FactsError
from rules.facts_text import facts_from_text
from rules.instants import InstantError, parse_instant, say_instant
from rules.limits import DEFAULT_LIMITS, Limits
from rules.load import load_pack
from rules.pack import Pack


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "decide",
        help="say what a policy requires, from facts",
        description="Says who must be told, by when and why, by a policy, from the facts in a file. Changes nothing.",
    )
    parser.add_argument("--policy", required=True, help="the id of a policy, or a policy file")
    parser.add_argument("--facts", required=True, metavar="FILE", help="facts in JSON or YAML; - reads them from input")
    parser.add_argument("--at", help="the moment of deciding, like 2026-05-01T16:30 (London time); default: now")
    parser.add_argument("--json", action="store_true", help="print the decision as JSON")
    parser.add_argument("--organisation", type=Path, metavar="FILE", help="take local limits from this file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command: 0 when decided, 2 with one sentence on the error output for bad input."""
    try:
        pack = load_pack(args.policy)
        facts = facts_from_text(_text(args.facts))
        decision = decide(pack, facts, _at(args.at), _limits(args.organisation, pack))
    except NeedToKnowError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    print(json.dumps(decision_as_data(decision), indent=2, ensure_ascii=False) if args.json else _table(decision, pack))
    return 0


def _text(source: str) -> str:
    try:
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise FactsError(source, f"this file cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, ValueError):
        raise FactsError(source, "this is not text in UTF-8") from None


def _at(given: str | None) -> datetime:
    if given is None:
        from bot.clock import SystemClock  # only a decision about now needs the machine's clock

        return SystemClock().now()
    try:
        return parse_instant(given)
    except InstantError as error:
        raise InstantError(f"--at: {error}") from None


def _limits(path: Path | None, pack: Pack) -> Limits:
    if path is None:
        return DEFAULT_LIMITS
    from bot.organisation import check_against_pack, load_organisation  # only this flag needs it

    organisation = load_organisation(path)
    if organisation.policy == pack.id:
        check_against_pack(organisation, pack)
    return organisation.limits


def _table(decision: Decision, pack: Pack) -> str:
    lines = [f"{pack.title} (version {pack.version}), decided for {say_instant(decision.at)}", ""]
    if not decision.triggers:
        lines.append("No row of the policy matches. Whoever is worried can still report; it is then judged.")
    for row in decision.triggers:
        route = [f"tell {', '.join(row.route.always)}"] if row.route.always else []
        if row.route.about is not None:
            route.append(f"{' or '.join(row.route.decides)} decides whether {row.route.about} is told")
        route += [f"also tell {', '.join(row.route.also)}"] if row.route.also else []
        by = say_instant(row.notify_by)
        lines += [
            f"{row.id}: {row.status}",
            f"  {row.why}",
            f"  {'; '.join(route)}",
            f"  by {row.working}" if row.working.startswith(by) else f"  by {by}: {row.working}",
        ]
        if row.missing:
            lines.append(f"  not known: {', '.join(row.missing)}")
    for title, rows in (
        ("Who is told", [(one.role, say_instant(one.notify_by), one.trigger) for one in decision.recipients]),
        ("Duties", [(one.id, say_instant(one.due), one.owner) for one in decision.duties]),
        ("Not known yet", [(gap.fact, gap.question) for gap in decision.missing_facts]),
    ):
        if rows:
            width = max(len(row[0]) for row in rows)
            lines += ["", title, *(f"  {row[0]:<{width}}  {'  '.join(row[1:])}" for row in rows)]
    return "\n".join(lines)
