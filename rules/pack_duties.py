"""The duties of a pack file besides notifying, and what it has that is built later."""

from rules.condition import Always, Condition
from rules.limits import HARM_CLASSES
from rules.pack import AFTER_ACTION, OWNERS_WITHOUT_ROLE, ClosedBy, Later, OwnHomes, PackDuty, say_place
from rules.pack_condition import read_condition
from rules.pack_data import Part, read_id
from rules.pack_route import read_moment, read_timescale
from rules.timescale import Timescale, parse
from rules.vocabulary import SUBJECT_KINDS
from rules.vocabulary.news import NEWS

_CLOSINGS: tuple[ClosedBy, ...] = ("done", "reference", "decision", "update")
_UNTIL = ("found",)
_DUTY_KEYS = (
    *("about", "when", "follows", "timescale", "since", "after", "closed_by", "phone", "built", "harm", "note"),
    *("same_as", "because", "until", "kinds", "completes"),
)
_OVERLAY_KEYS = ("options", "otherwise")
_OPTIONS = {"counts_from": ("awareness", "notification"), "own_homes": ("yes", "no")}
_LISTS = ("workflow", "national_alert", "expectations")


def read_duties(top: Part, roles: tuple[str, ...], rows: tuple[str, ...], source: str) -> tuple[PackDuty, ...]:
    """The duties of a policy, or the rows of an overlay; `rows` are the pack's triggers that a duty may follow."""
    if not top.has("duties"):
        return ()
    overlay = top.data.get("kind") == "overlay"
    duties = tuple(_duty(part, roles, rows, source, overlay) for part in top.parts("duties"))
    known = [duty.id for duty in duties]
    top.unique("duties", known, "id")
    for n, duty in enumerate(duties):
        part = Part.of(top.reading, f"duties[{n}]", {})
        if duty.after == AFTER_ACTION:
            if not (duty.follows or duty.follows_any or duty.condition):
                part.wrong("after", "say with which rows it comes as well: add follows, for example follows: any")
            continue
        if duty.after is not None and (duty.after not in known or duty.after == duty.id):
            part.wrong("after", f'"{duty.after}" is not another duty of this file: name the one to be done before')
        seen, step = {duty.id}, duty.after
        while step in known:
            if step in seen:
                part.wrong("after", "these duties wait for each other in a circle: take one after away")
                break
            seen.add(step)
            step = next(other.after for other in duties if other.id == step)
    return duties


def read_otherwise(top: Part, roles: tuple[str, ...]) -> tuple[tuple[str, OwnHomes], ...]:
    """How the rows of an overlay read for homes that are not the organisation's own, by the row's id."""
    if not top.has("duties"):
        return ()
    return tuple((part.text("id"), _otherwise(part, roles)) for part in top.parts("duties") if part.has("otherwise"))


def read_later(top: Part, roles: tuple[str, ...], source: str) -> tuple[Later, ...]:
    """What the procedure has that is not built yet, checked all the same."""
    read = tuple(_later(name, part, roles, source) for name in _LISTS if top.has(name) for part in top.parts(name))
    top.unique("workflow", [one.id for one in read])
    return read


def read_place(part: Part, source: str) -> tuple[str, str, str]:
    """Section, row and the whole source of a row or duty; `document` names another source than the pack's."""
    place = part.part("source")
    if not part.has("source"):
        return "?", "?", source
    place.only("section", "row", optional=("document",))
    section, row = place.text("section"), place.text("row")
    return section, row, f"{place.text('document', source)}, {say_place(section, row)}"


def _duty(part: Part, roles: tuple[str, ...], rows: tuple[str, ...], source: str, overlay: bool) -> PackDuty:
    part.only("id", "title", "what", "owner", "source", optional=(*_DUTY_KEYS, *(_OVERLAY_KEYS if overlay else ())))
    section, row, cited = read_place(part, source)
    follows, follows_any = _follows(part, rows)
    timescale = _duty_timescale(part)
    return PackDuty(
        id=read_id(part, "our-review"),
        title=part.text("title"),
        what=part.text("what"),
        owner=_owner(part, roles),
        section=section,
        row=row,
        source=cited,
        about=part.among("about", [kind.id for kind in SUBJECT_KINDS]),
        condition=read_condition(part, "when") if part.has("when") else _about_alone(part),
        follows=follows,
        follows_any=follows_any,
        timescale=timescale,
        since=read_moment(part, "since") if part.has("since") else None,
        after=part.text("after") if part.has("after") else None,
        closed_by=_closing(part),
        phone=part.among("phone", roles),
        harm=part.among("harm", HARM_CLASSES),
        built=part.yes("built", True),
        completes=part.yes("completes", False),
        note=part.text("note", ""),
        same_as=part.words("same_as"),
        because=part.text("because", ""),
        until=_until(part, timescale),
        kinds=_kinds(part),
        statutory=overlay,
        options=_options(part) if overlay and part.has("options") else (),
    )


def _until(part: Part, timescale: Timescale | None) -> str | None:
    """Until when a duty closed by an update comes again; what arises so must recur, and end."""
    if part.has("until"):
        if part.data.get("closed_by") != "update":
            part.wrong("until", "only a duty closed by an update comes again until then: write closed_by: update")
        if timescale is None or not timescale.recurs:
            part.wrong("timescale", 'what is due until then comes again: write "weekly", "monthly" or "quarterly"')
        return part.one_of("until", _UNTIL, _UNTIL[0])
    if part.data.get("closed_by") == "update" and (part.has("follows") or part.has("when") or part.has("about")):
        part.wrong("until", "say until when this comes again: write until: found")
    return None


def _kinds(part: Part) -> tuple[str, ...]:
    """What an update may be about, of a duty that is closed by one."""
    if part.has("kinds") and part.data.get("closed_by") != "update":
        part.wrong("kinds", "only a duty closed by an update has kinds of update: write closed_by: update")
    return part.among("kinds", [news.id for news in NEWS])


def _about_alone(part: Part) -> Condition | None:
    """Of a duty without "when": "about" alone calls for it; beside "follows" it only says of whom the rows must be."""
    return Always() if part.has("about") and not part.has("follows") else None


def _options(part: Part) -> tuple[str, ...]:
    """What an organisation may choose about this row; which words a choice has is fixed."""
    options = part.part("options")
    options.only(optional=tuple(_OPTIONS))
    for name, words in _OPTIONS.items():
        if options.has(name) and {_word(word) for word in _listed(options.data[name])} != set(words):
            options.wrong(name, f"this choice is between {' and '.join(words)}: write [{', '.join(words)}]")
    if options.has("counts_from") and not part.has("after"):
        options.wrong("counts_from", 'only a row with "after" can count from when that was done')
    if options.has("own_homes") != part.has("otherwise"):
        part.wrong("otherwise", "own_homes and otherwise belong together: say how it reads for homes that are not ours")
    return tuple(name for name in _OPTIONS if options.has(name))


def _word(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _follows(part: Part, rows: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    if part.data.get("follows") == "any":
        return (), True
    return part.among("follows", rows), False


def _owner(part: Part, roles: tuple[str, ...]) -> tuple[str, ...]:
    owner = part.among("owner", (*roles, *OWNERS_WITHOUT_ROLE))
    if len(owner) > 1 and set(owner) & set(OWNERS_WITHOUT_ROLE):
        part.wrong("owner", f"{' or '.join(OWNERS_WITHOUT_ROLE)} stands alone: name either that, or roles")
    return owner


def _closing(part: Part) -> ClosedBy:
    return part.one_of("closed_by", _CLOSINGS, "done")  # type: ignore[return-value]


def _duty_timescale(part: Part) -> Timescale | None:
    if not part.has("timescale"):
        if part.has("since"):
            part.wrong("since", "there is no timescale that could count from it: add one, or take this away")
        return None
    timescale = read_timescale(part, "timescale")
    if timescale.threshold is not None:
        part.wrong("timescale", 'a duty counts from "since", not "after ...": write like "72 hours" with since')
        return parse("timely")
    return timescale if timescale.limit is not None else None


def _otherwise(part: Part, roles: tuple[str, ...]) -> OwnHomes:
    other = part.part("otherwise")
    other.only("title", "what", optional=("owner", "closed_by"))
    owner = _owner(other, roles) if other.has("owner") else _owner(part, roles)
    return OwnHomes(other.text("title"), other.text("what"), owner, _closing(other if other.has("closed_by") else part))


def _later(name: str, part: Part, roles: tuple[str, ...], source: str) -> Later:
    part.only("id", "what", optional=("title", "timescale", "by", "source", "note"))
    cited = read_place(part, source)[2] if part.has("source") else source
    return Later(
        list=name,  # type: ignore[arg-type]
        id=part.text("id"),
        what=part.text("what"),
        timescale=read_timescale(part, "timescale") if part.has("timescale") else None,
        by=part.among("by", (*roles, *OWNERS_WITHOUT_ROLE)),
        source=cited,
        note=part.text("note", ""),
    )
