"""A council of a few people, notifications and duties for it, built in a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.duty import Duty, DutyKind
from bot.notifications.notification import Notification, Record
from bot.organisation import Organisation, Person
from rules.decision import Decision, TriggerDecision
from rules.instants import LONDON
from rules.limits import window_due
from rules.pack import Route
from rules.timescale import WindowKind

KEYS = ("rowan", "morgan", "alex", "avery", "charlie", "dana", "devon", "ola")


def london(text: str) -> datetime:
    """An instant from London wall time, "2026-11-24 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(ZoneInfo("UTC"))


def council(**changes: Any) -> Organisation:
    """DCS dana (cover devon), CM charlie and ACM alex (cover avery), chain CM then DCS, ola on call."""
    people: Mapping[str, Any] = {
        key: {
            "key": key,
            "name": key.title(),
            "aad": f"11111111-0000-4000-8000-00000000000{n}",
            "mail": f"{key}@council.example",
            "manager": "morgan" if key == "rowan" else None,
        }
        for n, key in enumerate(KEYS)
    }
    data: dict[str, Any] = {
        "name": "A council",
        "policy": "informing-the-director",
        "phone": "01632 960 999",
        "people": people,
        "roles": {
            "DCS": {"name": "Director", "holders": ["dana"], "cover": ["devon"], "stands_in": ["charlie"]},
            "CM": {"name": "City Manager", "holders": ["charlie"], "cover": ["avery"]},
            "ACM": {"name": "Assistant", "holders": ["alex"], "cover": ["avery"]},
        },
        "default_manager": "morgan",
        "escalation_chain": ["CM", "DCS"],
        "channels": {"managers": {"id": "19:m", "team": "19:t", "name": "Managers"}},
        "inbox": {"address": "inbox@council.example"},
        "out_of_hours": {"otherwise": "ola"},
    }
    return Organisation.model_validate({**data, **changes})


def key_of(organisation: Organisation, aad: str) -> str:
    """The key of somebody, by object id; anything else as it is."""
    person = organisation.person(aad)
    return person.key if person else aad


def keys(people: tuple[Person, ...]) -> tuple[str, ...]:
    """Their keys."""
    return tuple(p.key for p in people)


ALWAYS = Route(always=("DCS", "CM"))
DECIDED = Route(decides=("ACM", "CM"), about="DCS")


def row(
    route: Route = ALWAYS,
    *,
    at: datetime,
    window: WindowKind = "any_hour",
    status: Any = "reportable",
    notify_by: datetime | None = None,
    immediate: bool = False,
    row_id: str = "a-row",
) -> TriggerDecision:
    """One decided row."""
    return TriggerDecision(
        id=row_id,
        title="A row",
        status=status,
        reportable_from=at,
        notify_by=notify_by or at,
        limit="procedure",
        any_hour=window == "any_hour",
        immediate=immediate,
        overdue=False,
        window=window,
        why="because",
        working="so",
        source="the procedure, row 1",
        route=route,
        missing=(),
    )


def notification(*rows: TriggerDecision, at: datetime, staff_matter: str = "no") -> Notification:
    """A notification by rowan with these rows."""
    decision = Decision("a-policy", "1", "hash", at, rows, (), (), ())
    return Notification(
        id="n1",
        reference="NTK-2026-0001",
        reporter=council().people["rowan"].id,
        reporter_name="Rowan",
        created_at=at,
        aware=at,
        answers={},
        decision=decision,
        staff_matter=staff_matter,
        told_now=False,
    )


def duty(
    kind: DutyKind = DutyKind.ACKNOWLEDGE,
    role: str = "DCS",
    *,
    at: datetime,
    window: WindowKind = "any_hour",
    about: str = "",
    organisation: Organisation | None = None,
    **changes: Any,
) -> Duty:
    """An open duty created at `at`, due when its window closes."""
    limits = (organisation or council()).limits
    made = Duty(
        id=f"n1:{kind}:{about or role}",
        kind=kind,
        due=window_due(window, at, limits.calendar, limits),
        any_hour=window == "any_hour",
        window_kind=window,
        created_at=at,
        notification="n1",
        role=role,
        about=about,
    )
    return replace(made, **changes)


def told(person: Person, purpose: Purpose = Purpose.TELL, *, at: datetime) -> Delivery:
    """A personal card that was sent."""
    return Delivery(
        id=f"{purpose}:{person.key}",
        key=f"{purpose}:{person.key}",
        via=Via.PERSONAL,
        purpose=purpose,
        recipient=person.id,
        urgent=False,
        created_at=at,
        notification="n1",
        status=DeliveryStatus.SENT,
        sent_at=at,
    )


def record(made: Notification, *duties: Duty, deliveries: tuple[Delivery, ...] = ()) -> Record:
    """A notification with what hangs on it."""
    return Record(made, duties, deliveries)
