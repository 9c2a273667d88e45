"""Everything the bot answers to a press or a message, in one place: what happened, and what to do next.

Plain English, short. No text repeats what somebody typed.
"""

from dataclasses import dataclass, replace
from typing import Literal

Tone = Literal["info", "good", "warning", "attention"]


@dataclass(frozen=True)
class Words:
    """One answer. `code` is stable, for tests and the journal; `next` says what to do; `input` is what it is about."""

    code: str
    title: str
    next: str = ""
    tone: Tone = "info"
    input: str = ""

    @property
    def text(self) -> str:
        """Title and next step as one line."""
        return f"{self.title} {self.next}".strip()

    def at(self, input_id: str) -> "Words":
        """The same, said at this input of the card as well: whoever pressed looks there, not at the card's top."""
        return replace(self, input=input_id)


def saved(reference: str) -> Words:
    """A report was saved: said after the commit alone."""
    return Words(
        "saved", f"Saved as {reference}.", "The people below are being told. This card keeps you up to date.", "good"
    )


def kept(reference: str, at: str) -> Words:
    """A report that no row requires yet was kept: nobody is told, and the clock is watched."""
    return Words(
        "kept",
        f"Kept as {reference}. Nobody has been told.",
        f"It is not required before {at}: we ask you then. If you worry before that, press “Send now”.",
        "good",
    )


def kept_for_good(reference: str) -> Words:
    """A report that no row requires was kept."""
    return Words(
        "kept",
        f"Kept as {reference}. Nobody has been told.",
        "No rule of the procedure requires it. It stays in your reports, and you can send it from there.",
        "good",
    )


def required_now() -> Words:
    """A report was to be kept, but its time has come since the card was shown."""
    return Words(
        "required-now",
        "This must be told now.",
        "Nothing was sent yet, and nothing is lost: check it below and press “Send”.",
        "warning",
    )


def say_what_happened() -> Words:
    """Standing down needs what happened."""
    return Words(
        "say-what-happened",
        "Please say what happened.",
        "Nothing was changed yet: write how it ended, when, and who knows; then press again.",
        "warning",
    )


def say_why() -> Words:
    """What no row requires is sent because somebody judges it serious, and says why."""
    return Words(
        "say-why",
        "Please say why you send it.",
        "Nothing was sent yet: write your reason in a few words, then press again.",
        "warning",
    )


def answer_needed() -> Words:
    """What is still open was to be answered, and nothing was."""
    return Words(
        "answer-needed",
        "Please answer at least one question.",
        "Nothing was changed: choose, then press again.",
        "warning",
    )


def answered() -> Words:
    """An open question was answered, and the policy has decided anew."""
    return Words("answered", "Saved.", "Whoever this concerns is told, and what it rules out is closed.", "good")


def stood_down(reference: str) -> Words:
    """It does not hold any more, and nobody further need be told."""
    return Words("stood-down", f"{reference} is stood down.", "Nobody further is told. The report is kept.", "good")


def needed() -> Words:
    """Somebody decided that a report is notified."""
    return Words(
        "needed", "You decided that this is notified.", "Everybody the policy names is being told now.", "good"
    )


def not_needed() -> Words:
    """Somebody decided that a report need not be notified."""
    return Words(
        "not-needed",
        "You decided that this need not be notified.",
        "The reporter sees your reason, and may take it to the next manager.",
        "good",
    )


def taken_further(by: str) -> Words:
    """The reporter took a "no" to the next manager."""
    return Words("taken-further", f"{by} is asked now.", "This card tells you what they decide.", "good")


def notified_without_decision(at: str) -> Words:
    """Nobody decided in time whether it is notified; it was."""
    return Words(
        "notified-without-decision",
        f"This was notified without a decision at {at}.",
        "There is nothing left to decide. Your press is recorded.",
    )


def did_they_answer() -> Words:
    """A call is recorded with whether it was answered."""
    return Words(
        "did-they-answer",
        "Please say whether they answered.",
        "Nothing was recorded yet: choose yes or no, then press again.",
        "warning",
    )


def reached(by: str) -> Words:
    """A call was answered, and is recorded."""
    return Words("reached", f"Recorded: you spoke to {by}.", "Nothing else is asked of you for this call.", "good")


def no_answer(by: str) -> Words:
    """A call was not answered; it is recorded and stays open."""
    return Words("no-answer", f"Recorded: no answer from {by}.", "Please try the number below now.", "warning")


def reference_needed() -> Words:
    """A task that ends with a reference was marked as done without one."""
    return Words(
        "reference-needed",
        "Please give the reference.",
        "Nothing was recorded yet: write it, then press again.",
        "warning",
    )


def task_done() -> Words:
    """A task of the policy was recorded as done, signed by whoever pressed."""
    return Words("task-done", "Recorded as done, with your name and the time.", tone="good")


def decided_not_to() -> Words:
    """It was decided not to do a task, with a reason, signed by whoever pressed."""
    return Words("decided-not-to", "Recorded: you decided not to do this.", "Your name and reason are kept.", "good")


def completed(reference: str) -> Words:
    """The rest of a "Tell now" was saved."""
    return Words("completed", f"The details are saved with {reference}.", "Everyone told sees them now.", "good")


def acknowledged(role: str) -> Words:
    """The presser's role has acknowledged."""
    return Words("acknowledged", f"You acknowledged this as {role}.", "Nothing else is asked of you now.", "good")


def acknowledged_but(role: str, label: str) -> Words:
    """The presser's role has acknowledged, but what was typed beside the button cannot be saved."""
    return Words(
        "acknowledged-field-wrong",
        f"You acknowledged this as {role}. “{label}” is not saved yet.",
        "What you typed is still there: correct it, then press “Save comment”.",
        "warning",
    )


def acknowledged_before(by: str, at: str, role: str) -> Words:
    """The role had acknowledged already."""
    return Words("acknowledged-before", f"{by} acknowledged this as {role} at {at}.", "Your press is recorded as well.")


def not_your_role() -> Words:
    """Somebody without a role in this notification pressed."""
    return Words(
        "not-your-role",
        "This is not asked of you.",
        "Nothing was changed. If you think it should be, tell business support.",
        "warning",
    )


def decided(tell: bool, role: str) -> Words:
    """A management decision was made."""
    if tell:
        return Words("decided", f"You decided that the {role} is told.", "They are being told now.", "good")
    return Words("decided", f"You decided that the {role} is not told.", "Your reason is recorded.", "good")


def decided_after_telling(role: str) -> Words:
    """A management decision made after the role had been told all the same."""
    return Words(
        "decided-after-telling",
        f"Your decision is recorded. The {role} had been told already, because nobody had decided in time.",
        "Nothing else is asked of you now.",
    )


def told_without_decision(role: str) -> Words:
    """Nobody decided; the role was told, and acknowledged."""
    return Words(
        "told-without-decision",
        f"The {role} was told without a decision, and has acknowledged.",
        "There is nothing left to decide. Your press is recorded.",
    )


def decided_before(by: str, at: str, outcome: str) -> Words:
    """Somebody else decided first."""
    return Words("decided-before", f"{by} decided at {at}: {outcome}.", "Your press is recorded; it changes nothing.")


def reason_needed() -> Words:
    """A decision needs a reason."""
    return Words(
        "reason-needed", "Please give a reason.", "Nothing was decided yet: write it, then press again.", "warning"
    )


def stale() -> Words:
    """The card pressed was not the current one."""
    return Words(
        "stale",
        "That card was out of date.",
        "Here is the current one: nothing was changed. Please check it, then press again.",
        "warning",
    )


def not_yours() -> Words:
    """A draft or a notification that is somebody else's."""
    return Words("not-yours", "This is not yours to open.", "Nothing was changed.", "warning")


def form_below() -> Words:
    """The rest of a "Tell now" is asked in a message of its own."""
    return Words("form-below", "The form is in a new message below.", "Everyone told sees what you add.")


def gone() -> Words:
    """What the card is about is not there."""
    return Words(
        "gone",
        "This card is no longer in use.",
        "Type “my reports” to find yours, or “report” to start a new one.",
        "warning",
    )


def already_sent(reference: str) -> Words:
    """The draft was sent before."""
    return Words("already-sent", f"This report was already sent as {reference}.", "It was not sent again.")


def fix_these(count: int) -> Words:
    """Some answers cannot be used."""
    what = "One answer needs" if count == 1 else f"{count} answers need"
    return Words("fix-these", f"{what} another look.", "Nothing you typed is lost.", "warning")


def field_wrong(label: str) -> Words:
    """One field of a card cannot be used."""
    return Words(
        "field-wrong",
        f"“{label}” cannot be used as it is.",
        "Nothing was saved, and what you typed is still there: correct it and press again.",
        "warning",
    )


def done() -> Words:
    """A duty of a person was marked as done."""
    return Words("done", "Thank you: recorded as done.", tone="good")


def done_before() -> Words:
    """A duty that is not open any more."""
    return Words("done-before", "This is already done.", "Nothing was changed.")


def guest(phone: str) -> Words:
    """A guest, a federated user or a stranger: nothing is shown, but they can be heard all the same."""
    return Words(
        "guest",
        "This bot serves members of the organisation alone.",
        f"If a child is in danger, call 999. To tell this organisation about a child, phone {phone}.",
        "warning",
    )


def not_saved(phone: str) -> Words:
    """The store cannot be reached: the honest answer."""
    return Words(
        "not-saved",
        "Not saved. Nobody has been told.",
        f"Please try again in a minute. If it cannot wait, phone {phone}.",
        "attention",
    )


def too_many() -> Words:
    """The rate limit for one person."""
    return Words(
        "too-many", "That was too much at once.", "Wait a minute, then press again. Nothing is lost.", "warning"
    )


def moved_to_personal(reached: bool) -> Words:
    """Reporting is a private matter: not in a channel or a group."""
    if reached:
        return Words(
            "in-personal", "Reports are private.", "The form is waiting for you in your own chat with this bot."
        )
    return Words("in-personal", "Reports are private.", "Open your own chat with this bot and type “report”.")


def not_understood() -> Words:
    """Input that no card of ours sends."""
    return Words(
        "not-understood", "That did not come from a current card.", "Type “help” to see what I can do.", "warning"
    )


def sent_for_you(reference: str) -> Words:
    """A manager sent a draft that its author had not sent."""
    return Words("sent-for-you", f"Sent as {reference}.", "Its author is told that you sent it.", "good")


def opened_below() -> Words:
    """Opened from a list, or from an older card."""
    return Words("opened-below", "It is in a new message below.")


def opened_in_personal() -> Words:
    """Detail is shown to an entitled person alone, in their own chat."""
    return Words(
        "opened-in-personal", "The details are in your own chat with this bot.", "Only you can see them there."
    )
