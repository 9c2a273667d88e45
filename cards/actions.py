"""The closed list of what a person can press, and the reading of what a press sends.

A card's button carries three things: a verb, an opaque id and a version. Everything else in a submission is an answer
to a question on the card. Nothing here decides whether the person may do it: the server authorises every verb again.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from rules.errors import NeedToKnowError

MAX_INPUTS = 120
"""Answers in one submission. The largest form step (ten agencies, three answers each) has thirty."""
MAX_KEY = 80
"""Characters in the name of an answer."""
MAX_VALUE = 20_000
"""Characters in one answer."""
MAX_ID = 120
"""Characters in the opaque id."""
MAX_VERSION = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""

_INPUT_ID = re.compile(r"[a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*(?:#[1-9][0-9]?)?(?:\.time)?")
_OPAQUE_ID = re.compile(r"[A-Za-z0-9._:~=-]*")
_ADDED_BY_CLIENTS = frozenset({"msteams"})
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Verb(StrEnum):
    """Everything a button can ask for. The value is the button's action id, its `verb`, and the `verb` in its data."""

    REPORT = "report"
    TELL_NOW = "tell-now"
    START = "start"
    NEXT = "next"
    BACK = "back"
    ADD_PERSON = "add-person"
    CHANGE_WHO = "change-who"
    CHANGE_FACTS = "change-facts"
    CHANGE_ACCOUNT = "change-account"
    CHANGE_AGENCIES = "change-agencies"
    USE_OTHER = "use-other"
    LEAVE_OTHER = "leave-other"
    SEND = "send"
    KEEP = "keep"
    NEW = "new"
    CLOSE = "close"
    DISCARD = "discard"
    DISCARD_IT = "discard-it"
    RESUME = "resume"
    OPEN = "open"
    MY_REPORTS = "my-reports"
    WAITING = "waiting"
    TOGETHER = "together"
    FIND = "find"
    LATE = "late"
    MONITOR = "monitor"
    ACKNOWLEDGE = "acknowledge"
    TELL = "tell"
    DO_NOT_TELL = "do-not-tell"
    NEEDED = "needed"
    NOT_NEEDED = "not-needed"
    TAKE_FURTHER = "take-further"
    PHONED = "phoned"
    DECIDE_NOT_TO = "decide-not-to"
    CONFIRM = "confirm"
    STILL = "still"
    STAND_DOWN = "stand-down"
    ANSWER = "answer"
    COMMENT = "comment"
    TOLD_ORALLY = "told-orally"
    DONE = "done"
    PUT_RIGHT = "put-right"
    SEND_NOW = "send-now"
    COMPLETE = "complete"
    REFRESH = "refresh"
    MORE = "more"
    BEGIN = "begin"
    DO = "do"
    LEAVE = "leave"
    COVER = "cover"
    AWAY = "away"
    CONFIRM_AWAY = "confirm-away"
    I_AM_BACK = "i-am-back"
    CANNOT_COVER = "cannot-cover"


VERBS: Mapping[Verb, str] = MappingProxyType(
    {
        Verb.REPORT: "Opens the first card of a new report, or says which draft waits.",
        Verb.TELL_NOW: "Sends the first card at once; the rest follows.",
        Verb.START: "Begins a full report, keeping what the first card already holds.",
        Verb.NEXT: "Saves this step and shows the next one.",
        Verb.BACK: "Saves this step and shows the one before.",
        Verb.ADD_PERSON: "Saves this step and adds questions about one more person.",
        Verb.CHANGE_WHO: "From the check to the first step and straight back: who it is about.",
        Verb.CHANGE_FACTS: "From the check to the second step and straight back: what we need to know.",
        Verb.CHANGE_ACCOUNT: "From the check to the third step and straight back: the account.",
        Verb.CHANGE_AGENCIES: "From the check to the fourth step and straight back: the agencies.",
        Verb.USE_OTHER: "Takes over what was typed on an older card of the draft.",
        Verb.LEAVE_OTHER: "Leaves out what was typed on an older card of the draft.",
        Verb.SEND: "Sends the report that was checked.",
        Verb.KEEP: "Keeps the report that was checked, tells nobody, and watches the clock.",
        Verb.NEW: "Opens the first card of a new report, whatever draft waits.",
        Verb.CLOSE: "Saves this step and closes the draft, saying how to come back.",
        Verb.DISCARD: "Saves this step and asks whether the draft shall be thrown away.",
        Verb.DISCARD_IT: "Throws the draft away.",
        Verb.RESUME: "Opens a draft where it was left.",
        Verb.OPEN: "Shows a notification to somebody entitled to it.",
        Verb.MY_REPORTS: "Lists the presser's own reports and drafts.",
        Verb.WAITING: "Lists what waits for the presser, of their own and as cover, the worst first.",
        Verb.TOGETHER: "Does what is ticked in that list, each by itself: acknowledging, and saying that it is done.",
        Verb.FIND: "Looks for notifications that the presser may see, by words, row, state or date. Changes nothing.",
        Verb.LATE: "Lists what is late of that which the presser may see. Changes nothing.",
        Verb.MONITOR: "Lists, for whoever watches over all, what is not closed or not confirmed. Changes nothing.",
        Verb.ACKNOWLEDGE: "Records that the presser has seen the notification, in their role.",
        Verb.TELL: "Decides that the Director is told, with a reason.",
        Verb.DO_NOT_TELL: "Decides that the Director is not told, with a reason.",
        Verb.NEEDED: "Decides that the report is notified: the others are told.",
        Verb.NOT_NEEDED: "Decides that the report need not be notified, with a reason that the reporter sees.",
        Verb.TAKE_FURTHER: "Takes such a decision to the next manager, who decides again.",
        Verb.PHONED: "Records a call, and whether it was answered.",
        Verb.DECIDE_NOT_TO: "Decides not to do a task of the policy, with a reason.",
        Verb.CONFIRM: "Confirms everything that is ticked as done, each in the presser's name.",
        Verb.STILL: "Answers that what was kept still holds: everybody is told.",
        Verb.STAND_DOWN: "Answers that it does not hold any more, with what happened; nobody further is told.",
        Verb.ANSWER: "Answers what was left open: others are told, what it rules out is closed.",
        Verb.COMMENT: "Saves what a role fills in on its own card, such as the Director's comment and review date.",
        Verb.TOLD_ORALLY: "Records that an assistant told, by word of mouth, whoever they assist. It meets no duty.",
        Verb.DONE: "Records that the presser has done what they were asked to do.",
        Verb.PUT_RIGHT: "Records that the operator has put right what they were told of.",
        Verb.SEND_NOW: "Sends a report that is not required yet, or a draft that was not sent.",
        Verb.COMPLETE: "Opens the rest of the questions for a report that was sent by Tell now.",
        Verb.REFRESH: "Shows the current state of this card. Changes nothing.",
        Verb.MORE: "Lists what else the presser may do with a notification, such as adding an update. Changes nothing.",
        Verb.BEGIN: "Opens the form of one of these. Changes nothing.",
        Verb.DO: "Does it, with what was typed on its form; the same form sent again changes nothing.",
        Verb.LEAVE: "Leaves such a form without doing it. Changes nothing.",
        Verb.COVER: "Shows the presser's own cover: whether they are away, and who covers. Changes nothing.",
        Verb.AWAY: "Saves until when the presser is away, and who covers; from then on it counts.",
        Verb.CONFIRM_AWAY: "Confirms what was understood from a typed sentence about being away.",
        Verb.I_AM_BACK: "Ends the presser's absence; what is due comes back to them, with a list of what came in.",
        Verb.CANNOT_COVER: "Declines to cover for somebody; what is due falls back on the role's own cover.",
    }
)
"""What each verb does, in one sentence. docs/cards.md repeats this table, and a test compares the two."""


class SubmissionError(NeedToKnowError):
    """A submission that no card of ours can have sent.

    The sentence is for the person; it never repeats what was sent.
    """


@dataclass(frozen=True)
class Submission:
    """One press: what was asked, of which thing, in which version, with which answers (input id to text)."""

    verb: Verb
    id: str
    version: int
    inputs: Mapping[str, str]


def parse_submission(data: object) -> Submission:
    """Read the data of a press (data of `Action.Execute`, value of `Action.Submit`) with the answers merged in.

    Keys that cannot be an answer of ours are left out. True and false become "true" and "false", numbers their
    digits, null the empty text; characters that cannot be stored (NUL, half a surrogate pair) become U+FFFD. Raises
    SubmissionError for an unknown verb, a wrong type, nesting, or anything over the limits above.
    """
    if not isinstance(data, Mapping):
        raise SubmissionError("This button sent nothing that can be read. Open the card again and press once more.")
    inputs: dict[str, str] = {}
    for key, value in data.items():
        if not isinstance(key, str):
            raise SubmissionError("This card sent an answer without a name. Open the card again and press once more.")
        if len(key) > MAX_KEY:
            raise SubmissionError(f"The name of an answer is longer than {MAX_KEY} characters. Open the card again.")
        if key in _RESERVED or not _INPUT_ID.fullmatch(key):
            continue
        if len(inputs) == MAX_INPUTS:
            raise SubmissionError(f"This card sent more than {MAX_INPUTS} answers. Open the card again.")
        inputs[key] = _answer(value)
    return Submission(_verb(data.get("verb")), _opaque(data.get("id")), _version(data.get("version")), inputs)


_RESERVED = frozenset({"verb", "id", "version"}) | _ADDED_BY_CLIENTS


def _verb(value: object) -> Verb:
    try:
        return Verb(value) if isinstance(value, str) else _unknown_verb()
    except ValueError:
        return _unknown_verb()


def _unknown_verb() -> Verb:
    raise SubmissionError("This button is not known here. Type help to see what you can do.") from None


def _opaque(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_ID or not _OPAQUE_ID.fullmatch(value):
        raise SubmissionError("This card does not say what it belongs to. Open it again from My reports.")
    return value


def _version(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_VERSION:
        raise SubmissionError("This card does not say which version it is. Open it again from My reports.")
    return value


def _answer(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) <= MAX_VERSION:
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if not isinstance(value, str):
        raise SubmissionError(
            "An answer has a form that this card does not use. Open the card again and type it there."
        )
    if len(value) > MAX_VALUE:
        raise SubmissionError(f"An answer is longer than {MAX_VALUE:,} characters. Please shorten it and press again.")
    return _UNSTORABLE.sub("\ufffd", value)
