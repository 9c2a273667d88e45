"""The rehearsal's council in one process: real services, rules and store, a clock that stands still, no HTTP.

For tables too large for a rehearsal. `attempt` tries a press and takes everything back, so that each cell of a table
meets the same state.
"""

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, literal_column, select

from bot.fitting import load_governing
from bot.notifications.commands import Actor, Place, Press
from bot.notifications.delivery import Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.notification import Notification, Record
from bot.organisation import load_organisation
from bot.organisation_parts import Operator
from bot.services import claiming, delivering, handing_over, pressing, putting_aside, watching
from bot.services.authority import Authority
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Work
from bot.services.screens import DraftScreen, Screen, WordsScreen
from bot.store import tables
from bot.store.database import DataFolder, open_store
from bot.store.postgres import open_postgresql
from bot.store.unit_of_work import SqlStore
from bot.store.work import SqlWork
from rules.load import load_pack

T = TypeVar("T")

ORGANISATION = Path(__file__).parents[2] / "bot" / "rehearsal" / "organisations" / "informing-the-director.yaml"
FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
MEMBER = Actor("99999999-0000-4000-8000-000000000001", "Marlow Member")
"""A member of the tenant whom the organisation file does not name."""

MISSING = {
    "subject.kind": "child",
    "happened": "missing",
    "child.status": "cla",
    "about.staff": "no",
    "media.interest": "none",
    "incident.details": "Did not come back from school.",
}
"""Always told: the DCS and the CM."""
PRACTICE = {
    "subject.kind": "child",
    "happened": "practice-concern",
    "child.status": "cin",
    "practice.unresolved": "yes",
    "about.staff": "no",
    "media.interest": "none",
    "incident.details": "A matter of practice that managers have not resolved.",
}
"""The ACM or the CM decides whether the DCS is told."""


def authority() -> Authority:
    """The rehearsal's organisation and its pack."""
    organisation = load_organisation(ORGANISATION)
    return Authority(load_pack(organisation.policy), organisation)


def with_operator(person: str = "", address: str = "it-service@rehearsal.example") -> Authority:
    """The same, with somebody who runs the software: a mailbox, and a person where one is named."""
    known = authority()
    operator = Operator(address=address, person=person)
    return Authority(known.pack, known.organisation.model_copy(update={"operator": operator}))


def authority_of(name: str) -> Authority:
    """One of the rehearsal's councils, with its policy and the statutory rows it has switched on."""
    organisation = load_organisation(ORGANISATION.with_name(f"{name}.yaml"))
    return Authority(load_governing(organisation), organisation)


class Standing:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime = FRIDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant, aware, UTC."""
        return self.at


@dataclass
class Tried:
    """What a press would do: its screen, and whether anything but the journal and the answers kept would change."""

    screen: Screen
    changed: bool
    verbs: tuple[str, ...]

    @property
    def code(self) -> str:
        """The code of the words on the screen."""
        words = getattr(self.screen, "words", None)
        return words.code if words else ""

    @property
    def kind(self) -> str:
        """`do` when something changed, `see` when content is shown, `-` when there are only words."""
        if self.changed:
            return "do"
        return "-" if isinstance(self.screen, WordsScreen) else "see"


@dataclass
class Council:
    """A store in a folder of its own, or in this PostgreSQL, and the people of the rehearsal's organisation."""

    folder: Path
    clock: Standing = field(default_factory=Standing)
    authority: Authority = field(default_factory=authority)
    steps: list[str] = field(default_factory=list)
    database: str = ""

    def __post_init__(self) -> None:
        self.lock = DataFolder(self.folder)
        self.engine = open_postgresql(self.database) if self.database else open_store(self.lock)
        self.store = SqlStore(self.engine, self.steps.append, self.authority.follow)
        self._pressed = 0

    def close(self) -> None:
        """Let the store and the folder go."""
        self.store.close()
        self.lock.close()

    def run(self, unit: Callable[[Work], T]) -> T:
        """One unit of work, committed."""
        return self.store.run_here(unit)

    def actor(self, who: str) -> Actor:
        """Somebody by their key; `member` is in the tenant and not in the file."""
        if who == "member":
            return MEMBER
        person = self.authority.organisation.people[who]
        return Actor(person.id, person.name)

    def command(
        self,
        who: str,
        verb: str,
        id: str = "",
        version: int = 0,
        inputs: Mapping[str, str] | None = None,
        place: str = "personal",
        conversation: str = "",
        key: str | None = None,
    ) -> Press:
        """A press, each its own activity unless `key` says otherwise."""
        self._pressed += 1
        actor = self.actor(who)
        there = conversation or (actor.id if place == "personal" else f"19:{place}")
        where = Place(place, there, f"card-{self._pressed}")
        return Press(actor, where, verb, id, version, inputs or {}, key or f"key-{self._pressed}")

    def press(self, who: str, verb: str, id: str = "", version: int = 0, **more: Any) -> Screen:
        """Press, and commit."""
        command = self.command(who, verb, id, version, **more)
        return self.run(lambda work: pressing.press(work, self.authority, command, self.clock.now()))

    def attempt(self, who: str, verb: str, id: str = "", version: int = 0, **more: Any) -> Tried:
        """Press, look at what changed, and take it all back."""
        command = self.command(who, verb, id, version, **more)
        with self._taken_back() as connection:
            work = SqlWork(connection)
            before, journal = state(connection), _journal(connection)
            screen = pressing.press(work, self.authority, command, self.clock.now())
            work.flush()
            after = _journal(connection)
            return Tried(screen, state(connection) != before, tuple(after[len(journal) :]))

    @contextmanager
    def _taken_back(self) -> Any:
        with self.engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                transaction.rollback()

    # -- stories --------------------------------------------------------------------------------

    def draft(self, by: str, answers: Mapping[str, str], step: str = "check") -> DraftScreen:
        """A draft with these answers on this step, as its author left it."""
        actor, at = self.actor(by), self.clock.now()

        def unit(work: Work) -> DraftScreen:
            screen = putting_aside.fresh(work, actor, at)
            draft = replace(screen.draft, answers=dict(answers), step=step, version=screen.draft.version + 1)
            work.save_draft(draft)
            return DraftScreen(draft)

        return self.run(unit)

    def fill(self, draft: Draft, answers: Mapping[str, str]) -> None:
        """Fill an open draft and send it."""
        full = replace(draft, answers=dict(answers), step="check", version=draft.version + 1)
        self.run(lambda work: work.save_draft(full))
        author = self.authority.organisation.person(draft.author)
        assert author is not None
        self.press(author.key, "send", full.id, full.version)

    def report(self, by: str, answers: Mapping[str, str] = MISSING) -> Notification:
        """A report that was sent, nothing of it delivered yet."""
        draft = self.draft(by, answers).draft
        self.press(by, "send", draft.id, draft.version)
        return self.of_draft(draft.id)

    def tell_now(self, by: str, words: str = "A child is missing.") -> Notification:
        """A report sent from the first card."""
        draft = self.draft(by, {}, "first").draft
        self.press(by, "tell-now", draft.id, draft.version, inputs={"incident.details": words, "about.staff": "no"})
        return self.of_draft(draft.id)

    def of_draft(self, draft_id: str) -> Notification:
        """The notification that a draft became."""
        draft = self.run(lambda work: work.draft(draft_id))
        assert draft is not None
        assert draft.notification is not None
        return self.record(draft.notification).notification

    def record(self, notification: str) -> Record:
        """A notification with its journal."""
        record = self.run(lambda work: work.record(notification))
        assert record is not None
        return replace(record, journal=self.run(lambda work: work.entries(notification)))

    def verbs(self, subject: str) -> list[str]:
        """What the journal says was done about a subject, oldest first."""
        return [entry.verb for entry in self.run(lambda work: work.entries(subject))]

    def deliver(self, refuse: Callable[[Parcel], Failed | None] = lambda _: None) -> list[Parcel]:
        """Send everything due; the provider takes all of it but what `refuse` refuses."""
        at, handed = self.clock.now(), []
        for _ in range(20):
            parcels = self.run(lambda work: claiming.claim(work, self.authority, at, 100))
            if not parcels:
                break
            for parcel in parcels:
                handed.append(parcel)
                self._settle(parcel, refuse(parcel), at)
        return handed

    def _settle(self, parcel: Parcel, failure: Failed | None, at: datetime) -> None:
        if failure is None:
            taken = Sent(f"activity-{parcel.delivery.key}", _conversation(parcel))
            self.run(lambda work: delivering.sent(work, self.authority, parcel, taken, at))
        else:
            refused, again = failure, at + timedelta(seconds=5)
            self.run(lambda work: delivering.failed(work, self.authority, parcel, refused, again, at))

    def advance(self, span: timedelta) -> None:
        """Move the clock through every instant at which a duty is due."""
        target = self.clock.now() + span
        for _ in range(500):
            due = self.run(lambda work: work.next_due())
            if due is None or due > target:
                break
            self.clock.at = max(due, self.clock.at)
            self.run(lambda work: handing_over.turn_due(work, self.authority, self.clock.now()))
            self.run(lambda work: watching.act_on_due(work, self.authority, self.clock.now()))
            self.deliver()
        self.clock.at = target


def kept_report(council: Council, by: str, answers: Mapping[str, str]) -> Notification:
    """A report that no row requires yet, kept by its reporter."""
    draft = council.draft(by, answers).draft
    council.press(by, "keep", draft.id, draft.version)
    return council.of_draft(draft.id)


def _conversation(parcel: Parcel) -> str:
    return "19:managers-rehearsal@thread.tacv2;messageid=1" if parcel.delivery.via is Via.CHANNEL else "a:1"


def state(connection: Connection) -> dict[str, list[Any]]:
    """Everything that a press may change, but the journal, what was received, and where people and their own cover
    cards are."""
    cards = select(tables.deliveries).where(tables.deliveries.c.purpose != Purpose.OWN_COVER)
    kept = {t.name: select(t) for t in (tables.drafts, tables.notifications, tables.duties, tables.absences)}
    return {name: sorted(map(repr, connection.execute(q).all())) for name, q in {**kept, "deliveries": cards}.items()}


def _journal(connection: Connection) -> list[str]:
    j = tables.journal.c
    return [row.verb for row in connection.execute(select(j.verb).order_by(literal_column("rowid")))]
