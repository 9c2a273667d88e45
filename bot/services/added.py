"""What was added to a notification since it was sent, in words: the same lines on every card, mail and sheet."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from bot.notifications.addition import Addition
from bot.notifications.notification import Notification
from bot.services.authority import Authority
from bot.services.news_words import UPDATES, found_line, update_line
from bot.services.speaking import timed, who

SECTION = "Said since"

EARLIER = "Earlier updates"
NEWEST = 3
"""Updates that stand above everything else on a card; the earlier ones are folded, and mails hold all."""


def _readers(added: Addition) -> tuple[str, str]:
    """Who may read the whole from then on, and who may not any more."""
    said = [f"May read it whole: {names}." for names in [added.said.get("readers", "")] if names]
    said += [f"May not any more: {names}." for names in [added.said.get("taken", "")] if names]
    return "Readers", " ".join((*said, added.said.get("why", "")))


SAYS: Mapping[str, Callable[[Addition], tuple[str, str]]] = MappingProxyType(
    {
        "restricted": lambda added: (
            "Restricted",
            f"{added.said.get('why', '')}\nTold before that:\n{added.said.get('told', '')}",
        ),
        "restriction-lifted": lambda added: ("Restriction lifted", added.said.get("why", "")),
        "readers-named": _readers,
        "update": update_line,
        "found": found_line,
    }
)
"""For each kind of addition, its label and its text. A kind that is not here is shown by a surface of its own."""


def lines(notification: Notification, authority: Authority, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """Label, text and section of each addition, the newest first. `now` is aware, UTC."""
    said = [added for added in reversed(notification.additions) if added.kind in SAYS]
    old = {added.id for added in [each for each in said if each.kind in UPDATES][NEWEST:]}
    return tuple(
        (f"{label}, by {by(added, authority, now)}", text, EARLIER if added.id in old else SECTION)
        for added in said
        for label, text in [SAYS[added.kind](added)]
    )


def last_update(notification: Notification) -> datetime | None:
    """When there was news last (aware, UTC), for what many read: not what it was."""
    return max((added.at for added in notification.additions if added.kind in UPDATES), default=None)


def by(added: Addition, authority: Authority, now: datetime) -> str:
    """Who added it, as what, and when."""
    cover = f" as cover for {who(added.covers, authority)}" if added.covers else ""
    cover = cover or (" as cover" if added.acting == "cover" else "")
    return f"{added.name}{cover}, {timed(added.at, now)}"
