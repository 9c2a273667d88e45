"""Earlier reports of the same child, for whoever judges whether several together are serious (Knowsley)."""

from dataclasses import replace

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.notification import Notification
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.summary import headline
from rules.instants import say_instant

SAME_CHILD = ("basic.case_id", "basic.child_name")
"""The answers by which a child is known again; the first that is given counts."""
MOST = 6


def with_earlier(work: Work, authority: Authority, notification: Notification, duties: list[Duty]) -> list[Duty]:
    """These duties; a decision by factors is given the earlier reports, kept ones too.

    What is, or may be, a staff matter, restricted or kept from somebody is left out: those who decide may not read it.
    """
    if not authority.pack.factors or not any(d.kind is DutyKind.DECIDE for d in duties):
        return duties
    said = earlier(work, notification)
    return [replace(d, reason=said) if d.kind is DutyKind.DECIDE else d for d in duties]


def earlier(work: Work, notification: Notification) -> str:
    """The earlier reports of the same child in words, newest first."""
    key = next((key for key in SAME_CHILD if notification.answers.get(key, "").strip()), None)
    if key is None:
        return "Earlier reports are found by the case ID or the child's name, and neither is given."
    found = [
        n
        for n in work.notifications_that_say(key, notification.answers[key], MOST + 1)
        if n.id != notification.id and n.is_open
    ]
    if not found:
        return "There is no earlier report of this child."
    named = "; ".join(f"{n.reference}, {say_instant(n.created_at)}: {headline(n)}" for n in found[:MOST])
    return f"Earlier reports of this child: {named}."
