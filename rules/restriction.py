"""What a policy says about restricting who reads a report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RestrictionRule:
    """A policy's restriction. Roles are the pack's.

    `rows` are the triggers that may need it; `question` asks the reporter whether it does. `readers` are the roles that
    see the whole, `anonymised` those that get the anonymised version alone, even if somebody would name them. `writes`
    are the roles that write that version; with `approval` another reader approves it before it is shown. `decides` are
    the roles that may restrict later, name readers, and lift it. `duty` is the pack's own duty of writing it.
    """

    rows: tuple[str, ...]
    question: str
    readers: tuple[str, ...]
    writes: tuple[str, ...]
    decides: tuple[str, ...]
    anonymised: tuple[str, ...]
    approval: bool
    source: str
    duty: str = ""
