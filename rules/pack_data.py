"""One part of a pack file while it is being read: it knows the file, line and key that an error must name.

What is wrong is noted and reading goes on with something harmless in its place, so that one reading finds everything.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from rules.pack import PackError
from rules.strict_yaml import line_of

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_LIKE = {
    "source": "{section: 2, row: 6}",
    "route": "{always: [ROLE]}",
    "route_default": "{always: [ROLE]}",
    "condition": "{happened: [missing]}",
    "when": "{happened: [missing]}",
}
"""How a part is written, by its key."""
_MANY = 8
"""More words than this are not listed where the nearest one can be named."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A pack file being read: its name, the lines of its keys (where known), and what was found wrong so far."""

    file: str
    lines: Mapping[str, int] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    """The roles' ids by their titles in small letters: whoever writes a title where an id belongs is told the id."""
    problems: list[PackError] = field(default_factory=list)

    def wrong(self, key: str, sentence: str) -> None:
        """Note that something is wrong at `key`; what follows from it at the same key is not said again."""
        if all(problem.key != key for problem in self.problems):
            self.problems.append(PackError(self.file, key, sentence, line_of(self.lines, key)))


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping at `key` ("triggers[3].route") of the file that `reading` reads."""

    reading: Reading
    key: str
    data: Mapping[str, object]
    unread: bool = False
    """It is something else than keys with values, which was noted: what follows from that is not said as well."""

    @classmethod
    def of(cls, reading: Reading, key: str, data: object) -> "Part":
        """`data` as a part; it is noted when it is not a mapping with text keys."""
        if isinstance(data, Mapping) and all(isinstance(name, str) for name in data):
            return cls(reading, key, data)
        like = _LIKE.get(key.rpartition(".")[2], "")
        reading.wrong(key, f"this must be keys with values{f', like {like}' if like else ''}")
        return cls(reading, key, {}, unread=True)

    def has(self, name: str) -> bool:
        """Whether the key `name` is given here."""
        return name in self.data

    def at(self, name: str) -> str:
        """The full key of `name` in this part."""
        return f"{self.key}.{name}" if self.key and name else self.key or name

    def wrong(self, name: str, sentence: str) -> None:
        """Note that something is wrong with `name` in this part ("" = the part itself)."""
        if not self.unread:
            self.reading.wrong(self.at(name), sentence)

    def only(self, *known: str, optional: Sequence[str] = ()) -> None:
        """Notes each key that is neither in `known` nor in `optional`, and each of `known` that is missing."""
        for name in self.data:
            if name not in known and name not in optional:
                near = get_close_matches(name, (*known, *optional), n=1)
                self.wrong(name, f'there is no key "{name}" here{f"; did you mean {near[0]}?" if near else ""}')
        for name in known:
            if name not in self.data:
                self.wrong(name, f'"{name}" is missing: add it here')

    def text(self, name: str, default: str | None = None) -> str:
        """The text at `name`; a whole number counts as text. `default` = what a key that is left out says."""
        if default is not None and name not in self.data:
            return default
        value = self.data.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            self.wrong(name, "this must be text, and not empty")
            return "?"
        return value

    def yes(self, name: str, default: bool) -> bool:
        """The yes or no at `name`."""
        value = self.data.get(name, default)
        if isinstance(value, str):
            value = {"yes": True, "no": False}.get(value.strip().lower(), value)
        if not isinstance(value, bool):
            self.wrong(name, "write yes or no here")
            return default
        return value

    def one_of(self, name: str, known: Sequence[str], default: str) -> str:
        """The word at `name`, one of `known`; `default` when the key is left out."""
        value = self.text(name, default)
        if value not in known and value != "?":
            self.wrong(name, not_one_of(value, known))
        return value if value in known else default

    def part(self, name: str) -> "Part":
        """The part at `name`."""
        return Part.of(self.reading, self.at(name), self.data.get(name))

    def parts(self, name: str) -> tuple["Part", ...]:
        """The parts in the list at `name`; at least one."""
        value = self.data.get(name)
        if not isinstance(value, list) or not value:
            self.wrong(name, "this must be a list, and not empty")
            return ()
        return tuple(Part.of(self.reading, f"{self.at(name)}[{n}]", entry) for n, entry in enumerate(value))

    def words(self, name: str) -> tuple[str, ...]:
        """The list of words at `name`, at least one; a single word may stand without a list; () when left out."""
        if name not in self.data:
            return ()
        value = self.data[name]
        listed = [value] if isinstance(value, str) and value.strip() else value
        if not isinstance(listed, list) or not listed or not all(isinstance(word, str) and word for word in listed):
            self.wrong(name, "this must be a list of words, and not empty")
            return ()
        self.unique(name, listed)
        return tuple(dict.fromkeys(listed))

    def among(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """The list of words at `name`, each one of `known`; () when the key is left out."""
        given = self.words(name)
        for word in given:
            if word not in known and known:  # that there are none was said where they belong
                meant = self.reading.titles.get(word.lower())
                titled = f'"{word}" is the title of {meant}: write {meant}'
                self.wrong(name, titled if meant in known else not_one_of(word, known))
        return tuple(word for word in given if word in known)

    def unique(self, name: str, ids: Sequence[str], each: str = "") -> None:
        """Notes an id that occurs twice; `each` is its key in a list of parts, "" = the list holds words."""
        for n, entry in enumerate(ids):
            if entry in ids[:n] and entry != "?":
                where = f"{name}[{n}].{each}" if each else name
                self.wrong(where, f'"{entry}" is there twice: take one away, or give it a name of its own')


def read_id(part: Part, like: str) -> str:
    """The id of a policy, a row or a duty: `like` shows how one is written."""
    found = part.text("id")
    if not _ID.fullmatch(found) and found != "?":
        part.wrong("id", f"an id is small letters, digits and hyphens, like {like}")
    return found


def not_one_of(word: object, known: Sequence[str]) -> str:
    """The sentence about a word that is none of those known: the nearest, else all of them."""
    near = get_close_matches(str(word), known, n=1)
    if near and len(known) > _MANY:
        return f'"{word}" is not known here; did you mean {near[0]}?'
    return f'"{word}" is not one of {", ".join(known)}{f"; did you mean {near[0]}?" if near else ""}'
