"""Short messages: their card, and the words of those that are always said the same way."""

from cards.elements import TONE_WORDS, Body, Room, box, buttons, card, fitted, heading, line, paragraph, run
from cards.questions import asked
from cards.views import EMERGENCY, Action, Notice

REPORT = Action("report", "Report an incident", "positive")
MY_REPORTS = Action("my-reports", "My reports")
MY_COVER = Action("cover", "My cover")


def notice(view: Notice) -> dict[str, object]:
    """A message: one title, a few lines, the next thing to press."""

    def draw(room: Room) -> dict[str, object]:
        word = TONE_WORDS[view.tone]
        head: Body = [line(run(word, bold=True))] if word else []
        head.append(heading(view.title, large=True, room=room))
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
        actions=(REPORT, MY_REPORTS),
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
            "Type I am away until Monday, or cover, to say who is told in your place while you are away.",
            "Please write nothing about a child in this chat. Use the card.",
            _ring(phone),
        ),
        actions=(REPORT, MY_REPORTS, MY_COVER),
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
        (REPORT, MY_REPORTS),
    )


def refused(reason: str, phone: str, actions: tuple[Action, ...] = ()) -> Notice:
    """Says no, why, and what to do instead. `reason` is a whole sentence."""
    return Notice("", 0, "This was not done", (reason, _ring(phone)), "warning", actions)


def not_a_member(phone: str) -> Notice:
    """For a guest, or somebody from another organisation: no content, and a way to be heard all the same."""
    lines = (
        "Only members of this organisation can use Need to Know here.",
        "If a child is in immediate danger, call 999.",
        f"To tell this organisation about a child, ring {phone}.",
    )
    return Notice("", 0, "You cannot use this here", lines, "warning")


def not_saved(phone: str) -> Notice:
    """When something failed on our side. Plain, because the person must not believe that anybody was told."""
    lines = (
        "Nothing was saved, and nobody was told. Please press the button again.",
        f"If it fails again, ring {phone}.",
    )
    return Notice("", 0, "This was not saved", lines, "attention")


def saved(
    id: str, version: int, reference: str, next_lines: tuple[str, ...], actions: tuple[Action, ...] = ()
) -> Notice:
    """After the commit: the reference, then what happens next. Says "saved", never "told"."""
    lines = ("Your report is saved. The people who must know are being told now.", *next_lines)
    return Notice(id, version, f"Saved: {reference}", lines, "good", actions)


def discarded() -> Notice:
    """After a draft was thrown away."""
    return Notice("", 0, "The draft is thrown away", ("Nobody was told.",), actions=(REPORT, MY_REPORTS))


def acknowledge_reminder(id: str, version: int, reference: str, since: str, late: bool) -> Notice:
    """To somebody who has not acknowledged.

    `since`: "You were told at 16:05." No content: the card behind it has that.
    """
    lines = (since, "Please open it and press Acknowledge. If nobody does, the next person is told.")
    title = f"{'LATE: ' if late else 'Reminder: '}{reference} waits for you"
    actions = (Action("open", "Open", "positive"), Action("acknowledge", "Acknowledge"))
    return Notice(id, version, title, lines, "attention" if late else "warning", actions)


def draft_reminder(id: str, version: int, due: str, late: bool) -> Notice:
    """To somebody whose draft already has to be reported. `due`: "Tue 24 Nov 17:00 (in 2 hours)"."""
    lines = (
        f"The time to tell people has passed: {due}." if late else f"People must be told by {due}.",
        "You can send it as it is. What you do not know yet can follow.",
        "Please send it now." if late else "If it is not sent in time, your manager is told.",
    )
    actions = (
        Action("send-now", "Send now", "positive"),
        Action("resume", "Open the draft"),
        Action("discard", "Throw away", "destructive"),
    )
    return Notice(id, version, "Your report is not sent", lines, "attention" if late else "warning", actions)


def persons_duty(id: str, version: int, reference: str, what: str, why: str, due: str) -> Notice:
    """To somebody who must do a thing outside this software, such as ring a person whom no message reached."""
    lines = (what, f"Why: {why}", f"By: {due}", "Press Done when it is done, not before.")
    actions = (Action("done", "Done", "positive"), Action("open", "Open the notification"))
    return Notice(id, version, f"Please do this: {reference}", lines, "warning", actions)


def newer(about: str, *said: str) -> Notice:
    """All that is left of a card once a newer one stands in the same chat. `said` answers a press on it."""
    title = f"There is a newer card about {about} in this chat" if about else "There is a newer list in this chat"
    return Notice("", 0, title, tuple(each for each in said if each))


def _ring(phone: str) -> str:
    return f"If this does not work, ring {phone}."
