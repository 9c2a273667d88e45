"""From a decision to duties and deliveries: who is told, where, and what they then owe. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.notifications.assistants import copies
from bot.notifications.delivery import Delivery, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.hours import in_office_hours
from bot.notifications.notification import Notification
from bot.notifications.own_mail import own_mails
from bot.organisation import Organisation
from rules.decision import TriggerDecision
from rules.facts import Facts
from rules.limits import window_due

ON_CALL = "on-call"

# Whom a staff matter is about, and what happened that makes one: such a report never goes to the channel.
STAFF_KINDS = frozenset({"staff", "carer", "position-of-trust", "elected-member"})
STAFF_EVENTS = frozenset({"violence-against-staff", "gross-misconduct", "abuse-allegation"})


@dataclass(frozen=True)
class Telling:
    """The duties and deliveries that a decision creates."""

    duties: tuple[Duty, ...]
    deliveries: tuple[Delivery, ...]


def staff_matter(facts: Facts) -> str:
    """Is this about staff? "yes", "no" or "unknown". Only a plain "no" lets a report into the channel."""
    happened = [facts.incident.get("happened"), *(s.facts.get("happened") for s in facts.subjects)]
    events = {e for answer in happened if isinstance(answer, tuple) for e in answer}
    if events & STAFF_EVENTS or any(s.kind in STAFF_KINDS for s in facts.subjects):
        return "yes"
    answer = facts.incident.get("about.staff")
    if answer is None:
        answer = next((s.facts["about.staff"] for s in facts.subjects if "about.staff" in s.facts), None)
    return {True: "yes", False: "no"}.get(answer, "unknown") if isinstance(answer, bool) else "unknown"


def counted(notification: Notification) -> tuple[TriggerDecision, ...]:
    """The rows that tell somebody now: reportable, or not ruled out ("unknown" errs toward telling)."""
    return tuple(t for t in notification.decision.triggers if t.status != "not-yet")


def plan(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    *,
    already: frozenset[str] = frozenset(),
    agreed: bool = False,
) -> Telling:
    """Everything that sending this notification creates at `at` (aware, UTC).

    `already` are the roles told before (a "Tell now" that is being completed): they are not told twice. Where a row has
    roles that decide first whether it is notified at all (first.py), they alone are told until that is `agreed`.
    """
    organisation = notification.within(organisation)
    rows = sorted(counted(notification), key=lambda t: t.notify_by)
    waiting = [] if agreed else [t for t in rows if t.route.first]
    telling = [t for t in rows if t not in waiting]
    duties: list[Duty] = []
    roles: dict[str, TriggerDecision] = {}
    for trigger in telling:
        for role in (*trigger.route.always, *trigger.route.also, *trigger.route.decides):
            roles.setdefault(role, trigger)
    for trigger in waiting:
        for role in trigger.route.first:
            roles.setdefault(role, trigger)
    always = {r for t in telling for r in (*t.route.always, *t.route.also)}
    for role, trigger in roles.items():
        if role in already:
            continue
        duties.append(_duty(notification, organisation, at, DutyKind.NOTIFY, role, trigger))
        if role in always and organisation.reached(role) != "inbox":
            duties.append(_duty(notification, organisation, at, DutyKind.ACKNOWLEDGE, role, trigger))
    duties += _decisions(notification, organisation, at, telling, always | already)
    cards = _cards(notification, organisation, at, roles, already, on_call=bool(telling))
    places = _places(notification, organisation, at, roles, already) if telling else ()
    beside = (*own_mails(cards, organisation), *copies(cards, notification, organisation))
    return Telling(tuple(duties), (*cards, *beside, *places))


def decided_by(trigger: TriggerDecision) -> str:
    """The owners of a decision duty: any one of the roles the row names."""
    return ",".join(trigger.route.decides)


def tell_role(
    notification: Notification, organisation: Organisation, at: datetime, role: str, trigger: TriggerDecision
) -> Telling:
    """What telling one further role creates: the duty to notify it, its acknowledgement, and the cards."""
    organisation = notification.within(organisation)
    duties = (
        _duty(notification, organisation, at, DutyKind.NOTIFY, role, trigger),
        _duty(notification, organisation, at, DutyKind.ACKNOWLEDGE, role, trigger),
    )
    urgent = trigger.any_hour or trigger.immediate
    deliveries = tuple(
        personal(notification, person.id, Purpose.TELL, at, roles=(role,), urgent=urgent)
        for person in organisation.told(role, at)
    )
    beside = (*own_mails(deliveries, organisation), *copies(deliveries, notification, organisation))
    return Telling(duties, (*deliveries, *beside))


def personal(
    notification: Notification,
    person: str,
    purpose: Purpose,
    at: datetime,
    *,
    roles: tuple[str, ...] = (),
    urgent: bool = False,
    duty: str | None = None,
    mark: str = "",
) -> Delivery:
    """A personal card about a notification. The key makes it one per person, purpose and mark."""
    key = ":".join(part for part in (notification.id, purpose, person, mark) if part)
    return Delivery(
        id=key,
        key=key,
        via=Via.PERSONAL,
        purpose=purpose,
        recipient=person,
        urgent=urgent,
        created_at=at,
        notification=notification.id,
        duty=duty,
        roles=roles,
        next_at=at,
        wanted=notification.version,
    )


def _duty(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    kind: DutyKind,
    role: str,
    trigger: TriggerDecision,
    about: str = "",
) -> Duty:
    window = trigger.window
    due = trigger.notify_by
    if kind is not DutyKind.NOTIFY:
        due = window_due(window, at, organisation.limits.calendar, organisation.limits)
    duty = Duty(
        id=f"{notification.id}:{kind}:{about or role}",
        kind=kind,
        due=due,
        any_hour=window == "any_hour",
        window_kind=window,
        created_at=at,
        notification=notification.id,
        role=role,
        about=about,
        trigger=trigger.id,
        source=trigger.source,
    )
    return started(duty, organisation)


def _decisions(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    rows: list[TriggerDecision],
    told: frozenset[str] | set[str],
) -> list[Duty]:
    """One decision duty for each role that is not told anyway; the earliest row gives its window."""
    found: dict[str, Duty] = {}
    for trigger in rows:
        about = trigger.route.about
        if about and trigger.route.decides and about not in told and about not in found:
            owner = decided_by(trigger)
            found[about] = _duty(notification, organisation, at, DutyKind.DECIDE, owner, trigger, about)
    return list(found.values())


def _cards(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    roles: dict[str, TriggerDecision],
    already: frozenset[str],
    *,
    on_call: bool,
) -> tuple[Delivery, ...]:
    """The personal cards: one a person, whatever roles they hold. At night whoever is on call is told of the urgent."""
    people: dict[str, list[str]] = {}
    urgent: dict[str, bool] = {}
    for role, trigger in roles.items():
        if role in already:
            continue
        for person in organisation.told(role, at):
            people.setdefault(person.id, []).append(role)
            urgent[person.id] = urgent.get(person.id, False) or trigger.any_hour or trigger.immediate
    if on_call and _any_hour(roles) and not in_office_hours(at, organisation.limits):
        awake = organisation.on_call(at).id
        people.setdefault(awake, []).append(ON_CALL)
        urgent[awake] = True
    return tuple(
        personal(notification, person, Purpose.TELL, at, roles=tuple(held), urgent=urgent[person])
        for person, held in people.items()
    )


def _places(
    notification: Notification,
    organisation: Organisation,
    at: datetime,
    roles: dict[str, TriggerDecision],
    already: frozenset[str],
) -> tuple[Delivery, ...]:
    """The managers' post, and the complete mail to the inbox, which tells a role that is reached through it."""
    urgent = _any_hour(roles)
    read_there = tuple(role for role in roles if organisation.reached(role) == "inbox" and role not in already)
    mail = _place(notification, Via.MAIL, Purpose.INBOX, organisation.inbox.address, at, urgent)
    posts = (_place(notification, Via.CHANNEL, Purpose.POST, "managers", at, urgent),) if notification.is_open else ()
    return (*posts, replace(mail, roles=read_there))


def _any_hour(roles: dict[str, TriggerDecision]) -> bool:
    return any(t.any_hour or t.immediate for t in roles.values())


def _place(
    notification: Notification, via: Via, purpose: Purpose, recipient: str, at: datetime, urgent: bool
) -> Delivery:
    key = f"{notification.id}:{purpose}:{notification.version if via is Via.MAIL else ''}{recipient}"
    return Delivery(
        id=key,
        key=key,
        via=via,
        purpose=purpose,
        recipient=recipient,
        urgent=urgent,
        created_at=at,
        notification=notification.id,
        next_at=at,
        wanted=notification.version,
    )
