"""One door for every press: the closed list of verbs, each with its use case; a repeated activity changes nothing."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from bot.notifications.access import may_ever_see, may_open
from bot.notifications.commands import Actor, Press
from bot.notifications.draft import Draft, DraftStatus
from bot.notifications.sight import is_whole
from bot.notifications.watch import is_kept
from bot.services import (
    acknowledging,
    answering,
    assisting,
    commenting,
    confirming,
    cover_words,
    covering,
    deciding,
    deeds,
    doing,
    drafting,
    kept,
    looking_up,
    needing,
    operating,
    phoning,
    putting_aside,
    reaching,
    reading,
    reporting,
    together,
    waiting,
    words,
)
from bot.services.asking import asked_of
from bot.services.authority import Authority
from bot.services.leftover import keep_what_is_left
from bot.services.ports import Work
from bot.services.screens import (
    AboutDraftScreen,
    BesideScreen,
    ChannelScreen,
    CoverScreen,
    DeedScreen,
    DeedsScreen,
    DraftScreen,
    FoundScreen,
    LateScreen,
    MonitorScreen,
    NotificationScreen,
    OlderScreen,
    OpenedScreen,
    Screen,
    WaitingScreen,
    Why,
    WordsScreen,
)
from bot.services.showing import own_card, shown

UseCase = Callable[[Work, Authority, Press, datetime], Screen]


def _report(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    return putting_aside.begin(work, press.actor, at)


def _my_reports(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    return reading.my_reports(work, press.actor.id)


def _waiting(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
    start = int(press.id) if press.id.isdecimal() and len(press.id) < 6 else 0
    return waiting.what_waits(work, authority, press.actor.id, at, start)


def _list_of_ones_own(use_case: UseCase) -> UseCase:
    """A list is its asker's alone: in their own chat, and nowhere else."""

    def guarded(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
        return (
            use_case(work, authority, press, at) if press.place.kind == "personal" else WordsScreen(words.not_yours())
        )

    return guarded


def _in_own_chat(use_case: UseCase) -> UseCase:
    """Being away, and covering, is nobody else's to see or to press."""

    def guarded(work: Work, authority: Authority, press: Press, at: datetime) -> Screen:
        if press.place.kind != "personal":
            return WordsScreen(cover_words.own_chat_only())
        return use_case(work, authority, press, at)

    return guarded


USE_CASES: Mapping[str, UseCase] = MappingProxyType(
    {
        "report": _report,
        "tell-now": reporting.tell_now,
        "start": drafting.start,
        "next": drafting.fill,
        "back": drafting.back,
        "add-person": drafting.add_person,
        "change-who": drafting.change("who"),
        "change-facts": drafting.change("facts"),
        "change-account": drafting.change("account"),
        "change-agencies": drafting.change("agencies"),
        "use-other": drafting.use_other,
        "leave-other": drafting.leave_other,
        "send": reporting.send,
        "keep": reporting.keep,
        "new": putting_aside.begin_new,
        "close": putting_aside.close,
        "discard": putting_aside.ask_to_discard,
        "discard-it": putting_aside.discard,
        "resume": drafting.resume,
        "open": reading.open_notification,
        "my-reports": _my_reports,
        "waiting": _waiting,
        "together": _list_of_ones_own(together.together),
        "find": _list_of_ones_own(looking_up.find),
        "late": _list_of_ones_own(looking_up.late),
        "monitor": _list_of_ones_own(looking_up.monitor),
        "acknowledge": acknowledging.acknowledge,
        "tell": deciding.decide,
        "do-not-tell": deciding.decide,
        "needed": needing.decide,
        "not-needed": needing.decide,
        "take-further": needing.take_further,
        "phoned": phoning.phoned,
        "decide-not-to": doing.decide_not_to,
        "confirm": confirming.confirm,
        "still": kept.still,
        "stand-down": kept.stand_down,
        "answer": answering.answer,
        "comment": commenting.comment,
        "told-orally": assisting.told_orally,
        "done": reaching.done,
        "put-right": operating.put_right,
        "send-now": reporting.send_now,
        "complete": putting_aside.complete,
        "refresh": reading.refresh,
        "more": deeds.more,
        "begin": deeds.begin,
        "do": deeds.do,
        "leave": deeds.leave,
        "cover": _in_own_chat(covering.show),
        "away": _in_own_chat(covering.save),
        "confirm-away": _in_own_chat(covering.confirm),
        "i-am-back": _in_own_chat(covering.back),
        "cannot-cover": _in_own_chat(covering.decline),
    }
)


LEAVES_TYPED = frozenset(
    {
        *("needed", "not-needed", "take-further", "phoned", "done", "confirm", "decide-not-to", "still", "stand-down"),
        *("send-now", "more"),
    }
)
"""Verbs after which what was typed for something else on the card is kept for whoever typed it."""
WHY: tuple[Why, ...] = ("waiting", "closed", "discard")
"""The screens about a draft, each the kind under which such an answer is remembered."""
DRAFTS = frozenset({"draft", *WHY})
LISTS: Mapping[str, UseCase] = MappingProxyType({verb: USE_CASES[verb] for verb in ("find", "late", "monitor")})
"""Lists that change nothing: asked for again, they are made again for whoever asks."""
REFUSALS = frozenset({"not-yours", "not-your-role"})
LOOKS = frozenset({"open", "refresh"})
"""Verbs that journal by themselves that somebody looked."""
SUBJECT = 40
"""Characters of the id of a draft or a notification at the most; a duty's id is longer."""
SELF_JOURNALLING = frozenset(
    {
        *("open", "acknowledge", "tell", "do-not-tell", "comment"),
        *("needed", "not-needed", "take-further", "decide-not-to", "confirm", "still", "stand-down", "answer"),
    }
)
"""Verbs whose use cases journal a refusal themselves, on cards that show more than words."""


@dataclass(frozen=True)
class Repeated:
    """How a repeated activity is answered: with what was said then, on the state as it is now."""

    kind: str
    id: str
    code: str
    title: str
    next: str
    tone: words.Tone

    def said(self) -> words.Words | None:
        """The words of the first answer."""
        return words.Words(self.code, self.title, self.next, self.tone) if self.code else None


def press(work: Work, authority: Authority, command: Press, at: datetime, use_case: UseCase | None = None) -> Screen:
    """Do what was pressed, once per activity (`command.key`). `use_case` is given for what no button asks for."""
    before = work.received(command.key) if command.key else None
    if before is not None:
        screen = again(work, authority, command, Repeated(**json.loads(before)), at)
        _journal_reading(work, authority, command, screen, at)
        return screen
    use_case = use_case or USE_CASES.get(command.verb)
    if use_case is None:
        return WordsScreen(words.not_understood())
    if _is_kept_from(work, command):
        return WordsScreen(words.gone())
    screen = _with_context(work, authority, command, use_case(work, authority, command, at))
    if command.verb not in LOOKS:
        _journal_reading(work, authority, command, screen, at)
    if command.verb not in SELF_JOURNALLING and isinstance(screen, WordsScreen) and screen.words.code in REFUSALS:
        subject = command.id if 0 < len(command.id) <= SUBJECT else "door"
        work.journal(subject, at, command.actor.id, "refused", pressed=command.verb, about=command.id)
    if command.key:
        work.remember(command.key, at, json.dumps(vars(_repeatable(screen))))
    return screen


def _journal_reading(work: Work, authority: Authority, command: Press, screen: Screen, at: datetime) -> None:
    """Whoever is shown the whole of what is restricted has read it: a line of its own, where no other says so."""
    if isinstance(screen, BesideScreen):
        screen = screen.shown
    if not isinstance(screen, NotificationScreen):
        return
    notification = screen.record.notification
    if notification.is_restricted and is_whole(screen.record, screen.viewer, authority.organisation):
        work.journal(notification.id, at, screen.viewer, "read", name=command.actor.name, pressed=command.verb)


def _is_kept_from(work: Work, command: Press) -> bool:
    """Must this person not know of what they pressed? Then it is not there for them, and that is all they learn."""
    subject = command.id.partition(":")[0]
    draft, record = (work.draft(subject), work.record(subject)) if subject else (None, None)
    if draft is not None:
        return command.actor.id in draft.kept_from and command.actor.id != draft.author
    return record is not None and not may_ever_see(record, command.actor.id)


def _with_context(work: Work, authority: Authority, command: Press, screen: Screen) -> Screen:
    """What a screen needs to know besides: whether a draft changes a kept report; what was typed for other asks."""
    if isinstance(screen, DraftScreen) and screen.draft.completes:
        record = work.record(screen.draft.completes)
        return replace(screen, of_kept=record is not None and is_kept(record))
    if isinstance(screen, NotificationScreen | DeedsScreen) and command.verb in LEAVES_TYPED and command.inputs:
        about, person = replace(command, id=screen.record.notification.id), command.actor.id
        asked = [field for ask in asked_of(screen.record, person, authority) for field in ask.fields]
        typed = [field for field in asked if field.longest]
        fields = (*typed, *commenting.fields_for(screen.record, person, authority))
        return replace(screen, record=keep_what_is_left(work, about, fields, ()))
    return screen


def again(work: Work, authority: Authority, command: Press, before: Repeated, at: datetime) -> Screen:
    """The same activity again: nothing is done, the same answer is given on the current card."""
    said = before.said()
    if before.kind in DRAFTS and (draft := work.draft(before.id)) and draft.author == command.actor.id:
        if draft.notification:
            record = work.record(draft.notification)
            assert record is not None
            return own_card(record, command, said)
        if draft.status is DraftStatus.OPEN:
            return _with_context(work, authority, command, _draft_again(work, authority, draft, before.kind, said, at))
    if before.kind in ("notification", "channel") and (record := work.record(before.id)):
        # Seen again by the same rules: who may look is asked each time.
        return shown(record, command, authority, said)
    if before.kind == "opened" and (record := work.record(before.id)):
        seen = may_open(record, command.actor.id, authority.organisation)
        return OpenedScreen(before.id) if seen else WordsScreen(words.not_yours())
    if before.kind == "deeds":
        return deeds.again(work, authority, command, said)
    if before.kind == "reports":
        return reading.my_reports(work, command.actor.id)
    if before.kind == "waiting":
        return replace(waiting.what_waits(work, authority, command.actor.id, at), words=said)
    if before.kind in LISTS:
        return LISTS[before.kind](work, authority, command, at)
    if before.kind == "cover":
        return covering.shown_again(work, authority, command.actor, said)
    return WordsScreen(said or words.gone())


def _draft_again(
    work: Work, authority: Authority, draft: Draft, kind: str, said: words.Words | None, at: datetime
) -> Screen:
    for why in WHY:
        if kind == why:
            return AboutDraftScreen(draft, why, told=putting_aside.told_of(work, authority, draft))
    problems = drafting.problems_here(draft, authority, at) if said and said.code == "fix-these" else {}
    return DraftScreen(draft, problems, said)


def first_time(work: Work, key: str, at: datetime) -> bool:
    """Was this message not seen before? Remembers it."""
    if work.received(key) is not None:
        return False
    work.remember(key, at, "{}")
    return True


def refuse_stranger(work: Work, actor: Actor, at: datetime, why: str) -> None:
    """A guest, a federated user or somebody without an object id was refused: journalled, nothing shown."""
    work.journal("door", at, actor.id or "unknown", "refused", why=why)


def _repeatable(screen: Screen) -> Repeated:
    said: words.Words | None = None
    kind, identity = "reports", ""
    if isinstance(screen, AboutDraftScreen):
        kind, identity, said = screen.why, screen.draft.id, None
    elif isinstance(screen, DraftScreen):
        kind, identity, said = "draft", screen.draft.id, screen.words
    elif isinstance(screen, OpenedScreen):
        kind, identity = "opened", screen.notification
    elif isinstance(screen, NotificationScreen | OlderScreen):
        kind, identity, said = "notification", screen.record.notification.id, screen.words
    elif isinstance(screen, DeedsScreen | DeedScreen):
        kind, identity = "deeds", screen.record.notification.id
        said = screen.words if isinstance(screen, DeedScreen) else None
    elif isinstance(screen, BesideScreen):
        kind, identity, said = "notification", screen.shown.record.notification.id, screen.shown.words
    elif isinstance(screen, ChannelScreen):
        kind, identity, said = "channel", screen.record.notification.id, screen.words
    elif isinstance(screen, WaitingScreen):
        kind, said = "waiting", screen.words
    elif isinstance(screen, FoundScreen | LateScreen | MonitorScreen):
        kind = {FoundScreen: "find", LateScreen: "late", MonitorScreen: "monitor"}[type(screen)]
    elif isinstance(screen, CoverScreen):
        kind, said = "cover", screen.words
    elif isinstance(screen, WordsScreen):
        kind, said = "words", screen.words
    if said is None:
        return Repeated(kind, identity, "", "", "", "info")
    return Repeated(kind, identity, said.code, said.title, said.next, said.tone)
