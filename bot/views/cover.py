"""The view of one's own cover: away, here or soon away, and who covers; or what was understood, to be confirmed."""

from collections.abc import Mapping
from datetime import datetime

from bot.notifications.absence import FILE, Absence, may_cover, own_roles
from bot.organisation import Organisation, Person
from bot.services.authority import Authority
from bot.services.cover_inputs import (
    COVER,
    FROM,
    FROM_TIME,
    NOBODY,
    SAME,
    TIME,
    UNTIL,
    given_by,
    role_input,
    roles_asked,
)
from bot.services.screens import CoverScreen
from bot.services.speaking import as_at, timed, who
from cards import views as v

_TOLD = "they are told at once, see what you see, and act as your cover"


def span(absence: Absence, now: datetime) -> str:
    """ "until Mon 23 Nov 09:00", with "from Fri 20 Nov 00:00" before it where it begins later."""
    begins = f"from {timed(absence.begins, now)} " if absence.begins and not absence.is_running else ""
    return f"{begins}until {timed(absence.until, now)}"


class CoverViews:
    """Views of one's own absence."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    @property
    def _organisation(self) -> Organisation:
        return self._authority.organisation

    def card(self, screen: CoverScreen, now: datetime) -> v.Notice:
        """My cover: how it stands, what can be changed; or what was understood, to be confirmed."""
        if screen.proposal is not None:
            return self._proposal(screen.person, screen.proposal, now)
        standing, said = screen.running, screen.words
        refused = said if said and said.tone in ("warning", "attention") else None
        title, lines, actions = self._stands(screen.person, standing, now)
        if refused:
            lines = (*((f"{title}.",) if standing else ()), *lines)
        ahead = (f"You will be away again {span(screen.ahead, now)}.",) if screen.ahead else ()
        return v.Notice(
            standing.id if standing else "",
            standing.version if standing else 0,
            refused.title if refused else title,
            (
                *((refused.next,) if refused else (said.text,) if said else ()),
                *lines,
                *ahead,
                *self._covers_for(screen.person, now),
                f"{as_at(now)}.",
            ),
            said.tone if said and (said.tone != "good" or not standing) else "info",
            actions,
            self._questions(screen, now),
        )

    def _stands(
        self, person: Person, standing: Absence | None, now: datetime
    ) -> tuple[str, tuple[str, ...], tuple[v.Action, ...]]:
        """How somebody's own absence stands: the title, the lines and the buttons."""
        if standing is None or standing.source == FILE:
            by_file = self._organisation.away_by_file_until(person.key, now)
            here = f"The organisation file says that you are away until {timed(by_file, now)}." if by_file else ""
            return "Your cover", (here or "You are here.",), (v.Action("away", "I am away", "positive"),)
        save = v.Action("away", "Save changes")
        lines = self.who_covers(person, standing, now)
        if standing.is_planned:
            return f"You will be away {span(standing, now)}", lines, (save, v.Action("i-am-back", "I stay"))
        return f"You are away {span(standing, now)}", lines, (v.Action("i-am-back", "I am back", "positive"), save)

    def _proposal(self, person: Person, proposal: Absence, now: datetime) -> v.Notice:
        return v.Notice(
            proposal.id,
            proposal.version,
            f"You are away {span(proposal, now)}?",
            (
                *self.who_covers(person, proposal, now),
                "Nothing is changed until you press Yes.",
            ),
            "warning",
            (v.Action("confirm-away", "Yes", "positive"), v.Action("cover", "Change")),
        )

    # -- who covers -----------------------------------------------------------------------------

    def who_covers(self, person: Person, absence: Absence, now: datetime) -> tuple[str, ...]:
        """Who is told in this person's place, in a sentence or a few."""
        at = max(now, absence.begins or now)
        lines = [f"{who(aad, self._authority)} cannot cover for you." for aad in absence.cannot]
        named = self._here(absence.cover_in(), at)
        held = sorted(own_roles(person, self._organisation))
        if named is not None:
            lines.append(f"{named.name} covers for you: {_TOLD}.")
        else:
            without = [role for role in held if self._here(absence.cover_in(role), at) is None]
            lines += self._instead(person, without, at) if without or not held else ()
        for role in sorted(absence.by_role):
            other = self._here(absence.cover_in(role), at)
            if other is not None:
                lines.append(f"As {self._organisation.role_title(role)}: {other.name} covers for you.")
            elif named is not None:
                names = ", ".join(self._others(person, role, at)) or "nobody, so you are told all the same"
                lines.append(f"As {self._organisation.role_title(role)}: as the organisation file says, {names}.")
        return tuple(lines)

    def _here(self, aad: str, at: datetime) -> Person | None:
        """Somebody named, where they are here."""
        named = self._organisation.person(aad) if aad else None
        return named if named is not None and not self._organisation.is_away(named.key, at) else None

    def _instead(self, person: Person, roles: list[str], at: datetime) -> tuple[str, ...]:
        """Who is told in this person's place where they have named nobody, or somebody who cannot."""
        instead = {role: self._others(person, role, at) for role in roles}
        lines = [f"{self._organisation.role_title(r)}: {', '.join(names)}." for r, names in instead.items() if names]
        if lines and all(instead.values()):
            return ("Told in your place, as the organisation file says:", *lines)
        return ("Nobody is told in your place: you are told all the same. Please name somebody.", *lines)

    def _others(self, person: Person, role: str, at: datetime) -> tuple[str, ...]:
        """Who is told of a role while this person is away and has named nobody."""
        organisation = self._organisation
        holders = [p for p in organisation.holders(role) if p != person and not organisation.is_away(p.key, at)]
        cover = [p for p in organisation.cover(role) if p != person and not organisation.is_away(p.key, at)]
        return tuple(p.name for p in (holders or cover))

    def _covers_for(self, person: Person, now: datetime) -> tuple[str, ...]:
        """For whom this person covers just now."""
        away = self._organisation.relied_on_by(person)
        return tuple(f"You cover for {p.name}{self._back(p, now)}." for p in away)

    def _back(self, person: Person, now: datetime) -> str:
        back = self._organisation.back_at(person.key, now)
        return f" until {timed(back, now)}" if back else ""

    # -- what can be changed --------------------------------------------------------------------

    def _questions(self, screen: CoverScreen, now: datetime) -> tuple[v.Question, ...]:
        standing = screen.running
        kept = given_by(standing, self._authority) if standing else {COVER: NOBODY}
        given = {**kept, **{key: value for key, value in (screen.given or {}).items() if value}}
        opening = f"{self._authority.limits.office_open:%H:%M}"
        begins = v.Question(
            FROM,
            "instant",
            "From when are you away?",
            "Leave it empty for now. Without a time: from the first minute of that day.",
            value=_instant(given, FROM, FROM_TIME),
            error=screen.problems.get(FROM, ""),
        )
        until = v.Question(
            UNTIL,
            "instant",
            "When are you back?",
            f"Without a time: {opening}, when the office opens.",
            value=_instant(given, UNTIL, TIME),
            error=screen.problems.get(UNTIL, ""),
        )
        people = self._free(screen.person, given, now)
        cover = v.Question(
            COVER,
            "person",
            "Who covers for you",
            "They see everything that you see. They can say that they cannot.",
            choices=(v.Choice(NOBODY, "As the organisation file says"), *people),
            value=given.get(COVER, NOBODY),
            error=screen.problems.get(COVER, ""),
        )
        roles = tuple(
            v.Question(
                role_input(role),
                "person",
                f"Who covers as {self._organisation.role_title(role)}",
                choices=(
                    v.Choice(SAME, "The same person"),
                    v.Choice(NOBODY, "As the organisation file says"),
                    *people,
                ),
                value=given.get(role_input(role), SAME),
                error=screen.problems.get(role_input(role), ""),
            )
            for role in roles_asked(screen.person, self._authority)
        )
        away = standing is not None and (standing.is_running or standing.source == FILE)
        return (*(() if away else (begins,)), until, cover, *roles)

    def _free(self, person: Person, given: Mapping[str, str], now: datetime) -> tuple[v.Choice, ...]:
        """Whoever can be named, and whoever is named already."""
        free = [
            p
            for p in self._organisation.people.values()
            if may_cover(p, person, self._organisation, now, now) or p.key in given.values()
        ]
        return tuple(v.Choice(p.key, p.name) for p in sorted(free, key=lambda p: p.name.casefold()))


def _instant(given: Mapping[str, str], day: str, clock: str) -> str:
    return f"{given.get(day, '')}{f'T{given[clock]}' if given.get(clock) else ''}"
