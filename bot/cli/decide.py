"""`needtoknow decide`: what a policy says about the facts of an incident, for people or as JSON (docs/decide.md)."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from rules.decide import Decision, PlannedDuty, decide, decision_as_data
from rules.errors import NeedToKnowError
from rules.facts import FactsError
from rules.facts_text import facts_from_text
from rules.instants import InstantError, parse_instant, say_instant
from rules.judgement import unsaid
from rules.limits import DEFAULT_LIMITS, Limits
from rules.load import load_overlay, load_pack
from rules.overlay import Statutory, with_statutory
from rules.pack import AFTER_ACTION, Pack
from rules.plausible import refuse_implausible


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "decide",
        help="say what a policy requires, from facts",
        description="Says who must be told, by when and why, by a policy, from the facts in a file. Changes nothing.",
    )
    parser.add_argument("--policy", required=True, help="the id of a policy, or a policy file")
    parser.add_argument(
        "--facts",
        required=True,
        metavar="FILE",
        help="facts in JSON or YAML: a file, - to read them from input, or the facts themselves in braces",
    )
    parser.add_argument("--at", help="the moment of deciding, like 2026-05-01T16:30 (London time); default: now")
    parser.add_argument("--json", action="store_true", help="print the decision as JSON")
    parser.add_argument(
        "--organisation", type=Path, metavar="FILE", help="take local limits and statutory rows from this file"
    )
    parser.add_argument(
        "--statutory", metavar="all|none|ID,ID", help="the statutory rows to add; default: the organisation's, or none"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command: 0 when decided, 2 with one sentence on the error output for bad input."""
    try:
        pack = load_pack(args.policy)
        facts = facts_from_text(_text(args.facts))
        limits, chosen = _organisation(args.organisation, pack)
        chosen = chosen if args.statutory is None else replace(chosen, rows=_rows(args.statutory))
        if chosen.rows:
            pack = with_statutory(pack, load_overlay(), chosen)
        at = _at(args.at)
        refuse_implausible(facts, at)
        decision = decide(pack, facts, at, limits)
    except NeedToKnowError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    print(json.dumps(decision_as_data(decision), indent=2, ensure_ascii=False) if args.json else _table(decision, pack))
    return 0


def _text(source: str) -> str:
    if source.lstrip().startswith("{"):
        return source
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


def _organisation(path: Path | None, pack: Pack) -> tuple[Limits, Statutory]:
    if path is None:
        return DEFAULT_LIMITS, Statutory()
    from bot.fitting import check_against_pack  # only this flag needs them
    from bot.organisation import load_organisation

    organisation = load_organisation(path)
    chosen = organisation.chosen_statutory
    if organisation.policy != pack.id:
        ours = f"of its local limits only those count whose rows {pack.id} has"
        print(f"{path.name} is for the policy {organisation.policy}: {ours}.", file=sys.stderr)
    else:
        check_against_pack(organisation, with_statutory(pack, load_overlay(), chosen) if chosen.rows else pack)
    return organisation.limits, chosen


def _rows(given: str) -> tuple[str, ...] | Literal["all"]:
    words = tuple(word.strip() for word in given.split(",") if word.strip())
    if words == ("all",):
        return "all"
    return () if words == ("none",) else words


def _table(decision: Decision, pack: Pack) -> str:
    lines = [f"{pack.title} (version {pack.version}), decided for {say_instant(decision.at)}", ""]
    if not decision.triggers:
        judging = pack.judgement or unsaid(pack)
        by = " or ".join(pack.role_title(role) for role in judging.route.told)
        lines.append(f"No row of the policy matches. Whoever is worried can still report, with the reason: to {by}.")
    for row in decision.triggers:
        by = say_instant(row.notify_by)
        lines += [
            f"{row.id}: {row.status}",
            f"  {row.why}",
            f"  {row.route_why}",
            f"  by {row.working}" if row.working.startswith(by) else f"  by {by}: {row.working}",
        ]
        if row.by:
            lines.append(f"  to be notified by {' or '.join(pack.role_title(role) for role in row.by)}")
        if row.phone:
            lines.append("  phone them as well")
        lines.append(f"  {row.source}")
        if row.missing:
            lines.append(f"  not known: {', '.join(row.missing)}")
    for title, rows in (
        ("Who is told", [(one.role, say_instant(one.notify_by), one.trigger) for one in decision.recipients]),
        ("Duties", [(one.id, _due(one.due), one.owner) for one in decision.duties if one.status is None]),
        ("Not known yet", [(gap.fact, gap.question) for gap in decision.missing_facts]),
    ):
        if rows:
            width = max(len(row[0]) for row in rows)
            lines += ["", title, *(f"  {row[0]:<{width}}  {'  '.join(row[1:])}" for row in rows)]
        if title == "Duties":
            lines += _declared(decision)
    if decision.next is not None:
        asked = decision.next
        lines += [
            "",
            f"Ask next: {asked.question} ({asked.fact}; of what is open it settles {asked.settles:g})",
        ]
    return "\n".join(lines)


def _declared(decision: Decision) -> list[str]:
    lines: list[str] = []
    for duty in decision.duties:
        if duty.status is None:
            continue
        before = "an action that was required" if duty.after == AFTER_ACTION else duty.after
        after = f", once {before} is done" if duty.after is not None else ""
        lines += [
            "",
            f"{duty.id}: {duty.status}",
            f"  {duty.what}",
            f"  {duty.why}",
            f"  {duty.owner}{after}{_by(duty)}",
            f"  {duty.source}",
        ]
        if duty.missing:
            lines.append(f"  not known: {', '.join(duty.missing)}")
    if any(duty.statutory for duty in decision.duties):
        lines += ["", "Statutory duties are for the council to confirm. Nothing here has told any other body."]
    return lines


def _by(duty: PlannedDuty) -> str:
    """When it is due and how that came about, the moment once."""
    if duty.due is None:
        return f": {duty.working}"
    due = _due(duty.due)
    return f", by {duty.working}" if duty.working.startswith(due) else f", by {due}: {duty.working}"


def _due(due: datetime | None) -> str:
    return say_instant(due) if due is not None else "no stated time"
