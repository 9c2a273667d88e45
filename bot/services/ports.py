"""What the services and the engine need from outside, named by what it does."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.notifications.absence import Absence
from bot.notifications.delivery import Delivery, Via
from bot.notifications.digest import Head
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty
from bot.notifications.journal import Entry
from bot.notifications.notification import Notification, Record
from bot.services.audit_ports import AuditedWork
from bot.services.listed_ports import ListedWork
from rules.errors import NeedToKnowError

T = TypeVar("T")


class NotSaved(NeedToKnowError):
    """The database could not take it: nothing was saved, not even half."""


class Clock(Protocol):
    """The injected clock."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...


@dataclass(frozen=True)
class Conversation:
    """Where Teams can be reached: a stored conversation reference. `key` is an Entra object id or a channel key."""

    kind: str
    key: str
    conversation: str
    service_url: str
    tenant: str
    user: str = ""


class Work(AuditedWork, ListedWork, Protocol):
    """One transaction. What is read is as it sees it; what is added is saved together or not at all."""

    def draft(self, draft_id: str) -> Draft | None: ...
    def add_draft(self, draft: Draft) -> None: ...
    def save_draft(self, draft: Draft) -> None:
        """Store a changed draft; its version must be the stored one plus one. Raises Conflict otherwise."""
        ...

    def notification(self, notification_id: str) -> Notification | None: ...
    def record(self, notification_id: str) -> Record | None: ...
    def record_of(self, notification: Notification) -> Record:
        """What hangs on a notification that was read in this unit."""
        ...

    def add_notification(self, notification: Notification) -> None: ...
    def save_notification(self, notification: Notification) -> None:
        """Store a changed notification (version plus one, or Conflict) and ask every sent card of it to be updated."""
        ...

    def keep_typed(self, notification: Notification) -> None:
        """Store what people typed and no press has used (Notification.typed). It is no change: no version, no update
        of a card."""
        ...

    def notifications_of(self, reporter: str, limit: int) -> tuple[Notification, ...]: ...
    def notifications_that_say(self, answer: str, text: str, limit: int) -> tuple[Notification, ...]:
        """The newest notifications in which this answer (by input id) is exactly this text."""
        ...

    def drafts_of(self, author: str, limit: int) -> tuple[Draft, ...]: ...
    def next_reference(self, year: int, series: str = "NTK") -> str: ...
    def open_for(self, person: str) -> tuple[str, ...]:
        """The ids of the notifications with an open duty that this person reported or was sent a card about."""
        ...

    def find_reference(self, reference: str) -> str | None: ...

    def duty(self, duty_id: str) -> Duty | None: ...
    def add_duty(self, duty: Duty) -> None: ...
    def save_duty(self, duty: Duty) -> None: ...
    def draft_duties(self, draft_id: str) -> tuple[Duty, ...]: ...
    def due_duties(self, at: datetime, limit: int) -> tuple[Duty, ...]: ...

    def duties_since(self, since: datetime) -> tuple[Duty, ...]:
        """The duties that are open, or were made or met since an instant."""
        ...

    def absence(self, absence_id: str) -> Absence | None: ...
    def absences_of(self, person: str) -> tuple[Absence, ...]:
        """A person's proposals, and their absences that run or are planned, oldest first."""
        ...

    def agreed_absences(self) -> tuple[Absence, ...]:
        """The absences that run or are planned."""
        ...

    def due_absences(self, at: datetime, limit: int) -> tuple[Absence, ...]:
        """The absences that begin, or are to be handed back."""
        ...

    def add_absence(self, absence: Absence) -> None: ...
    def save_absence(self, absence: Absence, at: datetime) -> None:
        """Store a changed absence (version plus one, or Conflict); cards sent about it are brought up to date."""
        ...

    def delivery(self, delivery_id: str) -> Delivery | None: ...
    def add_delivery(self, delivery: Delivery) -> None:
        """Store a delivery; one with the same key that exists already stays as it is."""
        ...

    def drop_unsent_cards(self, subject: str, recipient: str, to_phone: str = "") -> None:
        """A person's reminders about a notification or a draft that never went out give way to a newer one.

        `to_phone` names the duty to phone whose reminders are meant instead."""
        ...

    def collapse_cards(self, newest: Delivery, at: datetime) -> None:
        """Of the cards that a person has about one thing (a notification, a draft, their mornings, their own cover,
        somebody they cover for), only the `newest` stays: each older one that was sent says, in one last update, that
        there is a newer one, and is then taken away."""
        ...

    def take_place(self, newest: Delivery) -> None:
        """What was shown in the same activity before the `newest` is brought up to date no more."""
        ...

    def gave_way(self, recipient: str, activity: str, draft: str = "") -> bool:
        """Was what stood in this activity of a person's chat replaced by a newer card, and so taken away or about to
        be? Nothing new may come to stand there. `draft`: only what is about this draft is looked at."""
        ...

    def own_cover_card(self, person: str) -> Delivery | None:
        """The card about their own cover that stands in this person's chat: one that no newer card replaced."""
        ...

    def update_draft_cards(self, draft: str, at: datetime, but: str) -> None:
        """The reminders about a draft that waits no longer are brought up to date, `but` the card just pressed."""
        ...

    def save_delivery(self, delivery: Delivery) -> None: ...
    def due_deliveries(
        self,
        at: datetime,
        limit: int,
        *,
        ways: Collection[Via] = ...,
        but: Collection[str] = ...,
        tried_by: datetime | None = ...,
        worker: str = ...,
    ) -> tuple[Delivery, ...]:
        """What is due at `at`, by rank and then in order: by these ways, to nobody of `but` (recipients), and to nobody
        to whom another than this `worker` is sending.

        What was tried before counts only when it was due by `tried_by`."""
        ...

    def interrupted_deliveries(self, living: Collection[str] = ()) -> tuple[Delivery, ...]:
        """What somebody tries who is none of the `living` workers."""
        ...

    def cards_of_draft(self, draft_id: str) -> tuple[Delivery, ...]: ...
    def drafts_escalated_to(self, person: str) -> tuple[Draft, ...]:
        """The drafts not sent yet that this person, as somebody's manager, was told of."""
        ...

    def next_due(self) -> datetime | None:
        """The earliest instant at which a duty, a delivery or the handing back of an absence is due."""
        ...

    def journal(self, subject: str, at: datetime, actor: str, verb: str, **content: str) -> None:
        """Append an entry about a notification, a draft, an absence, or "door"."""
        ...

    def entries(self, subject: str) -> tuple[Entry, ...]: ...
    def entry(self, subject: str, seq: int) -> Entry | None: ...
    def newest_entry(self, subject: str) -> Entry | None: ...
    def grown(self, after: datetime, until: datetime) -> tuple[Head, ...]:
        """The heads, as they were at `until`, of the journals that got a line after `after`; digests are left out."""
        ...

    def erase(self, subject: str, at: datetime, actor: str, why: str) -> int:
        """Take what the lines so far say, and append a line that says so: the chain stays whole. Returns how many."""
        ...

    def conversation(self, kind: str, key: str) -> Conversation | None: ...
    def put_conversation(self, conversation: Conversation) -> None: ...

    def received(self, key: str) -> str | None:
        """What was answered to this activity before, if it was received before."""
        ...

    def remember(self, key: str, at: datetime, answer: str) -> None: ...


class Store(Protocol):
    """Runs one unit of work whole, in the writer's thread, and commits it."""

    async def run(self, unit: Callable[[Work], T]) -> T: ...


class Workers(Protocol):
    """The processes that work on one database, of which this is one; absent in embedded mode."""

    @property
    def worker(self) -> str:
        """This process as a worker. Raises NotSaved while the database knows of none."""
        ...

    async def registered(self) -> None:
        """Wait until this process is a worker."""
        ...

    async def run(
        self, act: Callable[[], Awaitable[object]], take_over: Callable[[Collection[str]], Awaitable[object]]
    ) -> None:
        """Work until cancelled: `act` at each wake-up; `take_over` hears again and again which workers live."""
        ...


class Reach(Protocol):
    """A named step was reached: a hook for the crash harness, absent in production."""

    def __call__(self, step: str, /) -> None: ...
