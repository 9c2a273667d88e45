"""Restricting who reads a report: a property of it, from the first stored byte on. Pure.

The few who see the whole are its reporter, the roles that the policy names, and whoever these have named. Everybody
else who is told gets the anonymised version: typed anew by one of them, approved by another, nothing copied. What a
person may see is answered by sight.py, which every surface asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.notifications.answers import UNKNOWN
from rules.decision import Decision
from rules.restriction import RestrictionRule

RESTRICTED = "restricted.name"
"""The answer, by input id: "yes", "no" or "unknown". Never a fact: no policy's row decides by it."""


@dataclass(frozen=True)
class Version:
    """One anonymised version. `by` and `approved_by` are Entra object ids; instants are aware and UTC.

    It is shown once it is approved, or at once where the policy asks for no approval (then `approved_by` is the
    writer's). One that was `declined` is never shown.
    """

    title: str
    text: str
    by: str
    name: str
    at: datetime
    approved_by: str = ""
    approved_name: str = ""
    approved_at: datetime | None = None
    declined: str = ""

    @property
    def is_shown(self) -> bool:
        """May everybody who is told read it?"""
        return self.approved_at is not None

    @property
    def waits(self) -> bool:
        """Is it still to be approved?"""
        return self.approved_at is None and not self.declined


@dataclass(frozen=True)
class Restriction:
    """Who sees a report whole. The policy's roles are kept with it, so that a later edit of the policy changes nothing.

    `on`: it holds; a lifted one stays, with its versions. `asked` is the answer it came from: "yes", "unknown", or ""
    where a person restricted it later. `since` and `by` say from when and by whom; `why` holds the words of whoever
    restricted or lifted it. `people` are the further readers that were named, by their Entra object ids.
    """

    on: bool
    since: datetime
    by: str
    asked: str = ""
    why: str = ""
    readers: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    decides: tuple[str, ...] = ()
    anonymised: tuple[str, ...] = ()
    approval: bool = False
    people: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()

    @property
    def shown(self) -> Version | None:
        """The anonymised version that everybody who is told may read now: the newest that was approved."""
        return next((v for v in reversed(self.versions) if v.is_shown), None)

    @property
    def waiting(self) -> Version | None:
        """The version that waits for its approval: the newest alone, an older one gave its place."""
        newest = self.versions[-1] if self.versions else None
        return newest if newest is not None and newest.waits else None

    def with_version(self, version: Version) -> "Restriction":
        """The same with a further version."""
        return replace(self, versions=(*self.versions, version))


def ruled(rule: RestrictionRule, at: datetime, by: str, *, asked: str = "", why: str = "") -> Restriction:
    """A restriction by the policy's rule that holds from `at` (aware, UTC)."""
    return Restriction(
        on=True,
        since=at,
        by=by,
        asked=asked,
        why=why,
        readers=rule.readers,
        writes=rule.writes,
        decides=rule.decides,
        anonymised=rule.anonymised,
        approval=rule.approval,
    )


def may_need_it(rule: RestrictionRule | None, decision: Decision, staff: str) -> bool:
    """Is this a matter whose reader may have to be restricted, so that an open question counts as a yes?

    A row that may need it is certain, or cannot be ruled out of what is said to be about staff or a person of trust.
    """
    if rule is None:
        return False
    rows = [t for t in decision.triggers if t.id in rule.rows]
    return any(t.status == "reportable" for t in rows) or (staff == "yes" and any(t.live for t in rows))


def answered(answers: Mapping[str, str]) -> str:
    """The answer as it was given: "yes", "no", "unknown", or "" where nobody answered."""
    said = answers.get(RESTRICTED, "").strip().lower()
    return said if said in ("yes", "no", UNKNOWN) else ""


def restricts(rule: RestrictionRule | None, answers: Mapping[str, str], decision: Decision, staff: str) -> str:
    """How these answers restrict it: "yes", "unknown" (which counts as a yes), or "" where they do not."""
    said = answered(answers)
    if rule is None or said == "no":
        return ""
    if said:
        return said
    return UNKNOWN if may_need_it(rule, decision, staff) else ""


def following(
    before: Restriction | None,
    rule: RestrictionRule | None,
    answers: Mapping[str, str],
    decision: Decision,
    staff: str,
    by: str,
    at: datetime,
) -> Restriction | None:
    """The restriction that follows from answers: of a new report, or of one whose answers changed.

    What a person restricted or lifted, and a plain "yes", no answer takes back; "not known" gives way to what is known.
    """
    asked = restricts(rule, answers, decision, staff)
    if before is None:
        return ruled(rule, at, by, asked=asked) if rule is not None and asked else None
    if before.on and before.asked == UNKNOWN and not asked:
        return replace(before, on=False, since=at, by=by, asked="no")
    if asked == "yes" and before.asked in (UNKNOWN, "no"):
        return replace(before, on=True, since=before.since if before.on else at, by=by, asked=asked)
    return before


def restriction_as_data(restriction: Restriction | None) -> dict[str, Any]:
    """A restriction in plain values, for storage; {} for none."""
    if restriction is None:
        return {}
    versions = [
        {**vars(v), "at": v.at.isoformat(), "approved_at": v.approved_at.isoformat() if v.approved_at else None}
        for v in restriction.versions
    ]
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in vars(restriction).items()}
    return {**plain, "since": restriction.since.isoformat(), "versions": versions}


def restriction_from_data(data: Mapping[str, Any]) -> Restriction | None:
    """A restriction as it was stored."""
    if not data:
        return None
    lists = ("readers", "writes", "decides", "anonymised", "people")
    return Restriction(
        **{
            **data,
            **{name: tuple(data[name]) for name in lists},
            "since": datetime.fromisoformat(data["since"]),
            "versions": tuple(map(_version, data["versions"])),
        }
    )


def _version(data: Mapping[str, Any]) -> Version:
    approved = data["approved_at"]
    at = datetime.fromisoformat
    return Version(**{**data, "at": at(data["at"]), "approved_at": at(approved) if approved else None})


def named(people: Iterable[str]) -> tuple[str, ...]:
    """Entra object ids in the form they are compared in, each once."""
    return tuple(dict.fromkeys(person.strip().lower() for person in people if person.strip()))
