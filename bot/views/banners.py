"""Why somebody gets a card now: the first words of a reminder, of an escalation, of a receipt."""

from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.escalation import roles_of
from bot.notifications.notification import Record
from bot.notifications.required import KINDS, requirement_of
from bot.notifications.watch import is_kept
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.speaking import who
from bot.services.watching import SEVERAL

_NOT_DONE = {
    DutyKind.ACKNOWLEDGE: "Not acknowledged by the {} in time. Please act, or reach them.",
    DutyKind.DECIDE: "Not decided by the {} in time. Please act, or reach them.",
    DutyKind.FIRST: "Please decide soon whether this is notified.",
    DutyKind.WATCH: "{} was asked and has not answered. Please answer for them, or reach them.",
    DutyKind.PHONE: "A call to the {} is not recorded yet. Please make it, or see that it is made.",
    DutyKind.TASK: "Not recorded as done by {} in time. Please see to it.",
    DutyKind.ANSWER: "A question to {} is not answered in time. Please see to it.",
    DutyKind.ACTION: "An action of {} is not done in time. Please see to it.",
    DutyKind.REVIEW_DAY: "Not reviewed by {} on the day that was set. Please see to it.",
    DutyKind.ANONYMISE: "The anonymised version is not written. Please reach {}.",
    DutyKind.APPROVE: "The anonymised version is not approved. Please reach somebody who reads the whole.",
    DutyKind.UPDATE: "No update from {} this week. Please see to it.",
}
_OF_A_ROLE = (DutyKind.ACKNOWLEDGE, DutyKind.DECIDE)  # perhaps of several: they are named in one sentence


def banner_of(parcel: Parcel, record: Record) -> tuple[str, str]:
    """The banner and the badge that a message begins with for as long as it stands, "" where there is none."""
    purpose, duty, reference = parcel.delivery.purpose, parcel.duty, record.notification.reference
    if purpose is Purpose.ANSWERED and duty is not None and duty.met_by:
        requirement = requirement_of(record, duty)
        said = "is answered" if duty.kind is DutyKind.ANSWER else "is done"
        return (f"Your {requirement.name} {said}: see below.", "") if requirement else ("", "")
    if purpose is Purpose.RECEIPT:
        kept = f"Kept as {reference}. Nobody has been told." if is_kept(record) else f"Saved as {reference}."
        return f"{kept} This card keeps you up to date.", ""
    if purpose is Purpose.UPDATE:
        return "", "UPDATE"
    reminded = purpose is Purpose.REMINDER and duty is not None and duty.is_open and not duty.late_since
    return "", "REMINDER" if reminded else ""


def asked_because(record: Record, reader: str, authority: Authority) -> str:
    """Why this reader is asked beside, or instead of, whoever owes it: on whatever card of theirs, while it is open."""
    duties = {duty.id: duty for duty in record.open_duties()}
    why: list[str] = []
    waited: dict[DutyKind, list[str]] = {}
    for delivery in record.deliveries:
        duty = duties.get(delivery.duty or "")
        if duty is None or delivery.recipient != reader:
            continue
        if delivery.purpose is Purpose.TASK:
            requirer = who(duty.about, authority) if duty.kind in KINDS else "The policy"
            why.append(f"{requirer} asks this of you.")
        if delivery.purpose is Purpose.ESCALATION and duty.kind is not DutyKind.REACH:
            covered = _covered(duty, reader, authority)
            if covered:
                why.append(f"You are asked as cover for {covered}.")
            elif duty.kind in _OF_A_ROLE and (owner := _owner(duty, authority)):
                waited.setdefault(duty.kind, []).append(owner)
            else:
                why.append(_late(duty, record, authority))
    why += [_NOT_DONE[kind].format(" or the ".join(dict.fromkeys(owners))) for kind, owners in waited.items()]
    return " ".join(dict.fromkeys(why))


def _owner(duty: Duty, authority: Authority) -> str:
    return " or the ".join(authority.organisation.role_title(role) for role in roles_of(duty))


def _covered(duty: Duty, reader: str, authority: Authority) -> str:
    """For whom, by name, somebody is asked who was named by the one person who owes a duty; "" otherwise."""
    person = authority.organisation.person(reader)
    away = authority.organisation.covered_by(person) if person is not None and not duty.role else ()
    return next((p.name for p in away if p.id == duty.person), "")


def _late(duty: Duty, record: Record, authority: Authority) -> str:
    title = authority.organisation.role_title
    owner = _owner(duty, authority)
    if duty.kind is DutyKind.FIRST and duty.person:
        return "It was decided that this need not be notified. The reporter asks you to decide again."
    if duty.kind is DutyKind.WATCH:
        owner = record.notification.reporter_name
    if duty.kind is DutyKind.PHONE:
        owner = title(duty.about)
    if duty.kind is DutyKind.ANONYMISE and owner:
        owner = f"the {owner}"
    elif duty.kind in (*SEVERAL, DutyKind.UPDATE):
        owner = f"the {owner}" if owner else who(duty.person or "", authority) if duty.kind is not DutyKind.TASK else ""
    return _NOT_DONE[duty.kind].format(owner) if owner and duty.kind in _NOT_DONE else "This is late."
