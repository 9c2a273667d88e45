"""An update in words, as cards, mails and sheet have it: what kind of news, about whom, and the words themselves."""

from bot.notifications.addition import Addition
from bot.notifications.children import DIED, INJURED, SAFE
from rules.vocabulary.news import NEWS_BY_ID

UPDATES = ("update", "found")
"""The kinds of addition that are news."""
CONDITIONS = ((SAFE, "Safe"), (INJURED, "Injured, or harmed"), (DIED, "Died"))


def update_line(added: Addition) -> tuple[str, str]:
    """Label and text of an update; what happened since stands before its words."""
    news, said = NEWS_BY_ID.get(added.said.get("kind", "")), added.said
    name = f" ({said['name']})" if said.get("name") else ""
    now = f"Happened since: {said['now']}. " if said.get("now") else ""
    return f"Update: {news.label if news else ''}{name}", f"{now}{said.get('what', '')}"


def found_line(added: Addition) -> tuple[str, str]:
    """Label and text of what was said of a child who was found."""
    said = added.said
    name = f"{said['name']} was found" if said.get("name") else "Found"
    condition = dict(CONDITIONS).get(said.get("condition", ""), "").lower()
    some = "" if added.about else " Not every child of the group."
    seen = f"{said.get('when', '')}. Seen by: {said.get('seen', '')}."
    return f"Update: {name}: {condition}", f"{seen} {said.get('what', '')}{some}"
