"""A draft as the policy sees it: the facts in its answers, what they decide, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.notifications.answers import read_answers
from bot.notifications.draft import Draft
from bot.notifications.form.fields import everything_asked
from bot.notifications.notification import Notification
from rules.decide import decide
from rules.decision import Decision
from rules.facts import Facts
from rules.limits import Limits
from rules.pack import Pack


@dataclass(frozen=True)
class Reading:
    """A draft as the policy sees it at an instant: the facts, the decision, and what is wrong by input id."""

    facts: Facts
    decision: Decision
    problems: Mapping[str, str]


def as_draft(notification: Notification) -> Draft:
    """A notification's answers as a draft holds them, to be read and shown like one. It is stored nowhere."""
    people = max([1, *(int(n) for key in notification.answers if (n := key.partition("#")[2].partition(".")[0]))])
    return Draft(
        id="",
        author=notification.reporter,
        author_name=notification.reporter_name,
        created_at=notification.aware,
        updated_at=notification.created_at,
        people=people,
        answers=notification.answers,
    )


def read(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> Reading:
    """What the pack says about a draft now. Awareness is the answer given, otherwise the draft's beginning (UTC)."""
    facts, problems = read_answers(draft.given, draft.people, at)
    aware = facts.aware or draft.created_at
    facts = Facts(aware=aware, incident=facts.incident, subjects=facts.subjects)
    return Reading(facts, decide(pack, facts, at, limits), {**_wrong(draft, pack), **problems})


def _wrong(draft: Draft, pack: Pack) -> dict[str, str]:
    """Answers that are too long, and fields of the pack's form that cannot be used; facts are read by the answers."""
    given = draft.given
    asked = (ask for ask in everything_asked(draft, pack) if given.get(ask.id) and ask.kind != "instant")
    return {ask.id: sentence for ask in asked if (sentence := ask.wrong_with(given[ask.id]))}
