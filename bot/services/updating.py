"""An update: what is new since the report, in a few words, of a kind that says at once what it is about."""

from bot.notifications.access import takes_part
from bot.notifications.form import Ask
from bot.notifications.notification import Record
from bot.services import deed_words
from bot.services.authority import Authority
from bot.services.deed import Deed, Doing, Outcome, add
from bot.services.ports import Work

KINDS = (
    ("worse", "Health or situation worse"),
    ("better", "Health or situation better"),
    ("adult-charged", "An adult was charged"),
    ("child-charged", "A child was charged"),
    ("found", "Found, and in what circumstances"),
    ("other", "Something else leadership needs"),
)


def may(record: Record, person: str, authority: Authority) -> bool:
    """Whoever takes part in their own right; an assistant only reads."""
    return takes_part(record, person, authority.organisation) and not record.notification.drill


def fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """What kind of news, and what is new."""
    return (
        Ask("kind", "choice", "What kind of news?", choices=KINDS, required=True),
        Ask("what", "long-text", "What is new?", "Only what is new, in a few sentences.", required=True),
    )


def update(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Add it: it stands first on every card of the notification."""
    add(work, authority, doing, "update")
    return deed_words.updated()


UPDATE = Deed(
    id="update",
    title="Add an update",
    what="Everyone who was told sees it at the top of their card.",
    button="Add an update",
    may=may,
    fields=fields,
    do=update,
)
