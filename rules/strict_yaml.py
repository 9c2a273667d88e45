"""YAML read strictly: data only, no duplicate keys, errors with line and key; and the line on which each key stands."""

from collections.abc import Hashable, Mapping

import yaml

from rules.errors import NeedToKnowError


class YamlError(NeedToKnowError):
    """The text is not usable YAML; the message says where and why. `line` counts from 1, None = not known."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence if line is None else f"line {line}: {sentence}")
        self.sentence = sentence
        self.line = line


class _StrictLoader(yaml.SafeLoader):
    """Notes keys that are given twice; the last of them counts."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.twice: list[YamlError] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue
            if key in seen:
                self.twice.append(
                    YamlError(f'the key "{key}" is given twice: take one away', key_node.start_mark.line + 1)
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(text: str) -> object:
    """The plain data in `text`. Raises YamlError with a sentence that names the line."""
    data, twice = read_noting(text)
    if twice:
        raise twice[0]
    return data


def read_noting(text: str) -> tuple[object, tuple[YamlError, ...]]:
    """The plain data in `text`, and every key that is given twice. Raises YamlError where it cannot be read at all."""
    loader = _StrictLoader(text)
    try:
        data = loader.get_single_data()
        return data, tuple(loader.twice)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        begun = getattr(error, "context_mark", None)
        if begun is not None and "quoted scalar" in str(getattr(error, "context", "")):
            raise YamlError("a text in quotes begins here and is not closed: close it", begun.line + 1) from None
        if mark is not None and (first := _begun_before(text, mark.line)) is not None:
            ends = f"a text in quotes begins here and ends only on line {mark.line + 1}: close it where it should end"
            raise YamlError(ends, first) from None
        raise YamlError(
            f"this is not valid YAML ({problem}): {_mend(problem)}", mark.line + 1 if mark is not None else None
        ) from None
    except RecursionError:
        raise YamlError("it is nested too deeply to be read") from None
    except ValueError as error:
        raise YamlError(f"a value cannot be read ({error})") from None
    finally:
        loader.dispose()


def _begun_before(text: str, line: int) -> int | None:
    """The line (from 1) on which a text in quotes begins that ends on `line` (from 0), where that is an earlier one."""
    begun = None
    try:
        for token in yaml.scan(text, yaml.SafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ('"', "'") and token.end_mark.line == line:
                begun = token.start_mark.line if token.start_mark.line < line else begun
    except yaml.YAMLError:
        pass
    return None if begun is None else begun + 1


def _mend(problem: str) -> str:
    """What to look for, in plain words, where the parser has only its own."""
    if "\\t" in problem:
        return "use spaces here, not a tab"
    return "look here and just above for a missing quote, bracket or colon, or for spaces out of line"


def lines_of(text: str) -> Mapping[str, int]:
    """The line (from 1) of every key in `text`, which read_yaml can read: "triggers[3].route.always" -> 57."""
    lines: dict[str, int] = {}
    root = yaml.compose(text, yaml.SafeLoader)
    if root is not None:
        _note(root, "", lines, frozenset())
    return lines


def line_of(lines: Mapping[str, int], key: str) -> int | None:
    """The line of `key`; of a key that is not there (because it is missing) the line of what should hold it."""
    while key not in lines:
        if not key:
            return None
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return lines[key]


def _note(node: yaml.Node, key: str, lines: dict[str, int], above: frozenset[int]) -> None:
    lines.setdefault(key, node.start_mark.line + 1)
    if id(node) in above:
        return
    above |= {id(node)}
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            inner = f"{key}.{name.value}" if key else str(name.value)
            lines.setdefault(inner, name.start_mark.line + 1)
            _note(value, inner, lines, above)
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            _note(value, f"{key}[{n}]", lines, above)
