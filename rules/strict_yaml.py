"""YAML read strictly: data only, no duplicate keys, errors with line and key."""

from collections.abc import Hashable

import yaml

from rules.errors import NeedToKnowError


class YamlError(NeedToKnowError):
    """The text is not usable YAML; the message says where and why."""


class _StrictLoader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue
            if key in seen:
                raise YamlError(f'line {key_node.start_mark.line + 1}: the key "{key}" is given twice')
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(text: str) -> object:
    """The plain data in `text`. Raises YamlError with a sentence that names the line."""
    try:
        return yaml.load(text, _StrictLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise YamlError(f"{where}this is not valid YAML ({problem})") from None
    except RecursionError:
        raise YamlError("it is nested too deeply to be read") from None
    except ValueError as error:
        raise YamlError(f"a value cannot be read ({error})") from None
