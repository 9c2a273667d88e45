"""The views of a notification that was sent: whole for the entitled, the minimum for the channel, and lists of them."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import may_acknowledge, may_decide
from bot.notifications.draft import Draft
from bot.notifications.duty import DutyKind
from bot.notifications.form import answered
from bot.notifications.notification import Record
from bot.services import summary
from bot.services.authority import Authority
from bot.services.commenting import fields_for
from bot.services.deciding import reason_asked
from bot.services.delivering import Parcel
from bot.services.leftover import typed_by
from bot.services.screens import ReportsScreen
from bot.services.speaking import moment
from bot.teams.report_views import tell, typed_in
from cards import views as v

MOST_DRAFTS = 4
"""Drafts in a person's list: more would push out what was sent."""


class NotificationViews:
    """Views of notifications, each with what its reader may do now."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def personal(
        self, record: Record, viewer: str, now: datetime, *, banner: str = "", badge: str = ""
    ) -> v.Notification:
        """The whole notification, with the actions this person may take now."""
        authority, notification = self._authority, record.notification
        mine = [d for d, _ in may_acknowledge(record, viewer, authority.organisation)]
        decision = may_decide(record, viewer, authority.organisation)
        due, late = self._due(record, viewer, now)
        banner = banner or self._own_part(record, viewer)
        typed = typed_by(record, viewer)
        actions: list[v.Action] = []
        questions: tuple[v.Question, ...] = ()
        if any(d.is_open for d in mine):
            actions.append(v.Action("acknowledge", "Acknowledge", "positive"))
        if decision and decision[0].is_open:
            questions = tuple(typed_in(ask, {}, typed) for ask in reason_asked(record, viewer, authority))
            actions += [
                v.Action("tell", f"Tell the {decision[0].about}", "positive"),
                v.Action("do-not-tell", "Do not tell", "destructive"),
            ]
        fields = fields_for(record, viewer, authority)
        if fields:
            questions += tuple(typed_in(ask, notification.answers, typed) for ask in fields)
            actions.append(v.Action("comment", "Save comment"))
        if notification.reporter == viewer and record.open_duties(DutyKind.COMPLETE):
            actions.append(v.Action("complete", "Give the details", "positive"))
        actions.append(v.Action("refresh", "Show the latest"))
        telling, _ = summary.reasons(notification.decision, authority, None)
        tone: v.Tone = "attention" if late else "warning" if due else "good"
        return v.Notification(
            id=notification.id,
            version=notification.version,
            reference=notification.reference,
            headline=summary.headline(notification),
            deadline=due or f"Status: {record.status}",
            tone=tone,
            banner=banner,
            rows=(
                *(v.Row(line.label, line.value, line.section) for line in summary.answers(notification, authority)),
                v.Row("Reported", f"{moment(notification.created_at)} by {summary.reporter(notification)}", "When"),
                v.Row("Limit", f"{summary.notify_line(record)} {summary.awareness_line(record)}", "When"),
            ),
            told=summary.told_lines(record, authority),
            why=tuple(tell(r) for r in telling),
            questions=questions,
            actions=tuple(actions),
            badge=badge or ("LATE" if late else ""),
            told_first=viewer == notification.reporter,
        )

    def _own_part(self, record: Record, viewer: str) -> str:
        """What the reader has done already, so that an update does not take their confirmation away."""
        done = [d for d in record.duties if d.met_by == viewer and d.met_at and d.kind is DutyKind.ACKNOWLEDGE]
        return f"You acknowledged this at {moment(done[0].met_at)}." if done and done[0].met_at else ""

    def _due(self, record: Record, viewer: str, now: datetime) -> tuple[str, bool]:
        """What this person owes next; or, if nothing, whom the notification waits for."""
        organisation = self._authority.organisation
        decision = may_decide(record, viewer, organisation)
        mine = (*(d for d, _ in may_acknowledge(record, viewer, organisation)), *([decision[0]] if decision else []))
        return summary.next_deadline(record, self._authority, None, mine)

    def channel(self, record: Record, now: datetime, *, banner: str = "", badge: str = "") -> v.ChannelPost | v.Notice:
        """The channel's card: the minimum the organisation chose; nothing any more of what became a staff matter."""
        authority, notification = self._authority, record.notification
        if notification.staff_matter != "no":
            return v.Notice(
                notification.id, notification.version, f"{notification.reference} is not shown here any more"
            )
        shows = authority.organisation.channels["managers"].shows
        waits = record.open_duties(DutyKind.ACKNOWLEDGE)
        asked = (v.Action("acknowledge", "Acknowledge", "positive"),) if waits else ()
        due, late = summary.next_deadline(record, authority, None)
        return v.ChannelPost(
            id=notification.id,
            version=notification.version,
            reference=notification.reference,
            headline=summary.headline(notification) if "category" in shows else "A Need to Know notification",
            deadline=(due or f"Status: {record.status}") if "deadline" in shows else "",
            rows=tuple(v.Row(k, value) for k, value in summary.channel_rows(record, authority).items()),
            status=summary.told_lines(self._without_reasons(record), authority) if "status" in shows else (),
            banner=banner,
            badge=badge or ("LATE" if late else ""),
            actions=(*asked, v.Action("open", "See the details")),
            tone="attention" if late else "warning" if due else "good",
        )

    @staticmethod
    def _without_reasons(record: Record) -> Record:
        """A decision's reason is free text: it is not for the channel."""
        return replace(
            record, duties=tuple(replace(d, reason="see the details") if d.reason else d for d in record.duties)
        )

    def _happened(self, draft: Draft) -> str:
        """What a draft is about, so that its author can tell it from another."""
        rows = answered(draft, self._authority.pack)
        return next((f"{words}. " for ask, words in rows if ask.id == "happened"), "")

    def reports(self, screen: ReportsScreen, now: datetime) -> v.ListView:
        sent_as = {draft.completes: "a report" for draft in screen.drafts if draft.completes}
        sent_as |= {r.notification.id: r.notification.reference for r in screen.records}
        drafts = [
            v.Item(
                title=f"Details of {sent_as[draft.completes]}, not sent" if draft.completes else "A draft, not sent",
                subtitle=f"{self._happened(draft)}Begun {moment(draft.created_at)}",
                tone="warning",
                action=v.Action("resume", "Go on", id=draft.id, version=draft.version),
            )
            for draft in screen.drafts
        ]
        sent = [
            v.Item(
                title=f"{r.notification.reference}: {summary.headline(r.notification)}",
                subtitle=f"{moment(r.notification.created_at)}; {r.status}",
                tone="info",
                action=v.Action("open", "Open", id=r.notification.id, version=r.notification.version),
            )
            for r in screen.records
        ]
        return v.ListView(
            title="My reports",
            items=(*drafts[:MOST_DRAFTS], *sent),
            intro="What is not sent comes first. To open an older report, type its reference."
            if drafts or sent
            else "",
            empty="You have not reported anything. Type “report” to begin.",
        )

    def reach(self, parcel: Parcel, record: Record, now: datetime) -> v.View:
        duty = parcel.duty
        assert duty is not None
        organisation = self._authority.organisation
        person = organisation.person(duty.about)
        channel = organisation.channels.get(duty.about)
        name = person.name if person else f"the channel {channel.name}" if channel else duty.about
        phone = f" on {person.phone}" if person and person.phone else ""
        how = f"Phone {name}{phone}, say that a Need to Know waits" if person else f"Tell {name} another way"
        if not duty.is_open:
            return v.Notice(duty.id, 1, f"{record.notification.reference}: done", ("Nothing else is asked.",), "good")
        return v.Notice(
            id=duty.id,
            version=1,
            title=f"Please reach {name} about {record.notification.reference}",
            lines=(
                f"No message went through. {how}, then press “Done”.",
                f"Due by {moment(duty.due)}.",
            ),
            tone="attention",
            actions=(v.Action("done", "Done: I told them", "positive"),),
        )

    def digest(self, parcel: Parcel, now: datetime) -> v.ListView:
        items = []
        for record in parcel.digest:
            due, late = self._due(record, parcel.delivery.recipient, now)
            items.append(
                v.Item(
                    title=f"{record.notification.reference}: {summary.headline(record.notification)}",
                    subtitle=due or record.status,
                    tone="attention" if late else "warning",
                    action=v.Action("open", "Open", id=record.notification.id, version=record.notification.version),
                )
            )
        return v.ListView(
            title="This morning: waiting for you",
            intro="What could wait overnight, in one list.",
            items=tuple(items[:5]),
            empty="Nothing waits for you.",
        )
