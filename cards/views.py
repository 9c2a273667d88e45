"""What a card shows, as plain data: made by the caller, turned into an Adaptive Card by the builders beside this file.

Every text here may hold what somebody typed: the builders make it inert. Times come ready to read, in London time
("Tue 24 Nov 17:00 (in 2 hours)"), because a card must say the same on every screen.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "people", "text", "brief", "long-text", "choice", "choices", "yes-no", "instant", "date", "phone", "person"
]
Tone = Literal["info", "good", "warning", "attention"]
Style = Literal["default", "positive", "destructive"]

EMERGENCY = "If a child is in immediate danger, call 999 first. Then tell us here."
"""The first words of the first card."""
UNKNOWN = "unknown"
"""The value of "Not known": an answer of its own, never the same as "no"."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose: what is stored (no comma in it), and what is read."""

    id: str
    label: str


YES_NO = (Choice("yes", "Yes"), Choice("no", "No"), Choice(UNKNOWN, "Not known"))


@dataclass(frozen=True)
class Question:
    """One thing asked. `value` is what the person typed or chose, and is always given back to them unchanged.

    yes-no: "yes", "no" or "unknown". choice: a choice's id or "unknown". choices: ids with commas between.
    instant: "YYYY-MM-DDTHH:MM", or the date alone, as read on a clock in London; asked as a date (`id`) and a time
    (`id` + ".time").
    person: the id of one of the choices, which are people; a long list can be searched by typing.
    `required` only marks the label: a client never stops somebody from pressing a button, the server checks.
    `longest` are the characters that may be typed, the same bound as the server's; 0 where an answer is chosen.
    `error` says what is wrong; the card names the field beside it. `section` starts a heading where it changes.
    Questions of one `group` are folded behind a button of that name, until one of them has an answer.
    """

    id: str
    kind: Kind
    label: str
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    value: str = ""
    error: str = ""
    section: str = ""
    required: bool = False
    longest: int = 0
    group: str = ""


@dataclass(frozen=True)
class Action:
    """A button.

    `id` and `version` replace the view's own where the button is about something else (an item of a list).
    """

    verb: str
    label: str
    style: Style = "default"
    id: str = ""
    tooltip: str = ""
    version: int | None = None


@dataclass(frozen=True)
class Row:
    """A label and what was answered. Rows of one section stand together under its heading."""

    label: str
    value: str
    section: str = ""


@dataclass(frozen=True)
class Tell:
    """Who is told, by when, and why.

    `by` is read after the word "By", unless it begins with "immediately" or "at once". Of something not required yet,
    `by` is the time from which it is.
    """

    who: str
    by: str
    why: str
    source: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Ask:
    """One thing asked of the reader: what, by when, the inputs it needs, and one to three buttons under them.

    `by` is the time alone ("Tue 24 Nov 17:00 (in 2 hours)"); `note` a sentence that helps to do it.
    """

    title: str
    by: str = ""
    late: bool = False
    note: str = ""
    questions: tuple[Question, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Other:
    """What was typed on an older card of the same draft, and the buttons that take it over or leave it out."""

    rows: tuple[Row, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class FirstCard:
    """The first card of a report: emergency words, then the few questions of Tell now."""

    id: str
    version: int
    emergency_text: str = EMERGENCY
    tell_now: tuple[Question, ...] = ()
    error: str = ""
    actions: tuple[Action, ...] = ()
    other: Other | None = None


@dataclass(frozen=True)
class FormStep:
    """One step of the full report. `step` counts from 1; `alert` is the one thing to know first."""

    id: str
    version: int
    step: int
    steps: int
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    alert: str = ""
    notes: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    other: Other | None = None


@dataclass(frozen=True)
class Check:
    """The last step: what will happen and why, then what was answered.

    `tells`: told as soon as it is sent. `not_yet`: not required yet. `tasks`: what somebody must then do. `unknown`:
    the questions whose answer could change this. `questions`: asked on this very card. `changes`: a button for each
    step that can be changed from here.
    """

    id: str
    version: int
    rows: tuple[Row, ...] = ()
    tells: tuple[Tell, ...] = ()
    not_yet: tuple[Tell, ...] = ()
    unknown: tuple[str, ...] = ()
    alert: str = ""
    intro: str = ""
    actions: tuple[Action, ...] = ()
    title: str = "Check, then send"
    other: Other | None = None
    changes: tuple[Action, ...] = ()
    tasks: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Notice:
    """A short message: one title, a few lines, what to do next; seldom a question or two.

    `quiet` for what only points to another card.
    """

    id: str
    version: int
    title: str
    lines: tuple[str, ...] = ()
    tone: Tone = "info"
    actions: tuple[Action, ...] = ()
    questions: tuple[Question, ...] = ()
    quiet: bool = False


@dataclass(frozen=True)
class Notification:
    """A notification as one person sees it: a role holder, the reporter, or somebody who is asked to help.

    In reading order: `banner` answers their last press; then what it is (`headline`), whom it is `about`, what is due
    next (`deadline`) and when the card was written (`written`: "in 2 hours" is true then alone); the `account` in the
    reporter's own words and `brief`, what is asked first about anybody's safety; `remarks`, what those who were told
    have added; `asks`, each with its buttons.
    The rest is folded: `offer`, which they may do but need not; `rows`, what else was answered; `told`, who was told
    and who has acknowledged, with `why`. `told_first` puts who was told first, unfolded: the reporter knows what
    happened and waits for the other.
    `badge` is a word that must not be missed ("LATE", "REMINDER", "REPEAT").
    """

    id: str
    version: int
    reference: str
    headline: str
    about: str = ""
    deadline: str = ""
    written: str = ""
    tone: Tone = "info"
    banner: str = ""
    badge: str = ""
    account: str = ""
    brief: tuple[Row, ...] = ()
    remarks: tuple[Row, ...] = ()
    asks: tuple[Ask, ...] = ()
    offer: Ask | None = None
    rows: tuple[Row, ...] = ()
    told: tuple[str, ...] = ()
    why: tuple[Tell, ...] = ()
    actions: tuple[Action, ...] = ()
    told_first: bool = False
    banner_tone: Tone = "info"


@dataclass(frozen=True)
class ChannelPost:
    """A notification as the managers' channel sees it: only the rows that the organisation chose to show there."""

    id: str
    version: int
    reference: str
    headline: str
    deadline: str = ""
    written: str = ""
    rows: tuple[Row, ...] = ()
    status: tuple[str, ...] = ()
    banner: str = ""
    badge: str = ""
    actions: tuple[Action, ...] = ()
    tone: Tone = "info"


@dataclass(frozen=True)
class Item:
    """One entry of a list, with at most one button. The tone "attention" is said as "LATE"."""

    title: str
    subtitle: str = ""
    tone: Tone = "info"
    action: Action | None = None


@dataclass(frozen=True)
class ListView:
    """A list: my reports, the duties of a morning, what was found. `empty` is what is said when there is nothing.

    `banner` answers the last press. `questions` stand under the entries, with the buttons that need them.
    """

    title: str
    intro: str = ""
    items: tuple[Item, ...] = ()
    empty: str = "Nothing here."
    actions: tuple[Action, ...] = ()
    questions: tuple[Question, ...] = ()
    banner: str = ""
    banner_tone: Tone = "info"


View = FirstCard | FormStep | Check | Notice | Notification | ChannelPost | ListView


def summary(view: View) -> str:
    """The words for a lock screen and a notification banner: generic, never a name, a category or a reference."""
    match view:
        case Notification() | ChannelPost() | ListView():
            return "Need to Know: something needs your attention"
        case FirstCard() | FormStep() | Check():
            return "Need to Know: your report form"
        case Notice():
            return "Need to Know: a message for you"
