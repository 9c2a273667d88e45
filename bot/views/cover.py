"""The views of being away: one's own card, what the cover is told, and what is handed back."""

from datetime import datetime

from bot.notifications.absence import Absence, Matter, matters, may_cover, own_roles
from bot.notifications.delivery import Purpose
from bot.notifications.duty import Duty, DutyKind
from bot.organisation import Organisation, Person
from bot.services import progress, summary
from bot.services.authority import Authority
from bot.services.covering import COVER, NOBODY, TIME, UNTIL, given_by
from bot.services.delivering import Parcel
from bot.services.screens import CoverScreen
from bot.services.speaking import as_at, timed, who
from cards import views as v

_TO_DO = {
    DutyKind.ACKNOWLEDGE: "acknowledge",
    DutyKind.DECIDE: "decide",
    DutyKind.FIRST: "decide",
    DutyKind.COMPLETE: "give the details",
    DutyKind.REACH: "phone",
    DutyKind.PHONE: "phone",
    DutyKind.WATCH: "say whether it still holds",
}


class CoverViews:
    """Views of absences, for whoever is away and whoever covers."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    @property
    def _organisation(self) -> Organisation:
        return self._authority.organisation

    # -- one's own card -------------------------------------------------------------------------

    def card(self, screen: CoverScreen, now: datetime) -> v.Notice:
        """My cover: how it stands, what can be changed; or what was understood, to be confirmed."""
        if screen.proposal is not None:
            return self._proposal(screen.person, screen.proposal, now)
        running, said = screen.running, screen.words
        refused = said if said and said.tone in ("warning", "attention") else None
        alert = (refused.next,) if refused else (said.text,) if said else ()
        if running is None:
            by_file = self._organisation.back_at(screen.person.key, now)
            stands = f"The organisation file says that you are away until {timed(by_file, now)}." if by_file else ""
            return v.Notice(
                "",
                0,
                refused.title if refused else "Your cover",
                (
                    *alert,
                    stands or "You are here.",
                    *self._covers_for(screen.person, now),
                    f"{as_at(now)}.",
                ),
                said.tone if said else "info",
                (v.Action("away", "I am away", "positive"),),
                self._questions(screen, now),
            )
        until = f"You are away until {timed(running.until, now)}"
        return v.Notice(
            running.id,
            running.version,
            refused.title if refused else until,
            (
                *alert,
                *((f"{until}.",) if refused else ()),
                *self._who_covers(screen.person, running, now),
                *self._covers_for(screen.person, now),
                f"{as_at(now)}.",
            ),
            said.tone if said and said.tone != "good" else "info",
            (v.Action("i-am-back", "I am back", "positive"), v.Action("away", "Save changes")),
            self._questions(screen, now),
        )

    def _proposal(self, person: Person, proposal: Absence, now: datetime) -> v.Notice:
        return v.Notice(
            proposal.id,
            proposal.version,
            f"You are away until {timed(proposal.until, now)}?",
            (
                *self._who_covers(person, proposal, now),
                "Nothing is changed until you press Yes.",
            ),
            "warning",
            (v.Action("confirm-away", "Yes", "positive"), v.Action("cover", "Change")),
        )

    def _who_covers(self, person: Person, absence: Absence, now: datetime) -> tuple[str, ...]:
        """Who is told in this person's place, in a sentence or two."""
        cannot = (f"{who(absence.cover, self._authority)} cannot cover for you.",) if absence.declined else ()
        named = self._organisation.person(absence.covered_by) if absence.covered_by else None
        if named is not None and not self._organisation.is_away(named.key, now):
            return (f"{named.name} covers for you: they are told at once, see what you see, and act as your cover.",)
        return (*cannot, *self._instead(person, now))

    def _instead(self, person: Person, now: datetime) -> tuple[str, ...]:
        """Who is told in this person's place where they have named nobody, or somebody who cannot."""
        roles = sorted(own_roles(person, self._organisation))
        instead = {role: self._others(person, role, now) for role in roles}
        lines = [f"{self._organisation.role_title(r)}: {', '.join(names)}." for r, names in instead.items() if names]
        if lines and all(instead.values()):
            return ("Told in your place, as the organisation file says:", *lines)
        return ("Nobody is told in your place: you are told all the same. Please name somebody.", *lines)

    def _others(self, person: Person, role: str, now: datetime) -> tuple[str, ...]:
        """Who is told of a role while this person is away and has named nobody."""
        organisation = self._organisation
        holders = [p for p in organisation.holders(role) if p != person and not organisation.is_away(p.key, now)]
        cover = [p for p in organisation.cover(role) if p != person and not organisation.is_away(p.key, now)]
        return tuple(p.name for p in (holders or cover))

    def _covers_for(self, person: Person, now: datetime) -> tuple[str, ...]:
        """For whom this person covers just now."""
        away = self._organisation.covered_by(person)
        return tuple(f"You cover for {p.name}{self._back(p, now)}." for p in away)

    def _back(self, person: Person, now: datetime) -> str:
        back = self._organisation.back_at(person.key, now)
        return f" until {timed(back, now)}" if back else ""

    def _questions(self, screen: CoverScreen, now: datetime) -> tuple[v.Question, ...]:
        running = screen.running
        kept = given_by(self._authority, running.until, running.covered_by) if running else {COVER: NOBODY}
        given = {**kept, **{key: value for key, value in (screen.given or {}).items() if value}}
        clock = given.get(TIME, "")
        opening = f"{self._authority.limits.office_open:%H:%M}"
        free = [
            p
            for p in self._organisation.people.values()
            if may_cover(p, screen.person, self._organisation, now, now) or p.key == given.get(COVER)
        ]
        people = sorted(free, key=lambda p: p.name.casefold())
        return (
            v.Question(
                UNTIL,
                "instant",
                "When are you back?",
                f"Without a time: {opening}, when the office opens.",
                value=f"{given.get(UNTIL, '')}{f'T{clock}' if clock else ''}",
                error=screen.problems.get(UNTIL, ""),
            ),
            v.Question(
                COVER,
                "person",
                "Who covers for you",
                "They see everything that you see. They can say that they cannot.",
                choices=(
                    v.Choice(NOBODY, "As the organisation file says"),
                    *(v.Choice(p.key, p.name) for p in people),
                ),
                value=given.get(COVER, NOBODY),
                error=screen.problems.get(COVER, ""),
            ),
        )

    # -- what is sent ---------------------------------------------------------------------------

    def parcel(self, parcel: Parcel, absence: Absence, now: datetime) -> v.View:
        """The card of a delivery about an absence, as it stands now."""
        whom = who(absence.person, self._authority)
        if parcel.delivery.purpose is Purpose.HANDED_BACK:
            return self._summary(parcel, absence, now)
        if parcel.delivery.purpose is Purpose.COVER_CHANGED:
            return self._changed(absence, now)
        named = absence.is_running and absence.covered_by == parcel.delivery.recipient
        if parcel.delivery.purpose is Purpose.COVER and named:
            return v.Notice(
                absence.id,
                absence.version,
                f"You cover for {whom} until {timed(absence.until, now)}",
                (
                    *self._holds(absence.person),
                    f"What is due for {whom} comes to you, and shows as cover.",
                    "What is open already comes in a card of its own.",
                    "If you cannot, say so now: somebody else is asked at once.",
                ),
                "warning",
                (v.Action("cannot-cover", "I cannot"),),
            )
        if absence.declined == "declined" and absence.cover == parcel.delivery.recipient:
            return v.Notice(absence.id, absence.version, f"You do not cover for {whom}", ("You said that you cannot.",))
        ended = f"{whom} is back: handed back" if not absence.is_running else f"You no longer cover for {whom}"
        return v.Notice(absence.id, absence.version, ended, ("Nothing more is asked of you as cover.",), "good")

    def _holds(self, aad: str) -> tuple[str, ...]:
        person = self._organisation.person(aad)
        roles = sorted(own_roles(person, self._organisation)) if person else []
        titles = ", ".join(self._organisation.role_title(role) for role in roles)
        return (f"{person.name} is {titles}.",) if person and titles else ()

    def _changed(self, absence: Absence, now: datetime) -> v.Notice:
        person = self._organisation.person(absence.person)
        name = who(absence.cover, self._authority) if absence.cover else "Your cover"
        if not absence.is_running or person is None:
            return v.Notice(absence.id, absence.version, "This absence is over", ("Nothing is asked of you.",), "good")
        cover = self._organisation.person(absence.covered_by) if absence.covered_by else None
        if cover is not None and not self._organisation.is_away(cover.key, now):
            return v.Notice(absence.id, absence.version, f"{name} covers for you", tone="good")
        return v.Notice(
            absence.id,
            absence.version,
            f"{name} cannot cover for you",
            self._instead(person, now),
            "attention",
            (v.Action("cover", "Choose somebody else", "positive"),),
        )

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
        notification = matter.record.notification
        late = any(d.late_since for d in matter.open)
        said = [*(self._open(d, now) for d in matter.open), *(self._done(d, reader, now) for d in matter.done)]
        return v.Item(
            title=f"{notification.reference}: {summary.headline(notification)}",
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
