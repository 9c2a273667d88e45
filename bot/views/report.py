"""The views of a report that is being written: its steps, its check, and the reminders that it is not sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.answers import instant_text
from bot.notifications.delivery import Purpose
from bot.notifications.draft import Draft
from bot.notifications.form import MAX_PEOPLE, Ask, answered, asks, read
from bot.notifications.watch import watched_row
from bot.services import explaining
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.drafting import must_be_sent_by
from bot.services.judging import preview
from bot.services.screens import DraftScreen
from bot.services.speaking import deadline, moment
from cards import plain
from cards import views as v
from rules.decision import TriggerDecision

STEP_TITLES = {
    "who": ("What happened, and to whom", "Choose all that apply. “Not known” is always a good answer."),
    "facts": ("The facts that matter", "Safety first, then what can still change who must be told."),
    "account": ("The account", "Enough for a first opinion; it need not be complete."),
    "agencies": ("Agencies and contact", "Leave empty what you do not know."),
}
ORDER = ("who", "facts", "account", "agencies", "check")


class ReportViews:
    """Views of drafts, for their authors and for the manager a draft's duty went to."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def draft(self, screen: DraftScreen, now: datetime) -> v.View:
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
                    *_go_on(screen.unfinished),
                    *((v.Action("discard", "Discard", "destructive"),) if draft.version > 1 else ()),
                ),
            )
        if draft.step == "check":
            return self._check(screen, alert, now)
        title, intro = STEP_TITLES[draft.step]
        number = ORDER.index(draft.step) + 1
        next_ = v.Action("next", "Next", "positive")
        first = draft.completes and draft.step == "who" and draft.person == 1
        back = () if first else (v.Action("back", "Back"),)
        person = (
            (v.Action("add-person", "Add another person"),) if draft.step == "who" and draft.people < MAX_PEOPLE else ()
        )
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
            actions=(next_, *person, *back, v.Action("discard", "Discard", "destructive")),
        )

    def _notes(self, draft: Draft, now: datetime) -> tuple[str, ...]:
        row = None if draft.completes else must_be_sent_by(draft, self._authority, now)
        if row is None:
            return ()
        limit = row.notify_by
        return (f"What you have told so far must be reported by {deadline(limit, now)}. It is saved, but not sent.",)

    def _questions(self, draft: Draft, screen: DraftScreen, now: datetime) -> tuple[v.Question, ...]:
        found = asks(draft, self._authority.pack, self._authority.limits, now)
        return tuple(question(ask, draft, screen.problems.get(ask.id, "")) for ask in found)

    def _check(self, screen: DraftScreen, alert: str, now: datetime) -> v.Check:
        draft = screen.draft
        decision, judgement = preview(draft, self._authority, now)
        telling, later = explaining.reasons(decision, self._authority, now)
        intro = "This is what will happen when you press “Send”, and why."
        keep: tuple[v.Action, ...] = ()
        if draft.completes and not screen.of_kept:
            intro = "These details are added to what you told before. Everyone told then sees them."
            judgement = False
        elif judgement:
            row = watched_row(decision)
            intro = _not_required(row)
            keep = (v.Action("keep", f"Keep it: ask me {moment(row.reportable_from)}" if row else "Keep it"),)
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
                *keep,
                v.Action("back", "Back"),
                v.Action("discard", "Discard", "destructive"),
            ),
        )

    def reminder(self, parcel: Parcel, draft: Draft, now: datetime) -> v.View:
        limit = (parcel.duty.limit or parcel.duty.due) if parcel.duty else now
        if parcel.delivery.replaced:
            return plain.newer("this draft")
        if parcel.duty is not None and not parcel.duty.is_open:
            return v.Notice(
                draft.id, draft.version, "This report is no longer waiting", ("Nothing is asked of you.",), "good"
            )
        if parcel.delivery.purpose is Purpose.ESCALATION:
            decision = read(draft, self._authority.pack, self._authority.limits, now).decision
            sure = [t.title for t in decision.triggers if t.status == "reportable"]
            rows = ", ".join(dict.fromkeys(sure)) or "it is not clear yet what it is, and nothing can be ruled out"
            person = self._authority.organisation.person(draft.author)
            phone = f", on {person.phone}" if person and person.phone else ""
            return v.Notice(
                id=draft.id,
                version=draft.version,
                title=f"A report by {draft.author_name} was begun and not sent",
                lines=(
                    f"It must be told by {moment(limit)}: {rows}.",
                    f"Speak to {draft.author_name} now{phone}.",
                    "If you cannot reach them, press “Send it now”: it is sent as it is.",
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
                f"What you have told must be reported by {moment(limit)}.",
                "Your manager, or the person on call, has been told that it waits, and may send it as it is."
                if late
                else "If you cannot finish, send it as it is.",
            ),
            tone="attention" if late else "warning",
            actions=(
                v.Action("resume", "Go on with it", "positive"),
                v.Action("send-now", "Send it as it is"),
            ),
        )


def _not_required(row: TriggerDecision | None) -> str:
    """That nothing requires it yet is never said as "do nothing"."""
    ask = "Have the police been told? Has your manager? Worried? Send it now: the roles below are told."
    if row is None:
        return f"No row of the procedure requires this. {ask} Or keep it: it has a reference and nobody is told."
    until = moment(row.reportable_from)
    return f"The rule does not require this until {until}. {ask} Or keep it: nobody is told, and we ask you then."


def _go_on(unfinished: Draft | None) -> tuple[v.Action, ...]:
    """The way to a report that was left half written."""
    if unfinished is None:
        return ()
    return (v.Action("resume", "Go on with my other draft", id=unfinished.id, version=unfinished.version),)


def tell(reason: explaining.Reason) -> v.Tell:
    """One explained row."""
    return v.Tell(reason.who, reason.by, reason.why, reason.source, urgent=reason.urgent)


def question(ask: Ask, draft: Draft, error: str) -> v.Question:
    """One question of a draft with the answer given so far, right or wrong."""
    return replace(filled_in(ask, draft.given), error=error)


def typed_in(ask: Ask, answers: Mapping[str, str], typed: Mapping[str, str]) -> v.Question:
    """One question with what its reader typed and has not saved, and what is wrong with that; else with the answer."""
    error = ask.wrong_with(typed[ask.id].strip()) if ask.id in typed else ""
    return replace(filled_in(ask, {**answers, **typed}), error=error)


def filled_in(ask: Ask, answers: Mapping[str, str]) -> v.Question:
    """One question with the answer given so far."""
    not_known = (v.Choice(v.UNKNOWN, "Not known"),) if ask.kind == "choices" else ()
    return v.Question(
        id=ask.id,
        kind=ask.kind,  # type: ignore[arg-type]  # the pack's and the vocabulary's kinds are a subset of the card's
        label=ask.label,
        hint=ask.hint,
        choices=(*(v.Choice(c, label) for c, label in ask.choices), *not_known),
        value=instant_text(answers, ask.id) if ask.kind == "instant" else answers.get(ask.id, ""),
        section=ask.section,
        required=ask.required,
        longest=ask.longest,
    )
