"""Three in ten of all calls to Microsoft go wrong for a whole story: everything arrives; what comes twice says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.databases import SQLITE
from tests.faults.story import TOLD, begin, tell
from tests.faults.witness import Pressed, examine
from tests.harness import Message, NotSeen, Outcome, Person, Rehearsal
from tests.security.kept import rows

SHARE, SEED = 0.3, 7
REPORTS = 4


def insisted(tenant: Rehearsal, outcome: Outcome) -> Outcome:
    """Teams sends again what was not answered."""
    for _ in range(20):
        if outcome.status == 200:
            return outcome
        outcome = tenant.repeat(outcome.wire[0])
    raise AssertionError(f"answered {outcome.status} twenty times")


def form(tenant: Rehearsal, who: str) -> Message:
    """The form, asked for until it comes: the words that bring it may be lost on their way."""
    for _ in range(20):
        try:
            return begin(tenant, who)
        except NotSeen:
            continue
    raise AssertionError(f"{who} never got the form")


def acknowledge(tenant: Rehearsal, person: Person, aad: str, done: set[tuple[str, str]]) -> None:
    """Press what there is to acknowledge, once for each notification."""
    for message in person.sees("personal"):
        if "acknowledge" in message.actions and "NTK-" in message.words:
            start = message.words.index("NTK-")
            reference = message.words[start : start + 13]
            if (aad, reference) not in done:
                done.add((aad, reference))
                insisted(tenant, person.presses(message, "acknowledge", {}))


@pytest.mark.timeout(400)  # a hundred and seventy calls, on a machine that others use
def test_in_a_storm_everything_arrives_and_only_the_named_window_repeats(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    with Rehearsal(tmp_path) as tenant:
        people = {person["key"]: person["aad"] for person in tenant.people()}
        acknowledged = set[tuple[str, str]]()
        tenant.storm(SHARE, SEED)
        for number in range(REPORTS):
            who = ("rowan", "sasha")[number % 2]
            card = form(tenant, who)
            insisted(tenant, tell(tenant, card, who))
            tenant.advance("2m")
        for who in TOLD[:2]:
            acknowledge(tenant, tenant.person(who), people[who], acknowledged)
        tenant.advance("40m")  # reminders, cover and the next role, all through the same storm
        for who in TOLD[:2]:
            acknowledge(tenant, tenant.person(who), people[who], acknowledged)
        tenant.advance("2h")
        (storm,) = tenant.faults()
        tenant.clear_faults()
        tenant.advance("20m")
        with SQLITE.new(tmp_path) as stored, stored.reading() as connection:
            figures = examine(tenant, connection, Pressed(REPORTS, frozenset(acknowledged)))
        record_property(
            "figures",
            f"storm: {sum(storm['befell'].values())} of {storm['calls']} calls went wrong ({storm['befell']}); "
            f"{figures.deliveries} deliveries: {figures.lost} lost, {figures.stuck} stuck, {figures.doubled} doubled "
            f"outside the named window, {figures.repeated_in_window} repeated in it, "
            f"{figures.marked_in_caution} marked in caution",
        )
        assert figures.clean, figures.wrong
        assert len(acknowledged) == 2 * REPORTS
        assert all(storm["befell"][service] for service in ("connector", "graph"))
        journal = sum(row["verb"] == "posted-again" for row in rows(tmp_path, "SELECT verb FROM journal"))
        assert journal == tenant.bot_log().count("delivery.posted-again")
        assert journal >= figures.repeated_in_window
        assert figures.repeated_in_window + figures.marked_in_caution > 0
