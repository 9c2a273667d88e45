"""The views of what was looked up: the search card with what it found, what is late, the monitor over all."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.notifications.access import may_open
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Record
from bot.notifications.searching import LONGEST, STANDS, Search
from bot.services import summary
from bot.services.authority import Authority
from bot.services.looking_up import records_open
from bot.services.screens import FoundScreen, LateScreen, MonitorScreen
from bot.services.speaking import as_at, timed
from bot.views.lists import ListViews
from cards import views as v

_LATE: Mapping[DutyKind, str] = MappingProxyType(
    {
        DutyKind.NOTIFY: "telling somebody",
        DutyKind.ACKNOWLEDGE: "an acknowledgement",
        DutyKind.DECIDE: "a decision",
        DutyKind.FIRST: "the decision whether it is notified",
        DutyKind.COMPLETE: "the reporter's details",
        DutyKind.TASK: "a task",
        DutyKind.ANSWER: "an answer",
        DutyKind.ACTION: "an action",
    }
)
"""What is late, by its kind, in words that say nothing of what happened."""


class LookedUpViews:
    """Views for one authority; an entry is drawn as in every other list."""

    def __init__(self, authority: Authority, lists: ListViews) -> None:
        self._authority, self._lists = authority, lists

    def found(self, screen: FoundScreen, now: datetime) -> v.ListView:
        """What was found, the newest first, and the search card under it."""
        search = screen.search
        looked = not search.is_empty and not screen.problems
        more = (v.Action("find", "Show more", id=screen.more),) if screen.more else ()
        nothing = "Nothing more that you may see." if screen.more else "Nothing that you may see matches."
        return v.ListView(
            title="What was found" if looked else "Find a notification",
            intro=f"The newest first. {as_at(now)}. You see what you may see, and nothing else." if looked else "",
            items=tuple(self._lists.entry(record, screen.reader, now) for record in screen.records),
            empty=nothing if looked else "Fill in what you know. Who looks for what is recorded.",
            questions=self._questions(search, screen.problems),
            actions=(v.Action("find", "Find", "positive"), *more),
        )

    def _questions(self, search: Search, problems: Mapping[str, str]) -> tuple[v.Question, ...]:
        rows = tuple(v.Choice(row.id, row.title) for row in self._authority.pack.triggers)
        stands = tuple(v.Choice(key, label) for key, label in STANDS.items())
        asked = (
            v.Question(
                "find.words",
                "text",
                "Words",
                "A name, a case number, a reference, the reporter: all of the words are looked for.",
                value=search.words,
                longest=LONGEST,
            ),
            v.Question("find.row", "person", "Row of the policy", choices=rows, value=search.row),
            v.Question("find.stands", "person", "How it stands", choices=stands, value=search.stands),
            v.Question("find.since", "date", "Reported from", value=search.since),
            v.Question("find.until", "date", "Reported until", value=search.until),
        )
        return tuple(v.Question(**{**vars(each), "error": problems.get(each.id, "")}) for each in asked)

    def late(self, screen: LateScreen, now: datetime) -> v.ListView:
        """What is late, the latest for longest first: what was due when, and from whom."""
        return v.ListView(
            title="What is late",
            intro=f"The latest for longest first. {as_at(now)}." if screen.records else "",
            items=tuple(self._late(record, screen.reader, now) for record in screen.records),
            empty=_none("Nothing that you may see is late.", screen.more, now),
            actions=_again("late", screen.more),
        )

    def _late(self, record: Record, reader: str, now: datetime) -> v.Item:
        item = self._lists.entry(record, reader, now)
        since = min(duty.late_since for duty in record.open_duties() if duty.late_since)
        return v.Item(item.title, f"Late since {timed(since, now)}. {item.subtitle}", "attention", item.action)

    def monitor(self, screen: MonitorScreen, now: datetime) -> v.ListView:
        """What is not closed, or not confirmed, the oldest first."""
        return v.ListView(
            title="Monitor: all notifications",
            intro=f"Not closed, or not confirmed on the record; the oldest first. {as_at(now)}."
            if screen.records
            else "",
            items=tuple(self._watched(record, screen.reader, now) for record in screen.records),
            empty=_none("Every notification is closed, and every record confirmed.", screen.more, now),
            actions=_again("monitor", screen.more),
        )

    def _watched(self, record: Record, reader: str, now: datetime) -> v.Item:
        """What whoever watches over all needs to know; of what many may not read, not what it is."""
        notification = record.notification
        late = tuple(dict.fromkeys(_LATE.get(d.kind, "something owed") for d in record.open_duties() if d.late_since))
        closed = notification.closed
        said = [
            f"Reported {timed(notification.created_at, now)}",
            f"closed {timed(closed.at, now)}" if closed else "not closed",
            "record not confirmed" if records_open(record, self._authority) else "",
            f"late: {', '.join(late)}" if late else "",
            record.status if notification.is_open else "",
        ]
        opens = may_open(record, reader, self._authority.organisation)
        what = summary.headline(notification) if notification.is_open else "not shown in this list"
        return v.Item(
            title=f"{notification.reference}: {what}",
            subtitle=f"{'; '.join(part for part in said if part)}",
            tone="attention" if late else "info",
            action=v.Action("open", f"Open {notification.reference}", id=notification.id, version=notification.version)
            if opens
            else None,
        )


def _again(verb: str, more: str) -> tuple[v.Action, ...]:
    further = (v.Action(verb, "Show more", id=more),) if more else ()
    return (v.Action(verb, "Look again"), *further)


def _none(words: str, more: str, now: datetime) -> str:
    return f"Nothing more here yet. {as_at(now)}." if more else f"{words} {as_at(now)}."
