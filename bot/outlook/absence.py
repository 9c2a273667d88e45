"""The mail about an absence that stands in for a card which Teams did not take: references and times, no content."""

from bot.notifications.absence import Absence, matters
from bot.notifications.delivery import Purpose
from bot.outlook.message import Mail
from bot.outlook.page import page, text
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.speaking import moment, who


def compose_about(parcel: Parcel, absence: Absence, authority: Authority, link: str) -> Mail:
    """To whoever is back: how much came in, and which is open. To whoever is away: that their cover cannot."""
    to = parcel.delivery.recipient
    way = f'<a href="{text(link)}">Open the Need to Know chat in Teams</a>' if link else "Open the bot in Teams"
    if parcel.delivery.purpose is Purpose.COVER_CHANGED:
        names = " and ".join(who(aad, authority) for aad in absence.cannot) or "Your cover"
        said = [
            f"<p>{text(names)} cannot cover for you. What is due falls back as the organisation file says.</p>",
            f"<p>{way}, type <strong>cover</strong>, and choose somebody else.</p>",
        ]
        return Mail(to, "Need to Know: your cover cannot cover for you", page(said), urgent=True)
    person = authority.organisation.person(absence.person)
    since = absence.started_at or absence.created_at
    found = matters(parcel.digest, person, authority.organisation, since) if person else []
    still = [m for m in found if m.open]
    items = "".join(
        f"<li>{text(m.record.notification.reference)}, by {moment(m.open[0].due)}"
        f"{' (LATE)' if any(d.late_since for d in m.open) else ''}</li>"
        for m in still
    )
    said = [
        "<p>No message reached you in Teams, so this mail says it.</p>",
        f"<p>You were away from {moment(since)} to {moment(absence.ended_at or absence.until)}. "
        f"{len(found)} came in or {'was' if len(found) == 1 else 'were'} open.</p>",
        f"<p>Still open, and yours again:</p><ul>{items}</ul>" if items else "<p>Nothing is open any more.</p>",
        f"<p>{way} and type <strong>what waits for me</strong>.</p>",
    ]
    return Mail(to, "Need to Know: while you were away", page(said), urgent=bool(still))
