"""Lists, the most pressing first: a person's own reports and drafts, and what waits for them in the morning."""

from datetime import datetime

from bot.notifications.access import knows, only_as_cover
from bot.notifications.draft import Draft
from bot.notifications.form import answered
from bot.notifications.notification import Record
from bot.notifications.sight import Sight, seen
from bot.services import progress, restricted, summary, together
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.screens import ReportsScreen, Unsent, WaitingScreen
from bot.services.speaking import as_at, timed, who
from bot.views.restricted import due_line
from cards import views as v

PAGE = 10
"""Entries shown at once of what waits."""
MOST_DRAFTS = 4
"""Drafts in a person's list: more would push out what was sent."""


Urgency = tuple[bool, bool, datetime]
"""Not late, no time stated, due (aware): the smallest is the worst."""


class ListViews:
    """Views of several notifications at once."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def reports(self, screen: ReportsScreen, now: datetime) -> v.ListView:
        """A person's own reports: what is not sent, then what is late, due, waiting and done."""
        sent_as = {draft.completes: "a report" for draft in screen.drafts if draft.completes}
        sent_as |= {r.notification.id: r.notification.reference for r in screen.records}
        drafts = [
            v.Item(
                title=f"Details of {sent_as[draft.completes]}, not sent" if draft.completes else "A draft, not sent",
                subtitle=f"{self._happened(draft)}Begun {timed(draft.created_at, now)}",
                tone="warning",
                action=v.Action("resume", "Go on with this draft", id=draft.id, version=draft.version),
            )
            for draft in screen.drafts
        ]
        records = self._worst_first(screen.records, screen.reader)
        sent = [self._item(record, screen.reader, now) for record in records]
        intro = f"{as_at(now)}. To open an older report, type its reference."
        return v.ListView(
            title="My reports",
            items=(*drafts[:MOST_DRAFTS], *sent),
            intro=intro if drafts or sent else "",
            empty="You have not reported anything. Type “report” to begin.",
        )

    def waiting(self, screen: WaitingScreen, now: datetime) -> v.ListView:
        """What waits for a person: what is late of them, then what they owe soonest; one entry an incident."""
        entries = [self._owed(record, screen.reader, now) for record in screen.records]
        entries += [self._unsent(unsent, screen.reader, now) for unsent in screen.unsent]
        items = [item for _, item in sorted(entries, key=lambda entry: entry[0])]
        count = "1 thing waits" if len(items) == 1 else f"{len(items)} things wait"
        shown = items[screen.start : screen.start + PAGE] or items[:PAGE]
        further = screen.start + PAGE
        more = (v.Action("waiting", "Show more", id=str(further)),) if further < len(items) else ()
        ticked = self._ticks(screen, now)
        do = (v.Action("together", "Do what is ticked", "positive"),) if ticked else ()
        return v.ListView(
            title="What waits for me",
            intro=f"{count} for you, the most urgent first. {as_at(now)}." if items else "",
            items=tuple(shown),
            actions=(*do, v.Action("waiting", "Look again"), *more),
            empty=f"Nothing waits for you. {as_at(now)}.",
            questions=ticked,
            banner=screen.words.text if screen.words else "",
            banner_tone=screen.words.tone if screen.words else "info",
        )

    def _ticks(self, screen: WaitingScreen, now: datetime) -> tuple[v.Question, ...]:
        """What can be done for several at once, the worst first; nothing where there is only one."""
        records = sorted(screen.records, key=lambda record: self._owed(record, screen.reader, now)[0])
        found = [
            v.Choice(tick.key, f"{self._item(record, screen.reader, now).title}. {tick.what}")
            for record in records
            for tick in together.ticks(record, screen.reader, self._authority)
        ]
        if len(found) < 2:
            return ()
        label = "Deal with several at once: tick what you have read and done"
        return (v.Question(together.TICKED, "choices", label, choices=tuple(found[: together.MOST])),)

    def entry(self, record: Record, reader: str, now: datetime) -> v.Item:
        """One notification as an entry of any list: what its reader may see of it."""
        return self._item(record, reader, now)

    def _owed(self, record: Record, reader: str, now: datetime) -> tuple[Urgency, v.Item]:
        first = next(each for each in asked_of(record, reader, self._authority) if each.what)
        return (not first.late, not first.timed, first.due), self._item(record, reader, now)

    def _unsent(self, unsent: Unsent, reader: str, now: datetime) -> tuple[Urgency, v.Item]:
        """A report that is not sent: the reader's own, or one that reached them as somebody's manager."""
        draft, late = unsent.draft, unsent.limit <= now
        own = draft.author == reader
        item = v.Item(
            title="Your report is not sent" if own else f"A report by {draft.author_name} was begun and not sent",
            subtitle=f"{self._happened(draft) if own else ''}It must be told by {timed(unsent.limit, now)}",
            tone="attention" if late else "warning",
            action=v.Action(
                "resume" if own else "send-now",
                "Go on with it" if own else "Send it now",
                id=draft.id,
                version=draft.version,
            ),
        )
        return (not late, False, unsent.limit), item

    def digest(self, parcel: Parcel, now: datetime) -> v.ListView:
        """What waited overnight for one person."""
        reader = parcel.delivery.recipient
        records = self._worst_first(parcel.digest, reader)
        return v.ListView(
            title="This morning: waiting for you",
            intro=f"What could wait overnight, in one list. {as_at(now)}.",
            items=tuple(self._item(record, reader, now) for record in records),
            empty="Nothing waits for you.",
        )

    def _worst_first(self, records: tuple[Record, ...], reader: str) -> list[Record]:
        return sorted(records, key=lambda r: progress.how_pressing(r, asked_of(r, reader, self._authority)))

    def _item(self, record: Record, reader: str, now: datetime) -> v.Item:
        """One notification: what it is, and what is due next; to somebody who is only asked to help, not what it is.

        Of what is restricted a list says no more than that, whoever reads it: it is glanced at beside others.
        """
        told = knows(record, reader, self._authority.organisation)
        sees = seen(record, reader, self._authority.organisation)
        record, notification = sees.record, sees.record.notification
        what = summary.headline(notification) if told else "please help"
        if told and notification.is_restricted:
            what = restricted.HEADLINE.lower()
        asked = asked_of(record, reader, self._authority)
        due, late = progress.next_deadline(record, self._authority, now, asked)
        if sees.sight is not Sight.WHOLE:
            due, late = due_line(asked, now), any(each.late for each in asked)
        return v.Item(
            title=f"{notification.reference}: {what}",
            subtitle=f"{due or progress.status_line(record, self._authority, now)}{self._as_cover(record, reader)}",
            tone="attention" if late else "warning" if asked else "info",
            action=v.Action("open", f"Open {notification.reference}", id=notification.id, version=notification.version),
        )

    def _as_cover(self, record: Record, reader: str) -> str:
        """For whom something is asked of the reader, where they hold nothing of it themselves."""
        stands = only_as_cover(record, reader, self._authority.organisation)
        if stands is None:
            return ""
        title = self._authority.organisation.role_title(stands.role)
        return f", as cover for {who(stands.covers, self._authority) if stands.covers else f'the {title}'}"

    def _happened(self, draft: Draft) -> str:
        """What a draft is about, so that its author can tell it from another."""
        rows = answered(draft, self._authority.pack)
        return next((f"{words}. " for ask, words in rows if ask.id == "happened"), "")
