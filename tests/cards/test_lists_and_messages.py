"""Lists, and the short messages that are always said the same way."""

from cards import plain
from cards.lists import MOST_ITEMS, listing
from cards.views import EMERGENCY, Action, Item, ListView, Notice
from tests.cards.reading import action_ids, actions, lines

PHONE = "01632 960 100"


def item(number: int) -> Item:
    return Item(f"NTK-2026-{number:04}", "Waits", action=Action("open", "Open", id=f"n-{number}", version=number))


def test_each_entry_has_its_own_button_with_its_own_id_and_version() -> None:
    card = listing(ListView("My reports", items=(item(1), item(2)), actions=(Action("report", "Report"),)))
    assert action_ids(card) == ["open", "open#2", "report"]
    assert [action["verb"] for action in actions(card)] == ["open", "open", "report"]
    assert [action["data"] for action in actions(card)] == [
        {"verb": "open", "id": "n-1", "version": 1},
        {"verb": "open", "id": "n-2", "version": 2},
        {"verb": "report", "id": "", "version": 0},
    ]


def test_buttons_that_look_alike_sound_different() -> None:
    card = listing(ListView("My reports", items=(item(1), item(2))))
    assert [action["tooltip"] for action in actions(card)] == ["Open: NTK-2026-0001", "Open: NTK-2026-0002"]


def test_the_same_entry_twice_still_has_two_ids() -> None:
    same = item(1)
    assert action_ids(listing(ListView("My reports", items=(same, same)))) == ["open", "open#2"]


def test_a_long_list_says_how_many_it_leaves_out() -> None:
    card = listing(ListView("My reports", items=tuple(item(number) for number in range(MOST_ITEMS + 5))))
    assert len(action_ids(card)) == MOST_ITEMS
    assert "5 more not shown here." in lines(card)


def test_an_empty_list_says_so_in_its_own_words() -> None:
    assert lines(listing(ListView("This morning", empty="Nothing waits for you."))) == [
        "This morning",
        "Nothing waits for you.",
    ]


def test_an_urgent_entry_is_marked_by_a_word() -> None:
    assert "Important: Draft" in lines(listing(ListView("My reports", items=(Item("Draft", tone="attention"),))))


def test_every_message_that_says_no_gives_a_number_to_ring() -> None:
    for message in (
        plain.not_understood(PHONE),
        plain.refused("Only the City Manager can do this.", PHONE),
        plain.not_a_member(PHONE),
        plain.not_saved(PHONE),
    ):
        assert any(PHONE in line for line in lines(plain.notice(message)))


def test_welcome_help_and_every_other_answer_say_999_first() -> None:
    for message, more in (
        (plain.welcome("Example City Council", PHONE), []),
        (plain.help_message(PHONE), ["cover"]),
        (plain.not_understood(PHONE), []),
    ):
        assert message.lines[0] == EMERGENCY
        assert action_ids(plain.notice(message)) == ["report", "my-reports", *more]


def test_a_guest_is_shown_nothing_to_press() -> None:
    assert action_ids(plain.notice(plain.not_a_member(PHONE))) == []


def test_saved_never_says_that_somebody_was_told() -> None:
    read = lines(plain.notice(plain.saved("n", 1, "NTK-2026-0042", ())))
    assert read[:2] == ["Done", "Saved: NTK-2026-0042"]
    assert not any("were told" in line or "was told" in line or "acknowledged" in line for line in read)


def test_a_failure_on_our_side_says_that_nobody_was_told() -> None:
    assert "nobody was told" in " ".join(plain.not_saved(PHONE).lines)


def test_reminders_say_what_to_press_and_late_is_a_word() -> None:
    soon = plain.notice(plain.acknowledge_reminder("n", 1, "NTK-2026-0042", "You were told at 16:05.", late=False))
    late = plain.notice(plain.acknowledge_reminder("n", 1, "NTK-2026-0042", "You were told at 16:05.", late=True))
    assert "Reminder: NTK-2026-0042 waits for you" in lines(soon)
    assert "LATE: NTK-2026-0042 waits for you" in lines(late)
    assert action_ids(soon) == ["open", "acknowledge"]
    draft = plain.notice(plain.draft_reminder("d", 2, "16:30 (in 30 minutes)", late=False))
    assert action_ids(draft) == ["send-now", "resume", "discard"]


def test_a_persons_duty_is_done_only_when_they_say_so() -> None:
    card = plain.notice(
        plain.persons_duty("t", 1, "NTK-2026-0042", "Ring Dana Director.", "No message got through.", "17:00")
    )
    assert action_ids(card) == ["done", "open"]
    assert "Press Done when it is done, not before." in lines(card)


def test_a_message_without_a_tone_is_just_its_words() -> None:
    assert lines(plain.notice(Notice("n", 1, "Title", ("One.", "", "Two.")))) == ["Title", "One.", "Two."]
