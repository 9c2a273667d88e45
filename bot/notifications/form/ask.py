"""One question of the report form: a fact of the vocabulary or a field of the pack."""

from dataclasses import dataclass
from functools import cache

from bot.notifications.answers import input_id, unusable
from rules.pack import FormField
from rules.vocabulary import VOCABULARY
from rules.vocabulary.abbreviations import meanings

# A person's own words stay within these bounds (characters): the card lets no more be typed, and the server asks for
# less where a client sent more. A longer answer is kept and the field is named.
LONGEST = {"text": 500, "brief": 600, "long-text": 6000, "phone": 60}


@dataclass(frozen=True)
class Ask:
    """One question of the form: a fact of the vocabulary or a field of the pack."""

    id: str
    kind: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    section: str = ""
    required: bool = False
    group: str = ""

    @property
    def longest(self) -> int:
        """Characters that an answer may have; 0 where it is chosen, not typed."""
        return LONGEST.get(self.kind, 0)

    @property
    def explained(self) -> str:
        """The hint, and what abbreviations in the question or its choices stand for."""
        said = " ".join((self.label, *(label for _, label in self.choices), self.hint))
        return f"{self.hint} {meanings(said)}".strip()

    def wrong_with(self, answer: str) -> str:
        """What is wrong with an answer as it was typed, as a sentence for its field; "" when it can be used."""
        if self.longest and len(answer) > self.longest:
            return f"Shorten this to {self.longest:,} characters: it has {len(answer):,} now."
        return unusable(self.kind, tuple(choice for choice, _ in self.choices), answer)


@cache
def fact_ask(fact_id: str, person: int, section: str = "") -> Ask:
    """The question for a fact, about a person counted from 1, with every choice that the vocabulary has."""
    fact = VOCABULARY[fact_id]
    return Ask(
        id=input_id(fact_id, person),
        kind=fact.type,
        label=fact.question,
        hint=fact.hint,
        choices=tuple((c.id, c.label) for c in fact.choices),
        section=section,
    )


@cache
def field_ask(field: FormField) -> Ask:
    """The question for a field of the pack's form."""
    return Ask(
        id=field.id,
        kind=field.type,
        label=field.label,
        hint=field.hint,
        choices=tuple((c, c) for c in field.choices),
        section=field.section_title,
        group=field.group,
    )
