"""Who must not know of a report: the person that it is about, and whoever is close to it. Said by its author.

They are taken out of every route, cover and chain (bot/keeping_out.py), see nothing of it, and no message about it
goes to them. What many people read, the managers' channel and the shared inbox, says nothing of such a matter.
"""

from collections.abc import Mapping

from bot.keeping_out import keep_out
from bot.notifications.answers import UNKNOWN
from bot.organisation import Organisation

KEPT_FROM = "kept.from"
"""The answer, by input id: Entra object ids of people whom the organisation file names, with commas between them."""


def kept_from(answers: Mapping[str, str]) -> frozenset[str]:
    """The people who must not know, by their Entra object ids. "Not known" is nobody."""
    named = (part.strip().lower() for part in answers.get(KEPT_FROM, "").split(","))
    return frozenset(part for part in named if part not in ("", UNKNOWN))


def both(one: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The answer that keeps it from everybody whom either of two cards names."""
    return ",".join(sorted(kept_from(one) | kept_from(other)))


def for_matter(organisation: Organisation, reporter: str, answers: Mapping[str, str]) -> Organisation:
    """The organisation as far as this matter goes: nobody is told of it as cover for whom they reported it to, and
    those who must not know are not there."""
    mine = organisation.for_report_of(reporter)
    kept = kept_from(answers)
    return keep_out(mine, kept) if kept else mine
