"""`needtoknow doctor`: is everything set up as it must be. `doctor outlook` says what is wrong with a token."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from bot.app import Outside
    from bot.tokens.diagnosis import Finding

_LONGEST = 64 * 1024


def register(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "doctor",
        help="check the settings, the mailbox, or a token from Outlook",
        description="Checks what `serve` will need, with the settings of the environment. `doctor outlook` reads one "
        "token from standard input, says which check of the Outlook door it passes or fails, and keeps nothing of it.",
    )
    parser.add_argument("what", nargs="?", choices=("outlook",), help="outlook: check a token")
    parser.add_argument("--online", action="store_true", help="ask Microsoft too: keys, sign-in, one read of Graph")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print every check. 0 when none failed, 1 when one did, 2 when there is nothing to check."""
    from bot.app import production

    outside = production()
    if args.what == "outlook":
        return outlook(os.environ, outside, sys.stdin, online=args.online)
    return everything(os.environ, outside, online=args.online)


def everything(env: Mapping[str, str], outside: Outside, *, online: bool) -> int:
    """Check what can be checked of docs/outlook.md and docs/operations.md."""
    from bot.cli.setup import offline, reachable

    findings = offline(env, outside.clock.now())
    if online:
        findings = (*findings, *reachable(env, outside))
    return _say(findings)


def outlook(env: Mapping[str, str], outside: Outside, given: TextIO, *, online: bool) -> int:
    """Check one token from `given`. Without Outlook's settings there is no door to check it at."""
    from bot.app import outlook_door
    from bot.organisation import load_organisation
    from bot.settings import Settings
    from bot.tokens import KeysUnavailable, TokenRefused
    from bot.tokens.diagnosis import Finding, diagnose, person_of
    from rules.errors import NeedToKnowError

    try:
        settings = Settings.from_environment(env)
        organisation = load_organisation(settings.organisation)
    except NeedToKnowError as error:
        print(str(error), file=sys.stderr)
        return 2
    if settings.outlook is None:
        print("NTK_OUTLOOK_PROVIDER is not set: there is no Outlook door to check a token at.", file=sys.stderr)
        return 2
    if given.isatty():
        print("Paste the token, then press Enter and Ctrl+D. It is not kept.", file=sys.stderr)
    token = given.read(_LONGEST).strip().removeprefix("Bearer ").strip()
    door = outlook_door(settings, settings.outlook, outside)
    findings = list(diagnose(token, door.expectation, outside.clock.now()))
    oid = person_of(token)
    if oid:
        person = organisation.person(oid)
        who = f"{person.key} in the organisation file" if person else "nobody in the organisation file"
        change = "" if person else "Add the person, or send the mail to somebody who is in the file."
        findings.append(Finding("person", person is not None, who, change))
    if online and oid:
        try:
            door.verify(f"Bearer {token}", bound={"oid": oid})
            findings.append(Finding("signature", True, "of a key of your tenant; the door lets it in"))
        except TokenRefused as error:
            change = "It was not signed by your tenant, or was cut." if "key" in error.reason else ""
            findings.append(Finding("door", False, f"refuses it: {error.reason}", change))
        except KeysUnavailable:
            findings.append(Finding("signature", None, "not checked: your tenant's keys are out of reach"))
    elif oid:
        findings.append(Finding("signature", None, "not checked: add --online"))
    return _say(tuple(findings))


def _say(findings: tuple[Finding, ...]) -> int:
    marks = {True: "pass", False: "FAIL", None: "-   "}
    for each in findings:
        change = f" {each.change}" if each.change else ""
        print(f"{marks[each.passed]}  {each.check}: {each.words.rstrip('.')}.{change}")
    failed = sum(each.passed is False for each in findings)
    print("Nothing failed." if not failed else f"{failed} of {len(findings)} failed.")
    return 1 if failed else 0
