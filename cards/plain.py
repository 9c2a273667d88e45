"""Short messages: their card, and the words of those that are always said the same way."""

from cards.elements import Body, Room, box, buttons, card, fitted, heading, paragraph
from cards.questions import asked
from cards.views import EMERGENCY, Action, Notice

REPORT = Action("report", "Report an incident", "positive")
MY_REPORTS = Action("my-reports", "My reports")
WAITING = Action("waiting", "What waits for me")
MY_COVER = Action("cover", "My cover")


def notice(view: Notice) -> dict[str, object]:
    """A message: one title, a few lines, the next thing to press."""

    def draw(room: Room) -> dict[str, object]:
        head: Body = [heading(view.title, large=not view.quiet, sub=view.quiet, room=room)]
        body = head if view.tone == "info" else box(head, view.tone)
        for text in view.lines[: room.entries]:
            body += paragraph(text, room)
        body += asked(view.questions, room)
        return card(body, buttons(view.actions, view.id, view.version))

    return fitted(draw)


def welcome(organisation: str, phone: str) -> Notice:
    """Said once, when the app is installed or somebody joins. `phone` is the number to ring when nothing works."""
    return Notice(
        "",
        0,
        f"Need to Know: {organisation}",
        (
            EMERGENCY,
            "Use this to tell senior managers about a serious incident. It works out who must be told, and by when.",
            "Press the button, or type report. Half an answer now is better than a whole one later.",
            _ring(phone),
        ),
        actions=(REPORT, WAITING, MY_REPORTS),
    )


def help_message(phone: str) -> Notice:
    """What can be typed and pressed."""
    return Notice(
        "",
        0,
        "How to use Need to Know",
        (
            EMERGENCY,
            "Type report to tell senior managers about an incident. Tell now takes less than a minute.",
            "Type my reports to see what you sent, who has acknowledged it, and what you have not finished.",
            "Type what waits for me to see what is asked of you, the most urgent first; late for what is late.",
            "Type find to look for a notification that you may see.",
            "Type I am away until Monday, or cover, to say who is told in your place while you are away.",
            "Please write nothing about a child in this chat. Use the card.",
            _ring(phone),
        ),
        actions=(REPORT, WAITING, MY_REPORTS, MY_COVER),
    )


def not_understood(phone: str) -> Notice:
    """The answer to anything else. Never repeats what was typed: it may be about a child."""
    return Notice(
        "",
        0,
        "Nothing was sent to anybody",
        (
            EMERGENCY,
            "This chat cannot read messages. To tell senior managers, press the button or type report.",
            _ring(phone),
        ),
        "warning",
        (REPORT, WAITING, MY_REPORTS),
    )


def newer(about: str, *said: str) -> Notice:
    """All that is left of a card once a newer one stands in the same chat. `said` answers a press on it."""
    title = f"There is a newer card about {about} in this chat" if about else "There is a newer list in this chat"
    return Notice("", 0, title, tuple(each for each in said if each), quiet=True)


def _ring(phone: str) -> str:
    return f"If this does not work, ring {phone}."
