"""The report form: which questions stand on which step, driven by the pack and by what is still unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from bot.notifications.answers import TIME, UNKNOWN, input_id, instant_text, read_answers, unusable
from bot.notifications.draft import Draft
from bot.notifications.notification import Notification
from rules.decide import decide, next_questions
from rules.decision import Decision
from rules.facts import SUBJECT_KINDS, VOCABULARY, Facts
from rules.limits import Limits
from rules.pack import FormField, Pack

STEPS = ("first", "who", "facts", "account", "agencies", "check")
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

# A person's own words stay within these bounds (characters): the card lets no more be typed, and the server asks for
# less where a client sent more. A longer answer is kept and the field is named.
LONGEST = {"text": 500, "long-text": 6000, "phone": 60}


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

    @property
    def longest(self) -> int:
        """Characters that an answer may have; 0 where it is chosen, not typed."""
        return LONGEST.get(self.kind, 0)

    def wrong_with(self, answer: str) -> str:
        """What is wrong with an answer as it was typed, as a sentence for its field; "" when it can be used."""
        if self.longest and len(answer) > self.longest:
            return f"Shorten this to {self.longest:,} characters: it has {len(answer):,} now."
        return unusable(self.kind, tuple(choice for choice, _ in self.choices), answer)


@dataclass(frozen=True)
class Reading:
    """A draft as the policy sees it at an instant: the facts, the decision, and what is wrong by input id."""

    facts: Facts
    decision: Decision
    problems: Mapping[str, str]


def as_draft(notification: Notification) -> Draft:
    """A notification's answers as a draft holds them, to be read and shown like one. It is stored nowhere."""
    people = max([1, *(int(n) for key in notification.answers if (n := key.partition("#")[2].partition(".")[0]))])
    return Draft(
        id="",
        author=notification.reporter,
        author_name=notification.reporter_name,
        created_at=notification.aware,
        updated_at=notification.created_at,
        people=people,
        answers=notification.answers,
    )


def read(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> Reading:
    """What the pack says about a draft now. Awareness is the answer given, otherwise the draft's beginning (UTC)."""
    facts, problems = read_answers(draft.given, draft.people, at)
    aware = facts.aware or draft.created_at
    facts = Facts(aware=aware, incident=facts.incident, subjects=facts.subjects)
    return Reading(facts, decide(pack, facts, at, limits), {**_wrong(draft, pack), **problems})


def asks(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[Ask, ...]:
    """The questions on the draft's current step."""
    if draft.step == "first":
        return tuple(replace(_any(pack, key), section="", **words) for key, words in TELL_NOW.items())
    if draft.step == "who":
        return _who(draft.person, draft.people)
    if draft.step == "facts":
        return _facts(draft, pack, limits, at)
    if draft.step == "account":
        return tuple(_of_field(f) for f in pack.form if f.by == "reporter" and f.section not in ("agencies", "contact"))
    if draft.step == "agencies":
        return tuple(_of_field(f) for f in pack.form if f.section in ("agencies", "contact"))
    return ()


def everything_asked(draft: Draft, pack: Pack) -> tuple[Ask, ...]:
    """Every question a report can hold, in reading order, for showing the answers."""
    return (*_every_fact(draft.people), *(_of_field(f) for f in pack.form if f.by == "reporter"))


@cache
def _every_fact(people: int) -> tuple[Ask, ...]:
    about: list[Ask] = []
    for person in range(1, people + 1):
        about += _who(person, people)
        about += [
            _fact(f.id, person, section=_whose(person, people))
            for f in VOCABULARY.values()
            if f.scope == "subject" and f.id not in (*WHO, "subject.kind") and not (f.id in SAFETY and person == 1)
        ]
    incident = [_fact(f.id, 1) for f in VOCABULARY.values() if f.scope == "incident" or f.id in SAFETY]
    seen = {a.id for a in about}
    return (*about, *(a for a in incident if a.id not in seen))


def asked_of(role: str, pack: Pack) -> tuple[Ask, ...]:
    """The fields of the form that a role fills in on its own card."""
    return tuple(_of_field(f) for f in pack.form if f.by == role)


def answered(draft: Draft, pack: Pack) -> tuple[tuple[Ask, str], ...]:
    """Every question with an answer, and the answer in words."""
    rows = []
    roles = tuple(_of_field(f) for f in pack.form if f.by != "reporter")
    for ask in (*everything_asked(draft, pack), *roles):
        words = answer_words(ask, draft.given) if ask.id in draft.given else ""
        if words:
            rows.append((ask, words))
    return tuple(rows)


def answer_words(ask: Ask, answers: Mapping[str, str]) -> str:
    """One answer in words: choices by their labels, instants as typed (London time); "" when not answered."""
    raw = (instant_text(answers, ask.id) if ask.kind == "instant" else answers.get(ask.id, "")).strip()
    if not raw:
        return ""
    if raw.lower() == UNKNOWN:
        return "Not known"
    if ask.kind == "yes-no":
        return {"yes": "Yes", "no": "No"}.get(raw.lower(), raw)
    if ask.choices:
        labels = {**dict(ask.choices), UNKNOWN: "Not known"}
        return ", ".join(labels.get(part.strip().lower(), part.strip()) for part in raw.split(","))
    return _day(raw) if ask.kind in ("instant", "date") else raw


def _day(raw: str) -> str:
    """A date, and the time on a clock in London, as people write it; anything else as it was typed."""
    day, _, clock = raw.partition("T")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return raw
    return f"{found:%a} {found.day} {found:%b %Y} {clock}".strip()


@cache
def _whose(person: int, people: int) -> str:
    return f"Person {person}" if people > 1 else ""


def _who(person: int, people: int) -> tuple[Ask, ...]:
    kind = Ask(
        id=input_id("subject.kind", person),
        kind="choice",
        label="Who is this about?" if person == 1 else f"Who is person {person}?",
        choices=tuple((c.id, c.label) for c in SUBJECT_KINDS),
        section=_whose(person, people),
    )
    rest = tuple(_fact(fact, person, section=_whose(person, people)) for fact in WHO)
    return (kind, *rest, _fact("aware", 1)) if person == 1 else (kind, *rest)


def _facts(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[Ask, ...]:
    safety = [_fact(fact, 1, section="Safety") for fact in SAFETY]
    # A question once asked stays on the step, so that going back or correcting it never makes it vanish.
    keys = [key for key in dict.fromkeys((*_wanted(draft, pack, limits, at), *draft.asked)) if _is_here(draft, key)]
    keys.sort(key=lambda key: (_about(key) if draft.people > 1 else 0, VOCABULARY[_parts(key)[0]].general))
    return (*safety, *(_fact(*_parts(key), section=_section(draft, key)) for key in keys))


def questions_to_ask(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[str, ...]:
    """The questions that this step would ask now, by input id: kept with the draft (Draft.asked)."""
    return tuple(dict.fromkeys((*draft.asked, *_wanted(draft, pack, limits, at))))


def _wanted(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[str, ...]:
    """What can still change the answer, by input id; of several people, only of those for whom it can.

    And what every report of its kind is to hold, such as when a missing person was last seen.
    """
    whole = [f.fact for f in next_questions(pack, read(draft, pack, limits, at).facts, at, limits)]
    people = range(1, draft.people + 1)
    alone = {n: {f.fact for f in next_questions(pack, _alone(draft, n, at), at, limits)} for n in people if people[1:]}
    keys: list[str] = []
    for fact_id in whole:
        if VOCABULARY[fact_id].scope == "incident":
            keys.append(fact_id)
        else:
            keys += [input_id(fact_id, n) for n in people if fact_id in alone.get(n, whole)]
    for fact in VOCABULARY.values():
        if fact.general:
            keys += [input_id(fact.id, n) for n in people if fact.id.partition(".")[0] in _happened(draft, n)]
    return tuple(keys)


def _happened(draft: Draft, person: int) -> tuple[str, ...]:
    answer = draft.given.get(input_id("happened", person), "")
    return tuple(part.strip().lower() for part in answer.split(","))


def _alone(draft: Draft, person: int, at: datetime) -> Facts:
    """The facts as if the incident were about this person alone."""
    own: dict[str, str] = {}
    for key, answer in draft.given.items():
        fact_id, about = _parts(key)
        fact = VOCABULARY.get(fact_id.removesuffix(TIME))
        if fact is not None and (about == person or fact.scope == "incident"):
            own[fact_id] = answer
    facts, _ = read_answers(own, 1, at)
    return Facts(aware=facts.aware or draft.created_at, incident=facts.incident, subjects=facts.subjects)


def _is_here(draft: Draft, key: str) -> bool:
    """Does this question belong on the step: not asked elsewhere, of a kind of subject that it can be asked of?"""
    fact_id, person = _parts(key)
    if fact_id in (*WHO, "subject.kind", "aware") or (fact_id in SAFETY and person == 1) or person > draft.people:
        return False
    kind = draft.given.get(input_id("subject.kind", person), "")
    fact = VOCABULARY[fact_id]
    return fact.scope == "incident" or not fact.kinds or kind in ("", UNKNOWN, *fact.kinds)


def _section(draft: Draft, key: str) -> str:
    about = _about(key)
    if about and draft.people > 1:
        return f"About person {about}"
    return "What they will ask first" if VOCABULARY[_parts(key)[0]].general else "What can still change who is told"


def _about(key: str) -> int:
    """The person a question is about, 0 for the whole incident."""
    fact_id, person = _parts(key)
    return 0 if VOCABULARY[fact_id].scope == "incident" else person


def _parts(key: str) -> tuple[str, int]:
    """The fact and the person of an input id: ("missing.last_seen.time", 2) of "missing.last_seen#2.time"."""
    fact_id, _, rest = key.partition("#")
    number, dot, time = rest.partition(".")
    return (fact_id + dot + time, int(number)) if number.isdigit() else (key, 1)


@cache
def _fact(fact_id: str, person: int, section: str = "") -> Ask:
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
def _of_field(field: FormField) -> Ask:
    return Ask(
        id=field.id,
        kind=field.type,
        label=field.label,
        hint=field.hint,
        choices=tuple((c, c) for c in field.choices),
        section=field.section_title,
    )


def _any(pack: Pack, key: str) -> Ask:
    return _fact(key, 1) if key in VOCABULARY else next(_of_field(f) for f in pack.form if f.id == key)


def _wrong(draft: Draft, pack: Pack) -> dict[str, str]:
    """Answers that are too long, and fields of the pack's form that cannot be used; facts are read by the answers."""
    given = draft.given
    asked = (ask for ask in everything_asked(draft, pack) if given.get(ask.id) and ask.kind != "instant")
    return {ask.id: sentence for ask in asked if (sentence := ask.wrong_with(given[ask.id]))}
