"""The ways to hand in a report: tell now, send, keep, or send what somebody left. What is made of it: sending.py."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.answers import UNKNOWN
from bot.notifications.commands import Press
from bot.notifications.conflict import KEPT_FROM, both
from bot.notifications.delivery import Purpose
from bot.notifications.draft import Draft, DraftStatus, new_on_an_older_card, with_answers
from bot.notifications.form import TELL_NOW, Reading, answer_words, everything_asked, read, step_of
from bot.notifications.restriction import RESTRICTED
from bot.notifications.watch import is_kept
from bot.services import keeping_from, kept, words
from bot.services.authority import Authority
from bot.services.drafting import current, filled, mine, problems_here
from bot.services.judging import is_required
from bot.services.ports import Work
from bot.services.screens import DraftScreen, NotificationScreen, Screen, WordsScreen
from bot.services.sending import keep_draft, send_draft
from rules.judgement import REASON, reason_given
from rules.matching import Scene

ACCOUNT = "incident.details"


def tell_now(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Send the first card at once, to everyone whom no answer rules out; the rest becomes a duty of the reporter.

    An older first card serves as well, on a second device for one: in an emergency nobody is told that their card
    is out of date. It overwrites nothing; what it adds stands beside what the draft holds.
    """
    draft = mine(work, press)
    if not isinstance(draft, Draft):
        return draft
    stale = press.version != draft.version
    typed = _short(press.inputs)
    never = press.version > draft.version or bool(draft.completes)
    if stale and (never or not typed.get(ACCOUNT, "").strip()):
        return DraftScreen(draft, words=words.stale())
    draft = _with_older(draft, typed, authority) if stale else with_answers(draft, typed)
    if not draft.given.get(ACCOUNT, "").strip():
        draft = replace(draft, version=draft.version + 1, updated_at=at)
        work.save_draft(draft)
        return DraftScreen(draft, {ACCOUNT: "Say in a few words what happened."}, words.fix_these(1))
    if wrong := keeping_from.problem(draft, authority):
        draft = replace(draft, version=draft.version + 1, updated_at=at)
        work.save_draft(draft)
        return DraftScreen(draft, {KEPT_FROM: wrong}, words.fix_these(1))
    reading = read(draft, authority.pack, authority.limits, at)
    return send_draft(work, authority, press, draft, at, reading, told_now=True)


def send(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Send the report that was checked."""
    found = _checked(work, authority, press, at)
    if not isinstance(found, tuple):
        return found
    draft, reading = found
    if not is_required(reading.decision) and not reason_given(Scene.of(reading.facts)) and _tells(work, draft):
        # "Other, because ...": judgement is always possible, and says why.
        draft = replace(draft, version=draft.version + 1, updated_at=at)
        work.save_draft(draft)
        return DraftScreen(draft, {REASON: "Say in a few words why you send it."}, words.fix_these(1))
    return send_draft(work, authority, press, draft, at, reading, told_now=False)


def _tells(work: Work, draft: Draft) -> bool:
    """Does sending this draft tell anybody: a new report does, and one that was kept; added details need no reason."""
    record = work.record(draft.completes) if draft.completes else None
    return record is None or is_kept(record)


def keep(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Keep the report that was checked, while no row requires it; the clock is watched for the one that will."""
    found = _checked(work, authority, press, at)
    if not isinstance(found, tuple):
        return found
    draft, reading = found
    if is_required(reading.decision):
        # Its time came while the card lay there.
        draft = replace(draft, version=draft.version + 1, updated_at=at)
        work.save_draft(draft)
        return DraftScreen(draft, words=words.required_now())
    if draft.completes:
        return send_draft(work, authority, press, draft, at, reading, told_now=False)
    return keep_draft(work, authority, press, draft, at, reading)


def _checked(work: Work, authority: Authority, press: Press, at: datetime) -> tuple[Draft, Reading] | Screen:
    """The draft on its last step with nothing wrong in it: nobody sends what they have not seen."""
    draft = current(work, authority, press, at)
    if not isinstance(draft, Draft):
        return draft
    if draft.step != "check":
        return DraftScreen(draft, words=words.stale())
    draft = filled(draft, press.inputs, authority)
    reading = read(draft, authority.pack, authority.limits, at)
    if here := problems_here(draft, authority, at):
        draft = replace(draft, version=draft.version + 1, updated_at=at)
        work.save_draft(draft)
        return DraftScreen(draft, here, words.fix_these(len(here)))
    if reading.problems:
        # The step that holds the first answer in need of another look.
        first = next(iter(reading.problems))
        step, person = step_of(first, authority.pack), _person_of(first)
        draft = replace(draft, step=step, person=person, changing=True, version=draft.version + 1)
        work.save_draft(draft)
        return DraftScreen(draft, reading.problems, words.fix_these(len(reading.problems)))
    return draft, reading


def send_now(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Send a draft that its author has not sent, by the author or the manager whom its duty reached; or a kept report.

    A kept report is sent at any time, because somebody worries.
    """
    draft = work.draft(press.id)
    if draft is None:
        return kept.send_now(work, authority, press, at)
    if draft.author == press.actor.id:
        found = mine(work, press)
        if not isinstance(found, Draft):
            return found
        return _as_it_stands(work, authority, press, found, at)
    told = {d.recipient for d in work.cards_of_draft(draft.id) if d.purpose is Purpose.ESCALATION}
    if press.actor.id not in told:
        return WordsScreen(words.not_yours())
    if draft.status is DraftStatus.SENT and draft.notification:
        record = work.record(draft.notification)
        assert record is not None
        return WordsScreen(words.already_sent(record.notification.reference))
    if draft.status is DraftStatus.DISCARDED:
        return WordsScreen(words.done_before())
    screen = _as_it_stands(work, authority, press, draft, at)
    if isinstance(screen, NotificationScreen):
        return WordsScreen(words.sent_for_you(screen.record.notification.reference))
    return screen


def _as_it_stands(work: Work, authority: Authority, press: Press, draft: Draft, at: datetime) -> NotificationScreen:
    """Send a draft wherever it is. If it was never taken to its last step, the rest stays a duty of the reporter."""
    reading = read(draft, authority.pack, authority.limits, at)
    return send_draft(work, authority, press, draft, at, reading, told_now=draft.step != "check")


def _with_older(draft: Draft, typed: Mapping[str, str], authority: Authority) -> Draft:
    """A draft with what an older first card adds, all of it to be sent.

    Its account stands below the newer one, an answer where there is none; any other that says something else than the
    draft stands in words below the account. Two answers about staff are none, which keeps it out of the channel.
    """
    new = new_on_an_older_card(draft, typed)
    if KEPT_FROM in new:
        new[KEPT_FROM] = both(draft.given, new)
    answers = {**draft.given, **{key: said for key, said in new.items() if not draft.given.get(key, "").strip()}}
    answers |= {key: said for key, said in new.items() if key == KEPT_FROM}
    account = [draft.given.get(ACCOUNT, "").strip(), new.get(ACCOUNT, "").strip()]
    for ask in everything_asked(draft, authority.pack):
        if ask.id in new and ask.id != ACCOUNT and answers[ask.id] != new[ask.id]:
            account.append(f"Also said, on another card: {ask.label} {answer_words(ask, new)}")
            if ask.id == "about.staff":
                answers[ask.id] = UNKNOWN
    return with_answers(draft, {**answers, ACCOUNT: "\n".join(dict.fromkeys(text for text in account if text))})


def _short(inputs: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in inputs.items() if k in (*TELL_NOW, KEPT_FROM, RESTRICTED)}


def _person_of(key: str) -> int:
    number = key.partition("#")[2].partition(".")[0]
    return int(number) if number.isdigit() else 1
