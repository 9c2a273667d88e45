"""A notification: what was reported, the pack's decision frozen with it, and its status derived from its duties."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.notifications.addition import Addition
from bot.notifications.closure import closing, reopening
from bot.notifications.conflict import for_matter, kept_from
from bot.notifications.delivery import Delivery
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.journal import Entry
from bot.notifications.remark import Remark
from bot.notifications.restriction import Restriction
from bot.organisation import Organisation
from rules.decision import Decision
from rules.pack import AFTER_ACTION


@dataclass(frozen=True)
class ToldOrally:
    """What an assistant recorded: that they told `whom` by word of mouth at `at`. It meets no duty.

    `whom` and `by` are Entra object ids; `at` and `recorded_at` are aware and UTC.
    """

    whom: str
    at: datetime
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Notification:
    """One incident, told to the people the policy names. Instants are aware and UTC.

    `facts` and `fields` are the answers as the reporter gave them (docs/facts.md); `decision` is frozen at
    sending, with the pack's version and hash, so that a later edit of the pack never rewrites history.
    `sent_by` names the manager who sent it as it was, for a reporter who had not: "" when the reporter did.
    `typed` is what people typed on their own cards and no press has used yet, by Entra object id and input id: theirs
    alone, given back to them until they save, mend or use it.
    `remarks` is what those who were told have added since, oldest first; of what is chosen, the newest counts.
    `additions` is what was added by deeds (an update, a closing), oldest first, and only ever grows.
    `told_orally` is what assistants of those told have recorded.
    A `drill` is the bot's own test of itself: marked as one wherever it shows, and never counted as real.
    `staff_matter` keeps it out of the channel: "yes" and "unknown" do, only "no" lets it in.
    `restriction` says who sees it whole, None where nobody asked for one (restriction.py); what of it somebody may see
    is answered by sight.py alone.
    """

    id: str
    reference: str
    reporter: str
    reporter_name: str
    created_at: datetime
    aware: datetime
    answers: Mapping[str, str]
    decision: Decision
    staff_matter: str
    told_now: bool
    judgement: str = ""
    sent_by: str = ""
    typed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    additions: tuple[Addition, ...] = ()
    told_orally: tuple[ToldOrally, ...] = ()
    drill: bool = False
    restriction: Restriction | None = None
    version: int = 1

    @property
    def is_veiled(self) -> bool:
        """Is this what somebody sees who may not read it whole (sight.py)?"""
        return False

    @property
    def kept_from(self) -> frozenset[str]:
        """Who must not know of it, by their Entra object ids (conflict.py)."""
        return kept_from(self.answers)

    @property
    def is_open(self) -> bool:
        """Is it certain that what many read, such as a channel, may show it: no staff matter, kept from nobody?"""
        return self.staff_matter == "no" and not self.kept_from and not self.is_restricted

    @property
    def is_restricted(self) -> bool:
        """Do only a few named readers see it whole? What nobody has said is restricted."""
        return self.restriction is not None and self.restriction.on

    @property
    def closed(self) -> Addition | None:
        """Why it is considered resolved, by whom and since when; None while it is open."""
        return closing(self.additions)

    @property
    def reopened(self) -> Addition | None:
        """Why it was opened again, where that is how it stands."""
        return reopening(self.additions)

    def within(self, organisation: Organisation) -> Organisation:
        """The organisation as far as this matter goes: who is told of it, who stands in, who may act (conflict.py)."""
        return for_matter(organisation, self.reporter, self.answers)


_REQUIRED = {DutyKind.ANSWER: "a question to answer", DutyKind.ACTION: "an action to do"}


@dataclass(frozen=True)
class Record:
    """A notification with everything that hangs on it, as one transaction saw it."""

    notification: Notification
    duties: tuple[Duty, ...]
    deliveries: tuple[Delivery, ...]
    journal: tuple[Entry, ...] = ()
    drafting: tuple[Entry, ...] = ()  # the journals of the drafts it was sent from; each has a chain of its own

    def open_duties(self, *kinds: DutyKind) -> tuple[Duty, ...]:
        """The open duties, of these kinds or of all."""
        return tuple(d for d in self.duties if d.is_open and (not kinds or d.kind in kinds))

    @property
    def status(self) -> str:
        """One phrase, derived from the duties and additions alone; and what else is owed, which holds up nothing."""
        again = "opened again" if self.notification.reopened else ""
        stands = "closed" if self.notification.closed else self._phrase
        return "; ".join(part for part in (again, stands, self._owed) if part)

    @property
    def _owed(self) -> str:
        """The tasks, calls, answers and actions that are still open."""
        titles = {planned.id: planned.title for planned in self.notification.decision.duties}
        updates = ["send the update that is due"] if self.open_duties(DutyKind.UPDATE) else []
        of_actions = {planned.id for planned in self.notification.decision.duties if planned.after == AFTER_ACTION}
        tasks = [
            f"{titles.get(d.trigger, d.trigger)}{f': action {d.about}' if d.trigger in of_actions else ''}"
            for d in self.open_duties(DutyKind.TASK)
        ]
        calls = [f"phone the {d.about}" for d in self.open_duties(DutyKind.PHONE)]
        required = [said for kind, said in _REQUIRED.items() if self.open_duties(kind)]
        owed = list(dict.fromkeys((*calls, *tasks, *updates, *required)))
        return f"open duties: {', '.join(owed)}" if owed else ""

    @property
    def _phrase(self) -> str:
        if not any(d.kind is DutyKind.NOTIFY for d in self.duties):
            return self._kept
        firsts = [d for d in self.duties if d.kind is DutyKind.FIRST]
        if any(d.is_open for d in firsts):
            return f"awaiting a decision whether it is notified{' (late)' if any(d.late_since for d in firsts) else ''}"
        if firsts and all(d.outcome == "not-needed" for d in firsts):
            return "not notified: it was decided that it is not needed"
        decisions = self.open_duties(DutyKind.DECIDE)
        waiting = self.open_duties(DutyKind.ACKNOWLEDGE)
        late = any(d.late_since for d in (*decisions, *waiting))
        mark = " (late)" if late else ""
        if decisions:
            return f"awaiting a decision{mark}"
        if waiting:
            return f"awaiting acknowledgement{mark}"
        if self.open_duties(DutyKind.NOTIFY):
            return "being sent"
        if self.open_duties(DutyKind.REACH):
            return "somebody could not be reached"
        if self.open_duties(DutyKind.COMPLETE):
            return "acknowledged; the reporter still owes the details"
        if any(d.kind is DutyKind.ACKNOWLEDGE and d.status is DutyStatus.MET for d in self.duties):
            return "acknowledged"
        return "decided" if any(d.kind is DutyKind.DECIDE for d in self.duties) else "kept"

    @property
    def _kept(self) -> str:
        """What became of a report that nobody was told of."""
        watches = [d for d in self.duties if d.kind is DutyKind.WATCH]
        if any(d.is_open for d in watches):
            return "kept; nobody is told, and the clock is watched"
        return "stood down" if any(d.status is DutyStatus.MET for d in watches) else "kept; nobody is told"


def as_plain(value: Any) -> Any:
    """Mappings and tuples as plain dicts and lists, for storage."""
    if isinstance(value, Mapping):
        return {str(k): as_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(v) for v in value]
    return value
