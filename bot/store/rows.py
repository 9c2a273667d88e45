"""Rows and domain objects: one function each way. Enumerations and tuples become text and JSON."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.notifications.absence import Absence, AbsenceStatus
from bot.notifications.addition import addition_as_data, addition_from_data
from bot.notifications.delivery import Delivery, DeliveryStatus, Purpose, Via
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.duty import Duty, DutyKind, DutyStatus
from bot.notifications.notification import Notification, ToldOrally
from bot.notifications.remark import remark_as_data, remark_from_data
from bot.notifications.restriction import restriction_as_data, restriction_from_data
from rules.decision import decision_as_data, decision_from_data

_ABSENCE = tuple(f.name for f in fields(Absence))
_DRAFT = tuple(f.name for f in fields(Draft))
_DUTY = tuple(f.name for f in fields(Duty))
_DELIVERY = tuple(f.name for f in fields(Delivery))
_NOTIFICATION = tuple(f.name for f in fields(Notification))


def draft_row(draft: Draft) -> dict[str, Any]:
    """A draft as a row."""
    row = {name: getattr(draft, name) for name in _DRAFT}
    earlier = {key: list(marks) for key, marks in draft.earlier.items()}
    kept = {"answers": dict(draft.given), "beside": dict(draft.beside), "earlier": earlier}
    return {**row, **kept, "asked": list(draft.asked)}


def draft_of(row: Mapping[str, Any]) -> Draft:
    """A row as a draft."""
    return Draft(**{**row, "asked": tuple(row["asked"]), "status": DraftStatus(row["status"])})


def absence_row(absence: Absence) -> dict[str, Any]:
    """An absence as a row."""
    row = {name: getattr(absence, name) for name in _ABSENCE}
    return {**row, "by_role": dict(absence.by_role), "cannot": dict(absence.cannot)}


def absence_of(row: Mapping[str, Any]) -> Absence:
    """A row as an absence."""
    return Absence(**{**row, "status": AbsenceStatus(row["status"])})


def duty_row(duty: Duty) -> dict[str, Any]:
    """A duty as a row."""
    return {name: getattr(duty, name) for name in _DUTY}


def duty_of(row: Mapping[str, Any]) -> Duty:
    """A row as a duty."""
    return Duty(**{**row, "kind": DutyKind(row["kind"]), "status": DutyStatus(row["status"])})


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """A delivery as a row."""
    row = {name: getattr(delivery, name) for name in _DELIVERY}
    return {**row, "roles": list(delivery.roles), "about": list(delivery.about)}


def delivery_of(row: Mapping[str, Any]) -> Delivery:
    """A row as a delivery."""
    return Delivery(
        **{
            **row,
            "via": Via(row["via"]),
            "purpose": Purpose(row["purpose"]),
            "status": DeliveryStatus(row["status"]),
            "roles": tuple(row["roles"]),
            "about": tuple(row["about"]),
        }
    )


def notification_row(notification: Notification) -> dict[str, Any]:
    """A notification as a row."""
    row = {name: getattr(notification, name) for name in _NOTIFICATION}
    typed = {person: dict(inputs) for person, inputs in notification.typed.items()}
    decision = decision_as_data(notification.decision)
    remarks = [remark_as_data(remark) for remark in notification.remarks]
    orally = [
        {**vars(told), "at": told.at.isoformat(), "recorded_at": told.recorded_at.isoformat()}
        for told in notification.told_orally
    ]
    plain = {"answers": dict(notification.answers), "decision": decision, "typed": typed}
    additions = [addition_as_data(addition) for addition in notification.additions]
    restriction = restriction_as_data(notification.restriction)
    added = {"remarks": remarks, "additions": additions, "told_orally": orally}
    return {**row, **plain, **added, "restriction": restriction, "closed": notification.closed is not None}


def notification_of(row: Mapping[str, Any]) -> Notification:
    """A row as a notification, its decision as it was frozen."""
    remarks = tuple(map(remark_from_data, row["remarks"]))
    additions = tuple(map(addition_from_data, row["additions"]))
    instant = datetime.fromisoformat
    orally = tuple(
        ToldOrally(**{**told, "at": instant(told["at"]), "recorded_at": instant(told["recorded_at"])})
        for told in row["told_orally"]
    )
    decision = decision_from_data(row["decision"])
    added = {"remarks": remarks, "additions": additions, "told_orally": orally}
    restriction = restriction_from_data(row["restriction"])
    kept = {name: value for name, value in row.items() if name in _NOTIFICATION}
    return Notification(**{**kept, "decision": decision, **added, "restriction": restriction})
