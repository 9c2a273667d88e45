"""Where people and channels can be reached: conversation references, kept as Teams shows them to the bot."""

from botbuilder.schema import Activity

from bot.organisation import Organisation
from bot.services.ports import Conversation, Work


def kind_of(activity: Activity) -> str:
    """The kind of conversation an activity came from. One that does not say, and has a group's id, is no own chat."""
    conversation = activity.conversation
    group = bool(conversation.is_group) or str(conversation.id).startswith("19:")
    return conversation.conversation_type or ("groupChat" if group else "personal")


class References:
    """Keeps references in the store; remembers what it wrote, so that a turn seldom writes one."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._known: dict[str, str] = {}

    def forget(self) -> None:
        """A unit was not saved: nothing is taken for written any more."""
        self._known.clear()

    def keep_personal(self, work: Work, activity: Activity, aad: str) -> None:
        """Remember where somebody's own chat is. Only an address on the allow-list gets this far."""
        if kind_of(activity) != "personal":
            return
        found = f"{activity.conversation.id} {activity.service_url}"
        if self._known.get(aad) == found:
            return
        work.put_conversation(
            Conversation(
                "personal",
                aad,
                activity.conversation.id,
                activity.service_url,
                str(activity.conversation.tenant_id or ""),
                activity.from_property.id,
            )
        )
        self._known[aad] = found

    def keep_channels(self, work: Work, activity: Activity) -> None:
        """Remember the service address of the channels that the organisation file names."""
        data = activity.channel_data if isinstance(activity.channel_data, dict) else {}
        team = data.get("team", {}).get("id") if isinstance(data.get("team"), dict) else None
        tenant = str(activity.conversation.tenant_id or "")
        for key, channel in self._organisation.channels.items():
            if team == channel.team or activity.conversation.id.startswith(channel.id):
                work.put_conversation(Conversation("channel", key, channel.id, activity.service_url, tenant))
