"""The views of a notification that was sent: whole for the entitled, the minimum for the channel."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.notifications.access import knows, may_open, only_as_cover
from bot.notifications.duty import DutyKind
from bot.notifications.notification import Record
from bot.notifications.sight import Sight, seen, seen_by_many
from bot.services import explaining, progress, required_lines, summary
from bot.services.added import EARLIER
from bot.services.asked import Asked
from bot.services.asking import asked_of
from bot.services.assisting import as_assistant
from bot.services.authority import Authority
from bot.services.commenting import fields_for
from bot.services.deeds import offered
from bot.services.leftover import typed_by
from bot.services.speaking import as_at, timed, timed_text, who
from bot.services.words import Words
from bot.views import restricted as restricted_card
from bot.views.banners import asked_because
from bot.views.report import tell, typed_in
from cards import views as v

_OWN_PART: Mapping[DutyKind, str] = MappingProxyType(
    {
        DutyKind.ACKNOWLEDGE: "acknowledged this",
        DutyKind.DECIDE: "decided this",
        DutyKind.FIRST: "decided this",
        DutyKind.REACH: "said that you reached them",
        DutyKind.ANSWER: "answered what you were asked",
        DutyKind.ACTION: "did what was required of you",
        DutyKind.REVIEW_DAY: "reviewed this",
    }
)
"""What somebody did, for their own card."""
_NOT_FOR_THE_CHANNEL = (DutyKind.TASK, DutyKind.UPDATE, DutyKind.ANSWER, DutyKind.ACTION, DutyKind.REVIEW_DAY)


class NotificationViews:
    """Views of notifications, each with what its reader may do now."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def personal(
        self,
        record: Record,
        viewer: str,
        now: datetime,
        *,
        banner: str = "",
        badge: str = "",
        said: Words | None = None,
    ) -> v.Notification:
        """The notification as this person may see it, with what is asked of them, and what else they may do.

        `said` answers their last press: above everything, and at the input that it is about.
        """
        banner = said.text if said else banner
        authority, known = self._authority, knows(record, viewer, self._authority.organisation)
        sees = seen(record, viewer, authority.organisation)
        may_ask, record = may_open(record, viewer, authority.organisation), sees.record
        notification = record.notification
        asked = asked_of(record, viewer, authority)
        due, late = progress.next_deadline(record, authority, now, asked)
        if not known:
            return self._limited(record, viewer, now, banner=banner, badge=badge, said=said, may_open=may_ask)
        if sees.sight is not Sight.WHOLE:
            return restricted_card.card(
                sees,
                authority,
                now,
                asked=asked,
                asks=tuple(ask(each, typed_by(record, viewer), now, said) for each in asked),
                offer=self._offer(record, viewer),
                own_words=tuple(map(_row, summary.remarks(notification, authority, now))),
                banner=banner or asked_because(record, viewer, authority) or self._own_part(record, viewer, now),
                banner_tone=_banner_tone(said),
                badge=badge,
                more=self._more(record, viewer),
            )
        telling, _ = explaining.reasons(notification.decision, authority, now)
        limit = f"{progress.notify_line(record, now)} {progress.awareness_line(record)}"
        added = summary.remarks(notification, authority, now)
        return v.Notification(
            id=notification.id,
            version=notification.version,
            reference=notification.reference,
            headline=summary.headline(notification),
            about=summary.about(notification, authority),
            deadline=due or progress.status_line(record, authority, now),
            written=as_at(now),
            tone="attention" if late else "warning" if due else "good",
            banner=banner
            or _to_read(as_assistant(record, viewer, authority))
            or asked_because(record, viewer, authority)
            or self._own_part(record, viewer, now)
            or self._as_cover(record, viewer, now),
            banner_tone=_banner_tone(said),
            badge="DRILL" if notification.drill else badge or ("LATE" if late else ""),
            account=summary.account(notification),
            brief=tuple(map(_row, summary.brief(notification, authority, now))),
            remarks=(
                *(v.Row(*line) for line in required_lines.lines(record, authority, now)),
                *(_row(line) for line in added if line.section != EARLIER),
            ),
            asks=tuple(ask(each, typed_by(record, viewer), now, said) for each in asked),
            offer=self._offer(record, viewer),
            rows=(
                *map(_row, summary.rest(notification, authority, now)),
                v.Row("Limit", limit, "When"),
                *(_row(line) for line in added if line.section == EARLIER),
            ),
            told=progress.told_lines(record, authority, now),
            why=tuple(tell(r) for r in telling),
            actions=(v.Action("refresh", "Show the latest"), *self._more(record, viewer)),
            told_first=viewer == notification.reporter,
        )

    def _limited(
        self,
        record: Record,
        viewer: str,
        now: datetime,
        *,
        banner: str,
        badge: str,
        said: Words | None,
        may_open: bool,
    ) -> v.Notification:
        """For somebody who is only asked to help: what to do, and not a word of what it is about."""
        asked = asked_of(record, viewer, self._authority)
        late = any(each.late for each in asked)
        see = v.Action("open", "See what it is about")
        return v.Notification(
            id=record.notification.id,
            version=record.notification.version,
            reference=record.notification.reference,
            headline="Please help with a Need to Know" if asked else "Nothing is asked of you any more",
            deadline=progress.next_deadline(record, self._authority, now, asked)[0] if asked else "",
            written=as_at(now),
            tone="attention" if late else "warning" if asked else "good",
            banner=banner,
            banner_tone=_banner_tone(said),
            badge=badge or ("LATE" if late else ""),
            asks=tuple(ask(each, {}, now, said) for each in asked),
            actions=(see,) if may_open else (),
        )

    def _more(self, record: Record, viewer: str) -> tuple[v.Action, ...]:
        """The way to what the reader may do by themselves, where there is anything."""
        found = offered(record, viewer, self._authority)
        return (
            (v.Action("more", "More \u2026", tooltip=f"What else you can do with {record.notification.reference}"),)
            if found
            else ()
        )

    def _offer(self, record: Record, viewer: str) -> v.Ask | None:
        """What the reader's role fills in on its card, at any time."""
        fields = fields_for(record, viewer, self._authority)
        if not fields:
            return None
        typed = typed_by(record, viewer)
        # A comment is added to what stands above; what is chosen is changed where it stands.
        chosen = {field.id for field in fields if not field.longest}
        answers = {key: said for key, said in record.notification.answers.items() if key in chosen}
        questions = tuple(typed_in(field, answers, typed) for field in fields)
        return v.Ask("Add a comment", questions=questions, actions=(v.Action("comment", "Save comment"),))

    def _own_part(self, record: Record, viewer: str, now: datetime) -> str:
        """What the reader has done already, so that an update does not take their confirmation away."""
        own = [d for d in record.duties if d.met_by == viewer and d.met_at and d.kind in _OWN_PART]
        if not own:
            return ""
        duty = max(own, key=lambda d: d.met_at or d.created_at)
        cover = f" as cover for {who(duty.met_for, self._authority)}" if duty.met_for else ""
        return f"You {_OWN_PART[duty.kind]}{cover} at {timed(duty.met_at or duty.created_at, now)}."

    def _as_cover(self, record: Record, viewer: str, now: datetime) -> str:
        """For whom the reader is told, where they hold nothing of it themselves."""
        organisation = record.notification.within(self._authority.organisation)
        stands = only_as_cover(record, viewer, organisation)
        if stands is None:
            return ""
        title = organisation.role_title(stands.role)
        if stands.role and not organisation.holders(stands.role):
            return f"You are told in place of the {title}, who must not know of this."
        if not stands.covers:
            return f"You are told as cover for the {title}."
        person = organisation.person(stands.covers)
        back = organisation.back_at(person.key, now) if person else None
        until = f", who is away until {timed(back, now)}" if back else ""
        return f"You are told as cover for {who(stands.covers, self._authority)}{until}."

    def channel(self, record: Record, now: datetime, *, banner: str = "", badge: str = "") -> v.ChannelPost | v.Notice:
        """The channel's card: the minimum the organisation chose; nothing any more of what became a staff matter."""
        authority = self._authority
        record = self._for_the_channel(seen_by_many(record).record)
        notification = record.notification
        if not notification.is_open:
            return v.Notice(
                notification.id, notification.version, f"{notification.reference} is not shown here any more"
            )
        shows = authority.organisation.channels["managers"].shows
        waits = record.open_duties(DutyKind.ACKNOWLEDGE)
        asked = (v.Action("acknowledge", "Acknowledge", "positive"),) if waits else ()
        due, late = progress.next_deadline(record, authority, now)
        return v.ChannelPost(
            id=notification.id,
            version=notification.version,
            reference=notification.reference,
            headline=summary.headline(notification) if "category" in shows else "A Need to Know notification",
            deadline=(due or progress.status_line(record, authority, now)) if "deadline" in shows else "",
            written=as_at(now),
            rows=tuple(v.Row(k, value) for k, value in progress.channel_rows(record, authority, now).items()),
            status=progress.told_lines(record, authority, now) if "status" in shows else (),
            banner=banner,
            badge=badge or ("LATE" if late else ""),
            actions=(*asked, v.Action("open", "See the details")),
            tone="attention" if late else "warning" if due else "good",
        )

    @staticmethod
    def _for_the_channel(record: Record) -> Record:
        """A reason is free text, a task's title says what happened, a question is for few: none is for the channel."""
        shown = (d for d in record.duties if d.kind not in _NOT_FOR_THE_CHANNEL)
        return replace(record, duties=tuple(replace(d, reason="See the details.") if d.reason else d for d in shown))


def ask(asked: Asked, typed: Mapping[str, str], now: datetime, said: Words | None = None) -> v.Ask:
    """One thing asked of a person, as their card shows it, with what they typed there and no press has used."""
    questions = (typed_in(field, {}, typed) for field in asked.fields)
    return v.Ask(
        title=asked.title,
        by=timed(asked.due, now) if asked.timed else "",
        late=asked.late,
        note=f"{asked.note} {timed_text(asked.so_far, now)}".strip(),
        questions=tuple(
            replace(q, error=q.error or said.title) if said and q.id == said.input else q for q in questions
        ),
        actions=tuple(v.Action(b.verb, b.label, b.style, id=b.about) for b in asked.buttons),
    )


def _to_read(whose: str) -> str:
    """What an assistant's card begins with, "" for everybody else's."""
    return f"You read this as the assistant of {whose}. You cannot acknowledge or decide for them." if whose else ""


def _banner_tone(said: Words | None) -> v.Tone:
    """A refusal must not look like a confirmation; that something was done needs no colour."""
    return said.tone if said and said.tone in ("warning", "attention") else "info"


def _row(line: summary.Line) -> v.Row:
    return v.Row(line.label, line.value, line.section)
