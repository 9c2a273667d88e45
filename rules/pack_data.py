"""One part of a pack file while it is being read: it knows the file and key that an error must name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rules.pack import PackError


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping in `file` at `key` ("triggers[3].route")."""

    file: str
    key: str
    data: Mapping[str, object]

    @classmethod
    def of(cls, file: str, key: str, data: object) -> "Part":
        """`data` as a part. Raises PackError when it is not a mapping with text keys."""
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise PackError(file, key, "this must be keys with values")
        return cls(file, key, data)

    def at(self, name: str) -> str:
        """The full key of `name` in this part."""
        return f"{self.key}.{name}" if self.key and name else self.key or name

    def wrong(self, name: str, sentence: str) -> PackError:
        """The error to raise about `name` in this part."""
        return PackError(self.file, self.at(name), sentence)

    def only(self, *known: str, optional: Sequence[str] = ()) -> None:
        """Raises PackError for a key that is not known, or one that is missing."""
        for name in self.data:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                raise self.wrong(name, f'there is no key "{name}" here{f"; did you mean {near[0]}?" if near else ""}')
        for name in known:
            if name not in optional and name not in self.data:
                raise self.wrong(name, f'"{name}" is missing')

    def text(self, name: str) -> str:
        """The text at `name`; a whole number counts as text. Raises PackError when it is neither, or empty."""
        value = self.data.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "this must be text, and not empty")
        return value

    def part(self, name: str) -> "Part":
        """The part at `name`."""
        return Part.of(self.file, self.at(name), self.data.get(name))

    def parts(self, name: str) -> tuple["Part", ...]:
        """The parts in the list at `name`; at least one. Raises PackError when there is none."""
        value = self.data.get(name)
        if not isinstance(value, list) or not value:
            raise self.wrong(name, "this must be a list, and not empty")
        return tuple(Part.of(self.file, f"{self.at(name)}[{n}]", entry) for n, entry in enumerate(value))

    def among(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """The list of words at `name`, each one of `known`; () when the key is left out."""
        if name not in self.data:
            return ()
        value = self.data[name]
        if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
            raise self.wrong(name, "this must be a list of words, and not empty")
        for word in value:
            if word not in known:
                raise self.wrong(name, f'"{word}" is not one of {", ".join(known)}')
        self.unique(name, value)
        return tuple(value)

    def unique(self, name: str, ids: Sequence[str]) -> None:
        """Raises PackError when an id occurs twice."""
        for n, entry in enumerate(ids):
            if entry in ids[:n]:
                raise self.wrong(name, f'"{entry}" is there twice')
