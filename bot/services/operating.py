"""What the operator is told and owes: whoever runs the software. Their words hold ids and counts, nothing of anybody.

What is wrong is their duty: they are reminded until it is put right, by a person who says so or by the bot, which sees
that it is. Without an operator in the organisation file nobody owes it: there is the journal and the log.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.notifications.commands import Press
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import owners, standing_in, started, take
from bot.notifications.journal import OPERATOR, SYSTEM
from bot.services import operator_words, ways, words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from rules.instants import LONDON, say_instant
from rules.limits import window_due
from rules.timescale import WindowKind

AUDIT = "audit"
HEARTBEAT = "heartbeat"
DRILL = "drill"
MAILBOX = "mailbox"
_BY_ITSELF = {
    AUDIT: "once the self-audit finds nothing more",
    HEARTBEAT: "once the self-audit finds nothing more",
    DRILL: "once a drill arrives again",
}
_NEWEST = 3
"""Cards of an operator's duty that are brought up to date once it ends: older ones have given way."""


def tell_operator(
    work: Work,
    authority: Authority,
    at: datetime,
    mark: str,
    title: str,
    lines: Iterable[str],
    *,
    urgent: bool = True,
    duty: Duty | None = None,
) -> None:
    """Journal it, and send it where the organisation names an operator. The `mark` makes it once.

    With a `duty` it goes to the person who owes it as a card besides, and to whoever stands in for them.
    """
    key = f"{OPERATOR}:{mark}"
    if work.received(key) is not None:
        return
    work.remember(key, at, "")
    asked = () if duty is None else (_how_it_ends(_matter(duty)),)
    work.journal(OPERATOR, at, SYSTEM, "operator.told", title=title, text="\n".join((*lines, *asked)))
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
        duty=duty.id if duty else None,
        next_at=at,
    )
    work.add_delivery(mail)
    for person in () if duty is None else _asked(duty, authority, at):
        card = _card(key, person)
        work.add_delivery(replace(mail, id=card, key=card, via=Via.PERSONAL, recipient=person))


def owe(
    work: Work,
    authority: Authority,
    at: datetime,
    matter: str,
    title: str,
    lines: Iterable[str],
    *,
    urgent: bool = True,
    news: bool = True,
) -> None:
    """Something is wrong that only the operator can put right: their duty, unless it is theirs already.

    `urgent`: reminded at any hour, not in the office's alone. `news`: what is new about it meanwhile is told at once.
    """
    said, identity = tuple(lines), f"{OPERATOR}:{matter}"
    before = work.duty(identity)
    if before is not None and before.is_open:
        if news and before.reason != "\n".join(said):
            work.save_duty(replace(before, reason="\n".join(said)))
            tell_operator(work, authority, at, _mark(before, at.isoformat()), title, said, duty=before)
        return
    operator = authority.organisation.operator
    if operator is None:
        tell_operator(work, authority, at, f"{matter}:{at.astimezone(LONDON).date()}", title, said, urgent=urgent)
        return
    kind: WindowKind = "any_hour" if urgent else "working"
    duty = Duty(
        id=identity,
        kind=DutyKind.OPERATE,
        due=window_due(kind, at, authority.limits.calendar, authority.limits),
        any_hour=urgent,
        window_kind=kind,
        created_at=at,
        person=authority.organisation.people[operator.person].id if operator.person else None,
        about=title,
        reason="\n".join(said),
    )
    duty = started(duty, authority.organisation)
    if before is None:
        work.add_duty(duty)
    else:  # it was put right once, and is wrong again: the journal has both
        work.save_duty(duty)
    tell_operator(work, authority, at, _mark(duty, "0"), title, said, urgent=urgent, duty=duty)


def remind(work: Work, authority: Authority, duty: Duty, at: datetime) -> None:
    """Its time has come and it is not put right: the operator again, and whoever stands in for them."""
    if authority.organisation.operator is None:
        work.save_duty(duty.superseded(at, "there is no operator any more"))
        return
    _, after = take(duty, authority.organisation, at)
    work.save_duty(after)
    work.journal(OPERATOR, at, SYSTEM, "operator.reminded", matter=_matter(duty))
    lines = (*duty.reason.splitlines(), f"REMINDER: not put right since {say_instant(duty.created_at)}.")
    tell_operator(work, authority, at, _mark(duty, str(after.step)), duty.about, lines, duty=after)


def put_right(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """A person says that it is put right. Where it is not, the bot finds it again and asks anew."""
    duty = work.duty(press.id)
    if duty is None or duty.kind is not DutyKind.OPERATE:
        return WordsScreen(words.gone())
    if press.actor.id not in _asked(duty, authority, at):
        return WordsScreen(operator_words.not_the_operator())
    if not duty.is_open:
        return WordsScreen(operator_words.already())
    _end(work, authority, duty, at, press.actor.id, press.actor.name)
    return WordsScreen(operator_words.put_right())


def settled(work: Work, authority: Authority, at: datetime, *matters: str) -> None:
    """The bot sees that these are right again: whoever owed it is told on their card."""
    for matter in matters:
        duty = work.duty(f"{OPERATOR}:{matter}")
        if duty is not None and duty.is_open:
            _end(work, authority, duty, at, SYSTEM, "")


def tell_of_refusal(work: Work, authority: Authority, delivery: Delivery, code: str, at: datetime) -> None:
    """What an operator can mend: a person is asked to phone besides, for each report."""
    mend = ways.operator(code)
    if not mend or delivery.purpose is Purpose.OPERATOR:
        return
    place = _place(delivery)
    lines = [mend, f"Where: {'the mailbox' if place == MAILBOX else place}. Code: {code}."]
    lines.append("Somebody was asked to tell whoever did not get a message.")
    title = "Need to Know: messages are refused"
    owe(work, authority, at, f"refused:{place}", title, lines, urgent=place == MAILBOX)


def went_through(work: Work, authority: Authority, delivery: Delivery, at: datetime) -> None:
    """A message was taken: what was refused there before is put right."""
    settled(work, authority, at, f"refused:{_place(delivery)}")


def _end(work: Work, authority: Authority, duty: Duty, at: datetime, by: str, name: str) -> None:
    work.save_duty(duty.met(at, by, reason=duty.reason))
    work.journal(OPERATOR, at, by, "operator.put-right", matter=_matter(duty), name=name)
    for number in range(max(0, duty.step + 1 - _NEWEST), duty.step + 1):
        for person in _asked(duty, authority, at):
            card = work.delivery(_card(f"{OPERATOR}:{_mark(duty, str(number))}", person))
            if card is not None and card.status is DeliveryStatus.SENT:
                work.save_delivery(replace(card, status=DeliveryStatus.WAITING, next_at=at, attempt=0))


def _asked(duty: Duty, authority: Authority, at: datetime) -> tuple[str, ...]:
    """Who is asked, and may say that it is put right: the person the file names, and whom they named as cover."""
    organisation = authority.organisation
    named = (person.id for person in standing_in(duty, organisation, at))
    return tuple(dict.fromkeys((*owners(duty, organisation, at), *named)))


def _how_it_ends(matter: str) -> str:
    ends = _BY_ITSELF.get(matter, "once a message goes through again")
    return (
        f"You are reminded until it is put right. It ends by itself {ends}; or press “Put right” on its card in Teams."
    )


def _place(delivery: Delivery) -> str:
    return MAILBOX if delivery.via is Via.MAIL else delivery.recipient


def _matter(duty: Duty) -> str:
    return duty.id.partition(":")[2]


def _mark(duty: Duty, what: str) -> str:
    """Each telling of a duty once; one that begins again has marks of its own."""
    return f"{_matter(duty)}:{int(duty.created_at.timestamp())}:{what}"


def _card(key: str, person: str) -> str:
    return f"{key}:card:{person}"
