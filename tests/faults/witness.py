"""What the rehearsal saw, which outlives the bot, against what the bot kept: lost, stuck, doubled, and in which window.

The witness is Microsoft's side: the messages that stand on people's screens and the mails in their mailboxes. A message
that stands there once for each delivery that was sent is as it should be. One more, marked REPEAT, is the named window
(Teams took a post, the bot died before it could record that). One more without the mark, or a second mail, is doubled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import Connection, select

from bot.notifications.delivery import DeliveryStatus, Purpose, Via
from bot.notifications.duty import DutyKind, DutyStatus
from bot.notifications.proof import verify
from bot.store import tables as t
from bot.store.work import SqlWork
from tests.harness import Rehearsal

ELSEWHERE = (Purpose.RECEIPT, Purpose.FORM, Purpose.DIGEST)
"""The card that was pressed, and lists: not one message about one notification."""
ENDED = (DeliveryStatus.SENT, DeliveryStatus.CARRIED)


@dataclass
class Figures:
    """What came of a run. Only the first four may be anything but zero."""

    presses: int = 0
    notifications: int = 0
    deliveries: int = 0
    repeated_in_window: int = 0
    marked_in_caution: int = 0
    lost: int = 0
    stuck: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Count another run in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def clean(self) -> bool:
        """Nothing lost, stuck or doubled outside the named window, and every journal holds."""
        return not (self.lost or self.stuck or self.doubled or self.wrong)


@dataclass(frozen=True)
class Pressed:
    """What people did, as they know it: the references they were told, and which cards they pressed."""

    reports: int
    acknowledged: frozenset[tuple[str, str]]
    cards: frozenset[str]


def examine(tenant: Rehearsal, connection: Connection, pressed: Pressed) -> Figures:
    """Compare, once everything has come to rest."""
    figures = Figures()
    rows = [dict(row) for row in connection.execute(select(t.notifications)).mappings()]
    references = {row["id"]: row["reference"] for row in rows}
    figures.notifications = len(references)
    figures.lost += max(0, pressed.reports - len(references))
    if len(references) > pressed.reports:
        figures.doubled += len(references) - pressed.reports
        figures.wrong.append(f"{len(references)} notifications from {pressed.reports} reports")
    numbers = sorted(reference.rpartition("-")[2] for reference in references.values())
    if numbers != [f"{n:04d}" for n in range(1, len(numbers) + 1)]:
        figures.wrong.append(f"numbers given twice or skipped: {numbers}")
    _deliveries(tenant, connection, references, pressed, figures)
    _duties(connection, references, pressed, figures)
    for subject, reference in references.items():
        journal = SqlWork(connection).entries(subject)
        if not journal or verify(journal) is not None:
            figures.wrong.append(f"{reference}: the journal does not hold")
    return figures


def _deliveries(
    tenant: Rehearsal, connection: Connection, references: Mapping[str, str], pressed: Pressed, figures: Figures
) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    unclear: Counter[tuple[str, str]] = Counter()
    perhaps: Counter[tuple[str, str]] = (
        Counter()
    )  # given up because nobody needs it any more, after it may have arrived
    people = {person["aad"]: person["key"] for person in tenant.people()}
    for row in connection.execute(select(t.deliveries)).mappings():
        if row["status"] not in ENDED and row["error"] != "moot":
            figures.stuck += 1
            figures.wrong.append(f"{row['id']} is {row['status']} ({row['error']})")
            continue
        reference = references.get(row["notification"] or "")
        if reference is None or row["purpose"] in ELSEWHERE or row["status"] == DeliveryStatus.CARRIED:
            continue
        place = row["recipient"]
        if row["via"] == Via.PERSONAL:
            place = people[place]
        if row["status"] == DeliveryStatus.REFUSED:
            perhaps[place, reference] += row["attempt"] > 0
            continue
        expected[place, reference] += 1
        unclear[place, reference] += bool(row["unclear"])
    figures.deliveries = expected.total()
    seen, marked = _seen(tenant, set(references.values()), pressed)
    for place in expected | seen:
        more = seen[place] - expected[place]
        if more < 0:
            figures.lost -= more
            figures.wrong.append(f"{place}: {expected[place]} sent, {seen[place]} arrived")
        window = min(max(more, 0), marked[place])
        figures.repeated_in_window += window
        figures.marked_in_caution += max(0, unclear[place] - window) if "@" not in place[0] else 0
        if more - window > perhaps[place]:
            figures.doubled += more - window - perhaps[place]
            figures.wrong.append(f"{place}: {expected[place]} sent, {seen[place]} arrived, {marked[place]} marked")


def _seen(
    tenant: Rehearsal, references: set[str], pressed: Pressed
) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How many messages and mails about each notification stand in each place, and how many say REPEAT."""
    seen: Counter[tuple[str, str]] = Counter()
    marked: Counter[tuple[str, str]] = Counter()
    channel_read = False
    for person in tenant.people():
        for message in tenant.person(person["key"]).sees():
            personal = message.place == "personal"
            if message.sender != "bot" or message.id in pressed.cards or (channel_read and not personal):
                continue
            for reference in references:
                if reference in message.words:
                    place = (person["key"] if personal else message.place, reference)
                    seen[place] += 1
                    marked[place] += "REPEAT" in message.words or "Repeat:" in message.words
        channel_read = channel_read or any(m.place == "managers" for m in tenant.person(person["key"]).sees())
    for mail in tenant.read("mail"):
        for reference in references:
            if reference in mail["subject"]:
                for address in _addresses(mail):
                    seen[address, reference] += 1
    return seen, marked


def _addresses(mail: Mapping[str, object]) -> list[str]:
    to = mail["to"]
    assert isinstance(to, list)
    return [str(address) for address in to]


def _duties(connection: Connection, references: Mapping[str, str], pressed: Pressed, figures: Figures) -> None:
    for row in connection.execute(select(t.duties)).mappings():
        if row["status"] == DutyStatus.OPEN and (row["kind"] == DutyKind.NOTIFY or row["next_at"] is None):
            figures.stuck += 1
            figures.wrong.append(f"{row['id']} is open, with next step {row['next_at']}")
    said = Counter(
        (row["actor"], references[row["subject"]])
        for row in connection.execute(select(t.journal).where(t.journal.c.verb == "acknowledged")).mappings()
        if row["subject"] in references
    )
    for press in pressed.acknowledged:
        if said[press] < 1:
            figures.lost += 1
            figures.wrong.append(f"{press}: acknowledged, and the journal does not know")
        figures.doubled += max(0, said[press] - 1)
