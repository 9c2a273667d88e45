"""The crash harness: the real bot process, killed with -9 over and over while people report and acknowledge.

    python -m tests.faults.crashing --kills 300 --database both --seed 6

Each life of the bot ends at a named step (before-commit, after-commit, before-call, after-call, before-record) or at an
instant of chance, sometimes again while it starts. Then it is started, Teams sends again what was not answered, and
another life begins. At the end the rehearsal, which outlives every death, is the witness (tests/faults/witness.py).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from bot.notifications.delivery import DeliveryStatus
from bot.rehearsal.outside import STEPS
from bot.store import tables as t
from tests.faults.databases import DATABASES, POSTGRESQL, Database, Stored
from tests.faults.story import TOLD, begin, tell
from tests.faults.witness import Figures, Pressed, examine
from tests.harness import NotSeen, Outcome, Refused, Rehearsal
from tests.postgres import end_server

UNSENT = (
    select(func.count())
    .select_from(t.deliveries)
    .where(t.deliveries.c.status.in_((DeliveryStatus.WAITING, DeliveryStatus.TRYING)))
)
BOTH = "both"
CHANCE = "at an instant of chance"
STARTING = "while it starts"
REPORTERS = ("rowan", "sasha")
LIVES_A_TENANT = 50
MOST_ARRIVALS = 10
"""Deaths are armed at one of the first so many arrivals at a step: a report commits and calls about as often. Where
processes share the work, each comes there so much less often."""
LONGEST = 0.25
"""Seconds within which an instant of chance lies: a report and its messages take about as long."""


@dataclass(frozen=True)
class Tried:
    """A press: what came of it, and how the same press is made again where no answer came."""

    outcome: Outcome
    again: Callable[[], Outcome]


@dataclass
class Killed:
    """How often the bot died, and where."""

    deaths: Counter[str] = field(default_factory=Counter)
    figures: Figures = field(default_factory=Figures)
    seconds: float = 0.0

    def add(self, other: Killed) -> None:
        """Count another run in."""
        self.deaths.update(other.deaths)
        self.figures.add(other.figures)

    def lines(self, database: str) -> list[str]:
        """The figures, for people."""
        f, deaths = self.figures, ", ".join(f"{count} {where}" for where, count in sorted(self.deaths.items()))
        return [
            f"crash harness on {database}: {self.deaths.total()} kills in {self.seconds:.0f} s ({deaths})",
            f"  {f.presses} presses, {f.notifications} notifications, {f.deliveries} deliveries: "
            f"{f.lost} lost, {f.stuck} stuck, {f.doubled} doubled outside the named window",
            f"  in the named window: {f.repeated_in_window} posted again and marked REPEAT; "
            f"{f.marked_in_caution} marked although the first never arrived",
            *(f"  WRONG: {line}" for line in f.wrong[:20]),
        ]


class Lives:
    """One rehearsal in which the bot dies again and again."""

    def __init__(self, tenant: Rehearsal, chance: random.Random) -> None:
        self._tenant = tenant
        self._chance = chance
        self._reports = 0
        self._open: list[tuple[str, str]] = []
        self._acknowledged: set[tuple[str, str]] = set()
        self._aad = {person["key"]: person["aad"] for person in tenant.people()}
        self._mail = {person["key"]: person["mail"] for person in tenant.people()}
        self.killed = Killed()
        self._processes = sorted(tenant.clock()["processes"])
        self._mortal = self._processes[0]

    def live_and_die(self) -> None:
        """One life: something happens, the bot (or one process of it) dies in the midst of it, and is started again."""
        self._mortal = self._chance.choice(self._processes)
        where = self._chance.choice((*STEPS, CHANCE, CHANCE, CHANCE))
        if where == CHANCE:
            with ThreadPoolExecutor(1) as beside:
                dying = beside.submit(self._die_soon)
                died = self._something_happens()
                dying.result()
        else:
            arrivals = self._chance.randint(1, MOST_ARRIVALS // len(self._processes))
            self._tenant.kill_bot(at=where, nth=arrivals, process=self._mortal)
            died = self._something_happens()
            if self._runs():  # it came there less often than that
                where = CHANCE
                self._tenant.kill_bot(process=self._mortal)
        self.killed.deaths[where] += 1
        self._start()
        for tried in died:
            self._until_answered(tried)

    def _runs(self) -> bool:
        return bool(self._tenant.clock()["processes"][self._mortal])

    def _die_soon(self) -> None:
        time.sleep(self._chance.uniform(0, LONGEST))
        self._tenant.kill_bot(process=self._mortal)

    def _start(self) -> None:
        """Start the bot; now and then it dies while it takes over what the last life left."""
        if self._chance.random() < 0.15:
            with ThreadPoolExecutor(1) as beside:
                starting = beside.submit(self._start_as_far_as_it_comes)
                time.sleep(self._chance.uniform(0.3, 1.2))
                self._tenant.kill_bot(process=self._mortal)
                starting.result()
            self.killed.deaths[STARTING] += 1
        self._start_as_far_as_it_comes()
        self._start_if_dead()

    def _start_as_far_as_it_comes(self) -> None:
        try:
            self._tenant.start_bot(process=self._mortal)
        except Refused:  # it was killed meanwhile
            return

    def _start_if_dead(self) -> None:
        for _ in range(5):
            if self._runs():
                return
            self._tenant.start_bot(process=self._mortal)
        raise AssertionError("the bot does not start any more")

    def _something_happens(self) -> list[Tried]:
        """A report, an acknowledgement, both at once, or time goes by. Returns what was answered to the presses."""
        doing = self._chance.choices(("report", "acknowledge", "both", "time"), (4, 4, 3, 1))[0]
        if doing == "time" and self._open:
            self._tenant.advance("16m")
            return []
        if doing == "both" and self._open:
            with ThreadPoolExecutor(2) as people:
                pressing = [people.submit(self._report), people.submit(self._acknowledge)]
                return [tried for each in pressing if (tried := each.result()) is not None]
        tried = self._acknowledge() if doing == "acknowledge" and self._open else self._report()
        return [tried] if tried is not None else []

    def _report(self) -> Tried | None:
        who = self._chance.choice(REPORTERS)
        try:
            card = begin(self._tenant, who)
        except NotSeen:  # the bot died before it showed the form: nobody has reported anything
            return None
        self._reports += 1
        self.killed.figures.presses += 1
        return self._in_teams(tell(self._tenant, card, who))

    def _in_teams(self, outcome: Outcome) -> Tried:
        """Teams sends again what was not answered, the identical bytes."""
        return Tried(outcome, lambda: self._tenant.repeat(outcome.wire[0]))

    def _acknowledge(self) -> Tried | None:
        """In the own chat, or from the own mail."""
        who, reference = self._chance.choice(self._open)
        person, press = self._tenant.person(who), self._from_a_mail(who, reference)
        if press is None:
            try:
                card = person.card(text=reference, action="acknowledge", place="personal")
            except NotSeen:
                return None
        self._open.remove((who, reference))
        self._acknowledged.add((self._aad[who], reference))
        self.killed.figures.presses += 1
        if press is not None:
            return Tried(press(), press)  # Outlook sends nothing again: the person presses once more
        return self._in_teams(person.presses(card, "acknowledge", {}))

    def _from_a_mail(self, who: str, reference: str) -> Callable[[], Outcome] | None:
        """Pressing in a mail of theirs, now and then, where they have one."""
        if self._chance.random() < 0.6:
            return None
        for mail in self._tenant.mail_to(self._mail[who]):
            if reference in mail["subject"] and "acknowledge" in [action["id"] for action in mail.get("actions") or ()]:
                return lambda: self._tenant.press_mail(who, mail["mail"], "acknowledge")
        return None

    def _until_answered(self, tried: Tried) -> None:
        outcome = tried.outcome
        for _ in range(3):
            if outcome.status:
                break
            outcome = tried.again()
        if outcome.status != 200 or "Not saved" in str(outcome.answer):
            self.killed.figures.wrong.append(f"a press was answered {outcome.status}: {outcome.answer}"[:300])

    def look(self) -> None:
        """What there is to acknowledge now."""
        known = {reference for _, reference in self._open} | {reference for _, reference in self._acknowledged}
        for who in TOLD:
            for message in self._tenant.person(who).sees("personal"):
                if "acknowledge" in message.actions and "NTK-" in message.words:
                    start = message.words.index("NTK-")
                    reference = message.words[start : start + 13]
                    if reference not in known and (who, reference) not in self._open:
                        self._open.append((who, reference))

    def come_to_rest(self, stored: Stored) -> None:
        """No more deaths: what is due goes out, then the witness is heard."""
        self._tenant.advance("10m")
        pressed = Pressed(self._reports, frozenset(self._acknowledged))
        with stored.reading() as connection:
            self.killed.figures.add(examine(self._tenant, connection, pressed))


def crash(kills: int, seed: int, database: Database, folder: Path, at_once: int = 1) -> Killed:
    """Let the bot die so many times, in a new rehearsal every so often. Chance is seeded; the machine's pace is not."""
    whole, began = Killed(), time.monotonic()
    parts = [min(LIVES_A_TENANT, kills - done) for done in range(0, kills, LIVES_A_TENANT)]
    with ThreadPoolExecutor(at_once) as beside:
        for lived in beside.map(lambda n: _tenant_lives(parts[n], seed, n, database, folder), range(len(parts))):
            whole.add(lived)
    whole.seconds = time.monotonic() - began
    return whole


def _tenant_lives(kills: int, seed: int, number: int, database: Database, folder: Path) -> Killed:
    place = folder / f"tenant-{number}"
    with database.new(place) as stored, Rehearsal(place, options=stored.options) as tenant:
        lives = Lives(tenant, random.Random(f"{seed}:{number}"))
        while lives.killed.deaths.total() < kills:
            lives.live_and_die()
            lives.look()
        lives.come_to_rest(stored)
    return lives.killed


def taken_up(folder: Path) -> float:
    """Of two processes one dies while it sends a report's messages: the seconds until the other has sent the rest.

    The clock stands still: no lease runs out, the living worker finds that the other does not beat any more.
    """
    place = folder / "taken-up"
    with POSTGRESQL.new(place) as stored, Rehearsal(place, options=stored.options) as tenant:
        died = 0.0
        while tenant.clock()["processes"]["bot"]:
            tenant.kill_bot(at="before-call", process="bot")
            card = begin(tenant)
            died = time.monotonic()
            tell(tenant, card)
        with stored.reading() as connection:
            while connection.execute(UNSENT).scalar_one():
                connection.rollback()
                if time.monotonic() - died > 120:
                    raise AssertionError("nobody took up what the dead worker was sending")
                time.sleep(0.1)
    return time.monotonic() - died


def main() -> int:
    """Run it from the command line; 1 where anything was lost, stuck or doubled."""
    reader = argparse.ArgumentParser(description="Kill the bot over and over, and count what is lost or doubled.")
    reader.add_argument("--kills", type=int, default=300)
    reader.add_argument("--seed", type=int, default=6)
    reader.add_argument("--at-once", type=int, default=2, help="so many rehearsals beside each other")
    reader.add_argument("--database", choices=[BOTH, *sorted(DATABASES)], default=BOTH)
    asked = reader.parse_args()
    clean = True
    try:
        for name in sorted(DATABASES) if asked.database == BOTH else [asked.database]:
            with tempfile.TemporaryDirectory() as folder:
                killed = crash(asked.kills, asked.seed, DATABASES[name], Path(folder), asked.at_once)
                print("\n".join(killed.lines(name)), flush=True)
                if name == POSTGRESQL.name:
                    print(f"  what a dead worker was sending arrived {taken_up(Path(folder)):.1f} s after its death")
            clean = clean and killed.figures.clean
    finally:
        end_server()
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
