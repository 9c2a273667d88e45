"""A policy as a table to read beside the procedure: its rows section by section, its duties, what is not built yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.condition import All, Always, Answered, AnyOf, Condition, Not, Some
from rules.pack import AFTER_ACTION, REPORTER, FormField, Later, Pack, PackDuty, Trigger

HEADS = ("id", "when", "who", "by when", "owner", "source", "notes")
_LISTS = {"workflow": "Workflow", "national_alert": "National alert", "expectations": "Expectations"}

Line = tuple[str, str, str, str, str, str, str]
"""One row of the table, under HEADS."""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and the lines under it; `rows` are the lines of a table, `texts` stand by themselves."""

    title: str
    rows: tuple[Line, ...] = ()
    texts: tuple[str, ...] = ()


def blocks(pack: Pack) -> tuple[Block, ...]:
    """Everything a policy officer has to compare with the procedure, in its order."""
    return tuple(block for block in _blocks(pack) if block.rows or block.texts)


def say_condition(condition: Condition, *, inside: bool = False) -> str:
    """A condition in words, with the ids of facts and answers: "happened is missing, and child.status is cla or cp"."""
    if isinstance(condition, Always):
        return "always"
    if isinstance(condition, AnyOf):
        return f"{condition.fact} is {' or '.join(sorted(condition.wanted))}"
    if isinstance(condition, Answered):
        return f"{condition.fact} is {'yes' if condition.wanted else 'no'}"
    if isinstance(condition, Not):
        return f"not ({say_condition(condition.part)})"
    assert isinstance(condition, All | Some)
    joint = ", and " if isinstance(condition, All) else ", or "
    said = joint.join(say_condition(part, inside=True) for part in condition.parts)
    return f"({said})" if inside and len(condition.parts) > 1 else said


def _blocks(pack: Pack) -> Iterator[Block]:
    yield Block("Roles", texts=tuple(_role(pack, role) for role in pack.by_role))
    yield Block("Notes", texts=pack.notes)
    for section in dict.fromkeys(trigger.section for trigger in pack.triggers):
        rows = tuple(_row(pack, trigger) for trigger in pack.triggers if trigger.section == section)
        yield Block(f"Section {section}" if section[:1].isdigit() else section[:1].upper() + section[1:], rows)
    if pack.judgement is not None and pack.judgement.trigger is None:
        who = " or ".join(pack.role_title(role) for role in pack.judgement.route.told)
        yield Block("No row names it", texts=(f"{pack.judgement.why}: {who} ({pack.judgement.source}).",))
    yield Block("Shown when a pattern is judged", texts=pack.factors)
    built = [duty for duty in pack.duties if pack.is_built(duty)]
    standing = pack.standing
    yield Block("Duties", tuple(_duty(pack, duty) for duty in built if duty not in standing))
    yield Block("Duties that always stand", tuple(_duty(pack, duty) for duty in built if duty in standing))
    yield Block("Duties, not built yet", tuple(_duty(pack, duty) for duty in pack.duties if not pack.is_built(duty)))
    for name, title in _LISTS.items():
        texts = tuple(_later(pack, one) for one in pack.not_built if one.list == name)
        yield Block(f"{title}, not built yet", texts=texts)
    for section in dict.fromkeys(field.section for field in pack.form):
        fields = [field for field in pack.form if field.section == section]
        yield Block(f"Form: {fields[0].section_title}", texts=tuple(map(_field, fields)))


def _later(pack: Pack, one: Later) -> str:
    """Something not built yet: its id, what it is, by when, by whom, and where it stands."""
    told = [one.timescale.text] if one.timescale is not None else []
    told += [f"by {_joined(one.by)}"] if one.by else []
    told.append(one.source.removeprefix(f"{pack.source}, "))
    return f"{one.id}: {one.what} ({'; '.join(told)})" + (f" Note: {one.note}." if one.note else "")


def _field(field: FormField) -> str:
    """A field of the form: its id, its label, and how it is filled in."""
    how = f"{field.type}: {', '.join(field.choices)}" if field.choices else field.type
    by = "" if field.by == REPORTER else f"; filled in by {field.by}"
    return f"{field.id}: {field.label} ({how}{by})"


def _role(pack: Pack, role: str) -> str:
    known = pack.by_role[role]
    reached = {"person": "", "on-call": "; whoever is on call", "inbox": "; the mailbox"}[known.reached]
    return f"{role}: {known.title}{reached}{f' ({known.note})' if known.note else ''}"


def _row(pack: Pack, trigger: Trigger) -> Line:
    notes = [trigger.note] if trigger.note else []
    if trigger.phone:
        notes.append("whoever is told is phoned as well")
    if trigger.follow_on:
        notes.append(f"brings {', '.join(trigger.follow_on)}")
    about = f" [about: {', '.join(trigger.about)}]" if trigger.about else ""
    return (
        trigger.id,
        f"{trigger.when} [{say_condition(trigger.condition)}]{about}",
        trigger.route_why.rstrip("."),
        _by_when(trigger),
        " or ".join(pack.role_title(role) for role in trigger.by) or trigger.owner,
        trigger.place,
        "; ".join(notes),
    )


def _by_when(trigger: Trigger) -> str:
    said = []
    for variant in trigger.variants:
        text = variant.timescale.text
        if variant.timescale.limit is None:
            harm = variant.harm or trigger.harm
            text += f"; local limit{f' for {_joined(harm)}' if harm else ''}"
        text += f", since {variant.since}" if variant.since else ""
        said.append(text if variant.condition is None else f"if {say_condition(variant.condition)}: {text}")
    return "; otherwise ".join(said)


def _duty(pack: Pack, duty: PackDuty) -> Line:
    called = [f"when {duty.because}"] if duty.because else []
    if duty.condition is not None and not isinstance(duty.condition, Always):
        called.append(f"[{say_condition(duty.condition)}]")
    brought = [trigger.id for trigger in pack.triggers if duty.id in trigger.follow_on or trigger.id in duty.follows]
    parts = [f"{duty.title}: {duty.what.rstrip('.')}", " ".join(called)]
    parts.append("with any row" if duty.follows_any else f"with {', '.join(brought)}" if brought else "")
    before = "an action that was required" if duty.after == AFTER_ACTION else duty.after
    parts.append(f"once {before} is done" if duty.after is not None else "")
    about = f" [about: {', '.join(duty.about)}]" if duty.about else ""
    closed = {
        "done": "when it is done",
        "reference": "by its reference",
        "decision": "by a decision with its reason",
        "update": "by an update",
    }
    notes = [f"closed {closed[duty.closed_by]}", *([f"phone {_joined(duty.phone)}"] if duty.phone else [])]
    notes += [f"the same act as {_joined(duty.same_as)}"] if duty.same_as else []
    notes += [f"comes again for each missing child until {duty.until}"] if duty.until else []
    notes += [f"kinds of update: {_joined(duty.kinds)}"] if duty.kinds else []
    notes += [duty.note] if duty.note else []
    return (
        duty.id,
        "; ".join(part for part in parts if part) + about,
        _joined(tuple(pack.role_title(role) for role in duty.owner)),
        _limit(duty),
        " or ".join(pack.role_title(role) for role in duty.owner),
        duty.source if pack.kind == "overlay" else duty.place,
        "; ".join(notes),
    )


def _limit(duty: PackDuty) -> str:
    if duty.timescale is None:
        return f"no time stated; local limit for {_joined(duty.harm)}" if duty.harm else "no time stated"
    return f"{duty.timescale.text}, since {duty.since}" if duty.since is not None else duty.timescale.text


def _joined(words: tuple[str, ...]) -> str:
    return ", ".join(words)
