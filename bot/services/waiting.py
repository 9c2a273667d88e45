"""What waits for one person: every incident that asks something of them now, and every report that is not sent.

It is made from the duties (asking.asked_of), like what their cards show: a further kind of duty needs nothing here.
"""

from datetime import datetime

from bot.notifications.access import standing
from bot.notifications.draft import DraftStatus
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Unsent, WaitingScreen

MOST_DRAFTS = 15
"""Drafts of one's own that are looked at, the one written last first."""


def what_waits(work: Work, authority: Authority, person: str, at: datetime, start: int = 0) -> WaitingScreen:
    """What waits for this person (an Entra object id) at an instant (aware): of their own, and as cover; to be shown
    from the entry `start` on.

    An incident waits for whoever owes something of it, holds its role or was named by the holder, and for whoever was
    sent a card about it; a role's own cover is left alone until then.
    """
    duties = [d for d in work.duties_since(at) if d.is_open and d.notification]
    theirs = [d.notification for d in duties if _is_put_to(d, person, authority, at)]
    known = dict.fromkeys([*(n for n in theirs if n), *work.open_for(person)])
    records = (work.record(notification) for notification in known)
    found = tuple(r for r in records if r is not None and any(asked.what for asked in asked_of(r, person, authority)))
    return WaitingScreen(person, found, _unsent(work, person), start)


def _is_put_to(duty: Duty, person: str, authority: Authority, at: datetime) -> bool:
    stands = standing(duty, person, authority.organisation)
    if stands is None:
        return False
    return stands.acting == "holder" or bool(stands.covers) or person in owners(duty, authority.organisation, at)


def _unsent(work: Work, person: str) -> tuple[Unsent, ...]:
    """Reports that must be told and are not sent: their own, and those that reached them as somebody's manager."""
    drafts = (*work.drafts_of(person, MOST_DRAFTS), *work.drafts_escalated_to(person))
    found = []
    for draft in drafts:
        duty = next((d for d in work.draft_duties(draft.id) if d.is_open and d.kind is DutyKind.SEND), None)
        if duty is not None and draft.status is DraftStatus.OPEN:
            found.append(Unsent(draft, duty.limit or duty.due))
    return tuple(found)
