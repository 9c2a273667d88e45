"""The restriction of a pack file: which rows may need it, and which roles see, write and decide."""

from rules.pack_data import Part
from rules.restriction import RestrictionRule


def read_restriction(
    top: Part, roles: tuple[str, ...], rows: tuple[str, ...], duties: tuple[str, ...], source: str
) -> RestrictionRule | None:
    """The restriction of a policy; None for one that has none. What is wrong is noted."""
    if not top.has("restriction"):
        return None
    part = top.part("restriction")
    part.only(*("rows", "question", "readers", "writes", "decides"), optional=("anonymised", "approval", "duty"))
    rule = RestrictionRule(
        rows=part.among("rows", rows),
        question=part.text("question"),
        readers=part.among("readers", roles),
        writes=part.among("writes", roles),
        decides=part.among("decides", roles),
        anonymised=part.among("anonymised", roles) if part.has("anonymised") else (),
        approval=part.yes("approval", False),
        source=source,
        duty=part.one_of("duty", ("", *duties), "") if part.has("duty") else "",
    )
    for name in ("writes", "decides"):
        stranger = next((role for role in getattr(rule, name) if role not in rule.readers), "")
        if stranger and rule.readers:
            part.wrong(name, f"{stranger} must see the whole to do this: name it under readers as well")
    both = next((role for role in rule.anonymised if role in rule.readers), "")
    if both:
        part.wrong("anonymised", f"{both} is under readers as well: a role sees either the whole or this version")
    return rule
