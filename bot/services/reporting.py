"""Sending a report: state, decision, duties and deliveries in one transaction; "saved" is said after its commit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from bot.notifications.commands import Press
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.form import TELL_NOW, Reading, asked_of, read
from bot.notifications.notification import Notification
from bot.notifications.telling import plan, staff_matter
from bot.services import words
from bot.services.authority import Authority
from bot.services.drafting import current, mine
from bot.services.ports import Work
from bot.services.screens import DraftScreen, NotificationScreen, Screen, WordsScreen
from rules.decision import Decision, TriggerDecision
from rules.errors import NeedToKnowError
from rules.limits import window_due

LONDON = ZoneInfo("Europe/London")
JUDGEMENT = "judgement"
NOT_YET = "no row requires this yet, but somebody who knows about it is worried"


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
    if stale and (never or not typed.get("incident.details", "").strip()):
        return DraftScreen(draft, words=words.stale())
    draft = replace(draft, answers=_beside(draft.given, typed) if stale else {**draft.given, **typed})
    if not draft.given.get("incident.details", "").strip():
        draft = replace(draft, version=draft.version + 1, updated_at=at)
        work.save_draft(draft)
        return DraftScreen(draft, {"incident.details": "Say in a few words what happened."}, words.fix_these(1))
    return _send(work, authority, press, draft, at, told_now=True)


def send(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Send the report that was checked. Only from its last step, so that nobody sends what they have not seen."""
    draft = current(work, press)
    if not isinstance(draft, Draft):
        return draft
    if draft.step != "check":
        return DraftScreen(draft, words=words.stale())
    reading = read(draft, authority.pack, authority.limits, at)
    if reading.problems:
        # The step that holds the first answer in need of another look.
        step = _step_of(next(iter(reading.problems)))
        draft = replace(draft, step=step, person=_person_of(next(iter(reading.problems))), version=draft.version + 1)
        work.save_draft(draft)
        return DraftScreen(draft, reading.problems, words.fix_these(len(reading.problems)))
    return _send(work, authority, press, draft, at, told_now=False, reading=reading)


def send_now(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Send a draft that its author has not sent: by the author, or by the manager whom its duty reached."""
    draft = work.draft(press.id)
    if draft is None:
        return WordsScreen(words.gone())
    if draft.author == press.actor.id:
        found = mine(work, press)
        if not isinstance(found, Draft):
            return found
        return _send(work, authority, press, found, at, told_now=is_thin(found))
    told = {d.recipient for d in work.cards_of_draft(draft.id) if d.purpose is Purpose.ESCALATION}
    if press.actor.id not in told:
        return WordsScreen(words.not_yours())
    if draft.status is DraftStatus.SENT and draft.notification:
        record = work.record(draft.notification)
        assert record is not None
        return WordsScreen(words.already_sent(record.notification.reference))
    if draft.status is DraftStatus.DISCARDED:
        return WordsScreen(words.done_before())
    screen = _send(work, authority, press, draft, at, told_now=is_thin(draft))
    if isinstance(screen, NotificationScreen):
        return WordsScreen(words.sent_for_you(screen.record.notification.reference))
    return screen


def is_thin(draft: Draft) -> bool:
    """Was the draft never taken to its last step? Then the rest stays a duty of the reporter."""
    return draft.step != "check"


def _send(
    work: Work,
    authority: Authority,
    press: Press,
    draft: Draft,
    at: datetime,
    *,
    told_now: bool,
    reading: Reading | None = None,
) -> NotificationScreen:
    reading = reading or read(draft, authority.pack, authority.limits, at)
    if draft.completes:
        return _complete(work, authority, press, draft, reading, at)
    judged = reading.decision
    judgement = not any(t.status != "not-yet" for t in judged.triggers)
    if judgement:
        judged = by_judgement(judged, authority, at)
    notification = Notification(
        id=token_urlsafe(12),
        reference=work.next_reference(at.astimezone(LONDON).year),
        reporter=draft.author,
        reporter_name=draft.author_name,
        created_at=at,
        aware=reading.facts.aware or at,
        answers=dict(draft.given),
        decision=judged,
        staff_matter=staff_matter(reading.facts),
        told_now=told_now,
        judgement="sent by judgement" if judgement else "",
        sent_by="" if press.actor.id == draft.author else press.actor.name,
    )
    work.add_notification(notification)
    telling = plan(notification, authority.organisation, at)
    for duty in telling.duties:
        work.add_duty(duty)
    if told_now:
        work.add_duty(_owed_rest(notification, authority, at))
    for delivery in (*telling.deliveries, _receipt(notification, press, draft, at)):
        work.add_delivery(delivery)
    how = "reported"
    if told_now:
        how = "told-now" if press.verb == "tell-now" else "sent-as-it-stood"
    work.journal(
        notification.id,
        at,
        press.actor.id,
        how,
        name=press.actor.name,
        reference=notification.reference,
        membership="confirmed" if press.actor.confirmed else "not confirmed: the roster was out of reach",
        pack=f"{judged.policy} {judged.version} {judged.pack_hash}",
        rows=", ".join(t.id for t in judged.triggers if t.status != "not-yet"),
        roles=", ".join(dict.fromkeys(r.role for r in judged.recipients)),
    )
    _close_draft(work, draft, notification.id, press, at)
    record = work.record(notification.id)
    assert record is not None
    return NotificationScreen(record, draft.author, words.saved(notification.reference))


def by_judgement(decision: Decision, authority: Authority, at: datetime) -> Decision:
    """A report that no row requires, sent because somebody worries: the pack's judgement route decides."""
    judgement = authority.pack.judgement
    if judgement is None:
        raise NeedToKnowError(f"{authority.pack.title} has no route for judgement: ask your manager to report it.")
    limits = authority.limits
    limit = min((scale.due(at, limits.calendar) for scale in limits.local(JUDGEMENT, ())), key=lambda due: due.at)
    # Of a row that is not required yet it cannot be said that no row names this.
    why = NOT_YET if decision.triggers else judgement.why
    trigger = TriggerDecision(
        id=JUDGEMENT,
        title="Sent by judgement",
        status="reportable",
        reportable_from=at,
        notify_by=limit.at,
        limit="local",
        any_hour=False,
        immediate=False,
        overdue=False,
        window="working",
        why=f"{why[0].upper()}{why[1:]}.",
        working=f"{limit.working}; local limit, not in the procedure",
        source=judgement.source,
        route=judgement.route,
        missing=(),
    )
    return replace(decision, triggers=(*decision.triggers, trigger))


def _complete(
    work: Work, authority: Authority, press: Press, draft: Draft, reading: Reading, at: datetime
) -> NotificationScreen:
    """The rest of a "Tell now": decided again on the full facts; who was told stays told, others are told now."""
    assert draft.completes
    before = work.record(draft.completes)
    assert before is not None
    old = before.notification
    # What a role has filled in meanwhile, such as the director's comment, is not the reporter's to take back.
    roles = {ask.id for role in authority.pack.roles for ask in asked_of(role.id, authority.pack)}
    notification = replace(
        old,
        answers={**draft.given, **{key: said for key, said in old.answers.items() if key in roles}},
        aware=reading.facts.aware or old.aware,
        decision=reading.decision if reading.decision.triggers else old.decision,
        staff_matter=staff_matter(reading.facts),
        version=old.version + 1,
    )
    work.save_notification(notification)
    told = frozenset(d.role for d in before.duties if d.kind is DutyKind.NOTIFY and d.role)
    telling = plan(notification, authority.organisation, at, already=told)
    existing = {d.id for d in before.duties}
    for duty in telling.duties:
        if duty.id not in existing:
            work.add_duty(duty)
    for delivery in (*telling.deliveries, _receipt(notification, press, draft, at, mark="details")):
        work.add_delivery(delivery)
    if old.staff_matter == "no" and notification.staff_matter != "no":
        work.journal(notification.id, at, press.actor.id, "staff-matter", name=press.actor.name)
    for duty in before.open_duties(DutyKind.COMPLETE):
        work.save_duty(duty.met(at, press.actor.id))
    work.journal(
        notification.id,
        at,
        press.actor.id,
        "completed",
        name=press.actor.name,
        rows=", ".join(t.id for t in notification.decision.triggers if t.status != "not-yet"),
    )
    _close_draft(work, draft, notification.id, press, at)
    record = work.record(notification.id)
    assert record is not None
    return NotificationScreen(record, draft.author, words.completed(notification.reference))


def _close_draft(work: Work, draft: Draft, notification: str, press: Press, at: datetime) -> None:
    work.save_draft(
        replace(draft, status=DraftStatus.SENT, notification=notification, updated_at=at, version=draft.version + 1)
    )
    duties = work.draft_duties(draft.id)
    for duty in duties:
        if duty.is_open:
            work.save_duty(duty.met(at, draft.author))
    if any(duty.step for duty in duties):  # only then has anybody a card about it
        work.update_draft_cards(draft.id, at, press.place.activity)


def _owed_rest(notification: Notification, authority: Authority, at: datetime) -> Duty:
    limits = authority.limits
    duty = Duty(
        id=f"{notification.id}:{DutyKind.COMPLETE}",
        kind=DutyKind.COMPLETE,
        due=window_due("longer", at, limits.calendar, limits),
        any_hour=False,
        window_kind="working",
        created_at=at,
        notification=notification.id,
        person=notification.reporter,
    )
    return started(duty, authority.organisation)


def _receipt(notification: Notification, press: Press, draft: Draft, at: datetime, *, mark: str = "") -> Delivery:
    """The reporter's own card: the one just pressed, when it was pressed in their own chat; otherwise a new one."""
    key = f"{notification.id}:{Purpose.RECEIPT}:{draft.author}{mark and ':'}{mark}"
    here = press.actor.id == draft.author and press.place.kind == "personal" and press.place.activity
    return Delivery(
        id=key,
        key=key,
        via=Via.PERSONAL,
        purpose=Purpose.RECEIPT,
        recipient=draft.author,
        urgent=False,
        created_at=at,
        notification=notification.id,
        status=DeliveryStatus.SENT if here else DeliveryStatus.WAITING,
        provider_id=press.place.activity if here else "",
        conversation=press.place.conversation if here else "",
        sent_at=at if here else None,
        wanted=notification.version,
        shown=notification.version if here else -1,
        next_at=None if here else at,
    )


def _beside(given: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, str]:
    """What an older card adds to the answers given since: its account below theirs, otherwise only what is missing."""
    answers = {**typed, **{key: value for key, value in given.items() if value.strip()}}
    account = [text.strip() for text in (given.get("incident.details", ""), typed["incident.details"]) if text.strip()]
    return {**answers, "incident.details": "\n".join(dict.fromkeys(account))}


def _short(inputs: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in inputs.items() if k in TELL_NOW}


def _step_of(key: str) -> str:
    fact = key.partition("#")[0]
    if fact in ("happened", "child.status", "subject.kind", "aware"):
        return "who"
    if fact.startswith(("agencies.", "contact.")):
        return "agencies"
    return "account" if fact.startswith(("basic.", "incident.")) else "facts"


def _person_of(key: str) -> int:
    number = key.partition("#")[2].partition(".")[0]
    return int(number) if number.isdigit() else 1


def preview(draft: Draft, authority: Authority, at: datetime) -> tuple[Decision, bool]:
    """What sending this draft now would do, and whether it would be by judgement alone."""
    decision = read(draft, authority.pack, authority.limits, at).decision
    if any(t.status != "not-yet" for t in decision.triggers):
        return decision, False
    return by_judgement(decision, authority, at), True
