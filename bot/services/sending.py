"""A report becomes a notification: state, decision, duties and deliveries in one transaction; or is kept, untold."""

from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.commands import Press
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import started
from bot.notifications.first import NEEDED, asked_first, holds_first, is_settled
from bot.notifications.form import Reading, as_draft, asked_of, read
from bot.notifications.news import with_news
from bot.notifications.notification import Notification, Record
from bot.notifications.telling import plan, staff_matter
from bot.notifications.watch import SENT_BEFORE, is_kept, settled_roles, told_roles, watch
from bot.services import anonymising, asking_to_restrict, words
from bot.services.authority import Authority
from bot.services.earlier import with_earlier
from bot.services.judging import by_judgement, is_required
from bot.services.keeping_from import keep_from
from bot.services.owing import owe
from bot.services.ports import Work
from bot.services.screens import NotificationScreen
from bot.services.speaking import timed
from bot.services.telling_further import tell_further
from rules.instants import LONDON
from rules.judgement import REASON
from rules.limits import window_due

BY_JUDGEMENT = "sent by judgement"


def send_draft(
    work: Work, authority: Authority, press: Press, draft: Draft, at: datetime, reading: Reading, *, told_now: bool
) -> NotificationScreen:
    """Save a draft as a notification and tell everybody; or, where it completes one, add it to that."""
    if draft.completes:
        return _complete(work, authority, press, draft, reading, at)
    judgement = not is_required(reading.decision)
    decision = by_judgement(reading, authority, at) if judgement else reading.decision
    notification = replace(
        _notification(work, press, draft, reading, at),
        decision=decision,
        told_now=told_now,
        judgement=BY_JUDGEMENT if judgement else "",
    )
    notification = asking_to_restrict.anew(notification, authority, draft.author, at)
    work.add_notification(notification)
    tell(work, authority, notification, at, press.actor.id)
    if told_now:
        for duty in _owed_rest(notification, authority, at):
            work.add_duty(duty)
    work.add_delivery(_receipt(work, notification, press, draft, at))
    how = "reported"
    if told_now:
        how = "told-now" if press.verb == "tell-now" else "sent-as-it-stood"
    _journal(work, authority, notification, press, how, at)
    return _sent(work, draft, notification, press, at, words.saved(notification.reference))


def keep_draft(
    work: Work, authority: Authority, press: Press, draft: Draft, at: datetime, reading: Reading
) -> NotificationScreen:
    """Save a draft that no row requires now, with a reference: nobody is told, and the clock is watched."""
    notification = _notification(work, press, draft, reading, at)
    notification = asking_to_restrict.anew(notification, authority, draft.author, at)
    work.add_notification(notification)
    said = _watched(work, authority, notification, at)
    owe(work, authority, notification, at)
    work.add_delivery(_receipt(work, notification, press, draft, at))
    _journal(work, authority, notification, press, "kept", at)
    return _sent(work, draft, notification, press, at, said)


def _watched(work: Work, authority: Authority, notification: Notification, at: datetime) -> words.Words:
    """Watch the clock for a kept report, and say so; or say that no row will ever require it as it is."""
    watching = watch(notification, authority.organisation, at)
    if watching is None:
        return words.kept_for_good(notification.reference)
    work.add_duty(watching)
    return words.kept(notification.reference, timed(watching.due, at))


def tell(
    work: Work,
    authority: Authority,
    notification: Notification,
    at: datetime,
    by: str,
    before: Record | None = None,
    *,
    agreed: bool = False,
) -> None:
    """Create what telling everybody by the notification's decision creates. Who was told `before` is not told twice.

    Where somebody decides first whether it is notified, the others wait until that is `agreed`; sent `by` somebody who
    holds that role, the sending is the yes.
    """
    organisation = authority.organisation
    agreed = agreed or (before is not None and is_settled(before))
    agreed = agreed or _agreed_by_sending(work, authority, notification, at, by)
    told = told_roles(before.duties) if before else frozenset()
    telling = plan(notification, organisation, at, already=told, agreed=agreed)
    firsts = () if agreed else asked_first(notification, organisation, at, before)
    settled = settled_roles((*(before.duties if before else ()), *telling.duties))
    watching = None if firsts else watch(notification, organisation, at, settled)
    existing = {d.id for d in before.duties} if before else set()
    for duty in (
        *with_earlier(work, authority, notification, list(telling.duties)),
        *firsts,
        *((watching,) if watching else ()),
    ):
        if duty.id not in existing:
            work.add_duty(duty)
    for delivery in telling.deliveries:
        if before is None:
            work.add_delivery(delivery)
        else:
            tell_further(work, authority, delivery, at)
    waits = not agreed and any(t.live and t.route.first for t in notification.decision.triggers)
    owe(work, authority, notification, at, telling.deliveries, before, waits=waits)
    anonymising.owe(work, authority, notification, at)


def _agreed_by_sending(work: Work, authority: Authority, notification: Notification, at: datetime, by: str) -> bool:
    """Does whoever sends it hold the role that decides first? Then it is decided, and signed by them."""
    stands = holds_first(notification, by, authority.organisation)
    if stands is None:
        return False
    for duty in asked_first(notification, authority.organisation, at, None):
        work.add_duty(duty.met(at, by, acting=stands.acting, outcome=NEEDED))
    work.journal(notification.id, at, by, "decided-first", outcome=NEEDED, role=stands.role, acting=stands.acting)
    return True


def _notification(work: Work, press: Press, draft: Draft, reading: Reading, at: datetime) -> Notification:
    return Notification(
        id=token_urlsafe(12),
        reference=work.next_reference(at.astimezone(LONDON).year),
        reporter=draft.author,
        reporter_name=draft.author_name,
        created_at=at,
        aware=reading.facts.aware or at,
        answers=dict(draft.given),
        decision=reading.decision,
        staff_matter=staff_matter(reading.facts),
        told_now=False,
        sent_by="" if press.actor.id == draft.author else press.actor.name,
    )


def _journal(
    work: Work, authority: Authority, notification: Notification, press: Press, how: str, at: datetime
) -> None:
    decision = notification.decision
    keep_from(work, authority, notification, press.actor, at)
    work.journal(
        notification.id,
        at,
        press.actor.id,
        how,
        name=press.actor.name,
        reference=notification.reference,
        membership="confirmed" if press.actor.confirmed else "not confirmed: the roster was out of reach",
        pack=f"{decision.policy} {decision.version} {decision.pack_hash}",
        rows=", ".join(t.id for t in decision.triggers if t.live),
        roles=", ".join(dict.fromkeys(r.role for r in decision.recipients)),
        **_reason(notification),
    )


def _reason(notification: Notification) -> dict[str, str]:
    """Why somebody judged it serious, for the journal, where they did."""
    said = (text.strip() for key, text in notification.answers.items() if key.partition("#")[0] == REASON)
    reason = next((text for text in said if text), "")
    return {"reason": reason} if reason else {}


def _complete(
    work: Work, authority: Authority, press: Press, draft: Draft, reading: Reading, at: datetime
) -> NotificationScreen:
    """The rest of a "Tell now", or what changed in a report that was kept: decided again on the full facts.

    Who was told stays told, others are told now. A kept report that a row now requires is told; otherwise its watch
    moves with the facts.
    """
    assert draft.completes
    before = work.record(draft.completes)
    assert before is not None
    old = before.notification
    kept = is_kept(before)
    # What a role has filled in meanwhile, such as the director's comment, is not the reporter's to take back; nor is
    # what updates have said since.
    roles = {ask.id for role in authority.pack.roles for ask in asked_of(role.id, authority.pack)}
    given = {**draft.given, **{key: said for key, said in old.answers.items() if key in roles}}
    answers = with_news(replace(old, answers=given))
    if answers != given:
        reading = read(as_draft(replace(old, answers=answers)), authority.pack, authority.limits, at)
    judgement = kept and press.verb == "send" and not is_required(reading.decision)
    decision = by_judgement(reading, authority, at) if judgement else reading.decision
    notification = replace(
        old,
        answers=answers,
        aware=reading.facts.aware or old.aware,
        decision=decision if decision.triggers or kept else old.decision,
        staff_matter=staff_matter(reading.facts),
        judgement=BY_JUDGEMENT if judgement else old.judgement,
        version=old.version + 1,
    )
    notification = asking_to_restrict.anew(notification, authority, press.actor.id, at)
    work.save_notification(notification)
    told = not kept or is_required(decision)
    for duty in before.open_duties(DutyKind.WATCH):
        work.save_duty(duty.superseded(at, SENT_BEFORE if kept and told else "the facts changed"))
    if told:
        tell(work, authority, notification, at, press.actor.id, before)
        said = words.saved(notification.reference) if kept else words.completed(notification.reference)
    else:
        said = _watched(work, authority, notification, at)
        owe(work, authority, notification, at, before=before)
    receipt = _receipt(work, notification, press, draft, at, mark=f"details-{notification.version}")
    work.add_delivery(receipt)
    if receipt.sent_at is not None:
        work.collapse_cards(receipt, at)
    keep_from(work, authority, notification, press.actor, at, before)
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
        rows=", ".join(t.id for t in notification.decision.triggers if t.live),
    )
    return _sent(work, draft, notification, press, at, said)


def _sent(
    work: Work, draft: Draft, notification: Notification, press: Press, at: datetime, said: words.Words
) -> NotificationScreen:
    """Close the draft, and show what became of it."""
    work.save_draft(
        replace(draft, status=DraftStatus.SENT, notification=notification.id, updated_at=at, version=draft.version + 1)
    )
    duties = work.draft_duties(draft.id)
    for duty in duties:
        if duty.is_open:
            work.save_duty(duty.met(at, draft.author))
    if any(duty.step for duty in duties):  # only then has anybody a card about it
        work.update_draft_cards(draft.id, at, press.place.activity)
    record = work.record(notification.id)
    assert record is not None
    return NotificationScreen(record, draft.author, said)


def _owed_rest(notification: Notification, authority: Authority, at: datetime) -> tuple[Duty, ...]:
    """The rest of it, owed by the reporter, and by whom the policy names for such a matter: either one gives it."""
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
    roles = completed_by(notification, authority)
    named = (replace(duty, id=f"{duty.id}:{role}", person=None, role=role) for role in roles)
    organisation = notification.within(authority.organisation)
    return tuple(started(each, organisation) for each in (duty, *named))


def completed_by(notification: Notification, authority: Authority) -> tuple[str, ...]:
    """The roles that complete a report of this kind by the policy: an allegation is the LADO's, where it may be one.

    Somebody who said that it is not about staff has not said an allegation; what nobody has said yet may be one.
    """
    live = {row.id for row in notification.decision.triggers if row.live}
    sure = {row.id for row in notification.decision.triggers if row.status == "reportable"}
    rows = live if notification.staff_matter == "yes" else sure
    duties = (duty for duty in authority.pack.duties if duty.completes and rows & set(duty.follows))
    return tuple(dict.fromkeys(role for duty in duties for role in duty.owner))


def _receipt(
    work: Work, notification: Notification, press: Press, draft: Draft, at: datetime, *, mark: str = ""
) -> Delivery:
    """The reporter's own card: the one just pressed, when it was pressed in their own chat and stays there; otherwise
    a new one."""
    key = f"{notification.id}:{Purpose.RECEIPT}:{draft.author}{mark and ':'}{mark}"
    activity = press.place.activity if press.actor.id == draft.author and press.place.kind == "personal" else ""
    here = bool(activity) and not work.gave_way(draft.author, activity, draft.id)
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
