"""Who must not know of a report: the question, its answer in words, and what follows when it is given.

Asked on the first card and among the safety questions, folded away unless the report is, or may be, about staff.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.keeping_out import leaves_somebody
from bot.notifications.commands import Actor
from bot.notifications.conflict import KEPT_FROM, kept_from
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.form import Ask
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import ON_CALL, personal
from bot.services.asking_again import ask_again
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.speaking import who
from bot.services.telling_further import tell_further

STEPS = ("first", "facts")
TITLE = "Must somebody not know of this?"
QUESTION = Ask(
    KEPT_FROM,
    "people",
    "Who must not know of this?",
    hint="The person it is about, if they are in this list, and anybody close to them. They are not told, see "
    "nothing of it, and somebody else stands in. Nothing about it goes to the managers’ channel.",
)


def asked(draft: Draft, authority: Authority) -> Ask | None:
    """The question with the people whom the organisation file names; None on a step that does not ask it."""
    if draft.step not in STEPS:
        return None
    people = sorted(authority.organisation.people.values(), key=lambda person: person.name)
    choices = tuple((person.id, person.name) for person in people)
    about_staff = draft.step == "facts" and draft.given.get("about.staff") == "yes"
    group, section = ("", "Safety") if about_staff else (TITLE, "")
    return replace(QUESTION, choices=choices, group=group, section=section)


def problem(draft: Draft, authority: Authority) -> str:
    """What is wrong with the answer, as a sentence; "" when it can be used."""
    kept = kept_from(draft.given)
    if not kept <= {person.id for person in authority.organisation.people.values()}:
        return "Choose from the list."
    if kept and not leaves_somebody(authority.organisation, kept):
        return "Leave out somebody who may know of it: with these nobody is left to be told."
    return ""


def names(matter: Draft | Notification, authority: Authority) -> str:
    """Who must not know, by name; "" for nobody."""
    people = authority.organisation.people.values()
    return ", ".join(person.name for person in people if person.id in matter.kept_from)


def keep_from(
    work: Work,
    authority: Authority,
    notification: Notification,
    actor: Actor,
    at: datetime,
    before: Record | None = None,
) -> None:
    """Journal who must not know, and who of them had been told, or had opened it, before that was said.

    In the place of whoever had been told already, those who stand in for them are told now; what they had acknowledged
    or decided against counts no more, and is asked again of whoever stands in.
    """
    new = notification.kept_from - (before.notification.kept_from if before else frozenset())
    if not new:
        return
    told = {d.recipient for d in before.deliveries if d.sent_at is not None} if before else set()
    opened = {e.actor for e in work.entries(notification.id) if e.verb == "opened"} if before else set()
    work.journal(
        notification.id,
        at,
        actor.id,
        "kept-from",
        name=actor.name,
        whom=_listed(new, authority),
        told_before=_listed(new & told, authority),
        opened_before=_listed(new & opened, authority),
    )
    for delivery in _in_their_place(before, notification, authority, new, at) if before else ():
        tell_further(work, authority, delivery, at)
    if before is not None:
        ask_again(work, authority, before, notification, new, at)


def _in_their_place(
    before: Record, notification: Notification, authority: Authority, kept: frozenset[str], at: datetime
) -> Iterator[Delivery]:
    organisation = notification.within(authority.organisation)
    for card in before.deliveries:
        if card.recipient not in kept or card.purpose is not Purpose.TELL or card.via is not Via.PERSONAL:
            continue
        for role in card.roles:
            for person in organisation.told(role, at) if role != ON_CALL else (organisation.on_call(at),):
                yield personal(notification, person.id, Purpose.TELL, at, roles=(role,), urgent=card.urgent)


def _listed(people: frozenset[str], authority: Authority) -> str:
    return ", ".join(sorted(who(person, authority) for person in people))
