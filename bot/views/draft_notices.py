"""Short cards about a draft as a whole: one waits, it is closed, it is about to be discarded, it was discarded."""

from datetime import datetime

from bot.notifications.draft import Draft
from bot.services.screens import AboutDraftScreen
from bot.services.speaking import timed
from cards import views as v
from rules.decision import TriggerDecision

GO_ON = "Go on with it"


def about(screen: AboutDraftScreen, begun: tuple[str, ...], row: TriggerDecision | None, now: datetime) -> v.Notice:
    """The card of one draft. `begun`: what it is about and where it was left; `row`: what it must be sent by, if so."""
    draft = screen.draft
    limit = (_limit(row, now),) if row else ()
    tone: v.Tone = "attention" if row and row.notify_by <= now else "warning"
    resume = v.Action("resume", GO_ON, "positive")
    if screen.why == "waiting":
        others = _others(screen.others)
        actions = (resume, v.Action("new", "Start a new one"), v.Action("discard", "Discard it", "destructive"))
        more = (v.Action("my-reports", "My reports"),) if others else ()
        lines = (v.EMERGENCY, *begun, *limit, *others)
        title = "You have a report that is not sent"
        return v.Notice(draft.id, draft.version, title, lines, tone, (*actions, *more))
    if screen.why == "closed":
        where = "Everything you typed is saved. To come back, press the button, or type “my reports” on any device."
        told = ("What you told before stays as it is.",) if draft.completes else ("It is not sent: nobody is told.",)
        if screen.told:
            told = (f"It is not sent. {_names(screen.told)} only know that it waits.",)
        title = "Your details are saved" if draft.completes else "Your draft is saved, and not sent"
        return v.Notice(draft.id, draft.version, title, (*told, *limit, where), tone if row else "info", (resume,))
    keep = v.Action("resume", "Keep it", "positive")
    discard = v.Action("discard-it", "Yes, discard it", "destructive")
    return v.Notice(
        draft.id,
        draft.version,
        "Discard these details?" if draft.completes else "Discard this report?",
        (*begun, *_lost(screen), *limit),
        "attention",
        (keep, discard),
    )


def discarded(draft: Draft) -> v.Notice:
    """To a manager who had been told that the draft waits."""
    return v.Notice(
        draft.id,
        draft.version,
        f"{draft.author_name} discarded this report",
        ("It was not sent, and nobody was told what was in it.", f"If you do not know why, ask {draft.author_name}."),
        "warning",
    )


def _lost(screen: AboutDraftScreen) -> tuple[str, ...]:
    if screen.draft.completes:
        return (
            "What you typed here since is lost and cannot be brought back.",
            "What you told before stays as it is, and the rest is still asked of you.",
        )
    lost = "Everything you typed in it is lost and cannot be brought back. It is not sent to anybody."
    if not screen.told:
        return (lost,)
    return (lost, f"{_names(screen.told)} had been told that it waits, and will see that you discarded it.")


def _limit(row: TriggerDecision, now: datetime) -> str:
    if row.notify_by <= now:
        return f"It is late: what it says had to be reported by {timed(row.notify_by, now)}."
    return f"What it says must be reported by {timed(row.notify_by, now)}."


def _others(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"You have {count} other draft{'s' if count > 1 else ''} as well: see My reports.",)


def _names(names: tuple[str, ...]) -> str:
    return " and ".join(names)
