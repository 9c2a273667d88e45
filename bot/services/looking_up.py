"""Looking notifications up: by what they say, by what is late, and the monitor of whoever watches over all of them.

A list shows what its reader may see and nothing else; the words of a report are looked through only for a reader of the
whole of it, or else the finding itself would say what is in there.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.notifications import searching
from bot.notifications.access import may_ever_see
from bot.notifications.commands import Press
from bot.notifications.duty import DutyKind
from bot.notifications.journal import EPOCH, milliseconds
from bot.notifications.notification import Record
from bot.notifications.searching import Search
from bot.notifications.sight import Sight, sight
from bot.notifications.watch import is_kept
from bot.services import list_words
from bot.services.authority import Authority
from bot.services.listed_ports import Place
from bot.services.ports import Work
from bot.services.screens import FoundScreen, LateScreen, MonitorScreen, Screen, WordsScreen

PAGE = 8
"""Entries on one card; further ones come with "Show more"."""
LOOK, MOST = 50, 400
"""Notifications looked at in one reading, and for one page at the most."""
SUBJECT = "search"
"""The subject of the journal in which searches stand."""


def find(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """What the search card asks for; the press's id is the place from which more is shown."""
    search = searching.of_inputs(press.inputs)
    if wrong := searching.problems(search, authority.pack):
        return FoundScreen(press.actor.id, search, problems=wrong)
    return found(work, authority, press.actor.id, press.actor.name, search, at, read_place(press.id))


def found(
    work: Work, authority: Authority, person: str, name: str, search: Search, at: datetime, before: Place | None = None
) -> FoundScreen:
    """What this person (an Entra object id) finds, the newest first; who looked for what is journalled."""
    if search.is_empty:
        return FoundScreen(person, search)
    roles = roles_of(person, authority)

    def near(place: Place | None) -> tuple[Place, ...]:
        return work.near(person, roles, search, place, LOOK)

    records, more = _page(work, near, before, lambda record: _matches(record, person, search, authority))
    work.journal(
        SUBJECT,
        at,
        person,
        "searched",
        name=name,
        words=search.words,
        row=search.row,
        stands=search.stands,
        since=search.since,
        until=search.until,
        found=", ".join(record.notification.reference for record in records),
    )
    return FoundScreen(person, search, records, more=place_text(more))


def late(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """What is late of that which the presser may see, the latest for longest first."""
    return late_for(work, authority, press.actor.id, read_place(press.id))


def late_for(work: Work, authority: Authority, person: str, after: Place | None = None) -> LateScreen:
    """The same for somebody by their Entra object id."""

    def is_theirs(record: Record) -> bool:
        return sight(record, person, authority.organisation) is not Sight.NOTHING and not record.notification.drill

    records, more = _page(work, lambda place: work.late(place, LOOK), after, is_theirs)
    return LateScreen(person, records, more=place_text(more))


def monitor(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """All notifications that are not closed, or whose records are not confirmed, for whoever the policy names."""
    return monitor_for(work, authority, press.actor.id, press.actor.name, at, read_place(press.id))


def monitor_for(
    work: Work, authority: Authority, person: str, name: str, at: datetime, after: Place | None = None
) -> Screen:
    """The same for somebody by their Entra object id; that they looked is journalled."""
    rule = authority.pack.afterwards.monitoring
    if rule is None or not may_monitor(person, authority):
        return WordsScreen(list_words.monitor_not_yours())

    def is_watched(record: Record) -> bool:
        return may_ever_see(record, person) and not is_kept(record)

    records, more = _page(work, lambda place: work.unresolved(rule.records, place, LOOK), after, is_watched)
    shown = ", ".join(record.notification.reference for record in records)
    work.journal(SUBJECT, at, person, "monitored", name=name, found=shown)
    return MonitorScreen(person, records, more=place_text(more))


def may_monitor(person: str, authority: Authority) -> bool:
    """Does this person hold or cover a role that watches over all notifications?"""
    rule = authority.pack.afterwards.monitoring
    held = authority.organisation.person(person)
    return rule is not None and held is not None and any(authority.organisation.may_act_as(r, held) for r in rule.by)


def roles_of(person: str, authority: Authority) -> frozenset[str]:
    """The owners of duties, as duties name them, that this person acts as: one role, or several with commas."""
    organisation, pack = authority.organisation, authority.pack
    held = organisation.person(person)
    if held is None:
        return frozenset()
    acts = {role.id for role in pack.roles if organisation.may_act_as(role.id, held)}
    several = (*(t.route.decides for t in pack.triggers), *(t.route.first for t in pack.triggers))
    owners = {",".join(roles) for roles in (*several, *(duty.owner for duty in pack.duties)) if acts & set(roles)}
    return frozenset(acts | owners)


def records_open(record: Record, authority: Authority) -> bool:
    """Is something still to be confirmed as placed on the record?"""
    rule = authority.pack.afterwards.monitoring
    tasks = set(rule.records) if rule is not None else set()
    return any(duty.trigger in tasks for duty in record.open_duties(DutyKind.TASK))


def _matches(record: Record, person: str, search: Search, authority: Authority) -> bool:
    sees = sight(record, person, authority.organisation)
    if sees in (Sight.NOTHING, Sight.EXISTS):
        return False
    notification = record.notification
    if sees is not Sight.WHOLE:
        if search.row or (search.words and not searching.is_named(notification, search.parts)):
            return False
    elif not searching.says(notification, search.parts):
        return False
    if search.row and search.row not in {row.id for row in notification.decision.triggers if row.live}:
        return False
    return searching.stands_so(record, search.stands)


def _page(
    work: Work,
    read: Callable[[Place | None], tuple[Place, ...]],
    start: Place | None,
    belongs: Callable[[Record], bool],
) -> tuple[tuple[Record, ...], Place | None]:
    """One page of what belongs, from `start` on, and from where there is more: None where there is none."""
    found: list[Record] = []
    last, looked = start, 0
    for place in _places(read, start):
        if len(found) == PAGE or looked == MOST:
            return tuple(found), last
        record = work.record(place[1])
        if record is not None and belongs(record):
            found.append(record)
        last, looked = place, looked + 1
    return tuple(found), None


def _places(read: Callable[[Place | None], tuple[Place, ...]], start: Place | None) -> Iterator[Place]:
    place = start
    while batch := read(place):
        yield from batch
        if len(batch) < LOOK:
            return
        place = batch[-1]


def place_text(place: Place | None) -> str:
    """A place in a list as a card's opaque id carries it; "" for none."""
    return "" if place is None else f"{milliseconds(place[0])}~{place[1]}"


def read_place(text: str) -> Place | None:
    """The place that a card's id names; None where it names none."""
    at, _, identity = text.partition("~")
    if not identity or not at.isdecimal() or len(at) > 15:
        return None
    return EPOCH + timedelta(milliseconds=int(at)), identity
