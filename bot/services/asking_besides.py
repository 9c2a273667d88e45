"""What is asked besides acknowledging and deciding: is it needed, does it still hold, a call, a task of the policy."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.notifications.access import standing, takes_part
from bot.notifications.children import named, people
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.first import NOT_NEEDED, latest, next_manager
from bot.notifications.form import WHO_KNOWS, Ask
from bot.notifications.notification import Record
from bot.notifications.tasks import planned_of, same_act, title_of
from bot.notifications.watch import is_kept
from bot.services.answering import still_open
from bot.services.asked import Asked, Button
from bot.services.authority import Authority
from bot.services.confirming import several, tick
from bot.services.doing import may_close, reason_id, reference_id
from bot.services.kept import may_answer, stand_down_fields
from bot.services.needing import WHY_NOT, may_decide_first
from bot.services.phoning import answered_id, whom_to_call
from bot.services.speaking import who
from bot.services.still import still_words
from rules.instants import say_instant
from rules.judgement import REASON


def besides(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """Everything of these kinds that is asked of this person (an Entra object id) now."""
    together = several(record, person, authority)
    open_duties = [d for d in record.open_duties() if d.kind in _KINDS and d not in together]
    found = [asked for d in open_duties if (asked := _KINDS[d.kind](record, d, person, authority)) is not None]
    return (
        *found,
        *_keep_up(record, person, authority),
        *tick(record, together),
        *_not_accepted(record, person, authority),
        *_send_kept(record, person),
        *_open(record, person, authority),
    )


def _open(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """What nobody has answered yet, and keeps rows, calls or tasks open: answered once, here."""
    asked = still_open(record, person, authority)
    if not asked:
        return ()
    note = "While these are open, more people are told rather than fewer. Leave empty what is still not known."
    button = Button("answer", "Save the answers", "positive")
    due = record.notification.created_at
    return (Asked("", "Still not known", due, False, note, asked, (button,), timed=False),)


def _keep_up(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """This period's update about the children who are still missing: one card and one update for all of them."""
    notification = record.notification
    if notification.is_veiled:
        return ()
    due = [d for d in record.open_duties(DutyKind.UPDATE) if may_close(record, d, person, authority)]
    if not due:
        return ()
    first = min(due, key=lambda d: d.due)
    keys = {d.about for d in due}
    names = named(child for child in people(notification) if child.key in keys)
    about = f" about {names}" if names and len(people(notification)) > 1 else ""
    note = f"A missing child needs an update until found. Source: {first.source}."
    buttons = (
        Button("begin", "Add an update", "positive", about=f"{notification.id}:update"),
        Button("begin", "A child was found", about=f"{notification.id}:found"),
    )
    late = any(d.late_since for d in due)
    return (Asked("Send the update", f"Send the update{about}", first.due, late, note, (), buttons),)


def _first(record: Record, duty: Duty, person: str, authority: Authority) -> Asked | None:
    found = may_decide_first(record, person, authority)
    if found is None or found[0].id != duty.id:
        return None
    reason = Ask(WHY_NOT, "long-text", "Your reason, if it is not needed")
    buttons = (Button("needed", "Yes, notify", "positive"), Button("not-needed", "Not needed", "destructive"))
    note = "Until you decide, nobody else is told. If you do not, everybody is told when your time is up."
    return Asked("Decide", "Decide whether this is notified", duty.due, _late(duty), note, (reason,), buttons)


def _not_accepted(record: Record, person: str, authority: Authority) -> tuple[Asked, ...]:
    """The reporter reads the reason of a "no", and may take it further for as long as somebody is above."""
    last = latest(record)
    if last is None or last.outcome != NOT_NEEDED or last.met_at is None or record.notification.reporter != person:
        return ()
    manager = next_manager(record, authority.organisation)
    if manager is None:
        return ()
    note = f"{who(last.met_by or '', authority)} decided that this need not be notified. Reason: {last.reason}"
    button = Button("take-further", f"Ask {manager.name}")
    title = "If you do not agree, ask the next manager"
    return (Asked("", title, last.met_at, False, note, buttons=(button,), timed=False),)


def _watch(record: Record, duty: Duty, person: str, authority: Authority) -> Asked | None:
    if not may_answer(record, person) or not _was_put(record, duty):
        return None
    still = still_words(authority.pack, "" if record.notification.is_veiled else duty.trigger)
    buttons = (
        Button("still", "Yes, still: report it", "positive"),
        Button("stand-down", "No: stand down", "default"),
    )
    note = f"If nobody answers, it is reported by itself. {who_knows(record)}"
    limit = duty.limit or duty.due
    fields = stand_down_fields(authority, duty)
    return Asked(f"{still.now}? Answer", f"{still.now}?", limit, _late(duty), note, fields, buttons)


def who_knows(record: Record) -> str:
    """Whether the police and the manager know, as it was answered: not known is never "no"."""
    if record.notification.is_veiled:
        return ""
    said = {"yes": "yes", "no": "no"}
    answers = record.notification.answers
    police, manager = (said.get(answers.get(fact, "").strip().lower(), "not known") for fact in WHO_KNOWS)
    return f"Told so far: the police: {police}; the manager: {manager}."


def _was_put(record: Record, duty: Duty) -> bool:
    """Has the question been put to anybody yet?"""
    asks = (Purpose.REMINDER, Purpose.ESCALATION)
    return any(d.duty == duty.id and d.purpose in asks for d in record.deliveries)


def _send_kept(record: Record, person: str) -> tuple[Asked, ...]:
    """A kept report is sent at any time, and changed as long as it is kept, by its reporter."""
    if not is_kept(record) or not may_answer(record, person):
        return ()
    watching = record.open_duties(DutyKind.WATCH)
    put = any(_was_put(record, duty) for duty in watching)
    due = watching[0].due if watching else record.notification.created_at
    change = (Button("complete", "Change the details"),) if record.notification.reporter == person else ()
    if put:  # "Yes, still" sends it now: one way is enough
        return (Asked("", "Did anything change?", due, False, buttons=change, timed=False),) if change else ()
    buttons = (Button("send-now", "Send now", "default" if watching else "positive"), *change)
    why = Ask(REASON, "text", "If you send it now: why?", "Whoever is told reads this.")
    note = who_knows(record)
    return (Asked("", "Worried? Send it now", due, False, note, (why,), buttons, timed=False),)


def _phone(record: Record, duty: Duty, person: str, authority: Authority) -> Asked | None:
    """Asked of whoever owes the call, of the reporter, and of those it was escalated to."""
    escalated = any(d.duty == duty.id and d.recipient == person for d in record.deliveries)
    organisation = record.notification.within(authority.organisation)
    owes = standing(duty, person, organisation) is not None or record.notification.reporter == person
    if not (owes or escalated) or not takes_part(record, person, authority.organisation):
        return None
    called = whom_to_call(record, duty, authority)
    title = authority.organisation.role_title(duty.about)
    number = f"{called.name} on {called.phone}" if called and called.phone else called.name if called else title
    answered = Ask(answered_id(duty), "yes-no", "Did they answer?")
    button = Button("phoned", "Record the call", "positive", about=duty.id)
    asks = f"Phone the {title} now"
    return Asked("Phone", asks, duty.due, _late(duty), f"Ring {number}.", (answered,), (button,), so_far=duty.reason)


def _task(record: Record, duty: Duty, person: str, authority: Authority) -> Asked | None:
    planned = planned_of(record.notification, duty)
    if planned is None or not may_close(record, duty, person, authority):
        return None
    unsure = "" if planned.status == "certain" else "It is not certain yet that this is needed. "
    when = "" if duty.limit else " No time is stated for it."
    fields = []
    buttons = [Button("done", "Done", "positive", about=duty.id)]
    if planned.closed_by == "reference":
        fields.append(Ask(reference_id(duty), "text", "Its reference, when it is done"))
    if planned.closed_by == "decision":
        fields.append(Ask(reference_id(duty), "text", "What was decided or done, and any reference"))
    if planned.closed_by != "done" or unsure:
        fields.append(Ask(reason_id(duty), "long-text", "Or your reason for deciding not to"))
        buttons.append(Button("decide-not-to", "Decided not to", "destructive", about=duty.id))
    same = [
        f"{one.title}{f', by {say_instant(one.due)}' if one.due is not None else ''} ({one.source})"
        for one in same_act(record.notification, planned)
    ]
    clocks = f"One reference closes as well: {'; '.join(same)}. The earliest limit counts." if same else ""
    note = f"{unsure}{planned.what.rstrip('.')}.{when} {planned.why} Source: {planned.source}."
    title = title_of(record.notification, duty)
    return Asked(
        title,
        title,
        duty.due,
        _late(duty),
        note,
        tuple(fields),
        tuple(buttons),
        timed=duty.limit is not None,
        so_far=clocks,
    )


def _late(duty: Duty) -> bool:
    return duty.late_since is not None


_KINDS: Mapping[DutyKind, Callable[[Record, Duty, str, Authority], Asked | None]] = MappingProxyType(
    {
        DutyKind.FIRST: _first,
        DutyKind.WATCH: _watch,
        DutyKind.PHONE: _phone,
        DutyKind.TASK: _task,
    }
)
