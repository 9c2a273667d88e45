"""What people type in a chat for what they want, and the answer to it. The buttons' own words are among it."""

import re
from datetime import datetime

from bot.notifications import searching
from bot.notifications.commands import Actor, Place, Press
from bot.services import looking_up, putting_aside, reading, waiting, words
from bot.services.authority import Authority
from bot.services.ports import Work
from bot.services.screens import HelpScreen, Screen, WordsScreen

REFERENCE = re.compile(r"NTK-\d{4}-\d{4,}", re.IGNORECASE)
TYPED = {
    "report": "report",
    "report an incident": "report",
    "new report": "report",
    "my report": "my-reports",
    "my reports": "my-reports",
    "waiting": "waiting",
    "what waits": "waiting",
    "what waits for me": "waiting",
    "what is waiting for me": "waiting",
    "my duties": "waiting",
    "late": "late",
    "what is late": "late",
    "monitor": "monitor",
    "help": "help",
}
LISTS = frozenset({"my-reports", "waiting", "together", "find", "late", "monitor"})
IN_OWN_CHAT = frozenset({"report", "new", "resume", "complete", "open"}) | LISTS
"""What is answered in the asker's own chat, wherever it is asked; a press on `open` shows who may see it anyway."""


def wanted(text: str, authority: Authority) -> tuple[str, str]:
    """What a text asks for, and what it is about: the reference to be opened, or the text itself."""
    if reference := REFERENCE.search(text):
        return "open", reference.group(0).upper()
    if searching.hear(text, authority.pack) is not None:
        return "find", text
    return TYPED.get(text.strip("/.!? "), text), text


def answer(work: Work, authority: Authority, actor: Actor, wants: str, about: str, now: datetime) -> Screen:
    """What was asked for. `about` is the reference to be opened, or the text as it was typed."""
    match wants:
        case "report":
            return putting_aside.begin(work, actor, now)
        case "my-reports":
            return reading.my_reports(work, actor.id)
        case "waiting" | "together":
            return waiting.what_waits(work, authority, actor.id, now)
        case "late":
            return looking_up.late_for(work, authority, actor.id)
        case "monitor":
            return looking_up.monitor_for(work, authority, actor.id, actor.name, now)
        case "find":
            search = searching.hear(about, authority.pack) or searching.Search()
            return looking_up.found(work, authority, actor.id, actor.name, search, now)
        case "open":
            found = work.find_reference(about)
            press = Press(actor, Place("personal", ""), "open", found or "", 0)
            # Somebody not entitled learns nothing: not even whether the reference exists.
            screen = reading.open_notification(work, authority, press, now)
            return screen if not isinstance(screen, WordsScreen) else WordsScreen(words.not_yours())
    return HelpScreen(unknown=wants not in ("help", "hi", "hello", "?"))
