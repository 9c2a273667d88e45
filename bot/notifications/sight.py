"""The one gate: what may this person see of this notification? Nothing, that it exists, the anonymised version, or all.

Pure, and asked by every surface each time it is shown: a card, a post, a mail, a list, a digest, a sheet, a search, a
document, whatever somebody may type or press. How to use it, for whoever adds a surface:

- Something for one reader: take `seen(record, reader, organisation)` and draw from its `record` alone. Of a
  restricted notification a reader who is not named gets one in which no word is that anybody else typed, or that says
  what happened; `version` is what they read instead, None while none is approved; `sight` what they may see at all.
- Something that many read (a channel, a shared mailbox, an export for nobody in particular): `seen_by_many(record)`.
- Whether somebody may open it at all: access.may_open. Whether a card must be the short one: access.knows.
- Something about several notifications (a list, "earlier reports", a search): leave out what `sight` answers with
  NOTHING, and match on words only where it answers WHOLE, or else the match itself would say what is in there.
- A new field of Notification, Duty or Decision: say in `without_content` what becomes of it. A test fails until you do
  (tests/notifications/test_sight.py), and another until your surface is walked (tests/security/test_every_surface.py).
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.notifications.access import is_to_phone, may_ever_see, may_open, reads_whole
from bot.notifications.conflict import KEPT_FROM, for_matter
from bot.notifications.duty import Duty
from bot.notifications.notification import Notification, Record
from bot.notifications.restriction import Restriction, Version
from bot.organisation import Organisation
from rules.decision import Decision, PlannedDuty, TriggerDecision

RESTRICTED = "Restricted"
"""What stands where something would say what happened."""


class Sight(StrEnum):
    """What somebody may see of a notification, from least to most."""

    NOTHING = "nothing"  # as if it did not exist
    EXISTS = "exists"  # its reference and what is asked of them: whoever must phone somebody about it
    ANONYMISED = "anonymised"  # the approved anonymised version; until then reference, "restricted", and whom to phone
    WHOLE = "whole"


def sight(record: Record, aad: str, organisation: Organisation) -> Sight:
    """What this person (an Entra object id) may see of it now; `organisation` is the whole one, as it is now."""
    if not may_ever_see(record, aad):
        return Sight.NOTHING
    if not may_open(record, aad, organisation):
        return Sight.EXISTS if is_to_phone(record, aad, organisation) else Sight.NOTHING
    if not record.notification.is_restricted or reads_whole(record, aad, organisation):
        return Sight.WHOLE
    return Sight.ANONYMISED


def is_whole(record: Record, aad: str, organisation: Organisation) -> bool:
    """May this person read every word of it?"""
    return sight(record, aad, organisation) is Sight.WHOLE


@dataclass(frozen=True)
class Seen:
    """A notification as its reader may see it: `record` holds nothing else. `version` is what they read instead."""

    sight: Sight
    record: Record
    version: Version | None = None


def seen(record: Record, aad: str, organisation: Organisation) -> Seen:
    """What this person sees: the record itself, or one without a word of what is not for them."""
    found = sight(record, aad, organisation)
    if found is Sight.WHOLE:
        return Seen(found, record)
    return Seen(found, without_content(record, aad), _shown(record) if found is Sight.ANONYMISED else None)


def seen_by_many(record: Record) -> Seen:
    """What a channel or a shared mailbox may hold: whole only where nothing restricts it and it is kept from nobody."""
    if not record.notification.is_restricted and not record.notification.kept_from:
        return Seen(Sight.WHOLE, record)
    shown = None if record.notification.kept_from else _shown(record)
    return Seen(Sight.ANONYMISED, without_content(record), shown)


def _shown(record: Record) -> Version | None:
    restriction = record.notification.restriction
    return restriction.shown if restriction is not None else None


@dataclass(frozen=True)
class Veiled(Notification):
    """A notification without its content. Who must not know of it and who reported it still count, and are not said."""

    kept: frozenset[str] = frozenset()
    by: str = ""

    @property
    def is_veiled(self) -> bool:
        """It is one."""
        return True

    @property
    def kept_from(self) -> frozenset[str]:
        """Who must not know of it, by their Entra object ids."""
        return self.kept

    def within(self, organisation: Organisation) -> Organisation:
        """The organisation as far as this matter goes, as for the whole."""
        return for_matter(organisation, self.by, {KEPT_FROM: ",".join(sorted(self.kept))})


def without_content(record: Record, reader: str = "") -> Record:
    """The same notification with what everybody told may know: reference, times, duties. The reader's own words stay.

    Built from nothing rather than taken away from the whole: a field that is not named here is not there.
    """
    whole = record.notification
    if whole.is_veiled:
        return record
    notification = Veiled(
        id=whole.id,
        reference=whole.reference,
        reporter="",
        reporter_name="",
        created_at=whole.created_at,
        aware=whole.aware,
        answers={},
        decision=_decision(whole.decision),
        staff_matter=whole.staff_matter,
        told_now=whole.told_now,
        typed={reader: whole.typed[reader]} if reader in whole.typed else {},
        remarks=tuple(remark for remark in whole.remarks if reader and remark.by == reader),
        additions=tuple(addition for addition in whole.additions if reader and addition.by == reader),
        drill=whole.drill,
        restriction=_restriction(whole.restriction),
        version=whole.version,
        kept=whole.kept_from,
        by=whole.reporter,
    )
    return Record(notification, tuple(_duty(duty, reader) for duty in record.duties), record.deliveries)


def _restriction(restriction: Restriction | None) -> Restriction | None:
    """Who restricted it, who else reads it and why is for those who see the whole; what waits to be approved too."""
    if restriction is None:
        return None
    shown = (restriction.shown,) if restriction.shown is not None else ()
    return replace(restriction, by="", asked="", why="", people=(), versions=shown)


def _decision(decision: Decision) -> Decision:
    return Decision(
        policy=decision.policy,
        version=decision.version,
        pack_hash=decision.pack_hash,
        at=decision.at,
        triggers=tuple(map(_row, decision.triggers)),
        missing_facts=(),
        recipients=decision.recipients,
        duties=tuple(map(_planned, decision.duties)),
        next=None,
    )


def _row(row: TriggerDecision) -> TriggerDecision:
    return replace(row, title=RESTRICTED, why="", working="", source="", route_why="", missing=(), follow_on=())


def _planned(planned: PlannedDuty) -> PlannedDuty:
    """What the policy asks for besides often says what happened ("inform the board of a child's death")."""
    return replace(
        planned,
        title="Something that the policy asks of you",
        what="Ask whoever is named above what it is, then say here that it is done",
        why="",
        working="",
        source="",
        missing=(),
        same_as=(),
        since=None,
        until=None,
    )


def _duty(duty: Duty, reader: str) -> Duty:
    own = bool(reader) and duty.met_by == reader
    return replace(duty, source="", reason=duty.reason if own else "")
