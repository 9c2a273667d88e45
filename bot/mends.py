"""What to do about a mistake in the organisation file, in one sentence that names its key."""

from pydantic import ValidationError

_MENDS = {
    "uuid": "give the person's Microsoft Entra object id, like 00000000-0000-0000-0000-000000000000",
    "string_type": "give a text; put a number or a yes/no in quotes",
    "date": "give a day, like 2026-12-24",
    "time": 'give a time of day in quotes, like "09:00"',
    "string_too_short": "must not be empty: fill it in",
    "too_short": "must not be empty: name at least one",
    "tuple_type": "give a list, in square brackets",
    "model": "give keys and values, as docs/organisation.md shows",
    "dict_type": "give keys and values, as docs/organisation.md shows",
}
"""What to do about what pydantic found, by the beginning of its error's type."""


def first_mistake(error: ValidationError) -> str:
    """The first problem that pydantic found in the file, as 'key: what to do'."""
    item = error.errors()[0]
    where = ".".join(str(part) for part in item["loc"]) or "the file"
    kind, message = item["type"], item["msg"].removeprefix("Value error, ")
    mend = next((text for start, text in _MENDS.items() if kind.startswith(start)), None)
    if kind == "literal_error":
        mend = f"give one of {item.get('ctx', {}).get('expected', 'the words in docs/organisation.md')}"
    if kind == "string_too_long":
        mend = f"give at most {item.get('ctx', {}).get('max_length')} characters"
    if kind == "missing":
        return f"{where} is missing: add it (docs/organisation.md shows how)."
    if kind == "extra_forbidden":
        return f"{where} is not a key of this file: remove it or correct its spelling."
    if not item["loc"]:
        return f"{message}."
    return f"{where}: {mend or message}."
