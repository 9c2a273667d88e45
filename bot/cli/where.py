"""Where a command finds the store of an installation."""

import os
from pathlib import Path


def store_of(data: Path | None) -> Path | str:
    """The data folder that was given; with none, the database NTK_DATABASE names, or the folder NTK_DATA names."""
    return data or os.environ.get("NTK_DATABASE", "").strip() or Path(os.environ.get("NTK_DATA", ""))
