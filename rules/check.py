"""Checking a pack beyond reading it: conditions that never hold, routes that contradict, duties that nobody can own.

Everything that is wrong with a file comes back at once, each with file, line, key, and how to mend it.
"""

from collections.abc import Iterator
from pathlib import Path

from rules.condition import All, Always, Condition, Not, Some
from rules.load import OVERLAY, load_overlay, pack_file, read_file
from rules.pack import OWNERS_WITHOUT_ROLE, Pack, PackDuty, PackError, Trigger
from rules.satisfiable import can_hold, ways
from rules.strict_yaml import line_of, lines_of

Finding = tuple[str, str]
"""A key of the file, and what is wrong there."""


def check_file(id_or_path: str | Path) -> tuple[Pack | None, tuple[PackError, ...]]:
    """The pack in a file, and everything that is wrong with it in the file's order; None when it holds no pack."""
    pack, problems = read_file(id_or_path)
    if pack is None:
        return None, problems
    path = pack_file(id_or_path)
    lines = lines_of(path.read_text(encoding="utf-8"))
    spoilt = {_part(problem.key) for problem in problems}
    found = [
        PackError(path.name, key, sentence, line_of(lines, key))
        for key, sentence in findings(pack)
        if _part(key) not in spoilt
    ]
    return pack, tuple(sorted((*problems, *found), key=lambda problem: problem.line or 0))


def findings(pack: Pack) -> Iterator[Finding]:
    """What is wrong with a pack that could be read."""
    for n, trigger in enumerate(pack.triggers):
        yield from _row(f"triggers[{n}]", trigger, pack)
    yield from _same_facts(pack)
    for n, duty in enumerate(pack.duties):
        yield from _duty(f"duties[{n}]", duty, pack)
    rows = {trigger.id for trigger in pack.triggers}
    for n, duty in enumerate(pack.duties):
        if duty.id in rows:
            yield f"duties[{n}].id", f'"{duty.id}" is the id of a trigger as well: give one of them another'


def _row(key: str, trigger: Trigger, pack: Pack) -> Iterator[Finding]:
    yield from _condition(f"{key}.condition", trigger.condition, trigger.about)
    if not trigger.about and not any(True for _ in ways(trigger.condition, holds=False)):
        yield key, "this row matches every report: give it a condition, or the kinds of subject it is about"
    before: list[Condition] = []
    for n, variant in enumerate(trigger.variants):
        if variant.condition is None:
            continue
        together = All((trigger.condition, variant.condition, *(Not(one) for one in before)))
        if not can_hold(together, trigger.about):
            sentence = (
                "this never holds where the row does, or one before it holds already: take it away, or correct it"
            )
            yield f"{key}.timescale[{n}].when", sentence
        before.append(variant.condition)
    route = trigger.route
    where = f"{key}.route"
    for role in sorted(set(route.always) & set(route.also)):
        yield where, f"{role} is told twice: take {role} out of also"
    for role in (*route.first, *route.decides):
        if pack.reached(role) == "inbox":
            yield where, f"{role} is an inbox, which decides nothing: name people"
    for role in trigger.by:
        if pack.reached(role) == "inbox":
            yield f"{key}.by", f"{role} is an inbox, which notifies nobody: name people"


def _condition(key: str, condition: Condition, about: tuple[str, ...]) -> Iterator[Finding]:
    if can_hold(condition, about):
        yield from _branches(key, condition, about)
    elif not can_hold(condition):
        yield key, "this can never hold: its tests exclude each other, so that the row is never reached; correct one"
    else:
        kinds = ", ".join(about)
        yield key, f"this is never asked of {kinds}: correct the kinds under about, or the facts of the condition"


def _branches(key: str, condition: Condition, about: tuple[str, ...]) -> Iterator[Finding]:
    """The parts of an `any` that never hold, though the whole may."""
    if isinstance(condition, Not):
        yield from _branches(f"{key}.not", condition.part, ())
    elif isinstance(condition, All | Some):
        word = "all" if isinstance(condition, All) else "any"
        for n, part in enumerate(condition.parts):
            inner = f"{key}.{word}[{n}]"
            if not can_hold(part, about):
                if isinstance(condition, Some):
                    yield inner, "this part can never hold: take it away, or correct it"
            else:
                yield from _branches(inner, part, about)


def _same_facts(pack: Pack) -> Iterator[Finding]:
    """Rows that hold for exactly the same facts and tell otherwise."""
    for n, trigger in enumerate(pack.triggers):
        for other in pack.triggers[:n]:
            same = (trigger.about, trigger.condition) == (other.about, other.condition)
            if same and trigger.route != other.route and not isinstance(trigger.condition, Always):
                sentence = f"{other.id} holds for the same facts and tells otherwise: tell them apart, or make them one"
                yield f"triggers[{n}]", sentence


def _duty(key: str, duty: PackDuty, pack: Pack) -> Iterator[Finding]:
    if duty.condition is not None:
        yield from _condition(f"{key}.when", duty.condition, duty.about)
    for role in (*duty.owner, *duty.phone):
        if role not in OWNERS_WITHOUT_ROLE and pack.reached(role) == "inbox":
            name = "owner" if role in duty.owner else "phone"
            yield (
                f"{key}.{name}",
                f"{role} is an inbox, which does nothing: name people, or the reporter",
            )
    standing = {one.id for one in pack.standing}
    if duty.id in standing and duty.timescale is not None and not duty.timescale.recurs:
        yield (
            f"{key}.timescale",
            "nothing brings this duty, so that its time never begins: name it in a row's follow_on, or give it when, "
            "about, follows or after",
        )
    if duty.after in standing:
        yield f"{key}.after", f"{duty.after} never arises by itself, so that this never begins: say when it arises"
    known = {one.id for one in (*pack.duties, *_statutory(pack))}
    for other in duty.same_as:
        if other not in known or other == duty.id:
            yield (
                f"{key}.same_as",
                f'"{other}" is not another duty of this file or the statutory overlay: correct it',
            )


def _statutory(pack: Pack) -> tuple[PackDuty, ...]:
    if pack.kind == "overlay" or not pack_file(OVERLAY).exists():
        return ()
    return load_overlay().duties


def _part(key: str) -> str:
    """The row or duty that a key is in: "triggers[3]"."""
    return key.partition("]")[0] if "[" in key.partition(".")[0] else key
