"""Who or what an incident is about, and how a child is known: the kinds of subject and the statuses."""

from rules.vocabulary.fact import Choice

SUBJECT_KINDS: tuple[Choice, ...] = (
    Choice("child", "A child or young person", "a care leaver as well"),
    Choice("children", "Several children in the same situation"),
    Choice("sibling-group", "Brothers and sisters"),
    Choice("unborn-child", "An unborn child"),
    Choice("staff", "A member of staff", "the council's own"),
    Choice(
        "carer",
        "A carer: foster, adoptive, SGO, commissioned",
        "foster carers, adopters, special guardians, and people who work for a commissioned service; not parents",
    ),
    Choice("position-of-trust", "An adult in a position of trust", "any other adult who works with children"),
    Choice("community-member", "A parent, or somebody in the community", "a risk to children, or somebody harmed"),
    Choice("elected-member", "A councillor or other elected member"),
    Choice("premises", "A building or place"),
    Choice("proceedings", "Legal proceedings"),
    Choice("finance", "A money matter"),
    Choice("service", "A service or team as a whole", "also cases, meetings and feedback that name no child"),
)

CHILD_KINDS = ("child", "children", "sibling-group", "unborn-child")

STATUSES: tuple[Choice, ...] = (
    Choice("cla", "Looked after by us", "in our care, wherever placed"),
    Choice("cp", "Child protection plan", "ours"),
    Choice("cin", "Child in need plan"),
    Choice("care-leaver", "Care leaver"),
    Choice("tac", "Team around the child"),
    Choice("young-and-safe", "Open to young and safe"),
    Choice("early-help", "Early help or early intervention"),
    Choice("yos", "Youth offending service"),
    Choice("known", "Known in another way", "open to a service that is not in this list, or being assessed"),
    Choice("closed", "Known in the past, case closed"),
    Choice("other-authority-cla", "Looked after by another authority", "and placed here"),
    Choice("other-authority-cp", "Protection plan of another authority"),
    Choice("none", "Not known to any children's service"),
)
