"""Writing a report: begin, fill, go back, add a person, discard, take up again. Nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from secrets import token_urlsafe

from bot.notifications.access import may_complete
from bot.notifications.answers import input_id, time_id
from bot.notifications.commands import Actor, Press
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.form import MAX_PEOPLE, asks, everything_asked, questions_to_ask, read
from bot.notifications.notification import Notification
from bot.notifications.watch import is_kept
from bot.services import words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import BesideScreen, DraftScreen, Screen, WordsScreen
from bot.services.showing import of_sent_draft, own_card
from rules.decision import TriggerDecision
from rules.facts import VOCABULARY

FORWARD = {"first": "who", "who": "facts", "facts": "account", "account": "agencies", "agencies": "check"}
BACKWARD = {"who": "first", "facts": "who", "account": "facts", "agencies": "account", "check": "agencies"}

# A draft that is overdue when it is begun still has its author at the keyboard: this long until it is chased.
GRACE = timedelta(minutes=15)


def begin(work: Work, actor: Actor, at: datetime) -> DraftScreen:
    """The first card of a new report, with the way to "Tell now". A draft half written waits beside it, unmixed."""
    waiting = [d for d in work.drafts_of(actor.id, 20) if not d.completes]
    unfinished = next((d for d in waiting if any(v.strip() for v in d.given.values())), None)
    empty = next((d for d in waiting if not any(v.strip() for v in d.given.values())), None)
    if empty is not None:
        if empty.step != "first":
            empty = replace(empty, step="first", person=1, people=1, version=empty.version + 1, updated_at=at)
            work.save_draft(empty)
        return DraftScreen(empty, unfinished=unfinished)
    draft = Draft(
        id=token_urlsafe(12), author=actor.id, author_name=actor.name, created_at=at, updated_at=at, answers={}
    )
    work.add_draft(draft)
    work.journal(draft.id, at, actor.id, "draft.begun")
    return DraftScreen(draft, unfinished=unfinished)


def mine(work: Work, press: Press) -> Draft | Screen:
    """The presser's own open draft of this press, or the screen that says why not."""
    draft = work.draft(press.id)
    if draft is None:
        return WordsScreen(words.gone())
    if draft.author != press.actor.id:
        return WordsScreen(words.not_yours())
    if draft.status is DraftStatus.SENT and draft.notification:
        record = work.record(draft.notification)
        assert record is not None
        return of_sent_draft(record, press, words.already_sent(record.notification.reference))
    if draft.status is DraftStatus.DISCARDED:
        return WordsScreen(words.details_discarded() if draft.completes else words.discarded())
    return draft


def current(work: Work, press: Press) -> Draft | Screen:
    """Like mine, and the card pressed is the current one; a stale card is answered with the current one."""
    draft = mine(work, press)
    if isinstance(draft, Draft) and press.version != draft.version:
        return DraftScreen(draft, words=words.stale())
    return draft


def resume(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The draft where it was left."""
    draft = mine(work, press)
    return DraftScreen(draft) if isinstance(draft, Draft) else draft


def start(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """From the first card to the full report, keeping what was typed."""
    draft = current(work, press)
    if not isinstance(draft, Draft):
        return draft
    return _save(work, authority, replace(_with(draft, press.inputs, authority), step="who", person=1), at)


def fill(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep this step's answers and go on, unless one of them cannot be used."""
    draft = current(work, press)
    if not isinstance(draft, Draft):
        return draft
    draft = _with(draft, press.inputs, authority)
    problems = _problems_here(draft, authority, at)
    if problems:
        return _save(work, authority, draft, at, problems)
    if draft.step == "who" and draft.person < draft.people:
        return _save(work, authority, replace(draft, person=draft.person + 1), at)
    if draft.step == "facts":
        asked = questions_to_ask(draft, authority.pack, authority.limits, at)
        if set(asked) - set(draft.asked) and draft.asked:
            # An answer opened a question that was not on the card: it is asked before going on.
            draft = replace(draft, asked=asked)
            if _has_new_inputs(draft, press.inputs, authority, at):
                return _save(work, authority, draft, at)
    following = FORWARD.get(draft.step, draft.step)
    draft = replace(draft, step=following, person=1)
    if following == "facts":
        draft = replace(draft, asked=questions_to_ask(draft, authority.pack, authority.limits, at))
    return _save(work, authority, draft, at)


def back(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep this step's answers, right or wrong, and show the step before."""
    draft = current(work, press)
    if not isinstance(draft, Draft):
        return draft
    draft = _with(draft, press.inputs, authority)
    if draft.step == "who" and draft.person > 1:
        return _save(work, authority, replace(draft, person=draft.person - 1), at)
    # The rest of a "Tell now" begins after the first card, which was sent.
    step = draft.step if draft.completes and draft.step == "who" else BACKWARD.get(draft.step, draft.step)
    return _save(work, authority, replace(draft, step=step, person=draft.people if step == "who" else 1), at)


def add_person(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep this step's answers and ask about one more person."""
    draft = current(work, press)
    if not isinstance(draft, Draft):
        return draft
    draft = _with(draft, press.inputs, authority)
    if draft.step != "who" or draft.people >= MAX_PEOPLE:
        return _save(work, authority, draft, at)
    return _save(work, authority, replace(draft, people=draft.people + 1, person=draft.people + 1), at)


def discard(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Throw a draft away, by its author alone; its duty goes with it, and the journal keeps that it was."""
    draft = current(work, press)
    if not isinstance(draft, Draft):
        return draft
    draft = replace(draft, status=DraftStatus.DISCARDED, updated_at=at, version=draft.version + 1)
    work.save_draft(draft)
    for duty in work.draft_duties(draft.id):
        if duty.is_open:
            work.save_duty(duty.superseded(at, "discarded by its author"))
    work.update_draft_cards(draft.id, at, press.place.activity)
    work.journal(draft.id, at, press.actor.id, "draft.discarded")
    return WordsScreen(words.details_discarded() if draft.completes else words.discarded())


def complete(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Open the rest of a "Tell now" report, or a report that was kept, holding what was said already."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not may_complete(record, press.actor.id, authority.organisation):
        return WordsScreen(words.not_yours())
    shown = own_card(record, press, words.form_below())
    for draft in work.drafts_of(press.actor.id, 50):
        if draft.completes == press.id:
            return BesideScreen(shown, DraftScreen(draft))
    if not record.open_duties(DutyKind.COMPLETE) and not is_kept(record):
        return own_card(record, press, words.done_before())
    draft = _to_complete(record.notification, press.actor, at)
    work.add_draft(draft)
    work.journal(press.id, at, press.actor.id, "completing")
    return BesideScreen(shown, DraftScreen(draft))


def _to_complete(notification: Notification, actor: Actor, at: datetime) -> Draft:
    """A draft that holds what was told: everybody it was about, and each question that was answered, to be changed."""
    given = {key.removesuffix(".time") for key in notification.answers}
    return Draft(
        id=token_urlsafe(12),
        author=actor.id,
        author_name=actor.name,
        created_at=notification.aware,
        updated_at=at,
        step="who",
        people=max([1, *(int(n) for key in given if (n := key.partition("#")[2]).isdigit())]),
        asked=tuple(key for fact in VOCABULARY for key in sorted(given) if key.partition("#")[0] == fact),
        answers=dict(notification.answers),
        completes=notification.id,
    )


def _with(draft: Draft, inputs: Mapping[str, str], authority: Authority) -> Draft:
    """The draft with the inputs that are questions of the form; anything else in a submission changes nothing."""
    known = {a.id for a in everything_asked(draft, authority.pack)}
    known |= {time_id(a.id) for a in everything_asked(draft, authority.pack) if a.kind == "instant"}
    kept = {k: v for k, v in inputs.items() if k in known}
    return replace(draft, answers={**draft.given, **kept})


def _problems_here(draft: Draft, authority: Authority, at: datetime) -> dict[str, str]:
    reading = read(draft, authority.pack, authority.limits, at)
    here = {a.id for a in asks(draft, authority.pack, authority.limits, at)}
    return {k: v for k, v in reading.problems.items() if k in here}


def _has_new_inputs(draft: Draft, inputs: Mapping[str, str], authority: Authority, at: datetime) -> bool:
    return any(a.id not in inputs for a in asks(draft, authority.pack, authority.limits, at))


def _save(
    work: Work, authority: Authority, draft: Draft, at: datetime, problems: Mapping[str, str] | None = None
) -> DraftScreen:
    draft = replace(draft, version=draft.version + 1, updated_at=at)
    work.save_draft(draft)
    _carry_duty(work, authority, draft, at)
    return DraftScreen(draft, problems or {}, words.fix_these(len(problems)) if problems else None)


def must_be_sent_by(draft: Draft, authority: Authority, at: datetime) -> TriggerDecision | None:
    """The row whose limit comes first for this draft; None while nothing it says is reportable, or will be.

    Once somebody has said what happened, a row that cannot be ruled out counts as well, because it errs toward
    telling; and so does one that is not required yet: the clock is watched for the author.
    """
    decision = read(draft, authority.pack, authority.limits, at).decision
    said = any(draft.given.get(input_id("happened", n)) for n in range(1, draft.people + 1))
    rows = [t for t in decision.triggers if said or t.status == "reportable"]
    return min(rows, key=lambda t: t.notify_by) if rows else None


def _carry_duty(work: Work, authority: Authority, draft: Draft, at: datetime) -> None:
    """A draft that is already reportable carries the duty to notify: reminds, then goes to the reporter's manager.

    When its limit changes, sooner or later, the duty starts anew from the new one.
    """
    if draft.completes:
        return
    row = must_be_sent_by(draft, authority, at)
    existing = next((d for d in work.draft_duties(draft.id) if d.is_open), None)
    if existing is not None and (row is None or existing.limit != row.notify_by):
        why = "its facts are not reportable" if row is None else "its limit changed"
        work.save_duty(existing.superseded(at, why))
        existing = None
    if row is None or existing is not None:
        return
    duty = Duty(
        id=f"{draft.id}:{DutyKind.SEND}:{draft.version}",
        kind=DutyKind.SEND,
        due=max(row.notify_by, at + GRACE),
        any_hour=row.any_hour or row.immediate,
        window_kind=row.window,
        created_at=at,
        draft=draft.id,
        person=draft.author,
        trigger=row.id,
        limit=row.notify_by,
    )
    work.add_duty(started(duty, authority.organisation))
    work.journal(draft.id, at, "system", "draft.reportable", by=row.notify_by.isoformat(), row=row.id)
