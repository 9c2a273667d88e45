"""The operator's card: what is wrong, a button while it is theirs to put right, and who did so once it is."""

from bot.notifications.journal import SYSTEM, Entry
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.speaking import who
from cards.views import Action, Notice
from rules.instants import say_instant

PUT_RIGHT = Action("put-right", "Put right", "positive")


def operator_card(parcel: Parcel, notice: Entry, authority: Authority) -> Notice:
    """What the operator is told, as the line of their journal has it."""
    told, duty = notice.content or {}, parcel.duty
    title, lines = told.get("title", "Need to Know"), tuple(told.get("text", "").splitlines())
    if duty is None:
        return Notice("", 0, title, lines)
    if duty.is_open:
        return Notice(duty.id, 0, title, lines, "attention", actions=(PUT_RIGHT,))
    by = "by itself" if duty.met_by in (None, SYSTEM) else f"by {who(duty.met_by or '', authority)}"
    at = say_instant(duty.met_at) if duty.met_at else ""
    return Notice("", 0, title, (f"Put right {by}, {at}. There is nothing to do.",), "good")
