"""Writes docs/messages.md: every refusal and failure that a person can meet, from the one place where each is worded.

python -m tests.docs.messages
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import chdir, redirect_stderr
from datetime import UTC, datetime
from pathlib import Path

from bot.__main__ import main as needtoknow
from bot.notifications.draft import Draft
from bot.notifications.form import read
from bot.organisation import OrganisationError
from bot.rehearsal.problem import RehearsalError
from bot.settings import Settings, SettingsError
from bot.store.database import StoreError
from bot.teams.app_package import PackageError
from rules.errors import NeedToKnowError
from rules.facts import FactsError
from rules.instants import InstantError
from rules.limits import DEFAULT_LIMITS
from rules.load import load_pack
from rules.pack import PackError
from tests.docs.wordings import (
    ROOT,
    chat_notices,
    door_answers,
    errors_worded,
    every_wording,
    said,
    volunteered,
    when,
    wrong_answers,
)

DOCUMENT = ROOT / "docs" / "messages.md"
POLICY = "informing-the-director"

DOOR: dict[str, tuple[str, str]] = {
    "The request is too large.": ("The body has more than 256 KB.", "Send a card's answers, not a file."),
    "The request came too slowly.": ("The body had not arrived after 15 seconds.", "Send it again."),
    "The request is not JSON.": ("The body cannot be read as JSON.", "Send an activity, as Teams does."),
    "The request is not an activity.": (
        "The body is JSON, but no Bot Framework activity, or it is nested too deeply or too long.",
        "Send an activity, as Teams does.",
    ),
    "Not authorised.": (
        "The token does not hold (401), or the activity is not ours: its tenant, channel or service host (403).",
        "See `door.refused` in the log: its `reason` says which. Then check the settings in docs/operations.md.",
    ),
    "Try again in a minute.": ("Microsoft's signing keys cannot be fetched.", "Wait: Teams sends it again."),
    "This bot does not know that request.": (
        "An invoke that is not a card's button, such as a search.",
        "Nothing: the app's manifest offers none.",
    ),
}
"""When the door says it, and what to do. The sentences themselves are the code's; one that is missing here fails."""

TOKEN_STATUSES = ("401", "403")
"""What a refused token is answered with (bot/tokens/errors.py)."""

COMMANDS: dict[type[NeedToKnowError], tuple[str, Callable[[], object]]] = {
    SettingsError: ("needtoknow serve", lambda: Settings.from_environment({})),
    OrganisationError: (
        f"needtoknow decide --policy {POLICY} --facts facts.json --organisation missing.yaml",
        lambda: _run("decide", "--policy", POLICY, "--facts", "facts.json", "--organisation", "missing.yaml"),
    ),
    PackError: (
        "needtoknow policy show policy.yaml",
        lambda: _run("policy", "show", "policy.yaml"),
    ),
    FactsError: (
        f"needtoknow decide --policy {POLICY} --facts wrong.json",
        lambda: _run("decide", "--policy", POLICY, "--facts", "wrong.json"),
    ),
    InstantError: (
        f"needtoknow decide --policy {POLICY} --facts facts.json --at tomorrow",
        lambda: _run("decide", "--policy", POLICY, "--facts", "facts.json", "--at", "tomorrow"),
    ),
    StoreError: (
        "needtoknow sheet NTK-2026-0001 --data elsewhere --organisation council.yaml",
        lambda: _run("sheet", "NTK-2026-0001", "--data", "elsewhere", "--organisation", "council.yaml"),
    ),
    PackageError: (
        "needtoknow package --app-id not-an-id",
        lambda: _run("package", "--app-id", "not-an-id"),
    ),
    RehearsalError: ("needtoknow rehearse", lambda: _run("rehearse")),
}
"""One mistake of each kind, made for real."""


COMMAND_LINE = {kind.__name__ for kind in COMMANDS} | {"LimitsError", "TimescaleError", "YamlError"}
"""Errors whose sentence whoever runs a command reads as it stands, or after a file's name."""


class Unlucky(NeedToKnowError):
    """A command line that ought to fail did not."""


def document() -> str:
    """The whole of docs/messages.md."""
    rows = [
        (f"`{made.code}`", made.title, made.next, when(wording), made.tone)
        for wording in every_wording().values()
        for made in said(wording)
    ]
    refused = [row[:4] for row in rows if row[4] in ("warning", "attention")]
    nothing = [row[:4] for row in rows if row[4] == "info"]
    worked = [row[:4] for row in rows if row[4] == "good"]
    chat = [
        (notice.title, " ".join(notice.lines), "Something else than a word the bot knows was written.")
        for notice in chat_notices().values()
    ]
    head = ("Code", "What it says", "What to do next", "When")
    parts = [
        "# What the bot says when something cannot be done\n",
        "This page is made from the code: `python -m tests.docs.messages` writes it, and a test fails when it is old.",
        "Names, times, references and telephone numbers in it are examples. On cards and in the chat no"
        " sentence repeats what somebody typed.",
        "",
        "## Refused, or failed: on a card or in the chat\n",
        "Worded in `bot/services/words.py` and the files beside it that end in `_words.py`, and nowhere else. The code"
        " stays; a repeated press is answered with it again. Each wording of this page is met in a test.\n",
        *_table(head, refused),
        "",
        "Written in the chat (`cards/plain.py`):\n",
        *_table(head[1:], chat),
        "",
        "## An answer that cannot be used\n",
        "Said at the question itself; nothing typed is lost, and no wrong answer counts as “no”.\n",
        *(f"- {sentence}" for sentence in (*wrong_answers(), *_too_long())),
        "",
        "## Said without being asked: late, waiting, or not reached\n",
        "On cards, in reminders and in mails; “\u2026” stands for a name, a time, a reference or a telephone number.\n",
        *(f"- {occasion}:\n{_bullets(sentences)}" for occasion, sentences in volunteered().items()),
        "",
        "## Nothing to do any more, or elsewhere\n",
        *_table(head, nothing),
        "",
        "## Done\n",
        "Said after the commit, never before.\n",
        *_table(head, worked),
        "",
        "## At the web door\n",
        'What `POST /api/messages` answers as `{"error": ...}`. Teams meets these, and whoever sets the bot up; no'
        " member of staff does.",
        "`GET /readyz` answers 503 with the names of what is not ready: `keys`, `engine`, `store`.\n",
        *_table(("Status", "What it says", "What to do next", "When"), _door()),
        "",
        "## On the command line\n",
        "A command that fails says one sentence on the error output and ends with 2 (with 1 when a played story did not"
        " come true, with 130 after Ctrl-C). One example of each kind:\n",
        *_table(("Kind", "When", "For example", "Says"), _commands()),
        "",
        "### Every sentence of the command line\n",
        "By kind; “\u2026” stands for what the mistake names. A mistake in a policy, an organisation file or in facts"
        " comes after the file and the key where it is. Not listed: what is put together from parts, such as choices"
        " of a fact; each has a bad file of its own among the tests.\n",
        *(f"- {kind}:\n{_bullets(texts)}" for kind, texts in sorted(errors_worded().items()) if kind in COMMAND_LINE),
    ]
    return "\n".join(parts) + "\n"


def _bullets(sentences: Iterable[str]) -> str:
    return "\n".join(f"  - {sentence}" for sentence in sentences)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _door() -> list[tuple[str, str, str, str]]:
    statuses: dict[str, set[str]] = {}
    for status, sentence in door_answers():
        statuses.setdefault(sentence, set()).update((status,) if status.isdigit() else TOKEN_STATUSES)
    rows = [(" or ".join(sorted(found)), text, *reversed(DOOR[text])) for text, found in statuses.items()]
    return sorted((status, text, following, cause) for status, text, following, cause in rows)


def _too_long() -> list[str]:
    now = datetime(2026, 11, 20, 16, tzinfo=UTC)
    answers = {"incident.details": "x" * 20_000}
    draft = Draft(id="d", author="a", author_name="Rowan Reporter", created_at=now, updated_at=now, answers=answers)
    return sorted(set(read(draft, load_pack(POLICY), DEFAULT_LIMITS, now).problems.values()))


def _commands() -> list[tuple[str, str, str, str]]:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("facts.json").write_text("{}", encoding="utf-8")
        Path("policy.yaml").write_text("title: Our procedure\n", encoding="utf-8")
        Path("wrong.json").write_text('{"about.staff": "perhaps"}', encoding="utf-8")
        shipped = ROOT / "bot/rehearsal/organisations/informing-the-director.yaml"
        Path("council.yaml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
        return [
            (kind.__name__, when(kind), f"`{line}`", _sentence(kind, mistake))
            for kind, (line, mistake) in COMMANDS.items()
        ]


def _sentence(kind: type[NeedToKnowError], mistake: Callable[[], object]) -> str:
    try:
        return str(mistake())
    except kind as error:
        return str(error)


def _run(*arguments: str) -> str:
    errors = io.StringIO()
    with redirect_stderr(errors):
        code = needtoknow(arguments)
    if code != 2:
        raise Unlucky(f"needtoknow {' '.join(arguments)} ended with {code}, not with 2.")
    return " ".join(errors.getvalue().split())


def main() -> None:
    """Write the document."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    print(f"Written: {os.path.relpath(DOCUMENT)}")


if __name__ == "__main__":
    main()
