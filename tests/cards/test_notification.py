"""A notification that was sent, as a role holder, the reporter and the channel see it."""

from cards.notification import channel_post, notification
from cards.views import Action, ChannelPost, Notification, Question, Row, Tell
from tests.cards.reading import action_ids, actions, headings, inputs, lines


def test_the_answer_to_the_last_press_comes_first() -> None:
    card = notification(
        Notification("n", 1, "NTK-2026-0042", "A child is missing", banner="You acknowledged at 16:20.")
    )
    assert lines(card)[:3] == ["You acknowledged at 16:20.", "NTK-2026-0042", "A child is missing"]


def test_the_badge_is_a_word_beside_the_reference_and_the_deadline_stands_at_the_top() -> None:
    view = Notification("n", 1, "NTK-2026-0042", "A child is missing", "Acknowledge by 16:30", badge="LATE")
    assert lines(notification(view))[:3] == ["LATE  NTK-2026-0042", "A child is missing", "Acknowledge by 16:30"]


def test_a_tone_is_said_as_well_as_coloured() -> None:
    for tone, word in (("attention", "Important"), ("warning", "Please note"), ("good", "In hand")):
        view = Notification("n", 1, "NTK-2026-0042", "A child is missing", tone=tone)  # type: ignore[arg-type]
        assert lines(notification(view))[0] == f"{word}  NTK-2026-0042"


def test_it_says_what_was_reported_who_is_told_what_was_done_and_why() -> None:
    view = Notification(
        *("n", 1, "NTK-2026-0042", "A child is missing"),
        rows=(Row("Child", "Child K-104"),),
        told=("Director: sent 16:02",),
        journal=("16:00 Rowan Reporter sent the report",),
        why=(Tell("Director", "17:00", "A child is missing."),),
    )
    card = notification(view)
    assert headings(card)[1:] == ["What was reported", "Who is told", "What has been done", "Who must know, and why"]
    assert "• Director: sent 16:02" in lines(card)


def test_a_decision_asks_for_its_reason_above_the_buttons() -> None:
    view = Notification(
        *("n", 7, "NTK-2026-0042", "A child is missing"),
        questions=(Question("reason", "long-text", "Your reason"),),
        actions=(Action("tell", "Tell the Director", "positive"), Action("do-not-tell", "Do not tell")),
    )
    card = notification(view)
    assert [node["id"] for node in inputs(card)] == ["reason"]
    assert action_ids(card) == ["tell", "do-not-tell"]
    assert [action["data"] for action in actions(card)] == [
        {"verb": "tell", "id": "n", "version": 7},
        {"verb": "do-not-tell", "id": "n", "version": 7},
    ]


def test_the_channel_shows_the_rows_it_was_given_and_nothing_else() -> None:
    view = ChannelPost("n", 1, "NTK-2026-0042", "A notification", "By 17:00", (Row("Team", "North"),), ("Nobody yet",))
    assert lines(channel_post(view)) == [
        *("NTK-2026-0042", "A notification", "By 17:00"),
        *("In short", "Team: North", "Who is told", "• Nobody yet"),
    ]
