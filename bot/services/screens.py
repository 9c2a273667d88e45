"""What a person is answered with: a screen, made of domain objects; an edge turns it into a card or a mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.notifications.absence import Absence
from bot.notifications.draft import Draft
from bot.notifications.notification import Record
from bot.notifications.searching import Search
from bot.organisation import Person
from bot.services.words import Words

Why = Literal["waiting", "closed", "discard"]


@dataclass(frozen=True)
class WelcomeScreen:
    """The first thing a person sees."""


@dataclass(frozen=True)
class HelpScreen:
    """What can be typed and pressed. `unknown` when it answers something not understood."""

    unknown: bool = False


@dataclass(frozen=True)
class DraftScreen:
    """A draft on its current step, with what is wrong by input id.

    `of_kept`: it changes a report that was kept, of which nobody is told yet.
    """

    draft: Draft
    problems: Mapping[str, str] = field(default_factory=dict)
    words: Words | None = None
    of_kept: bool = False


@dataclass(frozen=True)
class AboutDraftScreen:
    """What a draft is about, without its form.

    `why`: somebody begins a report while it waits ("waiting"), has closed it ("closed"), or asks to discard it
    ("discard"). `others` counts further drafts; `told` names the people who were told that it waits.
    """

    draft: Draft
    why: Why
    others: int = 0
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotificationScreen:
    """A notification as `viewer` may see it, with an answer to the last press on top."""

    record: Record
    viewer: str
    words: Words | None = None


@dataclass(frozen=True)
class OlderScreen:
    """A card that a newer one has taken the place of, pressed all the same: what came of it, and that there is one."""

    record: Record
    words: Words | None = None


@dataclass(frozen=True)
class OpenedScreen:
    """Nothing here: the notification that was asked for comes as a new message."""

    notification: str


@dataclass(frozen=True)
class DeedsScreen:
    """What `reader` may do with a notification besides what is asked of them ("More ...")."""

    record: Record
    reader: str


@dataclass(frozen=True)
class DeedScreen:
    """The form of one deed. `token` is its own id; `given` are the inputs as typed, `problems` by input id."""

    record: Record
    reader: str
    deed: str
    token: str
    given: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    words: Words | None = None


@dataclass(frozen=True)
class BesideScreen:
    """A form in a message of its own, beside the notification's card: that card is updated while somebody types."""

    shown: NotificationScreen | OlderScreen
    beside: DraftScreen | DeedScreen


@dataclass(frozen=True)
class ChannelScreen:
    """The channel's card: the minimum, whoever looks."""

    record: Record
    words: Words | None = None


@dataclass(frozen=True)
class ReportsScreen:
    """A person's own reports, newest first, and the drafts not sent. `reader` is their Entra object id."""

    reader: str
    records: tuple[Record, ...]
    drafts: tuple[Draft, ...]


@dataclass(frozen=True)
class Unsent:
    """A draft that must be told by `limit` (aware, UTC) and is not sent."""

    draft: Draft
    limit: datetime


@dataclass(frozen=True)
class WaitingScreen:
    """What waits for `reader` (their Entra object id): incidents that ask something of them, and unsent drafts.

    The list is shown from its `start` on; `words` answers what was done for several at once.
    """

    reader: str
    records: tuple[Record, ...]
    unsent: tuple[Unsent, ...]
    start: int = 0
    words: Words | None = None


@dataclass(frozen=True)
class FoundScreen:
    """What `reader` looked for and found, or the search card alone; `more` is the place from which there is more.

    `problems` by input id.
    """

    reader: str
    search: Search
    records: tuple[Record, ...] = ()
    more: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LateScreen:
    """What is late of that which `reader` may see; `more` is the place from which there is more."""

    reader: str
    records: tuple[Record, ...]
    more: str = ""


@dataclass(frozen=True)
class MonitorScreen:
    """What is not closed, or whose records are not confirmed, for `reader`, who watches over all notifications."""

    reader: str
    records: tuple[Record, ...]
    more: str = ""


@dataclass(frozen=True)
class CoverScreen:
    """One's own cover: here, or the absence that runs or else begins next; or a `proposal` that waits for "Yes".

    `ahead` is one that begins later beside one that runs.

    `given` are the card's inputs as typed or understood, where they are not those of `running`; `problems` by input id.
    """

    person: Person
    running: Absence | None
    proposal: Absence | None = None
    words: Words | None = None
    given: Mapping[str, str] | None = None
    problems: Mapping[str, str] = field(default_factory=dict)
    ahead: Absence | None = None


@dataclass(frozen=True)
class WordsScreen:
    """Only words: an answer or a refusal."""

    words: Words


Screen = (
    WelcomeScreen
    | HelpScreen
    | DraftScreen
    | AboutDraftScreen
    | NotificationScreen
    | OlderScreen
    | OpenedScreen
    | DeedsScreen
    | DeedScreen
    | BesideScreen
    | ChannelScreen
    | ReportsScreen
    | WaitingScreen
    | FoundScreen
    | LateScreen
    | MonitorScreen
    | CoverScreen
    | WordsScreen
)
