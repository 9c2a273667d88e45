"""Saying that one is away, and who covers: everybody for themselves alone, in their own chat, and confirmed.

A typed sentence becomes a proposal that says what was understood and takes effect on "Yes"; the card's own inputs take
effect when they are saved. Naming takes effect at once: somebody must be told. Whoever is named may decline.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.absence import FILE, Absence, may_cover, own_roles
from bot.notifications.commands import Actor, Press
from bot.notifications.leaving import Said, Wants, Who
from bot.notifications.until import FURTHEST, Unclear
from bot.organisation import Person
from bot.services import cover_inputs, cover_words, handing_over, words
from bot.services.authority import Authority
from bot.services.cover_inputs import COVER, FROM, UNTIL, given_by, given_for, role_input
from bot.services.own_cover import stands_at
from bot.services.ports import Work
from bot.services.screens import CoverScreen, Screen, WordsScreen
from bot.services.speaking import timed, who

_UNCLEAR = {
    Unclear.UNREADABLE: cover_words.until_unreadable,
    Unclear.PAST: cover_words.until_past,
    Unclear.TWO_DAYS: cover_words.until_two_days,
    Unclear.TOO_FAR: cover_words.until_too_far,
    Who.NOBODY: cover_words.cover_unknown,
    Who.SEVERAL: cover_words.cover_several,
    Who.ROLE: cover_words.cover_role_unknown,
}


def show(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """One's own cover: away or here, and who covers."""
    return stands_at(work, press, _shown(work, authority, press.actor), at)


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
    meant = _meant(work, authority, person, said, at)
    given = given_for(authority, said.begins, said.until, meant.cover, meant.by_role)
    if said.unclear is not None:
        return _shown(work, authority, actor, _UNCLEAR[said.unclear](), given=given)
    if said.role and said.role not in own_roles(person, authority.organisation):
        title = authority.organisation.role_title(said.role)
        return _shown(work, authority, actor, cover_words.cover_role_not_yours(title), given=given)
    if meant.until <= at:
        return _shown(work, authority, actor, cover_words.until_needed(), given=given)
    wrong = _wrong(authority, person, meant, at)
    if wrong is not None:
        return _shown(work, authority, actor, wrong, given=given_by(replace(meant, cover="", by_role={}), authority))
    for older in work.absences_of(actor.id):
        if not older.is_agreed:
            work.save_absence(older.dropped(), at)
    work.add_absence(meant)
    return CoverScreen(person, running(work, actor.id), meant)


def _meant(work: Work, authority: Authority, person: Person, said: Said, at: datetime) -> Absence:
    """What a sentence asks for, with what was said before and not confirmed yet, or what runs already. Without any
    time its end is `at`."""
    before = _proposed(work, person.id, at)
    if before is None and said.begins is None:
        # "I am away until Friday" is from now on; who covers may be said of what is planned as well.
        before = running(work, person.id) or (planned(work, person.id) if said.until is None else None)
    # Without a time it is the absence that runs, by the chat or by the file, whose cover is named.
    by_file = authority.organisation.back_at(person.key, at) if said.begins is None else None
    cover, by_role = (before.cover_in(), dict(before.by_role)) if before else ("", {})
    if said.cover or said.own_order:
        named = said.cover.id if said.cover else ""
        cover = named if not said.role else cover
        by_role |= {said.role: named} if said.role else {}
    begins = said.begins
    if said.until is None and begins is None and before and before.begins and before.begins > at:
        begins = before.begins
    return Absence(
        id=token_urlsafe(12),
        person=person.id,
        created_at=at,
        begins=begins,
        until=said.until or (before.until if before else None) or by_file or at,
        cover=cover,
        by_role=by_role,
    )


def confirm(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """ "Yes" to what was understood: from now on it counts."""
    proposal = work.absence(press.id)
    person = authority.organisation.person(press.actor.id)
    if proposal is None or person is None:
        return WordsScreen(words.gone())
    if proposal.person != press.actor.id:
        return WordsScreen(words.not_yours())
    if proposal not in work.absences_of(press.actor.id) or proposal.is_agreed or press.version != proposal.version:
        screen: Screen = _shown(work, authority, press.actor, words.stale())
    else:
        screen = _apply(work, authority, press.actor, person, proposal, at)
    return stands_at(work, press, screen, at)


def save(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The card's inputs: when, and who covers. An answer that cannot be used comes back with its reason."""
    person = authority.organisation.person(press.actor.id)
    if person is None:
        return WordsScreen(cover_words.no_role())
    return stands_at(work, press, _saved(work, authority, press, person, at), at)


def _saved(work: Work, authority: Authority, press: Press, person: Person, at: datetime) -> Screen:
    standing = running(work, person.id) or planned(work, person.id)
    if (press.id, press.version) != ((standing.id, standing.version) if standing else ("", 0)):
        return _shown(work, authority, press.actor, words.stale())
    given = {key: value for key, value in press.inputs.items() if key.startswith("away.")}
    filled = cover_inputs.read(given, person, authority, at)
    problems = {key: _UNCLEAR[why]().text for key, why in filled.unclear.items()}
    if not given.get(UNTIL, "").strip():
        problems[UNTIL] = cover_words.until_needed().text
    problems |= dict.fromkeys(filled.unknown, cover_words.cover_unknown().text)
    if problems or filled.until is None:
        return _shown(work, authority, press.actor, given=given, problems=problems)
    proposal = Absence(
        id=token_urlsafe(12),
        person=person.id,
        created_at=at,
        begins=filled.begins if standing is None or standing.is_planned else None,
        until=filled.until,
        cover=filled.cover,
        by_role=filled.by_role,
    )
    for key, only in (
        (COVER, replace(proposal, by_role={})),
        *((role_input(r), replace(proposal, cover=aad, by_role={})) for r, aad in filled.by_role.items()),
    ):
        wrong = _wrong(authority, person, only, at)
        if wrong is not None:
            where = FROM if wrong.code == "from-after-until" else UNTIL if wrong.code.startswith("until") else key
            return _shown(work, authority, press.actor, given=given, problems={where: wrong.text})
    work.add_absence(proposal)
    return _apply(work, authority, press.actor, person, proposal, at)


def back(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """ "I am back" on the card of the absence that runs, "I stay" on one planned; an older card changes nothing."""
    standing = running(work, press.actor.id) or planned(work, press.actor.id)
    if standing is not None and press.id != standing.id:
        return stands_at(work, press, _shown(work, authority, press.actor, words.stale()), at)
    return stands_at(work, press, _back(work, authority, press.actor, at), at)


def decline(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """ "I cannot", by a person named alone: whoever is away is told, and what is due falls back."""
    absence = work.absence(press.id)
    if absence is None:
        return WordsScreen(words.gone())
    if press.actor.id not in absence.named:
        return WordsScreen(words.not_your_role())
    if not absence.is_agreed or press.actor.id in absence.cannot:
        return WordsScreen(words.done_before())
    handing_over.without_cover(work, authority, absence, press.actor.id, "declined", press.actor.id, at)
    return WordsScreen(cover_words.cover_declined(who(absence.person, authority)))


def _apply(work: Work, authority: Authority, actor: Actor, person: Person, proposal: Absence, at: datetime) -> Screen:
    if proposal.until <= at:
        return _shown(work, authority, actor, cover_words.until_past())
    wrong = _wrong(authority, person, proposal, at)
    if wrong is not None:
        given = given_by(replace(proposal, cover="", by_role={}), authority)
        return _shown(work, authority, actor, wrong, given=given)
    later = proposal.begins is not None and proposal.begins > at
    before = planned(work, actor.id) if later else running(work, actor.id)
    if before is not None:
        work.save_absence(proposal.dropped(), at)
        after = handing_over.change(work, authority, before, proposal, actor, at)
    elif later:
        after = handing_over.plan(work, authority, proposal, actor, at)
    else:
        after = handing_over.begin(work, authority, proposal, actor, at)
    return CoverScreen(person, after, words=cover_words.away_planned() if later else cover_words.away_saved())


def _back(work: Work, authority: Authority, actor: Actor, at: datetime) -> Screen:
    person, now = authority.organisation.person(actor.id), running(work, actor.id)
    if person is None:
        return WordsScreen(cover_words.no_role())
    by_file = authority.organisation.away_by_file_until(person.key, at)
    if by_file is not None:
        return _shown(work, authority, actor, cover_words.away_by_file(timed(by_file, at)))
    if now is not None:
        handing_over.hand_back(work, authority, now, actor.id, at)
        return CoverScreen(person, None, words=cover_words.back_saved())
    ahead = planned(work, actor.id)
    if ahead is None:
        return CoverScreen(person, None, words=cover_words.not_away())
    handing_over.call_off(work, authority, ahead, actor, at)
    return CoverScreen(person, None, words=cover_words.away_called_off())


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
    now, ahead = running(work, actor.id), planned(work, actor.id)
    return CoverScreen(
        person, now or ahead, words=said, given=given, problems=problems or {}, ahead=ahead if now else None
    )


def shown_again(work: Work, authority: Authority, actor: Actor, said: words.Words | None) -> Screen:
    """The same press again: the card as it is now, with what was said then."""
    return _shown(work, authority, actor, said)


def running(work: Work, person: str) -> Absence | None:
    """The absence that counts now."""
    return next((a for a in work.absences_of(person) if a.is_running), None)


def planned(work: Work, person: str) -> Absence | None:
    """The absence that begins next, as they said themselves."""
    ahead = [a for a in work.absences_of(person) if a.is_planned and a.source != FILE]
    return min(ahead, key=lambda a: a.begins or a.created_at, default=None)


def _proposed(work: Work, person: str, at: datetime) -> Absence | None:
    """What this person was asked to confirm last, as long as its end (aware) is still to come."""
    waiting = [a for a in work.absences_of(person) if not a.is_agreed and a.until > at]
    return max(waiting, key=lambda a: a.created_at, default=None)


def _wrong(authority: Authority, person: Person, meant: Absence, at: datetime) -> words.Words | None:
    """Why this absence cannot be: its times, or somebody named who cannot cover; None where it can."""
    if meant.begins is not None and meant.begins >= meant.until:
        return cover_words.from_after_until()
    if meant.until - at > FURTHEST:
        return cover_words.until_too_far()
    for aad in meant.named:
        named = authority.organisation.person(aad)
        if named is None:
            return cover_words.cover_unknown()
        if named.id == person.id:
            return cover_words.cover_yourself()
        if named.key in person.assistants:
            return cover_words.cover_assistant(named.name)
        if not may_cover(named, person, authority.organisation, meant.begins or at, meant.until):
            return cover_words.cover_not_free(named.name)
    return None
