"""The reports whose sending is measured: the same for the bot that holds them and for the load that sends them."""

from uuid import NAMESPACE_URL, uuid5

APP = "5d1f8a52-7c40-4f0e-9a53-6f2d9c1b7e10"
TENANT = "c0a8f1d4-2b7e-4c19-8e6a-3d5b9f7a1c22"
SERVICE_HOST = "smba.trafficmanager.net"
SERVICE = f"https://{SERVICE_HOST}/uk/"

ANSWERS = {
    "subject.kind": "child",
    "happened": "missing",
    "child.status": "cla",
    "danger.now": "no",
    "emergency.called": "yes",
    "whereabouts": "Child K-104 was last seen at the bus station with a friend.",
    "abuse.suspected": "no",
    "about.staff": "no",
    "incident.details": "Child K-104 did not come home from school. " * 5,
    "contact.telephone": "01632 960 001",
}


def author(number: int) -> str:
    """The Entra object id of the member of staff who wrote report `number`."""
    return str(uuid5(NAMESPACE_URL, f"bench/{number}"))


def draft_id(number: int) -> str:
    """The id that report `number` has while it is written."""
    return f"bench-{number}"


def activity(number: int, verb: str = "send") -> dict[str, object]:
    """A press on report `number`, of "Send" unless told otherwise: what Teams posts."""
    data = {"verb": verb, "id": draft_id(number), "version": 1}
    action = {"type": "Action.Execute", "id": verb, "verb": verb, "data": data}
    return {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "id": f"f:{verb}-{number}",
        "timestamp": "2026-11-24T11:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "from": {"id": f"29:{number}", "name": "Rowan Reporter", "aadObjectId": author(number)},
        "recipient": {"id": f"28:{APP}", "name": "Need to Know"},
        "conversation": {"id": f"a:{number}", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}, "source": {"name": "message"}},
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
        "locale": "en-GB",
        "replyToId": f"m:{number}",
        "value": {"action": action, "trigger": "manual"},
    }
