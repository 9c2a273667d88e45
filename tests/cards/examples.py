"""One believable view per card, for the snapshots, the schema checks and the rendering by eye. Nobody here is real."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cards import plain
from cards.lists import listing
from cards.notification import channel_post, notification
from cards.report import check, first_card, form_step
from cards.views import (
    Action,
    Ask,
    ChannelPost,
    Check,
    Choice,
    FirstCard,
    FormStep,
    Item,
    ListView,
    Notice,
    Notification,
    Question,
    Row,
    Tell,
)
from tests.cards.looked_up import found, waiting

AGENCIES = (
    *(
        "School or pupil referral unit (PRU)",
        "Police",
        "Health visitor or nurse for looked-after children",
        "Youth offending service (YOS)",
        "Early Help",
    ),
    *(
        "Child and adolescent mental health services (CAMHS)",
        "Housing",
        "Probation",
        "Adult Services",
        "Any other agency",
    ),
)

STATUS = tuple(
    Choice(*pair)
    for pair in (
        ("cla", "Looked after"),
        ("cp", "Child protection plan"),
        ("cin", "Child in need"),
        ("care-leaver", "Care leaver"),
        ("none", "Not known to any children's service"),
    )
)

DCS = Tell(
    "Director of Children's Services (DCS)",
    "Tue 24 Nov 17:00 (in 2 hours)",
    "A child looked after is missing.",
    "Need to Know procedure, row 2",
)
CM = Tell(
    "City Manager (CM)",
    "Mon 23 Nov 16:30 (in 30 minutes)",
    "Missing, and at risk of serious harm.",
    "Need to Know procedure, row 8",
    urgent=True,
)

TELL_NOW = (
    Question("incident.details", "long-text", "What happened?", "Who, what, when. A few words are enough."),
    Question(
        "whereabouts", "long-text", "Where is each child now, and with whom?", "Write not known if you do not know."
    ),
    Question("emergency.called", "yes-no", "Have the police or an ambulance been called?"),
    Question("contact.telephone", "phone", "A number to ring you on", required=True),
)


def agencies(value: str = "", email: str = "") -> tuple[Question, ...]:
    """The largest step of the form: ten agencies, each with involved, name and e-mail."""
    asked = []
    for number, name in enumerate(AGENCIES):
        at = f"agencies.a{number}"
        asked += [
            Question(f"{at}.involved", "yes-no", f"{name}: involved?", value="yes" if value else ""),
            Question(f"{at}.name", "text", f"{name}: name of the key contact", value=value),
            Question(f"{at}.email", "text", f"{name}: e-mail of the key contact", value=email),
        ]
    return tuple(
        replace(question, section="Who else is involved", group=question.label.partition(":")[0]) for question in asked
    )


def _first() -> dict[str, object]:
    actions = (Action("tell-now", "Tell now", "positive"), Action("start", "Fill in the full report"))
    return first_card(FirstCard("d-7f3a", 1, tell_now=TELL_NOW, actions=actions))


def _first_with_an_error() -> dict[str, object]:
    happened, where, called, phone = TELL_NOW
    questions = (
        Question(happened.id, "long-text", happened.label, happened.hint, value="K-104 has not come back from school."),
        where,
        Question(called.id, "yes-no", called.label, value="unknown"),
        Question(
            phone.id,
            "phone",
            phone.label,
            value="0190",
            required=True,
            error="a telephone number has at least 5 digits.",
        ),
    )
    actions = (Action("tell-now", "Tell now", "positive"), Action("start", "Fill in the full report"))
    return first_card(FirstCard("d-7f3a", 2, tell_now=questions, actions=actions))


def _step() -> dict[str, object]:
    questions = (
        Question(
            "child.status", "choice", "What is the child to us?", choices=STATUS, value="cla", section="The child"
        ),
        Question(
            "happened",
            "choices",
            "What happened?",
            choices=(
                Choice("missing", "Missing"),
                Choice("serious-injury", "Serious injury"),
                Choice("organised-abuse", "Suspected organised abuse"),
            ),
            value="missing",
            section="The child",
        ),
        Question(
            "missing.last_seen", "instant", "When was the child last seen?", value="2026-11-22T19:40", section="Missing"
        ),
        Question("missing.with_family", "yes-no", "Is the child missing with the family?", section="Missing"),
        Question(
            "aware", "instant", "When did our organisation first know?", "The first of us, not you.", section="Missing"
        ),
    )
    actions = (
        Action("next", "Next", "positive"),
        Action("back", "Back"),
        Action("add-person", "Add a person"),
        Action("discard", "Throw away", "destructive"),
    )
    return form_step(
        FormStep(
            "d-7f3a",
            4,
            2,
            4,
            "The facts that matter",
            "Only questions that can still change who is told.",
            questions,
            "This must already be reported: City Manager by Mon 23 Nov 16:30 (in 30 minutes).",
            ("Your answers are saved at each step.",),
            actions,
        )
    )


def _agencies() -> dict[str, object]:
    actions = (Action("next", "Next", "positive"), Action("back", "Back"))
    contact = (
        Question("contact.key_contact", "text", "Key contact in children's social care", section="Whom to ask"),
        Question("contact.telephone", "phone", "Telephone of the key contact", section="Whom to ask"),
    )
    known = agencies("Pat Police", "pat.police@example.org")[3:6]
    questions = (*contact, *agencies()[:3], *known, *agencies()[6:])
    title, intro = "Whom to ask, and who else is involved", "Leave out what you do not know."
    return form_step(FormStep("d-7f3a", 5, 4, 5, title, intro, questions, actions=actions))


def _check() -> dict[str, object]:
    return check(
        Check(
            "d-7f3a",
            6,
            rows=(
                Row("Child", "Child K-104", "The child"),
                Row("Status", "Looked after", "The child"),
                Row(
                    "What happened",
                    "Did not come back from school.\nFriends were asked; nobody has seen the child.",
                    "The incident",
                ),
            ),
            tells=(CM, DCS),
            not_yet=(Tell("Service Director", "Tue 24 Nov 19:40 (in 28 hours)", "Missing for 48 hours.", "Row 4"),),
            unknown=("Is there media interest?", "Is the child missing with the family?"),
            alert="City Manager: 30 minutes left.",
            actions=(
                Action("send", "Send now", "positive"),
                Action("back", "Back"),
                Action("discard", "Throw away", "destructive"),
            ),
        )
    )


HAPPENED = {
    "about": "About: Child K-104; looked after by us",
    "account": "Did not come back from school.\nFriends were asked; nobody has seen the child.",
    "brief": (
        Row("Where each child is", "Not known. Last seen outside the school at 14:30."),
        Row("Anybody in danger now?", "Not known"),
        Row("Police or ambulance called?", "Yes"),
        Row("Reported by", "Rowan Reporter, Mon 23 Nov 16:00 (18 minutes ago)"),
        Row("Ask", "Rowan Reporter, 01632 960 001"),
    ),
    "rows": (Row("What has happened?", "Somebody is missing", "What happened"),),
    "told": (
        "Director of Children's Services: told Mon 23 Nov 16:02 (16 minutes ago); not acknowledged yet, due Tue 24 Nov "
        "12:00 (in 20 hours).",
        "City Manager: told Mon 23 Nov 16:02 (16 minutes ago); not acknowledged yet, due Mon 23 Nov 16:30 (in 12 "
        "minutes).",
    ),
    "why": (CM, DCS),
    "actions": (Action("refresh", "Show the latest"),),
}
REASON = Question("reason", "long-text", "Your reason, either way", required=True)
ACKNOWLEDGE = Ask(
    "Acknowledge: you have read this and know",
    "Mon 23 Nov 16:30 (in 12 minutes)",
    actions=(Action("acknowledge", "Acknowledge", "positive"),),
)
DECIDE = Ask(
    "Decide whether the Director of Children's Services is told",
    "Tue 24 Nov 12:00 (in 20 hours)",
    questions=(REASON,),
    actions=(
        Action("tell", "Tell the DCS", "positive"),
        Action("do-not-tell", "Do not tell the DCS", "destructive"),
    ),
)
COMMENT = Ask(
    "Add a comment",
    questions=(
        Question("director.dcs_comment", "long-text", "Comment of the Director of Children's Services"),
        Question("director.review_date", "date", "Date for review"),
    ),
    actions=(Action("comment", "Save comment"),),
)


def _notification_for(*asks: Ask, **more: Any) -> Callable[[], dict[str, object]]:
    shown: dict[str, Any] = {
        "deadline": "Acknowledge by Mon 23 Nov 16:30 (in 12 minutes)",
        "written": "As at Mon 23 Nov 16:18",
        "tone": "warning",
        **HAPPENED,
        **more,
    }
    headline = "A child looked after is missing"
    return lambda: notification(Notification("n-0042", 3, "NTK-2026-0042", headline, asks=asks, **shown))


def _channel() -> dict[str, object]:
    return channel_post(
        ChannelPost(
            "n-0042",
            3,
            "NTK-2026-0042",
            "A child looked after is missing",
            "Waiting for the City Manager to acknowledge by Mon 23 Nov 16:30 (20 minutes ago)",
            "As at Mon 23 Nov 16:50",
            (Row("Reported by", "Rowan Reporter"), Row("Team", "Locality North")),
            (
                "City Manager: acknowledged by Casey Manager at 16:20",
                "Director of Children's Services: not acknowledged",
            ),
            badge="LATE",
            actions=(Action("acknowledge", "Acknowledge", "positive"), Action("open", "Open")),
            tone="warning",
        )
    )


def _my_reports() -> dict[str, object]:
    items = (
        Item(
            "Draft, begun Mon 23 Nov 15:50 (30 minutes ago)",
            "Must be sent by 16:30",
            "attention",
            Action("resume", "Open", id="d-7f3a", version=6),
        ),
        Item(
            "NTK-2026-0042",
            "Acknowledged by Casey Manager at 16:20",
            "good",
            Action("open", "Open", id="n-0042", version=3),
        ),
        Item("NTK-2026-0040", "Waits for the Director", "info", Action("open", "Open", id="n-0040", version=1)),
    )
    return listing(ListView("My reports", items=items, actions=(Action("report", "Report an incident", "positive"),)))


def _digest() -> dict[str, object]:
    return listing(
        ListView("This morning", "Checked 07:25.", empty="Nothing was reported overnight, and nothing waits for you.")
    )


def _cover(people: int) -> dict[str, object]:
    names = tuple(Choice(f"p{number}", f"Person {number:02}") for number in range(people))
    return plain.notice(
        Notice(
            "a-17",
            2,
            "You are away until Mon 30 Nov 09:00 (in 6 days)",
            ("Avery Assistant covers for you: they are told at once, see what you see, and act as your cover.",),
            actions=(Action("i-am-back", "I am back", "positive"), Action("away", "Save changes")),
            questions=(
                Question(
                    "away.until",
                    "instant",
                    "Back on",
                    "Without a time: 09:00, when the office opens.",
                    value="2026-11-30T09:00",
                ),
                Question(
                    "away.cover",
                    "person",
                    "Who covers for you",
                    "They see everything that you see. They can say that they cannot.",
                    (Choice("nobody", "As the organisation file says"), *names),
                    "p1",
                ),
            ),
        )
    )


def _covering() -> dict[str, object]:
    return plain.notice(
        Notice(
            "a-17",
            2,
            "You cover for Dana Director until Mon 30 Nov 09:00 (in 6 days)",
            ("What is due for Dana Director comes to you, and shows as cover.",),
            "warning",
            (Action("cannot-cover", "I cannot"),),
        )
    )


PHONE = "01632 960 100"
EXAMPLES: dict[str, Callable[[], dict[str, object]]] = {
    "first_card": _first,
    "first_card_with_an_error": _first_with_an_error,
    "form_step": _step,
    "form_step_agencies": _agencies,
    "check": _check,
    "notification": _notification_for(ACKNOWLEDGE, offer=COMMENT),
    "notification_two_asks": _notification_for(ACKNOWLEDGE, DECIDE, badge="REMINDER"),
    "notification_late": _notification_for(DECIDE, badge="LATE", tone="attention"),
    "notification_of_the_reporter": _notification_for(
        banner="Saved as NTK-2026-0042. This card keeps you up to date.", told_first=True
    ),
    "channel_post": _channel,
    "my_reports": _my_reports,
    "digest_empty": _digest,
    "waiting": waiting,
    "found": found,
    "my_cover": lambda: _cover(9),
    "my_cover_of_many": lambda: _cover(120),
    "covering": _covering,
    "welcome": lambda: plain.notice(plain.welcome("Example City Council", PHONE)),
    "not_understood": lambda: plain.notice(plain.not_understood(PHONE)),
    "newer": lambda: plain.notice(plain.newer("NTK-2026-0042", "You acknowledged this as City Manager.")),
    "my_reports_late": lambda: listing(
        ListView("My reports", items=(Item("NTK-2026-0042: Missing", "Waiting for the City Manager", "attention"),))
    ),
}
