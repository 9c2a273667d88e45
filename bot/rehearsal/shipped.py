"""The rehearsal councils that come with the software, one for each policy, found by name."""

from pathlib import Path

from bot.rehearsal.problem import RehearsalError

FOLDER = Path(__file__).parent / "organisations"
FIRST = "informing-the-director"


def shipped_organisations() -> tuple[str, ...]:
    """Their names, the one that is rehearsed when nobody says which first."""
    names = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    return (FIRST, *(name for name in names if name != FIRST))


def organisation_file(given: str) -> Path:
    """The organisation file with this name, or at this path. Raises RehearsalError, listing the names."""
    if given in shipped_organisations():
        return FOLDER / f"{given}.yaml"
    path = Path(given)
    if path.is_file():
        return path
    names = ", ".join(shipped_organisations())
    raise RehearsalError(f"{given} is no rehearsal council: give {names}, or the path of an organisation file.")
