"""The form of a pack file: its sections and fields; each agency is asked three things."""

from collections.abc import Iterator

from rules.pack import FieldType, FormField
from rules.pack_data import Part

_TYPES: dict[str, FieldType] = {
    "text": "text",
    "long-text": "long-text",
    "date": "date",
    "yes-no": "yes-no",
    "phone": "phone",
    "choices": "choices",
}
REPORTER = "reporter"


def read_form(top: Part, roles: tuple[str, ...]) -> tuple[FormField, ...]:
    """All fields of the form in `top`, in order; `roles` are the pack's. Raises PackError naming the key."""
    fields = tuple(field for section in top.parts("form") for field in _section(section, roles))
    top.unique("form", [field.id for field in fields])
    return fields


def _section(part: Part, roles: tuple[str, ...]) -> Iterator[FormField]:
    part.only("section", "title", "source", "fields", "agencies", "by", optional=("fields", "agencies", "by"))
    part.text("source")
    section, title = part.text("section"), part.text("title")
    by = part.text("by") if "by" in part.data else REPORTER
    if by not in (REPORTER, *roles):
        raise part.wrong("by", f'"{by}" is neither "{REPORTER}" nor one of the roles above')
    if ("fields" in part.data) == ("agencies" in part.data):
        raise part.wrong("fields", "give a section either fields or agencies")
    if "agencies" in part.data:
        for agency in part.parts("agencies"):
            yield from _agency(agency, section, title)
        return
    for entry in part.parts("fields"):
        entry.only("id", "label", "type", "choices", "hint", optional=("choices", "hint"))
        kind = entry.text("type")
        if kind not in _TYPES:
            raise entry.wrong("type", f'"{kind}" is not one of {", ".join(_TYPES)}')
        if (kind == "choices") != ("choices" in entry.data):
            raise entry.wrong("choices", "a field has choices exactly when its type is choices")
        yield FormField(
            f"{section}.{entry.text('id')}",
            section,
            title,
            entry.text("label"),
            _TYPES[kind],
            _words(entry, "choices"),
            entry.text("hint") if "hint" in entry.data else "",
            by,
        )


def _agency(part: Part, section: str, title: str) -> Iterator[FormField]:
    part.only("id", "title", "hint", optional=("hint",))
    base, name = f"{section}.{part.text('id')}", part.text("title")
    hint = part.text("hint") if "hint" in part.data else ""
    yield FormField(f"{base}.involved", section, title, f"{name}: involved?", "yes-no", hint=hint)
    yield FormField(f"{base}.name", section, title, f"{name}: name of the key contact", "text", hint=hint)
    yield FormField(f"{base}.email", section, title, f"{name}: e-mail of the key contact", "text")


def _words(part: Part, name: str) -> tuple[str, ...]:
    value = part.data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise part.wrong(name, "this must be a list of words")
    return tuple(value)
