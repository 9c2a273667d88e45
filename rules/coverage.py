"""Whether a scenario table tries every row of its policy: a match, a near miss, and both sides of a threshold."""

from collections.abc import Iterator

from rules.condition import All, Condition, Not, Some, Truth
from rules.matching import Scene, match
from rules.pack import Pack, Trigger
from rules.scenarios import Scenario, Table


def gaps(table: Table) -> tuple[str, ...]:
    """What no scenario tries yet, each in one sentence that says what to add; () = every row is tried."""
    decided = [(scenario, table.decided(scenario)) for scenario in table.scenarios]
    found: list[str] = []
    for trigger in table.pack.triggers:
        said = {row.status for _, decision in decided for row in decision.triggers if row.id == trigger.id}
        if "reportable" not in said:
            found.append(f"{trigger.id}: no scenario matches it: add one that does")
        if any(variant.timescale.threshold for variant in trigger.variants) and "not-yet" not in said:
            found.append(f"{trigger.id}: no scenario is just before its threshold: add one that is not-yet")
        if not any(near_miss(table.pack, trigger, scenario) for scenario in table.scenarios):
            found.append(f"{trigger.id}: no scenario misses it narrowly: add one in which one of its tests fails")
    arisen = {duty.id for _, decision in decided for duty in decision.duties}
    standing = set(table.pack.standing)
    for duty in table.pack.duties:
        if duty.built and duty.id not in arisen and duty not in standing and duty.after is None:
            found.append(
                f"{duty.id}: no scenario brings this duty: add one in which it arises, and name it under duties"
            )
    return tuple(found)


def near_miss(pack: Pack, trigger: Trigger, scenario: Scenario) -> bool:
    """Whether a scenario rules a row out although one of its tests holds; of a row with one test, answers it."""
    scene = Scene.of(scenario.facts)
    if match(trigger, scene, scenario.at) is not None:
        return trigger.id == (pack.judgement.trigger if pack.judgement else None)
    leaves = tuple(_leaves(trigger.condition))
    views = [view for _, view in scene.subjects]
    if len(leaves) <= 1:
        return any(leaf.verdict(view).truth is Truth.NO for leaf in leaves for view in views) or not leaves
    return any(leaf.verdict(view).truth is Truth.YES for leaf in leaves for view in views)


def _leaves(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, All | Some):
        for part in condition.parts:
            yield from _leaves(part)
    elif isinstance(condition, Not):
        yield from _leaves(condition.part)
    elif condition.facts():
        yield condition
