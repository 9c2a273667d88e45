"""Matching: whether a row of a pack, or a duty, holds for the subjects of an incident, and from when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.condition import YES, Condition, Truth, Verdict, View, every, some, unknown
from rules.facts import Facts
from rules.implied import completed, kind_without_subject
from rules.pack import Trigger, Variant
from rules.vocabulary import VOCABULARY

_KIND_UNKNOWN = unknown("subject.kind")
_ONCE = frozenset(fact.id for fact in VOCABULARY.values() if fact.scope == "incident")
_PRESUMED = tuple(fact.id for fact in VOCABULARY.values() if fact.presumed is not None and fact.scope == "subject")


@dataclass(frozen=True, slots=True)
class Counted:
    """A timescale of a row that counts, and when its threshold has passed (UTC).

    `begins` is None when it has no threshold, or when it is not known since when: then it counts as passed at
    awareness, and `unknown_start` names the fact that would tell.
    """

    variant: Variant
    begins: datetime | None = None
    unknown_start: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A row that holds, or cannot be ruled out; of the timescales `counted` the earliest limit counts."""

    verdict: Verdict
    counted: tuple[Counted, ...]

    @property
    def unknown_starts(self) -> frozenset[str]:
        """The facts that would tell since when, where that is not known."""
        return frozenset(one.unknown_start for one in self.counted if one.unknown_start is not None)

    @property
    def begins(self) -> datetime | None:
        """From when the first of its timescales requires it; None = from awareness."""
        if len(self.counted) == 1:
            return self.counted[0].begins
        begins = [one.begins for one in self.counted if one.begins is not None]
        return min(begins) if len(begins) == len(self.counted) else None


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known, seen once per subject: each view is the subject's own facts over those of the incident."""

    incident: View
    subjects: tuple[tuple[str | None, View], ...]
    apart: bool = True
    """Whether the incident's own answers say anything that no subject's view says already."""

    @classmethod
    def of(cls, facts: Facts) -> "Scene":
        """`facts` with every subject's view; without any subject there is one of which nothing more is known."""
        seen = tuple((one.kind, completed({**facts.incident, **one.facts}, one.kind)) for one in facts.subjects)
        apart = bool(facts.incident) and any(one.facts for one in facts.subjects)
        if not seen:
            kind = kind_without_subject(facts.incident)
            seen = ((kind, completed(facts.incident, kind)),)
        return cls(_of_all(facts, seen) if apart else seen[0][1], seen, apart)


def _of_all(facts: Facts, seen: Sequence[tuple[str | None, View]]) -> View:
    """The incident's own answers; what nobody has said of it is presumed only as far as it is of some subject."""
    view = dict(completed(facts.incident))
    for fact in _PRESUMED:
        if facts.incident.get(fact) is None:
            view[fact] = next((one.get(fact) for _, one in seen if one.get(fact) is True), False)
    return view


def match(trigger: Trigger, scene: Scene, at: datetime) -> Match | None:
    """How `trigger` holds at the instant `at`, None when it is ruled out for every subject."""
    held = [one for one in held_by(trigger.about, trigger.condition, scene) if one[0].truth is not Truth.NO]
    if not held:
        return None
    variants = trigger.variants
    if len(variants) == 1 and variants[0].timescale.threshold is None:
        verdict = held[0][0] if len(held) == 1 else some(verdict for verdict, _ in held)
        return Match(verdict, (Counted(variants[0]),))
    found = [one for verdict, view in held for one in _counted(variants, verdict, view)]
    if not found:
        return None
    passed = [one for one in found if one[1].begins is None or one[1].begins <= at] or found
    return Match(some(verdict for verdict, _ in passed), tuple(_earliest([counted for _, counted in passed])))


def held_by(about: tuple[str, ...], condition: Condition, scene: Scene) -> Iterator[tuple[Verdict, View]]:
    """What `condition` says of every subject of the kinds `about` (() = any), and of the incident as a whole.

    Of the whole only what is answered once can be missing: what is asked of each subject, the subjects answer.
    """
    for kind, view in scene.subjects:
        if not about or kind in about:
            yield condition.verdict(view), view
        elif kind is None:
            verdict = condition.verdict(view)
            if verdict.truth is not Truth.NO:
                yield Verdict(Truth.UNKNOWN, verdict.missing | _KIND_UNKNOWN.missing), view
    if not about and scene.apart:
        whole = condition.verdict(scene.incident)
        if whole.truth is Truth.YES or (whole.missing and whole.missing <= _ONCE):
            yield whole, scene.incident


def _counted(variants: tuple[Variant, ...], verdict: Verdict, view: View) -> Iterator[tuple[Verdict, Counted]]:
    """The timescales that count for one subject: one, or several while it is not known which (then it is unknown)."""
    open_ones: list[Variant] = []
    which = YES
    for variant in variants:
        said = variant.condition.verdict(view) if variant.condition is not None else YES
        if said.truth is Truth.NO:
            continue
        open_ones.append(variant)
        if said.truth is Truth.YES:
            break
        which = every((which, said))
    held = every((verdict, which))
    for variant in open_ones:
        if variant.timescale.threshold is None or variant.since is None:
            yield held, Counted(variant)
            continue
        start = view.get(variant.since)
        if isinstance(start, datetime):
            begins, ended = variant.timescale.threshold.after(start), _ended(variant.since, view)
            if ended is None or ended >= begins:
                yield held, Counted(variant, begins)
        else:
            yield held, Counted(variant, unknown_start=variant.since)


def _ended(since: str, view: View) -> datetime | None:
    """When that which began at `since` ended, None = it goes on, or nobody has said."""
    until = VOCABULARY[since].until
    ended = view.get(until) if until is not None else None
    return ended if isinstance(ended, datetime) else None


def _earliest(counted: list[Counted]) -> Iterator[Counted]:
    """Each timescale once, with its earliest beginning; one that is not known begins at awareness."""
    for variant in dict.fromkeys(one.variant for one in counted):
        same = [one for one in counted if one.variant is variant]
        known = [one.begins for one in same if one.begins is not None]
        start = next((one.unknown_start for one in same if one.unknown_start is not None), None)
        yield Counted(variant, min(known) if len(known) == len(same) else None, start)
