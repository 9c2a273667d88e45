"""Lists, the most pressing first: a person's own reports and drafts, and what waits for them in the morning."""

from datetime import datetime

from bot.notifications.access import knows
from bot.notifications.draft import Draft
from bot.notifications.form import answered
from bot.notifications.notification import Record
from bot.services import progress, summary
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.screens import ReportsScreen
from bot.services.speaking import moment
from cards import views as v

MOST_DRAFTS = 4
"""Drafts in a person's list: more would push out what was sent."""


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
                subtitle=f"{self._happened(draft)}Begun {moment(draft.created_at)}",
                tone="warning",
                action=v.Action("resume", "Go on with this draft", id=draft.id, version=draft.version),
            )
            for draft in screen.drafts
        ]
        records = self._worst_first(screen.records, screen.reader)
        sent = [self._item(record, screen.reader, now) for record in records]
        intro = f"As at {moment(now)}. To open an older report, type its reference."
        return v.ListView(
            title="My reports",
            items=(*drafts[:MOST_DRAFTS], *sent),
            intro=intro if drafts or sent else "",
            empty="You have not reported anything. Type “report” to begin.",
        )

    def digest(self, parcel: Parcel, now: datetime) -> v.ListView:
        """What waited overnight for one person."""
        reader = parcel.delivery.recipient
        records = self._worst_first(parcel.digest, reader)
        return v.ListView(
            title="This morning: waiting for you",
            intro=f"What could wait overnight, in one list. As at {moment(now)}.",
            items=tuple(self._item(record, reader, now) for record in records),
            empty="Nothing waits for you.",
        )

    def _worst_first(self, records: tuple[Record, ...], reader: str) -> list[Record]:
        return sorted(records, key=lambda r: progress.how_pressing(r, asked_of(r, reader, self._authority)))

    def _item(self, record: Record, reader: str, now: datetime) -> v.Item:
        """One notification: what it is, and what is due next; to somebody who is only asked to help, not what it is."""
        notification = record.notification
        told = knows(record, reader, self._authority.organisation)
        what = summary.headline(notification) if told else "please help"
        asked = asked_of(record, reader, self._authority)
        due, late = progress.next_deadline(record, self._authority, now, asked)
        return v.Item(
            title=f"{notification.reference}: {what}",
            subtitle=due or f"Status: {record.status}",
            tone="attention" if late else "warning" if asked else "info",
            action=v.Action("open", f"Open {notification.reference}", id=notification.id, version=notification.version),
        )

    def _happened(self, draft: Draft) -> str:
        """What a draft is about, so that its author can tell it from another."""
        rows = answered(draft, self._authority.pack)
        return next((f"{words}. " for ask, words in rows if ask.id == "happened"), "")
