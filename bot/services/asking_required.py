"""What is asked of one person because somebody who was told requires it: an answer, an action."""

from bot.notifications.access import standing
from bot.notifications.form import Ask
from bot.notifications.notification import Record
from bot.notifications.required import Requirement, may_reply, requirements
from bot.services.asked import Asked, Button
from bot.services.authority import Authority
from bot.services.replying import reply_id
from bot.services.speaking import who


def required_of(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """Every open question and action that this person (an Entra object id) owes, or was asked for in their place."""
    organisation = authority.organisation
    found = []
    for requirement in requirements(record):
        duty = requirement.duty
        if duty.is_open and may_reply(record, duty, person, organisation):
            found.append(_asked(record, requirement, person, authority))
    return tuple(found)


def _asked(record: Record, requirement: Requirement, person: str, authority: Authority) -> Asked:
    duty = requirement.duty
    by = requirement.asked.name if requirement.asked is not None else who(duty.about, authority)
    stands = standing(duty, person, record.notification.within(authority.organisation))
    cover = f" You act as cover for {who(stands.covers, authority)}." if stands is not None and stands.covers else ""
    late = duty.late_since is not None
    words = f"“{requirement.what}”" if requirement.what else f"You may not read it here any more: ask {by}."
    note = f"{words}{cover}"
    if requirement.is_question:
        field = Ask(reply_id(requirement), "long-text", "Your answer", required=True)
        button = Button("done", "Send the answer", "positive", about=duty.id)
        title = f"Answer question {requirement.number}, asked by {by}"
        return Asked("Answer", title, duty.due, late, note, (field,), (button,))
    field = Ask(reply_id(requirement), "long-text", "What was done", required=True)
    button = Button("done", "Done", "positive", about=duty.id)
    title = f"Do action {requirement.number}, required by {by}"
    return Asked(f"Do action {requirement.number}", title, duty.due, late, note, (field,), (button,))
