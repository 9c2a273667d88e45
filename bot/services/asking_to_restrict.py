"""The restriction that a report's answers make: asked in the form, and what follows when an answer changes."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.answers import UNKNOWN
from bot.notifications.draft import Draft
from bot.notifications.form import Ask, read
from bot.notifications.notification import Notification
from bot.notifications.restriction import RESTRICTED, answered, following, may_need_it, restricts
from bot.notifications.telling import staff_matter
from bot.services.authority import Authority

STEPS = ("first", "facts")
GROUP = "Must somebody not know of this?"
HINT = (
    "Yes: only you and those whom the policy names see the whole; everybody else gets an anonymised version. "
    "Not known, or no answer in an allegation against an adult, counts as yes until somebody says."
)


def asked(draft: Draft, authority: Authority, at: datetime) -> Ask | None:
    """The question, where the policy has one: on the first card, and among the safety questions once it may matter."""
    rule = authority.pack.restriction
    if rule is None or draft.step not in STEPS:
        return None
    ask = Ask(RESTRICTED, "yes-no", rule.question, HINT)
    if draft.step == "facts" and (answered(draft.given) or _may_need_it(draft, authority, at)):
        return replace(ask, section="Safety")
    return replace(ask, group=GROUP)


def in_words(answer: str) -> str:
    """The answer as a person reads it; "" where nobody gave one."""
    return {"yes": "Yes", "no": "No", UNKNOWN: "Not known: it counts as yes"}.get(answer, "")


def is_restricted(draft: Draft, authority: Authority, at: datetime) -> bool:
    """Would this draft be restricted if it were sent now?"""
    reading = read(draft, authority.pack, authority.limits, at)
    return bool(restricts(authority.pack.restriction, draft.given, reading.decision, staff_matter(reading.facts)))


def said(draft: Draft, authority: Authority, at: datetime) -> tuple[str, str]:
    """The question and its answer in words, for the check before sending; ("", "") where it does not matter."""
    rule = authority.pack.restriction
    if rule is None:
        return "", ""
    words = in_words(answered(draft.given))
    if not words and is_restricted(draft, authority, at):
        words = "Not said: it counts as yes"
    return (rule.question, words) if words else ("", "")


def anew(notification: Notification, authority: Authority, by: str, at: datetime) -> Notification:
    """The notification with the restriction that follows from its answers as they are now.

    From before it is stored first: nothing of a report that is restricted was ever stored without saying so.
    """
    rule = authority.pack.restriction
    restriction = following(
        notification.restriction,
        rule,
        notification.answers,
        notification.decision,
        notification.staff_matter,
        by,
        at,
    )
    return replace(notification, restriction=restriction)


def _may_need_it(draft: Draft, authority: Authority, at: datetime) -> bool:
    reading = read(draft, authority.pack, authority.limits, at)
    return may_need_it(authority.pack.restriction, reading.decision, staff_matter(reading.facts))
