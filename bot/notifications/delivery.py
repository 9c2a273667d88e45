"""A delivery: one message to one place, with a deterministic key, so that it is made once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256


class Via(StrEnum):
    """The way a message goes."""

    PERSONAL = "personal"  # Teams, one to one
    CHANNEL = "channel"  # Teams, a managers' channel
    MAIL = "mail"  # the Need-to-Know inbox, or a person's own mailbox


class Purpose(StrEnum):
    """Why it is sent; decides which card or mail is built."""

    TELL = "tell"  # a role is told
    POST = "post"  # the managers' channel
    INBOX = "inbox"  # the complete mail
    DIRECTOR = "director"  # a complete mail of one's own, with a card to answer from Outlook
    ASSISTANT = "assistant"  # to read: a card or a mail for the registered assistant of somebody told
    RECEIPT = "receipt"  # the reporter's own card
    REMINDER = "reminder"
    ESCALATION = "escalation"
    FORM = "form"  # a draft's form, in its author's own chat
    DRAFT = "draft"  # a draft that is already reportable
    REACH = "reach"  # somebody could not be reached
    TASK = "task"  # somebody whom no row tells owes something the policy or the law asks for
    ANSWERED = "answered"  # an answer, or a done action, to whoever required it
    UPDATE = "update"  # there is news: a fresh card for somebody told before
    DIGEST = "digest"
    OPENED = "opened"  # somebody asked to see it: their card, as a new message
    STAND_IN = "stand-in"  # an alternative channel after a refusal for good
    OWN_COVER = "own-cover"  # one's own card: away or here, and who covers
    COVER = "cover"  # to whom somebody has named as cover; says as well that it is over
    COVER_CHANGED = "cover-changed"  # to whoever is away: their cover cannot
    COVER_OVER = "cover-over"  # handed back
    OPERATOR = "operator"  # to whoever runs the software: a digest, an alarm
    HANDED_BACK = "handed-back"  # the summary for whoever is back


TELLS = frozenset({Purpose.TELL, Purpose.POST, Purpose.INBOX, Purpose.DIRECTOR, Purpose.STAND_IN, Purpose.REACH})
"""What makes somebody know, or makes somebody else make sure of it."""
ASKED_FOR = frozenset({Purpose.RECEIPT, Purpose.FORM, Purpose.OPENED})
"""What somebody has just asked for, and waits for."""


class DeliveryStatus(StrEnum):
    """waiting -> trying (attempt committed, lease running) -> sent | refused. A sent card waits again for an update."""

    WAITING = "waiting"
    TRYING = "trying"
    SENT = "sent"
    REFUSED = "refused"
    CARRIED = "carried"  # never sent by itself: a digest says it


@dataclass(frozen=True)
class Delivery:
    """One message to one place. Instants are aware and UTC.

    `recipient` is an Entra object id, a channel key or a mail address, by `via`. `provider_id` is the
    activity id or message id once known; with it a further send is an update, never a second post. A person has one
    card about a notification: an older one is `replaced` once a newer one stands, says so in a last update, and is left
    alone then.
    `wanted` and `shown` are notification versions: the card is brought up to date while they differ.
    """

    id: str
    key: str
    via: Via
    purpose: Purpose
    recipient: str
    urgent: bool
    created_at: datetime
    notification: str | None = None
    draft: str | None = None
    duty: str | None = None
    absence: str | None = None
    roles: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # the notification ids of a digest or a summary
    status: DeliveryStatus = DeliveryStatus.WAITING
    attempt: int = 0
    unclear: bool = False  # an attempt to post it ended without a clear answer: in Teams it may stand there twice
    next_at: datetime | None = None
    provider_id: str = ""
    conversation: str = ""
    wanted: int = 0
    shown: int = -1
    replaced: bool = False
    sent_at: datetime | None = None
    error: str = ""
    worker: str = ""  # who tries it, where there are several

    @property
    def label(self) -> str:
        """This delivery, for a provider to note beside each try of it: the same for every try, and without content."""
        return sha256(self.key.encode()).hexdigest()[:32]

    @property
    def is_coming(self) -> bool:
        """Is it on its way for the first time?"""
        return self.sent_at is None and self.status in (DeliveryStatus.WAITING, DeliveryStatus.TRYING)

    @property
    def is_update(self) -> bool:
        """Does the next send bring an existing message up to date?"""
        return self.sent_at is not None

    @property
    def rank(self) -> int:
        """What goes first (0 before 2): an urgent report's first messages, what makes others act, all the rest.

        The store orders what is due by the same rule (statements.RANK)."""
        if self.is_update:
            return 2
        if self.purpose in TELLS:
            return 0 if self.urgent else 1
        return (
            1
            if self.purpose in ASKED_FOR or (self.purpose in (Purpose.ESCALATION, Purpose.UPDATE) and self.urgent)
            else 2
        )
