"""The parts of the organisation file that name nobody's rights: places, hours, limits, windows, choices.

People and roles stand with the whole, in organisation.py. Times of day are Europe/London.
"""

from datetime import date, time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.file_values import Mail, Span, TimeOfDay

ChannelField = Literal["category", "deadline", "reporter", "reported", "status"]


class Part(BaseModel):
    """A part of the file: it does not change, and a key that it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Absence(Part):
    """Somebody is away from `start` to `end`, both days included."""

    person: str
    start: date
    end: date

    def covers(self, day: date) -> bool:
        """Is the person away on this London day?"""
        return self.start <= day <= self.end


class Channel(Part):
    """A Teams channel that belongs to managers alone: a dedicated private team."""

    id: str
    team: str
    name: str
    shows: tuple[ChannelField, ...] = ("deadline", "status")
    members: tuple[str, ...] = ()


class Inbox(Part):
    """The Need-to-Know inbox: the shared mailbox that receives the complete mail, and sends it.

    `members` is for the rehearsal alone: who opens it there. In production Exchange decides that.
    """

    address: Mail
    members: tuple[str, ...] = ()


class Operator(Part):
    """Whoever runs the software. The mailbox gets the daily digest, alarms and the drill, never what was reported.

    `person` (a key under people), where there is one, gets the drill's card in Teams as well, and word
    of messages that were refused for good.
    """

    address: Mail
    person: str = ""


class OfficeHours(Part):
    """The hours in which people are expected to read messages, on working days, London time."""

    open: TimeOfDay = time(9)
    close: TimeOfDay = time(17)


class Duty(Part):
    """One turn of the out-of-hours rota: from this London day at 00:00 until the next turn begins."""

    start: date
    person: str


class OutOfHours(Part):
    """Who is on call outside office hours."""

    rota: tuple[Duty, ...] = ()
    otherwise: str


class LocalLimits(Part):
    """The organisation's own limits, where the procedure states none ("local limit, not in the procedure")."""

    urgent: Span = timedelta(hours=1)
    otherwise: str = "next working day"
    triggers: dict[str, str] = {}
    classes: dict[str, str] = {}


class AcknowledgementWindows(Part):
    """How long somebody told has to acknowledge before cover, then the next role, is told.

    `any_hour` for limits that run at any hour; `working` (office time) for limits within a working day;
    `longer` for all others.
    """

    any_hour: Span = timedelta(minutes=30)
    working: Span = timedelta(hours=4)
    longer: Span = timedelta(hours=8)


class Statutory(Part):
    """The statutory duties that the council has switched on, row by row; it confirms them for itself."""

    rows: tuple[str, ...] | Literal["all"] = ()
    own_homes: bool = False
    rapid_review_from: Literal["awareness", "notification"] = "awareness"


class Outlook(Part):
    """Acting from Outlook: whose mails carry a card, and whether a subject may say what it is."""

    cards: tuple[str, ...] = ()
    category_in_subject: bool = False
