"""Sending parcels to Teams: a personal card, a channel post, or a newer version of either in its place."""

from typing import Any

from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount, ConversationParameters

from bot.notifications.delivery import Via
from bot.organisation import Organisation
from bot.services.delivering import Failed, Parcel, Sent
from bot.services.ports import Clock
from bot.teams.connector import Connectors
from bot.teams.faults import failure
from bot.teams.rendering import Card, Renderer
from cards.views import View, summary

CARD = "application/vnd.microsoft.card.adaptive"
LABEL = "X-Need-To-Know-Delivery"
"""The header that names the delivery behind a post: Teams pays no heed, and a log between it and us can be read."""


class TeamsSender:
    """Sends one parcel. A parcel that was sent before is brought up to date, never posted a second time."""

    def __init__(
        self,
        connectors: Connectors,
        renderer: Renderer,
        organisation: Organisation,
        clock: Clock,
        app_id: str,
        tenant: str,
    ) -> None:
        self._connectors = connectors
        self._renderer = renderer
        self._organisation = organisation
        self._clock = clock
        self._bot = f"28:{app_id}"
        self._tenant = tenant

    async def send(self, parcel: Parcel) -> Sent | Failed:
        """Send, or bring up to date. Never raises for what Teams answers."""
        card, view = self._renderer.parcel(parcel, self._clock.now())
        try:
            return await self._send(parcel, card_activity(card, view))
        except Exception as error:
            return failure(error)

    async def personal(self, parcel_conversation: str, service_url: str, card: Card, view: View) -> None:
        """One card to a conversation, without a record of it: an answer, not a delivery."""
        client = self._connectors.client(service_url)
        await client.conversations.send_to_conversation(
            parcel_conversation, card_activity(card, view, parcel_conversation)
        )

    async def _send(self, parcel: Parcel, activity: Activity) -> Sent:
        delivery = parcel.delivery
        label = {LABEL: delivery.label}
        known = parcel.conversation
        client = self._connectors.client(known.service_url if known else self._connectors.default_service)
        if delivery.provider_id and delivery.conversation:
            activity.id = delivery.provider_id
            activity.conversation = ConversationAccount(id=delivery.conversation)
            await client.conversations.update_activity(delivery.conversation, delivery.provider_id, activity)
            return Sent(delivery.provider_id, delivery.conversation)
        if delivery.via is Via.CHANNEL:
            return await self._post(client, delivery.recipient, activity, label)
        conversation = known.conversation if known else await self._open(client, delivery.recipient)
        activity.conversation = ConversationAccount(id=conversation)
        answer = await client.conversations.send_to_conversation(conversation, activity, custom_headers=label)
        return Sent(str(answer.id), conversation)

    async def _post(self, client: Any, channel: str, activity: Activity, label: dict[str, str]) -> Sent:
        """A new thread in the channel: creating the conversation posts its first message."""
        settings = self._organisation.channels[channel]
        answer = await client.conversations.create_conversation(
            ConversationParameters(
                is_group=True,
                bot=ChannelAccount(id=self._bot),
                tenant_id=self._tenant,
                activity=activity,
                channel_data={"channel": {"id": settings.id}, "tenant": {"id": self._tenant}},
            ),
            custom_headers=label,
        )
        activity_id = answer.activity_id or str(answer.id).partition(";messageid=")[2]
        return Sent(str(activity_id), str(answer.id))

    async def _open(self, client: Any, person: str) -> str:
        """A personal conversation with somebody who has not spoken to the bot yet."""
        answer = await client.conversations.create_conversation(
            ConversationParameters(
                is_group=False,
                bot=ChannelAccount(id=self._bot),
                members=[ChannelAccount(id=person)],
                tenant_id=self._tenant,
                channel_data={"tenant": {"id": self._tenant}},
            )
        )
        return str(answer.id)


def card_activity(card: Card, view: View, conversation: str = "") -> Activity:
    """A message that carries a card, with words for a lock screen that say nothing about anybody.

    `conversation` is where it goes, when that is known and botbuilder does not fill it in: a message whose conversation
    has no id may be refused (Microsoft's Playground does).
    """
    return Activity(
        type="message",
        summary=summary(view),
        attachments=[Attachment(content_type=CARD, content=card)],
        conversation=ConversationAccount(id=conversation) if conversation else None,
    )
