"""One thing asked of one person about a notification, with the inputs and buttons to answer it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.notifications.form import Ask

Style = Literal["default", "positive", "destructive"]


@dataclass(frozen=True)
class Button:
    """A way to answer: a verb of cards.actions. `about` is the duty's id where the verb is about the duty itself."""

    verb: str
    label: str
    style: Style = "default"
    about: str = ""


@dataclass(frozen=True)
class Asked:
    """One thing asked of one person, for as long as its duty is open. `due` is aware, UTC.

    `what` is short and stands before "by Tue 24 Nov 17:00": "Acknowledge". `title` says it whole. `fields` are the
    inputs that the buttons need; at most three buttons. Where no time is stated it is not `timed`: `due` is then only
    when somebody is reminded. `so_far`: sentences of ours after the note, kept as they were written
    (`speaking.timed_text`).
    """

    what: str
    title: str
    due: datetime
    late: bool
    note: str = ""
    fields: tuple[Ask, ...] = ()
    buttons: tuple[Button, ...] = ()
    timed: bool = True
    so_far: str = ""
