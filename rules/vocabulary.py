"""The one vocabulary of facts that all policy packs share: ids, types, choices, and the questions put to people.

Ids are contract (facts files, cards and packs use them). Questions fit a phone card. A fact is used by a pack, or is a
safety question (always asked), or is general: wanted in every report although no condition rests on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

FactType = Literal["yes-no", "choice", "choices", "instant", "text"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a closed list: the id is contract, the label is what people read."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known about an incident.

    `scope` is "incident" (once) or "subject" (about each person, place or case; given once, it holds for all).
    `kinds` are the subject kinds it is asked of, () = any. `safety` questions are always asked. `general` facts are
    wanted in every report. `implies` is the `happened` choice that follows when this is answered yes, or known: a
    report that says "charged with a serious crime" says "charged", whether or not that box was ticked.
    """

    id: str
    type: FactType
    question: str
    choices: tuple[Choice, ...] = ()
    scope: Literal["incident", "subject"] = "incident"
    kinds: tuple[str, ...] = ()
    safety: bool = False
    hint: str = ""
    general: bool = False
    implies: str | None = None


SUBJECT_KINDS: tuple[Choice, ...] = (
    Choice("child", "A child or young person"),
    Choice("children", "Several children in the same situation"),
    Choice("sibling-group", "Brothers and sisters"),
    Choice("unborn-child", "An unborn child"),
    Choice("staff", "A member of staff"),
    Choice("carer", "A foster carer, parent or other carer"),
    Choice("position-of-trust", "An adult in a position of trust"),
    Choice("community-member", "Somebody else in the community"),
    Choice("elected-member", "A councillor or other elected member"),
    Choice("premises", "A building or place"),
    Choice("proceedings", "Legal proceedings"),
    Choice("finance", "A money matter"),
    Choice("service", "A service or team as a whole"),
)

CHILD_KINDS = ("child", "children", "sibling-group", "unborn-child")

_STATUS = (
    Choice("cla", "Looked after by us"),
    Choice("cp", "Child protection plan"),
    Choice("cin", "Child in need plan"),
    Choice("care-leaver", "Care leaver"),
    Choice("tac", "Team around the child"),
    Choice("young-and-safe", "Open to young and safe"),
    Choice("early-help", "Early help or early intervention"),
    Choice("yos", "Youth offending service"),
    Choice("known", "Known to another children's service"),
    Choice("other-authority-cla", "Looked after by another authority"),
    Choice("none", "Not known to any children's service"),
)

_HAPPENED = (
    Choice("death", "Somebody died"),
    Choice("serious-injury", "Somebody was seriously injured"),
    Choice("missing", "Somebody is missing"),
    Choice("organised-abuse", "Reasonable suspicion of organised abuse"),
    Choice("violence-against-staff", "Serious violence against staff"),
    Choice("accident-at-work", "An accident at work"),
    Choice("gross-misconduct", "Staff accused of gross misconduct"),
    Choice("charged", "Charged with a crime"),
    Choice("left-uk", "Taken or gone out of the UK"),
    Choice("homeless", "Made homeless"),
    Choice("out-of-education", "Out of education"),
    Choice("practice-concern", "Serious concern about our practice"),
    Choice("abuse-allegation", "Abuse allegation about an adult (LADO)"),
    Choice("other", "Something else"),
)

_FACTS = (
    Fact("aware", "instant", "When did our organisation first know?", hint="The first of us to hear of it counts."),
    Fact("danger.now", "yes-no", "Is anybody in danger now?", safety=True, hint="If so, ring 999 first."),
    Fact("emergency.called", "yes-no", "Have the police or an ambulance been called?", safety=True),
    Fact(
        "whereabouts",
        "text",
        "Where is each child, and with whom?",
        scope="subject",
        kinds=CHILD_KINDS,
        safety=True,
    ),
    Fact(
        "abuse.suspected",
        "yes-no",
        "Is abuse or neglect known or suspected?",
        scope="subject",
        kinds=CHILD_KINDS,
        safety=True,
    ),
    Fact(
        "about.staff",
        "yes-no",
        "Is this about a member of staff or a carer?",
        safety=True,
        hint="If so, or not known, it is kept out of the managers' channel.",
    ),
    Fact("happened", "choices", "What has happened?", _HAPPENED, scope="subject", hint="Choose all that apply."),
    Fact("subject.kind", "choice", "Who or what is it about?", SUBJECT_KINDS, scope="subject"),
    Fact(
        "child.status",
        "choices",
        "How is the child known to children's services?",
        _STATUS,
        scope="subject",
        kinds=CHILD_KINDS,
        hint="Choose all that apply.",
    ),
    Fact(
        "missing.last_seen",
        "instant",
        "When was the missing person last seen?",
        scope="subject",
        general=True,
    ),
    Fact(
        "missing.with_family",
        "yes-no",
        "Did the child go missing with family?",
        scope="subject",
        kinds=CHILD_KINDS,
        general=True,
    ),
    Fact(
        "risk.serious_harm",
        "yes-no",
        "Is the child at serious risk of significant harm?",
        scope="subject",
        kinds=CHILD_KINDS,
        hint="Because of age, vulnerability or anything else.",
    ),
    Fact(
        "charge.serious",
        "yes-no",
        "Is the charge for a serious crime?",
        scope="subject",
        kinds=CHILD_KINDS,
        implies="charged",
    ),
    Fact(
        "left_uk.unplanned",
        "yes-no",
        "Was leaving the UK unplanned, or against the plan?",
        scope="subject",
        kinds=CHILD_KINDS,
        implies="left-uk",
    ),
    Fact(
        "education.out_since",
        "instant",
        "Since when has the child been out of education?",
        scope="subject",
        kinds=CHILD_KINDS,
        implies="out-of-education",
    ),
    Fact(
        "media.interest",
        "choice",
        "How much media interest is there?",
        (Choice("none", "None"), Choice("some", "Some"), Choice("significant", "Significant")),
        hint="Press, radio, television and social media.",
    ),
    Fact(
        "practice.unresolved",
        "yes-no",
        "Is the concern about practice still unresolved by managers?",
        implies="practice-concern",
    ),
    Fact(
        "lado.department_staff",
        "yes-no",
        "Is the allegation about our department's staff?",
        hint="Our own staff, not a school's or another agency's.",
    ),
    Fact("lado.substantiated", "yes-no", "Has the LADO found it substantiated?", implies="abuse-allegation"),
    Fact(
        "lado.high_ranking",
        "yes-no",
        "Does the allegation involve somebody of high rank, such as a headteacher?",
        implies="abuse-allegation",
    ),
)

VOCABULARY: Mapping[str, Fact] = MappingProxyType({fact.id: fact for fact in _FACTS})
"""Every fact by id, in the order in which people are asked."""
