"""Writing a report, step by step: fill, go back, add a person, change a step from the check. Nothing typed is lost."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.notifications.answers import input_id, time_id
from bot.notifications.commands import Press
from bot.notifications.conflict import KEPT_FROM
from bot.notifications.draft import Draft, DraftStatus, new_on_an_older_card, with_an_older_card, with_answers
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.form import MAX_PEOPLE, asks, everything_asked, is_judgement, questions_to_ask, read, steps
from bot.notifications.restriction import RESTRICTED
from bot.services import draft_words, keeping_from, words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import DraftScreen, Screen, WordsScreen
from bot.services.showing import of_sent_draft
from rules.decision import TriggerDecision

# A draft that is overdue when it is begun still has its author at the keyboard: this long until it is chased.
GRACE = timedelta(minutes=15)


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
        return WordsScreen(draft_words.details_discarded() if draft.completes else draft_words.discarded_before())
    return draft


def current(work: Work, authority: Authority, press: Press, at: datetime) -> Draft | Screen:
    """Like mine, and the card pressed is the current one.

    An older card, on another device for one, is answered with the current one. What was typed on it is kept: where the
    draft never had an answer it is the answer, otherwise it stands beside (Draft.beside).
    """
    draft = mine(work, press)
    if not isinstance(draft, Draft) or press.version == draft.version:
        return draft
    typed = {} if press.version > draft.version else _known(draft, press.inputs, authority)
    if new_on_an_older_card(draft, typed):
        return replace(save(work, authority, with_an_older_card(draft, typed), at), words=draft_words.older_card())
    said_before = any(answer.strip() for answer in typed.values())
    return DraftScreen(draft, words=draft_words.saved_before() if said_before else words.stale())


def resume(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The draft where it was left."""
    draft = mine(work, press)
    return DraftScreen(draft) if isinstance(draft, Draft) else draft


def start(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """From the first card to the full report, keeping what was typed."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    return save(work, authority, replace(filled(draft, press.inputs, authority), step="who", person=1), at)


def fill(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep this step's answers and go on, or back to the check, unless one of them cannot be used."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    draft = filled(draft, press.inputs, authority)
    problems = problems_here(draft, authority, at)
    if problems:
        return save(work, authority, draft, at, problems)
    if draft.step == "who" and draft.person < draft.people:
        return save(work, authority, replace(draft, person=draft.person + 1), at)
    if draft.step == "facts":
        asked = questions_to_ask(draft, authority.pack, authority.limits, at)
        if any(not is_judgement(key) for key in set(asked) - set(draft.asked)) and draft.asked:
            # An answer opened a question that was not on the card: it is asked before going on. A judgement is not
            # waited for: whoever sends what no row requires is asked why on the last card.
            draft = replace(draft, asked=asked)
            if _has_new_inputs(draft, press.inputs, authority, at):
                return save(work, authority, draft, at)
    following = "check" if draft.changing else _beside(draft, authority, 1)
    return save(work, authority, _at_step(draft, following, authority, at), at)


def back(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep this step's answers, right or wrong, and show the step before, or the check where one came from there."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    draft = filled(draft, press.inputs, authority)
    if draft.step == "who" and draft.person > 1:
        return save(work, authority, replace(draft, person=draft.person - 1), at)
    if draft.changing:
        return save(work, authority, _at_step(draft, "check", authority, at), at)
    # The rest of a "Tell now" begins after the first card, which was sent.
    step = draft.step if draft.completes and draft.step == "who" else _beside(draft, authority, -1)
    return save(work, authority, replace(draft, step=step, person=draft.people if step == "who" else 1), at)


def change(step: str) -> Callable[[Work, Authority, Press, datetime], Screen]:
    """From the check to one earlier step, which leads straight back to the check."""

    def changing(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
        draft = current(work, authority, press, at)
        if not isinstance(draft, Draft):
            return draft
        if draft.step != "check" or step not in steps(authority.pack):
            return DraftScreen(draft, words=words.stale())
        draft = filled(draft, press.inputs, authority)
        return save(work, authority, replace(_at_step(draft, step, authority, at), changing=True), at)

    return changing


def add_person(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep this step's answers and ask about one more person."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    draft = filled(draft, press.inputs, authority)
    if draft.step != "who" or draft.people >= MAX_PEOPLE:
        return save(work, authority, draft, at)
    return save(work, authority, replace(draft, people=draft.people + 1, person=draft.people + 1), at)


def use_other(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Take over what was typed on an older card. A long text is added below; any other answer is changed for it."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    draft = filled(draft, press.inputs, authority)
    long = {ask.id for ask in everything_asked(draft, authority.pack) if ask.kind == "long-text"}
    taken = {
        key: f"{draft.given[key].rstrip()}\n{answer}" if key in long and draft.given.get(key, "").strip() else answer
        for key, answer in draft.beside.items()
    }
    return save(work, authority, replace(with_answers(draft, taken), beside={}), at)


def leave_other(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep the draft as it is, without what was typed on an older card."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    return save(work, authority, replace(filled(draft, press.inputs, authority), beside={}), at)


def filled(draft: Draft, inputs: Mapping[str, str], authority: Authority) -> Draft:
    """The draft with the inputs that are questions of the form; anything else in a submission changes nothing."""
    return with_answers(draft, _known(draft, inputs, authority))


def _known(draft: Draft, inputs: Mapping[str, str], authority: Authority) -> dict[str, str]:
    known = {KEPT_FROM, RESTRICTED, *(a.id for a in everything_asked(draft, authority.pack))}
    known |= {time_id(a.id) for a in everything_asked(draft, authority.pack) if a.kind == "instant"}
    return {k: v for k, v in inputs.items() if k in known}


def _at_step(draft: Draft, step: str, authority: Authority, at: datetime) -> Draft:
    draft = replace(draft, step=step, person=1, changing=False)
    if step == "facts":
        return replace(draft, asked=questions_to_ask(draft, authority.pack, authority.limits, at))
    return draft


def _beside(draft: Draft, authority: Authority, by: int) -> str:
    """The step after (1) or before (-1) the draft's; the first and the last stay where they are."""
    named = steps(authority.pack)
    place = named.index(draft.step) + by if draft.step in named else 1
    return named[min(max(place, 0), len(named) - 1)]


def problems_here(draft: Draft, authority: Authority, at: datetime) -> dict[str, str]:
    """What is wrong with the answers on the draft's step, by input id."""
    reading = read(draft, authority.pack, authority.limits, at)
    here = {a.id for a in asks(draft, authority.pack, authority.limits, at)}
    kept = keeping_from.problem(draft, authority) if draft.step in keeping_from.STEPS else ""
    return {k: v for k, v in reading.problems.items() if k in here} | ({KEPT_FROM: kept} if kept else {})


def _has_new_inputs(draft: Draft, inputs: Mapping[str, str], authority: Authority, at: datetime) -> bool:
    return any(a.id not in inputs for a in asks(draft, authority.pack, authority.limits, at))


def save(
    work: Work, authority: Authority, draft: Draft, at: datetime, problems: Mapping[str, str] | None = None
) -> DraftScreen:
    """Store a changed draft, and the duty that it carries."""
    draft = replace(draft, version=draft.version + 1, updated_at=at)
    work.save_draft(draft)
    carry_duty(work, authority, draft, at)
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


def carry_duty(work: Work, authority: Authority, draft: Draft, at: datetime) -> None:
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
