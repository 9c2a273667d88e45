"""An absence begins, changes and ends: what is due goes to the cover and back again, at once, and nobody forgotten.

Who is told from now on the organisation answers by itself (Authority.follow). What was open already is passed on
(passing_on.py); here the cover is told and may decline, and whoever is back is told what came.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.notifications.absence import Absence, is_theirs, matters, own_roles
from bot.notifications.commands import Actor
from bot.notifications.delivery import Purpose
from bot.notifications.journal import SYSTEM
from bot.notifications.notification import Record
from bot.organisation import Person
from bot.services.authority import Authority
from bot.services.passing_on import bring_up_to_date, card_about, pass_on
from bot.services.ports import Work
from bot.services.speaking import who

BATCH = 50
MOST_MATTERS = 60
"""Notifications in one summary; the card shows the first dozen and counts the rest."""


def begin(work: Work, authority: Authority, agreed: Absence, actor: Actor, at: datetime) -> Absence:
    """Somebody's own absence, from now on. Their cover is told, and gets what is open."""
    absence = agreed.running(at, authority.limits)
    work.save_absence(absence, at)
    _journal(work, authority, absence, actor, "absence.begun", at)
    _tell_covers(work, absence, absence.covers, at)
    pass_on(work, authority, absence, at)
    _without_this_cover(work, authority, absence.person, at)
    if agreed.is_planned and any(_is_away(aad, authority, at) for aad in absence.covers):
        _say_changed(work, absence, at)  # they went away themselves since they were named
    return absence


def plan(work: Work, authority: Authority, proposal: Absence, actor: Actor, at: datetime) -> Absence:
    """Somebody's own absence that begins later, by itself. Their cover knows now, and may decline in time."""
    absence = proposal.planned()
    work.save_absence(absence, at)
    _journal(work, authority, absence, actor, "absence.planned", at)
    _tell_covers(work, absence, absence.covers, at)
    return absence


def change(work: Work, authority: Authority, before: Absence, to: Absence, actor: Actor, at: datetime) -> Absence:
    """The same absence with other times or another cover. Whoever was named before is told that it is over."""
    absence = before.changed(to, authority.limits)
    work.save_absence(absence, at)
    _journal(work, authority, absence, actor, "absence.changed", at)
    gone = [aad for aad in before.covers if aad not in absence.covers]
    new = [aad for aad in absence.covers if aad not in before.covers]
    _tell_over(work, before, gone, at)
    _tell_covers(work, absence, new, at)
    if absence.is_running and (before.cover_in(), before.by_role) != (absence.cover_in(), absence.by_role):
        pass_on(work, authority, absence, at)
    return absence


def call_off(work: Work, authority: Authority, before: Absence, actor: Actor, at: datetime) -> None:
    """Somebody stays after all: what was planned does not begin, and their cover hears so."""
    work.save_absence(before.dropped(), at)
    _journal(work, authority, before, actor, "absence.called-off", at)
    _tell_over(work, before, before.covers, at)


def without_cover(work: Work, authority: Authority, before: Absence, aad: str, why: str, by: str, at: datetime) -> None:
    """A person named cannot ("declined"), was not reached ("refused"), or left the file ("gone"): what is due falls
    back, and whoever is away is told so."""
    absence = before.without_cover(aad, why)
    work.save_absence(absence, at)
    work.journal(absence.id, at, by, f"absence.cover-{why}", cover=who(aad, authority))
    _say_changed(work, absence, at)
    if absence.is_running:
        pass_on(work, authority, absence, at)


def hand_back(work: Work, authority: Authority, before: Absence, by: str, at: datetime) -> None:
    """Somebody is back: they get the summary, empty or not; their cover hears that it is over."""
    absence = before.over(at, by)
    work.save_absence(absence, at)
    work.journal(absence.id, at, by, "absence.over", until=before.until.isoformat())
    _tell_over(work, before, before.covers, at)
    person = authority.organisation.person(absence.person)
    if person is None:
        return
    since = before.started_at or before.created_at
    found = matters(_records_of(work, authority, person, since), person, authority.organisation, since)
    about = tuple(m.record.notification.id for m in found[:MOST_MATTERS])
    work.add_delivery(card_about(absence, Purpose.HANDED_BACK, absence.person, at, about=about))
    for matter in found:
        if matter.open:
            work.journal(matter.record.notification.id, at, SYSTEM, "handed-back", to=person.name)
            bring_up_to_date(work, matter.record.notification)
    for other in _relying_on(work, absence.person):
        pass_on(work, authority, other, at)


def turn_due(work: Work, authority: Authority, at: datetime) -> int:
    """Begin every planned absence whose time has come, and hand back every one whose end has. Returns how many."""
    due = work.due_absences(at, BATCH)
    for absence in due:
        if absence.is_running:
            hand_back(work, authority, absence, SYSTEM, at)
        else:
            _begin_planned(work, authority, absence, at)
    return len(due)


def _begin_planned(work: Work, authority: Authority, absence: Absence, at: datetime) -> None:
    """A planned absence begins; where another runs already, the two become one, until the later end."""
    actor = Actor(SYSTEM, "Need to Know")
    running = next((a for a in work.absences_of(absence.person) if a.is_running), None)
    if running is None:
        begin(work, authority, absence, actor, at)
        return
    work.save_absence(absence.dropped(), at)
    named = absence if absence.named or absence.by_role else running
    until = max(running.until, absence.until)
    change(work, authority, running, replace(named, until=until, source=running.source), actor, at)


def _without_this_cover(work: Work, authority: Authority, cover: str, at: datetime) -> None:
    """Whoever goes away was perhaps covering for others: those are told, and what is due for them falls back."""
    for other in _relying_on(work, cover):
        work.journal(other.id, at, cover, "absence.cover-away", cover=who(cover, authority))
        _say_changed(work, other, at)
        pass_on(work, authority, other, at)


def _relying_on(work: Work, cover: str) -> tuple[Absence, ...]:
    return tuple(a for a in work.agreed_absences() if a.is_running and cover in a.covers)


def _is_away(aad: str, authority: Authority, at: datetime) -> bool:
    person = authority.organisation.person(aad)
    return person is None or authority.organisation.is_away(person.key, at)


def _records_of(work: Work, authority: Authority, person: Person, since: datetime) -> list[Record]:
    roles = own_roles(person, authority.organisation)
    theirs = [d for d in work.duties_since(since) if is_theirs(d, person, roles)]
    found = (work.record(subject) for subject in dict.fromkeys(d.notification for d in theirs if d.notification))
    return [record for record in found if record is not None]


def _tell_covers(work: Work, absence: Absence, covers: Iterable[str], at: datetime) -> None:
    for aad in covers:
        work.add_delivery(card_about(absence, Purpose.COVER, aad, at))


def _tell_over(work: Work, absence: Absence, covers: Iterable[str], at: datetime) -> None:
    for aad in covers:
        work.add_delivery(card_about(absence, Purpose.COVER_OVER, aad, at))


def _say_changed(work: Work, absence: Absence, at: datetime) -> None:
    mark = f"{absence.id}:{Purpose.COVER_CHANGED}:{absence.version}:{int(at.timestamp())}"
    work.add_delivery(card_about(absence, Purpose.COVER_CHANGED, absence.person, at, key=mark))


def _journal(work: Work, authority: Authority, absence: Absence, actor: Actor, verb: str, at: datetime) -> None:
    said = {"begins": absence.begins.isoformat()} if absence.begins else {}
    said |= {"until": absence.until.isoformat(), "cover": who(absence.cover, authority) if absence.cover else ""}
    if absence.by_role:
        own = "the organisation's own order"
        said["roles"] = ", ".join(f"{r}: {who(a, authority) if a else own}" for r, a in absence.by_role.items())
    work.journal(absence.id, at, actor.id, verb, name=actor.name, **said)
