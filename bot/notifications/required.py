"""What somebody who was told requires of another: the answer to a question, or an action by a day. Pure.

The words are additions to the notification, which everybody told reads; who owes it and by when is a duty: its
`trigger` is the id of the addition, its `about` the Entra object id of whoever required it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.notifications.access import may_ever_see, standing, was_sent
from bot.notifications.addition import Addition
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.escalation import started
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation
from rules.timescale import WindowKind

ASKED, ANSWERED = "question-asked", "question-answered"
REQUIRED, DONE = "action-required", "action-done"
TAKEN_BACK, AUDIT = "taken-back", "file-audit"
"""The kinds of the additions."""
KINDS = {DutyKind.ANSWER: ASKED, DutyKind.ACTION: REQUIRED}
REPLIES = {DutyKind.ANSWER: ANSWERED, DutyKind.ACTION: DONE}
"""The addition that each kind of duty comes from, and the one that meets it."""
_TOLD_BY = (DutyKind.NOTIFY, DutyKind.ACKNOWLEDGE, DutyKind.DECIDE, DutyKind.FIRST)
_ROLE = "role:"


@dataclass(frozen=True)
class Requirement:
    """One question or action: the duty, and what was required. `number` counts its kind in this notification from 1.

    `reply` is the answer, or what was done; None while it is open, or after it was taken back (`taken_back`). Of what
    is not the reader's to read (sight.py) there is the duty alone.
    """

    number: int
    duty: Duty
    asked: Addition | None = None
    reply: Addition | None = None
    taken_back: Addition | None = None

    @property
    def is_question(self) -> bool:
        """A question, or else an action?"""
        return self.duty.kind is DutyKind.ANSWER

    @property
    def is_audit(self) -> bool:
        """Is it a file audit that was decided? What is found stands in the audit, not on the child's record."""
        return self.asked is not None and self.asked.kind == AUDIT

    @property
    def name(self) -> str:
        """ "question 2", "action 1"."""
        return f"{'question' if self.is_question else 'action'} {self.number}"

    @property
    def what(self) -> str:
        """The words of whoever required it."""
        return self.asked.said.get("what", "") if self.asked is not None else ""


def requirements(record: Record) -> tuple[Requirement, ...]:
    """All of them, the oldest first. Of what is not the reader's to read (sight.py) the words are not there."""
    duties = sorted((d for d in record.duties if d.kind in KINDS), key=lambda d: (d.created_at, d.id))
    additions = {added.id: added for added in record.notification.additions}
    about = {(added.kind, added.about): added for added in record.notification.additions}
    numbers = dict.fromkeys(KINDS, 0)
    found = []
    for duty in duties:
        numbers[duty.kind] += 1
        reply = about.get((REPLIES[duty.kind], duty.id))
        back = about.get((TAKEN_BACK, duty.id))
        found.append(Requirement(numbers[duty.kind], duty, additions.get(duty.trigger), reply, back))
    return tuple(found)


def requirement_of(record: Record, duty: Duty) -> Requirement | None:
    """The question or the action that a duty comes from."""
    return next((each for each in requirements(record) if each.duty.id == duty.id), None)


def received(record: Record, aad: str, organisation: Organisation) -> bool:
    """Is this person one of those who were told of it, in a role or by a card, and not only asked to do something?

    They may ask, and require. Not an assistant, who reads; nor its reporter, who is not told what they said.
    """
    if not may_ever_see(record, aad):
        return False
    matter = record.notification.within(organisation)
    roles = (duty for duty in record.duties if duty.kind in _TOLD_BY and duty.role)
    if any(standing(duty, aad, matter) is not None for duty in roles):
        return True
    return record.notification.reporter != aad and was_sent(record, aad)


def may_reply(record: Record, duty: Duty, aad: str, organisation: Organisation) -> bool:
    """May this person answer, or say that it is done: whoever owes it, their cover, or who was asked in their place?

    Not whoever required it, who learns only that it is late.
    """
    if standing(duty, aad, record.notification.within(organisation)) is not None:
        return True
    asked = any(d.recipient == aad and d.duty == duty.id and d.purpose is Purpose.ESCALATION for d in record.deliveries)
    return asked and aad != duty.about and may_ever_see(record, aad)


def may_take_back(record: Record, requirement: Requirement, aad: str, organisation: Organisation) -> bool:
    """May this person take it back: whoever required it, or who holds the role now that they did it in?"""
    if requirement.duty.about == aad:
        return may_ever_see(record, aad)
    matter = record.notification.within(organisation)
    person, role = matter.person(aad), requirement.asked.role if requirement.asked is not None else ""
    return bool(role) and person is not None and matter.may_act_as(role, person) is not None


def in_words(choice: str) -> tuple[str | None, str | None]:
    """Who is chosen on the form, as a duty's role or else its person (an Entra object id)."""
    return (choice.removeprefix(_ROLE), None) if choice.startswith(_ROLE) else (None, choice)


def as_choice(role: str) -> str:
    """How a role stands among the people to choose from."""
    return f"{_ROLE}{role}"


def owed(
    notification: Notification,
    kind: DutyKind,
    addition: str,
    by: str,
    whom: str,
    organisation: Organisation,
    at: datetime,
    due: datetime,
    window: WindowKind,
) -> Duty:
    """The duty to answer, or to do it. `whom` as chosen; `addition` the id of what holds the words; times aware."""
    role, person = in_words(whom)
    duty = Duty(
        id=f"{notification.id}:{kind}:{addition}",
        kind=kind,
        due=due,
        any_hour=window == "any_hour",
        window_kind=window,
        created_at=at,
        notification=notification.id,
        role=role,
        person=person,
        about=by,
        trigger=addition,
    )
    return started(duty, notification.within(organisation))


def waived(duty: Duty, by: str, at: datetime) -> Duty:
    """This duty, taken back by whoever required it."""
    return replace(duty, status=DutyStatus.WAIVED, met_at=at, met_by=by, outcome=TAKEN_BACK, next_at=None)
