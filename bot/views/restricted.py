"""The card of somebody who sees the anonymised version alone: reference, what is asked of them, and whom to phone."""

from datetime import datetime

from bot.notifications.sight import Seen
from bot.services import restricted
from bot.services.asked import Asked
from bot.services.authority import Authority
from bot.services.speaking import as_at, timed
from cards import views as v

SHOW = v.Action("refresh", "Show the latest")


def card(
    seen: Seen,
    authority: Authority,
    now: datetime,
    *,
    asked: tuple[Asked, ...],
    asks: tuple[v.Ask, ...],
    offer: v.Ask | None,
    own_words: tuple[v.Row, ...],
    banner: str,
    banner_tone: v.Tone,
    badge: str,
    more: tuple[v.Action, ...],
) -> v.Notification:
    """Drawn from what `seen` holds and nothing else; what is `asked`, and `own_words`, are the reader's own."""
    notification, version = seen.record.notification, seen.version
    late = any(each.late for each in asked)
    said = restricted.to_others(notification, version, authority, now)
    return v.Notification(
        id=notification.id,
        version=notification.version,
        reference=notification.reference,
        headline=version.title if version else restricted.HEADLINE,
        deadline=due_line(asked, now),
        written=as_at(now),
        tone="attention" if late else "warning" if asked else "info",
        banner=banner,
        banner_tone=banner_tone,
        badge="DRILL" if notification.drill else badge or ("LATE" if late else ""),
        account=version.text if version else "",
        brief=(v.Row("Restricted", said),),
        remarks=own_words,
        asks=asks,
        offer=offer,
        actions=(SHOW, *more),
    )


def due_line(asked: tuple[Asked, ...], now: datetime | None) -> str:
    """What is asked of the reader next. Whom else it waits for is not said: it may tell whom it is about."""
    own = next((each for each in asked if each.what), None)
    if own is None:
        return restricted.NOTHING_ASKED
    return f"{own.what} by {timed(own.due, now)}" if own.timed else own.what
