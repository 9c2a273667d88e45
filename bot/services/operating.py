"""What the operator is told: whoever runs the software, in a mail that holds ids and counts and nothing of anybody."""

from collections.abc import Iterable
from datetime import datetime

from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.journal import OPERATOR, SYSTEM
from bot.services.authority import Authority
from bot.services.ports import Work


def tell_operator(
    work: Work, authority: Authority, at: datetime, mark: str, title: str, lines: Iterable[str], *, urgent: bool = True
) -> None:
    """Journal it, and send it where the organisation names an operator. The `mark` makes it once."""
    key = f"{OPERATOR}:{mark}"
    if work.received(key) is not None:
        return
    work.remember(key, at, "")
    work.journal(OPERATOR, at, SYSTEM, "operator.told", title=title, text="\n".join(lines))
    entry = work.newest_entry(OPERATOR)
    operator = authority.organisation.operator
    if operator is None or entry is None:
        return
    work.add_delivery(
        Delivery(
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
    )
