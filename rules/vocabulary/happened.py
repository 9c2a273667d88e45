"""What may have happened: one list for all policies, grouped as people look for it.

Each choice is one kind of event, said whole ("serious", "in the community"), so that choosing it needs no second
question; where a procedure draws a finer line, a fact of its own asks. What is not chosen did not happen.
"""

from rules.vocabulary.fact import Choice

HARM = (
    Choice("death", "Somebody died"),
    Choice("serious-injury", "Somebody was seriously injured", "a significant injury as well, whatever its cause"),
    Choice("accident", "A serious accident", "not at work"),
    Choice("serious-illness", "A serious illness"),
    Choice("communicable-disease", "Serious or communicable disease, where placed", "in a school, home or foster home"),
    Choice("self-harm", "Serious self-harm"),
    Choice("suicide-attempt", "A suicide attempt"),
    Choice("mental-health-admission", "Admission for mental health", "needed because of specific incidents"),
    Choice("significant-harm", "Significant harm, or a serious risk of it", "suffered or likely; exposure to risk"),
    Choice("assault-community", "Serious assault in the community", "the child as its victim, or as who did it"),
    Choice("assault-by-carer", "Seriously assaulted by a parent or carer", "a serious assault, and serious harm"),
    Choice("assault-other", "Another assault", "elsewhere, by another child, or less serious"),
    Choice(
        "parent-death", "A parent or carer of the child died", "said of the child; for the parent, choose death as well"
    ),
)
WHEREABOUTS = (
    Choice("missing", "Somebody is missing", "whereabouts not known, alone or with the family"),
    Choice("found", "A missing child was found, or came back"),
    Choice("abducted", "A child was abducted"),
    Choice("left-uk", "Taken or gone out of the UK"),
    Choice("parents-whereabouts-unknown", "Unborn: where the parents are is not known"),
    Choice("homeless", "Made homeless"),
    Choice("out-of-education", "Out of education", "excluded, without a place, or not going"),
)
ABUSE_AND_RISK = (
    Choice("organised-abuse", "Reasonable suspicion of organised abuse", "ritual abuse, trafficking, a network"),
    Choice("exploitation-investigation", "Investigation into sexual exploitation", "of the child"),
    Choice("risky-behaviour", "Risky behaviour of a child"),
    Choice("frequent-incidents", "Frequent incidents about the same child", "each perhaps small; together a worry"),
    Choice("near-miss", "A serious incident was narrowly missed"),
    Choice("community-risk", "Somebody in the community is a risk", "a risk to children or young people"),
    Choice("mappa-3", "A young person at MAPPA level 3 moves in"),
)
CRIME = (
    Choice("crime-alleged", "Accused of, or investigated for, a crime"),
    Choice("arrested", "Arrested"),
    Choice("charged", "Charged with a crime"),
    Choice("convicted", "Convicted of a crime"),
    Choice("custody", "Remanded into custody, or sentenced to it"),
    Choice("crime-witness", "Witness to a serious crime"),
    Choice(
        "violence",
        "Involved in violence outside the home",
        "a violent incident in the community, on council premises, or with staff present",
    ),
)
STAFF_AND_ADULTS = (
    Choice("violence-against-staff", "Serious violence against staff", "or against a foster carer"),
    Choice("threats", "Serious threats to staff or a carer"),
    Choice("injured-by-service-user", "Staff injured by a service user"),
    Choice("staff-at-risk", "Staff at serious risk", "of harm, from a service user or otherwise"),
    Choice("staff-implications", "Serious implications for staff with a child", "who work with this child or group"),
    Choice("accident-at-work", "An accident at work", "a significant one, or a health-and-safety incident"),
    Choice("off-sick", "Staff off sick"),
    Choice(
        "abuse-allegation",
        "Abuse allegation about an adult (LADO)",
        "harmed a child, or is a risk to children; said of the adult, and of the child who alleges it",
    ),
    Choice("allegation", "Another allegation or concern about an adult", "about staff, a carer or a councillor"),
    Choice("gross-misconduct", "Staff accused of gross misconduct"),
    Choice("disciplinary", "A significant disciplinary matter"),
    Choice("lado-recommends", "The LADO recommends a notification", "having been asked about staff or a carer"),
)
SERVICE = (
    Choice("practice-concern", "Serious concern about our practice"),
    Choice("interagency-failure", "Agencies failed to work together", "a major failure, perceived or evidenced"),
    Choice("broader-risk", "A group incident, or a broader risk", "to the service, its staff or carers"),
    Choice("strategic-response", "A strategic or co-ordinated response needed"),
    Choice("cp-unallocated", "A child protection case is unallocated"),
    Choice("cannot-allocate", "Cases that cannot be allocated"),
    Choice("cp-visiting-change", "Child protection visiting frequency changed"),
    Choice("late-conference", "Late ICPC, RCPC or looked-after review"),
    Choice("complaint", "A significant complaint", "about our own or a commissioned service"),
    Choice("members-complaint", "A complaint or issue for elected members", "likely to be raised with them"),
    Choice("praise", "Praise or positive feedback"),
)
PUBLIC_ATTENTION = (
    Choice("high-profile", "Is or may become high profile", "publicly or politically"),
    Choice("public-debate", "A matter of public debate or anxiety"),
    Choice("members-attention", "Councillors or MPs take notice, or may"),
)
PREMISES = (
    Choice("home-closure", "A children's home with our children closes"),
    Choice("home-incident", "An incident at a children's home", "in which children of ours live"),
    Choice("premises-damage", "Serious damage to premises", "flood, accidental fire and the like"),
    Choice("vandalism", "Significant vandalism or burglary"),
    Choice("arson", "Arson"),
)
MONEY_AND_LAW = (
    Choice("financial-implications", "High costs, or implications for policy"),
    Choice("fraud", "Police investigate fraud or corruption", "of employees or contractors"),
    Choice("legal-threat", "A legal threat", "of a judicial review or litigation"),
    Choice("judicial-review", "Judicial review: permission (leave) granted"),
    Choice("litigation", "Litigation with another public body", "between the council and another authority or body"),
    Choice("inquest", "An inquest that concerns the council", "it is involved, or could be criticised"),
    Choice("prosecution", "A prosecution by or against the council"),
    Choice("sensitive-proceedings", "A sensitive legal case", "a client's death, a registered or children's home"),
    Choice("public-interest-proceedings", "Legal case likely to interest the public", "or the media"),
)
OTHER = (Choice("other", "Something else"),)

HAPPENED: tuple[Choice, ...] = (
    *(*HARM, *WHEREABOUTS, *ABUSE_AND_RISK, *CRIME, *STAFF_AND_ADULTS),
    *(*SERVICE, *PUBLIC_ATTENTION, *PREMISES, *MONEY_AND_LAW, *OTHER),
)
