"""What people may do by themselves: the list behind "More ...", the form of each, and the doing of it.

To add one: declare a `Deed` in the module of its idea (see deed.py; updating.py is a small one) and name it in `DEEDS`.
Its answers are kept as an `Addition` (deed.add), shown by `added.py`, and journalled; the card, the mail, the checks of
what was typed, the rights (tests/security) and the once-only form come from here.
"""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_urlsafe

from bot.notifications.access import may_open
from bot.notifications.answers import UNKNOWN, AnswerError, instant_text, read_instant, time_id
from bot.notifications.commands import OUTLOOK, Press
from bot.notifications.form import Ask
from bot.notifications.notification import Record
from bot.notifications.sight import seen
from bot.services import deed_words, words
from bot.services.authority import Authority
from bot.services.conflicted import CONFLICT
from bot.services.deed import Deed, Doing
from bot.services.found import FIND
from bot.services.ports import Work
from bot.services.requiring import ASK, REQUIRE, TAKE_BACK
from bot.services.restricting import LIFT, READERS, RESTRICT
from bot.services.screens import BesideScreen, DeedScreen, DeedsScreen, NotificationScreen, Screen, WordsScreen
from bot.services.showing import own_card, shown
from bot.services.updating import UPDATE
from bot.services.version_writing import APPROVING, WRITING
from bot.services.words import Words

DEEDS: tuple[Deed, ...] = (
    *(UPDATE, FIND, ASK, REQUIRE, TAKE_BACK),
    *(WRITING, APPROVING, RESTRICT, READERS, LIFT, CONFLICT),
)
"""All of them, in the order of the list."""
BY_ID: Mapping[str, Deed] = {deed.id: deed for deed in DEEDS}


def offered(record: Record, person: str, authority: Authority) -> tuple[Deed, ...]:
    """What this person (an Entra object id) may do now."""
    if not may_open(record, person, authority.organisation):
        return ()
    record = seen(record, person, authority.organisation).record
    return tuple(deed for deed in DEEDS if deed.may(record, person, authority))


def more(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The list of what the presser may do besides, in the place of the card."""
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    if not may_open(record, press.actor.id, authority.organisation):
        return WordsScreen(words.not_yours())
    if not press.place.is_private:
        return shown(record, press, authority, words.opened_in_personal())
    return DeedsScreen(record, press.actor.id)


def begin(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """The form of one: in Teams a message of its own, in a mail in the card's place."""
    found = _found(work, authority, press, at)
    if isinstance(found, WordsScreen):
        return found
    record, deed, _ = found
    form = DeedScreen(record, press.actor.id, deed.id, token_urlsafe(6))
    if press.place.kind == OUTLOOK:
        return form
    return BesideScreen(own_card(record, press, deed_words.deed_below(record.notification.reference)), form)


def do(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Do it, once for each form. What is wrong is named at its field, and everything typed is given back."""
    found = _found(work, authority, press, at)
    if isinstance(found, WordsScreen):
        return found
    record, deed, token = found
    if not token:
        return WordsScreen(words.gone())
    if any(added.id == token for added in record.notification.additions):
        return _after(work, press, record, words.done_before())
    asks = deed.asks(seen(record, press.actor.id, authority.organisation).record, press.actor.id, authority)
    given = {ask.id: _given(ask, press.inputs) for ask in asks}
    problems: Mapping[str, str] = {ask.id: wrong for ask in asks if (wrong := _wrong(ask, given[ask.id], press.inputs))}
    if not problems:
        answers = {ask.id.removeprefix(f"{deed.id}."): given[ask.id] for ask in asks}
        done = deed.do(work, authority, Doing(record, press.actor.id, press.actor.name, answers, token, at))
        if isinstance(done, Words):
            return _after(work, press, record, done)
        problems = {deed.input_id(field): wrong for field, wrong in done.items()}
    return DeedScreen(record, press.actor.id, deed.id, token, press.inputs, problems, words.fix_these(len(problems)))


def leave(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Nothing is done; in a mail the notification's card comes back."""
    record = work.record(press.id.partition(":")[0])
    if record is None or not may_open(record, press.actor.id, authority.organisation):
        return WordsScreen(words.gone())
    return _after(work, press, record, deed_words.deed_left())


def again(work: Work, authority: Authority, press: Press, said: Words | None) -> Screen:
    """The same activity once more: the list, the form as it was sent, or what came of it."""
    subject, _, deed = press.id.partition(":")
    record = work.record(subject)
    if record is None or not may_open(record, press.actor.id, authority.organisation):
        return WordsScreen(words.gone())
    if not deed:
        return DeedsScreen(record, press.actor.id)
    name, _, token = deed.partition(":")
    return DeedScreen(record, press.actor.id, name, token or token_urlsafe(6), press.inputs, {}, said)


def _found(work: Work, authority: Authority, press: Press, at: datetime) -> tuple[Record, Deed, str] | WordsScreen:
    """The notification, the deed and the form's token, where the presser may do it now; else the refusal."""
    subject, name, token = (*press.id.split(":", 2), "", "")[:3]
    record, deed = work.record(subject), BY_ID.get(name)
    if record is None or deed is None:
        return WordsScreen(words.gone())
    if not may_open(record, press.actor.id, authority.organisation):
        return WordsScreen(words.not_yours())
    if not press.place.is_private:
        return WordsScreen(words.not_yours())
    if not deed.may(seen(record, press.actor.id, authority.organisation).record, press.actor.id, authority):
        work.journal(subject, at, press.actor.id, "refused", pressed=press.verb, about=name)
        return WordsScreen(deed_words.deed_over())
    return record, deed, token


def _after(work: Work, press: Press, record: Record, said: Words) -> Screen:
    """What is left of a form: words where it was a message of its own, the notification's card in a mail."""
    if press.place.kind != OUTLOOK:
        return WordsScreen(said)
    current = work.record(record.notification.id)
    assert current is not None
    return NotificationScreen(current, press.actor.id, said)


def _given(ask: Ask, inputs: Mapping[str, str]) -> str:
    return instant_text(inputs, ask.id) if ask.kind == "instant" else inputs.get(ask.id, "").strip()


def _wrong(ask: Ask, given: str, inputs: Mapping[str, str]) -> str:
    """What is wrong with one answer; "" where it can be used. "Not known" is no answer to what is needed."""
    if ask.required and given.lower() in ("", UNKNOWN):
        return "Please choose one." if ask.choices else "Please fill this in."
    if ask.kind == "instant" and not given and inputs.get(time_id(ask.id), "").strip():
        return "Give a date as well, or leave the time empty."
    if ask.kind == "instant" and given:
        try:
            read_instant(given)
        except AnswerError as error:
            return str(error)
    if ask.kind == "person" and given not in ("", *(choice for choice, _ in ask.choices)):
        return "Choose a person from the list."
    return ask.wrong_with(given)
