"""What is asked of one person about a notification: a list, made from the duties they may act on.

Cards and mails show what stands here and nothing of their own: a further kind of duty adds a function to `_KINDS`
(or to those of asking_besides.py), and
words, inputs and buttons follow on every surface.
"""

from collections.abc import Callable

from bot.notifications.access import (
    Standing,
    may_acknowledge,
    may_complete,
    may_decide,
    may_ever_see,
    standing,
    was_asked,
)
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.notification import Record
from bot.notifications.sight import seen
from bot.services import anonymising
from bot.services.asked import Asked, Button
from bot.services.asking_besides import besides
from bot.services.asking_required import required_of
from bot.services.assisting import offered
from bot.services.authority import Authority
from bot.services.deciding import DO_NOT_TELL, TELL, reason_asked
from bot.services.speaking import who
from bot.services.ways import failed_ways


def asked_of(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """Everything asked of this person (an Entra object id) now: what is late first, then what is due soonest.

    Made from what they may see of it (sight.py): what is asked says nothing that its reader may not read.
    """
    if not may_ever_see(record, person):
        return ()
    record = seen(record, person, authority.organisation).record
    found = [asked for kind in _KINDS for asked in kind(record, person, authority)]
    return tuple(sorted(found, key=lambda asked: (not asked.late, not asked.timed, asked.due)))


def _acknowledge(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """One press acknowledges in every role the person holds here, so it is asked once."""
    found = [(d, stands) for d, stands in may_acknowledge(record, person, authority.organisation) if d.is_open]
    if not found:
        return ()
    waiting = [d for d, _ in found]
    first = min(waiting, key=lambda d: d.due)
    press = Button("acknowledge", "Acknowledge", "positive")
    note = _as_cover([stands for _, stands in found], authority)
    title = "Acknowledge that you know about this"
    return (Asked("Acknowledge", title, first.due, _late(waiting), note, buttons=(press,)),)


def _decide(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    found = may_decide(record, person, authority.organisation)
    if found is None or not found[0].is_open:
        return ()
    duty, note = found[0], _as_cover([found[1]], authority)
    if factors := ", ".join(authority.pack.factors):
        note = f"{note} Weigh: {factors}.".strip()
    role = authority.organisation.role_title(duty.about)
    reason = reason_asked(record, person, authority)
    buttons = (
        Button(TELL, f"Tell the {duty.about}", "positive"),
        Button(DO_NOT_TELL, f"Do not tell the {duty.about}", "destructive"),
    )
    title = f"Decide whether the {role} is told"
    return (Asked("Decide", title, duty.due, _late([duty]), note, reason, buttons, so_far=duty.reason),)


def _reach(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """Somebody or some place that no message reached; from the owner of the duty and from whoever was asked instead."""
    organisation = record.notification.within(authority.organisation)
    found = []
    for duty in record.open_duties(DutyKind.REACH):
        if standing(duty, person, organisation) is None and not was_asked(record, duty, person):
            continue
        whom, channel = organisation.person(duty.about), organisation.channels.get(duty.about)
        name = whom.name if whom else f"the channel {channel.name}" if channel else duty.about
        phone = f" on {whom.phone}" if whom and whom.phone else ""
        how = f"Phone {name}{phone}" if whom else f"Tell {name} another way"
        failed = failed_ways(record, duty.about, whom.mail if whom else "")
        note = f"{failed} {how}: say that {record.notification.reference} waits. Then press “Done”."
        button = Button("done", "Done: I told them", "positive", about=duty.id)
        found.append(Asked(f"Reach {name}", f"Please reach {name}", duty.due, _late([duty]), note, (), (button,)))
    return tuple(found)


def _complete(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """The rest after a "Tell now", from the reporter, or whoever covers for them."""
    may = may_complete(record, person, authority.organisation)
    owed = record.open_duties(DutyKind.COMPLETE) if may else ()
    button = Button("complete", "Give the details", "positive")
    return tuple(
        Asked("Give the details", "Give the rest of the details", duty.due, _late([duty]), buttons=(button,))
        for duty in owed
    )


def _as_cover(standings: list[Standing], authority: Authority) -> str:
    """In whose place this person acts, where they were named in the chat and hold nothing of it themselves."""
    named = [stands.covers for stands in standings]
    return f"You act as cover for {who(named[0], authority)}." if all(named) else ""


def _late(duties: list[Duty]) -> bool:
    return any(duty.late_since for duty in duties)


_KINDS: tuple[Callable[[Record, str, Authority], tuple[Asked, ...]], ...] = (
    _acknowledge,
    _decide,
    _reach,
    _complete,
    required_of,
    besides,
    offered,
    anonymising.asked,
)
