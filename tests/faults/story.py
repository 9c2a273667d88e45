"""A report by Tell now through the rehearsal's doors, and what there then is of it on every screen."""

from collections import Counter

from tests.harness import Message, Outcome, Rehearsal
from tests.security.kept import rows

INBOX = "need-to-know@rehearsal.example"
TOLD = ("dana", "charlie", "alex")
ANSWERS = {"incident.details": "A child did not come back.", "whereabouts": "not known", "about.staff": "no"}


def begin(tenant: Rehearsal, who: str = "rowan") -> Message:
    """The first card of a new report."""
    tenant.person(who).says("report")
    newest = tenant.person(who).sees("personal")[-1]
    if "new" in newest.actions:
        tenant.person(who).presses(newest, "new")
    return tenant.person(who).card(action="tell-now")


def tell(tenant: Rehearsal, card: Message, who: str = "rowan", via: str | None = None) -> Outcome:
    """Press Tell now."""
    return tenant.person(who).presses(card, "tell-now", ANSWERS, via=via)


def references(tenant: Rehearsal) -> list[str]:
    """Every notification there is, by its reference."""
    found = rows(tenant.folder, "SELECT reference FROM notifications ORDER BY reference")
    return [str(row["reference"]) for row in found]


def cards_of(tenant: Rehearsal, reference: str) -> Counter[str]:
    """How many cards of a notification stand on each screen: role holders' own, the channel's, the reporter's."""
    count: Counter[str] = Counter()
    for who in (*TOLD, "rowan", "ola", "morgan"):
        for message in tenant.person(who).sees("personal"):
            count[who] += message.sender == "bot" and reference in message.words
    for message in tenant.person("dana").sees("managers"):
        count["managers"] += message.sender == "bot" and reference in message.words
    return +count


def mails_of(tenant: Rehearsal, reference: str) -> int:
    """How many mails of a notification arrived in the inbox."""
    return sum(reference in mail["subject"] for mail in tenant.mail_to(INBOX))


def repeated(tenant: Rehearsal, reference: str) -> list[str]:
    """The places where a card says that it may be a repetition."""
    places = []
    for who, place in (*((who, "personal") for who in TOLD), ("dana", "managers")):
        for message in tenant.person(who).sees(place):
            if message.sender == "bot" and reference in message.words and "REPEAT" in message.words:
                places.append(place if place == "managers" else who)
    return places
