"""Restricting who reads a report after it was told, lifting that with a reason, and naming who else reads it whole.

By the roles that the policy names, and by the report's author. From then on every surface shows the anonymised version
(sight.py is asked each time); who had been told, and who had opened it, is kept with it for whoever restricted.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.notifications.delivery import Purpose
from bot.notifications.form import Ask
from bot.notifications.notification import Notification, Record
from bot.notifications.restriction import named, ruled
from bot.notifications.telling import personal
from bot.organisation import Organisation
from bot.services import anonymising, restriction_words
from bot.services.authority import Authority
from bot.services.deed import Deed, Doing, Outcome, add
from bot.services.ports import Work
from bot.services.speaking import who
from bot.services.told_before import told_before
from bot.services.version_writing import choices_of_readers


def decides(record: Record, person: str, authority: Authority, roles: Sequence[str]) -> bool:
    """Is this the author, or somebody of the roles that restrict and lift? Never the cover of somebody who is here."""
    matter: Organisation = record.notification.within(authority.organisation)
    found = matter.person(person)
    if record.notification.reporter == person:
        return True
    if found is None:
        return False
    acting = [(role, matter.may_act_as(role, found)) for role in roles]
    return any(how == "holder" or (how == "cover" and not matter.holders(role)) for role, how in acting) or any(
        how == "cover" and any(away in matter.holders(role) for away in matter.covered_by(found, role))
        for role, how in acting
    )


def may_restrict(record: Record, person: str, authority: Authority) -> bool:
    """Where the policy has a restriction, and none holds."""
    notification, rule = record.notification, authority.pack.restriction
    if rule is None or notification.is_restricted or notification.drill:
        return False
    return decides(record, person, authority, rule.decides)


def may_change(record: Record, person: str, authority: Authority) -> bool:
    """Who may lift it, or name readers."""
    restriction = record.notification.restriction
    if restriction is None or not restriction.on or record.notification.is_veiled:
        return False
    return decides(record, person, authority, restriction.decides)


def _restrict_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    return (
        Ask("why", "long-text", "Why?", "Only those who see the whole read this.", required=True),
        Ask(
            "readers",
            "people",
            "Who else may read the whole?",
            "You, its author, and whom the policy names read it in any case.",
            choices=_choices(record.notification, authority),
        ),
    )


def restrict(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """From now on. Cards in place are changed; the list of who had been told stands on the card of its readers."""
    notification, rule, at = doing.notification, authority.pack.restriction, doing.at
    assert rule is not None
    people = named(part for part in doing.given.get("readers", "").split(","))
    if wrong := _wrong(people, notification, authority):
        return {"readers": wrong}
    known = told_before(replace(doing.record, journal=work.entries(notification.id)), authority, at)
    before = notification.restriction
    restriction = ruled(rule, at, doing.person, why=doing.given["why"])
    restriction = replace(restriction, people=people, versions=before.versions if before is not None else ())
    if doing.person != notification.reporter and not _reads(restriction.readers, doing, authority):
        restriction = replace(restriction, people=(*restriction.people, doing.person))
    changed = replace(notification, restriction=restriction, version=notification.version + 1)
    work.save_notification(changed)
    current = add(work, authority, doing, "restricted", {"why": doing.given["why"], "told": known})
    _tell_readers(work, current, people, doing)
    anonymising.owe(work, authority, current, at)
    return restriction_words.restricted_now()


def _reads(roles: Sequence[str], doing: Doing, authority: Authority) -> bool:
    matter = doing.notification.within(authority.organisation)
    person = matter.person(doing.person)
    return person is not None and any(matter.may_act_as(role, person) == "holder" for role in roles)


def _lift_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    return (Ask("why", "long-text", "Why?", "Everybody who was told sees the whole again.", required=True),)


def lift(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Everybody who was told sees the whole again. Its versions stay with it."""
    notification = doing.notification
    restriction = notification.restriction
    assert restriction is not None
    lifted = replace(restriction, on=False, since=doing.at, by=doing.person, asked="", why=doing.given["why"])
    work.save_notification(replace(notification, restriction=lifted, version=notification.version + 1))
    current = add(work, authority, doing, "restriction-lifted", {"why": doing.given["why"]})
    anonymising.owe(work, authority, current, doing.at)
    return restriction_words.lifted()


def _name_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    return (
        Ask("readers", "people", "Who else may read the whole?", choices=_choices(record.notification, authority)),
        Ask("taken", "people", "Who may not any more?", choices=_named(record.notification, authority)),
        Ask("why", "long-text", "Why?", "Only those who see the whole read this.", required=True),
    )


def name(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Let somebody read the whole, or not any more. Whoever is added is told."""
    notification, restriction = doing.notification, doing.notification.restriction
    assert restriction is not None
    people = named(part for part in doing.given.get("readers", "").split(","))
    taken = named(part for part in doing.given.get("taken", "").split(","))
    if not people and not taken:
        return {"readers": "Choose somebody, here or below."}
    if wrong := _wrong(people, notification, authority):
        return {"readers": wrong}
    if not set(taken) <= set(restriction.people):
        return {"taken": "Choose from the list."}
    left = tuple(person for person in restriction.people if person not in taken)
    restriction = replace(restriction, people=(*left, *people))
    work.save_notification(replace(notification, restriction=restriction, version=notification.version + 1))
    said = {
        "readers": ", ".join(who(person, authority) for person in people),
        "taken": ", ".join(who(person, authority) for person in taken),
        "why": doing.given["why"],
    }
    current = add(work, authority, doing, "readers-named", said)
    _tell_readers(work, current, people, doing)
    return restriction_words.reader_named(said["readers"]) if people else restriction_words.reader_taken()


def _tell_readers(work: Work, notification: Notification, people: Sequence[str], doing: Doing) -> None:
    """A card for whoever reads it whole from now on, where they have none: one that stands is changed."""
    for person in people:
        if not any(d.recipient == person and d.sent_at is not None for d in doing.record.deliveries):
            work.add_delivery(personal(notification, person, Purpose.TELL, doing.at, mark="reader"))


def _choices(notification: Notification, authority: Authority) -> tuple[tuple[str, str], ...]:
    """Nobody who gets the anonymised version alone by the policy may be named."""
    rule = authority.pack.restriction
    left = {p.id for role in (rule.anonymised if rule else ()) for p in authority.organisation.holders(role)}
    return tuple(choice for choice in choices_of_readers(notification, authority) if choice[0] not in left)


def _named(notification: Notification, authority: Authority) -> tuple[tuple[str, str], ...]:
    restriction = notification.restriction
    people = restriction.people if restriction is not None else ()
    return tuple((person, who(person, authority)) for person in people)


def _wrong(people: Sequence[str], notification: Notification, authority: Authority) -> str:
    known = {choice for choice, _ in _choices(notification, authority)}
    return "" if set(people) <= known else "Choose from the list."


RESTRICT = Deed(
    id="restrict",
    title="Restrict who reads it",
    what="Only you and a few named people see the whole from then on; everybody else an anonymised version.",
    button="Restrict it",
    may=may_restrict,
    fields=_restrict_fields,
    do=restrict,
)
LIFT = Deed(
    id="lift-restriction",
    title="Lift the restriction",
    what="Everybody who was told sees the whole again.",
    button="Lift it",
    may=may_change,
    fields=_lift_fields,
    do=lift,
)
READERS = Deed(
    id="name-readers",
    title="Name who else reads the whole",
    what="They are told, and see everything that stands here.",
    button="Save",
    may=may_change,
    fields=_name_fields,
    do=name,
)
