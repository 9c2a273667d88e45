"""What the rehearsal saw, which outlives the bot, against what the bot kept: lost, stuck, doubled, and in which window.

The witness is Microsoft's side: every message that ever arrived in Teams, and every mail. Each names the delivery that
it is (a header of the post, a property of the mail), so that each delivery is counted by itself. One message is as it
should be. One more that says REPEAT is the named window: Teams took a post, the bot died before it could record that.
One more without the mark, or a second mail, is doubled, also where the delivery was given up meanwhile.
An older card that a newer one replaced must be gone, any other must stand: taken away although it counts is lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Protocol

from sqlalchemy import Connection, select

from bot.notifications.delivery import Delivery, DeliveryStatus, Via
from bot.notifications.duty import DutyKind, DutyStatus
from bot.notifications.proof import verify
from bot.outlook.mailer import KEY
from bot.store import tables as t
from bot.store.rows import delivery_of
from bot.store.work import SqlWork

ENDED = (DeliveryStatus.SENT, DeliveryStatus.CARRIED)


class Witness(Protocol):
    """Microsoft's side of a rehearsal."""

    def read(self, what: str) -> Any:
        """GET from the control API: `posted`, `mail`."""
        ...


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
    """What people did, as they know it: how often they reported, and who acknowledged which reference."""

    reports: int
    acknowledged: frozenset[tuple[str, str]]


def examine(tenant: Witness, connection: Connection, pressed: Pressed) -> Figures:
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
    _deliveries(tenant, connection, references, figures)
    _duties(connection, references, pressed, figures)
    for subject, reference in references.items():
        journal = SqlWork(connection).entries(subject)
        if not journal or verify(journal) is not None:
            figures.wrong.append(f"{reference}: the journal does not hold")
    return figures


def _deliveries(tenant: Witness, connection: Connection, references: Mapping[str, str], figures: Figures) -> None:
    arrivals = _Arrivals(tenant)
    mailed = Counter(mail["properties"].get(KEY, "") for mail in tenant.read("mail"))
    for row in map(dict, connection.execute(select(t.deliveries)).mappings()):
        delivery = delivery_of(row)
        if delivery.status not in ENDED and delivery.error != "moot":
            figures.stuck += 1
            figures.wrong.append(f"{delivery.id} is {delivery.status} ({delivery.error})")
            continue
        if delivery.status is DeliveryStatus.CARRIED:
            continue
        figures.deliveries += delivery.status is DeliveryStatus.SENT
        if delivery.via is Via.MAIL:
            _mails(delivery, mailed.pop(delivery.key, 0), figures)
        else:
            _posts(delivery, arrivals, figures)
            _taken_away(delivery, arrivals, figures)
    for key, count in mailed.items():
        figures.doubled += count
        figures.wrong.append(f"{count} mails of {key or 'no delivery'}, which was never kept")
    for label, posts in arrivals.by_label.items():
        if label:
            figures.doubled += len(posts)
            figures.wrong.append(f"{len(posts)} posts of a delivery that was never kept")
    for post in arrivals.by_label.get("", ()):
        # What answers a press has no delivery behind it, and is about no notification.
        if any(reference in post["words"] for reference in references.values()):
            figures.doubled += 1
            figures.wrong.append(f"a message about a notification that no delivery stands for: {post['words'][:80]}")


def _mails(delivery: Delivery, count: int, figures: Figures) -> None:
    """A mail is looked for before it is sent again: there is no window, and no second one."""
    if delivery.status is DeliveryStatus.SENT and not count:
        figures.lost += 1
        figures.wrong.append(f"{delivery.id}: sent, and no such mail arrived")
    if count > 1:
        figures.doubled += count - 1
        figures.wrong.append(f"{delivery.id}: {count} mails")


def _taken_away(delivery: Delivery, arrivals: _Arrivals, figures: Figures) -> None:
    """Of the cards in somebody's own chat, what a newer one replaced is gone, and nothing else is."""
    if delivery.via is not Via.PERSONAL or delivery.provider_id not in arrivals.identities:
        return
    gone = delivery.provider_id in arrivals.deleted
    if gone and not delivery.replaced:
        figures.lost += 1
        figures.wrong.append(f"{delivery.id} was taken away, and no newer card is there")
    if delivery.replaced and not gone and not delivery.error:
        figures.wrong.append(f"{delivery.id} still stands beside a newer card")


def _posts(delivery: Delivery, arrivals: _Arrivals, figures: Figures) -> None:
    """The first post of a delivery is a message; each further one has to say REPEAT. Given up, it may have arrived."""
    posts = arrivals.by_label.pop(delivery.label, [])
    if delivery.status is DeliveryStatus.SENT and delivery.provider_id not in arrivals.identities:
        figures.lost += 1
        figures.wrong.append(f"{delivery.id}: sent, and no such message arrived")
    if any(post["place"] != posts[0]["place"] for post in posts):
        figures.wrong.append(f"{delivery.id}: posted in several places")
    for further in posts[1:]:
        if _says_repeat(further):
            figures.repeated_in_window += 1
        else:
            figures.doubled += 1
            figures.wrong.append(f"{delivery.id}: posted {len(posts)} times, without a mark")
    figures.marked_in_caution += len(posts) > 0 and _says_repeat(posts[0])


class _Arrivals:
    """What the bot ever posted in Teams, by the delivery that it said it was, in the order of arrival."""

    def __init__(self, tenant: Witness) -> None:
        posted = list(tenant.read("posted"))
        self.identities = {post["message"] for post in posted}
        self.deleted = {post["message"] for post in posted if post["deleted"]}
        self.by_label: dict[str, list[dict[str, Any]]] = {}
        for post in posted:
            self.by_label.setdefault(post["label"], []).append(post)


def _says_repeat(post: Mapping[str, Any]) -> bool:
    return "REPEAT" in post["words"] or "Repeat:" in post["words"]


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
