"""Facts from text: a facts file in JSON or YAML, with every error as one sentence."""

import json
import re

from rules.facts import Facts, FactsError, read_facts
from rules.strict_yaml import YamlError, read_yaml

_QUOTED = re.compile(r'\s*[{[]\s*"')
MOST_CHARACTERS = 1_000_000
"""A longer facts file is refused: no incident needs it."""


def facts_from_text(text: str) -> Facts:
    """The facts written in `text`: JSON when it begins like JSON, otherwise YAML. Raises FactsError."""
    if len(text) > MOST_CHARACTERS:
        raise FactsError("", f"the facts are longer than {MOST_CHARACTERS} characters")
    data = _braced(text) if text.lstrip()[:1] in ("{", "[", '"') else _yaml(text)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise FactsError("", 'the facts are not an object with fact ids as keys, like {"happened": ["missing"]}')
    return read_facts(data)


def _braced(text: str) -> object:
    """JSON; or YAML that begins with a bracket as well, like {kind: child}."""
    try:
        return _json(text)
    except FactsError as refused:
        if refused.key or "valid JSON" not in str(refused):
            raise
        try:
            return read_yaml(text)
        except YamlError as error:
            # Written as JSON is, with its names in quotes, the JSON reader knows better what is wrong.
            raise (refused if _QUOTED.match(text) else FactsError("", str(error))) from None


def _json(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise FactsError("", f"this is not valid JSON (line {error.lineno}: {error.msg})") from None
    except RecursionError:
        raise FactsError("", "the facts are nested too deeply to be read") from None
    except ValueError as error:
        raise FactsError("", f"a number in the facts cannot be read ({error})") from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FactsError(twice[:80], "this key is given twice")
    return data


def _yaml(text: str) -> object:
    try:
        return read_yaml(text)
    except YamlError as error:
        raise FactsError("", str(error)) from None
