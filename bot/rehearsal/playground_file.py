"""The configuration file of Microsoft 365 Agents Playground, with the rehearsal's people and places in it.

Its schema (version 0.1.1) wants one who sits there and exactly five others, a group chat, and one team with its General
channel and at most one more. All six belong to all of it: it knows no private channel.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.rehearsal.identity import BOT_ID, BOT_NAME, TENANT_ID, steady_id
from bot.rehearsal.people import Cast, Channel, Person
from bot.rehearsal.problem import RehearsalError

NAME = ".m365agentsplayground.yml"
OTHERS = 5
SURROUNDINGS = {
    "TEAMSAPPTESTER_BROWSER": "none",
    "APPLICATIONINSIGHTS_CONFIGURATION_CONTENT": '{"disableAppInsights":true}',
}
"""It opens no browser and calls nobody: with its own `--dt` alone it still reports every quarter of an hour."""
PROGRAM = Path(__file__).parents[2] / "node_modules" / ".bin" / "agentsplayground"


def configuration(cast: Cast, person: Person) -> str:
    """The file for the Playground in which this person sits. Raises RehearsalError with fewer than six people."""
    others = list(_company(cast, person))[:OTHERS]
    if len(others) < OTHERS:
        raise RehearsalError(f"The Playground needs {OTHERS + 1} people, and this organisation has {len(others) + 1}.")
    channel = next(iter(cast.channels.values()), None)
    content = {
        "version": "0.1.1",
        "tenantId": TENANT_ID,
        "bot": {"id": BOT_ID, "name": BOT_NAME},
        "currentUser": _user(person),
        "users": [_user(other) for other in others],
        "personalChat": {"id": person.conversation_id},
        "groupChat": {"id": cast.group_id, "name": "Group chat"},
        "team": _team(channel),
    }
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)


def _company(cast: Cast, person: Person) -> Iterator[Person]:
    """The others, those first without whom no story goes: the reporter, their manager, role holders, on-call, cover."""
    people = [each for each in cast.people.values() if each.tenant == TENANT_ID]
    reporter = people[0]
    wanted = [
        reporter,
        *(each for each in people if each.key == reporter.manager),
        *(each for each in people if each.roles),
        *(each for each in people if each.key == cast.on_call),
        *(each for each in people if each.cover_for),
        *people,
    ]
    seen = {person.key}
    for each in wanted:
        if each.key not in seen:
            seen.add(each.key)
            yield each


def _user(person: Person) -> dict[str, str]:
    given, _, surname = person.name.partition(" ")
    return {
        "id": person.teams_id,
        "name": person.name,
        "userPrincipleName": person.mail,  # spelt so in the schema
        "aadObjectId": person.aad,
        "givenName": given,
        "surname": surname or given,
        "email": person.mail,
    }


def _team(channel: Channel | None) -> dict[str, object]:
    if channel is None:
        return {"id": steady_id("no team"), "name": "No team", "aadGroupId": steady_id("group"), "channels": []}
    return {
        "id": channel.team_id,
        "name": channel.team_name,
        "aadGroupId": channel.group_id,
        "channels": [{"id": channel.id, "name": channel.name}],
    }


def set_up(cast: Cast, person: Person, port: int, rehearsal: str, data: Path) -> str:
    """Write the file into a folder of its own, from which the Playground is started, and say what to do with it."""
    folder = data.resolve() / f"playground-{person.key}"
    folder.mkdir(parents=True, exist_ok=True)
    content = configuration(cast, person)
    (folder / NAME).write_text(content, encoding="utf-8")
    program = str(PROGRAM) if PROGRAM.exists() else "agentsplayground"
    own_node = Path(sys.executable).parent  # where the set-up puts node when the machine has none
    path = "" if shutil.which("node") else f"PATH=$PATH:{shlex.quote(str(own_node))} "
    surroundings = " ".join(f"{name}={shlex.quote(value)}" for name, value in SURROUNDINGS.items())
    return (
        f"\nThe Playground of {person.name} reads this file, {folder / NAME}:\n\n{content}\n"
        f"Start it with the next line, then open http://localhost:{port}/. It listens on every network address\n"
        f"of this machine, and asks nobody for a password: use no real person's details.\n\n"
        f"  cd {shlex.quote(str(folder))} && {path}{surroundings} {shlex.quote(program)} "
        f"-e {rehearsal}playground/{person.key}/api/messages -c msteams -p {port} --dt\n"
    )
