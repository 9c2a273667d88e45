"""The questions on a step. On the facts step only those that can still change the answer, and the safety ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.notifications.answers import TIME, UNKNOWN, input_id, read_answers
from bot.notifications.draft import Draft
from bot.notifications.form.ask import Ask, fact_ask
from bot.notifications.form.fields import SAFETY, TELL_NOW, WHO, first_card, page, who
from bot.notifications.form.reading import as_draft, read
from bot.notifications.notification import Notification
from rules.decide import next_questions
from rules.decision import Decision
from rules.facts import VOCABULARY, Facts
from rules.judgement import JUDGED, REASON
from rules.limits import Limits
from rules.pack import Pack

WHO_KNOWS = ("police.told", "manager.told")
MOST_NAMED = 3
"""Roles named in a hint; more are "who is told"."""


def asks(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[Ask, ...]:
    """The questions on the draft's current step."""
    if draft.step == "first":
        return tuple(replace(ask, section="", **TELL_NOW[ask.id]) for ask in first_card(pack))
    if draft.step == "who":
        return who(draft.person, draft.people, pack)
    if draft.step == "facts":
        return _facts(draft, pack, limits, at)
    if draft.step in ("account", "agencies"):
        return tuple(ask for ask in page(pack, draft.step) if not _answered_by_a_fact(ask, draft, pack))
    return _before_sending(draft, pack, limits, at) if draft.step == "check" else ()


def _answered_by_a_fact(ask: Ask, draft: Draft, pack: Pack) -> bool:
    """Was this said already as a fact, so that nobody is asked twice? An answer to the field itself is always shown."""
    given = draft.given
    fact = next((field.fact for field in pack.form if field.id == ask.id), "")
    said = given.get(fact, "").strip().lower() if fact else ""
    return bool(said) and said != UNKNOWN and not given.get(ask.id, "").strip()


def _before_sending(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[Ask, ...]:
    """What is asked of somebody whose report no row requires: why they send it all the same, and who knows."""
    if any(row.live for row in read(draft, pack, limits, at).decision.triggers):
        return ()
    why = replace(fact_ask(REASON, 1), label="If you send it now: why?", hint="Whoever is told reads this.")
    return (*(fact_ask(fact, 1) for fact in WHO_KNOWS), why)


def _facts(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[Ask, ...]:
    safety = [fact_ask(fact, 1, section="Safety") for fact in SAFETY]
    # A question once asked stays on the step, so that going back or correcting it never makes it vanish.
    keys = [key for key in dict.fromkeys((*_wanted(draft, pack, limits, at), *draft.asked)) if _is_here(draft, key)]
    keys.sort(key=lambda key: (_about(key) if draft.people > 1 else 0, VOCABULARY[_parts(key)[0]].general))
    why = why_asked(read(draft, pack, limits, at).decision, pack)
    questions = (fact_ask(*_parts(key), section=_section(draft, key)) for key in keys)
    return (*safety, *(_explained(ask, why.get(ask.id.partition("#")[0], "")) for ask in questions))


def open_asks(notification: Notification, pack: Pack) -> tuple[Ask, ...]:
    """The questions that its decision says can still change it and nobody has answered, what settles most first."""
    decision, draft = notification.decision, as_draft(notification)
    first = decision.next.fact if decision.next is not None else ""
    why = why_asked(decision, pack)
    keys = [
        input_id(gap.fact, person)
        for gap in sorted(decision.missing_facts, key=lambda gap: gap.fact != first)
        for person in (range(1, draft.people + 1) if VOCABULARY[gap.fact].scope == "subject" else (1,))
    ]
    unanswered = (key for key in keys if draft.given.get(key, "").strip().lower() in ("", UNKNOWN))
    return tuple(
        _explained(fact_ask(*_parts(key), section=_section(draft, key)), why.get(key.partition("#")[0], ""))
        for key in unanswered
    )


def is_judgement(key: str) -> bool:
    """Is this, by input id, the question whether somebody judges it serious, or why?"""
    return key.partition("#")[0] in (JUDGED, REASON)


def why_asked(decision: Decision, pack: Pack) -> Mapping[str, str]:
    """What each missing fact decides, in one short sentence, by the fact's id: who is told, or by when."""
    sure = {
        role for row in decision.triggers if row.status == "reportable" and not row.missing for role in row.route.named
    }
    found: dict[str, list[str]] = {}
    for row in decision.triggers:
        for fact in row.missing:
            found.setdefault(fact, []).extend(role for role in row.route.named if role not in sure)
    return {fact: _decides(list(dict.fromkeys(roles)), pack) for fact, roles in found.items()}


def _decides(roles: list[str], pack: Pack) -> str:
    if not roles:
        return "Decides by when they are told."
    titles = [pack.role_title(role) for role in roles]
    named = titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
    return f"Decides whether this goes to: {named}." if len(titles) <= MOST_NAMED else "Decides who is told."


def _explained(ask: Ask, why: str) -> Ask:
    return replace(ask, hint=f"{ask.hint} {why}".strip())


def questions_to_ask(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[str, ...]:
    """The questions that this step would ask now, by input id: kept with the draft (Draft.asked)."""
    return tuple(dict.fromkeys((*draft.asked, *_wanted(draft, pack, limits, at))))


def _wanted(draft: Draft, pack: Pack, limits: Limits, at: datetime) -> tuple[str, ...]:
    """What can still change the answer, by input id; of several people, only of those for whom it can.

    And what every report of its kind is to hold, such as when a missing person was last seen.
    """
    reading = read(draft, pack, limits, at)
    whole = [f.fact for f in next_questions(pack, reading.facts, at, limits)]
    people = range(1, draft.people + 1)
    alone = {n: {f.fact for f in next_questions(pack, _alone(draft, n, at), at, limits)} for n in people if people[1:]}
    keys: list[str] = []
    for fact_id in whole:
        if VOCABULARY[fact_id].scope == "incident":
            keys.append(fact_id)
        else:
            keys += [input_id(fact_id, n) for n in people if fact_id in alone.get(n, whole)]
    other = any("other" in _happened(draft, n) for n in people)
    if other or not any(t.live for t in reading.decision.triggers):
        keys.append(JUDGED)  # the list is never exclusive: whoever worries may say so, and why
    for fact in VOCABULARY.values():
        if fact.general:
            family = fact.id.partition(".")[0]
            keys += [
                input_id(fact.id, n)
                for n in people
                if family in _happened(draft, n) or (fact.id == REASON and input_id(JUDGED, n) in keys)
            ]
    return tuple(dict.fromkeys(keys))


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
