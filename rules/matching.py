"""Matching: whether a row of a pack holds for the subjects of an incident, and from when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rules.condition import NO, Truth, Verdict, View, every, some, unknown
from rules.facts import Facts
from rules.implied import completed, kind_without_subject
from rules.pack import Trigger

_KIND_UNKNOWN = unknown("subject.kind")


@dataclass(frozen=True, slots=True)
class Match:
    """A row that holds, or cannot be ruled out.

    `begins` is when its threshold has passed (UTC), None when it has none or when it is not known since when: then it
    counts as passed at awareness.
    """

    verdict: Verdict
    begins: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known, seen once per subject: each view is the subject's own facts over those of the incident."""

    incident: View
    subjects: tuple[tuple[str | None, View], ...]

    @classmethod
    def of(cls, facts: Facts) -> "Scene":
        """`facts` with every subject's view; without any subject there is one of which nothing more is known."""
        seen = tuple((one.kind, completed({**facts.incident, **one.facts}, one.kind)) for one in facts.subjects)
        if not seen:
            kind = kind_without_subject(facts.incident)
            seen = ((kind, completed(facts.incident, kind)),)
        return cls(completed(facts.incident), seen)


def match(trigger: Trigger, scene: Scene, at: datetime) -> Match | None:
    """How `trigger` holds at the instant `at`, None when it is ruled out for every subject."""
    asked = [(verdict, view) for verdict, view in _verdicts(trigger, scene) if verdict.truth is not Truth.NO]
    if not asked:
        return None
    if trigger.timescale.threshold is None:
        return Match(some(verdict for verdict, _ in asked))
    matches = [_with_threshold(trigger, verdict, view) for verdict, view in asked]
    passed = [one for one in matches if one.begins is None or one.begins <= at]
    counted = passed or matches
    verdict = some(one.verdict for one in counted)
    begins = [one.begins for one in counted if one.begins is not None]
    return Match(verdict, min(begins) if len(begins) == len(counted) else None)


def _verdicts(trigger: Trigger, scene: Scene) -> Iterator[tuple[Verdict, View]]:
    for kind, view in scene.subjects:
        if not trigger.about or kind in trigger.about:
            yield trigger.condition.verdict(view), view
        elif kind is None:
            verdict = trigger.condition.verdict(view)
            yield (NO if verdict.truth is Truth.NO else every((_KIND_UNKNOWN, verdict))), view
    if not trigger.about:
        whole = trigger.condition.verdict(scene.incident)
        if whole.truth is Truth.YES:
            yield whole, scene.incident


def _with_threshold(trigger: Trigger, verdict: Verdict, view: View) -> Match:
    assert trigger.timescale.threshold is not None
    assert trigger.since is not None
    start = view.get(trigger.since)
    if isinstance(start, datetime):
        return Match(verdict, trigger.timescale.threshold.after(start))
    return Match(Verdict(Truth.UNKNOWN, verdict.missing | {trigger.since}))
