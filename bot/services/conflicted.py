"""Somebody must not know of a report, said after it was sent by somebody else than its reporter.

Whoever is close to the matter says it of themselves. Of others: those who see a restricted report whole, the roles that
restrict, and the managers of the one it is about. A role that loses its holder so is told through whoever stands in:
to say it never makes a matter disappear.
"""

from dataclasses import replace

from bot.keeping_out import leaves_somebody
from bot.notifications.access import reads_whole, takes_part
from bot.notifications.commands import Actor
from bot.notifications.conflict import KEPT_FROM, kept_from
from bot.notifications.form import Ask
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation, Person
from bot.services import restriction_words
from bot.services.authority import Authority
from bot.services.deed import Deed, Doing, Outcome, add
from bot.services.keeping_from import keep_from
from bot.services.ports import Work
from bot.services.restricting import decides
from bot.services.speaking import who


def may(record: Record, person: str, authority: Authority) -> bool:
    """Whoever takes part and is in the organisation file may say it, at least of themselves; not its reporter."""
    if record.notification.drill or authority.organisation.person(person) is None:
        return False
    return takes_part(record, person, authority.organisation) and bool(_choices(record, person, authority))


def _choices(record: Record, person: str, authority: Authority) -> tuple[tuple[str, str], ...]:
    """Of whom this person may say it: the ones they manage, themselves; a reader of what is restricted of anybody."""
    organisation, notification = authority.organisation, record.notification
    rule = authority.pack.restriction
    everybody = notification.is_restricted and reads_whole(record, person, organisation)
    everybody = everybody or (rule is not None and decides(record, person, authority, rule.decides))
    people = [
        each
        for each in organisation.people.values()
        if each.id not in notification.kept_from
        and (everybody or each.id == person or _manages(person, each, organisation))
        and not (each.id == person and notification.reporter == person)
    ]
    return tuple((each.id, each.name) for each in sorted(people, key=lambda p: (p.id != person, p.name)))


def _manages(manager: str, person: Person, organisation: Organisation) -> bool:
    """Is this the manager of somebody by the file, or one above?"""
    seen: set[str] = set()
    key = person.manager
    while key is not None and key not in seen:
        if organisation.people[key].id == manager:
            return True
        seen.add(key)
        key = organisation.people[key].manager
    return False


def _fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    return (
        Ask(
            "who",
            "people",
            "Who must not know of this?",
            "Yourself, where you are close to it. They see nothing more of it, and somebody else stands in.",
            choices=_choices(record, person, authority),
            required=True,
        ),
        Ask("why", "long-text", "Why?", "For whoever checks later. It is shown on no card.", required=True),
    )


def keep_out(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """They are out of every route, cover, chain and list from now on; whoever stands in is told and asked instead."""
    before = doing.record
    notification = before.notification
    new = kept_from({KEPT_FROM: doing.given["who"]})
    if not new or not new <= {choice for choice, _ in _choices(before, doing.person, authority)}:
        return {"who": "Choose from the list."}
    kept = notification.kept_from | new
    if not leaves_somebody(authority.organisation, kept):
        return {"who": "Leave out somebody who may know of it: with these nobody is left to be told."}
    answers = {**notification.answers, KEPT_FROM: ",".join(sorted(kept))}
    work.save_notification(replace(notification, answers=answers, version=notification.version + 1))
    current: Notification = add(work, authority, doing, "kept-from-by", {"why": doing.given["why"]})
    keep_from(work, authority, current, Actor(doing.person, doing.name), doing.at, before)
    if new == {doing.person}:
        return restriction_words.out_of_it()
    return restriction_words.kept_from_them(" and ".join(who(person, authority) for person in sorted(new)))


CONFLICT = Deed(
    id="conflict",
    title="Somebody must not know of this",
    what="For whoever it is about, or is close to it, yourself as well. Somebody else stands in for them.",
    button="Keep it from them",
    may=may,
    fields=_fields,
    do=keep_out,
)
