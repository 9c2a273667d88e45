"""The views of what is sent about an absence: to whoever covers, and to whoever is back."""

from datetime import datetime

from bot.notifications.absence import Absence, AbsenceStatus, Matter, matters, own_roles
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.sight import seen
from bot.organisation import Organisation
from bot.services import progress, restricted, summary
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.screens import CoverScreen
from bot.services.speaking import timed, who
from bot.views.cover import CoverViews, span
from cards import plain
from cards import views as v

_TO_DO = {
    DutyKind.ACKNOWLEDGE: "acknowledge",
    DutyKind.DECIDE: "decide",
    DutyKind.FIRST: "decide",
    DutyKind.COMPLETE: "give the details",
    DutyKind.REACH: "phone",
    DutyKind.PHONE: "phone",
    DutyKind.WATCH: "say whether it still holds",
    DutyKind.ANONYMISE: "write the anonymised version",
    DutyKind.APPROVE: "approve the anonymised version",
}


class CoverMessages:
    """Views of deliveries about absences, as they stand now."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._own = CoverViews(authority)

    @property
    def _organisation(self) -> Organisation:
        return self._authority.organisation

    def own_card(self, parcel: Parcel, now: datetime) -> v.Notice:
        """Somebody's own card where it stands, brought up to date, or after a newer one."""
        person = self._organisation.person(parcel.delivery.recipient)
        if parcel.delivery.replaced or person is None:
            return plain.newer("your cover")
        return self._own.card(CoverScreen(person, parcel.absence), now)

    def parcel(self, parcel: Parcel, absence: Absence, now: datetime) -> v.View:
        """The card of a delivery about an absence, as it stands now."""
        reader, whom = parcel.delivery.recipient, who(absence.person, self._authority)
        if parcel.delivery.purpose is Purpose.HANDED_BACK:
            return self._summary(parcel, absence, now)
        if parcel.delivery.purpose is Purpose.COVER_CHANGED:
            return self._changed(absence, now)
        if parcel.delivery.replaced:
            return plain.newer(f"covering for {whom}")
        if parcel.delivery.purpose is Purpose.COVER and absence.is_agreed and reader in absence.covers:
            return v.Notice(
                absence.id,
                absence.version,
                f"You cover for {whom} {span(absence, now)}",
                (
                    *self._holds(absence, reader),
                    f"What is due for {whom} {'then ' if absence.is_planned else ''}comes to you, and shows as cover.",
                    "What is open already comes in a card of its own.",
                    "If you cannot, say so now: somebody else is asked at once.",
                ),
                "warning",
                (v.Action("cannot-cover", "I cannot"),),
            )
        if absence.cannot.get(reader) == "declined":
            return v.Notice(absence.id, absence.version, f"You do not cover for {whom}", ("You said that you cannot.",))
        ended = f"You no longer cover for {whom}"
        if not absence.is_agreed:
            stays = absence.status is AbsenceStatus.DROPPED
            ended = f"{whom} stays: you need not cover" if stays else f"{whom} is back: handed back"
        return v.Notice(absence.id, absence.version, ended, ("Nothing more is asked of you as cover.",), "good")

    def _holds(self, absence: Absence, reader: str) -> tuple[str, ...]:
        """In what somebody covers: every role that whoever is away holds, or those that they were named for."""
        person = self._organisation.person(absence.person)
        roles = sorted(own_roles(person, self._organisation)) if person else []
        titles = ", ".join(self._organisation.role_title(r) for r in roles if absence.cover_in(r) == reader)
        if person is None or not titles:
            return ()
        if all(absence.cover_in(role) == reader for role in roles):
            return (f"{person.name} is {titles}.",)
        return (f"You cover as {titles}; others cover the rest.",)

    def _changed(self, absence: Absence, now: datetime) -> v.Notice:
        person = self._organisation.person(absence.person)
        if not absence.is_agreed or person is None:
            return v.Notice(absence.id, absence.version, "This absence is over", ("Nothing is asked of you.",), "good")
        away = [aad for aad in absence.covers if self._is_away(aad, now)]
        missing = [who(aad, self._authority) for aad in (*absence.cannot, *away)]
        lines = self._own.who_covers(person, absence, now)
        if not missing and absence.covers:
            names = " and ".join(who(aad, self._authority) for aad in absence.covers)
            many = "s" if len(absence.covers) == 1 else ""
            return v.Notice(absence.id, absence.version, f"{names} cover{many} for you", tone="good")
        return v.Notice(
            absence.id,
            absence.version,
            f"{' and '.join(missing) or 'Your cover'} cannot cover for you",
            tuple(line for line in lines if "cannot cover for you" not in line),
            "attention",
            (v.Action("cover", "Choose somebody else", "positive"),),
        )

    def _is_away(self, aad: str, now: datetime) -> bool:
        person = self._organisation.person(aad)
        return person is None or self._organisation.is_away(person.key, now)

    def _summary(self, parcel: Parcel, absence: Absence, now: datetime) -> v.ListView:
        person = self._organisation.person(absence.person)
        since = absence.started_at or absence.created_at
        found = matters(parcel.digest, person, self._organisation, since) if person else []
        still = [m for m in found if m.open]
        end = absence.ended_at or absence.until
        away = f"You were away from {timed(since, now)} to {timed(end, now)}."
        came = f"{len(found)} came in or {'was' if len(found) == 1 else 'were'} open."
        count = "Nothing is open any more." if not still else f"{len(still)} still open, and yours again."
        return v.ListView(
            title="While you were away",
            intro=f"{away} {came} {count}" if found else away,
            items=tuple(self._item(m, absence.person, now) for m in found),
            empty="Nothing came in while you were away.",
        )

    def _item(self, matter: Matter, reader: str, now: datetime) -> v.Item:
        sees = seen(matter.record, reader, self._organisation)
        notification = sees.record.notification
        what = restricted.HEADLINE.lower() if notification.is_restricted else summary.headline(notification)
        late = any(d.late_since for d in matter.open)
        said = [*(self._open(d, now) for d in matter.open), *(self._done(d, reader, now) for d in matter.done)]
        return v.Item(
            title=f"{notification.reference}: {what}",
            subtitle=" ".join(said),
            tone="attention" if late else "warning" if matter.open else "good",
            action=v.Action("open", "Open", id=notification.id, version=notification.version),
        )

    def _open(self, duty: Duty, now: datetime) -> str:
        late = " Late." if duty.late_since else ""
        return f"Still open: {_TO_DO.get(duty.kind, 'act')} by {timed(duty.due, now)}.{late}"

    def _done(self, duty: Duty, reader: str, now: datetime) -> str:
        assert duty.met_at is not None
        cover = " (as your cover)" if duty.met_for == reader else progress.as_cover(duty, self._authority)
        by = f"{who(duty.met_by or '', self._authority)}{cover}"
        if duty.kind is DutyKind.DECIDE and duty.outcome:
            told = "is told" if duty.outcome == "tell" else "is not told"
            return f"{by} decided at {timed(duty.met_at, now)}: the {self._organisation.role_title(duty.about)} {told}."
        if not duty.met_by:
            return f"No longer needed since {timed(duty.met_at, now)}."
        did = "acknowledged" if duty.kind is DutyKind.ACKNOWLEDGE else "did what was asked"
        return f"{by} {did} at {timed(duty.met_at, now)}."
