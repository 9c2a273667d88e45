"""A missing child was found: who saw them, when, how they are. It ends the watch of that child, and of no other.

Whoever has not acknowledged is still asked: that a child is back does not say that the director knew. Where they were
injured or died, the policy decides anew; a return interview is owed from then on where that duty is switched on.
"""

from dataclasses import replace

from bot.notifications import children
from bot.notifications.answers import input_id, instant_text, read_instant
from bot.notifications.children import DIED, INJURED, LAST_SEEN, Child
from bot.notifications.duty import DutyKind
from bot.notifications.form import Ask
from bot.notifications.keeping_up import FOUND
from bot.notifications.news import HAPPENED, said_of
from bot.notifications.notification import Record
from bot.services import deed_words
from bot.services.authority import Authority
from bot.services.deed import Deed, Doing, Outcome, add, capacity
from bot.services.news_words import CONDITIONS
from bot.services.ports import Work
from bot.services.speaking import moment
from bot.services.updating import apply, may, said_before, whom

EVENTS = {INJURED: "serious-injury", DIED: "death"}
"""What a condition says to the policy. How bad an injury is nobody has said yet: more are told rather than fewer."""


def may_find(record: Record, person: str, authority: Authority) -> bool:
    """Whoever may add an update, while a child is missing."""
    return may(record, person, authority) and bool(children.missing(record.notification))


def fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """Which child, how they are, who saw them, when, and in what circumstances."""
    missing = children.missing(record.notification)
    group = [Ask("every", "yes-no", "Is every child of the group found?", required=True)] if _many(missing) else []
    return (
        *whom(missing, "Which child was found?"),
        *group,
        Ask("condition", "choice", "How are they?", choices=CONDITIONS, required=True),
        Ask("seen", "text", "Who saw them, and where?", required=True),
        Ask("at", "instant", "When were they found, or back? Leave this empty for just now."),
        Ask(
            "what",
            "brief",
            "In what circumstances?",
            "In a few sentences: everyone told before reads it.",
            required=True,
        ),
    )


def find(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Say it of the child or children chosen, end their watch, decide anew, and tell those told before."""
    notification = doing.notification
    chosen = children.chosen(children.missing(notification), doing.given.get("whom", ""))
    if wrong := _wrong(doing, chosen):
        return wrong
    at = read_instant(doing.given["at"]) if doing.given.get("at") else doing.at
    condition = doing.given["condition"]
    happened = said_of((c.person for c in chosen), [EVENTS[condition]] if condition in EVENTS else [])
    said = {
        "name": children.named(chosen) if len(children.people(notification)) > 1 else "",
        "condition": condition,
        "seen": doing.given["seen"],
        "at": at.isoformat(),
        "when": moment(at),
        "what": doing.given["what"],
        HAPPENED: happened,
    }
    some = _many(chosen) and doing.given.get("every") != "yes"
    add(work, authority, doing, FOUND, said, about="" if some else ",".join(c.key for c in chosen))
    if not some:
        _end_watch(work, authority, doing, chosen)
    apply(work, authority, doing, chosen if some else ())
    after = work.notification(notification.id)
    assert after is not None
    left = children.missing(after)
    return deed_words.found_but(len(left)) if left else deed_words.found()


def _many(missing: tuple[Child, ...]) -> bool:
    return any(child.many for child in missing)


def _wrong(doing: Doing, chosen: tuple[Child, ...]) -> dict[str, str]:
    notification, text = doing.notification, doing.given.get("at", "")
    if text:
        at = read_instant(text)
        if at > doing.at:
            return {"at": "This is in the future: check the date and time."}
        for child in chosen:
            seen = instant_text(notification.answers, input_id(LAST_SEEN, child.person))
            if seen and at < read_instant(seen):
                return {"at": "This is before they were last seen: check the date and time."}
    wrong = said_before(notification, doing.given["what"])
    return {"what": wrong} if wrong else {}


def _end_watch(work: Work, authority: Authority, doing: Doing, chosen: tuple[Child, ...]) -> None:
    """What came again for these children comes no more."""
    keys, stands = {child.key for child in chosen}, capacity(doing.record, doing.person, authority)
    for duty in doing.record.open_duties(DutyKind.UPDATE):
        if duty.about in keys:
            met = duty.met(doing.at, doing.person, acting=stands.acting, covers=stands.covers, outcome=FOUND)
            work.save_duty(replace(met, next_at=None))


FIND = Deed(
    id=FOUND,
    title="A missing child was found",
    what="Say of each child who saw them, when, and how they are. It ends the watch of that child alone.",
    button="Say that they were found",
    may=may_find,
    fields=fields,
    do=find,
)
