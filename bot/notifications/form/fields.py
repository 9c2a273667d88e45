"""The parts of the form: its steps, its fields, and everything that a report can hold. Driven by the pack alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from bot.notifications.answers import input_id
from bot.notifications.draft import Draft
from bot.notifications.form.ask import Ask, fact_ask, field_ask
from rules.mentioned import KIND, mentioned
from rules.pack import FormField, Pack
from rules.vocabulary import SUBJECT_KINDS, VOCABULARY

SAFETY = ("danger.now", "emergency.called", "whereabouts", "abuse.suspected", "about.staff")
# The first card's questions, in words for somebody in a hurry.
TELL_NOW: Mapping[str, Mapping[str, Any]] = {
    "incident.details": {"label": "What happened, and to whom?", "required": True},
    "whereabouts": {"label": "Where is each child now, and with whom?"},
    "emergency.called": {},
    "contact.telephone": {"label": "A number to ring you on"},
    "about.staff": {},
}
WHO = ("happened", "child.status")
MAX_PEOPLE = 9

INCIDENT = "incident"
"""The section of what happened: it comes first, whatever the procedure's paper form begins with."""
LAST_SECTIONS = ("agencies", "contact")
ON_ONE_CARD = 30
"""Fields of the form on one card; a longer form without sections about agencies is cut in two by its sections."""

# What every report can hold, whatever the pack's form leaves out: the first card asks for it.
ALWAYS = (
    FormField("incident.details", "incident", "The incident", "What happened?", "long-text"),
    FormField("contact.telephone", "contact", "Contact", "A number to ring", "phone"),
)
OTHER_CHOICES: Mapping[str, frozenset[str]] = {
    "happened": frozenset({"other"}),
    "child.status": frozenset({"none"}),
}
"""Answers that are offered even where no row speaks of them: nothing is so that no box fits."""


@dataclass(frozen=True, eq=False)
class _OfPack:
    """What the form makes of a pack, made once: its fields on their pages, and the answers that can matter."""

    pack: Pack
    first: tuple[FormField, ...]
    last: tuple[FormField, ...]
    offered: Mapping[str, frozenset[str]]
    who: dict[tuple[int, int], tuple[Ask, ...]] = field(default_factory=dict)


_KEPT: dict[int, _OfPack] = {}
"""By the identity of the pack: to compare packs by their content costs more than the form does."""
_MOST_KEPT = 32


def _of(pack: Pack) -> _OfPack:
    kept = _KEPT.get(id(pack))
    if kept is None or kept.pack is not pack:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(pack)] = _made(pack)
    return kept


def _made(pack: Pack) -> _OfPack:
    asked = _with_what_is_always_asked(pack)
    if any(f.section == LAST_SECTIONS[0] for f in asked):
        last = {*LAST_SECTIONS}
    elif len(asked) > ON_ONE_CARD:
        named = list(dict.fromkeys(f.section for f in asked))
        last = set(named[(len(named) + 1) // 2 :])
    else:
        last = set()
    named_choices = mentioned(pack)
    return _OfPack(
        pack,
        tuple(sorted((f for f in asked if f.section not in last), key=lambda f: f.section != INCIDENT)),
        tuple(f for f in asked if f.section in last),
        {fact: named_choices.get(fact, frozenset()) | OTHER_CHOICES.get(fact, frozenset()) for fact in (*WHO, KIND)},
    )


def _with_what_is_always_asked(pack: Pack) -> tuple[FormField, ...]:
    """The reporter's fields, with what every report can hold."""
    own = tuple(f for f in pack.form if f.by == "reporter")
    return (*own, *(f for f in ALWAYS if f.id not in {known.id for known in pack.form}))


def fields(pack: Pack) -> tuple[FormField, ...]:
    """The reporter's fields, in reading order."""
    return (*_of(pack).first, *_of(pack).last)


def steps(pack: Pack) -> tuple[str, ...]:
    """The names of the form's steps, in order; a page that would be empty is left out."""
    first, last = _of(pack).first, _of(pack).last
    pages = (*(("account",) if first else ()), *(("agencies",) if last else ()))
    return ("first", "who", "facts", *pages, "check")


def page(pack: Pack, step: str) -> tuple[Ask, ...]:
    """The fields on the step "account" or "agencies"."""
    return tuple(field_ask(f) for f in (_of(pack).first if step == "account" else _of(pack).last))


def last_page(pack: Pack) -> str:
    """What the second page of fields is about, by its sections: "Agencies and contact"."""
    titles = list(dict.fromkeys(f.section_title for f in _of(pack).last))
    words = [title if n == 0 else f"{title[0].lower()}{title[1:]}" for n, title in enumerate(titles)]
    return " and ".join(", ".join(part) for part in (words[:-1], words[-1:]) if part)


def step_of(key: str, pack: Pack) -> str:
    """The step that asks for an input."""
    fact = key.partition("#")[0]
    if fact in (*WHO, KIND, "aware"):
        return "who"
    if fact in VOCABULARY:
        return "facts"
    return "agencies" if any(ask.id == fact for ask in page(pack, "agencies")) else "account"


def first_card(pack: Pack) -> tuple[Ask, ...]:
    """The few questions of "Tell now", by the pack's fields and the vocabulary."""
    known = {f.id: field_ask(f) for f in fields(pack)}
    return tuple(known[key] if key in known else fact_ask(key, 1) for key in TELL_NOW)


def who(person: int, people: int, pack: Pack) -> tuple[Ask, ...]:
    """Who it is about and what happened, with the answers that can matter for this authority."""
    kept = _of(pack)
    if (person, people) not in kept.who:
        asked = (*_whom(person, people), *((fact_ask("aware", 1),) if person == 1 else ()))
        kept.who[person, people] = tuple(_narrowed(ask, kept.offered) for ask in asked)
    return kept.who[person, people]


def _whom(person: int, people: int) -> tuple[Ask, ...]:
    """Who it is about, what happened, and how the child is known, with every answer that the vocabulary has."""
    whose = _whose(person, people)
    label = "Who is this about?" if person == 1 else f"Who is person {person}?"
    kinds = tuple((c.id, c.label) for c in SUBJECT_KINDS)
    kind = Ask(input_id(KIND, person), "choice", label, choices=kinds, section=whose)
    return (kind, *(fact_ask(fact, person, section=whose) for fact in WHO))


def _narrowed(ask: Ask, offered: Mapping[str, frozenset[str]]) -> Ask:
    """The question with the choices that the pack's rows speak of, and those that are always offered."""
    wanted = offered.get(ask.id.partition("#")[0])
    if wanted is None:
        return ask
    return replace(ask, choices=tuple(choice for choice in ask.choices if choice[0] in wanted))


def everything_asked(draft: Draft, pack: Pack) -> tuple[Ask, ...]:
    """Every question a report can hold, in reading order, for showing the answers."""
    return (*_every_fact(draft.people), *(field_ask(f) for f in fields(pack)))


@cache
def _every_fact(people: int) -> tuple[Ask, ...]:
    about: list[Ask] = []
    for person in range(1, people + 1):
        whose = _whose(person, people)
        about += [*_whom(person, people), *((fact_ask("aware", 1),) if person == 1 else ())]
        about += [
            fact_ask(f.id, person, section=whose)
            for f in VOCABULARY.values()
            if f.scope == "subject" and f.id not in (*WHO, KIND) and not (f.id in SAFETY and person == 1)
        ]
    incident = [fact_ask(f.id, 1) for f in VOCABULARY.values() if f.scope == "incident" or f.id in SAFETY]
    seen = {a.id for a in about}
    return (*about, *(a for a in incident if a.id not in seen))


def asked_of(role: str, pack: Pack) -> tuple[Ask, ...]:
    """The fields of the form that a role fills in on its own card."""
    return tuple(field_ask(f) for f in pack.form if f.by == role)


@cache
def _whose(person: int, people: int) -> str:
    return f"Person {person}" if people > 1 else ""
