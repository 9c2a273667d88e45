"""Sending parcels to Teams: a personal card, a channel post, or a newer version of either in its place."""

from dataclasses import replace
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
NOT_THERE = "http-404"
"""The code of a message that is not there any more (bot.teams.faults). A chat that is gone has another."""


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
        """Send, or bring up to date, or take away what a newer card replaced. Never raises for what Teams answers."""
        card, view = self._renderer.parcel(parcel, self._clock.now())
        activity = card_activity(card, view)
        try:
            if parcel.delivery.replaced:
                return await self._take_away(parcel, activity)
            return await self._send(parcel, activity)
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

    async def _take_away(self, parcel: Parcel, line: Activity) -> Sent | Failed:
        """An older card becomes a line that names the newer one, then it is deleted: two calls, as often as needed.

        The line comes first: a client that does not draw the deletion at once has no dead buttons (reported of Teams on
        iOS), and where deleting is refused for good, the line stays (Microsoft's Playground answers 501). What Teams
        does not find any more is gone, which is what was wanted: an attempt that ended without a clear answer ends so.
        """
        delivery, known = parcel.delivery, parcel.conversation
        done = Sent(delivery.provider_id, delivery.conversation)
        if not delivery.provider_id:
            return done
        calls = self._connectors.client(known.service_url if known else self._connectors.default_service).conversations
        line.id = delivery.provider_id
        line.conversation = ConversationAccount(id=delivery.conversation)
        try:
            await calls.update_activity(delivery.conversation, delivery.provider_id, line)
        except Exception as error:
            refused = failure(error)
            return done if refused.code == NOT_THERE else refused
        try:
            await calls.delete_activity(delivery.conversation, delivery.provider_id)
        except Exception as error:
            refused = failure(error)
            stays = refused.permanent and refused.code != NOT_THERE
            return replace(done, note=refused.code) if stays else done if refused.permanent else refused
        return done

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
