"""A deed: something a person may do with a notification at any time, without being asked: an update, a closing.

What somebody must do by some time is a duty, and stands on their card (asking.py). A deed stands behind "More ..." on
the card, in Teams and in a mail alike. A module of services declares each as one `Deed`; deeds.py lists them, checks
what was typed, and authorises again before anything is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.notifications.access import Standing, standing
from bot.notifications.addition import Addition
from bot.notifications.form import Ask
from bot.notifications.notification import Notification, Record
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.speaking import who
from bot.services.words import Words


@dataclass(frozen=True)
class Doing:
    """One deed being done: by whom, about which notification, with which answers (by field, stripped), when.

    `person` is an Entra object id; `token` the id of the form: what was done with it once is not done again.
    """

    record: Record
    person: str
    name: str
    given: Mapping[str, str]
    token: str
    at: datetime

    @property
    def notification(self) -> Notification:
        """The notification as it was when the deed was authorised."""
        return self.record.notification


Outcome = Words | Mapping[str, str]
"""What came of it: words; or what is wrong by field, and then nothing was done and everything typed is shown again."""


@dataclass(frozen=True)
class Deed:
    """One thing that may be done. `may` says who may now (an Entra object id); whoever may not open it never may.

    `title` stands in the list and on the form, `what` below it: one sentence, what happens then. `fields` are asked;
    their ids are short ("what"): on the card they are "ID.what". `do` does it, in the transaction it is given.
    """

    id: str
    title: str
    what: str
    button: str
    may: Callable[[Record, str, Authority], bool]
    fields: Callable[[Record, str, Authority], tuple[Ask, ...]]
    do: Callable[[Work, Authority, Doing], Outcome]

    def asks(self, record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
        """The fields as they stand on a card."""
        return tuple(replace(ask, id=self.input_id(ask.id)) for ask in self.fields(record, person, authority))

    def input_id(self, field: str) -> str:
        """What a field is called on the card."""
        return f"{self.id}.{field}"


def capacity(record: Record, person: str, authority: Authority) -> Standing:
    """What a person acts as here: the role they hold or cover in any of its duties; "" where they have none."""
    organisation = record.notification.within(authority.organisation)
    found = [s for duty in record.duties if (s := standing(duty, person, organisation)) is not None and s.role]
    return next((s for s in found if s.acting == "holder"), found[0] if found else Standing("", "holder"))


def add(
    work: Work,
    authority: Authority,
    doing: Doing,
    kind: str,
    said: Mapping[str, str] | None = None,
    *,
    about: str = "",
) -> Notification:
    """Add to the notification what was done, and say so in the journal as the verb `kind`. All its cards follow.

    `said` is what was given, where it is not as it was typed. Returns the notification as it is stored now; one that
    the deed changes besides is stored before, and read again here.
    """
    current = work.notification(doing.notification.id)
    assert current is not None
    stands, said = capacity(doing.record, doing.person, authority), dict(doing.given if said is None else said)
    added = Addition(
        id=doing.token,
        kind=kind,
        by=doing.person,
        name=doing.name,
        at=doing.at,
        said={key: words for key, words in said.items() if words},
        role=stands.role,
        acting=stands.acting,
        covers=stands.covers,
        about=about,
    )
    current = replace(current, additions=(*current.additions, added), version=current.version + 1)
    work.save_notification(current)
    work.journal(
        current.id,
        doing.at,
        doing.person,
        kind,
        name=doing.name,
        role=stands.role,
        acting=stands.acting,
        covers=who(stands.covers, authority) if stands.covers else "",
        about=about,
        **{f"said.{field}": words for field, words in added.said.items()},
    )
    return current
