"""One's own cover card where it stands: the newest is brought up to date with the absence, the older ones give way.

The card is the answer to a press or a sentence, not a message of the engine. Kept as a delivery that was sent, it is
updated like any other: nobody who is back reads "You are away".
"""

from dataclasses import replace
from datetime import datetime

from bot.notifications.absence import Absence
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
    """Somebody's own cover card stands in this activity of their chat now: an older one gives way to it.

    A press on one that had given way itself counts, but nothing may stand there: it is being taken away. The newest
    card shows what came of it.
    """
    key = f"{Purpose.OWN_COVER}:{actor.id}:{activity}"
    shown = screen.proposal or screen.running
    if work.gave_way(actor.id, activity):
        _bring_up_to_date(work, work.own_cover_card(actor.id), shown, at)
        return
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


def _bring_up_to_date(work: Work, card: Delivery | None, shown: Absence | None, at: datetime) -> None:
    if card is None:
        return
    card = replace(card, absence=shown.id if shown else None, wanted=max(card.wanted, shown.version if shown else 0))
    if card.status is DeliveryStatus.SENT:  # one under way is due again once that is done (services.delivering.sent)
        card = replace(card, status=DeliveryStatus.WAITING, next_at=at, attempt=0)
    work.save_delivery(card)
