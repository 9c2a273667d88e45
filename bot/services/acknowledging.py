"""Acknowledging: each always-told role has a duty of its own; a role's first press counts, later ones are recorded."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import Standing, may_acknowledge
from bot.notifications.commands import Press
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.form import Ask
from bot.notifications.notification import Record
from bot.services import comment_words, commenting, deciding, words
from bot.services.authority import Authority
from bot.services.leftover import keep_what_is_left
from bot.services.ports import Work
from bot.services.screens import Screen, WordsScreen
from bot.services.showing import shown
from bot.services.speaking import timed, who


def acknowledge(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    """Meet the presser's own acknowledgement duties, in every role they hold or cover; nobody else's.

    Acknowledging overwrites nothing, so a card that is not the newest serves as well.
    """
    record = work.record(press.id)
    if record is None:
        return WordsScreen(words.gone())
    standings = may_acknowledge(record, press.actor.id, authority.organisation)
    if not standings:
        work.journal(press.id, at, press.actor.id, "refused", pressed=press.verb)
        return shown(record, press, authority, words.not_your_role())
    opened = [(d, s) for d, s in standings if d.is_open]
    if not opened:
        work.journal(press.id, at, press.actor.id, "acknowledged-again")
        return shown(record, press, authority, _before(standings[0][0], authority, at))
    fields = commenting.fields_for(record, press.actor.id, authority)
    record, unusable, meanwhile = _with_comment(work, authority, record, press, fields, at)
    for duty, standing in _own_first(opened):
        work.save_duty(duty.met(at, press.actor.id, acting=standing.acting, covers=standing.covers))
        work.journal(
            press.id,
            at,
            press.actor.id,
            "acknowledged",
            role=standing.role,
            acting=standing.acting,
            covers=who(standing.covers, authority) if standing.covers else "",
            name=press.actor.name,
        )
    roles = {standing.role for _, standing in _own_first(opened)}
    _nothing_left_to_decide(work, record, roles, at)
    _nobody_left_to_reach(work, record, roles, press.actor.id, at)
    work.save_notification(replace(record.notification, version=record.notification.version + 1))
    left = {ask.id for ask in (*unusable, *meanwhile)}
    kept = [field.id for field in fields if field.id not in left]
    after = keep_what_is_left(work, press, (*fields, *deciding.reason_asked(record, press.actor.id, authority)), kept)
    role = _roles(_own_first(opened), authority)
    said = words.acknowledged(role)
    if unusable:
        said = words.acknowledged_but(role, unusable[0].label)
    elif meanwhile:
        said = comment_words.acknowledged_set_meanwhile(role, meanwhile[0].label)
    return shown(after, press, authority, said)


def _nothing_left_to_decide(work: Work, record: Record, roles: set[str], at: datetime) -> None:
    """A role that acknowledges knows: nobody is asked any more whether it is told. It stays marked as undecided."""
    for duty in record.open_duties(DutyKind.DECIDE):
        if duty.about in roles:
            work.save_duty(duty.superseded(at, "told without a decision"))


def _nobody_left_to_reach(work: Work, record: Record, roles: set[str], by: str, at: datetime) -> None:
    """A role that acknowledges was told, however it came to know: nobody need phone for it any more."""
    for duty in record.open_duties(DutyKind.NOTIFY):
        if duty.role in roles:
            work.save_duty(duty.met(at, by, reason="acknowledged"))
    for duty in record.open_duties(DutyKind.REACH):
        if duty.source in roles:
            work.save_duty(duty.superseded(at, "acknowledged"))


def _with_comment(
    work: Work, authority: Authority, record: Record, press: Press, fields: tuple[Ask, ...], at: datetime
) -> tuple[Record, tuple[Ask, ...], tuple[Ask, ...]]:
    """What the role filled in beside the button is saved as well; also returns the fields that cannot be used, and
    those that somebody else has set meanwhile.

    Neither stops the acknowledgement: what was typed is kept for the presser, and the answer says so.
    """
    given = {f.id: press.inputs[f.id].strip() for f in fields if press.inputs.get(f.id, "").strip()}
    wrong = tuple(f for f in fields if f.wrong_with(given.get(f.id, "")))
    usable = {key: text for key, text in given.items() if key not in {f.id for f in wrong}}
    added = commenting.add(work, authority, record, press, usable, at)
    return added.record, wrong, added.meanwhile


def _own_first(pairs: list[tuple[Duty, Standing]]) -> list[tuple[Duty, Standing]]:
    """Somebody who holds a role and covers another acknowledges as holder; cover only when they hold none of them."""
    own = [(d, s) for d, s in pairs if s.acting == "holder"]
    return own or pairs


def _roles(pairs: list[tuple[Duty, Standing]], authority: Authority) -> str:
    names = []
    for _, standing in pairs:
        title = authority.organisation.role_title(standing.role)
        whom = f"{who(standing.covers, authority)} ({title})" if standing.covers else f"the {title}"
        names.append(f"cover for {whom}" if standing.acting == "cover" else title)
    return " and ".join(dict.fromkeys(names))


def _before(duty: Duty, authority: Authority, at: datetime) -> words.Words:
    assert duty.met_at is not None
    return words.acknowledged_before(
        who(duty.met_by or "", authority), timed(duty.met_at, at), authority.organisation.role_title(duty.role or "")
    )
