"""What the operator is told: whoever runs the software, in words that hold ids and counts and nothing of anybody."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.journal import OPERATOR, SYSTEM
from bot.services import ways
from bot.services.authority import Authority
from bot.services.ports import Work
from rules.instants import LONDON


def tell_operator(
    work: Work,
    authority: Authority,
    at: datetime,
    mark: str,
    title: str,
    lines: Iterable[str],
    *,
    urgent: bool = True,
    in_teams: bool = False,
) -> None:
    """Journal it, and send it where the organisation names an operator. The `mark` makes it once.

    `in_teams`: to the person the file names as well, where it may be the mailbox that fails.
    """
    key = f"{OPERATOR}:{mark}"
    if work.received(key) is not None:
        return
    work.remember(key, at, "")
    work.journal(OPERATOR, at, SYSTEM, "operator.told", title=title, text="\n".join(lines))
    entry = work.newest_entry(OPERATOR)
    operator = authority.organisation.operator
    if operator is None or entry is None:
        return
    mail = Delivery(
        id=key,
        key=key,
        via=Via.MAIL,
        purpose=Purpose.OPERATOR,
        recipient=operator.address,
        urgent=urgent,
        created_at=at,
        about=(str(entry.seq),),
        next_at=at,
    )
    work.add_delivery(mail)
    if in_teams and operator.person:
        card, person = f"{key}:card", authority.organisation.people[operator.person]
        work.add_delivery(replace(mail, id=card, key=card, via=Via.PERSONAL, recipient=person.id))


def tell_of_refusal(work: Work, authority: Authority, delivery: Delivery, code: str, at: datetime) -> None:
    """What an operator can mend, once a day for each place: a person is asked to phone besides, for each report."""
    mend = ways.operator(code)
    if not mend or delivery.purpose is Purpose.OPERATOR:
        return
    place = "the mailbox" if delivery.via is Via.MAIL else delivery.recipient
    lines = [mend, f"Where: {place}. Code: {code}.", "Somebody was asked to tell whoever did not get a message."]
    mark = f"refused:{code}:{place}:{at.astimezone(LONDON).date()}"
    tell_operator(work, authority, at, mark, "Need to Know: messages are refused", lines, in_teams=True)
