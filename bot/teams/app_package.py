"""The Teams app package: what an administrator uploads, so that the bot can be installed. Nothing in it is a secret.

A zip with the manifest and two icons at its root, nothing else. The same council, ids and version give the same bytes.
The app's own id follows from the bot's id, so that a later package updates the app and never adds a second one.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from rules.errors import NeedToKnowError

_APPS = UUID("6a1c8f7e-2b54-4d0f-9c3a-5e7d1b9042c6")
_LONGEST_NAME = 32
_VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")


class PackageError(NeedToKnowError):
    """The package cannot be made; the sentence says what to give."""


@dataclass(frozen=True)
class Council:
    """Who offers the app to its staff, as Teams shows it."""

    name: str
    website: str
    privacy: str
    terms: str


def package(sources: Path, bot: str, council: Council, version: str) -> bytes:
    """The zip for this bot (its application id, NTK_APP_ID), from the folder with the manifest and the icons.

    Raises PackageError naming what is missing or wrong.
    """
    manifest = filled_in(_read(sources), bot, council, version)
    icons = [(name, _bytes(sources / name)) for name in (manifest["icons"]["color"], manifest["icons"]["outline"])]
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in [("manifest.json", text.encode()), *icons]:
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content)
    return made.getvalue()


def filled_in(manifest: dict[str, Any], bot: str, council: Council, version: str) -> dict[str, Any]:
    """The manifest with this council's ids and pages. Raises PackageError."""
    try:
        identifier = UUID(bot)
    except ValueError:
        raise PackageError(
            "Give the bot's application (client) id: --app-id 00000000-0000-0000-0000-000000000000, or NTK_APP_ID."
        ) from None
    if not 0 < len(council.name) <= _LONGEST_NAME:
        raise PackageError(f"Give the council's name in at most {_LONGEST_NAME} characters: --council NAME.")
    for option, page in (("website", council.website), ("privacy", council.privacy), ("terms", council.terms)):
        parts = urlsplit(page)
        if parts.scheme != "https" or not parts.hostname:
            raise PackageError(f"Give a page that starts with https:// as --{option}; {page!r} does not.")
    if not _VERSION.fullmatch(version):
        raise PackageError(f"A version is three numbers, like 1.4.0, not {version!r}: --app-version.")
    changed = json.loads(json.dumps(manifest))
    changed["id"] = str(uuid5(_APPS, str(identifier)))
    changed["version"] = version
    changed["developer"] = {
        "name": council.name,
        "websiteUrl": council.website,
        "privacyUrl": council.privacy,
        "termsOfUseUrl": council.terms,
    }
    for part in (*changed["bots"], *changed.get("composeExtensions", ())):
        part["botId"] = str(identifier)
    return dict(changed)


def _read(sources: Path) -> dict[str, Any]:
    return dict(json.loads(_bytes(sources / "manifest.json")))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PackageError(
            f"{path} cannot be read ({error.strerror}): run this from a checkout of the project."
        ) from None
