"""Screens and parcels as cards: which view a person is shown. Adaptive Cards themselves are built in cards/."""

from dataclasses import replace
from datetime import datetime

from bot.notifications.access import may_acknowledge, may_decide
from bot.notifications.answers import instant_text
from bot.notifications.delivery import Purpose
from bot.notifications.draft import Draft
from bot.notifications.duty import DutyKind
from bot.notifications.form import Ask, answered, asks
from bot.notifications.notification import Record
from bot.services import summary
from bot.services.authority import Authority
from bot.services.deciding import REASON
from bot.services.delivering import Parcel
from bot.services.drafting import is_reportable
from bot.services.reporting import preview
from bot.services.screens import (
    BesideScreen,
    ChannelScreen,
    DraftScreen,
    DutyScreen,
    HelpScreen,
    NotificationScreen,
    ReportsScreen,
    Screen,
    WelcomeScreen,
    WordsScreen,
)
from bot.services.speaking import deadline, moment
from bot.services.words import Words
from cards import lists, plain, report
from cards import notification as notification_cards
from cards import views as v

Card = dict[str, object]

STEP_TITLES = {
    "who": ("What happened, and to whom", "Choose all that apply. “Not known” is always a good answer."),
    "facts": ("The facts that matter", "Safety first, then what can still change who must be told."),
    "account": ("The account", "Enough for a first opinion; it need not be complete."),
    "agencies": ("Agencies and contact", "Leave empty what you do not know."),
}
ORDER = ("who", "facts", "account", "agencies", "check")


class Renderer:
    """Makes cards for one authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def screen(self, screen: Screen, now: datetime) -> tuple[Card, v.View]:
        """The card of a screen, and the view it was built from. `now` is aware, UTC."""
        view = self._view(screen, now)
        return build(view), view

    def parcel(self, parcel: Parcel, now: datetime) -> tuple[Card, v.View]:
        """The card of a delivery to a person or a channel."""
        view = self._parcel_view(parcel, now)
        return build(view), view

    def _view(self, screen: Screen, now: datetime) -> v.View:
        organisation = self._authority.organisation
        match screen:
            case WelcomeScreen():
                return plain.welcome(organisation.name, organisation.phone)
            case HelpScreen(unknown=unknown):
                return (plain.not_understood if unknown else plain.help_message)(organisation.phone)
            case DraftScreen():
                return self._draft(screen, now)
            case NotificationScreen(record=record, viewer=viewer, words=words):
                return self.personal(record, viewer, now, banner=words.text if words else "")
            case BesideScreen(shown=shown):
                return self._view(shown, now)
            case ChannelScreen(record=record, words=words):
                return self.channel(record, now, banner=words.text if words else "")
            case ReportsScreen():
                return self._reports(screen, now)
            case DutyScreen(words=words) if words:
                return said(words)
            case WordsScreen(words=words):
                return said(words)
        raise AssertionError(f"no view for {type(screen).__name__}")

    # -- reporting ------------------------------------------------------------------------------

    def _draft(self, screen: DraftScreen, now: datetime) -> v.View:
        draft = screen.draft
        alert = screen.words.text if screen.words else ""
        if draft.step == "first":
            return v.FirstCard(
                id=draft.id,
                version=draft.version,
                tell_now=self._questions(draft, screen, now),
                error=alert,
                actions=(
                    v.Action("tell-now", "Tell now", "positive"),
                    v.Action("start", "Full report"),
                    *((v.Action("discard", "Discard", "destructive"),) if draft.version > 1 else ()),
                ),
            )
        if draft.step == "check":
            return self._check(draft, alert, now)
        title, intro = STEP_TITLES[draft.step]
        number = ORDER.index(draft.step) + 1
        next_ = v.Action("next", "Next", "positive")
        person = (v.Action("add-person", "Add another person"),) if draft.step == "who" else ()
        return v.FormStep(
            id=draft.id,
            version=draft.version,
            step=number,
            steps=len(ORDER),
            title=title if draft.people == 1 or draft.step != "who" else f"{title} (person {draft.person})",
            intro=intro,
            questions=self._questions(draft, screen, now),
            alert=alert,
            notes=self._notes(draft, now),
            actions=(next_, *person, v.Action("back", "Back"), v.Action("discard", "Discard", "destructive")),
        )

    def _notes(self, draft: Draft, now: datetime) -> tuple[str, ...]:
        limit = None if draft.completes else is_reportable(draft, self._authority, now)
        if limit is None:
            return ()
        return (f"What you have told so far must be reported by {deadline(limit, now)}. It is saved, but not sent.",)

    def _questions(self, draft: Draft, screen: DraftScreen, now: datetime) -> tuple[v.Question, ...]:
        found = asks(draft, self._authority.pack, self._authority.limits, now)
        return tuple(question(ask, draft, screen.problems.get(ask.id, "")) for ask in found)

    def _check(self, draft: Draft, alert: str, now: datetime) -> v.Check:
        decision, judgement = preview(draft, self._authority, now)
        telling, later = summary.reasons(decision, self._authority, now)
        intro = "This is what will happen when you press “Send”, and why."
        if judgement:
            intro = (
                "No row of the procedure requires this. If you worry, send it all the same: "
                "the roles below decide. Do the police and your manager know?"
            )
        if draft.completes:
            intro = "These details are added to what you told before. Everyone told then sees them."
        return v.Check(
            id=draft.id,
            version=draft.version,
            rows=tuple(
                v.Row(ask.label, words, ask.section or "What happened")
                for ask, words in answered(draft, self._authority.pack)
            ),
            tells=tuple(tell(r) for r in telling),
            not_yet=tuple(tell(r) for r in later),
            unknown=tuple(f.question for f in decision.missing_facts),
            alert=alert,
            intro=intro,
            actions=(
                v.Action("send", "Send now" if judgement else "Send", "positive"),
                v.Action("back", "Back"),
                v.Action("discard", "Discard", "destructive"),
            ),
        )

    # -- a notification -------------------------------------------------------------------------

    def personal(
        self, record: Record, viewer: str, now: datetime, *, banner: str = "", badge: str = ""
    ) -> v.Notification:
        """The whole notification, with the actions this person may take now."""
        authority, notification = self._authority, record.notification
        mine = [d for d, _ in may_acknowledge(record, viewer, authority.organisation)]
        decision = may_decide(record, viewer, authority.organisation)
        due, late = self._due(record, viewer, now)
        actions: list[v.Action] = []
        questions: tuple[v.Question, ...] = ()
        if any(d.is_open for d in mine):
            actions.append(v.Action("acknowledge", "Acknowledge", "positive"))
        if decision and decision[0].is_open:
            title = authority.organisation.role_title(decision[0].about)
            questions = (
                v.Question(REASON, "long-text", f"Reason for telling, or not telling, the {title}", required=True),
            )
            actions += [
                v.Action("tell", f"Tell the {title}", "positive"),
                v.Action("do-not-tell", "Do not tell", "destructive"),
            ]
        if notification.reporter == viewer and record.open_duties(DutyKind.COMPLETE):
            actions.append(v.Action("complete", "Give the details", "positive"))
        actions.append(v.Action("refresh", "Show the latest"))
        telling, _ = summary.reasons(notification.decision, authority, now)
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
                v.Row("Reported", f"{moment(notification.created_at)} by {notification.reporter_name}", "Report"),
                v.Row("Limit", f"{summary.notify_line(record)} {summary.awareness_line(record)}", "Report"),
                *(v.Row(line.label, line.value, line.section) for line in summary.answers(notification, authority)),
            ),
            told=summary.told_lines(record, authority),
            why=tuple(tell(r) for r in telling),
            questions=questions,
            actions=tuple(actions),
            badge=badge or ("LATE" if late else ""),
        )

    def _due(self, record: Record, viewer: str, now: datetime) -> tuple[str, bool]:
        """What this person owes next; or, if nothing, whom the notification waits for."""
        organisation = self._authority.organisation
        decision = may_decide(record, viewer, organisation)
        mine = (*(d for d, _ in may_acknowledge(record, viewer, organisation)), *([decision[0]] if decision else []))
        return summary.next_deadline(record, self._authority, now, mine)

    def channel(self, record: Record, now: datetime, *, banner: str = "", badge: str = "") -> v.ChannelPost:
        """The channel's card: the minimum the organisation chose."""
        authority, notification = self._authority, record.notification
        shows = authority.organisation.channels["managers"].shows
        due, late = summary.next_deadline(record, authority, now)
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
            actions=(v.Action("acknowledge", "Acknowledge", "positive"), v.Action("open", "See the details")),
            tone="attention" if late else "warning" if due else "good",
        )

    @staticmethod
    def _without_reasons(record: Record) -> Record:
        """A decision's reason is free text: it is not for the channel."""
        return replace(
            record, duties=tuple(replace(d, reason="see the details") if d.reason else d for d in record.duties)
        )

    def _reports(self, screen: ReportsScreen, now: datetime) -> v.ListView:
        drafts = [
            v.Item(
                title="A draft, not sent",
                subtitle=f"Begun {moment(draft.created_at)}",
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
            items=tuple([*drafts, *sent][:5]),
            intro="The newest first." if len(drafts) + len(sent) <= 5 else "The five newest.",
            empty="You have not reported anything. Type “report” to begin.",
        )

    # -- deliveries -----------------------------------------------------------------------------

    def _parcel_view(self, parcel: Parcel, now: datetime) -> v.View:
        delivery, record = parcel.delivery, parcel.record
        if delivery.purpose is Purpose.DIGEST:
            return self._digest(parcel, now)
        if parcel.draft is not None:
            return self._draft_reminder(parcel, parcel.draft, now)
        assert record is not None
        badge = "REPEAT" if delivery.unclear and not delivery.provider_id else ""
        if delivery.purpose is Purpose.POST:
            return self.channel(record, now, badge=badge)
        if delivery.purpose is Purpose.REACH or (parcel.duty and parcel.duty.kind is DutyKind.REACH):
            return self._reach(parcel, record, now)
        if delivery.purpose is Purpose.REMINDER and parcel.duty and parcel.duty.is_open and not parcel.duty.late_since:
            badge = badge or "REMINDER"
        banner = ""
        if delivery.purpose is Purpose.ESCALATION and parcel.duty and parcel.duty.is_open:
            owner = " or ".join(self._authority.organisation.role_title(r) for r in (parcel.duty.role or "").split(","))
            verb = "decided" if parcel.duty.kind is DutyKind.DECIDE else "acknowledged"
            banner = f"Not {verb} by the {owner} in time. Please act, or reach them." if owner else "This is late."
        return self.personal(record, delivery.recipient, now, banner=banner, badge=badge)

    def _reach(self, parcel: Parcel, record: Record, now: datetime) -> v.View:
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
                f"Due by {deadline(duty.due, now)}.",
            ),
            tone="attention",
            actions=(v.Action("done", "Done: I told them", "positive"),),
        )

    def _draft_reminder(self, parcel: Parcel, draft: Draft, now: datetime) -> v.View:
        limit = parcel.duty.due if parcel.duty else now
        if parcel.duty is not None and not parcel.duty.is_open:
            return v.Notice(
                draft.id, draft.version, "This report is no longer waiting", ("Nothing is asked of you.",), "good"
            )
        if parcel.delivery.purpose is Purpose.ESCALATION:
            decision, _ = preview(draft, self._authority, now)
            rows = ", ".join(dict.fromkeys(t.title for t in decision.triggers if t.status != "not-yet"))
            return v.Notice(
                id=draft.id,
                version=draft.version,
                title=f"A report by {draft.author_name} was begun and not sent",
                lines=(
                    f"It must be told by {deadline(limit, now)}: {rows}.",
                    f"Speak to {draft.author_name} now. If you cannot, press “Send it now”: it is sent as it is.",
                ),
                tone="attention",
                actions=(v.Action("send-now", "Send it now", "positive"),),
            )
        late = now >= limit
        return v.Notice(
            id=draft.id,
            version=draft.version,
            title="Your report is not sent yet",
            lines=(
                f"What you have told must be reported by {deadline(limit, now)}.",
                "Your manager has been told that it waits." if late else "If you cannot finish, send it as it is.",
            ),
            tone="attention" if late else "warning",
            actions=(
                v.Action("resume", "Go on with it", "positive"),
                v.Action("send-now", "Send it as it is"),
            ),
        )

    def _digest(self, parcel: Parcel, now: datetime) -> v.ListView:
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


def build(view: v.View) -> Card:
    """The Adaptive Card of a view."""
    match view:
        case v.FirstCard():
            return report.first_card(view)
        case v.FormStep():
            return report.form_step(view)
        case v.Check():
            return report.check(view)
        case v.Notice():
            return plain.notice(view)
        case v.Notification():
            return notification_cards.notification(view)
        case v.ChannelPost():
            return notification_cards.channel_post(view)
        case v.ListView():
            return lists.listing(view)


def said(words: Words) -> v.Notice:
    """An answer that is only words."""
    return v.Notice(id="", version=0, title=words.title, lines=(words.next,) if words.next else (), tone=words.tone)


def tell(reason: summary.Reason) -> v.Tell:
    """One explained row."""
    return v.Tell(reason.who, reason.by, reason.why, reason.source, reason.limit, reason.urgent)


def question(ask: Ask, draft: Draft, error: str) -> v.Question:
    """One question with the answer given so far, right or wrong."""
    not_known = (v.Choice(v.UNKNOWN, "Not known"),) if ask.kind == "choices" else ()
    value = instant_text(draft.given, ask.id) if ask.kind == "instant" else draft.given.get(ask.id, "")
    return v.Question(
        id=ask.id,
        kind=ask.kind,  # type: ignore[arg-type]  # the pack's and the vocabulary's kinds are a subset of the card's
        label=ask.label,
        hint=ask.hint,
        choices=(*(v.Choice(c, label) for c, label in ask.choices), *not_known),
        value=value,
        error=error,
        section=ask.section,
        required=ask.required,
    )
