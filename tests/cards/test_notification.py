"""A notification that was sent, as a role holder, the reporter and the channel see it."""

from cards.notification import channel_post, notification
from cards.views import Action, Ask, ChannelPost, Notification, Question, Row, Tell
from tests.cards.reading import action_ids, actions, folded, headings, inputs, lines, of_type, unfolded

HEAD = ("n", 1, "NTK-2026-0042", "A child is missing")
ACKNOWLEDGE = Ask("Acknowledge", "16:30", actions=(Action("acknowledge", "Acknowledge", "positive"),))
DECIDE = Ask(
    "Decide whether the Director is told",
    "17:00",
    late=True,
    questions=(Question("reason", "long-text", "Your reason"),),
    actions=(Action("tell", "Tell the Director", "positive"), Action("do-not-tell", "Do not tell the Director")),
)


def test_the_answer_to_the_last_press_comes_first() -> None:
    card = notification(Notification(*HEAD, banner="You acknowledged at 16:20."))
    assert lines(card)[:3] == ["You acknowledged at 16:20.", "NTK-2026-0042", "A child is missing"]


def test_what_whom_and_by_when_stand_at_the_top_and_when_that_was_written() -> None:
    deadline, written = "Acknowledge by Tue 24 Nov 17:00 (in 2 hours)", "As at Tue 24 Nov 15:00"
    view = Notification(*HEAD, "About: Child K-104", deadline, written, badge="LATE")
    assert lines(notification(view)) == [
        *("LATE  NTK-2026-0042", "A child is missing", "About: Child K-104"),
        *("Acknowledge by Tue 24 Nov 17:00 (in 2 hours)", "As at Tue 24 Nov 15:00"),
    ]


def test_what_happened_and_what_is_asked_come_before_everything_that_is_folded() -> None:
    view = Notification(
        *HEAD,
        account="Not home from school.",
        brief=(Row("Police called?", "Yes"),),
        asks=(ACKNOWLEDGE,),
        rows=(Row("Child", "Child K-104"),),
        told=("Director: told 16:02",),
        why=(Tell("Director", "17:00", "A child is missing."),),
    )
    card = notification(view)
    assert lines(unfolded(card))[2:] == ["What happened", "Not home from school.", "Police called? Yes"]
    assert action_ids(unfolded(card)) == ["acknowledge"]
    assert [lines(part) for part in folded(card)] == [
        ["Child: Child K-104"],
        ["• Director: told 16:02", "Director", "By 17:00", "Why: A child is missing."],
    ]
    assert [each["title"] for each in of_type(card, "Action.ToggleVisibility")] == [
        "More details",
        "Who is told, and why",
    ]


def test_the_reporter_sees_who_is_told_first_and_unfolds_what_they_wrote() -> None:
    view = Notification(*HEAD, account="Not home from school.", told=("Director: told 16:02",), told_first=True)
    card = notification(view)
    assert lines(unfolded(card))[2:] == ["Who is told", "• Director: told 16:02"]
    assert [lines(part) for part in folded(card)] == [["What happened", "Not home from school."]]


def test_a_long_account_is_cut_above_the_buttons_and_whole_below_them() -> None:
    account = "word " * 300
    card = notification(Notification(*HEAD, account=account, asks=(ACKNOWLEDGE,)))
    assert lines(unfolded(card))[-1].endswith("… (shortened)")
    assert lines(folded(card)[0]) == ["What happened, in full", account.strip()]


def test_something_asked_alone_without_an_input_is_its_button() -> None:
    card = notification(Notification(*HEAD, asks=(ACKNOWLEDGE,)))
    assert headings(card) == ["A child is missing"]
    assert [action["tooltip"] for action in actions(card)] == ["Acknowledge: NTK-2026-0042"]


def test_each_of_several_asks_has_its_heading_its_time_its_inputs_and_its_buttons() -> None:
    card = notification(Notification(*HEAD[:1], 7, *HEAD[2:], asks=(DECIDE, ACKNOWLEDGE)))
    assert lines(card)[2:] == [
        *("Decide whether the Director is told", "LATE  By 17:00"),
        *("Acknowledge", "By 16:30"),
    ]
    assert [node["id"] for node in inputs(card)] == ["reason"]
    assert action_ids(card) == ["tell", "do-not-tell", "acknowledge"]
    assert {str(action["data"]) for action in actions(card)} == {
        str({"verb": verb, "id": "n", "version": 7}) for verb in ("tell", "do-not-tell", "acknowledge")
    }


def test_what_is_only_offered_does_not_push_what_is_asked_away() -> None:
    comment = Ask("Add a comment", questions=(Question("comment", "long-text", "Comment"),), actions=())
    card = notification(Notification(*HEAD, asks=(ACKNOWLEDGE,), offer=comment))
    assert inputs(unfolded(card)) == []
    assert [node["id"] for node in inputs(folded(card)[0])] == ["comment"]


def test_the_channel_shows_the_rows_it_was_given_and_nothing_else() -> None:
    view = ChannelPost(*HEAD, "By 17:00", "As at 16:00", (Row("Team", "North"),), ("Nobody yet",))
    assert lines(channel_post(view)) == [
        *("NTK-2026-0042", "A child is missing", "By 17:00", "As at 16:00"),
        *("Team: North", "Who is told", "• Nobody yet"),
    ]


def test_what_is_wrong_with_an_offered_input_is_never_folded_away() -> None:
    question = Question("comment", "long-text", "Comment", error="Shorten this.")
    card = notification(Notification(*HEAD, offer=Ask("Add a comment", questions=(question,))))
    assert "Please correct “Comment”: Shorten this." in lines(unfolded(card))
