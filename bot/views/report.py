"""The views of a report that is being written: its steps, its check, and the reminders that it is not sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.answers import instant_text, time_id
from bot.notifications.conflict import KEPT_FROM
from bot.notifications.delivery import Purpose
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.form import (
    MAX_PEOPLE,
    Ask,
    answer_words,
    answered,
    asks,
    everything_asked,
    last_page,
    read,
    steps,
)
from bot.notifications.watch import watched_row
from bot.services import asking_to_restrict, explaining, keeping_from
from bot.services.authority import Authority
from bot.services.delivering import Parcel
from bot.services.drafting import must_be_sent_by
from bot.services.judging import preview
from bot.services.screens import AboutDraftScreen, DraftScreen
from bot.services.speaking import as_at, timed
from bot.services.summary import said_at
from bot.views import draft_notices
from cards import plain
from cards import views as v
from cards.inert import shortened
from rules.decision import TriggerDecision

STEP_TITLES = {
    "who": ("What happened, and to whom", "“Not known” is always a good answer."),
    "facts": ("The facts that matter", "Safety first, then what can still change who must be told."),
    "account": ("The account", "Enough for a first opinion; it need not be complete."),
    "agencies": ("", "Leave empty what you do not know."),
}
AGENCIES = "Press an agency that is involved, and say whom to ask there."
LEAVE = (v.Action("close", "Save and close"), v.Action("discard", "Discard", "destructive"))
CHANGES = (
    v.Action("change-who", "Who it is about"),
    v.Action("change-facts", "What we need to know"),
    v.Action("change-account", "The account"),
    v.Action("change-agencies", "The agencies"),
)


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
                other=self._other(draft, now),
                actions=(
                    v.Action("tell-now", "Tell now", "positive"),
                    v.Action("start", "Full report"),
                    *LEAVE,
                ),
            )
        if draft.step == "check":
            return self._check(screen, alert, now)
        title, intro = STEP_TITLES[draft.step]
        questions = self._questions(draft, screen, now)
        if draft.step == "agencies":
            title = last_page(self._authority.pack)
        if draft.step == "agencies" and any(each.group for each in questions):
            intro = f"{intro} {AGENCIES}"
        order = steps(self._authority.pack)[1:]
        number = order.index(draft.step) + 1
        more = draft.step == "who" and draft.person < draft.people
        next_ = v.Action("next", "Back to the check" if draft.changing and not more else "Next", "positive")
        first = (draft.completes or draft.changing) and draft.step == "who" and draft.person == 1
        back = () if first or (draft.changing and draft.step != "who") else (v.Action("back", "Back"),)
        person = (
            (v.Action("add-person", "Add another person"),) if draft.step == "who" and draft.people < MAX_PEOPLE else ()
        )
        return v.FormStep(
            id=draft.id,
            version=draft.version,
            step=number,
            steps=len(order),
            title=title if draft.people == 1 or draft.step != "who" else f"{title} (person {draft.person})",
            intro=intro,
            questions=questions,
            alert=alert,
            notes=self._notes(draft, now),
            other=self._other(draft, now),
            actions=(next_, *person, *back, *LEAVE),
        )

    def _other(self, draft: Draft, now: datetime) -> v.Other | None:
        """What was typed on an older card and says something else than the draft."""
        if not draft.beside:
            return None
        given = {**draft.given, **draft.beside}
        rows = tuple(
            v.Row(ask.label, said_at(ask, answer_words(ask, given), now))
            for ask in everything_asked(draft, self._authority.pack)
            if ask.id in draft.beside or time_id(ask.id) in draft.beside
        )
        use = v.Action("use-other", "Use what I typed there", "positive")
        return v.Other(rows, (use, v.Action("leave-other", "Leave it out")))

    def _notes(self, draft: Draft, now: datetime) -> tuple[str, ...]:
        row = None if draft.completes else must_be_sent_by(draft, self._authority, now)
        if row is None:
            return ()
        limit = row.notify_by
        return (f"What you have told so far must be reported by {timed(limit, now)}. It is saved, but not sent.",)

    def _questions(self, draft: Draft, screen: DraftScreen, now: datetime) -> tuple[v.Question, ...]:
        found = asks(draft, self._authority.pack, self._authority.limits, now)
        if (kept := keeping_from.asked(draft, self._authority)) is not None:
            place = next((n + 1 for n, ask in enumerate(found) if ask.id == "about.staff"), len(found))
            found = (*found[:place], kept, *found[place:])
        if (restricting := asking_to_restrict.asked(draft, self._authority, now)) is not None:
            place = next((n + 1 for n, ask in enumerate(found) if ask.id == KEPT_FROM), len(found))
            found = (*found[:place], restricting, *found[place:])
        # What is folded stands last: the buttons of the agencies must not come between a question and the next.
        ordered = sorted(found, key=lambda ask: bool(ask.group))
        return tuple(question(ask, draft, screen.problems.get(ask.id, "")) for ask in ordered)

    def _check(self, screen: DraftScreen, alert: str, now: datetime) -> v.Check:
        draft = screen.draft
        decision, judgement = preview(draft, self._authority, now)
        telling, later = explaining.reasons(decision, self._authority, now)
        intro = "This is what will happen when you press “Send”, and why."
        keep: tuple[v.Action, ...] = ()
        questions: tuple[v.Question, ...] = ()
        if draft.completes and not screen.of_kept:
            intro = "These details are added to what you told before. Everyone told then sees them."
            judgement = False
        elif judgement:
            row = watched_row(decision)
            intro = _not_required(row, now)
            questions = self._questions(draft, screen, now)
            keep = (v.Action("keep", f"Keep it: ask me {timed(row.reportable_from, now)}" if row else "Keep it"),)
        return v.Check(
            id=draft.id,
            version=draft.version,
            rows=(
                *(
                    v.Row(ask.label, said_at(ask, words, now), ask.section or "What happened")
                    for ask, words in answered(draft, self._authority.pack)
                ),
                *self._kept_from(draft),
                *self._restricting(draft, now),
            ),
            tells=tuple(tell(r) for r in telling),
            not_yet=tuple(tell(r) for r in later),
            tasks=explaining.tasks(decision, self._authority, now),
            unknown=tuple(f.question for f in decision.missing_facts),
            questions=questions,
            alert=alert,
            intro=intro,
            other=self._other(draft, now),
            changes=self._changes(),
            actions=(
                v.Action("send", "Send now" if judgement else "Send", "positive"),
                *keep,
                v.Action("back", "Back"),
                *LEAVE,
            ),
        )

    def _kept_from(self, draft: Draft) -> tuple[v.Row, ...]:
        names = keeping_from.names(draft, self._authority)
        return (v.Row(keeping_from.QUESTION.label, names, "What happened"),) if names else ()

    def _restricting(self, draft: Draft, now: datetime) -> tuple[v.Row, ...]:
        question, said = asking_to_restrict.said(draft, self._authority, now)
        return (v.Row(question, said, "What happened"),) if said else ()

    def _changes(self) -> tuple[v.Action, ...]:
        """A way back to each step that this authority's form has; the second page is named for its fields."""
        pack = self._authority.pack
        named = {"change-agencies": last_page(pack)}
        return tuple(
            replace(action, label=named.get(action.verb, action.label))
            for action in CHANGES
            if action.verb.removeprefix("change-") in steps(pack)
        )

    def about(self, screen: AboutDraftScreen, now: datetime) -> v.Notice:
        """What a draft is about, without its form: when another is begun, when it is closed, before it is discarded."""
        draft = screen.draft
        row = None if draft.completes else must_be_sent_by(draft, self._authority, now)
        return draft_notices.about(screen, self._begun(draft, now), row, now)

    def _begun(self, draft: Draft, now: datetime) -> tuple[str, ...]:
        """What happened, when it was begun, and which step it was left on."""
        answers = {ask.id: said for ask, said in answered(draft, self._authority.pack)}
        happened = answers.get("happened") or shortened(answers.get("incident.details", ""), 120)
        step = "on the first card"
        order = steps(self._authority.pack)[1:]
        if draft.step in order:
            named = {"check": "Check, then send", "agencies": last_page(self._authority.pack)}
            title = named.get(draft.step) or STEP_TITLES[draft.step][0]
            step = f"at step {order.index(draft.step) + 1} of {len(order)}: {title}"
        what = (f"It is about: {happened.rstrip('.')}.",) if happened else ()
        return (*what, f"You began it on {timed(draft.created_at, now)} and left it {step}.")

    def reminder(self, parcel: Parcel, draft: Draft, now: datetime) -> v.View:
        limit = (parcel.duty.limit or parcel.duty.due) if parcel.duty else now
        if parcel.delivery.replaced:
            return plain.newer("this draft")
        if parcel.delivery.purpose is Purpose.FORM and draft.status is DraftStatus.OPEN:
            return self.draft(DraftScreen(draft), now)
        if draft.status is DraftStatus.DISCARDED and parcel.delivery.purpose is Purpose.ESCALATION:
            return draft_notices.discarded(draft)
        form = parcel.delivery.purpose is Purpose.FORM
        if form or (parcel.duty is not None and not parcel.duty.is_open):
            return v.Notice(
                draft.id, draft.version, "This report is no longer waiting", ("Nothing is asked of you.",), "good"
            )
        if parcel.delivery.purpose is Purpose.ESCALATION:
            decision = read(draft, self._authority.pack, self._authority.limits, now).decision
            sure = [t.title for t in decision.triggers if t.status == "reportable"]
            rows = ", ".join(dict.fromkeys(sure)) or "it is not clear yet what it is, and nothing can be ruled out"
            if asking_to_restrict.is_restricted(draft, self._authority, now):
                rows = "it is restricted, so what it is stands in the report alone"
            person = self._authority.organisation.person(draft.author)
            phone = f", on {person.phone}" if person and person.phone else ""
            return v.Notice(
                id=draft.id,
                version=draft.version,
                title=f"A report by {draft.author_name} was begun and not sent",
                lines=(
                    f"It must be told by {timed(limit, now)}: {rows}.",
                    f"Speak to {draft.author_name} now{phone}.",
                    "If you cannot reach them, press “Send it now”: it is sent as it is.",
                    f"{as_at(now)}.",
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
                f"What you have told must be reported by {timed(limit, now)}.",
                "Your manager, or the person on call, has been told that it waits, and may send it as it is."
                if late
                else "If you cannot finish, send it as it is.",
                f"{as_at(now)}.",
            ),
            tone="attention" if late else "warning",
            actions=(
                v.Action("resume", "Go on with it", "positive"),
                v.Action("send-now", "Send it as it is"),
            ),
        )


def _not_required(row: TriggerDecision | None, now: datetime) -> str:
    """That nothing requires it yet is never said as "do nothing"."""
    ask = "Worried? Send it now, and say why: the roles below are told."
    if row is None:
        return f"No rule of the procedure requires this. {ask} Or keep it: it has a reference and nobody is told."
    until = timed(row.reportable_from, now)
    return f"The rule does not require this until {until}. {ask} Or keep it: nobody is told, and we ask you then."


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
        hint=ask.explained,
        choices=(*(v.Choice(c, label) for c, label in ask.choices), *not_known),
        value=instant_text(answers, ask.id) if ask.kind == "instant" else answers.get(ask.id, ""),
        section=ask.section,
        required=ask.required,
        longest=ask.longest,
        group=ask.group,
    )
