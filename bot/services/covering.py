"""Saying that one is away, and who covers: everybody for themselves alone, in their own chat, and confirmed.

A typed sentence becomes a proposal that says what was understood and takes effect on "Yes"; the card's own inputs take
effect when they are saved. Naming takes effect at once: somebody must be told. Whoever is named may decline.
"""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.absence import Absence, may_cover
from bot.notifications.commands import Actor, Press
from bot.notifications.leaving import Said, Wants, Who
from bot.notifications.until import Unclear, read_inputs
from bot.organisation import Person
from bot.services import cover_words, handing_over, words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import CoverScreen, Screen, WordsScreen
from bot.services.speaking import timed, who
from rules.instants import LONDON

UNTIL, TIME, COVER = "away.until", "away.until.time", "away.cover"
NOBODY = "nobody"
"""The choice to name nobody: the role's own cover stands."""

_UNCLEAR = {
    Unclear.UNREADABLE: cover_words.until_unreadable,
    Unclear.PAST: cover_words.until_past,
    Unclear.TWO_DAYS: cover_words.until_two_days,
    Unclear.TOO_FAR: cover_words.until_too_far,
    Who.NOBODY: cover_words.cover_unknown,
    Who.SEVERAL: cover_words.cover_several,
}


def show(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """One's own cover: away or here, and who covers."""
    return _shown(work, authority, press.actor)


def hear(work: Work, authority: Authority, actor: Actor, said: Said, at: datetime) -> Screen:
    """A sentence typed in one's own chat. It takes effect once it is confirmed; "I am back" at once."""
    person = authority.organisation.person(actor.id)
    if person is None:
        return WordsScreen(cover_words.no_role())
    if said.wants is Wants.FOR_ANOTHER:
        return _shown(work, authority, actor, cover_words.cover_is_ones_own())
    if said.wants is Wants.BACK:
        return _back(work, authority, actor, at)
    if said.wants is Wants.CARD:
        return _shown(work, authority, actor)
    running = _running(work, actor.id)
    # What was said before and not confirmed yet is added to: first until when, then who covers, or the other way round.
    before = _proposed(work, actor.id, at) or running
    cover = said.cover.id if said.cover else before.covered_by if before else ""
    # Without a time it is the absence that runs, by the chat or by the file, whose cover is named.
    until = said.until or (before.until if before else authority.organisation.back_at(person.key, at))
    given = given_by(authority, said.until, cover)
    if said.unclear is not None:
        return _shown(work, authority, actor, _UNCLEAR[said.unclear](), given=given)
    if until is None:
        return _shown(work, authority, actor, cover_words.until_needed(), given=given)
    wrong = _cannot_cover(authority, person, cover, at, until)
    if wrong is not None:
        return _shown(work, authority, actor, wrong, given=given_by(authority, until, ""))
    for older in work.absences_of(actor.id):
        if not older.is_running:
            work.save_absence(older.dropped(), at)
    proposal = Absence(id=token_urlsafe(12), person=actor.id, created_at=at, until=until, cover=cover)
    work.add_absence(proposal)
    return CoverScreen(person, running, proposal)


def confirm(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """ "Yes" to what was understood: from now on it counts."""
    proposal = work.absence(press.id)
    person = authority.organisation.person(press.actor.id)
    if proposal is None or person is None:
        return WordsScreen(words.gone())
    if proposal.person != press.actor.id:
        return WordsScreen(words.not_yours())
    if proposal not in work.absences_of(press.actor.id) or proposal.is_running or press.version != proposal.version:
        return _shown(work, authority, press.actor, words.stale())
    return _apply(work, authority, press.actor, person, proposal, at)


def save(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The card's inputs: the day and time, and who covers. An answer that cannot be used comes back with its reason."""
    person = authority.organisation.person(press.actor.id)
    if person is None:
        return WordsScreen(cover_words.no_role())
    running = _running(work, press.actor.id)
    if (press.id, press.version) != ((running.id, running.version) if running else ("", 0)):
        return _shown(work, authority, press.actor, words.stale())
    given = {key: press.inputs.get(key, "") for key in (UNTIL, TIME, COVER)}
    until = read_inputs(given[UNTIL], given[TIME], at, authority.limits)
    if isinstance(until, Unclear):
        said = cover_words.until_needed() if not given[UNTIL].strip() else _UNCLEAR[until]()
        return _shown(work, authority, press.actor, given=given, problems={UNTIL: said.text})
    chosen = given[COVER] if given[COVER] not in ("", NOBODY) else ""
    named = authority.organisation.people.get(chosen)
    if chosen and named is None:
        return _shown(work, authority, press.actor, given=given, problems={COVER: cover_words.cover_unknown().text})
    proposal = Absence(
        id=token_urlsafe(12), person=person.id, created_at=at, until=until, cover=named.id if named else ""
    )
    wrong = _cannot_cover(authority, person, proposal.cover, at, until)
    if wrong is not None:
        return _shown(work, authority, press.actor, given=given, problems={COVER: wrong.text})
    work.add_absence(proposal)
    return _apply(work, authority, press.actor, person, proposal, at)


def back(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """ "I am back" on the card of the absence that runs; on an older card it changes nothing."""
    running = _running(work, press.actor.id)
    if running is not None and press.id != running.id:
        return _shown(work, authority, press.actor, words.stale())
    return _back(work, authority, press.actor, at)


def decline(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """ "I cannot", by the person named alone: whoever is away is told, and what is due falls back."""
    absence = work.absence(press.id)
    if absence is None:
        return WordsScreen(words.gone())
    if absence.cover != press.actor.id:
        return WordsScreen(words.not_your_role())
    if not absence.is_running or absence.declined:
        return WordsScreen(words.done_before())
    handing_over.without_cover(work, authority, absence, "declined", press.actor.id, at)
    return WordsScreen(cover_words.cover_declined(who(absence.person, authority)))


def _apply(work: Work, authority: Authority, actor: Actor, person: Person, proposal: Absence, at: datetime) -> Screen:
    if proposal.until <= at:
        return _shown(work, authority, actor, cover_words.until_past())
    wrong = _cannot_cover(authority, person, proposal.cover, at, proposal.until)
    if wrong is not None:
        return _shown(work, authority, actor, wrong, given=given_by(authority, proposal.until, ""))
    running = _running(work, actor.id)
    if running is None:
        running = handing_over.begin(work, authority, proposal, actor, at)
    else:
        work.save_absence(proposal.dropped(), at)
        running = handing_over.change(work, authority, running, proposal.until, proposal.cover, actor, at)
    return CoverScreen(person, running, words=cover_words.away_saved())


def _back(work: Work, authority: Authority, actor: Actor, at: datetime) -> Screen:
    person, running = authority.organisation.person(actor.id), _running(work, actor.id)
    if person is None:
        return WordsScreen(cover_words.no_role())
    if running is not None:
        handing_over.hand_back(work, authority, running, actor.id, at)
        return CoverScreen(person, None, words=cover_words.back_saved())
    by_file = authority.organisation.back_at(person.key, at)
    return CoverScreen(
        person, None, words=cover_words.away_by_file(timed(by_file, at)) if by_file else cover_words.not_away()
    )


def _shown(
    work: Work,
    authority: Authority,
    actor: Actor,
    said: words.Words | None = None,
    *,
    given: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> CoverScreen | WordsScreen:
    person = authority.organisation.person(actor.id)
    if person is None:
        return WordsScreen(cover_words.no_role())
    return CoverScreen(person, _running(work, actor.id), words=said, given=given, problems=problems or {})


def shown_again(work: Work, authority: Authority, actor: Actor, said: words.Words | None) -> Screen:
    """The same press again: the card as it is now, with what was said then."""
    return _shown(work, authority, actor, said)


def _running(work: Work, person: str) -> Absence | None:
    return next((a for a in work.absences_of(person) if a.is_running), None)


def _proposed(work: Work, person: str, at: datetime) -> Absence | None:
    """What this person was asked to confirm last, as long as its end (aware) is still to come."""
    waiting = [a for a in work.absences_of(person) if not a.is_running and a.until > at]
    return max(waiting, key=lambda a: a.created_at, default=None)


def _cannot_cover(
    authority: Authority, person: Person, cover: str, at: datetime, until: datetime
) -> words.Words | None:
    """Why this person cannot be named, None where they can, or nobody is named."""
    named = authority.organisation.person(cover) if cover else None
    if named is None:
        return cover_words.cover_unknown() if cover else None
    if named.id == person.id:
        return cover_words.cover_yourself()
    if named.key in person.assistants:
        return cover_words.cover_assistant(named.name)
    if not may_cover(named, person, authority.organisation, at, until):
        return cover_words.cover_not_free(named.name)
    return None


def given_by(authority: Authority, until: datetime | None, cover: str) -> dict[str, str]:
    """The card's inputs for an end (aware) and a person's object id: London date and time, the person's key."""
    local, named = until.astimezone(LONDON) if until else None, authority.organisation.person(cover)
    clock = {UNTIL: f"{local:%Y-%m-%d}", TIME: f"{local:%H:%M}"} if local else {}
    return {**clock, COVER: named.key if named else NOBODY}
