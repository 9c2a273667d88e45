"""The one vocabulary of facts that all policy packs share: ids, types, choices, and the questions put to people.

Ids are contract (facts files, cards and packs use them). Questions fit a phone card. A fact is used by a pack, or is a
safety question (always asked), or is general: wanted in every report although no condition rests on it. Instants are
points in time; times typed without an offset are London's. There are no other units: whatever is counted (hours
missing, weeks off sick) is counted by the rules from an instant.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rules.vocabulary.fact import Choice, Fact, FactType
from rules.vocabulary.happened import HAPPENED
from rules.vocabulary.who import CHILD_KINDS, STATUSES, SUBJECT_KINDS

__all__ = ["CHILD_KINDS", "SUBJECT_KINDS", "VOCABULARY", "Choice", "Fact", "FactType"]

_PEOPLE = (*CHILD_KINDS, "staff", "carer", "position-of-trust", "community-member", "elected-member")

_FACTS = (
    Fact("aware", "instant", "When did our organisation first know?", hint="The first of us to hear of it counts."),
    Fact("danger.now", "yes-no", "Is anybody in danger now?", safety=True, hint="If so, ring 999 first."),
    Fact("emergency.called", "yes-no", "Have the police or an ambulance been called?", safety=True),
    Fact("police.told", "yes-no", "Have the police been told?", general=True),
    Fact("manager.told", "yes-no", "Has your manager been told?", general=True),
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
        hint="Also as a cause among others. An injury done on purpose counts.",
    ),
    Fact(
        "about.staff",
        "yes-no",
        "Is this about a member of staff or a carer?",
        safety=True,
        hint="If so, or not known, it is kept out of the managers' channel.",
    ),
    Fact("happened", "choices", "What has happened?", HAPPENED, scope="subject", hint="Choose all that apply."),
    Fact("subject.kind", "choice", "Who or what is it about?", SUBJECT_KINDS, scope="subject"),
    Fact(
        "child.status",
        "choices",
        "How is the child known to children's services?",
        STATUSES,
        scope="subject",
        kinds=CHILD_KINDS,
        hint="Choose all that apply.",
    ),
    Fact(
        "began",
        "instant",
        "When did it begin, or happen?",
        scope="subject",
        hint="If it goes on: since when. Counts where no other moment is known.",
    ),
    Fact(
        "missing.last_seen",
        "instant",
        "When was the missing person last seen?",
        scope="subject",
        general=True,
        implies="missing",
        otherwise="began",
        until="found.at",
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
        "found.at",
        "instant",
        "When was the missing child found, or back?",
        scope="subject",
        kinds=CHILD_KINDS,
        general=True,
        implies="found",
    ),
    Fact(
        "exploitation.concern",
        "yes-no",
        "Is there concern about exploitation?",
        scope="subject",
        kinds=CHILD_KINDS,
        hint="Sexual, criminal, or by people and places around the child.",
    ),
    Fact(
        "risk.serious_harm",
        "yes-no",
        "Is the child at serious risk of significant harm?",
        scope="subject",
        kinds=CHILD_KINDS,
        hint="Because of age, vulnerability or anything else.",
        implies="significant-harm",
    ),
    Fact(
        "harm.serious",
        "yes-no",
        "Was the child seriously harmed?",
        scope="subject",
        kinds=CHILD_KINDS,
        hint="Lasting harm to mental health or development counts.",
    ),
    Fact(
        "circumstances",
        "choices",
        "What is known of the circumstances?",
        (
            Choice("suspicious", "Suspicious", "domestic abuse, for example"),
            Choice("unexpected", "Unexpected or unexplained"),
            Choice("unusual", "Unusual"),
            Choice("none", "None of these"),
        ),
        scope="subject",
        kinds=_PEOPLE,
        hint="Of the death or the injury.",
    ),
    Fact(
        "offence.serious",
        "yes-no",
        "Is it a serious crime?",
        scope="subject",
        kinds=_PEOPLE,
        otherwise="charge.serious",
    ),
    Fact(
        "offence.against_person",
        "yes-no",
        "Is it an offence against a person?",
        scope="subject",
        kinds=_PEOPLE,
        hint="Violence, a sexual offence, robbery, threats to kill.",
    ),
    Fact(
        "charge.serious",
        "yes-no",
        "Is the charge for a serious crime?",
        scope="subject",
        kinds=CHILD_KINDS,
        implies="charged",
        otherwise="offence.serious",
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
        otherwise="began",
    ),
    Fact(
        "sick.since",
        "instant",
        "Since when has the member of staff been off sick?",
        scope="subject",
        kinds=("staff",),
        implies="off-sick",
        otherwise="began",
    ),
    Fact(
        "media.interest",
        "choice",
        "How much media interest is there?",
        (
            Choice("none", "None", "and none is likely"),
            Choice("likely", "None yet, but it is likely", "or there may be some"),
            Choice("some", "Some"),
            Choice("significant", "Significant"),
        ),
        hint="Press, radio, television and social media.",
    ),
    Fact(
        "media.adverse",
        "yes-no",
        "Is the attention bad for a child, staff or the council?",
        hint="While nobody has said, it counts as bad.",
        presumed=True,
    ),
    Fact("media.council", "yes-no", "May the coverage affect the council?"),
    Fact(
        "connection.looked_after",
        "yes-no",
        "Does it concern children looked after or care leavers?",
        scope="subject",
        hint="However loosely. While nobody has said, it counts as a yes.",
        presumed=True,
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
    Fact(
        "care_leaver.under_25",
        "yes-no",
        "Is, or was, the care leaver under 25?",
        scope="subject",
        kinds=CHILD_KINDS,
    ),
    Fact(
        "area.ours",
        "yes-no",
        "Did it happen in our area?",
        scope="subject",
        hint="Yes as well if outside England to a child who normally lives here. While nobody has said: yes.",
        presumed=True,
    ),
    Fact(
        "judgement.other",
        "yes-no",
        "Is it serious in your judgement, although no row names it?",
        scope="subject",
        implies="other",
    ),
    Fact(
        "judgement.reason",
        "text",
        "If you judge it serious: why?",
        scope="subject",
        general=True,
    ),
)

VOCABULARY: Mapping[str, Fact] = MappingProxyType({fact.id: fact for fact in _FACTS})
"""Every fact by id, in the order in which people are asked."""
