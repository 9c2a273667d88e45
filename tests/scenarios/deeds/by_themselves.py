"""What people do by themselves, in the in-process council: open the form of a deed, fill it in, press its button."""

from collections.abc import Mapping

from bot.services.screens import BesideScreen, DeedScreen, Screen
from tests.engine.council import Council


def form(council: Council, who: str, notification: str, deed: str) -> DeedScreen:
    """Somebody opens the form of a deed from their card."""
    screen = council.press(who, "begin", f"{notification}:{deed}")
    assert isinstance(screen, BesideScreen), screen
    assert isinstance(screen.beside, DeedScreen)
    return screen.beside


def does(council: Council, who: str, notification: str, deed: str, **given: str) -> Screen:
    """Somebody opens a deed's form, fills it in and presses; `given` by field."""
    token = form(council, who, notification, deed).token
    return press(council, who, notification, deed, token, given)


def press(council: Council, who: str, notification: str, deed: str, token: str, given: Mapping[str, str]) -> Screen:
    """The button of a form that is open, with these answers."""
    inputs = {f"{deed}.{field}": text for field, text in given.items()}
    return council.press(who, "do", f"{notification}:{deed}:{token}", inputs=inputs)


def said(screen: Screen) -> str:
    """The words of an answer."""
    words = getattr(screen, "words", None)
    return words.text if words else ""


def wrong(screen: Screen) -> dict[str, str]:
    """What is wrong, by field."""
    assert isinstance(screen, DeedScreen), screen
    return {key.partition(".")[2]: sentence for key, sentence in screen.problems.items()}
