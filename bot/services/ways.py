"""Which way to somebody failed: in words for whoever is asked to reach them, and for the operator who mends it."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.notifications.delivery import DeliveryStatus, Via
from bot.notifications.notification import Record

WAYS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bot-blocked": (
            "the bot is blocked or was removed there",
            "Teams: somebody blocked or removed the app: ask them to allow it, or install it again for them.",
        ),
        "bot-not-there": (
            "the bot is not installed there",
            "Teams: the app is not installed for a person or in a team: install it (for people by a set-up policy).",
        ),
        "bot-disabled": (
            "the bot was switched off by an administrator",
            "Teams: an administrator has blocked the app: allow it in the Teams admin centre.",
        ),
        "chat-gone": (
            "the chat or channel is not there any more",
            "Teams: a chat or channel is gone: correct its id in the organisation file, or install the app again.",
        ),
        "person-unknown": (
            "Teams does not know the person",
            "Teams does not know a person: correct their aad in the organisation file.",
        ),
        "mailbox-denied": (
            "the bot may not use the Need-to-Know mailbox",
            "Graph refuses the mailbox: give the app Mail.Send and Mail.ReadWrite for it (RBAC for Applications).",
        ),
        "mailbox-not-licensed": (
            "the Need-to-Know mailbox has no Exchange Online licence",
            "Graph finds no Exchange Online mailbox: license it, or make it a shared mailbox in Exchange Online.",
        ),
        "mailbox-unknown": (
            "the Need-to-Know mailbox was not found",
            "Graph does not know the mailbox: correct inbox.address in the organisation file, or create it.",
        ),
        "mailbox-full": (
            "the Need-to-Know mailbox is full",
            "The mailbox is full: archive or delete from it, Sent Items included, or raise its quota.",
        ),
        "mail-too-large": (
            "the mail was too large for the mailbox",
            "Graph refuses the mail as too large: raise the mailbox's limit for messages.",
        ),
    }
)
"""By the code of the refusal: why, for a person, and what an operator does about it. Neither holds any content."""


def operator(code: str) -> str:
    """What an operator does about a refused card or mail; "" for what needs nobody."""
    return WAYS[code][1] if code in WAYS else ""


def failed_ways(record: Record, whom: str, address: str = "") -> str:
    """Which ways to this recipient (an id, a channel key, a mail address) were refused for good, as one sentence."""
    refused = [d for d in record.deliveries if d.status is DeliveryStatus.REFUSED and d.error not in ("", "moot")]
    found = []
    for delivery in refused:
        if delivery.recipient not in (whom, address):
            continue
        way = "The mail" if delivery.via is Via.MAIL else "The card in Teams"
        because = f": {WAYS[delivery.error][0]}" if delivery.error in WAYS else ""
        sentence = f"{way} was refused{because}."
        if sentence not in found:
            found.append(sentence)
    return " ".join(found) or "No message went through."
