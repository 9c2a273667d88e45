"""Several done in one press: what is ticked in the list of what waits, each authorised and journalled by itself.

Only what needs nothing typed can be ticked: acknowledging, and saying that something is done. A call is not among it:
that somebody was reached is said of one person at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from bot.notifications.access import may_open
from bot.notifications.commands import Place, Press
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Record
from bot.notifications.tasks import title_of
from bot.services import acknowledging, list_words, reaching, waiting
from bot.services.asked import Asked
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.confirming import several
from bot.services.ports import Work
from bot.services.screens import Screen

TICKED = "together.ticked"
MOST = 24
"""Ticks that one press may carry."""
_VERBS = MappingProxyType({"acknowledge": acknowledging.acknowledge, "done": reaching.done})
_IS_DONE: Mapping[str, frozenset[str]] = MappingProxyType(
    {"acknowledge": frozenset({"acknowledged"}), "done": frozenset({"done", "task-done"})}
)


@dataclass(frozen=True)
class Tick:
    """One thing that can be ticked: `key` is its verb and the id that the verb is about, `what` says it."""

    key: str
    what: str


def ticks(record: Record, person: str, authority: Authority) -> tuple[Tick, ...]:
    """What this person (an Entra object id) can tick of one notification."""
    found = (_tick(record, asked) for asked in asked_of(record, person, authority))
    confirmed = (
        Tick(f"done~{duty.id}", title_of(record.notification, duty)) for duty in several(record, person, authority)
    )
    return (*(tick for tick in found if tick is not None), *confirmed)


def _tick(record: Record, asked: Asked) -> Tick | None:
    if asked.fields or len(asked.buttons) != 1:
        return None
    button = asked.buttons[0]
    if button.verb not in _VERBS or f":{DutyKind.REACH}:" in button.about:
        return None
    return Tick(f"{button.verb}~{button.about or record.notification.id}", asked.what or asked.title)


def together(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Do what is ticked, and show what still waits."""
    keys = tuple(dict.fromkeys(key.strip() for key in press.inputs.get(TICKED, "").split(",") if key.strip()))
    said = list_words.nothing_ticked()
    if keys:
        outcomes = [_one(work, authority, press, key, at) for key in keys[:MOST]]
        done = tuple(dict.fromkeys(reference for reference, why in outcomes if not why))
        refused = tuple(f"{reference}: {why}" for reference, why in outcomes if why)
        said = list_words.together_done(done, refused)
    return replace(waiting.what_waits(work, authority, press.actor.id, at), words=said)


def _one(work: Work, authority: Authority, press: Press, key: str, at: datetime) -> tuple[str, str]:
    """Do one. Returns its reference and why it was not done, "" when it was."""
    verb, _, about = key.partition("~")
    subject = about.partition(":")[0]
    record = work.record(subject) if subject else None
    if record is None:
        return "one entry", "it is not there any more"
    if key not in {tick.key for tick in ticks(record, press.actor.id, authority)}:
        work.journal(subject, at, press.actor.id, "refused", pressed=press.verb, about=key)
        known = may_open(record, press.actor.id, authority.organisation)
        return (record.notification.reference if known else "one entry"), "this is not asked of you any more"
    own = replace(press, place=Place("personal", press.place.conversation), verb=verb, id=about, inputs={}, key="")
    screen = _VERBS[verb](work, authority, own, at)
    words = getattr(screen, "words", None)
    if words is not None and words.code in _IS_DONE[verb]:
        return record.notification.reference, ""
    return record.notification.reference, words.title.rstrip(".") if words is not None else "it could not be done"
