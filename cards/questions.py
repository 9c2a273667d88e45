"""Questions as labelled inputs, with what was answered so far and what is wrong with it."""

from collections.abc import Sequence
from itertools import groupby

from adaptive_cards import card as ac
from adaptive_cards import types as t

from cards.elements import Body, Element, Room, callout, folded, heading, hint, line, paragraph, row, run
from cards.inert import as_typed, one_line, shortened
from cards.views import UNKNOWN, YES_NO, Choice, Question

_LABEL = 300
_NOT_KNOWN = Choice(UNKNOWN, "Not known")
_FEW = 15
"""People that a list shows without searching."""


def asked(questions: Sequence[Question], room: Room, *, counted: bool = True) -> Body:
    """The questions, each with its hint and error; a heading where the section changes.

    If anything is wrong, says first how many answers to look at, and that nothing is lost; not of one question alone,
    and not where the card has said so already (`counted` false).
    """
    body = _wrong(questions, room) if counted and len(questions) > 1 else []
    section = ""
    for (about, group), together in groupby(questions, lambda question: (question.section, question.group)):
        if about and about != section:
            section = about
            body.append(heading(section))
        found = tuple(together)
        drawn = [part for question in found for part in _question(question, room)]
        answered = any(question.value or question.error for question in found)
        body += folded(found[0].id, group, drawn, open_=answered) if group else drawn
    return body


def time_id(question_id: str) -> str:
    """The id of the time input that stands beside the date input of an instant."""
    return f"{question_id}.time"


def _wrong(questions: Sequence[Question], room: Room) -> Body:
    count = sum(1 for question in questions if question.error)
    if not count:
        return []
    what = "1 answer needs" if count == 1 else f"{count} answers need"
    return callout(f"{what} another look, marked below. Nothing you wrote is lost.", "attention", room)


def _question(question: Question, room: Room) -> Body:
    label = _label(question)
    body: Body = []
    if question.error:
        fault = one_line(shortened(question.error, _LABEL))
        named = f"Please correct \u201c{_name(question)}\u201d: "
        whole = fault.startswith("Please ")
        parts = (
            [run(fault, bold=True, tone="attention")]
            if whole
            else [run(named, bold=True, tone="attention"), run(fault)]
        )
        body.append(line(*parts))
    if len(question.value) > room.answer or len(question.value.encode("utf-8", "replace")) > room.answer:
        count = f"{len(question.value):,}"
        kept = Room(min(room.chars, 60), room.entries)
        return [
            *body,
            *row(label, question.value, kept),
            *paragraph(
                f"Saved as you wrote it ({count} characters), too long to change on this card.", room, small=True
            ),
        ]
    body.extend(_inputs(question, label))
    body.extend(hint(question.hint))
    return body


def _name(question: Question) -> str:
    return one_line(shortened(question.label, _LABEL)) or question.id


def _label(question: Question) -> str:
    return _name(question) + (" (needed)" if question.required else "")


def _inputs(question: Question, label: str) -> list[Element]:
    value = as_typed(question.value)
    match question.kind:
        case "text" | "brief" | "long-text" | "phone":
            return [_text(question, label, value)]
        case "yes-no":
            return [_one_of(question.id, label, YES_NO, value)]
        case "choice":
            known = question.choices
            offered = known if any(each.id == UNKNOWN for each in known) else (*known, _NOT_KNOWN)
            return [_one_of(question.id, label, offered, value)]
        case "person":
            return [_person(question, label, value)]
        case "choices":
            return [_several_of(question, label, value)]
        case "people":
            return [_several_of(question, label, value, t.ChoiceInputStyle.COMPACT)]
        case "date":
            return [ac.InputDate(id=question.id, label=label, value=value or None)]
        case "instant":
            day, _, clock = value.partition("T")
            return [
                ac.InputDate(id=question.id, label=f"{label} Date", value=day or None),
                ac.InputTime(
                    id=time_id(question.id),
                    label=f"{label} Time (24 hours, London)",
                    value=clock[:5] or None,
                    spacing=t.Spacing.SMALL,
                ),
            ]


def _text(question: Question, label: str, value: str) -> Element:
    long = question.kind in ("brief", "long-text")
    return ac.InputText(
        id=question.id,
        label=label,
        value=value or None,
        is_multiline=True if long else None,
        max_length=max(question.longest, len(value)) if question.longest else None,
        style=_keyboard(question),
    )


def _keyboard(question: Question) -> t.TextInputStyle | None:
    if question.kind == "phone":
        return t.TextInputStyle.TEL
    if question.id.partition("#")[0].endswith(".email"):
        return t.TextInputStyle.EMAIL
    return None


def _one_of(id: str, label: str, offered: Sequence[Choice], value: str) -> Element:
    return ac.InputChoiceSet(
        id=id,
        label=label,
        choices=_choices(offered),
        style=t.ChoiceInputStyle.COMPACT,
        value=value or None,
        placeholder="Choose",
        wrap=True,
    )


def _person(question: Question, label: str, value: str) -> Element:
    """One of several people. Of many, typing finds one: Teams filters the list."""
    few = len(question.choices) <= _FEW
    return ac.InputChoiceSet(
        id=question.id,
        label=label,
        choices=_choices(question.choices),
        style=t.ChoiceInputStyle.COMPACT if few else t.ChoiceInputStyle.FILTERED,
        value=value or None,
        wrap=True,
    )


def _several_of(
    question: Question, label: str, value: str, style: t.ChoiceInputStyle = t.ChoiceInputStyle.EXPANDED
) -> Element:
    return ac.InputChoiceSet(
        id=question.id,
        label=label,
        choices=_choices(question.choices),
        is_multi_select=True,
        style=style,
        value=value or None,
        wrap=True,
    )


def _choices(offered: Sequence[Choice]) -> list[ac.InputChoice]:
    return [ac.InputChoice(title=one_line(shortened(each.label, _LABEL)) or each.id, value=each.id) for each in offered]
