"""What is asked of somebody whose report was kept: "still missing?". The words come from what the row counts from."""

from dataclasses import dataclass

from rules.pack import Pack


@dataclass(frozen=True)
class Still:
    """`asked`: "still missing", as in "still missing?"; `now`: "Still missing", as the beginning of a sentence."""

    asked: str

    @property
    def now(self) -> str:
        """At the beginning of a sentence."""
        return f"{self.asked[0].upper()}{self.asked[1:]}"


MISSING = "missing.last_seen"
WORDS = {
    MISSING: "still missing",
    "education.out_since": "still out of school",
    "sick.since": "still off sick",
}
"""By the fact that a row's threshold counts from."""


def still_words(pack: Pack, row: str) -> Still:
    """The words for a row of the pack; for what is not listed, the row's own title."""
    trigger = next((t for t in pack.triggers if t.id == row), None)
    if trigger is None:
        return Still("still so")
    title = f"{trigger.title[0].lower()}{trigger.title[1:]}"
    since = next((variant.since for variant in trigger.variants if variant.since), "")
    return Still(WORDS.get(since, f"still so ({title})"))


def counts_from_missing(pack: Pack, row: str) -> bool:
    """Is the row about somebody missing, so that it is asked when they were found?"""
    return any(v.since == MISSING for t in pack.triggers if t.id == row for v in t.variants)
