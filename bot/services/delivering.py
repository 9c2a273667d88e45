"""How a sending ended is recorded, after the attempt was committed (claiming). A refusal for good becomes a duty."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.notifications.absence import Absence
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.journal import SYSTEM, Entry
from bot.notifications.notification import Record
from bot.services import handing_over
from bot.services.authority import Authority
from bot.services.operating import tell_of_refusal, went_through
from bot.services.ports import Conversation, Work
from bot.services.reaching import by_mail, raise_reach


@dataclass(frozen=True)
class Parcel:
    """A delivery with all that is needed to build and send it, as one transaction saw it."""

    delivery: Delivery
    record: Record | None = None
    draft: Draft | None = None
    duty: Duty | None = None
    absence: Absence | None = None
    digest: tuple[Record, ...] = ()
    notice: Entry | None = None
    conversation: Conversation | None = None

    @property
    def version(self) -> int:
        """The version of the notification, or of the absence, that this sending shows."""
        if self.absence:
            return self.absence.version
        return self.record.notification.version if self.record else self.delivery.wanted


@dataclass(frozen=True)
class Sent:
    """The provider took it: its id, and the conversation it stands in.

    `note`: a short word for what it refused for good beside that, such as taking an older card away.
    """

    provider_id: str
    conversation: str = ""
    note: str = ""


@dataclass(frozen=True)
class Failed:
    """The provider did not take it, or did not say. `code` is a short, stable word without content.

    `permanent`: trying again cannot help. `unclear`: it may have been taken all the same.
    `retry_after`: what the provider asked for, in seconds.
    """

    code: str
    permanent: bool = False
    unclear: bool = False
    retry_after: float | None = None


def sent(work: Work, authority: Authority, parcel: Parcel, result: Sent, at: datetime) -> None:
    """Record what the provider took. The duty to notify a role is met by its first sent delivery."""
    delivery = work.delivery(parcel.delivery.id) or parcel.delivery
    if _gave_its_place(delivery):
        return
    first = delivery.sent_at is None
    # A card that changed while it was under way is brought up to date. A mail stays as it was: another is a second.
    changed = delivery.wanted > parcel.version or delivery.replaced != parcel.delivery.replaced
    behind = changed and delivery.via is not Via.MAIL
    delivery = replace(
        delivery,
        status=DeliveryStatus.WAITING if behind else DeliveryStatus.SENT,
        provider_id=result.provider_id or delivery.provider_id,
        conversation=result.conversation or delivery.conversation,
        shown=parcel.version,
        sent_at=delivery.sent_at or at,
        attempt=delivery.attempt if first and not behind else 0,
        next_at=at if behind else None,
        error=result.note,
    )
    work.save_delivery(delivery)
    if not first:
        return
    _count_repeat(work, authority, parcel, result, at)
    went_through(work, authority, delivery, at)
    if delivery.via is Via.PERSONAL:
        work.collapse_cards(delivery, at)
    for subject in delivery.about if delivery.purpose is Purpose.DIGEST else (delivery.draft, delivery.absence):
        if subject:
            to = _name(authority, delivery)
            work.journal(subject, at, SYSTEM, "sent", purpose=delivery.purpose, via=delivery.via, to=to)
    if delivery.notification is None:
        return
    work.journal(
        delivery.notification,
        at,
        SYSTEM,
        "told" if delivery.roles else "sent",
        purpose=delivery.purpose,
        via=delivery.via,
        roles=", ".join(delivery.roles),
        to=_name(authority, delivery),
    )
    told = False
    phoning = work.duty(f"{delivery.notification}:{DutyKind.REACH}:{delivery.recipient}")
    if phoning is not None and phoning.is_open and delivery.purpose is Purpose.TELL:
        work.save_duty(phoning.superseded(at, "a message arrived after all"))
        told = True
    for role in delivery.roles:
        duty = work.duty(f"{delivery.notification}:{DutyKind.NOTIFY}:{role}")
        if duty is not None and duty.is_open:
            work.save_duty(duty.met(at, SYSTEM))
            told = True
    if told:
        _say_told(work, delivery.notification)


def _gave_its_place(delivery: Delivery) -> bool:
    """Did another card come to stand in its message while this one was under way? It is settled, and left alone."""
    return delivery.replaced and delivery.status is DeliveryStatus.SENT


def is_repeat(parcel: Parcel, result: Sent | Failed) -> bool:
    """The one named window: was a card posted to Teams (or may have been) after an attempt without a clear answer?

    Teams offers nothing to look a post up by, so the card says that it may be one. A mail is looked for by its key.
    """
    delivery = parcel.delivery
    again = delivery.unclear and not delivery.is_update and delivery.via is not Via.MAIL
    return again and (isinstance(result, Sent) or result.unclear)


def _count_repeat(work: Work, authority: Authority, parcel: Parcel, result: Sent | Failed, at: datetime) -> None:
    delivery = parcel.delivery
    if is_repeat(parcel, result):
        about = delivery.notification or delivery.draft or delivery.absence or "door"
        to = _name(authority, delivery)
        work.journal(about, at, SYSTEM, "posted-again", purpose=delivery.purpose, via=delivery.via, to=to)


def _say_told(work: Work, notification: str) -> None:
    """Once the last role is told, every card says so, in one update rather than one a role."""
    record = work.record(notification)
    if record is not None and not record.open_duties(DutyKind.NOTIFY):
        work.save_notification(replace(record.notification, version=record.notification.version + 1))


def failed(work: Work, authority: Authority, parcel: Parcel, result: Failed, retry_at: datetime, at: datetime) -> None:
    """Record a failure: try again at `retry_at`, or, for good, ask a person and take the next way."""
    delivery = work.delivery(parcel.delivery.id) or parcel.delivery
    _count_repeat(work, authority, parcel, result, at)
    if _gave_its_place(delivery):
        return
    if not result.permanent:
        work.save_delivery(
            replace(
                delivery,
                status=DeliveryStatus.WAITING,
                unclear=delivery.unclear or (result.unclear and not delivery.is_update),
                next_at=retry_at,
                error=result.code,
            )
        )
        if at - delivery.created_at >= authority.limits.windows.any_hour / 2:
            _by_mail_too(work, authority, delivery, at)
        return
    if delivery.is_update:
        # The card stays as it was; the state behind it is right, and says so on the next press.
        work.save_delivery(
            replace(delivery, status=DeliveryStatus.SENT, shown=delivery.wanted, next_at=None, error=result.code)
        )
        return
    work.save_delivery(replace(delivery, status=DeliveryStatus.REFUSED, next_at=None, error=result.code))
    tell_of_refusal(work, authority, delivery, result.code, at)
    if delivery.notification is None:
        work.journal(
            delivery.draft or delivery.absence or "door",
            at,
            SYSTEM,
            "delivery-refused",
            code=result.code,
            purpose=delivery.purpose,
        )
        absence = work.absence(delivery.absence) if delivery.purpose is Purpose.COVER and delivery.absence else None
        if absence is not None and absence.is_agreed and delivery.recipient in absence.covers:
            # Whoever cannot be reached cannot cover: what is due falls back, and whoever is away is told.
            handing_over.without_cover(work, authority, absence, delivery.recipient, "refused", SYSTEM, at)
        _about_absence_by_mail(work, authority, delivery, at)
        return
    work.journal(
        delivery.notification,
        at,
        SYSTEM,
        "delivery-refused",
        code=result.code,
        purpose=delivery.purpose,
        via=delivery.via,
        to=_name(authority, delivery),
    )
    _next_way(work, authority, delivery, at)


def _by_mail_too(work: Work, authority: Authority, delivery: Delivery, at: datetime) -> None:
    """Half a window of failing is enough: the mail goes out beside it, once, and sending the card goes on."""
    wanted = delivery.purpose in (Purpose.TELL, Purpose.ESCALATION) and delivery.via is Via.PERSONAL
    person = authority.organisation.person(delivery.recipient)
    notification = work.notification(delivery.notification or "")
    if wanted and not delivery.is_update and person is not None and notification is not None:
        mail = by_mail(delivery, person, notification, Purpose.STAND_IN)
        work.add_delivery(replace(mail, created_at=at, next_at=at))


def _about_absence_by_mail(work: Work, authority: Authority, delivery: Delivery, at: datetime) -> None:
    """Whoever is back, or has no cover any more, is told by mail what Teams did not take: without content."""
    person = authority.organisation.person(delivery.recipient)
    if delivery.purpose in (Purpose.HANDED_BACK, Purpose.COVER_CHANGED) and person is not None:
        key = f"{delivery.key}:mail"
        mail = replace(delivery, id=key, key=key, via=Via.MAIL, recipient=person.mail, attempt=0, unclear=False)
        work.add_delivery(replace(mail, status=DeliveryStatus.WAITING, created_at=at, next_at=at))


def _next_way(work: Work, authority: Authority, delivery: Delivery, at: datetime) -> None:
    """The next alternative channel at once, and a person to make sure."""
    notification = work.notification(delivery.notification or "")
    if notification is None or delivery.purpose is Purpose.RECEIPT:
        return
    person = authority.organisation.person(delivery.recipient)
    if delivery.via is Via.PERSONAL and person is not None:
        mail = by_mail(delivery, person, notification, Purpose.STAND_IN)
        work.add_delivery(replace(mail, created_at=at, next_at=at))
    if delivery.purpose in (Purpose.TELL, Purpose.POST, Purpose.INBOX):
        role = delivery.roles[0] if delivery.roles else ""
        raise_reach(work, authority, notification, delivery.recipient, role, at, urgent=delivery.urgent)


def _name(authority: Authority, delivery: Delivery) -> str:
    if delivery.via is Via.CHANNEL:
        channel = authority.organisation.channels.get(delivery.recipient)
        return channel.name if channel else delivery.recipient
    organisation = authority.organisation
    person = organisation.person(delivery.recipient) or organisation.reader(delivery.recipient)
    return person.name if person else delivery.recipient
