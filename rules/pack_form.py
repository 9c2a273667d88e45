"""The form of a pack file: its sections and fields; each agency is asked three things."""

from collections.abc import Iterator

from rules.pack import REPORTER, FieldType, FormField
from rules.pack_data import Part
from rules.vocabulary import VOCABULARY

_TYPES: dict[str, FieldType] = {
    "text": "text",
    "long-text": "long-text",
    "date": "date",
    "yes-no": "yes-no",
    "phone": "phone",
    "choices": "choices",
}


def read_form(top: Part, roles: tuple[str, ...]) -> tuple[FormField, ...]:
    """All fields of the form in `top`, in order; `roles` are the pack's. What is wrong is noted."""
    fields = tuple(field for section in top.parts("form") for field in _section(section, roles))
    top.unique("form", [field.id for field in fields])
    return fields


def _section(part: Part, roles: tuple[str, ...]) -> Iterator[FormField]:
    part.only("section", "title", "source", optional=("fields", "agencies", "by"))
    part.text("source")
    section, title = part.text("section"), part.text("title")
    by = part.text("by", REPORTER)
    if by not in (REPORTER, *roles):
        part.wrong("by", f'"{by}" is neither "{REPORTER}" nor one of the roles above')
    if part.has("fields") == part.has("agencies"):
        part.wrong("fields", "give a section either fields or agencies")
        return
    if part.has("agencies"):
        for agency in part.parts("agencies"):
            yield from _agency(agency, section, title)
        return
    for entry in part.parts("fields"):
        entry.only("id", "label", "type", optional=("choices", "hint", "fact"))
        kind = entry.one_of("type", tuple(_TYPES), "text")
        if (kind == "choices") != entry.has("choices"):
            entry.wrong("choices", "a field has choices exactly when its type is choices")
        fact = entry.text("fact", "")
        if fact and fact not in VOCABULARY:
            entry.wrong("fact", f'"{fact}" is not a fact: needtoknow facts lists them')
        yield FormField(
            f"{section}.{entry.text('id')}",
            section,
            title,
            entry.text("label"),
            _TYPES[kind],
            entry.words("choices"),
            entry.text("hint", ""),
            by,
            fact=fact,
        )


def _agency(part: Part, section: str, title: str) -> Iterator[FormField]:
    part.only("id", "title", optional=("hint",))
    base, name = f"{section}.{part.text('id')}", part.text("title")
    hint = part.text("hint", "")
    yield FormField(f"{base}.involved", section, title, f"{name}: involved?", "yes-no", hint=hint, group=name)
    yield FormField(f"{base}.name", section, title, f"{name}: name of the key contact", "text", group=name)
    yield FormField(f"{base}.email", section, title, f"{name}: e-mail of the key contact", "text", group=name)
