"""`needtoknow facts`: every fact that may be known about an incident, with its question and choices (docs/facts.md)."""

from __future__ import annotations

import argparse
import json
from typing import Any

from rules.facts import VOCABULARY, Fact


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "facts",
        help="list the facts that policies ask for",
        description="Lists every fact that may be known about an incident: its id, type, question and choices.",
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the vocabulary; always 0."""
    if args.json:
        print(json.dumps([_data(fact) for fact in VOCABULARY.values()], indent=2, ensure_ascii=False))
    else:
        print("\n".join(line for fact in VOCABULARY.values() for line in _lines(fact)))
    return 0


def _data(fact: Fact) -> dict[str, object]:
    return {
        "id": fact.id,
        "type": fact.type,
        "question": fact.question,
        "choices": [choice.id for choice in fact.choices],
        "labels": {choice.id: choice.label for choice in fact.choices},
        "means": {choice.id: choice.means for choice in fact.choices if choice.means},
        "scope": fact.scope,
        "kinds": list(fact.kinds),
        "safety": fact.safety,
        "hint": fact.hint,
        "implies": fact.implies,
        "presumed": fact.presumed,
        "otherwise": fact.otherwise,
        "until": fact.until,
    }


def _lines(fact: Fact) -> list[str]:
    marks = ", ".join([fact.type, f"once per {fact.scope}", *(["always asked"] if fact.safety else [])])
    return [
        f"{fact.id}  ({marks})",
        f"  {fact.question}",
        *([f"  {fact.hint}"] if fact.hint else []),
        *(f"    {choice.id}: {choice.label}{f' ({choice.means})' if choice.means else ''}" for choice in fact.choices),
    ]
