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
    assert "LATE  Draft" in lines(listing(ListView("My reports", items=(Item("Draft", tone="attention"),))))


def test_what_is_not_understood_gives_a_number_to_ring() -> None:
    assert any(PHONE in line for line in lines(plain.notice(plain.not_understood(PHONE))))


def test_welcome_help_and_every_other_answer_say_999_first() -> None:
    for message, more in (
        (plain.welcome("Example City Council", PHONE), []),
        (plain.help_message(PHONE), ["cover"]),
        (plain.not_understood(PHONE), []),
    ):
        assert message.lines[0] == EMERGENCY
        assert action_ids(plain.notice(message)) == ["report", "waiting", "my-reports", *more]


def test_an_older_card_is_one_line_that_points_to_the_newer_and_nothing_to_press() -> None:
    card = plain.notice(plain.newer("NTK-2026-0042"))
    assert lines(card) == ["There is a newer card about NTK-2026-0042 in this chat"]
    assert action_ids(card) == []
    pressed = plain.notice(plain.newer("NTK-2026-0042", "You acknowledged this.", ""))
    assert lines(pressed)[1:] == ["You acknowledged this."]


def test_a_message_without_a_tone_is_just_its_words() -> None:
    assert lines(plain.notice(Notice("n", 1, "Title", ("One.", "", "Two.")))) == ["Title", "One.", "Two."]
