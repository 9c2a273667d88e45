"""The schedule of an open duty: reminder, then cover, then the next role, the last step repeating until it is met.

Pure. A duty's `next_at` is when its next step may be taken, its `step` how many have been. Which steps a kind of duty
takes is a row of LADDERS. Duties whose limit runs at any hour speak up at any hour; for the others a step that falls
outside office hours waits for the next opening (hours.speak_at) and joins that person's digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.notifications.duty import Duty, DutyKind
from bot.notifications.hours import in_office_hours, is_office_closing, speak_at
from bot.organisation import Organisation, Person
from rules.limits import window_due


@dataclass(frozen=True)
class Step:
    """One step of a duty's escalation: whom it tells, and as what."""

    reminds: tuple[str, ...] = ()  # Entra object ids: a reporter may be somebody the organisation file does not name
    escalates_to: tuple[Person, ...] = ()
    role: str = ""  # the role that is told next, in an escalation to a role
    moves_on: bool = False  # nobody decided or answered: what waits for it happens now, marked so


@dataclass(frozen=True)
class Ladder:
    """The steps that a kind of duty takes, in this order, after its owner was reminded.

    `halfway`: the reminder comes halfway to `due`; otherwise the first step is at `due`, which is when it is asked.
    `early_cover`: cover is asked with the reminder. `manager`: the owner's manager, at night whoever is on call.
    `on_call`: whoever is on call, at any hour. `moves_on`: what waits for it happens. `chain`: the escalation chain.
    `requirer`: when it is late whoever required it (`about`, an Entra object id) is told first, with any cover.
    """

    halfway: bool = True
    early_cover: bool = False
    cover: bool = True
    manager: bool = False
    on_call: bool = False
    moves_on: bool = False
    chain: bool = True
    requirer: bool = False


LADDERS: Mapping[DutyKind, Ladder] = MappingProxyType(
    {
        DutyKind.ACKNOWLEDGE: Ladder(),
        DutyKind.DECIDE: Ladder(moves_on=True),
        DutyKind.COMPLETE: Ladder(manager=True, chain=False),
        DutyKind.SEND: Ladder(manager=True),
        DutyKind.REACH: Ladder(manager=True),
        DutyKind.FIRST: Ladder(early_cover=True, cover=False, moves_on=True, chain=False),
        DutyKind.WATCH: Ladder(halfway=False, manager=True, on_call=True, moves_on=True, chain=False),
        DutyKind.PHONE: Ladder(manager=True),
        DutyKind.TASK: Ladder(manager=True),
        DutyKind.ANSWER: Ladder(manager=True, requirer=True),
        DutyKind.ACTION: Ladder(manager=True, requirer=True),
        DutyKind.REVIEW_DAY: Ladder(halfway=False, chain=False),
        DutyKind.ANONYMISE: Ladder(),
        DutyKind.APPROVE: Ladder(),
        DutyKind.UPDATE: Ladder(manager=True),
        # Nobody else can mend it: they are asked to phone whom it kept from knowing.
        DutyKind.OPERATE: Ladder(chain=False),
    }
)
"""A duty to notify has no ladder: sending is the bot's, and what it fails in a person is asked to reach."""


def roles_of(duty: Duty) -> tuple[str, ...]:
    """The roles that own a duty: a decision may be owned by any one of several."""
    return tuple(duty.role.split(",")) if duty.role else ()


def owners(duty: Duty, organisation: Organisation, at: datetime) -> tuple[str, ...]:
    """The people who owe the duty at this instant, by their Entra object ids."""
    if duty.role:
        return tuple(dict.fromkeys(p.id for role in roles_of(duty) for p in organisation.told(role, at)))
    return (duty.person,) if duty.person else ()


def standing_in(duty: Duty, organisation: Organisation, at: datetime) -> tuple[Person, ...]:
    """Whom the one person who owes a duty has named, while they are away. A role's duties go to its cover anyway."""
    person = organisation.person(duty.person or "")
    named = organisation.stand_in(person.key, at) if person is not None and not duty.role else None
    return (named,) if named is not None else ()


def started(duty: Duty, organisation: Organisation) -> Duty:
    """A new duty with its first wake-up: the reminder halfway to `due`, or the limit itself for a duty to notify."""
    if duty.kind is DutyKind.NOTIFY:
        # A limit that passed before anybody reported, and "immediately", are not late at birth:
        # half an acknowledgement window is what sending may take before a person is asked to help.
        earliest = duty.created_at + organisation.limits.windows.any_hour / 2
        return replace(duty, next_at=max(duty.due, earliest))
    first = duty.due
    if LADDERS[duty.kind].halfway:
        first = duty.created_at + (duty.due - duty.created_at) / 2
    return replace(duty, next_at=speak_at(first, organisation.limits, any_hour=duty.any_hour))


def take(duty: Duty, organisation: Organisation, at: datetime) -> tuple[Step, Duty]:
    """The step that is due now, and the duty after it."""
    steps = _steps(duty, organisation, at)
    halfway = LADDERS[duty.kind].halfway
    # A reminder that the night pushed past the limit itself gives way to the limit's own step.
    taken = max(duty.step, 1) if halfway and at >= duty.due else duty.step
    index = min(taken, len(steps) - 1)
    step = steps[index]
    if at < duty.due:
        # A limit at the close of office is the last moment to send a draft: it does not wait for the morning after.
        closing = duty.kind is DutyKind.SEND and is_office_closing(duty.due, organisation.limits)
        at_limit = duty.any_hour or closing
        following = speak_at(duty.due, organisation.limits, any_hour=at_limit)
    elif halfway:
        following = next_window(duty, organisation, at)
    else:
        following = _next_share(duty, organisation, at, len(steps) - 1 - index)
    return step, replace(duty, step=taken + 1, late_since=duty.late_since or _late(duty, at), next_at=following)


def next_window(duty: Duty, organisation: Organisation, at: datetime) -> datetime:
    """One window after `at`, in office time where the duty keeps office hours (aware, UTC)."""
    due = window_due(duty.window_kind, at, organisation.limits.calendar, organisation.limits)
    return speak_at(max(due, at + timedelta(minutes=1)), organisation.limits, any_hour=duty.any_hour)


def _late(duty: Duty, at: datetime) -> datetime | None:
    """Since when it is late. What nobody states a time for is not late, and a question is not before its row is."""
    if duty.kind in (DutyKind.TASK, DutyKind.WATCH):
        return duty.limit if duty.limit is not None and at > duty.limit else None
    return duty.due if at >= duty.due else None


def _next_share(duty: Duty, organisation: Organisation, at: datetime, left: int) -> datetime:
    """One window after `at`, but never so late that the `left` further steps cannot all be taken by the row's limit."""
    following = next_window(duty, organisation, at)
    if duty.limit is None or duty.limit <= at or left < 1:
        return following
    share = speak_at(at + (duty.limit - at) / left, organisation.limits, any_hour=duty.any_hour)
    return min(following, share, duty.limit)


def _steps(duty: Duty, organisation: Organisation, at: datetime) -> tuple[Step, ...]:
    ladder = LADDERS[duty.kind]
    own = owners(duty, organisation, at)
    cover = (p for role in roles_of(duty) for p in organisation.cover(role))
    covering = tuple(dict.fromkeys(p for p in cover if p.id not in own and not organisation.is_away(p.key, at)))
    steps = [Step(reminds=own, escalates_to=covering if ladder.early_cover else ())]
    requirer = organisation.person(duty.about) if ladder.requirer and not organisation.is_kept_out(duty.about) else None
    beside = tuple(dict.fromkeys((*covering, *((requirer,) if requirer is not None else ()))))
    if beside and ladder.cover:
        steps.append(Step(reminds=own, escalates_to=beside))
    if ladder.moves_on and ladder.chain and duty.about:
        steps.append(Step(reminds=own, moves_on=True, role=duty.about))
    if ladder.manager and duty.person:
        night = duty.any_hour and not in_office_hours(at, organisation.limits)
        manager = organisation.manager_of(duty.person, at)
        told = (organisation.on_call(at), manager) if night and not ladder.on_call else (manager,)
        steps.append(Step(reminds=own, escalates_to=tuple(dict.fromkeys(told))))
    if ladder.on_call:
        steps.append(Step(reminds=own, escalates_to=(organisation.on_call(at),)))
    if ladder.chain and (duty.kind is not DutyKind.TASK or duty.limit is not None):
        for role in organisation.escalation_chain:
            if role not in roles_of(duty) and role != duty.about:
                steps.append(Step(reminds=own, escalates_to=organisation.told(role, at), role=role))
    passed_over = {*own, duty.about if duty.kind is DutyKind.REACH else ""}
    steps = [found for step in steps if (found := _to_others(step, passed_over)) is not None]
    if ladder.moves_on and not ladder.chain:
        steps.append(Step(moves_on=True))
    elif len(steps) == 1:
        steps.append(Step(reminds=own))
    named = standing_in(duty, organisation, at)
    return tuple(_with(step, named) if step.reminds else step for step in steps)


def _with(step: Step, named: tuple[Person, ...]) -> Step:
    return replace(step, escalates_to=tuple(dict.fromkeys((*named, *step.escalates_to))))


def _to_others(step: Step, passed_over: set[str]) -> Step | None:
    """The step without those whom it need not or cannot reach: its owners, and somebody who is to be reached."""
    others = tuple(p for p in step.escalates_to if p.id not in passed_over)
    return None if step.escalates_to and not others else replace(step, escalates_to=others)
