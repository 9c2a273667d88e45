"""Questions and actions in words: each with its words and how it stands, for every card, mail and sheet."""

from datetime import datetime

from bot.notifications.duty import Duty
from bot.notifications.notification import Record
from bot.notifications.required import Requirement, requirement_of, requirements
from bot.services.added import SECTION, by
from bot.services.authority import Authority
from bot.services.requiring import named
from bot.services.speaking import timed, who


def lines(record: Record, authority: Authority, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """Label, text and section, the newest first: what was required and how it stands, then what came of it."""
    found = []
    for each in reversed(requirements(record)):
        name = each.name[0].upper() + each.name[1:]
        whom = named(each.duty, record.notification, authority)
        head = f"{name} to {whom}" if each.is_question else f"{name} of {whom}"
        if each.asked is None:
            continue
        label = f"{head}, by {by(each.asked, authority, now)}. {_stands(each, authority, now)}"
        found.append((label, each.what, SECTION))
        reply, back = each.reply, each.taken_back
        if reply is not None:
            what = f"Answer to {each.name}" if each.is_question else f"{name}: what was done"
            found.append((f"{what}, by {by(reply, authority, now)}", reply.said.get("what", ""), SECTION))
        if back is not None:
            found.append((f"{name}: why it is taken back", back.said.get("why", ""), SECTION))
    return tuple(found)


def _stands(requirement: Requirement, authority: Authority, now: datetime | None) -> str:
    """How it stands, in one sentence."""
    duty = requirement.duty
    if requirement.taken_back is not None:
        return f"Taken back by {requirement.taken_back.name}."
    if duty.met_at is not None:
        return "Answered." if requirement.is_question else "Done."
    late = "LATE: " if duty.late_since else ""
    what = "answer due" if requirement.is_question else "due"
    said = f"{late}{what} {timed(duty.due, now)}."
    return said[0].upper() + said[1:]


def required_line(record: Record, duty: Duty, authority: Authority, now: datetime | None) -> str:
    """How a question or an action stands, without its words: of whom, and by when."""
    requirement = requirement_of(record, duty)
    if requirement is None:
        return ""
    whom = named(duty, record.notification, authority)
    name = requirement.name[0].upper() + requirement.name[1:]
    return f"{name}, of {whom}, required by {who(duty.about, authority)}. {_stands(requirement, authority, now)}"
