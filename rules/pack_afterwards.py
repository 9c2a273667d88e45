"""The parts of a pack file about a notification that was told: circulation, closing, monitoring."""

from rules.afterwards import Afterwards, CirculationRule, ClosingRule, Consulted, MonitoringRule
from rules.pack_data import Part

KEYS = ("circulation", "closing", "monitoring")


def read_afterwards(top: Part, roles: tuple[str, ...], rows: tuple[str, ...], duties: tuple[str, ...]) -> Afterwards:
    """What the pack in `top` says; `roles`, `rows` and `duties` are the pack's own, which it may name."""
    return Afterwards(
        circulation=_circulation(top.part("circulation"), roles, rows, duties) if top.has("circulation") else None,
        closing=_closing(top.part("closing"), roles, duties) if top.has("closing") else None,
        monitoring=_monitoring(top.part("monitoring"), roles, duties) if top.has("monitoring") else None,
    )


def _circulation(part: Part, roles: tuple[str, ...], rows: tuple[str, ...], duties: tuple[str, ...]) -> CirculationRule:
    part.only("may", "duty", optional=("consults",))
    told = part.data.get("may") == "told"
    consulted = _consulted(part.part("consults"), roles, rows) if part.has("consults") else None
    return CirculationRule(
        may=() if told else _named(part, "may", roles), consulted=consulted, duty=_duty(part, "duty", duties)
    )


def _consulted(part: Part, roles: tuple[str, ...], rows: tuple[str, ...]) -> Consulted:
    part.only("role", "rows", optional=("waits",))
    return Consulted(
        role=part.one_of("role", roles, "?"), rows=_named(part, "rows", rows), waits=part.yes("waits", True)
    )


def _closing(part: Part, roles: tuple[str, ...], duties: tuple[str, ...]) -> ClosingRule:
    part.only("by", "tells", "duty", optional=("debrief", "analysis"))
    asks: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    analysed = ""
    if part.has("analysis"):
        analysis = part.part("analysis")
        analysis.only("asked_by", "given_by", "duty")
        asks, gives = _named(analysis, "asked_by", roles), _named(analysis, "given_by", roles)
        analysed = _duty(analysis, "duty", duties)
    return ClosingRule(
        by=_named(part, "by", roles),
        tells=_named(part, "tells", roles),
        debrief=part.among("debrief", roles),
        asks=asks,
        analyses=gives,
        duty=_duty(part, "duty", duties),
        analysis=analysed,
    )


def _monitoring(part: Part, roles: tuple[str, ...], duties: tuple[str, ...]) -> MonitoringRule:
    part.only("by", "duty", optional=("records",))
    return MonitoringRule(
        by=_named(part, "by", roles), records=part.among("records", duties), duty=_duty(part, "duty", duties)
    )


def _named(part: Part, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    if part.has(name):
        return part.among(name, known)
    return ()


def _duty(part: Part, name: str, duties: tuple[str, ...]) -> str:
    found = part.text(name)
    if found not in duties and found != "?":
        part.wrong(name, f'"{found}" is not one of the duties of this file: name the one that this does')
    return found
