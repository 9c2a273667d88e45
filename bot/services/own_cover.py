"""One's own cover card where it stands: the newest is brought up to date with the absence, the older ones give way.

The card is the answer to a press or a sentence, not a message of the engine. Kept as a delivery that was sent, it is
updated like any other: nobody who is back reads "You are away".
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.commands import Actor, Press
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.services.ports import Work
from bot.services.screens import CoverScreen, Screen


def stands_at(work: Work, press: Press, screen: Screen, at: datetime) -> Screen:
    """Keep where the card stands that a press is answered with; gives the screen back."""
    if isinstance(screen, CoverScreen) and press.place.activity:
        keep(work, press.actor, screen, press.place.activity, press.place.conversation, at)
    return screen


def keep(work: Work, actor: Actor, screen: CoverScreen, activity: str, conversation: str, at: datetime) -> None:
    """Somebody's own cover card stands in this activity of their chat now: an older one gives way to it."""
    key = f"{Purpose.OWN_COVER}:{actor.id}:{activity}"
    shown = screen.proposal or screen.running
    card = work.delivery(key) or Delivery(
        id=key,
        key=key,
        via=Via.PERSONAL,
        purpose=Purpose.OWN_COVER,
        recipient=actor.id,
        urgent=False,
        created_at=at,
        provider_id=activity,
        conversation=conversation,
        sent_at=at,
    )
    version = shown.version if shown else 0
    card = replace(
        card,
        absence=shown.id if shown else None,
        status=DeliveryStatus.SENT,
        replaced=False,
        wanted=version,
        shown=version,
        next_at=None,
    )
    if work.delivery(key) is None:
        work.add_delivery(card)
    else:
        work.save_delivery(card)
    work.take_place(card)
    work.collapse_cards(card, at)
