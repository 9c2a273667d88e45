"""Who is told, as a pack file writes it: roles, routes with their reason in words, and timescales."""

from rules.limits import HARM_CLASSES
from rules.pack import Role, Route, Variant
from rules.pack_condition import read_condition
from rules.pack_data import Part
from rules.timescale import Timescale, TimescaleError, parse
from rules.vocabulary import VOCABULARY


def read_role(part: Part) -> Role:
    """A role of the pack."""
    part.only("id", "title", optional=("note", "reached"))
    reached = part.one_of("reached", ("person", "on-call", "inbox"), "person")
    return Role(part.text("id"), part.text("title"), part.text("note", ""), reached)  # type: ignore[arg-type]


def read_route(part: Part, roles: tuple[str, ...]) -> Route:
    """A route over `roles`; it must tell somebody, and decides and about belong together."""
    part.only(optional=("always", "decides", "about", "also", "first"))
    about = part.text("about") if part.has("about") else None
    if about is not None and about not in roles:
        part.wrong("about", f'"{about}" is not one of the roles {", ".join(roles)}')
        about = None
    route = Route(
        part.among("always", roles),
        part.among("decides", roles),
        about,
        part.among("also", roles),
        part.among("first", roles),
    )
    if not any(part.has(name) for name in ("always", "decides", "also")):
        part.wrong("", "nobody is told: name roles under always or decides")
    if part.has("decides") != part.has("about"):
        part.wrong("about", "decides and about belong together: name who decides, and about whom")
    elif about is not None and about in route.told:
        part.wrong("about", f"{about} is told anyway, so that nothing is left to decide: take {about} out of one place")
    return route


def say_route(route: Route, titles: dict[str, str]) -> str:
    """Why these roles, in one sentence: "The Head and the Deputy are always told."."""

    def named(roles: tuple[str, ...], joint: str) -> str:
        words = [titles.get(role, role) for role in roles]
        return f" {joint} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)

    parts = []
    if route.first:
        parts.append(f"{named(route.first, 'or')} decides first whether anybody is told")
    if route.always:
        parts.append(f"{named(route.always, 'and')} {'is' if len(route.always) == 1 else 'are'} always told")
    if route.about is not None:
        parts.append(f"{named(route.decides, 'or')} decides whether {named((route.about,), 'and')} is told")
    if route.also:
        parts.append(f"{named(route.also, 'and')} {'is' if len(route.also) == 1 else 'are'} told as well")
    said = "; ".join(parts)
    return f"{said[:1].upper()}{said[1:]}."


def read_variants(part: Part) -> tuple[Variant, ...]:
    """The timescales of a row: one, or a list of them with conditions, tried in order; left out = "timely"."""
    if not isinstance(part.data.get("timescale"), list):
        if part.has("timescale") and not _is_timescale(part.data["timescale"]):
            return (Variant(None, read_timescale(part, "timescale"), None),)  # what counts from when is not clear yet
        timescale = read_timescale(part, "timescale") if part.has("timescale") else parse("timely")
        return (Variant(None, timescale, read_since(part, timescale)),)
    if part.has("since"):
        part.wrong("since", "put it beside the timescale in the list that counts from it")
    read = []
    listed = part.parts("timescale")
    for n, entry in enumerate(listed):
        entry.only("timescale", optional=("when", "since", "harm"))
        timescale = read_timescale(entry, "timescale")
        condition = read_condition(entry, "when") if entry.has("when") else None
        if condition is None and n + 1 < len(listed):
            entry.wrong("", "this one always holds, so that those after it never count: give it a when, or put it last")
        if condition is not None and n + 1 == len(listed):
            entry.wrong("when", "the last one must hold for everything else: leave its when out")
        read.append(Variant(condition, timescale, read_since(entry, timescale), entry.among("harm", HARM_CLASSES)))
    return tuple(read) or (Variant(None, parse("timely")),)


def read_timescale(part: Part, name: str) -> Timescale:
    """The timescale at `name`."""
    try:
        return parse(part.text(name))
    except TimescaleError as error:
        part.wrong(name, str(error))
        return parse("timely")


def _is_timescale(text: object) -> bool:
    try:
        parse(str(text))
    except TimescaleError:
        return False
    return True


def read_since(part: Part, timescale: Timescale) -> str | None:
    """The fact from which a threshold counts."""
    if timescale.threshold is None:
        if part.has("since"):
            part.wrong("since", 'only a timescale with "after ..." counts from a fact: take this away')
        return None
    if not part.has("since"):
        part.wrong("since", f'"{timescale.text}" needs the fact from which it counts, like since: {_moments()[0]}')
        return None
    return read_moment(part, "since")


def read_moment(part: Part, name: str) -> str | None:
    """The fact at `name`, which must be a moment (and not awareness, from which everything else counts)."""
    since = part.text(name)
    if since not in _moments():
        part.wrong(name, f'"{since}" is not a fact that is a moment: use {" or ".join(_moments())}')
        return None
    return since


def _moments() -> list[str]:
    return [fact.id for fact in VOCABULARY.values() if fact.type == "instant" and fact.id != "aware"]
