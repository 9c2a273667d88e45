"""The schedule of an open duty: reminder, then cover, then the next role, the last step repeating until it is met.

Pure. A duty's `next_at` is when its next step may be taken, its `step` how many have been. Duties whose
limit runs at any hour speak up at any hour; for the others a step that falls outside office hours
waits for the next opening (hours.speak_at) and joins that person's digest.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

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
    moves_on: bool = False  # a decision nobody made: the role it is about is told now, marked as undecided
    late: bool = False


def roles_of(duty: Duty) -> tuple[str, ...]:
    """The roles that own a duty: a decision may be owned by any one of several."""
    return tuple(duty.role.split(",")) if duty.role else ()


def owners(duty: Duty, organisation: Organisation, at: datetime) -> tuple[str, ...]:
    """The people who owe the duty at this instant, by their Entra object ids."""
    if duty.role:
        return tuple(dict.fromkeys(p.id for role in roles_of(duty) for p in organisation.told(role, at)))
    return (duty.person,) if duty.person else ()


def started(duty: Duty, organisation: Organisation) -> Duty:
    """A new duty with its first wake-up: the reminder halfway to `due`, or the limit itself for a duty to notify."""
    if duty.kind is DutyKind.NOTIFY:
        # A limit that passed before anybody reported, and "immediately", are not late at birth:
        # half an acknowledgement window is what sending may take before a person is asked to help.
        earliest = duty.created_at + organisation.limits.windows.any_hour / 2
        return replace(duty, next_at=max(duty.due, earliest))
    halfway = duty.created_at + (duty.due - duty.created_at) / 2
    return replace(duty, next_at=speak_at(halfway, organisation.limits, any_hour=duty.any_hour))


def take(duty: Duty, organisation: Organisation, at: datetime) -> tuple[Step, Duty]:
    """The step that is due now, and the duty after it."""
    steps = _steps(duty, organisation, at)
    # A reminder that the night pushed past the limit itself gives way to the limit's own step.
    taken = max(duty.step, 1) if at >= duty.due else duty.step
    index = min(taken, len(steps) - 1)
    step = steps[index]
    late = duty.late_since or (duty.due if at >= duty.due else None)
    if at < duty.due:
        # A limit at the close of office is the last moment to send a draft: it does not wait for the morning after.
        closing = duty.kind is DutyKind.SEND and is_office_closing(duty.due, organisation.limits)
        at_limit = duty.any_hour or closing
        following = speak_at(duty.due, organisation.limits, any_hour=at_limit)
    else:
        following = next_window(duty, organisation, at)
    return step, replace(duty, step=taken + 1, late_since=late, next_at=following)


def next_window(duty: Duty, organisation: Organisation, at: datetime) -> datetime:
    """One window after `at`, in office time where the duty keeps office hours (aware, UTC)."""
    due = window_due(duty.window_kind, at, organisation.limits.calendar, organisation.limits)
    return speak_at(max(due, at + timedelta(minutes=1)), organisation.limits, any_hour=duty.any_hour)


def _steps(duty: Duty, organisation: Organisation, at: datetime) -> tuple[Step, ...]:
    own = owners(duty, organisation, at)
    steps = [Step(reminds=own)]
    cover = (p for role in roles_of(duty) for p in organisation.cover(role))
    covering = tuple(dict.fromkeys(p for p in cover if p.id not in own and not organisation.is_away(p.key, at)))
    if covering:
        steps.append(Step(reminds=own, escalates_to=covering, late=True))
    if duty.kind is DutyKind.DECIDE and duty.about:
        steps.append(Step(reminds=own, moves_on=True, role=duty.about, late=True))
    if duty.kind in (DutyKind.SEND, DutyKind.COMPLETE, DutyKind.REACH):
        manager = organisation.manager_of(duty.person or "")
        night = duty.any_hour and not in_office_hours(at, organisation.limits)
        told = (organisation.on_call(at), manager) if night else (manager,)
        steps.append(Step(reminds=own, escalates_to=tuple(dict.fromkeys(told)), late=True))
    if duty.kind is not DutyKind.COMPLETE:
        for role in organisation.escalation_chain:
            if role not in roles_of(duty) and role != duty.about:
                steps.append(Step(reminds=own, escalates_to=organisation.told(role, at), role=role, late=True))
    passed_over = {*own, duty.about if duty.kind is DutyKind.REACH else ""}
    steps = [found for step in steps if (found := _to_others(step, passed_over)) is not None]
    if len(steps) == 1:
        steps.append(Step(reminds=own, late=True))
    return tuple(steps)


def _to_others(step: Step, passed_over: set[str]) -> Step | None:
    """The step without those whom it need not or cannot reach: its owners, and somebody who is to be reached."""
    others = tuple(p for p in step.escalates_to if p.id not in passed_over)
    return None if step.escalates_to and not others else replace(step, escalates_to=others)
