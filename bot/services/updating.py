"""An update: what is new since the report, in a few words, of a kind that the policy knows; and what it changes.

Everybody told before is told that there is news. Where the news is that somebody died, was charged or the like, the
policy decides anew, and further people may be told. It meets what is due for the children it is about this period.
"""

from collections.abc import Iterable

from bot.notifications import children
from bot.notifications.access import takes_part
from bot.notifications.addition import of_kind
from bot.notifications.children import ALL, Child
from bot.notifications.duty import DutyKind
from bot.notifications.form import Ask
from bot.notifications.keeping_up import UPDATED, after_update
from bot.notifications.news import HAPPENED, said_of, with_news
from bot.notifications.notification import Notification, Record
from bot.services import deed_words, words
from bot.services.authority import Authority
from bot.services.deciding_anew import decide_anew
from bot.services.deed import Deed, Doing, Outcome, add, capacity
from bot.services.ports import Work
from bot.services.telling_news import tell_news
from rules.decision import TriggerDecision
from rules.mentioned import mentioned
from rules.vocabulary import VOCABULARY
from rules.vocabulary.news import FOUND, NEWS_BY_ID

ID = "update"
MOST = 200
"""Updates of one notification: more are no help to anybody, and a slip or worse."""
TURNS = (
    *("death", "serious-injury", "self-harm", "suicide-attempt", "significant-harm", "abducted", "missing", "left-uk"),
    *("arrested", "charged", "convicted", "custody"),
)
"""What may have happened since, of the vocabulary, worst first: each may bring in people whom nobody told yet."""


def may(record: Record, person: str, authority: Authority) -> bool:
    """Whoever takes part in their own right and reads the whole; an assistant only reads."""
    notification = record.notification
    takes = takes_part(record, person, authority.organisation)
    return takes and not notification.drill and not notification.is_veiled


def fields(record: Record, person: str, authority: Authority) -> tuple[Ask, ...]:
    """What kind of news, about whom, what is new, and what else has happened since."""
    found = bool(children.missing(record.notification))
    kinds = tuple((n.id, n.label) for n in authority.pack.update_kinds if not (found and n.id == FOUND))
    about = whom(children.people(record.notification))
    hint = "Only what is new, in a few sentences. Everyone told before reads it."
    return (
        Ask("kind", "choice", "What kind of news?", choices=kinds, required=True),
        *about,
        Ask("what", "brief", "What is new?", hint, required=True),
        *_turns(record.notification, authority),
    )


def whom(people: Iterable[Child], label: str = "About whom?") -> tuple[Ask, ...]:
    """Which of several people; nothing is asked about the only one."""
    choices = tuple((person.key, person.name) for person in people)
    if len(choices) < 2:
        return ()
    return (Ask("whom", "choice", label, choices=((ALL, "All of them"), *choices), required=True),)


def update(work: Work, authority: Authority, doing: Doing) -> Outcome:
    """Add it, decide anew where it bears on the policy, meet what was due, and tell those told before."""
    notification = doing.notification
    if wrong := said_before(notification, doing.given["what"]):
        return {"what": wrong}
    if len(of_kind(notification.additions, ID)) >= MOST:
        return words.too_many()
    people = children.chosen(children.people(notification), doing.given.get("whom", ALL))
    news = NEWS_BY_ID[doing.given["kind"]]
    of = [p for p in people if not news.of or p.kind in news.of or not p.kind] if news.event else []
    if news.event and not of and doing.given.get("whom", ALL) != ALL:
        return {"whom": "This kind of news is about somebody else: choose them, or “All of them”."}
    happened = said_of((p.person for p in of), [news.event] if news.event else [])
    turned = [part.strip() for part in doing.given.get("now", "").split(",") if part.strip() not in ("", "unknown")]
    happened = ",".join(part for part in (happened, said_of((p.person for p in people), turned)) if part)
    about = ",".join(p.key for p in people) if doing.given.get("whom", ALL) != ALL else ""
    named = children.named(people) if about else ""
    given = {"kind": news.id, "what": doing.given["what"], "name": named, HAPPENED: happened}
    if turned:
        given["now"] = ", ".join(_label(turn) for turn in turned)
    add(work, authority, doing, ID, given, about=about)
    rows = apply(work, authority, doing, people)
    return deed_words.updated_and_told(_titles(rows, authority)) if rows else deed_words.updated()


def apply(work: Work, authority: Authority, doing: Doing, people: Iterable[Child]) -> tuple[TriggerDecision, ...]:
    """What an update that was added does: meets what is due about these people, decides anew, tells those told before.

    Returns the rows that tell somebody now and did not before.
    """
    meet(work, authority, doing, people)
    record = work.record(doing.notification.id)
    assert record is not None
    answers = with_news(record.notification)
    rows: tuple[TriggerDecision, ...] = ()
    if answers != record.notification.answers:
        rows = decide_anew(work, authority, record, answers, doing.at, doing.person)
        names = ", ".join(row.id for row in rows)
        work.journal(record.notification.id, doing.at, doing.person, "decided-anew", name=doing.name, rows=names)
    tell_news(work, authority, record.notification.id, doing.person, doing.token, doing.at, at_once=bool(rows))
    return rows


def meet(work: Work, authority: Authority, doing: Doing, people: Iterable[Child]) -> None:
    """This period's update duties of these children are met; the next period's begin."""
    keys, stands = {child.key for child in people}, capacity(doing.record, doing.person, authority)
    for duty in doing.record.open_duties(DutyKind.UPDATE):
        if duty.about not in keys:
            continue
        met = duty.met(doing.at, doing.person, acting=stands.acting, covers=stands.covers, outcome=UPDATED)
        work.save_duty(met)
        following = after_update(duty, doing.notification, authority.organisation, doing.at)
        if following is not None:
            work.add_duty(following)


def said_before(notification: Notification, text: str) -> str:
    """Why this is no update: its words are those of the last one, or of the report; "" where it says something new."""
    last = next(reversed(of_kind(notification.additions, ID, FOUND)), None)
    if last is not None and _plain(last.said.get("what", "")) == _plain(text):
        return f"This is the last update again, which {last.name} wrote. Write only what is new since."
    if _plain(notification.answers.get("incident.details", "")) == _plain(text):
        return "This is what the report says already. Write only what is new since."
    return ""


def _turns(notification: Notification, authority: Authority) -> tuple[Ask, ...]:
    """What may have happened besides: of that what some row speaks of, and the report does not say yet."""
    said = {event for p in children.people(notification) for event in children.events(notification.answers, p.person)}
    spoken = mentioned(authority.pack).get("happened", frozenset())
    labels = {choice.id: choice.label for choice in VOCABULARY["happened"].choices}
    choices = tuple((turn, labels[turn]) for turn in TURNS if turn in spoken and turn not in said)
    if not choices:
        return ()
    hint = "If so, whoever the policy names for it is told at once."
    return (
        Ask("now", "choices", "Has any of this happened now?", hint, choices, group="Has something else happened?"),
    )


def _label(turn: str) -> str:
    return next((choice.label for choice in VOCABULARY["happened"].choices if choice.id == turn), turn)


def _titles(rows: Iterable[TriggerDecision], authority: Authority) -> str:
    """Whom these rows name, in words."""
    roles = dict.fromkeys(role for row in rows for role in row.route.told)
    titles = [authority.organisation.role_title(role) for role in roles]
    return " and ".join(part for part in (", ".join(titles[:-1]), *titles[-1:]) if part)


def _plain(text: str) -> str:
    """Words alone: the same said with other spaces, capitals or full stops is the same."""
    return "".join(c for c in text.casefold() if c.isalnum())


UPDATE = Deed(
    id=ID,
    title="Add an update",
    what="Everyone who was told sees it at the top of their card, and is told that there is news.",
    button="Add an update",
    may=may,
    fields=fields,
    do=update,
)
