"""Writing the anonymised version anew, and approving it. Nothing is copied from the report.

Every reader of the whole may write one, whoever owes it by the policy; where the policy asks for approval another
reader gives it, and one of the two is of the roles that the policy names. Versions are kept; the newest approved shows.
"""

from dataclasses import replace

from bot.notifications.access import reads_whole
from bot.notifications.duty import DutyKind
from bot.notifications.escalation import owners
from bot.notifications.form import Ask
from bot.notifications.notification import Notification, Record
from bot.notifications.restriction import Restriction, Version
from bot.organisation import Organisation
from bot.services import restriction_words
from bot.services.anonymising import APPROVE, WRITE, ask_to_approve, ask_to_write, is_of_the_roles, show
from bot.services.authority import Authority
from bot.services.deed import Deed, Doing, Outcome, add
from bot.services.ports import Work
from bot.services.speaking import who

YES, NO = "yes", "no"


def may_write(record: Record, person: str, authority: Authority) -> bool:
    """Whoever sees the whole of what is restricted, but the cover who was only asked for a role, is a reader too."""
    return record.notification.is_restricted and reads_whole(record, person, authority.organisation)


def _write_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    asks = [
        Ask(
            "title",
            "text",
            "What it is, in a few words",
            "No name, no place, no job by which they could be told.",
            required=True,
        ),
        Ask(
            "text",
            "long-text",
            "What happened, without saying who",
            "What those who decide must know: is everybody "
            "safe, what was done, what is asked of them. Type it anew; what is attached elsewhere stays there.",
            required=True,
        ),
    ]
    restriction = record.notification.restriction
    if restriction is not None and _needs_a_second(record.notification, restriction, person, authority.organisation):
        choices = choices_of_readers(record.notification, authority, but=person)
        hint = "They see the whole from then on."
        asks.append(Ask("approver", "person", "Who approves it?", hint, choices=choices, required=True))
    return tuple(asks)


def write(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Keep a further version. It is shown once somebody else approves it, or at once where nobody need."""
    notification, at = doing.notification, doing.at
    restriction = notification.restriction
    assert restriction is not None
    if approver := doing.given.get("approver", ""):
        restriction = replace(restriction, people=(*restriction.people, approver))
    version = Version(doing.given["title"], doing.given["text"], doing.person, doing.name, at)
    if not restriction.approval:
        version = replace(version, approved_by=doing.person, approved_name=doing.name, approved_at=at)
    restriction = restriction.with_version(version)
    current = replace(notification, restriction=restriction, version=notification.version + 1)
    work.save_notification(current)
    for duty in doing.record.open_duties(DutyKind.ANONYMISE, DutyKind.APPROVE):
        if duty.kind is DutyKind.ANONYMISE:
            work.save_duty(duty.met(at, doing.person))
        else:
            work.save_duty(duty.superseded(at, "a newer version was written"))
    add(work, authority, doing, "anonymised", {})
    if not restriction.approval:
        show(work, authority, doing.record, at)
        return restriction_words.version_shown()
    record = work.record(notification.id)
    assert record is not None
    duty = ask_to_approve(work, authority, record, restriction, doing.person, at)
    organisation = notification.within(authority.organisation)
    names = " or ".join(who(person, authority) for person in owners(duty, organisation, at))
    return restriction_words.version_waits(names or "somebody else")


def may_approve(record: Record, person: str, authority: Authority) -> bool:
    """Another reader than its writer; one of the two is of the roles that the policy names for writing it."""
    restriction = record.notification.restriction
    version = restriction.waiting if restriction is not None and restriction.on else None
    if restriction is None or version is None or version.by == person:
        return False
    if not reads_whole(record, person, authority.organisation):
        return False
    return any(
        is_of_the_roles(each, record.notification, restriction, authority.organisation) for each in (person, version.by)
    )


def _approve_fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    return (
        Ask(
            "answer",
            "choice",
            "May everybody who is told read this version?",
            choices=((YES, "Yes, show it"), (NO, "No, it must be written again")),
            required=True,
        ),
        Ask("why", "long-text", "If not: why?", "Whoever writes it again reads this."),
    )


def approve(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Show the version that waits, or send it back with a reason."""
    notification, at = doing.notification, doing.at
    restriction = notification.restriction
    waiting = restriction.waiting if restriction is not None else None
    assert restriction is not None  # may_approve asked for it
    assert waiting is not None
    yes, why = doing.given["answer"] == YES, doing.given.get("why", "")
    if not yes and not why:
        return {"why": "Say what must be changed."}
    settled = replace(waiting, declined=why)
    if yes:
        settled = replace(waiting, approved_by=doing.person, approved_name=doing.name, approved_at=at)
    restriction = replace(restriction, versions=(*restriction.versions[:-1], settled))
    work.save_notification(replace(notification, restriction=restriction, version=notification.version + 1))
    for duty in doing.record.open_duties(DutyKind.APPROVE):
        work.save_duty(duty.met(at, doing.person, outcome=doing.given["answer"]))
    add(work, authority, doing, "version-approved" if yes else "version-declined", {} if yes else {"why": why})
    record = work.record(notification.id)
    assert record is not None
    if yes:
        show(work, authority, record, at)
        return restriction_words.version_shown()
    duty = ask_to_write(work, authority, record, restriction, at)
    names = " or ".join(who(p, authority) for p in owners(duty, notification.within(authority.organisation), at))
    return restriction_words.version_sent_back(names or "Somebody else")


def choices_of_readers(
    notification: Notification, authority: Authority, *, but: str = ""
) -> tuple[tuple[str, str], ...]:
    """Who may be named as a further reader, by name: nobody who reads it already, gets the anonymised version alone
    by the policy, or must not know.
    """
    restriction, organisation = notification.restriction, authority.organisation
    roles = (*restriction.readers, *restriction.anonymised) if restriction is not None else ()
    left = {p.id for role in roles for p in organisation.holders(role)} | notification.kept_from
    left |= {but, notification.reporter, *(restriction.people if restriction is not None else ())}
    people = sorted(organisation.people.values(), key=lambda person: person.name)
    return tuple((person.id, person.name) for person in people if person.id not in left)


def _needs_a_second(
    notification: Notification, restriction: Restriction, person: str, organisation: Organisation
) -> bool:
    """Is there nobody yet who could approve what this person writes?"""
    if not restriction.approval or not is_of_the_roles(person, notification, restriction, organisation):
        return False
    return all(other in (person, *notification.kept_from) for other in (*restriction.people, notification.reporter))


WRITING = Deed(
    id=WRITE,
    title="Write the anonymised version",
    what="Everybody who may not read the whole sees what you write here, and nothing else.",
    button="Save this version",
    may=may_write,
    fields=_write_fields,
    do=write,
)
APPROVING = Deed(
    id=APPROVE,
    title="Approve the anonymised version",
    what="The version that waits stands on the card of the notification. Read it there as somebody who must not know.",
    button="Answer",
    may=may_approve,
    fields=_approve_fields,
    do=approve,
)
